// CIS-CAT's JSON: rules of a benchmark with their results. (Its XML is XCCDF or ARF.)

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_cis_cat_format;

namespace {

struct ResultWord {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<ResultWord, 9> k_results{{
    {"pass", CheckOutcome::pass},
    {"fixed", CheckOutcome::pass},
    {"fail", CheckOutcome::fail},
    {"error", CheckOutcome::error},
    {"unknown", CheckOutcome::error},
    {"notapplicable", CheckOutcome::not_applicable},
    {"notchecked", CheckOutcome::not_reviewed},
    {"notselected", CheckOutcome::not_reviewed},
    {"informational", CheckOutcome::informational},
}};

// "xccdf_org.cisecurity.benchmarks_rule_1.1.1_Ensure_it" -> "1.1.1"
std::string_view number_of(std::string_view rule) {
    const auto at = rule.find("_rule_");
    if (at == std::string_view::npos) return {};
    const std::string_view rest = rule.substr(at + 6);
    return rest.substr(0, rest.find('_'));
}

void read(json::Value v, json::Value root, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, v["rule-id"].text());
    fields::set_title(f, {fields::folded(v["rule-title"].str()), f.rule}, limits);
    fields::put(f.description, fmt::format("{} {}", root["benchmark-title"].str(), root["benchmark-version"].text()),
                500);
    fields::put(f.location.resource, root["benchmark-id"].str(), 300);
    fields::add_control(f, "cis", number_of(f.rule));
    f.outcome = CheckOutcome::error;
    bool known = false;
    const std::string_view word = v["result"].str();
    for (const ResultWord& result : k_results) {
        if (!iequals(result.word, word)) continue;
        f.outcome = result.outcome;
        known = true;
    }
    if (!known) stats.warn(f.place.path, fmt::format("the result \"{}\" is not known", visible(elide(word, 40))));
    fields::put(f.severity_raw, word, 40);
    f.severity = f.outcome == CheckOutcome::fail ? Severity::medium : Severity::info; // it rates nothing
    f.severity_known = f.outcome != CheckOutcome::fail;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("benchmark-id") && (head.has_key("rules") || head.has_key("profile-id")))
        return {92, "top-level keys benchmark-id, profile-id and rules", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"rules"}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() || !root["benchmark-id"]) return fail(Errc::malformed, "it holds no rules of CIS-CAT", "/");
    ScanInfo scan;
    scan.tool = "CIS-CAT";
    scan.target_kind = "host";
    for (const char* key : {"target-hostname", "hostname", "target", "target-fqdn"})
        if (scan.target.empty()) fields::put(scan.target, root[key].str());
    scan.policy = elide(fmt::format("{} {}", root["benchmark-id"].str(), root["profile-id"].str()), 300);
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(record.path);
        if (!record.value.is_object()) {
            stats.skip("a rule that is no object");
            continue;
        }
        read(record.value, root, f, stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_cis_cat_format{
    "cis-cat-json", FormatKind::findings, "CIS-CAT", "application/json", "CIS-CAT: rules of a benchmark", sniff, parse};

} // namespace parapet
