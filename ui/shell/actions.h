#pragma once
// Every action of the shell, by name: the menus, the palette and the keyboard share them.

#include <QAction>
#include <QList>
#include <QObject>

#include <functional>
#include <map>

class QMenuBar;
class QMenu;
class QWidget;

namespace parapet::ui {

class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    struct Spec {
        const char* id;
        QString text;
        const char* icon = "";
        QKeySequence keys = {};
        QString palette_text = {}; // when the menu's words need their menu to be understood
        bool in_palette = true;
    };
    QAction* add(const Spec& spec, std::function<void()> run);
    [[nodiscard]] QAction* get(const char* id) const; // must exist
    [[nodiscard]] QList<QAction*> all() const { return order_; }

private:
    QWidget* window_;
    std::map<QString, QAction*> by_id_;
    QList<QAction*> order_;
};

} // namespace parapet::ui
