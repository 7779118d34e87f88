#include "core/formats/findings/testssl/testssl_row.h"

#include "core/base/text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 10> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"WARN", Severity::info},  // a test could not say
    {"FATAL", Severity::info}, // the scan ended
    {"DEBUG", Severity::info},
    {"OK", Severity::info},
    {"NOT OK", Severity::high}, // before version 3
}};

// The name before the slash.
std::string_view testssl_host(std::string_view host_ip) {
    return trim(host_ip.substr(0, host_ip.find('/')));
}

} // namespace

std::optional<ScanInfo> TestsslScans::before(const TestsslRow& row) {
    const std::string host = elide(testssl_host(row.host_ip), 300);
    const bool fatal = iequals(row.severity, "FATAL");
    if (host_ == host && !fatal) return std::nullopt;
    host_ = host;
    ScanInfo scan;
    scan.tool = "testssl.sh";
    scan.target = host;
    scan.target_kind = "host";
    scan.complete = !fatal;
    return scan;
}

void read_testssl_row(const TestsslRow& row, RawFinding& f, ParseStats& stats, const Limits& limits) {
    fields::put(f.rule, row.id, 120);
    fields::put(f.rule_name, row.id, 120);
    const std::string said = fields::folded(row.finding);
    fields::set_title(f, {said.empty() ? std::string(trim(row.id)) : fmt::format("{}: {}", trim(row.id), said)},
                      limits);
    fields::set_severity(f, row.severity, k_severities, stats);
    if (f.severity_raw == "OK") f.outcome = CheckOutcome::pass;
    if (f.severity_raw == "INFO" || f.severity_raw == "DEBUG") f.outcome = CheckOutcome::informational;
    fields::set_text(f.description, row.finding, stats, f.place.path, limits);
    fields::add_ids_of(f, row.cve);
    fields::add_cwes_of(f, row.cwe);
    f.identity = f.cve.empty() ? IdentityKind::config : IdentityKind::vuln;
    f.cause = Cause::configuration;
    const std::string_view host = testssl_host(row.host_ip);
    fields::put(f.location.host, host);
    fields::set_port(f.location, row.port);
    if (f.location.port > 0) f.location.resource = elide(fmt::format("{}:{}", host, f.location.port), 300);
}

} // namespace parapet
