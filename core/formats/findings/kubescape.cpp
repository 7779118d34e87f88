// Kubescape's JSON, format v2: every control for every resource with its outcome; of several clusters, a report for
// each.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <unordered_map>

namespace parapet {

extern const FormatInfo k_kubescape_format;

namespace {

// Kubescape rates a control by its score factor, 0 to 10.
void rate(json::Value control, RawFinding& f) {
    const auto factor = control["scoreFactor"].number().value_or(0);
    f.severity_known = factor >= 1;
    f.severity_raw = fmt::format("score factor {}", factor);
    f.severity = factor >= 9   ? Severity::critical
                 : factor >= 7 ? Severity::high
                 : factor >= 4 ? Severity::medium
                 : factor >= 1 ? Severity::low
                               : Severity::info;
}

// "Deployment/shop/web" of the object, else the id itself.
std::string resource_name(json::Value resource, std::string_view id) {
    const json::Value object = resource["object"];
    const std::string_view kind = object["kind"].str();
    std::string_view name = object["metadata"]["name"].str();
    if (name.empty()) name = object["name"].str();
    if (kind.empty() || name.empty()) return elide(id, 500);
    const std::string_view space = object["metadata"]["namespace"].str();
    return elide(space.empty() ? fmt::format("{}/{}", kind, name) : fmt::format("{}/{}/{}", kind, space, name), 500);
}

std::string file_of(json::Value resource) {
    const std::string_view path = resource["source"]["relativePath"].str();
    if (!path.empty()) return fields::normal_path(path);
    std::string_view source = resource["object"]["sourcePath"].str(); // "web.yaml:0", the document in the file
    if (const auto colon = source.rfind(':'); colon != std::string_view::npos) source = source.substr(0, colon);
    return fields::normal_path(source);
}

ScanInfo scan_of(json::Value root) {
    ScanInfo scan;
    scan.tool = "Kubescape";
    const json::Value metadata = root["metadata"];
    fields::put(scan.tool_version, metadata["scanMetadata"]["kubescapeVersion"].str(), 40);
    const json::Value target = metadata.any({"targetMetadata", "contextMetadata"});
    fields::put(scan.target, root["clusterName"].str());
    if (scan.target.empty()) fields::put(scan.target, target["clusterContextMetadata"]["contextName"].str());
    scan.target_kind = "cluster";
    if (scan.target.empty()) {
        const json::Value git = target.any({"repoContextMetadata", "gitRepoContextMetadata"});
        if (git["provider"].str() != "none") fields::put(scan.target, git["repo"].str()); // else it is only a path
        if (scan.target.empty()) fields::put(scan.target, target["fileContextMetadata"]["filePath"].str());
        if (scan.target.empty()) fields::put(scan.target, target["directoryContextMetadata"]["basePath"].str());
        if (!scan.target.empty()) scan.target_kind = "repository";
    }
    for (const json::Value name : metadata["scanMetadata"]["targetNames"].items()) {
        if (scan.policy.size() > 200) break;
        scan.policy += fmt::format("{}{}", scan.policy.empty() ? "" : ",", elide(name.str(), 60));
    }
    const auto when = parse_rfc3339(root["generationTime"].str());
    if (when && unix_seconds(*when) > 0) scan.finished = when; // "0001-01-01" is none
    scan.complete = root["paginationInfo"]["isLastChunk"].boolean().value_or(true) ||
                    root["paginationInfo"]["chunkNumber"].integer().value_or(0) == 0;
    return scan;
}

class Kubescape {
public:
    Kubescape(RecordRun& run, json::Value root, std::string place)
        : run_(run)
        , place_(std::move(place)) {
        for (const json::Member control : root["summaryDetails"]["controls"].members())
            summary_.emplace(control.key, control.value);
        for (const json::Value resource : root["resources"].items())
            resources_.emplace(resource["resourceID"].str(), resource);
    }

    Result<void> read(json::Value root) {
        if (!root["results"]) return read_summary(root["summaryDetails"]["controls"]);
        std::size_t i = 0;
        for (const json::Value result : root["results"].items()) {
            std::size_t n = 0;
            for (const json::Value control : result["controls"].items()) {
                if (auto ok = run_.check(); !ok) return ok;
                one(result, control, fmt::format("{}/results/{}/controls/{}", place_, i, n++));
            }
            ++i;
        }
        return {};
    }

private:
    // Without the resources, the controls are all that is known.
    Result<void> read_summary(json::Value controls) {
        for (const json::Member control : controls.members()) {
            if (auto ok = run_.check(); !ok) return ok;
            one({}, control.value, fmt::format("{}/summaryDetails/controls/{}", place_, elide(control.key, 40)));
        }
        return {};
    }

    void one(json::Value result, json::Value control, const std::string& path) {
        RawFinding& f = run_.next(path);
        if (!control.is_object()) return run_.stats.skip("a control that is no object");
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, control["controlID"].str());
        const auto summary = summary_.find(f.rule);
        const json::Value about = summary == summary_.end() ? json::Value() : summary->second;
        fields::set_title(f, {fields::folded(control["name"].str()), about["name"].str(), f.rule}, run_.limits);
        fields::add_control(f, "kubescape", f.rule);
        fields::add_tag(f, about["category"]["name"].str());
        rate(about, f);
        const std::string_view id = result["resourceID"].str();
        const auto found = resources_.find(id);
        const json::Value resource = found == resources_.end() ? result["rawResource"] : found->second;
        f.location.resource = resource_name(resource, id);
        f.location.file = file_of(resource);
        fields::set_text(f.description, about["description"].str(), run_.stats, path, run_.limits);
        fields::set_text(f.remediation, about["remediation"].str(), run_.stats, path, run_.limits);
        read_rules(control["rules"], f);
        read_status(control, about, f);
        if (!f.rule.empty()) fields::add_link(f, fmt::format("https://hub.armosec.io/docs/{}", to_lower(f.rule)));
        run_.emit();
    }

    void read_rules(json::Value rules, RawFinding& f) {
        std::string paths;
        for (const json::Value rule : rules.items()) {
            if (rule["status"].str() != "failed" || paths.size() > 8000) continue;
            if (f.rule_name.empty()) fields::put(f.rule_name, rule["name"].str());
            for (const json::Value path : rule["paths"].items()) {
                const std::string_view at = path.any({"failedPath", "reviewPath", "deletePath"}).str();
                if (!at.empty()) paths += fmt::format("{}\n", elide(at, 300));
                const json::Value fix = path["fixPath"];
                if (const auto where = fix["path"].str(); !where.empty())
                    paths += fmt::format("set {} to {}\n", elide(where, 300), elide(fix["value"].text(), 100));
            }
        }
        fields::set_text(f.evidence, paths, run_.stats, f.place.path, run_.limits);
    }

    static void read_status(json::Value control, json::Value about, RawFinding& f) {
        const json::Value status = control["status"];
        std::string_view word = status.is_object() ? status["status"].str() : status.str();
        std::string_view sub = status["subStatus"].str();
        bool any_failed = false;
        for (const json::Value rule : control["rules"].items()) {
            any_failed = any_failed || rule["status"].str() == "failed";
            if (sub.empty()) sub = rule["subStatus"].str();
        }
        if (word.empty()) word = any_failed ? "failed" : control["rules"] ? "passed" : about["status"].str();
        if (word == "passed") f.outcome = CheckOutcome::pass;
        if (word == "skipped" || word == "excluded") f.outcome = CheckOutcome::not_reviewed;
        if (word == "irrelevant") f.outcome = CheckOutcome::not_applicable;
        if (sub == "w/exceptions" || word == "excluded") {
            f.suppressed = true;
            f.suppression = "an exception of Kubescape's covers it";
        }
    }

    RecordRun& run_;
    std::string place_;
    std::unordered_map<std::string_view, json::Value> summary_, resources_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("summaryDetails") && (head.has_key("clusterAPIServerInfo") || head.has_key("customerGUID") ||
                                           head.has_key("results") || head.contains("\"controlID\"")))
        return {92, "top-level key summaryDetails, with controls", "v2"};
    if (head.has_key("clusters") && head.contains("\"kubescapeVersion\""))
        return {90, "top-level key clusters, of Kubescape", "v2"};
    // Its resources may be long, and stand in front.
    if (head.has_key("clusterAPIServerInfo") || (head.has_key("resources") && head.contains("\"resourceID\"")) ||
        (head.has_key("results") && head.contains("\"resourceID\"") && head.contains("\"controlID\"")))
        return {82, "resources with resourceID", "v2"};
    return {};
}

Result<void> read_report(json::Value root, ScanInfo scan, const std::string& place, RecordRun& run) {
    run.tell(scan);
    return Kubescape(run, root, place).read(root);
}

Result<void> read_fleet(json::Value root, RecordRun& run) {
    std::size_t i = 0;
    for (const json::Value cluster : root["clusters"].items()) {
        const std::string place = fmt::format("/clusters/{}", i++);
        const json::Value report = cluster["report"];
        ScanInfo scan = scan_of(report);
        if (scan.target.empty()) {
            fields::put(scan.target, cluster.any({"clusterID", "context"}).str());
            scan.target_kind = "cluster";
        }
        if (scan.tool_version.empty()) fields::put(scan.tool_version, root["metadata"]["kubescapeVersion"].str(), 40);
        if (!scan.finished) scan.finished = parse_rfc3339(root["metadata"]["generatedAt"].str());
        scan.failed = !report.is_object();
        if (scan.failed)
            run.stats.warn(place, fmt::format("the cluster {} was not scanned: {}", visible(scan.target),
                                              visible(elide(cluster.any({"error", "status"}).str(), 200))));
        if (auto ok = read_report(report, std::move(scan), place + "/report", run); !ok) return ok;
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    const bool fleet = root["clusters"].is_array();
    if (!fleet && !root["summaryDetails"] && !root["results"])
        return fail(Errc::malformed, "it holds no results of Kubescape (format v2)", "/",
                    "run kubescape with --format json --format-version v2");
    RecordRun run(out, stats, job, options);
    auto ok = fleet ? read_fleet(root, run) : read_report(root, scan_of(root), {}, run);
    if (!ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_kubescape_format{"kubescape-json",
                                    FormatKind::findings,
                                    "Kubescape",
                                    "application/json",
                                    "Kubescape: controls of Kubernetes, format v2",
                                    sniff,
                                    parse};

} // namespace parapet
