// SSL Labs' assessments, of ssllabs-scan or the API: every endpoint a grade.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_ssllabs_format;

namespace {

// Grades: F has a flaw, T has no trust, M has another's name.
constexpr std::array<fields::SeverityWord, 10> k_grades{{
    {"A+", Severity::info},
    {"A", Severity::info},
    {"A-", Severity::info},
    {"B", Severity::medium},
    {"C", Severity::high},
    {"D", Severity::critical},
    {"E", Severity::critical},
    {"F", Severity::critical},
    {"T", Severity::critical},
    {"M", Severity::critical},
}};

// Numbers mean: 1 not vulnerable, 2 and more vulnerable (some 2: only perhaps, 3: for certain), less: not tested.
struct Flaw {
    const char *key, *name, *cve;
    std::int64_t from; // the first number that means it; 0: a boolean
};
constexpr std::array<Flaw, 13> k_flaws{{
    {"heartbleed", "Heartbleed", "CVE-2014-0160", 0},
    {"poodle", "POODLE", "CVE-2014-3566", 0},
    {"freak", "FREAK", "CVE-2015-0204", 0},
    {"logjam", "Logjam", "CVE-2015-4000", 0},
    {"drownVulnerable", "DROWN", "CVE-2016-0800", 0},
    {"openSslCcs", "OpenSSL CCS injection", "CVE-2014-0224", 3},
    {"openSSLLuckyMinus20", "OpenSSL padding oracle", "CVE-2016-2107", 2},
    {"ticketbleed", "Ticketbleed", "CVE-2016-9244", 2},
    {"bleichenbacher", "ROBOT", "CVE-2017-13099", 2},
    {"poodleTls", "POODLE against TLS", "CVE-2014-8730", 2},
    {"zombiePoodle", "Zombie POODLE", "CVE-2019-5592", 2},
    {"goldenDoodle", "GOLDENDOODLE", "", 4},
    {"zeroLengthPaddingOracle", "OpenSSL 0-length", "CVE-2019-1559", 6},
}};

class SslLabsReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> document(json::Value root, bool whole) override {
        scan_per_owner = root.is_array();
        return ListReport::document(root, whole);
    }
    bool enough(json::Value owner, std::uint64_t /*waiting_bytes*/) override { return !owner["host"].str().empty(); }

protected:
    Result<ScanInfo> scan_of(json::Value host) override {
        fields::put(host_, host["host"].str());
        port_ = host["port"].integer().value_or(443);
        ScanInfo scan;
        scan.tool = "SSL Labs";
        fields::put(scan.tool_version, host["engineVersion"].text(), 40);
        scan.target = host_;
        scan.target_kind = "host";
        if (const auto ms = host["testTime"].integer(); ms && *ms > 0 && *ms < (1LL << 43))
            scan.finished = from_unix_seconds(*ms / 1000);
        if (const std::string_view status = host["status"].str(); !status.empty() && status != "READY") {
            scan.complete = false;
            scan.failed = status == "ERROR";
        }
        return scan;
    }

    bool read(json::Value endpoint, const json::Element& /*element*/, RawFinding& finding) override {
        const std::string_view grade = endpoint["grade"].str();
        if (grade.empty()) {
            stats.skip("an endpoint without a grade");
            return false;
        }
        finding.identity = IdentityKind::config;
        finding.cause = Cause::configuration;
        finding.rule = "tls-grade";
        finding.title = fmt::format("TLS grade {} for {}", elide(grade, 10), host_);
        fields::set_severity(finding, grade, k_grades, stats);
        fields::add_cwe(finding, 310); // cryptographic issues: a grade is about all of them
        Location& at = finding.location;
        at.host = host_;
        if (port_ > 0 && port_ < 65536) at.port = port_;
        fields::put(at.resource, endpoint["ipAddress"].str(), 100);
        const json::Value details = endpoint["details"];
        std::string text =
            fmt::format("The endpoint {} of {} has the grade {}", endpoint["ipAddress"].str(), host_, grade);
        if (const std::string_view other = endpoint["gradeTrustIgnored"].str(); !other.empty() && other != grade)
            text += fmt::format(" (without the question of trust: {})", other);
        text += '.';
        std::string protocols;
        for (const json::Value protocol : details["protocols"].items())
            protocols += fmt::format("{}{} {}", protocols.empty() ? "" : ", ", protocol["name"].str(),
                                     protocol["version"].str());
        fields::append_text(text, protocols, "Protocols");
        read_flaws(details, text, finding);
        fields::append_text(text, details["serverSignature"].str(), "Server");
        fields::set_text(finding.description, text, stats, finding.place.path, limits);
        return true;
    }

private:
    static void read_flaws(json::Value details, std::string& text, RawFinding& finding) {
        std::string names;
        for (const Flaw& flaw : k_flaws) {
            const json::Value value = details[flaw.key];
            const bool there =
                flaw.from == 0 ? value.boolean().value_or(false) : value.integer().value_or(0) >= flaw.from;
            if (!there) continue;
            names += fmt::format("{}{}", names.empty() ? "" : ", ", flaw.name);
            fields::add_id(finding, flaw.cve);
        }
        if (details["supportsRc4"].boolean().value_or(false)) names += names.empty() ? "RC4" : ", RC4";
        fields::append_text(text, names, "Flaws");
    }

    std::string host_;
    std::int64_t port_ = 443;
};

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_array) return {};
    if (has("endpoints") && has("criteriaVersion")) return {92, "keys endpoints and criteriaVersion", {}};
    if (has("endpoints") && head.contains("\"gradeTrustIgnored\"")) return {85, "endpoints with gradeTrustIgnored", {}};
    if (has("certs") && head.contains("\"pinSha256\"") && head.contains("\"revocationInfo\""))
        return {70, "certs with pinSha256 and revocationInfo", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SslLabsReport>(in, out, job, options, {{"endpoints"}, {"*/endpoints"}});
}

} // namespace

const FormatInfo k_ssllabs_format{
    "ssllabs-json", FormatKind::findings, "SSL Labs", "application/json", "SSL Labs: grades of TLS servers", sniff,
    parse};

} // namespace parapet
