// kube-bench: the CIS benchmark of Kubernetes, every check with its outcome.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_kube_bench_format;

namespace {

struct Status {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<Status, 4> k_statuses{{
    {"PASS", CheckOutcome::pass},
    {"FAIL", CheckOutcome::fail},
    {"WARN", CheckOutcome::not_reviewed}, // to be looked at by a person, or the audit could not be run
    {"INFO", CheckOutcome::informational},
}};

class KubeBench {
public:
    explicit KubeBench(RecordRun& run)
        : run_(run) {}

    Result<void> part(json::Value controls, const std::string& path) {
        std::size_t group_index = 0;
        for (const json::Value group : controls["tests"].items()) {
            std::size_t n = 0;
            for (const json::Value check : group["results"].items()) {
                if (auto ok = run_.check(); !ok) return ok;
                one(controls, group, check, fmt::format("{}/tests/{}/results/{}", path, group_index, n++));
            }
            ++group_index;
        }
        return {};
    }

private:
    void one(json::Value controls, json::Value group, json::Value v, const std::string& path) {
        RawFinding& f = run_.next(path);
        if (!v.is_object()) return run_.stats.skip("a check that is no object");
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, v["test_number"].text());
        fields::set_title(f, {fields::folded(v["test_desc"].str()), f.rule}, run_.limits);
        fields::add_control(f, f.rule.starts_with("V-") ? "stig" : "cis", f.rule); // DISA's benchmark, or CIS'
        fields::add_tag(f, group["desc"].str());
        fields::add_tag(f, controls["node_type"].str());
        std::string text = fmt::format("{} ({})", group["desc"].str(), controls["text"].str());
        for (const auto& [key, label] : {std::pair{"audit", "Audit"},
                                         {"AuditConfig", "Audit of the configuration"},
                                         {"expected_result", "Expected"},
                                         {"reason", "Reason"}})
            if (const auto said = trim(v[key].str()); !said.empty()) text += fmt::format("\n\n{}: {}", label, said);
        fields::set_text(f.description, text, run_.stats, path, run_.limits);
        fields::set_text(f.remediation, v["remediation"].str(), run_.stats, path, run_.limits);
        fields::set_text(f.evidence, v["actual_value"].str(), run_.stats, path, run_.limits);
        read_status(v["status"].str(), v, f);
        fields::put(f.location.resource, fmt::format("{} {}", controls["node_type"].str(), f.rule), 300);
        run_.emit();
    }

    // The tool rates nothing: a check that is not scored weighs less.
    void read_status(std::string_view word, json::Value v, RawFinding& f) {
        f.outcome = CheckOutcome::error;
        fields::put(f.severity_raw, word, 40);
        for (const Status& status : k_statuses) {
            if (!iequals(status.word, word)) continue;
            f.outcome = status.outcome;
            f.severity = f.outcome == CheckOutcome::fail ? Severity::medium : Severity::info;
            f.severity_known = true;
            if (!v["scored"].boolean().value_or(true)) fields::add_tag(f, "not scored");
            return;
        }
        run_.stats.warn(f.place.path, fmt::format("the status \"{}\" is not known", visible(f.severity_raw)));
    }

    RecordRun& run_;
};

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    if (has("node_type") && has("tests")) return {90, "controls with node_type and tests", {}};
    if (head.has_key("Controls") && (head.has_key("Totals") || head.contains("\"node_type\"")))
        return {90, "top-level keys Controls and Totals", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords parts;
    if (auto ok = parts.read(in, {"Controls"}, stats, *options.limits); !ok) return fail(ok.error());
    if (parts.single() && !parts.root()["tests"].is_array() && !parts.root()["Totals"])
        return fail(Errc::malformed, "it holds no controls of kube-bench", "/");
    RecordRun run(out, stats, job, options);
    ScanInfo scan;
    scan.tool = "kube-bench";
    scan.target_kind = "cluster";
    const json::Value first = parts.records().empty() ? json::Value() : parts.records().front().value;
    fields::put(scan.policy, first["version"].text(), 100);
    run.tell(scan);
    KubeBench report(run);
    for (const JsonRecord& part : parts.records())
        if (auto ok = report.part(part.value, part.path == "/" ? "" : part.path); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_kube_bench_format{"kube-bench-json",
                                     FormatKind::findings,
                                     "kube-bench",
                                     "application/json",
                                     "kube-bench: the CIS benchmark of Kubernetes",
                                     sniff,
                                     parse};

} // namespace parapet
