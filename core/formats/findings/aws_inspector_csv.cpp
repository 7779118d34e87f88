// Amazon Inspector's findings report as CSV, as its console and create-findings-report write it.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/findings/aws_inspector/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_aws_inspector_csv_format;

namespace {

using aws_inspector::k_severities;

std::optional<double> number(std::string_view text) {
    double value = 0;
    return parse_double(trim(text), value) ? std::optional(value) : std::nullopt;
}

// Several packages stand in one row, with commas between: "openssl, libssl3", "1.1.1, 1.1.1".
void read_packages(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const auto names = split(row.get("Affected Packages"), ',');
    const auto versions = split(row.get("Package Installed Version"), ',');
    const auto fixed = split(row.get("Fixed in Version"), ',');
    const auto files = split(row.get("File Path"), ',');
    const auto cell = [](const std::vector<std::string_view>& cells, std::size_t at) {
        std::string_view text = at < cells.size() ? trim(cells[at]) : std::string_view();
        if (text.starts_with("0:")) text.remove_prefix(2); // an epoch of nought says nothing
        return iequals(text, "NotAvailable") || iequals(text, "N/A") ? std::string_view() : text;
    };
    fields::LocationCount dropped;
    for (std::size_t i = 0; i < names.size(); ++i) {
        Location at = i == 0 ? f.location : Location();
        at.resource = f.location.resource;
        fields::put(at.package, cell(names, i));
        fields::put(at.version, cell(versions, i));
        fields::put(at.fixed_version, cell(fixed, i));
        at.file = fields::normal_path(cell(files, i));
        if (i == 0)
            f.location = std::move(at);
        else
            fields::add_location(f, std::move(at), dropped, limits);
    }
    fields::finish_locations(dropped, f.place.path, stats);
}

void read_kind(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    const std::string_view type = row.get("Finding Type");
    fields::add_tag(f, type);
    if (icontains(type, "NETWORK")) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        f.rule = "network-reachability";
        const std::string_view range = row.get("Port Range");
        std::int64_t port = 0;
        if (parse_int(trim(range.substr(0, range.find('-'))), port) && port > 0 && port < 65536) f.location.port = port;
        return;
    }
    const bool code = icontains(type, "CODE");
    f.identity = code ? IdentityKind::code : IdentityKind::vuln;
    f.cause = code ? Cause::code : Cause::missing_patch;
    fields::put(f.rule, row.get({"Vulnerability Id", "Detector Name"}));
    fields::add_alias(f, row.get("Vulnerability Id"));
    if (code) {
        fields::add_cwes_of(f, f.title);
        f.location.file = fields::normal_path(row.get("File Path"));
    } else {
        read_packages(row, f, stats, limits);
    }
}

void read(const CsvTable& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::set_title(f, {fields::folded(row.get("Title")), row.get("Vulnerability Id"), "Unnamed finding"}, limits);
    fields::put(f.fingerprint, row.get("Finding ARN"), 500);
    fields::set_severity(f, row.get("Severity"), k_severities, stats);
    fields::set_text(f.description, row.get("Description"), stats, f.place.path, limits);
    for (const std::string_view advice : {row.get("Remediation"), row.get("Package Remediation")})
        if (f.remediation.empty() && !iequals(advice, "None Provided"))
            fields::set_text(f.remediation, advice, stats, f.place.path, limits);
    fields::put(f.location.resource, row.get("Resource ID"), 500);
    fields::put(f.location.host, row.get({"Resource Public Ipv4", "Resource Private Ipv4"}), 100);
    read_kind(row, f, stats, limits);
    fields::CvssPick cvss;
    for (const auto& [vector, score] : {std::pair{"Inspector Score Vector", "Inspector Score"},
                                        {"NVD CVSS3 Vector", "NVD CVSS3 Score"},
                                        {"Vendor CVSS3 Vector", "Vendor CVSS3 Score"},
                                        {"NVD CVSS2 Vector", "NVD CVSS2 Score"}})
        cvss.offer(row.get(vector), number(row.get(score)));
    cvss.put(f);
    fields::set_epss(f, number(row.get("Epss Score")));
    if (iequals(row.get("Exploit Available"), "YES")) fields::add_tag(f, "exploit available");
    for (const std::string_view url : split(row.get("Reference Urls"), ','))
        fields::add_link(f, url);
    fields::add_tag(f, row.get("Resource Type"));
    f.seen = parse_rfc3339(row.get({"Last Seen", "Last Updated"}));
    const std::string_view status = row.get("Status");
    if (iequals(status, "CLOSED")) fields::set_fixed(f); // Inspector closes what it no longer sees
    if (iequals(status, "SUPPRESSED")) {
        f.suppressed = true;
        f.suppression = "suppressed in Inspector";
    }
}

Sniff sniff(const Head& head) {
    const CsvHeader header = csv_header(head);
    if (header.has_all({"Finding ARN", "Severity", "Finding Type"}))
        return {92, "columns Finding ARN, Finding Type and Severity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    CsvTable table(in, {}, *options.limits);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    if (!table.has("Finding ARN")) {
        Error error{Errc::malformed, "the first row names no column Finding ARN", {}, {}};
        error.line = std::max<std::int64_t>(table.header().line, 1);
        return fail(std::move(error));
    }
    RecordRun run(out, stats, job, options);
    ScanInfo scan;
    for (bool first = true;; first = false) {
        auto more = table.next();
        if (!more) return fail(more.error());
        if (first) {
            scan.tool = "Amazon Inspector";
            scan.target_kind = "account";
            fields::put(scan.target, table.get("AWS Account Id"), 80);
            run.tell(scan);
        }
        if (!*more) break;
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("row {}", stats.records + 1), table.line());
        read(table, f, stats, run.limits);
        if (const auto own = table.get("AWS Account Id"); own != scan.target) fields::put(f.asset, own, 80);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_aws_inspector_csv_format{"aws-inspector-csv",
                                            FormatKind::findings,
                                            "Amazon Inspector",
                                            "text/csv",
                                            "Amazon Inspector 2: its findings report as a table",
                                            sniff,
                                            parse};

} // namespace parapet
