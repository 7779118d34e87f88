// clang-tidy's YAML of exported fixes.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_clang_tidy_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"Error", Severity::high},
    {"Warning", Severity::medium},
    {"Remark", Severity::info},
}};

void read_diagnostic(json::Value v, std::string_view directory, RawFinding& f, WholeReport& report) {
    // Before version 9 the message stands in the diagnostic itself.
    const json::Value m = v["DiagnosticMessage"].is_object() ? v["DiagnosticMessage"] : v;
    std::string file(m["FilePath"].str());
    if (!file.empty() && !directory.empty() && file.front() != '/' && file.find(':') == std::string::npos)
        file = fmt::format("{}/{}", directory, file);
    fields::set_code(f, file, 0); // it tells offsets only
    fields::put(f.rule, v["DiagnosticName"].str());
    const std::string_view message = m["Message"].str();
    fields::set_title(f, {message, f.rule, "Unnamed diagnostic"}, report.limits);
    std::string text(message);
    for (const json::Value note : v["Notes"].items())
        if (text.size() < 4000) text += fmt::format("\n- {}", note["Message"].str());
    report.text(f.description, text);
    const std::string_view level = v["Level"].str();
    report.severity(f, level.empty() ? "Warning" : level, k_severities);
    if (f.rule.find("clang-diagnostic-error") != std::string::npos) f.severity = Severity::high;
    if (const std::string offset = m["FileOffset"].text(); !offset.empty() && !file.empty())
        f.place.path += fmt::format(" (offset {} in the file)", elide(offset, 20));
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root["Diagnostics"].exists()) return fail(Errc::malformed, "there are no Diagnostics", "/");
    ScanInfo info;
    info.tool = "clang-tidy";
    fields::put(info.target, root["MainSourceFile"].str());
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : root["Diagnostics"].items()) {
        if (!report.go_on()) break;
        read_diagnostic(v, v["BuildDirectory"].str(), report.next(fmt::format("/Diagnostics/{}", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("Diagnostics:") && (head.contains("DiagnosticName:") || head.contains("MainSourceFile:")))
        return {90, "YAML with MainSourceFile and Diagnostics", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_yaml(in, out, job, options, read);
}

} // namespace

const FormatInfo k_clang_tidy_format{"clang-tidy-yaml",
                                     FormatKind::findings,
                                     "clang-tidy",
                                     "application/yaml",
                                     "clang-tidy: exported fixes of C and C++",
                                     sniff,
                                     parse};

} // namespace parapet
