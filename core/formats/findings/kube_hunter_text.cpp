// kube-hunter as it prints by default: tables of nodes, services and vulnerabilities, the cells in narrow columns.

#include "core/base/text.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/kube_hunter/weakness.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_kube_hunter_text_format;

namespace {

struct Row {
    std::vector<std::string> cells;
    std::int64_t line = 0;
};

// The table below the line "Vulnerabilities".
class Tables {
public:
    void read(const std::vector<std::string_view>& lines) {
        for (const std::string_view raw : lines) {
            ++number_;
            const std::string_view line = trim(raw);
            if (line == "Nodes" || line == "Detected Services") ours = true;
            if (line == "Vulnerabilities") ours = wanted_ = true;
            if (line == "Hunter Statistics") wanted_ = false;
            if (line.starts_with("No vulnerabilities were found")) ours = none_ = true;
            if (line.starts_with("Kube Hunter couldn't find any clusters")) ours = lost_ = true;
            if (!wanted_) continue;
            if (line.starts_with("+-"))
                border(line);
            else if (line.starts_with("|") && !edges_.empty())
                part(line);
        }
    }

    // The text of a column of one of these names.
    [[nodiscard]] std::string_view cell(const Row& row, std::initializer_list<std::string_view> names) const {
        for (std::size_t i = 0; i < header_.cells.size() && i < row.cells.size(); ++i)
            for (const std::string_view name : names)
                if (iequals(header_.cells[i], name)) return row.cells[i];
        return {};
    }

    // A map of the cluster only has no vulnerabilities, nor has what was cut off.
    [[nodiscard]] bool complete() const { return !lost_ && (none_ || (!rows.empty() && row_.cells.empty())); }

    std::vector<Row> rows;
    bool ours = false;

private:
    void border(std::string_view line) {
        if (!row_.cells.empty()) {
            if (header_.cells.empty())
                header_ = std::move(row_);
            else
                rows.push_back(std::move(row_));
        }
        row_ = {};
        edges_.clear();
        for (std::size_t i = 0; i < line.size(); ++i)
            if (line[i] == '+') edges_.push_back(i);
    }

    // Columns are counted in letters: where each begins in the line.
    static std::vector<std::size_t> letters_of(std::string_view line) {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < line.size(); ++i)
            if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) out.push_back(i);
        out.push_back(line.size());
        return out;
    }

    // One printed line of a row. Words are parted at hyphens, and where they are wider than the column.
    void part(std::string_view line) {
        if (row_.line == 0) row_.line = number_;
        row_.cells.resize(edges_.size() - 1);
        const std::vector<std::size_t> letters = letters_of(line);
        for (std::size_t i = 0; i + 1 < edges_.size() && edges_[i] + 1 < letters.size(); ++i) {
            const std::size_t begin = letters[edges_[i] + 1],
                              end = letters[std::min(edges_[i + 1], letters.size() - 1)];
            const std::string_view text = trim(line.substr(begin, end - begin));
            std::string& cell = row_.cells[i];
            if (text.empty() || cell.size() > 4000) continue;
            const bool goes_on = cell.ends_with('-') && !cell.ends_with(" -");
            cell += fmt::format("{}{}", cell.empty() || goes_on ? "" : " ", text);
        }
    }

    Row header_, row_;
    std::vector<std::size_t> edges_;
    bool wanted_ = false, none_ = false, lost_ = false;
    std::int64_t number_ = 0;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Node/Master") && (head.contains("Nodes") && head.contains("| TYPE")))
        return {84, "a table of nodes of the type Node/Master", {}};
    if (head.contains("Kube Hunter couldn't find any clusters")) return {84, "Kube Hunter says that it found none", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Tables tables;
    tables.read(text.lines());
    if (!tables.ours) return not_the_report("it holds no tables of kube-hunter");
    ScanInfo scan;
    scan.tool = "kube-hunter";
    scan.target_kind = "cluster";
    scan.target = options.default_host;
    scan.complete = tables.complete();
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const Row& row : tables.rows) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("line {}", row.line), row.line);
        kube_hunter::Weakness weakness;
        weakness.id = tables.cell(row, {"ID"});
        weakness.location = tables.cell(row, {"LOCATION"});
        weakness.category = tables.cell(row, {"MITRE CATEGORY", "CATEGORY"});
        weakness.title = tables.cell(row, {"VULNERABILITY"});
        weakness.description = tables.cell(row, {"DESCRIPTION"});
        weakness.evidence = tables.cell(row, {"EVIDENCE"});
        kube_hunter::fill(weakness, {}, f, run.stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_kube_hunter_text_format{"kube-hunter-txt",
                                           FormatKind::findings,
                                           "kube-hunter",
                                           "text/plain",
                                           "kube-hunter: the tables that it prints",
                                           sniff,
                                           parse};

} // namespace parapet
