#include "core/formats/common/checkmarx_fields.h"

#include "core/base/text.h"
#include "core/formats/common/code_place.h"

#include <array>

namespace parapet::checkmarx {

namespace {

constexpr std::array<fields::SeverityWord, 7> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"INFORMATION", Severity::info},
    {"INFORMATIONAL", Severity::info},
}};

struct Ecosystem {
    std::string_view word, purl;
};
constexpr std::array<Ecosystem, 10> k_ecosystems{{{"Npm", "npm"},
                                                  {"Maven", "maven"},
                                                  {"Nuget", "nuget"},
                                                  {"Python", "pypi"},
                                                  {"Php", "composer"},
                                                  {"Go", "golang"},
                                                  {"Ruby", "gem"},
                                                  {"Ios", "cocoapods"},
                                                  {"Cpp", "conan"},
                                                  {"Swift", "swift"}}};

} // namespace

std::string spaced(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        if (c == '_') c = ' ';
    return out;
}

void read_severity(json::Value result, RawFinding& finding, WholeReport& report) {
    report.severity(finding, result.any({"severity", "vulnerabilitySeverity"}).str(), k_severities);
}

void read_state(json::Value result, RawFinding& finding) {
    const std::string state = spaced(to_lower(result["state"].str()));
    const std::string status = spaced(to_lower(result["status"].str()));
    if (!state.empty()) fields::add_tag(finding, state);
    if (!status.empty()) fields::add_tag(finding, status);
    if (status == "fixed") fields::set_fixed(finding);
    if (state != "not exploitable") return;
    finding.suppressed = true;
    finding.suppression = "not exploitable";
}

void read_nodes(json::Value nodes, RawFinding& finding, const Limits& limits) {
    fields::LocationCount count;
    const std::size_t size = nodes.size();
    std::size_t n = 0;
    for (const json::Value node : nodes.items()) {
        Location step;
        step.file = fields::normal_path(node["fileName"].str());
        step.line = fields::line_number(node["line"]);
        step.column = fields::line_number(node["column"]);
        fields::put(step.function, node.any({"fullName", "method", "name"}).str(), 500);
        fields::set_snippet(step, node["code"].str());
        if (++n < size) {
            fields::add_location(finding, std::move(step), count, limits);
            continue;
        }
        fields::set_code(finding, step.file, step.line, 0, step.column);
        finding.location.function = std::move(step.function);
        finding.location.snippet = std::move(step.snippet);
    }
    if (size == 0) finding.identity = IdentityKind::code;
}

void read_package(std::string_view identifier, RawFinding& finding) {
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
    std::string_view rest = identifier;
    for (const Ecosystem& known : k_ecosystems) {
        if (rest.size() <= known.word.size() + 1 || !istarts_with(rest, known.word) || rest[known.word.size()] != '-')
            continue;
        finding.location.ecosystem = known.purl;
        rest.remove_prefix(known.word.size() + 1);
        break;
    }
    // The version begins at the last '-' before a digit: "spring-core-5.3.1-RELEASE" has two.
    std::size_t cut = std::string_view::npos;
    for (std::size_t at = rest.find('-'); at != std::string_view::npos && cut == std::string_view::npos;
         at = rest.find('-', at + 1))
        if (at + 1 < rest.size() && rest[at + 1] >= '0' && rest[at + 1] <= '9') cut = at;
    fields::put(finding.location.package, rest.substr(0, cut));
    if (finding.location.version.empty() && cut != std::string_view::npos)
        fields::put(finding.location.version, rest.substr(cut + 1));
}

} // namespace parapet::checkmarx
