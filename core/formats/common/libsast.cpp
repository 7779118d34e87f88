#include "core/formats/common/libsast.h"

#include "core/base/text.h"
#include "core/formats/common/code_place.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"ERROR", Severity::high},
    {"HIGH", Severity::high},
    {"WARNING", Severity::medium},
    {"INFO", Severity::low}, // its least word; "good to have"
}};

std::string named(std::string_view id) {
    std::string out(id);
    for (char& c : out)
        if (c == '_') c = ' ';
    return out;
}

void read_match(std::string_view rule, json::Value entry, json::Value file, RawFinding& f, WholeReport& report) {
    const json::Value about = entry["metadata"];
    const json::Value lines = file["match_lines"];
    fields::set_code(f, file["file_path"].str(), fields::line_number(lines.at(0)), fields::line_number(lines.at(1)),
                     fields::line_number(file["match_position"].at(0)));
    fields::put(f.rule, rule);
    fields::put(f.rule_name, named(rule));
    fields::set_title(f, {named(rule)}, report.limits);
    report.text(f.description, about["description"].str());
    report.severity(f, about["severity"].str(), k_severities);
    fields::add_cwes_of(f, about["cwe"].str());
    for (const char* key : {"owasp", "owasp-web", "owasp-mobile", "masvs"})
        fields::add_tag(f, about[key].str());
    fields::add_link(f, about["reference"].str());
    // Its code may be the credential itself.
    fields::set_code_snippet(f, file["match_string"].str());
    if (f.location.file.empty()) f.identity = IdentityKind::config;
}

} // namespace

Result<void> read_libsast(json::Value root, WholeReport& report, std::string_view tool, std::string_view version_key,
                          std::initializer_list<std::string_view> groups) {
    if (!root.is_object()) return fail(Errc::malformed, fmt::format("a report of {} is an object", tool), "/");
    ScanInfo info;
    info.tool = tool;
    fields::put(info.tool_version, root[version_key].str(), 40);
    info.target_kind = "repository";
    if (root["errors"].size() > 0) {
        info.complete = false;
        report.stats.warn("/errors", fmt::format("{} could not read every file: nothing is closed by this scan", tool));
    }
    report.tell(info);
    for (const std::string_view group : groups) {
        for (const json::Member rule : root[group].members()) {
            const std::string path = fmt::format("/{}/{}", group, elide(rule.key, 200));
            if (!report.go_on()) return {};
            std::size_t n = 0;
            for (const json::Value file : rule.value["files"].items()) {
                RawFinding& f = report.next(fmt::format("{}/files/{}", path, n++));
                read_match(rule.key, rule.value, file, f, report);
                report.emit();
            }
            if (n > 0) continue;
            RawFinding& f = report.next(path);
            read_match(rule.key, rule.value, {}, f, report);
            report.emit();
        }
    }
    return {};
}

} // namespace parapet
