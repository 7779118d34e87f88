#include "ui/shell/actions.h"

#include "ui/theme/icons.h"

#include <QWidget>

namespace parapet::ui {

Actions::Actions(QWidget* window)
    : QObject(window)
    , window_(window) {}

QAction* Actions::add(const Spec& spec, std::function<void()> run) {
    const QString id = QString::fromLatin1(spec.id);
    auto* action = new QAction(spec.text, window_);
    action->setObjectName(id);
    const QString icon_name = QString::fromLatin1(spec.icon);
    if (!icon_name.isEmpty()) action->setIcon(icon(icon_name));
    action->setProperty("iconName", icon_name);
    action->setProperty("paletteText", spec.palette_text);
    action->setProperty("noPalette", !spec.in_palette);
    action->setShortcut(spec.keys);
    action->setShortcutContext(Qt::WindowShortcut);
    // Otherwise macOS moves what it takes for "settings" or "about" into another menu.
    action->setMenuRole(QAction::NoRole);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    window_->addAction(action);
    by_id_[id] = action;
    order_ << action;
    return action;
}

QAction* Actions::get(const char* id) const {
    const auto at = by_id_.find(QString::fromLatin1(id));
    Q_ASSERT(at != by_id_.end());
    return at->second;
}

} // namespace parapet::ui
