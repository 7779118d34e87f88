// Popeye's JSON: issues of the resources of a cluster, by linter (once sanitizer).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_popeye_format;

namespace {

class Popeye {
public:
    explicit Popeye(RecordRun& run)
        : run_(run) {}

    Result<void> read(json::Value popeye, std::string_view list) {
        std::size_t i = 0;
        for (const json::Value section : popeye[list].items()) {
            const std::string path = fmt::format("/popeye/{}/{}/issues", list, i++);
            for (const json::Member resource : section["issues"].members()) {
                std::size_t n = 0;
                for (const json::Value issue : resource.value.items()) {
                    if (auto ok = run_.check(); !ok) return ok;
                    one(section, resource.key, issue, fmt::format("{}/{}/{}", path, resource.key, n++));
                }
            }
        }
        return {};
    }

private:
    void one(json::Value section, std::string_view resource, json::Value v, const std::string& path) {
        RawFinding& f = run_.next(path);
        if (!v.is_object()) return run_.stats.skip("an issue that is no object");
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view linter = section.any({"linter", "sanitizer"}).str();
        // "[POP-106] No resources requests/limits defined"
        std::string_view message = trim(v["message"].str());
        if (const auto end = message.find("] "); message.starts_with("[") && end != std::string_view::npos) {
            fields::put(f.rule, message.substr(1, end - 1));
            message = trim(message.substr(end + 2));
        }
        if (f.rule.empty()) fields::put(f.rule, linter);
        fields::set_title(f, {fields::folded(message), f.rule}, run_.limits);
        const std::string_view group = v["group"].str();
        fields::put(f.location.resource, resource_of(linter, resource, group), 500);
        f.description = elide(fmt::format("{}: {}", f.location.resource, message), 2000);
        fields::add_tag(f, linter);
        fields::add_tag(f, v["gvr"].str());
        rate(v["level"].integer().value_or(-1), f);
        run_.emit();
    }

    static std::string resource_of(std::string_view linter, std::string_view name, std::string_view group) {
        if (group.empty() || group == "__root__") return fmt::format("{}/{}", linter, name);
        return fmt::format("{}/{} {}", linter, name, group); // a container in it
    }

    // 0 ok, 1 info, 2 warning, 3 error
    void rate(std::int64_t level, RawFinding& f) {
        f.severity_raw = level >= 0 ? fmt::format("level {}", level) : std::string();
        f.severity_known = level >= 0 && level <= 3;
        f.severity = level == 3 ? Severity::high : level == 2 ? Severity::low : Severity::info;
        if (level == 0) f.outcome = CheckOutcome::pass;
        if (!f.severity_known) run_.stats.warn(f.place.path, "its level is not one of 0 to 3; shown as unknown");
    }

    RecordRun& run_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("popeye")) return {};
    if (head.contains("\"sanitizers\"") || head.contains("\"sections\"") || head.contains("\"grade\""))
        return {92, "top-level key popeye, with grade and sections", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    const json::Value popeye = root["popeye"];
    if (!popeye.is_object()) return fail(Errc::malformed, "it is no report of Popeye", "/");
    ScanInfo scan;
    scan.tool = "Popeye";
    scan.target_kind = "cluster";
    fields::put(scan.target, root["ClusterName"].str());
    scan.finished = parse_rfc3339(popeye["report_time"].str());
    if (popeye["errors"].size() > 0) {
        scan.complete = false;
        stats.warn("/popeye/errors", "Popeye could not check everything: nothing is closed by this scan");
    }
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const char* list : {"sections", "sanitizers"})
        if (auto ok = Popeye(run).read(popeye, list); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_popeye_format{
    "popeye-json", FormatKind::findings, "Popeye", "application/json", "Popeye: hygiene of a cluster", sniff, parse};

} // namespace parapet
