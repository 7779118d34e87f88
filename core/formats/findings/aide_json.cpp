// AIDE's report as JSON (report_format=json, since 0.18).

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/aide/entry.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace parapet {

extern const FormatInfo k_aide_json_format;

namespace {

constexpr std::array<std::string_view, 3> k_kinds{"added", "removed", "changed"};

// {"size": {"old": 533, "new": 542}} as lines.
std::string words_of(json::Value details) {
    std::string text;
    for (const json::Member attribute : details.members()) {
        if (text.size() > 8000) break;
        text += fmt::format("{}: {} | {}\n", attribute.key, elide(attribute.value["old"].text(), 300),
                            elide(attribute.value["new"].text(), 300));
    }
    return text;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("aide_version")) return {95, "top-level key aide_version", {}};
    if (head.has_key("outline") && head.contains("AIDE found")) return {88, "an outline of AIDE's", {}};
    if (head.has_key("number_of_entries") && head.contains("AIDE found"))
        return {85, "key number_of_entries, and AIDE", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    const std::string_view outline = root["outline"].str();
    if (!root["aide_version"] && !root["number_of_entries"] && outline.find("AIDE") == std::string_view::npos)
        return fail(Errc::malformed, "it is no report of AIDE", "/");
    ScanInfo scan;
    scan.tool = "AIDE";
    fields::put(scan.tool_version, root["aide_version"].text(), 20);
    scan.target_kind = "host";
    scan.target = options.default_host;
    scan.started = aide::time_of(root["start_time"].str());
    scan.finished = aide::time_of(root["end_time"].str());
    aide::Summary summary;
    summary.differs = outline.find("found differences") != std::string_view::npos;
    std::size_t listed = 0;
    for (const std::string_view kind : k_kinds) {
        summary.counted += std::max<std::int64_t>(root["number_of_entries"][kind].integer().value_or(0), 0);
        listed += root[kind].size();
    }
    scan.complete = root["end_time"].exists() && aide::names_all(summary, listed);
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    std::unordered_map<std::string_view, json::Value> details;
    for (const json::Member file : root["details"].members())
        details.emplace(file.key, file.value);
    for (const std::string_view kind : k_kinds) {
        for (const json::Member file : root[kind].members()) {
            if (auto ok = run.check(); !ok) return fail(ok.error());
            RawFinding& f = run.next(fmt::format("/{}/{}", kind, file.key));
            const auto found = details.find(file.key);
            const std::string words = found == details.end() ? std::string() : words_of(found->second);
            aide::fill({kind, trim(file.value.str()), file.key, 0}, words, f, stats, run.limits);
            run.emit();
        }
    }
    aide::tell_unnamed(summary, listed, run);
    return stats;
}

} // namespace

const FormatInfo k_aide_json_format{"aide-json",
                                    FormatKind::findings,
                                    "AIDE",
                                    "application/json",
                                    "AIDE 0.18 and later: changes of watched files",
                                    sniff,
                                    parse};

} // namespace parapet
