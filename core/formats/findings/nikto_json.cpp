// Nikto's JSON: one host, or an array of hosts.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/findings/nikto/nikto_item.h"

namespace parapet {

extern const FormatInfo k_nikto_json_format;

namespace {

class NiktoReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> document(json::Value root, bool whole) override {
        scan_per_owner = root.is_array();
        return ListReport::document(root, whole);
    }

protected:
    Result<ScanInfo> scan_of(json::Value host) override {
        const std::string port = host["port"].text();
        const std::string_view name = host["host"].str();
        origin_ = nikto_origin(name.empty() ? host["ip"].str() : name, port, port == "443" || port == "8443");
        ScanInfo scan;
        scan.tool = "Nikto";
        fields::put(scan.target, origin_);
        scan.target_kind = "url";
        return scan;
    }

    bool read(json::Value item, const json::Element& /*element*/, RawFinding& finding) override {
        const std::string id = item["id"].text();
        const std::string osvdb = item["OSVDB"].text();
        NiktoItem one{id, osvdb, item["method"].str(), item["msg"].str(), item["references"].str(), {}};
        const std::string_view url = item["url"].str();
        one.url = url.find("://") == std::string_view::npos ? origin_ : std::string();
        one.url += url;
        read_nikto_item(one, finding, stats, limits);
        return true;
    }

private:
    std::string origin_;
};

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_array &&
        head.shape != Head::Shape::json_lines)
        return {};
    if (!has("vulnerabilities")) return {};
    if (has("banner") && has("host") && has("ip") && has("port"))
        return {88, "keys host, ip, port, banner and vulnerabilities", {}};
    if (head.contains("\"OSVDB\"") && head.contains("\"msg\"")) return {75, "vulnerabilities with OSVDB and msg", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<NiktoReport>(in, out, job, options, {{"vulnerabilities"}, {"*/vulnerabilities"}});
}

} // namespace

const FormatInfo k_nikto_json_format{
    "nikto-json", FormatKind::findings, "Nikto", "application/json", "Nikto: weaknesses of web servers", sniff, parse};

} // namespace parapet
