// DISA STIG Viewer's checklist (.ckl): every rule of one or more STIGs with its status.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/stig/rule.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_stig_ckl_format;

namespace {

std::string_view info(xml::Node stig, std::string_view key) {
    for (const xml::Node data : stig.child("STIG_INFO").children("SI_DATA"))
        if (data.child_text("SID_NAME") == key) return data.child_text("SID_DATA");
    return {};
}

stig::Target target_of(xml::Node asset) {
    stig::Target target{
        asset.child_text("HOST_FQDN"), asset.child_text("HOST_NAME"), asset.child_text("HOST_IP"), {}, {}};
    if (!iequals(asset.child_text("WEB_OR_DATABASE"), "true")) return target;
    target.site = asset.child_text("WEB_DB_SITE");
    target.instance = asset.child_text("WEB_DB_INSTANCE");
    return target;
}

std::string_view id_of(xml::Node stig) {
    const std::string_view id = info(stig, "stigid");
    return id.empty() ? info(stig, "title") : id;
}

void read(xml::Node node, RawFinding& f, RecordRun& run) {
    std::map<std::string_view, std::string_view> values;
    std::vector<std::string_view> ccis;
    std::vector<std::string_view> legacy;
    for (const xml::Node data : node.children("STIG_DATA")) {
        const std::string_view key = data.child_text("VULN_ATTRIBUTE");
        const std::string_view value = data.child_text("ATTRIBUTE_DATA");
        if (key == "CCI_REF")
            ccis.push_back(value);
        else if (key == "LEGACY_ID")
            legacy.push_back(value);
        else
            values.emplace(key, value);
    }
    const auto get = [&](std::string_view key) {
        const auto found = values.find(key);
        return found == values.end() ? std::string_view() : found->second;
    };
    stig::Rule rule;
    rule.group = get("Vuln_Num");
    rule.id = get("Rule_ID");
    rule.version = get("Rule_Ver");
    rule.title = get("Rule_Title");
    rule.group_title = get("Group_Title");
    rule.severity = get("Severity");
    rule.override_severity = node.child_text("SEVERITY_OVERRIDE");
    rule.justification = node.child_text("SEVERITY_JUSTIFICATION");
    rule.discussion = get("Vuln_Discuss");
    rule.check = get("Check_Content");
    rule.fix = get("Fix_Text");
    rule.status = node.child_text("STATUS");
    rule.details = node.child_text("FINDING_DETAILS");
    rule.comments = node.child_text("COMMENTS");
    stig::fill(rule, f, run.stats, run.limits);
    for (const std::string_view cci : ccis)
        fields::add_control(f, "cci", cci);
    for (const std::string_view id : legacy)
        fields::add_control(f, "stig", id);
    for (const std::string_view control : split(get("IA_Controls"), ','))
        fields::add_control(f, "dodi-8500", control);
    fields::add_ids_of(f, f.title);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "CHECKLIST") return {};
    if (head.contains("STIG") || head.contains("<ASSET>")) return {95, "root element CHECKLIST, with STIGS", {}};
    return {45, "root element CHECKLIST", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    auto root = document.parse(in, {}, *options.limits);
    if (!root) return fail(root.error());
    const xml::Node stigs = root->child("STIGS");
    if (root->name() != "CHECKLIST" || !stigs)
        return fail(Errc::malformed, "it is no checklist with STIGS", fmt::format("/{}", root->name()));
    if (document.replaced_bytes() > 0)
        stats.warn({}, fmt::format("{} characters that are no valid text were replaced", document.replaced_bytes()));
    RecordRun run(out, stats, job, options);
    const stig::Target target = target_of(root->child("ASSET"));
    bool any = false;
    for (const xml::Node stig : stigs.children()) {
        if (!istarts_with(stig.name(), "iSTIG")) continue;
        any = true;
        run.tell(stig::scan_of(target, id_of(stig)));
        for (const xml::Node rule : stig.children("VULN")) {
            if (auto ok = run.check(); !ok) return fail(ok.error());
            RawFinding& f = run.next(fmt::format("VULN[{}]", stats.records + 1), document.line_of(rule));
            f.place.offset = document.offset_of(rule);
            read(rule, f, run);
            fields::put(f.location.resource, stig::part_of(target), 300);
            run.emit();
        }
    }
    if (!any) run.tell(stig::scan_of(target, {}));
    return stats;
}

} // namespace

const FormatInfo k_stig_ckl_format{
    "stig-ckl", FormatKind::findings, "STIG Viewer", "application/xml", "DISA STIG Viewer 2: checklists (.ckl)", sniff,
    parse};

} // namespace parapet
