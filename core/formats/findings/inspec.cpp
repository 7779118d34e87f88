// InSpec's JSON (Chef InSpec, cinc-auditor, Chef Audit cookbook), full and minimal, and HDF, which is the same shape
// written by MITRE's converters.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/inspec/control.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

namespace parapet {

extern const FormatInfo k_inspec_format;

namespace {

bool by_converter(std::string_view platform) {
    return istarts_with(platform, "Heimdall");
}

ScanInfo scan_of(json::Value root, json::Value profile) {
    ScanInfo scan;
    const json::Value platform = root["platform"];
    const std::string_view name = platform["name"].str();
    scan.tool = by_converter(name) ? "HDF" : "InSpec";
    fields::put(scan.tool_version, root["version"].text(), 60);
    const json::Value asset = root["passthrough"]["checklist"]["asset"];
    fields::put(scan.target, asset.any({"hostname", "hostfqdn"}).str());
    // A node of Chef Audit, a host that InSpec reached, or an id of the machine.
    for (const json::Value place : {root["node_name"], root["fqdn"], platform["target_id"], platform["target"]})
        if (scan.target.empty()) fields::put(scan.target, place.str());
    scan.target_kind = name == "aws" || name == "azure" || name == "gcp" ? "account" : "host";
    fields::put(scan.policy, profile["name"].str());
    return scan;
}

class Inspec {
public:
    explicit Inspec(RecordRun& run)
        : run_(run) {}

    Result<void> full(json::Value root) {
        std::size_t n = 0;
        bool told = false;
        for (const json::Value profile : root["profiles"].items()) {
            const std::string_view parent = profile["parent_profile"].str();
            if (parent.empty()) continue;
            for (const json::Value control : profile["controls"].items())
                below_[parent].insert(control["id"].str());
        }
        for (const json::Value profile : root["profiles"].items()) {
            // A profile that another one wraps belongs to the same scan.
            if (!told || profile["parent_profile"].str().empty()) run_.tell(scan(root, profile));
            told = true;
            if (auto ok = controls(profile, n); !ok) return ok;
            ++n;
        }
        if (!told) run_.tell(scan(root, {}));
        return {};
    }

    // json-min: a result a control, no texts.
    Result<void> minimal(json::Value root) {
        run_.tell(scan(root, {}));
        std::size_t n = 0;
        for (const json::Value control : root["controls"].items()) {
            if (auto ok = run_.check(); !ok) return ok;
            one(control, control["status"].str(), fmt::format("/controls/{}", n++));
        }
        return {};
    }

private:
    static ScanInfo scan(json::Value root, json::Value profile) {
        ScanInfo scan = scan_of(root, profile);
        for (const json::Value control : profile["controls"].items()) {
            for (const json::Value result : control["results"].items()) {
                const auto when = parse_rfc3339(result["start_time"].str());
                if (when && (!scan.started || *when < *scan.started)) scan.started = when;
                if (when && (!scan.finished || *when > *scan.finished)) scan.finished = when;
            }
        }
        scan.failed = profile["status"].str() == "failed";
        return scan;
    }

    Result<void> controls(json::Value profile, std::size_t profile_index) {
        std::size_t n = 0;
        for (const json::Value control : profile["controls"].items()) {
            if (auto ok = run_.check(); !ok) return ok;
            const std::string path = fmt::format("/profiles/{}/controls/{}", profile_index, n++);
            if (control["results"].size() == 0 && is_overlaid(profile, control["id"].str())) {
                static_cast<void>(run_.next(path));
                run_.stats.skip("a control that only refers to the profile below it");
                continue;
            }
            one(control, {}, path);
        }
        return {};
    }

    bool is_overlaid(json::Value profile, std::string_view id) const {
        const auto below = below_.find(profile["name"].str());
        return below != below_.end() && below->second.count(id) != 0;
    }

    void one(json::Value control, std::string_view status, const std::string& path) {
        RawFinding& f = run_.next(path);
        if (!control.is_object()) return run_.stats.skip("a control that is no object");
        inspec::read_control(control, status, f, run_.stats, run_.limits);
        run_.emit();
    }

    RecordRun& run_;
    // By the name of a profile the ids of the controls in those that it wraps.
    std::unordered_map<std::string_view, std::unordered_set<std::string_view>> below_;
};

bool is_minimal(json::Value root) {
    return root["controls"].is_array() && (root["statistics"] || root["version"]);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    const bool around = head.has_key("platform") || head.has_key("statistics") || head.has_key("version");
    if (head.has_key("profiles") && around) {
        const bool controls = head.contains("\"controls\"") || head.contains("\"supports\"");
        return {controls ? 88 : 60, "top-level keys profiles, platform and statistics", {}};
    }
    // The profiles may lie beyond the first bytes (HDF with a checklist in front), or be written last.
    if (head.has_key("platform") && head.has_key("statistics"))
        return {70, "top-level keys platform and statistics", {}};
    if (head.truncated && head.has_key("passthrough") && head.contains("\"checklist\""))
        return {60, "top-level key passthrough, with a checklist", {}};
    const bool results = head.contains("\"code_desc\"") || head.contains("\"profile_id\"");
    if (head.has_key("controls") && head.has_key("statistics") && (results || head.json_keys.size() <= 4))
        return {80, "top-level keys controls and statistics", "json-min"};
    // Version 1 writes all results in front of its profiles.
    if (head.has_key("controls") && head.has_key("version") && head.contains("\"code_desc\""))
        return {78, "top-level keys version and controls, with code_desc", "1"};
    if (head.has_key("profiles") && head.contains("\"controls\"") && head.contains("\"code_desc\""))
        return {75, "profiles with controls and code_desc", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    RecordRun run(out, stats, job, options);
    Inspec report(run);
    if (!root["profiles"].is_array() && !is_minimal(root))
        return fail(Errc::malformed, "it holds neither profiles nor controls of InSpec", "/");
    auto ok = root["profiles"].is_array() ? report.full(root) : report.minimal(root);
    if (!ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_inspec_format{"inspec-json",
                                 FormatKind::findings,
                                 "InSpec",
                                 "application/json",
                                 "InSpec, Chef Audit and HDF: controls of profiles with their results",
                                 sniff,
                                 parse};

} // namespace parapet
