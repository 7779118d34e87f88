// HackerOne: the reports of a programme, of its API, or as its export of a vulnerability disclosure or bounty programme
// (JSON here, CSV in hackerone_csv.cpp).

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/web_finding.h"
#include "core/formats/findings/hackerone/hackerone_words.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_hackerone_format;

namespace {

enum List : std::size_t { k_api, k_export };

class HackerOneReport final : public ListReport {
public:
    using ListReport::ListReport;

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        ScanInfo scan;
        scan.tool = "HackerOne";
        scan.target_kind = "other";
        scan.complete = root["links"]["next"].str().empty(); // one page of several closes nothing
        return scan;
    }

    bool read(json::Value report, const json::Element& element, RawFinding& finding) override {
        if (element.array == k_api) {
            if (const std::string_view type = report["type"].str(); !type.empty() && type != "report") {
                stats.skip(fmt::format("a {}, which is no report", elide(visible(type), 40)));
                return false;
            }
            read_api(report, finding);
        } else {
            const auto get = [&](std::string_view key) { return report[key].text(); };
            read_hackerone_row(get, finding, stats, limits);
        }
        return true;
    }

private:
    void read_api(json::Value report, RawFinding& f) {
        const json::Value attributes = report["attributes"];
        const json::Value related = report["relationships"];
        const json::Value severity = related["severity"]["data"]["attributes"];
        const json::Value weakness = related["weakness"]["data"]["attributes"];
        const json::Value scope = related["structured_scope"]["data"]["attributes"];
        const auto get = [&](std::string_view key) -> std::string {
            if (key == "id") return report["id"].text();
            if (key == "severity_rating") return severity["rating"].text();
            if (key == "severity_score") return severity["score"].text();
            if (key == "weakness") return weakness["name"].text();
            if (key == "substate") return attributes["state"].text();
            if (key == "reported_at") return attributes.any({"submitted_at", "created_at"}).text();
            if (key == "structured_scope") return scope["asset_identifier"].text();
            return attributes[key].text();
        };
        read_hackerone_row(get, f, stats, limits);
        fields::add_cwes_of(f, weakness["external_id"].str());
        for (const json::Value id : attributes["cve_ids"].items())
            fields::add_id(f, id.str());
        std::string text(attributes["vulnerability_information"].str());
        fields::append_text(text, weakness["description"].str(), "Weakness");
        fields::set_text(f.description, text, stats, f.place.path, limits);
        fields::put(f.asset, scope["asset_identifier"].str());
        if (f.asset.empty()) fields::put(f.asset, related["program"]["data"]["attributes"]["handle"].str());
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("data") && head.contains("api.hackerone.com"))
        return {90, "top-level key data, with links to api.hackerone.com", {}};
    if (head.has_key("data") && head.contains("\"vulnerability_information\"") && head.contains("\"relationships\""))
        return {80, "top-level key data, of reports with vulnerability_information", {}};
    if (head.has_key("findings") && head.contains("\"severity_rating\"") && head.contains("\"structured_scope\""))
        return {85, "findings with severity_rating and structured_scope", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<HackerOneReport>(in, out, job, options, {{"data"}, {"findings"}});
}

} // namespace

const FormatInfo k_hackerone_format{"hackerone-json",
                                    FormatKind::findings,
                                    "HackerOne",
                                    "application/json",
                                    "HackerOne: reports of a disclosure or bounty programme",
                                    sniff,
                                    parse};

} // namespace parapet
