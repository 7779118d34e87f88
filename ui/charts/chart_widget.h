#pragma once
// A chart for pages: plot, legend, brush, menu, keys, screen reader. Draws any views::ChartSpec.

#include "core/base/time.h"
#include "core/views/chart_spec.h"
#include "ui/charts/chart_legend.h"

#include <QImage>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QMenu;

namespace parapet::ui {

class ChartModel;
class ChartPlot;
class ChartBrush;
struct Reading;

enum class LegendPlace : std::uint8_t { none, bottom, right };

class ChartWidget : public QWidget {
    Q_OBJECT
public:
    explicit ChartWidget(QWidget* parent = nullptr);
    ~ChartWidget() override;

    // Series that the person switched off stay off (by id).
    void setSpec(views::ChartSpec spec);
    [[nodiscard]] const views::ChartSpec& spec() const;
    [[nodiscard]] const ChartModel& model() const { return *model_; }

    void setLegend(LegendPlace place);
    [[nodiscard]] ChartLegend* legend() { return legend_; }
    // The long view below, with handles: dragging them selects a range. An empty spec removes it.
    void setBrush(views::ChartSpec overview);
    void setBrushRange(TimeRange range); // what the handles enclose

    // What stands at the top of exported CSV files: range, zone, filter.
    void setContext(const QString& context) { context_ = context; }
    void setSelectable(bool selectable); // off: dragging does nothing

    void setView(double from, double to);
    [[nodiscard]] std::pair<double, double> view() const;
    void resetView();
    void setSeriesVisible(const QString& id, bool visible);
    void soloSeries(const QString& id); // again: all

    // The place under the pointer or the keys; nullopt: none.
    [[nodiscard]] std::optional<Reading> reading() const;
    [[nodiscard]] QString readingText() const; // for the screen reader
    [[nodiscard]] QString summary() const;

    [[nodiscard]] QImage image(int scale = 1) const; // with title, axes and legend
    [[nodiscard]] bool saveSvg(const QString& path) const;
    [[nodiscard]] QString csv() const; // of what is shown
    void showTable();
    void fillMenu(QMenu& menu); // copy image, save PNG, SVG, CSV, show as table

    // Asks where to save: (suggested name, filter) -> path, "" = not. Tests answer here.
    using AskPath = std::function<QString(const QString& name, const QString& filter)>;
    void setAskPath(AskPath ask) { ask_path_ = std::move(ask); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QWidget* plotWidget() const;

signals:
    void rangeSelected(parapet::TimeRange range); // dragged over the plot, or the brush moved
    void viewChanged(double from, double to);     // zoomed or panned
    void placeActivated(double x);                // clicked, or Enter on a read place
    void cellActivated(int row, int column);      // of a heat map
    void markerActivated(const QString& link);
    void markersActivated(const QStringList& links); // a cluster
    void seriesToggled(const QString& id, bool visible);
    void failed(const QString& what); // a file could not be written

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void relay();
    void applyVisibility(std::size_t series, bool visible);
    void refreshLegend();
    void onMarkers(const QList<int>& markers);
    void save(const QString& suffix, const QString& filter, const std::function<bool(const QString&)>& write);
    void announce();

    std::unique_ptr<ChartModel> model_;
    ChartPlot* plot_;
    ChartLegend* legend_;
    ChartBrush* brush_ = nullptr;
    LegendPlace place_ = LegendPlace::none;
    QString context_;
    AskPath ask_path_;
};

} // namespace parapet::ui
