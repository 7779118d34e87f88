#include "ui/charts/chart_plot.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

// Ticks that we choose ourselves; QCustomPlot draws them.
class Ticker : public QCPAxisTicker {
public:
    using Make = std::function<std::vector<Tick>(const QCPRange&)>;
    explicit Ticker(Make make)
        : make_(std::move(make)) {}
    void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks, QVector<double>* sub,
                  QVector<QString>* labels) override {
        ticks.clear();
        if (sub) sub->clear();
        if (labels) labels->clear();
        for (const Tick& tick : make_(range)) {
            ticks.push_back(tick.at);
            if (labels) labels->push_back(tick.label);
        }
    }

private:
    Make make_;
};

void quiet_axis(QCPAxis* axis) {
    axis->setTickLength(0, 0);
    axis->setSubTicks(false);
    axis->setBasePen(Qt::NoPen);
    axis->setTickPen(Qt::NoPen);
    axis->setLabelPadding(0);
    axis->grid()->setSubGridVisible(false);
    axis->grid()->setZeroLinePen(Qt::NoPen);
}

} // namespace

ChartLayer::ChartLayer(QCustomPlot* plot, const QString& layer, bool clipped, Paint paint)
    : QCPLayerable(plot, layer)
    , clipped_(clipped)
    , paint_(std::move(paint)) {}

void ChartLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(true);
}

void ChartLayer::draw(QCPPainter* painter) {
    paint_(*painter);
}

QRect ChartLayer::clipRect() const {
    if (!clipped_) return mParentPlot->viewport();
    return mParentPlot->axisRect()->rect().adjusted(0, -1, 0, 1);
}

ChartPlot::ChartPlot(QWidget* parent)
    : QCustomPlot(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setContextMenuPolicy(Qt::NoContextMenu); // ChartWidget's
    setInteractions(QCP::iNone);
    setAutoAddPlottableToLegend(false);
    addLayer(QStringLiteral("markers"), layer(QStringLiteral("axes")), limAbove);
    layer(QStringLiteral("markers"))->setMode(QCPLayer::lmBuffered);
    layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
    new ChartLayer(this, QStringLiteral("main"), true, [this](QCPPainter& p) { paintSeries(p); });
    new ChartLayer(this, QStringLiteral("markers"), false, [this](QCPPainter& p) {
        if (!model_ || model_->empty() || heatMap()) return;
        paint_target(p, *model_, frame(), look());
        spots_ = paint_markers(p, *model_, frame(), look());
        paintAxisEnd(p);
    });
    new ChartLayer(this, QStringLiteral("overlay"), false, [this](QCPPainter& p) { paintOverlay(p); });
    for (QCPAxis* axis : {xAxis, yAxis})
        quiet_axis(axis);
    xAxis->grid()->setVisible(false);
    axisRect()->setBackground(Qt::NoBrush);
    plotLayout()->setMargins(QMargins());
    yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new Ticker([this](const QCPRange&) { return values_.ticks; })));
    xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new Ticker([this](const QCPRange& range) {
        if (!model_) return std::vector<Tick>{};
        const double width = axisRect()->width();
        if (!model_->spec().time_axis)
            return category_ticks(model_->spec().categories, range.lower, range.upper, width, px(48));
        std::vector<Tick> ticks = time_ticks(range.lower, range.upper, width, px(76), model_->zone());
        const double end =
            range.upper - (range.upper - range.lower) * px(52) / std::max(1.0, width); // the zone's place
        ticks.erase(std::remove_if(ticks.begin(), ticks.end(), [&](const Tick& t) { return t.at > end; }), ticks.end());
        return ticks;
    })));
    connect(&theme(), &Theme::changed, this, [this] { restyle(); });
    restyle();
}

ChartPlot::~ChartPlot() = default;

ChartLook ChartPlot::look() const {
    ChartLook look;
    look.unit = theme().textScale() / 100.0;
    look.scheme = theme().scheme();
    look.font = type(Type::caption);
    look.strong = type(Type::caption_strong);
    return look;
}

void ChartPlot::restyle() {
    setBackground(QBrush(tone(Tone::surface)));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLabelFont(type(Type::caption));
        axis->setTickLabelColor(tone(Tone::text3));
        axis->setTickLabelPadding(px(6));
    }
    yAxis->grid()->setPen(QPen(tone(ColorRole::grid), 1));
    replot(rpQueuedReplot);
}

void ChartPlot::setModel(const ChartModel* model) {
    model_ = model;
    place_.reset();
    cell_.reset();
    value_zoom_ = 1;
    from_ = model_ ? model_->range().x_from : 0;
    to_ = model_ ? model_->range().x_to : 1;
    const bool axes = model_ && !model_->empty() && !heatMap();
    xAxis->setVisible(axes);
    yAxis->setVisible(axes);
    applyView();
}

void ChartPlot::modelChanged() {
    applyView();
}

void ChartPlot::applyView() {
    if (!model_) return;
    const views::ChartSpec& spec = model_->spec();
    const bool fixed = spec.y_max > spec.y_min;
    const double high = fixed ? model_->range().y_to : std::max(model_->highest(from_, to_), 1e-9);
    values_ =
        value_axis(model_->range().y_from, high * value_zoom_, height() < px(120) ? 3 : 5, fixed && value_zoom_ == 1);
    xAxis->setRange(from_, to_);
    yAxis->setRange(values_.from, values_.top);
    const bool lane = has_deploys(spec) || has_flags(spec);
    axisRect()->setMinimumMargins(QMargins(0, lane ? px(k_lane) : px(8), px(2), 0));
    replot(rpQueuedReplot);
}

ChartFrame ChartPlot::frame() const {
    return {QRectF(axisRect()->rect()), from_, to_, values_.from, values_.top};
}

void ChartPlot::setView(double from, double to) {
    if (!model_ || heatMap()) return;
    const DataRange& all = model_->range();
    const double smallest = std::min(all.x_to - all.x_from, model_->spacing() * 4);
    const double span = std::clamp(to - from, smallest, all.x_to - all.x_from);
    const double start = std::clamp((from + to - span) / 2, all.x_from, all.x_to - span);
    if (start == from_ && start + span == to_) return;
    from_ = start;
    to_ = start + span;
    applyView();
    emit viewChanged(from_, to_);
}

void ChartPlot::resetView() {
    if (!model_) return;
    value_zoom_ = 1;
    setView(model_->range().x_from, model_->range().x_to);
    applyView();
}

void ChartPlot::zoom(double factor, double at) {
    const double span = (to_ - from_) * factor;
    const double share = (at - from_) / (to_ - from_);
    setView(at - span * share, at - span * share + span);
}

void ChartPlot::zoomValues(double factor) {
    value_zoom_ = std::clamp(value_zoom_ * factor, 0.01, 10.0);
    applyView();
}

void ChartPlot::pan(double share) {
    const double by = (to_ - from_) * share;
    const DataRange& all = model_ ? model_->range() : DataRange{};
    const double bounded = std::clamp(by, all.x_from - from_, all.x_to - to_);
    setView(from_ + bounded, to_ + bounded);
}

void ChartPlot::paintSeries(QCPPainter& painter) const {
    if (!model_ || model_->empty()) return;
    const ChartLook now = look();
    if (heatMap()) return;
    const ChartFrame at = frame();
    paint_gaps(painter, *model_, at, now);
    paint_bands(painter, *model_, at, now);
    paint_series(painter, *model_, at, now);
}

void ChartPlot::paintAxisEnd(QCPPainter& painter) const {
    if (!model_->spec().time_axis) return;
    const QRect area = axisRect()->rect();
    painter.setFont(type(Type::caption));
    painter.setPen(tone(Tone::text3));
    painter.drawText(QRectF(area.right() - px(60), area.bottom() + px(6) + 1, px(60), px(18)),
                     Qt::AlignRight | Qt::AlignTop, zone_name(model_->zone(), to_));
}

bool ChartPlot::heatMap() const {
    return model_ && model_->spec().kind == views::ChartSpec::Kind::heat_map;
}

QRectF ChartPlot::heatArea() const {
    return QRectF(rect()).adjusted(px(32), px(2), -px(2), -px(20));
}

void ChartPlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) restyle();
}

void ChartPlot::resizeEvent(QResizeEvent* event) {
    QCustomPlot::resizeEvent(event);
    applyView();
}

} // namespace parapet::ui
