// yarn audit --json: a JSON object a line. yarn 1 writes auditAdvisory, yarn 2 and later value and children.

#include "core/base/text.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/findings/npm_audit/advisory.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_yarn_audit_format;

namespace {

Sniff sniff(const Head& head) {
    const bool lines = head.shape == Head::Shape::json_lines || head.shape == Head::Shape::json_object;
    if (!lines) return {};
    if (head.contains("\"auditAdvisory\"") || head.contains("\"auditSummary\""))
        return {88, "JSON lines of the types auditAdvisory and auditSummary", "1"};
    if (head.contains("\"Vulnerable Versions\"") && head.contains("\"Tree Versions\"") && head.contains("\"children\""))
        return {88, "JSON lines with value and children, of these Vulnerable Versions", "2"};
    // An audit that failed before its first advisory.
    if (head.contains("\"type\":\"error\"") && head.contains("\"data\":") &&
        (head.contains("yarnpkg.com") || head.contains("yarn-error.log")))
        return {62, "JSON lines of yarn, one of them an error", "1"};
    return {};
}

class YarnAudit {
public:
    YarnAudit(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    Result<void> line(const JsonLine& at) {
        const std::string_view type = at.value["type"].str();
        const json::Value advisory = at.value["data"]["advisory"];
        const bool new_form = at.value["children"].is_object();
        if (type != "auditAdvisory" && !new_form) {
            if (type == "auditSummary") summed_up_ = true;
            if (type != "error") return {};
            stats_.warn({}, "yarn tells of an error of its own", static_cast<std::int64_t>(at.line));
            if (error_.empty()) error_ = visible(elide(at.value["data"].str(), 300));
            return {};
        }
        ++stats_.records;
        finding_.clear();
        finding_.place.line = static_cast<std::int64_t>(at.line);
        finding_.place.offset = static_cast<std::int64_t>(at.offset);
        finding_.place.path = fmt::format("line {}", at.line);
        if (new_form)
            npm::read_yarn_entry(at.value, finding_, stats_, limits_);
        else
            npm::read_advisory({}, advisory, finding_, stats_, limits_);
        if (const auto path = at.value["data"]["resolution"]["path"].str(); !path.empty())
            finding_.location.resource.assign(path.substr(0, 1000));
        out_.finding(finding_);
        return {};
    }

    // yarn tells of its own failure in the same file.
    [[nodiscard]] Result<void> finish() const {
        if (error_.empty() || summed_up_ || stats_.records > 0) return {};
        return fail(Errc::malformed, "yarn could not audit: " + error_, {},
                    "run yarn audit again where the registry can be reached");
    }

private:
    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    std::string error_;
    bool summed_up_ = false;
    RawFinding finding_;
};

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    ScanInfo scan;
    scan.tool = "yarn audit";
    scan.target_kind = "repository";
    stats.tool = scan.tool;
    out.scan(scan);
    YarnAudit audit(out, stats, *options.limits);
    auto ok = each_json_line(in, stats, job, *options.limits, [&](const JsonLine& line) { return audit.line(line); });
    if (!ok) return fail(ok.error());
    if (auto whole = audit.finish(); !whole) return fail(whole.error());
    return stats;
}

} // namespace

const FormatInfo k_yarn_audit_format{"yarn-audit",
                                     FormatKind::findings,
                                     "yarn audit",
                                     "application/x-ndjson",
                                     "yarn audit --json of yarn 1 and yarn npm audit --json of 2+",
                                     sniff,
                                     parse};

} // namespace parapet
