#pragma once
// A report before it is paper: a tree of blocks, made from view-models, drawn by ui/report. The same snapshot gives the
// same document.

#include "core/views/chart_spec.h"
#include "core/views/findings.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parapet::views {

struct Cell {
    std::string text;
    enum class Mark : std::uint8_t { none, severity, status } mark = Mark::none;
    Severity severity = Severity::info;
    ControlStatus status = ControlStatus::not_assessed;
    bool strong = false, mono = false, muted = false;
    std::string link; // anchor in this document, or http(s)
};
struct Column {
    std::string title;
    double width = 1; // share of the page's width
    bool right = false;
};
struct TableBlock {
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows; // a row with one cell spans all: a group head
    std::string empty;                   // said when there are no rows
};
struct HeadingBlock {
    int level = 1; // 1 starts a page
    std::string text;
    std::string anchor;
};
struct ParagraphBlock {
    std::string text;
    bool lead = false, muted = false, mono = false; // mono: a query, in a box
    std::optional<ControlStatus> status;            // its glyph and word stand before the text
};
struct FigureRow { // four figures side by side
    struct Figure {
        std::string label, value, unit, note;
    };
    std::vector<Figure> figures;
};
struct ChartBlock {
    std::vector<ChartSpec> charts; // side by side
    double height_mm = 55;
};
struct StatusBars { // a label, a segmented bar, a percentage
    struct Bar {
        std::string label;
        std::array<std::int64_t, k_control_status_count> counts{};
        std::string note;
    };
    std::string title;
    std::vector<Bar> bars;
    int columns = 2;
};
struct SquaresBlock { // one square a control
    std::vector<ControlStatus> squares;
    std::string caption;
};
struct FactsBlock { // label: value, in two columns
    std::vector<std::pair<std::string, std::string>> facts;
    bool mono_values = false;
};
using Block =
    std::variant<HeadingBlock, ParagraphBlock, FigureRow, ChartBlock, StatusBars, SquaresBlock, FactsBlock, TableBlock>;

struct ReportDoc {
    std::string kind, title, subtitle;
    std::vector<std::string> cover_lines;
    std::vector<Block> cover_blocks;
    std::vector<std::pair<std::string, std::string>> cover_facts;
    std::string report_id;   // "posture-2026-11-18-9f2c1a77"
    std::string snapshot_id; // SHA-256 over what the report was made from
    std::string owner;       // "Halden Bank"
    std::string footer_note; // "confidential"
    Time generated{};        // from the workspace's clock
    bool sample = false;     // printed on every page
    std::vector<Block> blocks;
};

struct ReportOptions {
    Scope scope;
    std::string framework;
    TimeRange period{};
    std::string prepared_by, prepared_for;
};
} // namespace parapet::views

namespace parapet {
struct ReportInfo {
    std::string_view id; // posture, compliance
    std::string_view title;
    std::string_view description;
    bool needs_framework = false;
    Result<views::ReportDoc> (*make)(const Workspace&, const views::ReportOptions&, JobContext& job);
};
std::span<const ReportInfo* const> reports(); // generated
} // namespace parapet
