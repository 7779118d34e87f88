// Nessus, Tenable.sc, Tenable.io and Tenable WAS: findings as CSV. Columns differ by product and by what was ticked.

#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/installed_version.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_nessus_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 12> k_severities{{
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"None", Severity::info},
    {"Info", Severity::info},
    {"Informational", Severity::info},
    {"4", Severity::critical},
    {"3", Severity::high},
    {"2", Severity::medium},
    {"1", Severity::low},
    {"0", Severity::info},
}};

class NessusRow {
public:
    NessusRow(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits)
        : row_(row)
        , f_(finding)
        , stats_(stats)
        , limits_(limits) {}

    bool read() {
        const std::string_view id = row_.get({"Plugin ID", "Plugin", "definition.id"});
        const std::string_view name = row_.get({"Name", "Plugin Name", "definition.name"});
        if (id.empty() && name.empty()) {
            stats_.skip("a row without a plugin");
            return false;
        }
        fields::put(f_.rule, id, 40);
        fields::put(f_.rule_name, name);
        fields::set_title(f_, {name, id}, limits_);
        fields::set_severity(f_, row_.get({"Risk", "Severity", "definition.severity", "Risk Factor"}), k_severities,
                             stats_);
        texts();
        state();
        rating();
        ids();
        place();
        if (!f_.cve.empty()) f_.identity = IdentityKind::vuln;
        return true;
    }

private:
    void texts() {
        std::string text(row_.get({"Synopsis", "definition.synopsis"}));
        fields::append_text(text, row_.get({"Description", "definition.description"}));
        fields::set_text(f_.description, text, stats_, f_.place.path, limits_);
        const std::string_view remedy = row_.get({"Solution", "Steps to Remediate", "definition.solution"});
        if (!iequals(remedy, "n/a")) fields::set_text(f_.remediation, remedy, stats_, f_.place.path, limits_);
        fields::set_text(f_.evidence, row_.get({"Plugin Output", "output"}), stats_, f_.place.path, limits_);
        for (const std::string_view line : split(row_.get({"See Also", "definition.see_also"}), '\n'))
            for (const std::string_view url : split(line, ','))
                fields::add_link(f_, url);
        fields::add_tag(f_, row_.get({"Family", "Plugin Family", "definition.family"}));
    }

    void state() {
        if (!row_.get("Accept Risk Comment").empty()) {
            f_.suppressed = true;
            fields::put(f_.suppression, row_.get("Accept Risk Comment"), 2000);
        } else if (iequals(row_.get("risk_modified"), "ACCEPTED")) {
            f_.suppressed = true;
            f_.suppression = "its risk was accepted in Tenable";
        }
        // Tenable.io keeps what is gone: "Fixed", beside "New", "Active" and "Resurfaced".
        if (iequals(row_.get({"state", "Vulnerability State"}), "Fixed")) fields::set_fixed(f_);
    }

    void offer(fields::CvssPick& cvss, std::initializer_list<std::string_view> vector,
               std::initializer_list<std::string_view> score, std::string_view prefix) {
        double number = 0;
        const bool has = parse_double(row_.get(score), number);
        std::string text(row_.get(vector));
        if (text.find("CVSS2#") == 0) text.erase(0, 6);
        if (!text.empty() && text.find("CVSS:") != 0) text.insert(0, prefix);
        cvss.offer(text, has ? std::optional(number) : std::nullopt);
    }

    void rating() {
        fields::CvssPick cvss;
        offer(cvss, {"CVSS v4.0 Vector", "CVSS4 Vector", "definition.cvss4.base_vector"},
              {"CVSS v4.0 Base Score", "CVSS4 Base Score", "definition.cvss4.base_score"}, "CVSS:4.0/");
        offer(
            cvss, {"CVSS V3 Vector", "CVSS3 Vector", "CVSS v3.0 Vector", "definition.cvss3.base_vector"},
            {"CVSSv3", "CVSS V3 Base Score", "CVSS v3.0 Base Score", "CVSS3 Base Score", "definition.cvss3.base_score"},
            "CVSS:3.0/");
        offer(cvss, {"CVSS V2 Vector", "CVSS Vector", "definition.cvss2.base_vector"},
              {"CVSS", "CVSS v2.0 Base Score", "CVSS V2 Base Score", "CVSS Base Score", "definition.cvss2.base_score"},
              {});
        cvss.put(f_);
        double epss = 0;
        if (parse_double(row_.get({"EPSS Score", "definition.epss.score"}), epss) && epss >= 0 && epss <= 1)
            f_.epss = epss;
    }

    void ids() {
        fields::add_ids_of(f_, row_.get({"CVE", "definition.cve"}));
        // "CWE #310, IAVA #2021-A-0001" or "CWE:310"
        const std::string references =
            replace_all(std::string(row_.get({"XREF", "Cross References", "definition.references"})), "#", "");
        fields::add_cwes_of(f_, references);
        cwe_numbers(row_.get("definition.cwe"));
        if (icontains(references, "CISA-KNOWN-EXPLOITED")) f_.kev = true;
        fields::set_cpe(f_.location, row_.get({"CPE", "definition.cpe"}));
        fields::set_installed_version(f_.location, row_.get({"Plugin Output", "output"}));
    }

    // "200", "200, 310", "CWE-200"
    void cwe_numbers(std::string_view text) {
        fields::add_cwes_of(f_, text);
        for (const std::string_view part : split(text, ',')) {
            std::int64_t number = 0;
            if (parse_int(trim(part), number)) fields::add_cwe(f_, number);
        }
    }

    void place() {
        const std::string_view host = row_.get({"Host", "DNS Name", "FQDN", "asset.host_name", "asset.name",
                                                "IP Address", "asset.display_ipv4_address", "NetBIOS Name"});
        Location& at = f_.location;
        if (host.find("://") != std::string_view::npos)
            fields::set_url(at, host);
        else
            fields::put(at.host, host);
        fields::put(f_.asset, host);
        if (const std::string_view address = row_.get({"IP Address", "asset.display_ipv4_address"});
            !address.empty() && at.url.empty())
            fields::put(at.host, address, 100);
        const std::string_view protocol = row_.get({"Protocol", "protocol"});
        if (fields::set_port(at, row_.get({"Port", "asset.port"})))
            at.resource = elide(fmt::format("{}/{}", at.port, to_lower(protocol)), 200);
        f_.seen = loose_time(row_.get({"Last Observed", "Last Found", "last_observed", "last_seen"}));
    }

    const CsvTable& row_;
    RawFinding& f_;
    ParseStats& stats_;
    const Limits& limits_;
};

Sniff sniff(const Head& head) {
    if (csv_header(head, {"Plugin ID", "Risk", "Host", "Name", "Synopsis"}))
        return {92, "a CSV header with Plugin ID, Risk, Host and Synopsis", {}};
    if (csv_header(head, {"Plugin", "Plugin Name", "Severity", "IP Address"}))
        return {92, "a CSV header with Plugin, Plugin Name and Severity", {}};
    if (csv_header(head, {"definition.id", "definition.name", "severity"}))
        return {88, "a CSV header with definition.id and definition.name", {}};
    if (csv_header(head, {"Plugin ID", "Name", "Host"})) return {70, "a CSV header with Plugin ID, Name and Host", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    if (table.column({"Plugin ID", "Plugin", "definition.id"}) == CsvTable::k_none)
        return fail(Errc::malformed, "the CSV header has no column for the plugin", "header");
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = "Nessus";
    scan.target_kind = "host";
    out.scan(scan);
    const auto read = [&](const CsvTable& row, RawFinding& finding) {
        return NessusRow(row, finding, stats, *options.limits).read();
    };
    if (auto ok = csv_findings(table, out, stats, read); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_nessus_csv_format{"nessus-csv",
                                     FormatKind::findings,
                                     "Nessus",
                                     "text/csv",
                                     "Nessus and Tenable (also of web applications), as CSV",
                                     sniff,
                                     parse};

} // namespace parapet
