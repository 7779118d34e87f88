// Qualys WAS: the report of scans of web applications, or of web applications; what each QID is stands behind it.

#include "core/base/text.h"
#include "core/base/xml.h"
#include "core/formats/common/base64.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/common/with_reader.h"
#include "core/formats/findings/qualys/qualys_words.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_qualys_was_format;

namespace {

std::string payload_of(xml::Node node) {
    constexpr std::size_t k_kept_bytes = 8000;
    if (iequals(node.attr("base64"), "true"))
        return sanitize_utf8(decode_base64(node.text(), k_kept_bytes).value_or(std::string()));
    return elide(node.text(), k_kept_bytes);
}

class WasReport {
public:
    WasReport(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> read(const xml::Document& document) {
        document_ = &document;
        const xml::Node root = document.root();
        if (!istarts_with(root.name(), "WAS_"))
            return fail(Errc::malformed, "the root element is not WAS_SCAN_REPORT", "/");
        for (const xml::Node details : root.path({"GLOSSARY", "QID_LIST"}).children("QID"))
            known_.emplace(std::string(details.child_text("QID")), details);
        tell(root);
        for (const xml::Node node : root.child("RESULTS").descendants()) {
            const std::string_view name = node.name();
            const std::string_view list = node.parent().name();
            const bool item = (name == "VULNERABILITY" && list == "VULNERABILITY_LIST") ||
                              (name == "INFORMATION_GATHERED" && list == "INFORMATION_GATHERED_LIST") ||
                              (name == "SENSITIVE_CONTENT" && list == "SENSITIVE_CONTENT_LIST");
            if (!item) continue;
            if (++stats_.records % 64 == 0) {
                if (auto ok = job_.check(); !ok) return ok;
            }
            read_item(node);
            out_.finding(finding_);
        }
        return {};
    }

private:
    void tell(xml::Node root) {
        const xml::Node scan_node = root.path({"APPENDIX", "SCAN_LIST", "SCAN"});
        ScanInfo scan;
        scan.tool = stats_.tool = "Qualys WAS";
        scan.target_kind = "url";
        const std::string_view url = root.find("WEB_APPLICATION").child_text("URL");
        fields::put(scan.target, url.find("://") == std::string_view::npos ? std::string() : fields::url_origin(url));
        scan.started = loose_time(scan_node.child_text("START_DATE"));
        scan.finished = loose_time(scan_node.child_text("END_DATE"));
        if (const std::string_view status = scan_node.child_text("STATUS"); !status.empty())
            scan.complete = iequals(status, "Finished");
        out_.scan(scan);
    }

    void read_item(xml::Node item) {
        RawFinding& f = finding_;
        f.clear();
        f.place.line = document_->line_of(item);
        f.place.offset = document_->offset_of(item);
        f.place.path = fmt::format("/RESULTS/{}[{}]", item.name(), stats_.records);
        const std::string_view qid = item.child_text("QID");
        const auto known = known_.find(std::string(qid));
        const xml::Node details = known == known_.end() ? xml::Node() : known->second;
        set_qualys_rule(f, qid, details.child_text("TITLE"), limits_);
        const bool informs = item.name() == "INFORMATION_GATHERED";
        set_qualys_severity(f, details.child_text("SEVERITY"), informs ? "Info" : "", stats_);
        set_qualys_status(f, item.child_text("STATUS"));
        if (iequals(item.child_text("IGNORED"), "true")) {
            f.suppressed = true;
            f.suppression = "ignored in Qualys";
        }
        read_details(details, f);
        fields::set_url(f.location, item.child_text("URL"));
        fields::put(f.location.parameter, item.child_text("PARAM"), 200);
        f.seen = loose_time(item.child("LAST_TIME_DETECTED") ? item.child_text("LAST_TIME_DETECTED")
                                                             : item.child_text("DETECTION_DATE"));
        fields::put(f.fingerprint, item.child_text("UNIQUE_ID"), 80);
        const xml::Node payload = item.path({"PAYLOADS", "PAYLOAD"});
        const xml::Node request = payload.child("REQUEST");
        fields::put(f.location.method, request.child_text("METHOD"), 20);
        std::string sent(request.child_text("METHOD"));
        if (!sent.empty()) sent += fmt::format(" {}", request.child_text("URL"));
        for (const xml::Node header : request.child("HEADERS").children("HEADER"))
            sent += fmt::format("\n{}: {}", header.child_text("key"), header.child_text("value"));
        fields::append_text(sent, request.child_text("BODY"));
        const xml::Node contents = payload.path({"RESPONSE", "CONTENTS"});
        fields::set_exchange(f, sent, payload_of(contents ? contents : item.child("DATA")));
        set_qualys_identity(f, true);
    }

    void read_details(xml::Node details, RawFinding& f) {
        std::string text = text_of_html(details.child_text("DESCRIPTION"));
        if (const std::string_view impact = details.child_text("IMPACT"); !iequals(impact, "N/A"))
            fields::append_text(text, text_of_html(impact), "Impact");
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        if (const std::string_view remedy = details.child_text("SOLUTION"); !iequals(remedy, "N/A"))
            fields::set_text(f.remediation, text_of_html(remedy), stats_, f.place.path, limits_);
        fields::add_cwes_of(f, details.child_text("CWE"));
        fields::add_ids_of(f, details.child_text("CVE"));
        for (const xml::Node cve : details.child("CVE_LIST").children())
            fields::add_id(f, cve.text());
        for (const char* list : {"OWASP", "WASC", "CATEGORY"})
            fields::add_tag(f, details.child_text(list));
        fields::CvssPick cvss;
        offer_qualys_cvss(cvss, details.path({"CVSS_V3", "BASE"}).text(), "CVSS:3.0/");
        offer_qualys_cvss(cvss, details.child_text("CVSS_BASE"), {});
        cvss.put(f);
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    const xml::Document* document_ = nullptr;
    std::map<std::string, xml::Node> known_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "WAS_SCAN_REPORT" || head.xml_root == "WAS_WEBAPP_REPORT")
        return {95, "root element " + head.xml_root, {}};
    return {};
}

} // namespace

const FormatInfo k_qualys_was_format{"qualys-was-xml",
                                     FormatKind::findings,
                                     "Qualys WAS",
                                     "application/xml",
                                     "Qualys WAS: scans of web applications",
                                     sniff,
                                     parse_xml_with<WasReport>};

} // namespace parapet
