#pragma once
// A chart as numbers and roles. ui/charts draws it on screen and, as vectors, into the PDF; the CLI can print it.

#include "core/base/time.h"
#include "core/model/enums.h"

#include <string>
#include <utility>
#include <vector>

namespace parapet::views {

struct ChartSeries {
    std::string id; // stable: a kind's name, a severity
    std::string title;
    ColorRole role = ColorRole::accent;
    std::vector<double> x; // unix seconds, or category index; sorted
    std::vector<double> y; // NaN = gap
    bool dashed = false;   // comparison
    bool visible = true;
};
struct ChartBand { // usual range
    std::vector<double> x, low, high;
};
struct ChartMarker { // a deploy, a flag
    double x = 0;
    double y = 0; // flags: on the curve
    std::string label;
    enum class Kind : std::uint8_t { deploy, flag, target } kind = Kind::deploy;
    std::string link; // page and query it opens
};
struct ChartSpec {
    enum class Kind : std::uint8_t { line, stacked_area, stacked_bars, bars, heat_map } kind = Kind::line;
    std::string title, subtitle; // subtitle says the unit
    bool time_axis = true;
    std::vector<std::string> categories; // x labels when there is no time axis
    std::vector<ChartSeries> series;
    std::vector<ChartBand> bands;
    std::vector<ChartMarker> markers;
    std::vector<std::pair<double, double>> gaps; // no data: hatched, never zero
    double y_min = 0, y_max = 0;                 // equal: automatic
    double target = 0;                           // with a marker of kind target
    std::string zone = "UTC";
    std::string alternative; // one sentence: range, latest, highest, flags
};

} // namespace parapet::views
