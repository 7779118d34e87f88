// detect-secrets' baseline: potential secrets by file, as hashes.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_detect_secrets_format;

namespace {

class DetectSecretsReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_object()) return fail(Errc::malformed, "a baseline of detect-secrets is an object", "/");
        ScanInfo scan;
        scan.tool = "detect-secrets";
        fields::put(scan.tool_version, root["version"].str(), 40);
        scan.target_kind = "repository";
        scan.finished = parse_rfc3339(root["generated_at"].str());
        return scan;
    }

    bool read(json::Value v, const json::Element& element, RawFinding& finding) override {
        std::string file(v["filename"].str());
        if (file.empty()) file = sanitize_utf8(element.path.substr(element.path.find('/') + 1)); // versions before 1
        fields::set_code(finding, file, fields::line_number(v["line_number"]));
        fields::set_secret(finding, {});
        const std::string_view kind = v["type"].str();
        fields::put(finding.rule, kind);
        finding.title =
            elide(fmt::format("Secret in the code: {}", kind.empty() ? "unknown kind" : kind), limits.max_title_bytes);
        finding.description = fmt::format("detect-secrets sees a {} in {}.", finding.rule, finding.location.file);
        finding.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store.";
        finding.severity = Severity::high; // it rates nothing: a secret that anyone can read is high
        finding.severity_known = true;
        finding.phase = Phase::code;
        fields::add_cwe(finding, 798);
        if (const auto hash = v["hashed_secret"].str(); !hash.empty())
            finding.fingerprint = elide(fmt::format("detect-secrets:{}", hash), 200);
        if (const auto verified = v["is_verified"].boolean())
            fields::add_tag(finding, *verified ? "verified" : "not verified");
        // What an audit said: false is "no secret".
        if (v["is_secret"].exists() && !v["is_secret"].boolean().value_or(true)) {
            finding.suppressed = true;
            finding.suppression = "audited: no secret";
        }
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("plugins_used") && (head.has_key("results") || head.has_key("generated_at") || head.truncated))
        return {92, "top-level keys plugins_used and results", {}};
    if (head.contains("\"hashed_secret\"") && head.contains("\"line_number\""))
        return {85, "results with hashed_secret and line_number", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<DetectSecretsReport>(in, out, job, options, {{"results/*"}});
}

} // namespace

const FormatInfo k_detect_secrets_format{"detect-secrets-json",
                                         FormatKind::findings,
                                         "detect-secrets",
                                         "application/json",
                                         "detect-secrets: the baseline of potential secrets, which holds hashes only",
                                         sniff,
                                         parse};

} // namespace parapet
