// MainWindow's keyboard beyond shortcuts: single letters that no field wanted, and the walk over regions.
#include "ui/shell/actions.h"
#include "ui/shell/context_bar.h"
#include "ui/shell/main_window.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/page_host.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/facet_list.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/filter_bar.h"

#include <QApplication>
#include <QKeyEvent>

namespace parapet::ui {

namespace {

// The widget that takes the focus when a region is entered.
QWidget* entrance(QWidget* region) {
    if (region->focusPolicy() != Qt::NoFocus && region->isEnabled()) return region;
    for (QWidget* child : region->findChildren<QWidget*>()) {
        if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus) != 0) return child;
    }
    return nullptr;
}

} // namespace

QList<QWidget*> MainWindow::regions() const {
    QList<QWidget*> all{context_};
    QWidget* page = host_->currentPage();
    if (page == nullptr) {
        all << host_;
    } else {
        QList<QWidget*> inside;
        for (QWidget* child : page->findChildren<QWidget*>()) {
            const bool region =
                qobject_cast<FilterBar*>(child) != nullptr || qobject_cast<FacetList*>(child) != nullptr ||
                qobject_cast<QAbstractItemView*>(child) != nullptr || child->property("region").toBool();
            if (region && child->isVisible()) inside << child;
        }
        if (inside.isEmpty()) inside << page;
        all << inside;
    }
    return all << rail_;
}

void MainWindow::moveRegion(int by) {
    const QList<QWidget*> all = regions();
    const QWidget* focus = QApplication::focusWidget();
    qsizetype at = by > 0 ? -1 : 0;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (focus != nullptr && (all[i] == focus || all[i]->isAncestorOf(focus))) at = i;
    }
    for (qsizetype step = 1; step <= all.size(); ++step) {
        const qsizetype next = ((at + by * step) % all.size() + all.size()) % all.size();
        if (QWidget* door = entrance(all[next])) {
            door->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void MainWindow::focusQuery() {
    QWidget* page = host_->currentPage();
    if (page == nullptr) return openPalette();
    const QList<FilterBar*> bars = page->findChildren<FilterBar*>();
    for (FilterBar* bar : bars) {
        if (bar->isVisible()) return bar->focusEdit();
    }
    const QList<SearchField*> fields = page->findChildren<SearchField*>();
    for (SearchField* field : fields) {
        if (!field->isVisible()) continue;
        field->setFocus(Qt::ShortcutFocusReason);
        field->selectAll();
        return;
    }
    openPalette();
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F6) {
        moveRegion((event->modifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
        return;
    }
    const auto modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    // A field that wanted the letter has taken it before it came here.
    if (modifiers == Qt::NoModifier && single_keys_enabled()) {
        const QString text = event->text();
        if (text == QLatin1String("/")) return focusQuery();
        if (text == QLatin1String("?")) return actions_->get("keys")->trigger();
        if (text == QLatin1String("t")) return context_->openRange();
    }
    QMainWindow::keyPressEvent(event);
}

} // namespace parapet::ui
