// Clang Static Analyzer's property list.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <vector>

namespace parapet {

extern const FormatInfo k_clang_plist_format;

namespace {

// A property list writes <key>name</key> and its value one behind the other.
xml::Node value_of(xml::Node dict, std::string_view key) {
    for (const xml::Node k : dict.children("key"))
        if (k.text() == key) return k.next();
    return {};
}

std::string_view file_of(const std::vector<std::string_view>& files, xml::Node location) {
    std::int64_t n = -1;
    if (!parse_int(value_of(location, "file").text(), n) || n < 0 || n >= static_cast<std::int64_t>(files.size()))
        return {};
    return files[static_cast<std::size_t>(n)];
}

void read_path(xml::Node diagnostic, const std::vector<std::string_view>& files, RawFinding& f, WholeReport& report) {
    fields::LocationCount count;
    for (const xml::Node step : value_of(diagnostic, "path").children("dict")) {
        if (value_of(step, "kind").text() != "event") continue;
        const xml::Node at = value_of(step, "location");
        Location place;
        place.file = fields::normal_path(file_of(files, at));
        place.line = fields::line_number(value_of(at, "line").text());
        place.column = fields::line_number(value_of(at, "col").text());
        fields::put(place.function, value_of(step, "message").text(), 300);
        fields::add_location(f, std::move(place), count, report.limits);
    }
    fields::finish_locations(count, f.place.path, report.stats);
}

void read_diagnostic(xml::Node d, const std::vector<std::string_view>& files, RawFinding& f, WholeReport& report) {
    const xml::Node at = value_of(d, "location");
    fields::set_code(f, file_of(files, at), fields::line_number(value_of(at, "line").text()), 0,
                     fields::line_number(value_of(at, "col").text()));
    const std::string_view type = value_of(d, "type").text();
    const std::string_view checker = value_of(d, "check_name").text();
    fields::put(f.rule, checker.empty() ? type : checker);
    fields::put(f.rule_name, type);
    fields::set_title(f, {type, value_of(d, "description").text(), f.rule, "Unnamed diagnostic"}, report.limits);
    report.text(f.description, value_of(d, "description").text());
    f.severity = Severity::medium; // the analyzer rates nothing: all of it are warnings
    f.severity_known = true;
    f.severity_raw = "warning";
    fields::add_tag(f, value_of(d, "category").text());
    // A short number is the line within the function, which many findings share.
    const std::string_view hash = value_of(d, "issue_hash_content_of_line_in_context").text();
    fields::put(f.fingerprint, hash);
    fields::put(f.location.function, value_of(d, "issue_context").text());
    read_path(d, files, f, report);
}

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    const xml::Node dict = root.child("dict");
    const xml::Node diagnostics = value_of(dict, "diagnostics");
    if (!diagnostics) return fail(Errc::malformed, "there are no diagnostics", "/plist");
    ScanInfo info;
    info.tool = "Clang Static Analyzer";
    fields::put(info.tool_version, value_of(dict, "clang_version").text(), 60);
    info.target_kind = "repository";
    report.tell(info);
    std::vector<std::string_view> files;
    for (const xml::Node file : value_of(dict, "files").children("string"))
        files.push_back(file.text());
    std::size_t n = 0;
    for (const xml::Node d : diagnostics.children("dict")) {
        if (!report.go_on()) break;
        RawFinding& f = report.next(fmt::format("/plist/dict/diagnostics/dict[{}]", ++n), document, d);
        read_diagnostic(d, files, f, report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "plist") return {};
    if (head.contains("clang_version") || (head.contains(">diagnostics") && head.contains(">files")))
        return {92, "a property list with clang_version and diagnostics", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "plist", read);
}

} // namespace

const FormatInfo k_clang_plist_format{"clang-plist",
                                      FormatKind::findings,
                                      "Clang Static Analyzer",
                                      "application/xml",
                                      "Clang Static Analyzer: property lists of C, C++ and Objective-C",
                                      sniff,
                                      parse};

} // namespace parapet
