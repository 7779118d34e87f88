// kube-bench --junit: a suite for each kind of node, a case for each check, whose JSON stands in its output.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kube_bench/check.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kube_bench_junit_format;

namespace {

void one(xml::Node suite, xml::Node test, RawFinding& f, WholeReport& report) {
    json::Document document;
    const std::string text = test.child("system-out").all_text();
    const auto check = document.parse(text, report.limits);
    const kube_bench::Section section{test.attr("classname"), suite.attr("name"), {}};
    if (!check || !check->is_object()) return report.skip("a case without the check's JSON");
    kube_bench::read_check(*check, section, f, report.stats, report.limits);
    report.emit();
}

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    if (root.name() != "testsuites" && root.name() != "testsuite")
        return fail(Errc::malformed, "it holds no test suites", "/");
    ScanInfo scan;
    scan.tool = "kube-bench";
    scan.target_kind = "cluster";
    scan.target = report.options.default_host;
    report.tell(scan);
    const auto suite = [&](xml::Node node) {
        for (const xml::Node test : node.children("testcase")) {
            if (!report.go_on()) return;
            const std::string path = fmt::format("testcase[{}]", report.stats.records + 1);
            one(node, test, report.next(path, document, test), report);
        }
    };
    if (root.name() == "testsuite") suite(root);
    for (const xml::Node node : root.children("testsuite"))
        suite(node);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || (head.xml_root != "testsuites" && head.xml_root != "testsuite")) return {};
    if (head.contains("<system-out>") && head.contains("test_number") && head.contains("test_desc"))
        return {86, "test cases that put out checks with test_number", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "", read);
}

} // namespace

const FormatInfo k_kube_bench_junit_format{"kube-bench-junit-xml",
                                           FormatKind::findings,
                                           "kube-bench",
                                           "application/xml",
                                           "kube-bench: checks as JUnit XML",
                                           sniff,
                                           parse};

} // namespace parapet
