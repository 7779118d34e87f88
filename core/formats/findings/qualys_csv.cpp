// Qualys as CSV: VM's scan-based and host-based reports, VMDR's list of vulnerabilities (by QID or by CVE), and Hacker
// Guardian's.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/findings/qualys/qualys_words.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_qualys_csv_format;

namespace {

// Hacker Guardian tells what fails a PCI scan: its lowest level is low.
constexpr std::array<fields::SeverityWord, 5> k_guardian_levels{{
    {"5", Severity::critical},
    {"4", Severity::high},
    {"3", Severity::medium},
    {"2", Severity::low},
    {"1", Severity::low},
}};

class QualysRow {
public:
    QualysRow(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits)
        : row_(row)
        , f_(finding)
        , stats_(stats)
        , limits_(limits) {}

    bool read() {
        const std::string_view qid = get({"QID"});
        if (qid.empty()) {
            stats_.skip("a row without a QID");
            return false;
        }
        set_qualys_rule(f_, qid, get({"Title", "VULN TITLE"}), limits_);
        if (row_.has("Q_SEVERITY"))
            fields::set_severity(f_, get({"Q_SEVERITY"}), k_guardian_levels, stats_);
        else
            set_qualys_severity(f_, get({"Severity", "KB Severity"}), get({"Type", "Type Detected"}), stats_);
        set_qualys_status(f_, get({"Vuln Status", "Status"}));
        suppression();
        texts();
        rating();
        place();
        set_qualys_identity(f_, false);
        return true;
    }

private:
    // Empty cells are written as "-", guarded against spreadsheets as "'-".
    [[nodiscard]] std::string_view get(std::initializer_list<std::string_view> names) const {
        for (const std::string_view name : names) {
            const std::string_view text = row_.get(name);
            if (!text.empty() && text != "-" && text != "'-") return text;
        }
        return {};
    }

    void suppression() {
        if (iequals(get({"Ignored"}), "Yes")) f_.suppression = "ignored in Qualys";
        if (iequals(get({"Disabled"}), "Yes")) f_.suppression = "disabled in Qualys";
        if (istarts_with(get({"FALSE POSITIVE STATUS"}), "APPROVED")) f_.suppression = "approved as a false positive";
        f_.suppressed = !f_.suppression.empty();
    }

    void texts() {
        std::string text = text_of_html(get({"Threat", "CVE-Description"}));
        fields::append_text(text, text_of_html(get({"Impact"})), "Impact");
        fields::set_text(f_.description, text, stats_, f_.place.path, limits_);
        fields::set_text(f_.remediation, text_of_html(get({"Solution"})), stats_, f_.place.path, limits_);
        fields::set_text(f_.evidence, text_of_html(get({"Results", "Result"})), stats_, f_.place.path, limits_);
        for (const char* name : {"CVE", "CVE ID", "CVEID"})
            fields::add_ids_of(f_, get({name}));
        fields::add_tag(f_, get({"Category"}));
        fields::add_tag(f_, get({"Type", "Type Detected"}));
        if (!get({"Exploitability"}).empty() || icontains(get({"RTI"}), "exploit"))
            fields::add_tag(f_, "exploit known");
        if (icontains(get({"RTI"}), "CISA Known Exploited")) f_.kev = true;
    }

    void rating() {
        fields::CvssPick cvss;
        for (const char* name : {"CVSSv3.1 Base (nvd)", "CVSS3.1 Base"})
            offer_qualys_cvss(cvss, get({name}), "CVSS:3.1/");
        offer_qualys_cvss(cvss, get({"CVSS3 Base"}), "CVSS:3.0/");
        for (const char* name : {"CVSSv2 Base (nvd)", "CVSS Base", "CVSS_BASE"})
            offer_qualys_cvss(cvss, get({name}), {});
        cvss.put(f_);
    }

    void place() {
        const std::string_view address = get({"IP", "Asset IPV4", "Asset IPV6"});
        const std::string_view name = get({"DNS", "FQDN", "HOSTNAME", "Asset Name", "NetBIOS"});
        fields::put(f_.asset, name.empty() ? address : name);
        fields::put(f_.location.host, address.substr(0, address.find(',')), 100);
        if (fields::set_port(f_.location, get({"Port"})))
            f_.location.resource = elide(fmt::format("{}/{}", f_.location.port, to_lower(get({"Protocol"}))), 200);
        f_.seen = loose_time(get({"Last Detected", "LAST SCAN"}));
    }

    const CsvTable& row_;
    RawFinding& f_;
    ParseStats& stats_;
    const Limits& limits_;
};

Sniff sniff(const Head& head) {
    if (csv_header(head, {"QID", "VULN TITLE", "Q_SEVERITY"}))
        return {92, "a CSV header with QID, VULN TITLE and Q_SEVERITY", {}};
    if (csv_header(head, {"QID", "VULN TITLE"})) return {85, "a CSV header with QID and VULN TITLE", {}};
    if (csv_header(head, {"QID", "Title", "KB Severity"}))
        return {92, "a CSV header with QID, Title and KB Severity", {}};
    if (csv_header(head, {"IP", "QID", "Title", "Severity"})) return {90, "a CSV header with IP, QID and Title", {}};
    if (csv_header(head, {"QID", "Title", "Severity"})) return {70, "a CSV header with QID, Title and Severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    CsvTable table(in, {.header_has = {"QID", "Severity"}}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = table.has("Q_SEVERITY") ? "Hacker Guardian" : "Qualys";
    scan.target_kind = "host";
    out.scan(scan);
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        return QualysRow(row, finding, stats, *options.limits).read();
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_qualys_csv_format{
    "qualys-csv", FormatKind::findings, "Qualys", "text/csv", "Qualys VM, VMDR and Hacker Guardian, as CSV", sniff,
    parse};

} // namespace parapet
