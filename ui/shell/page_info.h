#pragma once
// A page describes itself; the shell loops over the generated table. A new page is one folder in ui/pages.

#include <QString>
#include <QWidget>

#include <span>

namespace parapet::ui {

class AppContext; // ui/shell/app_context.h

// What the shell asks of a page.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    // Shows this query (from a link, the palette, history); "" = the page's own start.
    virtual void open(const QString& query) { Q_UNUSED(query) }
    // The query that open() would bring back: part of the history entry.
    [[nodiscard]] virtual QString query() const { return {}; }
    // The range, the global filter or the zone has changed, or data has: ask core again.
    virtual void refresh() {}
    // A short text for the badge on the rail: things that wait for a person, never totals. "" = none.
    [[nodiscard]] virtual QString badge() const { return {}; }
    // Range and global filter are shown in the context bar for this page?
    [[nodiscard]] virtual bool uses_range() const { return true; }
    // What Ctrl+E exports and Ctrl+C copies is the page's business.
    virtual void export_list() {}

signals:
    void badgeChanged();
    // query() was changed by a person on the page: the shell makes it a history entry, so that Back undoes it.
    void queryChanged();
};

} // namespace parapet::ui

namespace parapet {
struct PageInfo {
    const char* id;    // "findings"
    const char* title; // QT_TRANSLATE_NOOP("Pages", "Findings")
    const char* icon;  // name of an icon in resources/icons
    int order;         // on the rail; Ctrl+order/10
    ui::Page* (*make)(ui::AppContext& app, QWidget* parent);
    const char* short_title = nullptr; // on the rail, when the title is too long for it
};
std::span<const PageInfo* const> pages(); // generated
} // namespace parapet
