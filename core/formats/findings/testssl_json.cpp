// testssl.sh's JSON: flat (an array of results), or pretty (results by group, for each target).

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/testssl/testssl_row.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_testssl_json_format;

namespace {

class TestsslReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> begin(json::Value owner, std::string_view /*path*/, std::uint64_t /*index*/) override {
        const std::string_view name = owner["targetHost"].str();
        target_ = name.empty() ? owner["ip"].str() : name;
        port_ = owner["port"].text();
        return {};
    }
    bool enough(json::Value owner, std::uint64_t /*waiting_bytes*/) override {
        return owner.is_array() || owner["targetHost"].exists() || owner["version"].exists();
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        fields::put(version_, root["version"].text(), 60);
        if (const auto from = root["startTime"].integer(); from && *from > 0 && *from < (1LL << 33))
            started_ = from_unix_seconds(*from);
        ScanInfo scan;
        scan.tool = "testssl.sh";
        scan.tool_version = version_;
        scan.started = started_;
        scan.target_kind = "host";
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& finding) override {
        if (!item["id"] || !item["finding"].exists()) {
            stats.skip("an entry without id and finding");
            return false;
        }
        const std::string port = item["port"].text();
        const std::string_view host = item["ip"].str();
        const TestsslRow row{item["id"].str(),
                             host.empty() ? std::string_view(target_) : host,
                             port.empty() ? std::string_view(port_) : std::string_view(port),
                             item["severity"].str(),
                             item["finding"].str(),
                             item["cve"].str(),
                             item["cwe"].str()};
        if (auto scan = scans_.before(row)) {
            scan->tool_version = version_;
            scan->started = started_;
            tell(*scan);
        }
        read_testssl_row(row, finding, stats, limits);
        return true;
    }

private:
    std::string target_, port_, version_;
    std::optional<Time> started_;
    TestsslScans scans_;
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("id") && head.has_element_key("ip") &&
        head.has_element_key("finding") && head.has_element_key("severity"))
        return {88, "an array of objects with id, ip, severity and finding", {}};
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("scanResult") && (head.has_key("Invocation") || head.contains("\"targetHost\"")))
        return {90, "top-level keys Invocation and scanResult", {}};
    if (head.has_key("Invocation") && head.has_key("openssl") && head.has_key("startTime"))
        return {80, "top-level keys Invocation, openssl and startTime", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<TestsslReport>(in, out, job, options, {{""}, {"scanResult/*/*"}});
}

} // namespace

const FormatInfo k_testssl_json_format{"testssl-json",
                                       FormatKind::findings,
                                       "testssl.sh",
                                       "application/json",
                                       "testssl.sh: what TLS servers offer, flat or pretty JSON",
                                       sniff,
                                       parse};

} // namespace parapet
