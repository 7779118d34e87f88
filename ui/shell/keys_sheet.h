#pragma once

#include <QWidget>

namespace parapet::ui {

class Shade;

// "?": every key, in groups.
class KeysSheet : public QWidget {
    Q_OBJECT
public:
    explicit KeysSheet(QWidget* window);
    void open();
    void dismiss();

    struct Row {
        QStringList keys;
        QString what;
    };
    struct Group {
        QString title;
        QList<Row> rows;
    };
    [[nodiscard]] static QList<Group> groups(); // the settings page shows the same list

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Shade* shade_;
};

} // namespace parapet::ui
