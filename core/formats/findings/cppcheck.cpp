// Cppcheck, XML versions 1 and 2.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_cppcheck_format;

namespace {

constexpr std::array<fields::SeverityWord, 8> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"portability", Severity::low},
    {"performance", Severity::low},
    {"style", Severity::low},
    {"information", Severity::info},
    {"debug", Severity::info},
    {"none", Severity::info},
}};

// Some versions escape what is escaped already: "&amp;#039;" reaches us as "&#039;".
std::string plain(std::string_view text) {
    return replace_all(replace_all(replace_all(std::string(text), "&#039;", "'"), "&quot;", "\""), "&amp;", "&");
}

void tell(xml::Node root, WholeReport& report) {
    ScanInfo info;
    info.tool = "Cppcheck";
    fields::put(info.tool_version, root.child("cppcheck").attr("version"), 40);
    info.target_kind = "repository";
    report.tell(info);
}

void read_error(xml::Node error, RawFinding& f, WholeReport& report) {
    const xml::Node at = error.child("location");
    // Version 1 has the place in the error itself.
    const std::string_view file = at ? at.attr("file") : error.attr("file");
    fields::set_code(f, file, fields::line_number(at ? at.attr("line") : error.attr("line")), 0,
                     fields::line_number(at.attr("column")));
    fields::put(f.rule, error.attr("id"));
    const std::string text = plain(error.attr("msg"));
    fields::set_title(f, {text, f.rule, "Unnamed check"}, report.limits);
    const std::string verbose = plain(error.attr("verbose"));
    report.text(f.description, verbose.empty() ? text : verbose);
    report.severity(f, error.attr("severity"), k_severities);
    std::int64_t cwe = 0;
    if (parse_int(error.attr("cwe"), cwe)) fields::add_cwe(f, cwe);
    if (error.attr("inconclusive") == "true") fields::add_tag(f, "inconclusive");
    fields::put(f.location.function, error.child_text("symbol"));
    fields::put(f.fingerprint, error.attr("hash"));
    if (f.fingerprint == "0") f.fingerprint.clear();
    fields::LocationCount count;
    for (xml::Node more = at.next("location"); more; more = more.next("location")) {
        Location other;
        other.file = fields::normal_path(more.attr("file"));
        other.line = fields::line_number(more.attr("line"));
        other.column = fields::line_number(more.attr("column"));
        fields::add_location(f, std::move(other), count, report.limits);
    }
    fields::finish_locations(count, f.place.path, report.stats);
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) tell(root, report);
    if (!at.node) return {};
    RawFinding& f = report.next(fmt::format("/results/errors/error[{}]", report.stats.records + 1), at.line, at.offset);
    read_error(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "results") return {};
    if (head.contains("<cppcheck")) return {95, "root element results with cppcheck", "2"};
    if (head.contains("<errors>") && head.contains("<error ") && head.contains("msg="))
        return {70, "root element results with errors", {}};
    if (head.contains("<error ") && head.contains("msg=") && head.contains("severity=") && head.contains("id="))
        return {65, "root element results with error elements of id, severity and msg", "1"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "results", {"error"}, read);
}

} // namespace

const FormatInfo k_cppcheck_format{
    "cppcheck-xml", FormatKind::findings, "Cppcheck", "application/xml", "Cppcheck: weaknesses in C and C++", sniff,
    parse};

} // namespace parapet
