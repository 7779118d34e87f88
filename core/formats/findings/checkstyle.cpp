// Checkstyle's XML, which ESLint, Hadolint, PHP_CodeSniffer, ansible-lint and many others write too. It does not say
// who wrote it; the source of an error often does.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_checkstyle_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"info", Severity::low},
    {"style", Severity::info},
    {"ignore", Severity::info},
}};

struct Tool {
    std::string_view head, name;
};
// "eslint.rules.no-eval", "com.puppycrawl.tools.checkstyle.checks..."
constexpr std::array<Tool, 6> k_tools{{
    {"eslint.", "ESLint"},
    {"com.puppycrawl.", "Checkstyle"},
    {"PSR", "PHP_CodeSniffer"},
    {"Generic.", "PHP_CodeSniffer"},
    {"DL3", "Hadolint"},
    {"DL4", "Hadolint"},
}};

std::string tool_of(std::string_view source) {
    for (const Tool& tool : k_tools)
        if (source.starts_with(tool.head)) return std::string(tool.name);
    return "Checkstyle report";
}

void read_error(xml::Node error, RawFinding& f, WholeReport& report) {
    fields::set_code(f, error.parent().attr("name"), fields::line_number(error.attr("line")), 0,
                     fields::line_number(error.attr("column")));
    fields::put(f.rule, error.attr("source"));
    if (istarts_with(f.rule, "eslint.rules.")) f.rule.erase(0, 13);
    fields::set_title(f, {error.attr("message"), f.rule, "Unnamed rule"}, report.limits);
    report.text(f.description, error.attr("message"));
    report.severity(f, error.attr("severity"), k_severities);
    fields::add_cwes_of(f, error.attr("message"));
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) {
        ScanInfo info;
        info.tool = at.node ? tool_of(at.node.attr("source")) : "Checkstyle report";
        fields::put(info.tool_version, root.attr("version"), 40);
        info.target_kind = "repository";
        info.complete = bool(at.node); // an empty one could be any tool's
        report.tell(info);
    }
    if (!at.node) return {};
    RawFinding& f =
        report.next(fmt::format("/checkstyle/file/error[{}]", report.stats.records + 1), at.line, at.offset);
    read_error(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "checkstyle") return {};
    return {90, "root element checkstyle", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "checkstyle", {"error"}, read);
}

} // namespace

const FormatInfo k_checkstyle_format{"checkstyle-xml",
                                     FormatKind::findings,
                                     "Checkstyle",
                                     "application/xml",
                                     "Checkstyle's XML, of any linter: weaknesses in source code",
                                     sniff,
                                     parse};

} // namespace parapet
