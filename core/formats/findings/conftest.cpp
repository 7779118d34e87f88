// Conftest's JSON: files, each with what its policies say: failures, warnings, exceptions, skipped ones.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/conftest/result.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_conftest_format;

namespace {

void read_list(json::Value file, const char* key, conftest::Kind kind, std::size_t index, WholeReport& report) {
    std::size_t n = 0;
    for (const json::Value one : file[key].items()) {
        if (!report.go_on()) return;
        RawFinding& f = report.next(fmt::format("/{}/{}/{}", index, key, n++));
        const json::Value about = one["metadata"];
        const json::Value place = one["_loc"].is_object() ? one["_loc"] : one["loc"];
        conftest::Verdict r;
        r.file = file["filename"].str();
        r.policy = file["namespace"].str();
        r.message = one["msg"].str();
        r.rule = about.any({"id", "rule", "code", "query"}).str();
        conftest::read(kind, r, f, report);
        if (f.location.line == 0) f.location.line = fields::line_number(place["line"]);
        fields::add_link(f, about.any({"url", "link", "documentation"}).str());
        for (const char* text : {"details", "description"})
            if (f.description.empty() || f.description == f.title) {
                const json::Value value = about[text];
                if (value.is_string()) report.text(f.description, value.str());
            }
        report.emit();
    }
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "Conftest writes a list of files", "/");
    conftest::tell(report);
    std::size_t index = 0;
    for (const json::Value file : root.items()) {
        if (!file.is_object() || !file["filename"].is_string())
            return fail(Errc::malformed, "a result without a filename", fmt::format("/{}", index));
        read_list(file, "failures", conftest::Kind::failure, index, report);
        read_list(file, "warnings", conftest::Kind::warning, index, report);
        read_list(file, "exceptions", conftest::Kind::exception, index, report);
        read_list(file, "skipped", conftest::Kind::skipped, index, report);
        ++index;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array || !head.has_element_key("filename")) return {};
    const bool results = head.has_element_key("failures") || head.has_element_key("warnings") ||
                         head.has_element_key("exceptions") || head.has_element_key("skipped");
    if (head.has_element_key("successes") && (head.has_element_key("namespace") || results))
        return {86, "an array of files with namespace, successes and failures", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_conftest_format{"conftest-json",
                                   FormatKind::findings,
                                   "Conftest",
                                   "application/json",
                                   "Conftest: configuration against policies of one's own",
                                   sniff,
                                   parse};

} // namespace parapet
