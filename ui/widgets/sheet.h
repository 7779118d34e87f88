#pragma once
// A panel in the middle of the dimmed window, for what needs more room than a popup. Esc closes it.

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace parapet::ui {

class Shade;

class Sheet : public QWidget {
    Q_OBJECT
public:
    // `title` is its accessible name. It stays hidden until open().
    Sheet(const QString& title, QWidget* window);
    void open();
    virtual void dismiss(); // hides it and deletes it later

protected:
    // Where it stands in a window of this size; asked again when the window's size changes.
    [[nodiscard]] virtual QRect place(const QSize& window) const = 0;
    virtual void opened() {} // it is on the screen
    // In the middle, as large as `most` where the window leaves `margins` around it.
    [[nodiscard]] static QRect middle(const QSize& window, const QSize& most, const QSize& margins);
    // In the middle, a third of the free height above it.
    [[nodiscard]] static QRect upper(const QSize& window, int width, int height);
    void closeOnPressBeside();
    // The title, `detail` (may be null) and the button that closes.
    void addHead(QVBoxLayout* column, QWidget* detail, const QString& close_tip);

    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Shade* shade_;
};

} // namespace parapet::ui
