// The tables of Prisma Cloud Compute (Twistlock): vulnerabilities and compliance issues of images and hosts.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <array>

namespace parapet {

extern const FormatInfo k_prisma_csv_format;

namespace {

constexpr std::array<fields::SeverityWord, 9> k_severities{{{"critical", Severity::critical},
                                                            {"important", Severity::high},
                                                            {"high", Severity::high},
                                                            {"moderate", Severity::medium},
                                                            {"medium", Severity::medium},
                                                            {"low", Severity::low},
                                                            {"negligible", Severity::info},
                                                            {"unimportant", Severity::info},
                                                            {"information", Severity::info}}};

std::string asset_of(const CsvTable& row) {
    const std::string_view repository = row.get("Repository");
    if (repository.empty()) return elide(row.get({"Hostname", "Image"}), 500);
    std::string name(row.get("Registry"));
    if (!name.empty()) name += '/';
    name += repository;
    if (const auto tag = row.get("Tag"); !tag.empty()) name += ":" + std::string(tag);
    return elide(name, 500);
}

bool read_row(const CsvTable& row, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    const std::string_view id = row.get({"CVE ID", "CVE"});
    Location& at = finding.location;
    fields::put(at.package, row.get({"Packages", "Package"}));
    fields::put(at.version, row.get("Package Version"));
    finding.asset = asset_of(row);
    const std::string_view status = row.get("Fix Status");
    if (istarts_with(status, "fixed in ")) fields::put(at.fixed_version, status.substr(9));
    fields::set_text(finding.description, row.get("Description"), stats, finding.place.path, limits);
    fields::set_text(finding.evidence, row.get("Cause"), stats, finding.place.path, limits);
    if (!id.empty()) {
        fields::set_vulnerability(finding, id, limits);
    } else {
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        fields::put(finding.rule, row.get("Compliance ID"));
        // "... Full path: /etc/ssh/key": one check may fail for several files.
        if (const auto path = finding.evidence.rfind("Full path: "); path != std::string::npos)
            at.file = fields::normal_path(trim(std::string_view(finding.evidence).substr(path + 11)));
        fields::set_title(finding, {finding.description, finding.evidence, finding.rule}, limits);
    }
    if (finding.title.empty()) {
        stats.skip("a row that names neither a vulnerability nor a check");
        return false;
    }
    double score = 0;
    fields::CvssPick cvss;
    if (parse_double(row.get("CVSS"), score) && score > 0) cvss.offer({}, score);
    cvss.put(finding);
    fields::rate(finding, row.get("Severity"), k_severities, Severity::info, stats);
    fields::add_link(finding, row.get({"Vulnerability Link", "Link"}));
    std::string_view kind = row.cell(row.header().has("CVE ID") ? row.column({"Type"}) : CsvTable::k_none);
    if (!kind.empty()) fields::add_tag(finding, elide(kind, 60));
    for (const std::string_view risk : split(row.get("Risk Factors").substr(0, 2000), ','))
        fields::add_tag(finding, risk);
    if (!status.empty()) fields::add_tag(finding, "status: " + elide(status, 100));
    finding.seen = parse_rfc3339(row.get("Discovered"));
    fields::set_update_remedy(finding);
    return true;
}

Sniff sniff(const Head& head) {
    if (csv_header(head, {"CVE ID", "Compliance ID", "Severity", "Packages"}))
        return {88, "a table with the columns CVE ID, Compliance ID and Packages", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    return parse_csv_report(in, out, options,
                            {{.header_has = {"CVE ID", "Compliance ID"}}, "Prisma Cloud Compute", "other", read_row});
}

} // namespace

const FormatInfo k_prisma_csv_format{"prisma-csv",
                                     FormatKind::findings,
                                     "Prisma Cloud Compute",
                                     "text/csv",
                                     "Prisma Cloud Compute (Twistlock): tables of images and hosts",
                                     sniff,
                                     parse};

} // namespace parapet
