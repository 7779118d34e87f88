#include "ui/charts/chart_axis.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet::ui {
namespace {

struct Step {
    enum class Unit : std::uint8_t { seconds, days, months } unit;
    int count;
    double seconds; // about
};
constexpr double k_hour = 3600, k_day = 86400;
constexpr std::array<Step, 24> k_steps{{{Step::Unit::seconds, 1, 1},
                                        {Step::Unit::seconds, 5, 5},
                                        {Step::Unit::seconds, 15, 15},
                                        {Step::Unit::seconds, 30, 30},
                                        {Step::Unit::seconds, 60, 60},
                                        {Step::Unit::seconds, 300, 300},
                                        {Step::Unit::seconds, 900, 900},
                                        {Step::Unit::seconds, 1800, 1800},
                                        {Step::Unit::seconds, 3600, k_hour},
                                        {Step::Unit::seconds, 7200, 2 * k_hour},
                                        {Step::Unit::seconds, 10800, 3 * k_hour},
                                        {Step::Unit::seconds, 21600, 6 * k_hour},
                                        {Step::Unit::seconds, 43200, 12 * k_hour},
                                        {Step::Unit::days, 1, k_day},
                                        {Step::Unit::days, 2, 2 * k_day},
                                        {Step::Unit::days, 7, 7 * k_day},
                                        {Step::Unit::days, 14, 14 * k_day},
                                        {Step::Unit::days, 21, 21 * k_day},
                                        {Step::Unit::months, 1, 30 * k_day},
                                        {Step::Unit::months, 2, 61 * k_day},
                                        {Step::Unit::months, 3, 91 * k_day},
                                        {Step::Unit::months, 6, 182 * k_day},
                                        {Step::Unit::months, 12, 365 * k_day},
                                        {Step::Unit::months, 60, 5 * 365 * k_day}}};

QDateTime date_time(double at, const QTimeZone& zone) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::floor(at * 1000.0)), zone);
}
double seconds_of(const QDateTime& t) {
    return static_cast<double>(t.toMSecsSinceEpoch()) / 1000.0;
}

// By the wall clock: noon is 12:00 on a day with a change of daylight saving time too.
QDateTime wall_clock(const QDate& day, int second, const QTimeZone& zone) {
    if (second >= 86400) return day.addDays(1).startOfDay(zone);
    return QDateTime(day, QTime::fromMSecsSinceStartOfDay(second * 1000), zone);
}

QDateTime first_tick(const QDateTime& from, const Step& step) {
    const QDate day = from.date();
    switch (step.unit) {
    case Step::Unit::seconds: {
        const int second = from.time().msecsSinceStartOfDay() / 1000;
        const QDateTime tick = wall_clock(day, (second + step.count - 1) / step.count * step.count, from.timeZone());
        return tick < from ? wall_clock(day, (second / step.count + 1) * step.count, from.timeZone()) : tick;
    }
    case Step::Unit::days: {
        QDate tick = day;
        if (step.count >= 7) tick = tick.addDays(1 - tick.dayOfWeek());
        QDateTime at = tick.startOfDay(from.timeZone());
        while (at < from)
            at = (tick = tick.addDays(step.count >= 7 ? 7 : 1)).startOfDay(from.timeZone());
        return at;
    }
    case Step::Unit::months: {
        QDate tick(day.year(), 1, 1);
        if (step.count > 12) tick = QDate(day.year() / (step.count / 12) * (step.count / 12), 1, 1);
        while (tick.startOfDay(from.timeZone()) < from)
            tick = tick.addMonths(step.count);
        return tick.startOfDay(from.timeZone());
    }
    }
    return from;
}

QDateTime next_tick(const QDateTime& tick, const Step& step) {
    switch (step.unit) {
    case Step::Unit::seconds: {
        // By the wall clock, so that ticks stay on full hours over a change of daylight saving time.
        const QDateTime next = tick.addSecs(step.count);
        if (step.count < 3600 || next.offsetFromUtc() == tick.offsetFromUtc()) return next;
        return first_tick(tick.addSecs(1), step);
    }
    case Step::Unit::days:
        return tick.date().addDays(step.count).startOfDay(tick.timeZone());
    case Step::Unit::months:
        return tick.date().addMonths(step.count).startOfDay(tick.timeZone());
    }
    return tick.addDays(1);
}

QString tick_label(const QDateTime& tick, const Step& step, double span) {
    const QLocale c = QLocale::c();
    if (step.unit == Step::Unit::seconds) {
        if (tick.time() == QTime(0, 0)) return c.toString(tick, QStringLiteral("ddd d"));
        return c.toString(tick, step.count < 60 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
    }
    if (step.unit == Step::Unit::days) {
        return c.toString(tick, span < 12 * k_day ? QStringLiteral("ddd d") : QStringLiteral("d MMM"));
    }
    if (step.count >= 12) return c.toString(tick, QStringLiteral("yyyy"));
    return c.toString(tick, tick.date().month() == 1 ? QStringLiteral("MMM yyyy") : QStringLiteral("MMM"));
}

double nice_step(double span, int parts) {
    const double raw = span / parts;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double m : {1.0, 2.0, 2.5, 5.0, 10.0})
        if (m * power >= raw * 0.9999) return m * power;
    return 10 * power;
}

} // namespace

ValueAxis value_axis(double from, double to, int max_ticks, bool fixed) {
    ValueAxis axis;
    axis.from = from;
    axis.top = to - from > 1e-3 ? to : from + 1; // nothing at all is shown as nothing of one
    double step = nice_step(axis.top - from, std::max(1, max_ticks - 1));
    if (axis.top - from >= 1 && step < 1 && from == std::floor(from)) step = 1; // counts have no halves
    if (!fixed) axis.top = std::ceil((axis.top - 1e-9 * step) / step) * step;
    for (double at = std::ceil(from / step - 1e-9) * step; at <= axis.top + 1e-9 * step; at += step)
        axis.ticks.push_back({at, value_text(std::abs(at) < step * 1e-9 ? 0 : at)});
    return axis;
}

std::vector<Tick> time_ticks(double from, double to, double pixels, double min_gap, const QTimeZone& zone) {
    std::vector<Tick> ticks;
    if (to <= from || pixels <= 0) return ticks;
    const double most = std::max(1.0, std::floor(pixels / min_gap));
    const Step* step = &k_steps.back();
    for (const Step& candidate : k_steps) {
        if ((to - from) / candidate.seconds <= most) {
            step = &candidate;
            break;
        }
    }
    const QDateTime end = date_time(to, zone);
    for (QDateTime tick = first_tick(date_time(from, zone), *step); tick <= end && ticks.size() < 200;
         tick = next_tick(tick, *step))
        ticks.push_back({seconds_of(tick), tick_label(tick, *step, to - from)});
    return ticks;
}

std::vector<Tick> category_ticks(const std::vector<std::string>& categories, double from, double to, double pixels,
                                 double label_width) {
    std::vector<Tick> ticks;
    if (categories.empty() || to <= from || label_width <= 0) return ticks;
    const double room = std::max(1.0, pixels / label_width);
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil((to - from) / room)));
    // Counted from the end: the newest is always named.
    for (std::size_t i = (categories.size() - 1) % every; i < categories.size(); i += every)
        if (static_cast<double>(i) >= from && static_cast<double>(i) <= to)
            ticks.push_back({static_cast<double>(i), QString::fromStdString(categories[i])});
    return ticks;
}

QTimeZone zone_of(const views::ChartSpec& spec) {
    const QTimeZone zone(QByteArray::fromStdString(spec.zone));
    return zone.isValid() ? zone : QTimeZone::utc();
}

QString zone_name(const QTimeZone& zone, double at) {
    return zone == QTimeZone::utc() ? QStringLiteral("UTC") : zone.abbreviation(date_time(at, zone));
}

QString moment_text(double at, const QTimeZone& zone) {
    const QDateTime t = date_time(at, zone);
    const bool midnight = t.time() == QTime(0, 0);
    return QLocale::c().toString(t, midnight ? QStringLiteral("ddd d MMM yyyy") : QStringLiteral("ddd d MMM, HH:mm"));
}

QString span_text(double from, double to, const QTimeZone& zone) {
    const QString name = zone_name(zone, from);
    if (to <= from) return moment_text(from, zone) + QLatin1Char(' ') + name;
    const QDateTime a = date_time(from, zone), b = date_time(to, zone);
    const QLocale c = QLocale::c();
    if (a.time() == QTime(0, 0) && b.time() == QTime(0, 0)) {
        const QString first = c.toString(a, QStringLiteral("ddd d MMM yyyy"));
        if (a.daysTo(b) <= 1) return first + QLatin1Char(' ') + name;
        return c.toString(a, QStringLiteral("d MMM")) + QStringLiteral(" – ") +
               c.toString(b.addDays(-1), QStringLiteral("d MMM yyyy")) + QLatin1Char(' ') + name;
    }
    const QString end =
        a.date() == b.date() || b.time() == QTime(0, 0) ? QStringLiteral("HH:mm") : QStringLiteral("ddd d MMM, HH:mm");
    return c.toString(a, QStringLiteral("ddd d MMM, HH:mm")) + QStringLiteral("–") + c.toString(b, end) +
           QLatin1Char(' ') + name;
}

QString value_text(double value) {
    if (std::isnan(value)) return QStringLiteral("–");
    static const QLocale k_locale(QLocale::English, QLocale::UnitedKingdom);
    const double size = std::abs(value);
    QString text;
    if (size >= 1e15)
        text = QString::number(size, 'g', 4);
    else if (size == std::floor(size) || size >= 1000)
        text = k_locale.toString(static_cast<qlonglong>(std::llround(size)));
    else
        text = k_locale.toString(size, 'f', size >= 10 ? 1 : 2);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.'))) text.chop(1);
    }
    return value < 0 && text != QLatin1String("0") ? QChar(0x2212) + text : text;
}

} // namespace parapet::ui
