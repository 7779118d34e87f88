#include "ui/widgets/focus_ring.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QPointer>
#include <QSlider>

namespace parapet::ui {

namespace {

// Fields draw their own edge and lists their own row mark.
bool wants_ring(const QWidget* widget) {
    if (widget->property("focusRing").isValid()) return widget->property("focusRing").toBool();
    if (qobject_cast<const QComboBox*>(widget) != nullptr) return !qobject_cast<const QComboBox*>(widget)->isEditable();
    return qobject_cast<const QAbstractButton*>(widget) != nullptr || qobject_cast<const QSlider*>(widget) != nullptr ||
           widget->inherits("parapet::ui::Segmented") || widget->inherits("parapet::ui::SearchButton");
}

bool by_keyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

class FocusRing : public QObject {
public:
    explicit FocusRing(QObject* parent)
        : QObject(parent) {}

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::FocusIn && event->type() != QEvent::FocusOut) return false;
        auto* widget = qobject_cast<QWidget*>(watched);
        if (widget == nullptr) return false;
        if (event->type() == QEvent::FocusOut) {
            if (frame_ != nullptr && frame_->widget() == widget) frame_->setWidget(nullptr);
            return false;
        }
        if (!by_keyboard(static_cast<QFocusEvent*>(event)->reason()) || !wants_ring(widget)) return false;
        if (frame_ == nullptr) frame_ = new QFocusFrame(widget->window());
        frame_->setWidget(widget);
        return false;
    }

private:
    QPointer<QFocusFrame> frame_; // moves from parent to parent, and may go down with one
};

} // namespace

void install_focus_ring(QApplication& app) {
    app.installEventFilter(new FocusRing(&app));
}

} // namespace parapet::ui
