// Whispers' JSON: an array of hard-coded secrets in configuration and code.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_whispers_format;

namespace {

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"BLOCKER", Severity::critical},
    {"CRITICAL", Severity::critical},
    {"MAJOR", Severity::high},
    {"MINOR", Severity::medium},
    {"INFO", Severity::info},
    // since version 2.2
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
}};

class WhispersReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        if (!root.is_array()) return fail(Errc::malformed, "a report of Whispers is an array", "/");
        ScanInfo scan;
        scan.tool = "Whispers";
        scan.target_kind = "repository";
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        const std::string_view rule = v["rule_id"].str();
        if (rule.empty()) {
            stats.skip("an entry without rule_id");
            return false;
        }
        fields::set_code(f, v["file"].str(), fields::line_number(v["line"]));
        fields::set_secret(f, v["value"].str());
        fields::put(f.rule, rule);
        const std::string_view message = v["message"].str();
        fields::put(f.rule_name, message);
        f.title =
            elide(fmt::format("Secret in the code: {}", message.empty() ? rule : message), limits.max_title_bytes);
        f.description = fmt::format("Whispers' rule {} matches the key {} in {}.", f.rule, elide(v["key"].str(), 200),
                                    f.location.file);
        f.remediation = "Revoke the secret first; then take it out of the file and keep it in a secret store.";
        fields::set_severity(f, v["severity"].str(), k_severities, stats);
        f.phase = Phase::code;
        fields::add_cwe(f, 798);
        return true;
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("rule_id") && head.has_element_key("key") && head.has_element_key("value") &&
        head.has_element_key("file"))
        return {80, "an array of objects with the keys key, value, file and rule_id", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<WhispersReport>(in, out, job, options, {{""}});
}

} // namespace

const FormatInfo k_whispers_format{"whispers-json",
                                   FormatKind::findings,
                                   "Whispers",
                                   "application/json",
                                   "Whispers: hard-coded secrets, masked while they are read",
                                   sniff,
                                   parse};

} // namespace parapet
