#include "core/formats/common/whole_report.h"

#include "core/base/encoding.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/yaml_json.h"

#include <fmt/format.h>

namespace parapet {

WholeReport::WholeReport(RecordSink& out, ParseStats& parse_stats, JobContext& job, const ParseOptions& parse_options)
    : RecordRun(out, parse_stats, job, parse_options)
    , options(parse_options) {}

RawFinding& WholeReport::next(std::string path, std::int64_t line, std::int64_t offset) {
    if (stopped_) stopped_ = check();
    if (!told()) tell({});
    return begin(std::move(path), line, offset);
}

RawFinding& WholeReport::next(std::string path, const xml::Document& document, xml::Node node) {
    return next(std::move(path), document.line_of(node), document.offset_of(node));
}

RawFinding& WholeReport::again(std::string path) {
    RawFinding& finding = RecordRun::again();
    finding.place.path = std::move(path);
    return finding;
}

Result<ParseStats> finish_whole(WholeReport& report) {
    if (!report.stopped_) return fail(report.stopped_.error());
    if (!report.told()) report.tell({});
    return report.stats;
}

Result<ParseStats> parse_whole_json(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                    ReadJson read) {
    ParseStats stats;
    WholeJson document;
    auto root = document.read(in, stats, *options.limits);
    if (!root) return fail(root.error());
    WholeReport report(out, stats, job, options);
    if (auto ok = read(*root, report); !ok) return fail(ok.error());
    return finish_whole(report);
}

Result<ParseStats> parse_whole_yaml(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                    ReadJson read) {
    ParseStats stats;
    auto json = yaml_input_to_json(in, *options.limits);
    if (!json) return fail(json.error());
    json::Document document;
    auto root = document.parse(*json, *options.limits);
    if (!root) return fail(root.error());
    WholeReport report(out, stats, job, options);
    if (auto ok = read(*root, report); !ok) return fail(ok.error());
    return finish_whole(report);
}

namespace {

Result<void> check_root(xml::Node root, std::string_view name) {
    if (name.empty() || root.name() == name) return {};
    return fail(Errc::malformed, fmt::format("the root element is not {}", name), "/");
}

} // namespace

Result<ParseStats> parse_whole_xml(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                   std::string_view root_name, ReadXml read) {
    ParseStats stats;
    xml::Document document;
    auto root = document.parse(in, {}, *options.limits);
    if (!root) return fail(root.error());
    if (auto ok = check_root(*root, root_name); !ok) return fail(ok.error());
    WholeReport report(out, stats, job, options);
    if (auto ok = read(document, *root, report); !ok) return fail(ok.error());
    return finish_whole(report);
}

Result<ParseStats> parse_xml_records(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                     std::string_view root_name, const std::vector<std::string_view>& names,
                                     ReadXmlRecord read, const xml::Options& reading) {
    ParseStats stats;
    xml::Document document;
    WholeReport report(out, stats, job, options);
    const auto root_of = [](xml::Node node) {
        while (const xml::Node above = node.parent())
            node = above;
        return node;
    };
    const auto on_record = [&](const xml::Record& at) -> Result<void> {
        const xml::Node root = root_of(at.node);
        if (auto ok = check_root(root, root_name); !ok) return ok;
        if (!report.go_on()) return {};
        return read(at, root, report);
    };
    if (auto ok = document.stream(in, names, on_record, reading, *options.limits); !ok) return fail(ok.error());
    if (auto ok = check_root(document.root(), root_name); !ok) return fail(ok.error());
    if (auto ok = read({}, document.root(), report); !ok) return fail(ok.error());
    return finish_whole(report);
}

} // namespace parapet
