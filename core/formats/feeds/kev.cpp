// CISA's catalogue of vulnerabilities that are known to be exploited.

#include "core/base/text.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/format.h"
#include "core/model/feed.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kev_format;

namespace {

ScanInfo info_of(json::Value root, const ParseOptions& options, ParseStats& stats) {
    ScanInfo info;
    info.tool = name_of(FeedKind::kev);
    info.tool_version = elide(root["catalogVersion"].text(), 60);
    info.finished = options.reference;
    info.complete = false;
    if (const auto released = parse_rfc3339(root["dateReleased"].str()))
        info.finished = *released;
    else
        stats.warn("/dateReleased", "it does not say when it was released; the file's own time is taken");
    return info;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    stats.tool = "KEV";
    WholeJson document;
    auto root = document.read(in, stats, *options.limits);
    if (!root) return fail(std::move(root.error()));
    const json::Value list = (*root)["vulnerabilities"];
    if (!list.is_array())
        return fail(Errc::malformed, "it has no list of vulnerabilities", "/vulnerabilities",
                    "take CISA's file as it is");
    const ScanInfo info = info_of(*root, options, stats);
    stats.tool_version = info.tool_version;
    out.scan(info);
    RawFinding entry;
    for (const json::Value item : list.items()) {
        if ((stats.records & 0xFFU) == 0)
            if (auto go = job.check(); !go) return fail(std::move(go.error()));
        const std::string where = fmt::format("/vulnerabilities/{}", stats.records++);
        const std::string_view cve = trim(item["cveID"].str());
        if (cve_number(cve) == 0) {
            stats.skip("no CVE");
            stats.warn(where, "it has no cveID");
            continue;
        }
        entry.clear();
        entry.rule = cve;
        entry.title = elide(item["vulnerabilityName"].str(), options.limits->max_title_bytes);
        entry.description = elide(item["shortDescription"].str(), options.limits->max_field_bytes);
        entry.remediation = elide(item["requiredAction"].str(), options.limits->max_field_bytes);
        entry.kev = true;
        entry.seen = parse_rfc3339(item["dateAdded"].str());
        // The day by which agencies are to fix it.
        if (const auto due = item["dueDate"].str(); parse_rfc3339(due)) entry.tags = {"due:" + std::string(due)};
        entry.place.path = where;
        out.finding(entry);
    }
    return stats;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("vulnerabilities")) return {};
    // All three are the catalogue's alone; a head that is cut shows what comes before the list.
    const int keys = (head.has_key("catalogVersion") ? 1 : 0) + (head.has_key("dateReleased") ? 1 : 0) +
                     (head.contains("\"cveID\"") ? 1 : 0) + (head.contains("\"dateAdded\"") ? 1 : 0);
    if (keys >= 2) return {90, "a catalogue of vulnerabilities with catalogVersion, dateReleased, cveID", {}};
    return {};
}

} // namespace

const FormatInfo k_kev_format{"kev-json",
                              FormatKind::feed,
                              "KEV",
                              "application/json",
                              "CISA's catalogue of known exploited vulnerabilities",
                              sniff,
                              parse};

} // namespace parapet
