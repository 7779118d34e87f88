#pragma once
// "Are we better or worse, why, what needs me today?" (design/ui.md section 8, mock-up 01)

#include "core/views/overview.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/overview/tiles.h"
#include "ui/shell/page_info.h"

#include <QList>
#include <QRect>

#include <memory>

class QScrollArea;

namespace parapet::ui {

class AppContext;
class Banner;
class ChartWidget;
class Panel;

class OverviewPage : public Page {
    Q_OBJECT
public:
    OverviewPage(AppContext& app, QWidget* parent);
    void refresh() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Tiles;
    void build();
    Panel* panel(const QString& title, const QString& subtitle);
    template<class T>
    T* tile(Panel* panel);
    void show(std::shared_ptr<const views::Overview> overview);
    void showCharts(const views::Overview& o);
    void arrange();
    int arrangeWide(int width, int height);
    int arrangeNarrow(int width);
    void explainScore();

    AppContext& app_;
    Ticket ticket_;
    QScrollArea* scroll_ = nullptr;
    QWidget* sheet_ = nullptr;
    Panel *score_ = nullptr, *since_ = nullptr, *deadlines_ = nullptr, *open_ = nullptr, *attacks_ = nullptr;
    Panel *compliance_ = nullptr, *phases_ = nullptr, *causes_ = nullptr, *sources_ = nullptr;
    ChartWidget *open_chart_ = nullptr, *attack_chart_ = nullptr;
    QList<OverviewTile*> tiles_;
    std::shared_ptr<const views::Overview> data_;
};

} // namespace parapet::ui
