#pragma once
// Where the pages live: made when first visited, kept afterwards. Over them a line for an error, instead of them the
// first-run page while the workspace is empty.

#include "ui/shell/page_info.h"

#include <QStackedWidget>

#include <map>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class FirstRun;

class PageHost : public QWidget {
    Q_OBJECT
public:
    explicit PageHost(AppContext& app, QWidget* parent = nullptr);

    [[nodiscard]] static const PageInfo* find(const QString& id);
    // In rail order.
    [[nodiscard]] static std::vector<const PageInfo*> ordered();

    // Shows it and opens the query. An unknown page is said in a line and changes nothing: false.
    bool show(const QString& id, const QString& query);
    [[nodiscard]] QString currentId() const { return current_; }
    [[nodiscard]] Page* currentPage() const;           // nullptr while the first-run page is shown
    [[nodiscard]] Page* page(const QString& id) const; // nullptr until visited
    [[nodiscard]] FirstRun* firstRun() { return first_run_; }
    [[nodiscard]] bool showsFirstRun() const;
    void refreshVisible();
    void setError(const QString& what, const QString& help); // "" = none

signals:
    void badgeChanged(const QString& id, const QString& badge);
    void pageQueryChanged();
    void shownChanged();

private:
    Page* make(const PageInfo& info);
    Page* begin(const PageInfo& info, const QString& query);
    void choose(); // page or first run
    AppContext& app_;
    QVBoxLayout* column_;
    QStackedWidget* stack_;
    FirstRun* first_run_;
    Banner* error_ = nullptr;
    std::map<QString, Page*> pages_;
    std::map<QString, bool> dirty_; // not visible when the scope or the data changed
    QString current_;
    QString waiting_query_; // of the current page, until there is data to make it with
};

} // namespace parapet::ui
