// dotnet list package --vulnerable --format json.

#include "core/base/text.h"
#include "core/formats/common/dom_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_dotnet_list_format;

namespace {

void read_vulnerability(json::Value v, json::Value package, json::Value project, bool direct, RawFinding& finding,
                        DomReport& report) {
    Location& at = finding.location;
    fields::put(at.package, package["id"].str());
    fields::put(at.version, package["resolvedVersion"].str());
    at.ecosystem = "nuget";
    at.file = fields::normal_path(project["path"].str());
    const std::string_view url = v.any({"advisoryurl", "advisoryUrl"}).str();
    fields::set_vulnerability(finding, url.substr(url.rfind('/') == std::string_view::npos ? 0 : url.rfind('/') + 1),
                              report.limits);
    fields::add_link(finding, url);
    fields::add_tag(finding, direct ? "direct" : "transitive");
    fields::rate(finding, v["severity"].str(), Severity::medium, report.stats);
    report.emit();
}

Result<void> read(json::Value root, DomReport& report) {
    ScanInfo scan;
    scan.tool = "dotnet list package";
    scan.target_kind = "repository";
    fields::put(scan.policy, root["parameters"].str());
    scan.complete = root["problems"].size() == 0;
    report.tell(scan);
    std::size_t p = 0;
    for (const json::Value project : root["projects"].items()) {
        std::size_t f = 0;
        for (const json::Value framework : project["frameworks"].items()) {
            for (const char* list : {"topLevelPackages", "transitivePackages"}) {
                std::size_t n = 0;
                for (const json::Value package : framework[list].items()) {
                    std::size_t i = 0;
                    for (const json::Value v : package["vulnerabilities"].items())
                        read_vulnerability(v, package, project, std::string_view(list) == "topLevelPackages",
                                           report.record(fmt::format("/projects/{}/frameworks/{}/{}", p, f, list), n,
                                                         "vulnerabilities", i++),
                                           report);
                    ++n;
                }
            }
            ++f;
        }
        ++p;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object || !head.has_key("projects")) return {};
    if (head.contains("\"topLevelPackages\"") || head.contains("\"transitivePackages\""))
        return {84, "projects with topLevelPackages", {}};
    if (head.has_key("parameters") && head.has_key("version") &&
        (head.has_key("sources") || head.contains("--vulnerable")))
        return {82, "top-level keys version, parameters, sources and projects", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_dom(in, out, job, options, read);
}

} // namespace

const FormatInfo k_dotnet_list_format{"dotnet-list-json",
                                      FormatKind::findings,
                                      ".NET",
                                      "application/json",
                                      "dotnet list package --vulnerable, --deprecated and --outdated",
                                      sniff,
                                      parse};

} // namespace parapet
