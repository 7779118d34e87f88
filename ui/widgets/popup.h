#pragma once
// What opens over the window is a child of it: rounded corners without a compositor, one look on every platform, and
// tests see it offscreen.

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

namespace parapet::ui {

// A framed sheet that closes on Esc and on a press outside of it. Focus goes back to where it was.
class Popup : public QWidget {
    Q_OBJECT
public:
    // `anchor` is any widget of the window.
    explicit Popup(QWidget* anchor, int radius = metric::k_radius_panel);
    // Below `anchor`, its right or left edge aligned, kept inside of the window.
    void openBelow(QWidget* anchor, Qt::Alignment edge = Qt::AlignLeft);
    void openAt(const QPoint& top_left_in_window);
    void dismiss();

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    int radius_;
    QPointer<QWidget> focus_before_;
    QPointer<QWidget> anchor_;
};

// Dims the window behind a dialog. A press on it is told.
class Shade : public QWidget {
    Q_OBJECT
public:
    explicit Shade(QWidget* window);
signals:
    void pressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace parapet::ui
