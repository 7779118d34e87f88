#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace parapet::ui {

class ElidedLabel;
class PlainLabel;
class IconButton;

// A surface with a 1 px edge and, when it has a title, a header of 36 px.
class Panel : public QFrame {
    Q_OBJECT
public:
    explicit Panel(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setSubtitle(const QString& subtitle); // the unit, the range, the age
    // A widget at the right of the header.
    void addTool(QWidget* tool, int stretch = 0);
    // The arrow at the corner that opens the page behind the panel.
    IconButton* addCornerLink(const QString& name);
    // Where the content goes; 12 px inside unless set otherwise.
    [[nodiscard]] QVBoxLayout* body() { return body_; }
    void setBodyMargins(int left, int top, int right, int bottom);
    // Stale is not green: a line over the content says since when and the figures are dimmed by the page.
    void setStale(const QString& as_of);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void layOut();
    QWidget* header_ = nullptr;
    QHBoxLayout* header_row_ = nullptr;
    PlainLabel* title_ = nullptr;
    ElidedLabel* subtitle_ = nullptr;
    QWidget* stale_ = nullptr;
    QVBoxLayout* body_ = nullptr;
    QMargins body_margins_{metric::k_panel_inner, 0, metric::k_panel_inner, metric::k_panel_inner};
};

} // namespace parapet::ui
