// DISA STIG Viewer 3's checklist (.cklb): the same as .ckl, as JSON.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/stig/rule.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_stig_cklb_format;

namespace {

stig::Target target_of(json::Value root) {
    const json::Value data = root["target_data"];
    stig::Target target{data["fqdn"].str(), data["host_name"].str(), data["ip_address"].str(), {}, {}};
    if (data["is_web_database"].boolean().value_or(false)) {
        target.site = data["web_db_site"].str();
        target.instance = data["web_db_instance"].str();
    }
    return target;
}

ScanInfo scan_of(json::Value root, json::Value stig) {
    ScanInfo scan = stig::scan_of(target_of(root), stig.any({"stig_id", "stig_name", "display_name"}).str());
    fields::put(scan.tool_version, root["cklb_version"].text(), 20);
    if (scan.target.empty()) fields::put(scan.target, root["title"].str());
    return scan;
}

void read(json::Value v, RawFinding& f, RecordRun& run) {
    stig::Rule rule;
    const json::Value group = v["group_tree"].at(0);
    rule.group = v["group_id"].str();
    if (rule.group.empty()) rule.group = group["id"].str();
    rule.id = v.any({"rule_id_src", "rule_id"}).str();
    rule.version = v["rule_version"].str();
    rule.title = v["rule_title"].str();
    rule.group_title = group["title"].str();
    if (rule.group_title.empty()) rule.group_title = v["group_title"].str();
    rule.severity = v["severity"].str();
    rule.override_severity = v["overrides"]["severity"]["severity"].str();
    rule.justification = v["overrides"]["severity"]["reason"].str();
    rule.discussion = v["discussion"].str();
    rule.check = v["check_content"].str();
    rule.fix = v["fix_text"].str();
    rule.status = v["status"].str();
    rule.details = v["finding_details"].str();
    rule.comments = v["comments"].str();
    stig::fill(rule, f, run.stats, run.limits);
    for (const json::Value cci : v["ccis"].items())
        fields::add_control(f, "cci", cci.str());
    for (const json::Value id : v["legacy_ids"].items())
        fields::add_control(f, "stig", id.str());
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("cklb_version")) return {95, "top-level key cklb_version", {}};
    if (head.has_key("stigs") && (head.has_key("target_data") || head.contains("\"group_id\"")))
        return {90, "top-level keys stigs and target_data", {}};
    if (head.has_key("target_data") && head.has_key("has_path"))
        return {75, "top-level keys target_data and has_path", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    if (!root["stigs"].is_array()) return fail(Errc::malformed, "it is no checklist with stigs", "/");
    RecordRun run(out, stats, job, options);
    const std::string part = stig::part_of(target_of(root));
    std::size_t i = 0;
    for (const json::Value stig : root["stigs"].items()) {
        run.tell(scan_of(root, stig));
        std::size_t n = 0;
        for (const json::Value rule : stig["rules"].items()) {
            if (auto ok = run.check(); !ok) return fail(ok.error());
            RawFinding& f = run.next(fmt::format("/stigs/{}/rules/{}", i, n++));
            if (!rule.is_object()) {
                stats.skip("a rule that is no object");
                continue;
            }
            read(rule, f, run);
            fields::put(f.location.resource, part, 300);
            run.emit();
        }
        ++i;
    }
    if (i == 0) run.tell(scan_of(root, {}));
    return stats;
}

} // namespace

const FormatInfo k_stig_cklb_format{"stig-cklb",
                                    FormatKind::findings,
                                    "STIG Viewer",
                                    "application/json",
                                    "DISA STIG Viewer 3: checklists (.cklb)",
                                    sniff,
                                    parse};

} // namespace parapet
