#pragma once
// From a job's thread to the GUI thread.

#include <QCoreApplication>
#include <QPointer>

#include <utility>

namespace parapet::ui {

// Runs `action(object)` on the GUI thread, if the object is still there.
template<class Object, class Action>
void on_gui(const QPointer<Object>& object, Action action) {
    QMetaObject::invokeMethod(
        qApp,
        [object, action = std::move(action)]() mutable {
            if (object != nullptr) action(*object);
        },
        Qt::QueuedConnection);
}

} // namespace parapet::ui
