// kube-bench: the CIS benchmark of Kubernetes, every check with its outcome.

#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/kube_bench/check.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kube_bench_format;

namespace {

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
        kube_bench::read_check(v, {group["desc"].str(), controls["text"].str(), controls["node_type"].str()}, f,
                               run_.stats, run_.limits);
        run_.emit();
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
