#pragma once
// Where the ticks of an axis lie and what they say; the same on screen and on paper.

#include "core/views/chart_spec.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace parapet::ui {

struct Tick {
    double at = 0;
    QString label;
};

// Round steps, 3 to 5 lines; `top` is the end of the axis, a tick itself.
struct ValueAxis {
    std::vector<Tick> ticks;
    double from = 0, top = 1;
};
[[nodiscard]] ValueAxis value_axis(double from, double to, int max_ticks = 5, bool fixed = false);

// Times at full minutes, hours, days, weeks or months of `zone`; labels at least `min_gap` units of `pixels` apart.
[[nodiscard]] std::vector<Tick> time_ticks(double from, double to, double pixels, double min_gap,
                                           const QTimeZone& zone);
// Every n-th category, so that labels of `label_width` fit.
[[nodiscard]] std::vector<Tick> category_ticks(const std::vector<std::string>& categories, double from, double to,
                                               double pixels, double label_width);

[[nodiscard]] QTimeZone zone_of(const views::ChartSpec& spec);
// "UTC", "CET": as at `at`.
[[nodiscard]] QString zone_name(const QTimeZone& zone, double at);
// "Mon 16 Nov 2026, 05:00", and to the end when the span is longer than nothing.
[[nodiscard]] QString moment_text(double at, const QTimeZone& zone);
[[nodiscard]] QString span_text(double from, double to, const QTimeZone& zone);

// 14208 -> "14,208"; 0.25 -> "0.25"; NaN -> "–"; minus is U+2212.
[[nodiscard]] QString value_text(double value);

} // namespace parapet::ui
