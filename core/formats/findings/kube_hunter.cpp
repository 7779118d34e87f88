// kube-hunter's JSON: vulnerabilities of a cluster as seen from where it ran.

#include "core/formats/common/list_report.h"
#include "core/formats/findings/kube_hunter/weakness.h"
#include "core/formats/format.h"

#include <string>

namespace parapet {

extern const FormatInfo k_kube_hunter_format;

namespace {

class KubeHunterReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "kube-hunter";
        scan.target_kind = "cluster";
        link_ = root["kburl"].str();
        return scan;
    }

    bool read(json::Value v, const json::Element& /*element*/, RawFinding& f) override {
        kube_hunter::fill(kube_hunter::weakness_of(v), link_, f, stats, limits);
        return true;
    }

private:
    std::string link_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("vulnerabilities") && head.contains("\"hunter\"") &&
        (head.contains("\"vid\"") || head.contains("\"avd_reference\"")))
        return {85, "vulnerabilities with hunter and vid", {}};
    if (!head.has_key("nodes")) return {};
    if (head.has_key("services") && (head.has_key("vulnerabilities") || head.has_key("kburl")))
        return {88, "top-level keys nodes, services and vulnerabilities", {}};
    if (head.has_key("vulnerabilities") && head.contains("\"hunter\""))
        return {85, "top-level keys nodes and vulnerabilities, with hunter", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<KubeHunterReport>(in, out, job, options, {{"vulnerabilities"}});
}

} // namespace

const FormatInfo k_kube_hunter_format{"kube-hunter-json",
                                      FormatKind::findings,
                                      "kube-hunter",
                                      "application/json",
                                      "kube-hunter: weaknesses of a cluster from within or without",
                                      sniff,
                                      parse};

} // namespace parapet
