// kube-hunter's JSON: vulnerabilities of a cluster as seen from where it ran.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/list_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_kube_hunter_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"none", Severity::info},
}};

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
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view id = v["vid"].str();
        fields::set_title(f, {fields::folded(v["vulnerability"].str()), id}, limits);
        const bool none = id.empty() || id == "None"; // not every hunter has one
        fields::put(f.rule, none ? std::string_view(f.title) : id);
        fields::put(f.rule_name, f.title);
        const std::string_view category = v["category"].str();
        fields::add_tag(f, category);
        fields::set_text(f.description,
                         fmt::format("{}\n\nCategory: {}\nFound by: {}", fields::folded(v["description"].str()),
                                     category, v["hunter"].str()),
                         stats, f.place.path, limits);
        fields::set_severity(f, v["severity"].str(), k_severities, stats);
        read_evidence(v["evidence"], f);
        read_place(v["location"].str(), f.location);
        fields::add_ids_of(f, f.rule);
        fields::add_ids_of(f, f.title);
        if (!f.cve.empty()) {
            f.identity = IdentityKind::vuln;
            f.cause = Cause::missing_patch;
        }
        fields::add_link(f, v["avd_reference"].str());
        if (istarts_with(id, "KHV")) fields::add_link(f, replace_all(link_, "{vid}", to_lower(f.rule)));
        return true;
    }

private:
    // What it took from a pod may be a token of a service account (a JWT), or a map of things.
    void read_evidence(json::Value evidence, RawFinding& f) {
        const std::string text = evidence.is_object() || evidence.is_array() ? evidence.raw() : evidence.text();
        std::string shown;
        for (const std::string_view word : split(text, ' ')) {
            const bool token = word.find("eyJ") != std::string_view::npos && word.size() > 24;
            shown += token ? mask_secret(word) : std::string(word);
            shown += ' ';
        }
        fields::set_text(f.evidence, shown, stats, f.place.path, limits);
    }

    // "10.0.1.1:10255", "10.0.0.7", "https://10.0.0.7:443", "Local to Pod(name)"
    static void read_place(std::string_view text, Location& at) {
        text = trim(text);
        fields::put(at.resource, text);
        if (text.find(' ') != std::string_view::npos) return;
        if (text.find("://") != std::string_view::npos) return fields::set_url(at, text);
        const auto colon = text.rfind(':');
        std::int64_t port = 0;
        if (colon != std::string_view::npos && parse_int(text.substr(colon + 1), port) && port > 0 && port < 65536)
            at.port = port;
        fields::put(at.host, at.port > 0 ? text.substr(0, colon) : text, 200);
    }

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
