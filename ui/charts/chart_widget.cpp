#include "ui/charts/chart_widget.h"

#include "ui/charts/chart_accessible.h"
#include "ui/charts/chart_brush.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_plot.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace parapet::ui {
namespace {

TimeRange range_of(double from, double to) {
    return {from_unix_seconds(static_cast<std::int64_t>(std::floor(from))),
            from_unix_seconds(static_cast<std::int64_t>(std::ceil(to)))};
}

} // namespace

ChartWidget::ChartWidget(QWidget* parent)
    : QWidget(parent)
    , model_(std::make_unique<ChartModel>())
    , plot_(new ChartPlot(this))
    , legend_(new ChartLegend(this)) {
    install_chart_accessibility();
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(px(16));
    grid->setVerticalSpacing(px(6));
    grid->addWidget(plot_, 0, 0);
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(0, 1);
    legend_->hide();
    setFocusProxy(plot_);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    relay();
}

ChartWidget::~ChartWidget() {
    plot_->setModel(nullptr);
}

void ChartWidget::relay() {
    connect(plot_, &ChartPlot::viewChanged, this, [this](double from, double to) {
        refreshLegend();
        emit viewChanged(from, to);
    });
    connect(plot_, &ChartPlot::selected, this,
            [this](double from, double to) { emit rangeSelected(range_of(from, to)); });
    connect(plot_, &ChartPlot::clicked, this, &ChartWidget::placeActivated);
    connect(plot_, &ChartPlot::cellClicked, this, &ChartWidget::cellActivated);
    connect(plot_, &ChartPlot::markersClicked, this, &ChartWidget::onMarkers);
    connect(plot_, &ChartPlot::placeChanged, this, &ChartWidget::announce);
    connect(plot_, &ChartPlot::seriesKey, this, [this](int number) {
        const auto index = static_cast<std::size_t>(number - 1);
        if (index < spec().series.size()) applyVisibility(index, !spec().series[index].visible);
    });
    connect(legend_, &ChartLegend::toggled, this, [this](const QString& id) {
        for (std::size_t i = 0; i < spec().series.size(); ++i)
            if (QString::fromStdString(spec().series[i].id) == id) applyVisibility(i, !spec().series[i].visible);
    });
    connect(legend_, &ChartLegend::soloed, this, &ChartWidget::soloSeries);
}

const views::ChartSpec& ChartWidget::spec() const {
    return model_->spec();
}

void ChartWidget::setSpec(views::ChartSpec spec) {
    std::set<std::string> hidden;
    for (const views::ChartSeries& series : this->spec().series)
        if (!series.visible) hidden.insert(series.id);
    for (views::ChartSeries& series : spec.series)
        if (hidden.count(series.id) != 0) series.visible = false;
    plot_->setModel(nullptr);
    model_ = std::make_unique<ChartModel>(std::move(spec));
    plot_->setModel(model_.get());
    refreshLegend();
    QAccessibleEvent event(plot_, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void ChartWidget::refreshLegend() {
    if (place_ == LegendPlace::none) return;
    std::vector<ChartLegend::Entry> entries;
    for (std::size_t i = 0; i < spec().series.size(); ++i) {
        const views::ChartSeries& series = spec().series[i];
        ChartLegend::Entry entry;
        entry.id = QString::fromStdString(series.id);
        entry.title = QString::fromStdString(series.title);
        entry.series = static_cast<int>(i);
        entry.on = series.visible;
        // Flows are summed over what is shown; levels (lines, bars by day) say where they stand.
        const bool flow = spec().kind == views::ChartSpec::Kind::stacked_area;
        const double value =
            flow ? model_->sum(i, plot_->viewFrom(), plot_->viewTo()) : (series.y.empty() ? NAN : series.y.back());
        if (!series.dashed) entry.value = value_text(value);
        entries.push_back(std::move(entry));
    }
    legend_->setEntries(spec(), std::move(entries));
}

void ChartWidget::setLegend(LegendPlace place) {
    place_ = place;
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->removeWidget(legend_);
    legend_->setVisible(place != LegendPlace::none);
    legend_->setColumn(place == LegendPlace::right);
    if (place == LegendPlace::right)
        grid->addWidget(legend_, 0, 1);
    else if (place == LegendPlace::bottom)
        grid->addWidget(legend_, 1, 0);
    refreshLegend();
}

void ChartWidget::setBrush(views::ChartSpec overview) {
    auto* grid = static_cast<QGridLayout*>(layout());
    if (overview.series.empty()) {
        delete brush_;
        brush_ = nullptr;
        return;
    }
    if (brush_ == nullptr) {
        brush_ = new ChartBrush(this);
        grid->addWidget(brush_, 2, 0, 1, 2);
        connect(brush_, &ChartBrush::selected, this,
                [this](double from, double to) { emit rangeSelected(range_of(from, to)); });
    }
    brush_->setSpec(std::move(overview));
}

void ChartWidget::setBrushRange(TimeRange range) {
    if (brush_)
        brush_->setRange(static_cast<double>(unix_seconds(range.from)), static_cast<double>(unix_seconds(range.to)));
}

void ChartWidget::setSelectable(bool selectable) {
    plot_->setSelectable(selectable);
}

void ChartWidget::setView(double from, double to) {
    plot_->setView(from, to);
}

std::pair<double, double> ChartWidget::view() const {
    return {plot_->viewFrom(), plot_->viewTo()};
}

void ChartWidget::resetView() {
    plot_->resetView();
}

void ChartWidget::applyVisibility(std::size_t series, bool visible) {
    model_->setVisible(series, visible);
    plot_->modelChanged();
    refreshLegend();
    emit seriesToggled(QString::fromStdString(spec().series[series].id), visible);
}

void ChartWidget::setSeriesVisible(const QString& id, bool visible) {
    for (std::size_t i = 0; i < spec().series.size(); ++i)
        if (QString::fromStdString(spec().series[i].id) == id && spec().series[i].visible != visible)
            applyVisibility(i, visible);
}

void ChartWidget::soloSeries(const QString& id) {
    const auto& all = spec().series;
    const bool alone = std::all_of(all.begin(), all.end(), [&](const views::ChartSeries& s) {
        return s.visible == (QString::fromStdString(s.id) == id);
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool visible = alone || QString::fromStdString(all[i].id) == id;
        if (all[i].visible != visible) applyVisibility(i, visible);
    }
}

std::optional<Reading> ChartWidget::reading() const {
    if (!plot_->place()) return std::nullopt;
    return model_->reading(*plot_->place());
}

QString ChartWidget::readingText() const {
    const auto now = reading();
    return now ? now->text() : QString();
}

QString ChartWidget::summary() const {
    return model_->summary();
}

void ChartWidget::announce() {
    QAccessibleValueChangeEvent event(plot_, readingText());
    QAccessible::updateAccessibility(&event);
}

void ChartWidget::onMarkers(const QList<int>& markers) {
    QStringList links;
    for (const int i : markers)
        links << QString::fromStdString(spec().markers[static_cast<std::size_t>(i)].link);
    if (links.size() == 1)
        emit markerActivated(links.front());
    else
        emit markersActivated(links);
}

QImage ChartWidget::image(int scale) const {
    return chart_image(*model_, size().expandedTo({320, 180}), scale);
}

bool ChartWidget::saveSvg(const QString& path) const {
    return write_chart_svg(*model_, size().expandedTo({320, 180}), path);
}

QString ChartWidget::csv() const {
    return chart_csv(*model_, plot_->viewFrom(), plot_->viewTo(), context_);
}

void ChartWidget::save(const QString& suffix, const QString& filter, const std::function<bool(const QString&)>& write) {
    QString name = QString::fromStdString(spec().title).simplified().toLower();
    for (QChar& c : name)
        if (!c.isLetterOrNumber()) c = QLatin1Char('-');
    name = (name.isEmpty() ? QStringLiteral("chart") : name) + suffix;
    const QString path =
        ask_path_ ? ask_path_(name, filter) : QFileDialog::getSaveFileName(this, tr("Save chart"), name, filter);
    if (!path.isEmpty() && !write(path)) emit failed(tr("The chart could not be saved as %1").arg(path));
}

void ChartWidget::fillMenu(QMenu& menu) {
    menu.addAction(tr("Copy image"), this, [this] { QApplication::clipboard()->setImage(image(2)); });
    menu.addAction(tr("Save as PNG"), this, [this] {
        save(QStringLiteral(".png"), tr("PNG picture (*.png)"),
             [this](const QString& path) { return image(2).save(path, "PNG"); });
    });
    menu.addAction(tr("Save as SVG"), this, [this] {
        save(QStringLiteral(".svg"), tr("SVG drawing (*.svg)"), [this](const QString& path) { return saveSvg(path); });
    });
    menu.addAction(tr("Save as CSV"), this, [this] {
        save(QStringLiteral(".csv"), tr("CSV table (*.csv)"), [this](const QString& path) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(csv().toUtf8()) >= 0;
        });
    });
    menu.addSeparator();
    menu.addAction(tr("Show as table"), this, &ChartWidget::showTable);
}

void ChartWidget::showTable() {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("chart-table"));
    dialog->setWindowTitle(QString::fromStdString(spec().title));
    auto* box = new QVBoxLayout(dialog);
    box->setContentsMargins(0, 0, 0, 0);
    auto* table = new QTableView(dialog);
    table->setModel(new ChartTableModel(*model_, plot_->viewFrom(), plot_->viewTo(), table));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(theme().rowHeight());
    table->setAccessibleName(tr("%1 as a table").arg(QString::fromStdString(spec().title)));
    table->resizeColumnsToContents();
    box->addWidget(table);
    dialog->resize(px(560), px(420));
    dialog->show();
}

void ChartWidget::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    menu->popup(event->globalPos());
}

QSize ChartWidget::sizeHint() const {
    return {px(420), px(220)};
}

QWidget* ChartWidget::plotWidget() const {
    return plot_;
}

} // namespace parapet::ui
