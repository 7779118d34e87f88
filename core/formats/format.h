#pragma once
// What a format is: a way to know its files by their content, and a pure parser from bytes to records.
// One file per format; the table is generated (installer/cmake/ParapetRegistry.cmake). A parser uses no file, clock,
// network or database.

#include "core/base/input.h"
#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/model/event.h"
#include "core/model/finding.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

enum class FormatKind : std::uint8_t { findings, events, compliance, changes, feed };
[[nodiscard]] std::string_view name_of(FormatKind kind);

// The first bytes of a document (decoded to UTF-8, BOM removed; up to 64 KiB), looked at once for all formats:
// `json_keys` are the keys of the top-level object in order of appearance (as far as the head goes), `xml_root` the
// root element's local name with `xml_ns` its namespace, `lines` the first whole lines (up to 64).
struct Head {
    std::string_view text;
    std::string_view name;  // file name, last part only: a hint worth at most 5 points, never needed
    bool truncated = false; // more follows
    enum class Shape : std::uint8_t {
        empty,
        json_object,
        json_array,
        json_lines,
        xml,
        text,
        binary
    } shape = Shape::text;
    std::vector<std::string> json_keys;
    // For arrays and JSON lines: the keys of the first object.
    std::vector<std::string> element_keys;
    std::string xml_root, xml_ns;
    std::vector<std::string_view> lines;

    [[nodiscard]] bool has_key(std::string_view key) const;         // in json_keys
    [[nodiscard]] bool has_element_key(std::string_view key) const; // in element_keys
    [[nodiscard]] bool contains(std::string_view needle) const;     // anywhere in text
};
[[nodiscard]] Head make_head(std::string_view text, std::string_view name, bool truncated);
// What the bytes look like, for people: "a JSON object with the keys a, b, c".
[[nodiscard]] std::string describe(const Head& head);

// 0 = not mine; 1..39 = could be; 40..79 = likely (two signals); 80..100 = certain (unique signature).
// `why` says in words what was seen: "top-level keys version and runs, runs[].tool.driver".
struct Sniff {
    int score = 0;
    std::string why;
    std::string version; // of the format or tool, when the head shows it
};

struct Warning {
    std::string where; // JSON path, line ...
    std::string what;
    std::int64_t line = -1;
};

struct ParseStats {
    std::uint64_t records = 0; // results, checks, log lines that the file holds, before anything is merged
    std::uint64_t skipped = 0; // records that gave nothing, each with a reason below
    std::map<std::string, std::uint64_t> skipped_by_reason;
    std::uint64_t warning_count = 0;
    std::vector<Warning> warnings;  // first Limits::max_warnings
    std::string tool, tool_version; // of the file as a whole
    void warn(std::string where, std::string what, std::int64_t line = -1);
    void skip(const std::string& reason, std::uint64_t n = 1);
};

// Where records go. Implementations: ingest (to the workspace), inspect (to JSON lines), tests (to vectors).
// The sink may stop the parse by making JobContext::check fail.
class RecordSink {
public:
    virtual ~RecordSink() = default;
    // Everything after it belongs to this scan, until the next call. Findings formats call it at least once.
    virtual void scan(const ScanInfo& info) = 0;
    // Takes what it needs; the parser may reuse the object after clear().
    virtual void finding(RawFinding& finding) = 0;
    virtual void event(const EventView& event) = 0;
};

struct ParseOptions {
    std::string default_host;   // for logs without one
    std::string zone = "UTC";   // of times that carry none
    bool keep_harmless = false; // store ordinary traffic too
    Time reference{};           // for times without a year: the file's modification time, or now
    const Limits* limits = &default_limits();
    // How many threads a parser may use. Beyond 1 its sink gets what is counted only summed up by minute, host, kind
    // and outcome, the rest of such events left out.
    unsigned threads = 1;
};

// A line of a line-based format by itself (`inspect --each-line`): true when this format knows it.
// May emit 0..n events; `place` gives line number and offset.
using ParseLine = bool (*)(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                           const ParseOptions& options);

struct FormatInfo {
    std::string_view slug; // "sarif", "trivy-json"
    FormatKind kind;
    std::string_view tool;            // for people: "Trivy"
    std::string_view media;           // "application/sarif+json", "text/plain"
    std::string_view description;     // one line: which versions, what of it
    Sniff (*sniff)(const Head& head); // null: only when asked for by its slug
    Result<ParseStats> (*parse)(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options);
    ParseLine parse_line = nullptr;
};

// All formats, sorted by slug-like constant name.
std::span<const FormatInfo* const> formats();
[[nodiscard]] const FormatInfo* find_format(std::string_view slug);

struct Recognition {
    const FormatInfo* format = nullptr; // null: unknown
    Sniff sniff;
    struct Candidate {
        const FormatInfo* format;
        Sniff sniff;
    };
    std::vector<Candidate> candidates; // all with a score, best first
    std::string saw;                   // what the bytes look like when nothing fits: "a JSON object with keys a, b, c"
};
// Best score wins; a tie is broken by the more specific (longer `why`) and then by slug. Below 40 nothing is chosen.
[[nodiscard]] Recognition recognise(const Head& head);

} // namespace parapet
