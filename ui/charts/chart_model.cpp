#include "ui/charts/chart_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace parapet::ui {
namespace {

constexpr std::size_t k_listed = 5;

QString tr(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

bool within(double x, const std::vector<std::pair<double, double>>& spans) {
    return std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.first <= x && x < s.second; });
}

std::size_t index_of(const std::vector<double>& x, double at) {
    return static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), at) - x.begin());
}

} // namespace

QString Reading::text() const {
    QStringList parts{place};
    if (gap) parts << tr("no data");
    if (total) parts << tr("total %1").arg(value_text(*total));
    for (const Line& line : lines)
        parts << line.title + QLatin1Char(' ') + value_text(line.value);
    if (more > 0) parts << tr("%1 more, %2").arg(more).arg(value_text(rest));
    if (!usual.isEmpty()) parts << usual;
    for (const QString& marker : markers)
        parts << marker;
    return parts.join(QStringLiteral(", "));
}

ChartModel::ChartModel(views::ChartSpec spec)
    : spec_(std::move(spec)) {
    for (views::ChartSeries& series : spec_.series) {
        const std::size_t points = std::min(series.x.size(), series.y.size());
        series.x.resize(points);
        series.y.resize(points);
    }
    zone_ = zone_of(spec_);
    pyramids_.reserve(spec_.series.size());
    for (const views::ChartSeries& series : spec_.series) {
        pyramids_.emplace_back(series.y);
        if (places_.empty()) {
            places_ = series.x;
        } else if (series.x != places_ && !series.dashed) {
            std::vector<double> both;
            std::set_union(places_.begin(), places_.end(), series.x.begin(), series.x.end(), std::back_inserter(both));
            places_ = std::move(both);
        }
    }
    spacing_ = spec_.series.empty() ? 1 : bar_spacing(spec_.series.front().x);
    prepare();
}

void ChartModel::prepare() {
    if (is_stacked(spec_)) stack_ = stacked(spec_);
    range_ = data_range(spec_, stack_);
}

void ChartModel::setVisible(std::size_t series, bool visible) {
    if (series >= spec_.series.size() || spec_.series[series].visible == visible) return;
    spec_.series[series].visible = visible;
    prepare();
}

std::optional<std::size_t> ChartModel::nearest(double x) const {
    if (places_.empty()) return std::nullopt;
    // Buckets begin at their x: the one that x lies in. Lines and categories: the closest one.
    const bool bucket = spec_.time_axis && !is_bars(spec_);
    std::size_t i = index_of(places_, x);
    if (i == places_.size()) return i - 1;
    if (i == 0 || places_[i] == x) return i;
    const bool left = bucket ? x < places_[i - 1] + spacing_ : x - places_[i - 1] < places_[i] - x;
    return left ? i - 1 : i;
}

double ChartModel::value(std::size_t series, double x) const {
    const views::ChartSeries& s = spec_.series[series];
    const std::size_t i = index_of(s.x, x);
    return i < s.x.size() && s.x[i] == x ? s.y[i] : std::numeric_limits<double>::quiet_NaN();
}

QString ChartModel::place_text(double x) const {
    if (!spec_.time_axis) {
        const auto i = static_cast<std::size_t>(std::max(0.0, x));
        return i < spec_.categories.size() ? QString::fromStdString(spec_.categories[i]) : value_text(x);
    }
    return places_.size() < 2 ? span_text(x, x, zone_) : span_text(x, x + spacing_, zone_);
}

Reading ChartModel::reading(std::size_t place) const {
    Reading out;
    if (place >= places_.size()) return out;
    out.x = places_[place];
    out.place = place_text(out.x);
    double total = 0;
    bool any = false;
    for (std::size_t s = 0; s < spec_.series.size(); ++s) {
        const views::ChartSeries& series = spec_.series[s];
        const double y = series.visible ? value(s, out.x) : std::numeric_limits<double>::quiet_NaN();
        if (std::isnan(y)) continue;
        out.lines.push_back({s, QString::fromStdString(series.title), y, series.dashed});
        if (!series.dashed) {
            total += y;
            any = true;
        }
    }
    out.gap = !any || within(out.x, spec_.gaps);
    const auto own = std::count_if(out.lines.begin(), out.lines.end(), [](const auto& l) { return !l.comparison; });
    if (any && own > 1 && is_stacked(spec_)) out.total = total;
    std::stable_sort(out.lines.begin(), out.lines.end(), [](const Reading::Line& a, const Reading::Line& b) {
        return a.comparison != b.comparison ? b.comparison : a.value > b.value;
    });
    if (out.lines.size() > k_listed + 1) {
        for (std::size_t i = k_listed; i < out.lines.size(); ++i)
            if (!out.lines[i].comparison) out.rest += out.lines[i].value;
        out.more = out.lines.size() - k_listed;
        out.lines.resize(k_listed);
    }
    for (const views::ChartBand& band : spec_.bands) {
        const std::size_t i = index_of(band.x, out.x);
        if (i < band.x.size() && i < band.low.size() && i < band.high.size() && band.x[i] == out.x)
            out.usual = tr("usual %1–%2").arg(value_text(band.low[i]), value_text(band.high[i]));
    }
    for (const views::ChartMarker& marker : spec_.markers)
        if (marker.x >= out.x && marker.x < out.x + spacing_ && marker.kind != views::ChartMarker::Kind::target)
            out.markers.push_back(QString::fromStdString(marker.label));
    return out;
}

ChartTable ChartModel::table(double from, double to) const {
    ChartTable out;
    out.columns << (spec_.time_axis ? tr("Time") : tr("Item"));
    std::vector<std::size_t> shown;
    for (std::size_t s = 0; s < spec_.series.size(); ++s) {
        if (!spec_.series[s].visible) continue;
        shown.push_back(s);
        out.columns << QString::fromStdString(spec_.series[s].title);
    }
    for (const double x : places_) {
        if (x < from || x > to) continue;
        ChartTable::Row row{place_text(x), x, {}};
        for (const std::size_t s : shown)
            row.values.push_back(value(s, x));
        out.rows.push_back(std::move(row));
    }
    return out;
}

double ChartModel::highest(double from, double to) const {
    double high = spec_.target;
    for (std::size_t s = 0; s < spec_.series.size(); ++s) {
        const views::ChartSeries& series = spec_.series[s];
        if (!series.visible || (is_stacked(spec_) && !series.dashed)) continue;
        const auto e = pyramids_[s].extremes(series.y, index_of(series.x, from), index_of(series.x, to + spacing_));
        if (e.high > high) high = e.high;
    }
    if (is_stacked(spec_) && !stack_.tops.empty())
        for (std::size_t i = index_of(stack_.x, from); i < stack_.x.size() && stack_.x[i] <= to; ++i)
            if (stack_.tops.back()[i] > high) high = stack_.tops.back()[i];
    for (const views::ChartBand& band : spec_.bands)
        for (std::size_t i = index_of(band.x, from); i < std::min(band.x.size(), band.high.size()) && band.x[i] <= to;
             ++i)
            if (band.high[i] > high) high = band.high[i];
    return high;
}

double ChartModel::sum(std::size_t series, double from, double to) const {
    const views::ChartSeries& s = spec_.series[series];
    double sum = 0;
    for (std::size_t i = index_of(s.x, from); i < s.x.size() && s.x[i] <= to; ++i)
        if (!std::isnan(s.y[i])) sum += s.y[i];
    return sum;
}

QString ChartModel::summary() const {
    if (!spec_.alternative.empty()) return QString::fromStdString(spec_.alternative);
    if (places_.empty()) return tr("No data");
    const Reading last = reading(places_.size() - 1);
    return tr("From %1 to %2; latest: %3").arg(place_text(places_.front()), place_text(places_.back()), last.text());
}

} // namespace parapet::ui
