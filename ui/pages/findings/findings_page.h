#pragma once
// "What must be fixed first, by whom, by when?" (design/ui.md section 8, mock-up 02)

#include "core/views/findings.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/findings/saved_views.h"
#include "ui/shell/page_info.h"
#include "ui/widgets/query_chips.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>

class QSplitter;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class BulkBar;
class DataTable;
class Decider;
class Regrouper;
class DetailPane;
class FacetList;
class FilterBar;
class FindingsModel;
class IconButton;
class PlainLabel;
class ViewBar;

enum class FindingColumn : std::uint8_t;

class FindingsPage : public Page {
    Q_OBJECT
public:
    FindingsPage(AppContext& app, QWidget* parent);
    void open(const QString& query) override;
    [[nodiscard]] QString query() const override;
    void refresh() override;
    [[nodiscard]] QString badge() const override { return badge_; }
    void export_list() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildTop(QVBoxLayout* column);
    QWidget* buildMain();
    void buildTable(QVBoxLayout* column);
    void connectParts();
    void connectTable();
    void setQuery(const QString& query);
    void ask();
    void askCounts();
    void askFacets();
    void showCounts(const views::FindingsCount& count, qint64 ms);
    void setGroup(views::FindingGroup group);
    void chooseGroup();
    void showSelection();
    void showFacets(const std::vector<views::Facet>& facets);
    void suggest(const QString& field, const QString& typed,
                 const std::function<void(const QList<Suggestion>&)>& answer);
    void currentChanged(int row);
    void chooseCurrent();
    void placeColumns();
    void moveCurrent(int by);

    // What is decided concerns the selected rows, or the current one.
    [[nodiscard]] QList<int> concerned() const;
    void setStatus(FindingStatus status);
    void chooseStatus();
    void openForm(int kind);
    void copyMarkdown();
    void connectRegroup();
    void joinSelected();
    void copyIssue();
    void openTracker();
    void contextMenu(const QPoint& global);
    void exportTo(const QString& path);
    void applyViews();
    void saveView();
    void askViewCounts();

    AppContext& app_;
    Decider* decider_;
    Regrouper* regrouper_;
    FindingsModel* model_;
    SavedViews views_;
    QString query_;
    bool asked_anew_ = true; // by another query, not because the data changed
    views::FindingGroup group_ = views::FindingGroup::vulnerability;
    Ticket count_ticket_, facet_ticket_, view_ticket_, export_ticket_, issue_ticket_, suggest_ticket_;
    QTimer typing_;
    QString badge_;

    ViewBar* view_bar_ = nullptr;
    FilterBar* filter_ = nullptr;
    Button* group_button_ = nullptr;
    IconButton *columns_ = nullptr, *export_ = nullptr;
    QSplitter* split_ = nullptr;
    FacetList* facets_ = nullptr;
    BulkBar* bulk_ = nullptr;
    DataTable* table_ = nullptr;
    PlainLabel* foot_ = nullptr;
    DetailPane* detail_ = nullptr;
    bool detail_wanted_ = true;
};

} // namespace parapet::ui
