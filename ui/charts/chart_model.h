#pragma once
// A ChartSpec ready to be drawn, and what it says at a place. No widgets: the screen, the PDF and the screen reader
// read the same.

#include "ui/charts/chart_axis.h"
#include "ui/charts/chart_data.h"

#include <QString>

#include <optional>
#include <vector>

namespace parapet::ui {

// What the tool tip, the keyboard and the screen reader say of one place.
struct Reading {
    struct Line {
        std::size_t series = 0;
        QString title;
        double value = 0;
        bool comparison = false;
    };
    double x = 0;  // the point itself
    QString place; // "Mon 16 Nov, 05:00–06:00 UTC", or the category
    std::optional<double> total;
    std::vector<Line> lines;            // five largest
    std::size_t more = 0;               // series that are not listed ...
    double rest = 0;                    // ... and their sum
    QString usual;                      // "usual 120–340"
    bool gap = false;                   // no data here, which is not zero
    std::vector<QString> markers;       // "1 Malicious SQL, 7.4x usual"
    [[nodiscard]] QString text() const; // one line, for screen readers
};

struct ChartTable {
    QStringList columns;
    struct Row {
        QString place;
        double x = 0;
        std::vector<double> values;
    };
    std::vector<Row> rows;
};

class ChartModel {
public:
    ChartModel() = default;
    explicit ChartModel(views::ChartSpec spec);

    [[nodiscard]] const views::ChartSpec& spec() const { return spec_; }
    [[nodiscard]] const Stack& stack() const { return stack_; }
    [[nodiscard]] const MinMaxPyramid& pyramid(std::size_t series) const { return pyramids_[series]; }
    [[nodiscard]] const DataRange& range() const { return range_; }
    [[nodiscard]] const QTimeZone& zone() const { return zone_; }
    [[nodiscard]] double spacing() const { return spacing_; }
    [[nodiscard]] bool empty() const { return places_.empty(); }
    void setVisible(std::size_t series, bool visible);

    [[nodiscard]] const std::vector<double>& places() const { return places_; } // every x of any series
    [[nodiscard]] std::optional<std::size_t> nearest(double x) const;           // index into places
    [[nodiscard]] Reading reading(std::size_t place) const;
    [[nodiscard]] ChartTable table(double from, double to) const;
    // Highest value drawn between two places, for a value axis that follows the zoom.
    [[nodiscard]] double highest(double from, double to) const;
    // Sum of a series over what is shown, for the legend.
    [[nodiscard]] double sum(std::size_t series, double from, double to) const;
    [[nodiscard]] QString summary() const;

private:
    void prepare();
    [[nodiscard]] double value(std::size_t series, double x) const; // NaN: none
    [[nodiscard]] QString place_text(double x) const;
    views::ChartSpec spec_;
    Stack stack_;
    std::vector<MinMaxPyramid> pyramids_;
    std::vector<double> places_;
    DataRange range_;
    QTimeZone zone_ = QTimeZone::utc();
    double spacing_ = 1;
};

} // namespace parapet::ui
