#pragma once
// "Are we attacked now, how, from where, is it unusual?" (design/ui.md section 8, mock-up 03)

#include "core/views/attacks.h"
#include "ui/jobs/job_bridge.h"
#include "ui/shell/page_info.h"

#include <QTimer>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class ChartWidget;
class DataTable;
class EventsModel;
class FilterBar;
class FlagList;
class IconButton;
class Panel;
class PlainLabel;
class Segmented;
class Tabs;
class Toggle;
class TopList;

class AttacksPage : public Page {
    Q_OBJECT
public:
    AttacksPage(AppContext& app, QWidget* parent);
    void open(const QString& query) override;
    [[nodiscard]] QString query() const override { return query_; }
    void refresh() override;
    [[nodiscard]] QString badge() const override { return badge_; }
    void export_list() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildChart(QVBoxLayout* left);
    void buildEvents(QVBoxLayout* left);
    void buildSide(QVBoxLayout* right);
    void connectParts();
    void setQuery(const QString& query);
    void askChart();
    void askSide();
    void askTop();
    void askEvents();
    void show(const views::AttackActivity& a);
    void adornLegend(const views::AttackActivity& a);
    void showDetail(int row);
    [[nodiscard]] views::ActivityBy topBy() const;

    AppContext& app_;
    QString query_, badge_;
    views::AttackActivity activity_;
    QList<Panel*> side_;
    Ticket chart_ticket_, heat_ticket_, top_ticket_, count_ticket_, export_ticket_;
    QTimer live_;

    Panel *chart_panel_ = nullptr, *events_panel_ = nullptr, *heat_panel_ = nullptr, *flag_panel_ = nullptr,
          *top_panel_ = nullptr;
    ChartWidget *chart_ = nullptr, *heat_ = nullptr;
    Toggle *previous_ = nullptr, *live_toggle_ = nullptr;
    Segmented* style_ = nullptr;
    FilterBar* filter_ = nullptr;
    DataTable* table_ = nullptr;
    EventsModel* model_ = nullptr;
    FlagList* flags_ = nullptr;
    Tabs* top_tabs_ = nullptr;
    TopList* top_ = nullptr;
    PlainLabel* detail_ = nullptr;
};

} // namespace parapet::ui
