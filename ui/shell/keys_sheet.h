#pragma once

#include "ui/widgets/sheet.h"

namespace parapet::ui {

// "?": every key, in groups.
class KeysSheet : public Sheet {
    Q_OBJECT
public:
    explicit KeysSheet(QWidget* window);

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
    [[nodiscard]] QRect place(const QSize& window) const override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace parapet::ui
