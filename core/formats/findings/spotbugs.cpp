// SpotBugs and FindBugs, XML: bugs with their places; the patterns that explain them may follow at the end.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_spotbugs_format;

namespace {

// Its priority is how much it matters: 1 high, 2 medium, 3 low; 5 is "ignore".
constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"1", Severity::high},
    {"2", Severity::medium},
    {"3", Severity::low},
    {"4", Severity::info},
    {"5", Severity::info},
}};

using Patterns = std::map<std::string_view, xml::Node>;

// The place that the bug itself has; else that of its method, field or class.
xml::Node place_of(xml::Node bug) {
    xml::Node best;
    for (const xml::Node line : bug.children("SourceLine")) {
        if (line.attr("primary") == "true") return line;
        if (!best) best = line;
    }
    for (const char* owner : {"Method", "Field", "Class"}) {
        if (best) break;
        best = bug.child(owner).child("SourceLine");
    }
    return best;
}

std::string function_of(xml::Node bug) {
    const xml::Node method = bug.child("Method");
    if (method) return fmt::format("{}.{}", method.attr("classname"), method.attr("name"));
    return std::string(bug.child("Class").attr("classname"));
}

void read_texts(xml::Node bug, const Patterns& patterns, RawFinding& f, WholeReport& report) {
    const auto known = patterns.find(bug.attr("type"));
    std::string_view pattern_title;
    std::string details;
    if (known != patterns.end()) {
        pattern_title = known->second.child_text("ShortDescription");
        details = text_of_html(known->second.child_text("Details"));
    }
    const std::string_view shorter = bug.child_text("ShortMessage");
    fields::put(f.rule_name, shorter.empty() ? pattern_title : shorter);
    fields::set_title(f, {shorter, pattern_title, f.rule, "Unnamed bug"}, report.limits);
    std::string text(bug.child_text("LongMessage"));
    if (!details.empty()) text += fmt::format("{}{}", text.empty() ? "" : "\n\n", details);
    if (text.empty()) text = fmt::format("{} in {}", f.rule, function_of(bug));
    report.text(f.description, text);
}

void read_bug(xml::Node bug, const Patterns& patterns, RawFinding& f, WholeReport& report) {
    const xml::Node line = place_of(bug);
    const std::string_view path = line.attr("sourcepath");
    fields::set_code(f, path.empty() ? line.attr("sourcefile") : path, fields::line_number(line.attr("start")),
                     fields::line_number(line.attr("end")));
    fields::put(f.location.function, function_of(bug), 1000);
    fields::put(f.rule, bug.attr("type"));
    read_texts(bug, patterns, f, report);
    report.severity(f, bug.attr("priority"), k_severities);
    std::int64_t cwe = 0;
    if (parse_int(bug.attr("cweid"), cwe)) fields::add_cwe(f, cwe);
    if (cwe == 0) {
        const auto known = patterns.find(bug.attr("type"));
        if (known != patterns.end() && parse_int(known->second.attr("cweid"), cwe)) fields::add_cwe(f, cwe);
    }
    fields::add_tag(f, bug.attr("category"));
    if (const auto rank = bug.attr("rank"); !rank.empty()) fields::add_tag(f, fmt::format("rank: {}", rank));
    fields::put(f.fingerprint, bug.attr("instanceHash"));
    if (!f.fingerprint.empty() && !bug.attr("instanceOccurrenceNum").empty())
        f.fingerprint += fmt::format(":{}", elide(bug.attr("instanceOccurrenceNum"), 20));
}

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    ScanInfo info;
    info.tool = root.attr("version").substr(0, 2) == "1." || root.attr("version").substr(0, 2) == "2." ? "FindBugs"
                                                                                                       : "SpotBugs";
    fields::put(info.tool_version, root.attr("version"), 40);
    const xml::Node project = root.child("Project");
    fields::put(info.target, project.attr("projectName"));
    info.target_kind = "repository";
    std::int64_t millis = 0;
    if (parse_int(root.attr("analysisTimestamp"), millis) && millis > 0 && millis < 7'000'000'000'000LL)
        info.finished = from_unix_nanos(millis * 1'000'000);
    report.tell(info);
    Patterns patterns;
    for (const xml::Node pattern : root.children("BugPattern"))
        patterns[pattern.attr("type")] = pattern;
    std::size_t n = 0;
    for (const xml::Node bug : root.children("BugInstance")) {
        if (!report.go_on()) return {};
        RawFinding& f = report.next(fmt::format("/BugCollection/BugInstance[{}]", ++n), document, bug);
        read_bug(bug, patterns, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "BugCollection") return {};
    return {95, "root element BugCollection", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "BugCollection", read);
}

} // namespace

const FormatInfo k_spotbugs_format{"spotbugs-xml",
                                   FormatKind::findings,
                                   "SpotBugs",
                                   "application/xml",
                                   "SpotBugs, FindBugs and Find Security Bugs: weaknesses in Java",
                                   sniff,
                                   parse};

} // namespace parapet
