#pragma once

#include <QWidget>

namespace parapet::ui {

// Over the window while files are dragged onto it.
class DropSheet : public QWidget {
    Q_OBJECT
public:
    explicit DropSheet(QWidget* window);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace parapet::ui
