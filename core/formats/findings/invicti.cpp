// Invicti (formerly Netsparker) Enterprise and Acunetix 360: the JSON report of vulnerabilities.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/findings/invicti/invicti_words.h"

#include <algorithm>

namespace parapet {

extern const FormatInfo k_invicti_format;

namespace {

class InvictiReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        const json::Value target = root["Target"];
        ScanInfo scan;
        scan.tool = "Invicti";
        fields::put(scan.target, fields::url_origin(target["Url"].str()));
        scan.target_kind = "url";
        scan.started = loose_time(target["Initiated"].str());
        scan.finished = loose_time(root["Generated"].str());
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& finding) override {
        finding.identity = IdentityKind::web;
        finding.phase = Phase::test;
        fields::put(finding.rule, item["Type"].str());
        fields::put(finding.rule_name, item["Name"].str());
        fields::set_title(finding, {item["Name"].str(), finding.rule}, limits);
        fields::set_severity(finding, item["Severity"].str(), invicti_severities(), stats);
        std::string text = text_of_html(item["Description"].str());
        fields::append_text(text, text_of_html(item["Impact"].str()), "Impact");
        for (const json::Value info : item["ExtraInformation"].items()) {
            if (info["Name"].str() == "Identified Version") set_product(finding, info["Value"].str());
            fields::append_text(text, text_of_html(info["Value"].str()), text_of_html(info["Name"].str()));
        }
        for (const json::Value known : item["KnownVulnerabilities"].items())
            fields::append_text(text, known["Title"].str(), known["Severity"].str());
        fields::add_ids_of(finding, text);
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        std::string remedy = text_of_html(item["RemedialProcedure"].str());
        fields::append_text(remedy, text_of_html(item["RemedialActions"].str()));
        fields::set_text(finding.remediation, remedy, stats, finding.place.path, limits);
        for (const char* list : {"ExternalReferences", "RemedyReferences"})
            fields::add_links_of_html(finding, item[list].str());
        read_classes(item["Classification"], finding);
        invicti_state(finding, item["State"].str());
        if (item["Confirmed"].boolean().value_or(false)) fields::add_tag(finding, "confirmed");
        for (const json::Value tag : item["Tags"].items())
            fields::add_tag(finding, tag.str());
        finding.seen = loose_time(item["LastSeenDate"].str());
        fields::set_url(finding.location, item["Url"].str());
        fields::put(finding.location.method, item["HttpRequest"]["Method"].str(), 20);
        fields::put(finding.location.parameter, item["HttpRequest"]["Parameters"].at(0)["Name"].str(), 200);
        fields::set_exchange(finding, item["HttpRequest"]["Content"].str(), item["HttpResponse"]["Content"].str());
        return true;
    }

private:
    // "Out-of-date Version (Bootstrap)", with the version that was seen.
    static void set_product(RawFinding& finding, std::string_view version) {
        const auto open = finding.title.rfind('(');
        if (open == std::string::npos || finding.title.back() != ')') return;
        fields::put(finding.location.package,
                    std::string_view(finding.title).substr(open + 1, finding.title.size() - open - 2), 100);
        fields::put(finding.location.version, text_of_html(version), 80);
    }

    static void read_classes(json::Value classes, RawFinding& finding) {
        invicti_cwes(finding, classes["Cwe"].text());
        fields::CvssPick cvss;
        for (const char* version : {"Cvss40", "Cvss31", "Cvss"}) {
            const json::Value rating = classes[version];
            cvss.offer(rating["Vector"].str(), rating["BaseScore"]["Value"].number());
        }
        cvss.put(finding);
        for (const json::Member m : classes.members())
            if (m.value.is_string()) invicti_class(finding, m.key, m.value.str());
        std::sort(finding.controls.begin(), finding.controls.end()); // as the order of keys means nothing
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("Target") && head.has_key("Vulnerabilities") &&
        (head.has_key("Generated") || head.contains("\"ScanId\"")))
        return {90, "top-level keys Generated, Target and Vulnerabilities", {}};
    // The list may come first and be long.
    if (head.has_key("Vulnerabilities") && head.contains("\"LookupId\"") && head.contains("\"RemedialProcedure\""))
        return {85, "top-level key Vulnerabilities, each with LookupId and RemedialProcedure", {}};
    if (head.has_key("Target") && head.contains("\"ScanId\"") && head.contains("\"Initiated\""))
        return {70, "top-level key Target, with ScanId and Initiated", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<InvictiReport>(in, out, job, options, {{"Vulnerabilities"}});
}

} // namespace

const FormatInfo k_invicti_format{"invicti-json",
                                  FormatKind::findings,
                                  "Invicti",
                                  "application/json",
                                  "Invicti, Netsparker and Acunetix 360: weaknesses of web applications",
                                  sniff,
                                  parse};

} // namespace parapet
