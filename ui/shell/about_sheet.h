#pragma once

#include <QWidget>

namespace parapet::ui {

class Shade;

// Name, version, licence, what it is built with.
class AboutSheet : public QWidget {
    Q_OBJECT
public:
    explicit AboutSheet(QWidget* window);
    void open();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void dismiss();
    Shade* shade_;
};

} // namespace parapet::ui
