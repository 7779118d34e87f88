// Wapiti's JSON: entries by kind of vulnerability, anomaly or additional hint, and what each kind is.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/findings/wapiti/wapiti_entry.h"

#include <map>

namespace parapet {

extern const FormatInfo k_wapiti_json_format;

namespace {

class WapitiReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> document(json::Value root, bool whole) override {
        for (const json::Member m : root["classifications"].members()) {
            if (classes_.size() >= 1000) break;
            WapitiClass& kind = classes_[std::string(m.key)];
            fields::put(kind.name, m.key);
            kind.description = m.value["desc"].str();
            kind.solution = m.value["sol"].str();
            kind.references.clear();
            for (const json::Member reference : m.value["ref"].members()) {
                kind.references.emplace_back(reference.key);
                kind.references.emplace_back(reference.value.str());
            }
        }
        return ListReport::document(root, whole);
    }
    // The kinds come first as Wapiti writes it, the target last.
    bool enough(json::Value owner, std::uint64_t waiting_bytes) override {
        return owner["infos"].exists() || waiting_bytes > (64ULL << 20);
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        const json::Value infos = root["infos"];
        origin_ = fields::url_origin(infos["target"].str());
        ScanInfo scan;
        scan.tool = "Wapiti";
        std::string_view version = infos["version"].str();
        if (istarts_with(version, "Wapiti ")) version.remove_prefix(7);
        fields::put(scan.tool_version, version, 40);
        fields::put(scan.target, origin_);
        scan.target_kind = "url";
        scan.started = loose_time(infos["date"].str());
        fields::put(scan.policy, infos["scope"].str(), 80);
        return scan;
    }

    bool read(json::Value entry, const json::Element& element, RawFinding& finding) override {
        const std::string name = sanitize_utf8(element.path.substr(element.path.find('/') + 1));
        const auto known = classes_.find(name);
        WapitiClass unknown;
        unknown.name = name;
        const std::string level = entry["level"].text();
        read_wapiti_entry(known == classes_.end() ? unknown : known->second,
                          {entry["method"].str(), entry["path"].str(), level, entry["parameter"].str(),
                           entry["info"].str(), entry["http_request"].str(), entry["module"].str()},
                          origin_, finding, stats, limits);
        return true;
    }

private:
    std::string origin_;
    std::map<std::string, WapitiClass> classes_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("classifications") && (head.has_key("vulnerabilities") || head.contains("\"wstg\"")))
        return {85, "top-level keys classifications and vulnerabilities", {}};
    if (head.has_key("anomalies") && head.has_key("infos")) return {85, "top-level keys anomalies and infos", {}};
    if (head.has_key("infos") && head.contains("\"Wapiti ")) return {85, "top-level key infos, of Wapiti", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<WapitiReport>(in, out, job, options,
                                     {{"vulnerabilities/*"}, {"anomalies/*"}, {"additionals/*"}});
}

} // namespace

const FormatInfo k_wapiti_json_format{
    "wapiti-json", FormatKind::findings, "Wapiti", "application/json", "Wapiti: weaknesses of web applications", sniff,
    parse};

} // namespace parapet
