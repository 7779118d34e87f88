// InSpec's reporters junit and junit2: a suite for each profile, a case for each result of a control.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <vector>

namespace parapet {

extern const FormatInfo k_inspec_junit_format;

namespace {

// "ssh://root@pier:22", "winrm://pier", "docker://4f2a", "local://": what was reached, without the way.
std::string_view host_of(std::string_view target) {
    if (const auto at = target.find("://"); at != std::string_view::npos) target.remove_prefix(at + 3);
    if (const auto at = target.rfind('@'); at != std::string_view::npos) target.remove_prefix(at + 1);
    return target.substr(0, target.find_first_of(":/"));
}

// "profile.control". A control without a title is "profile.Anonymous", which names none: each of its results stands for
// itself.
std::string_view control_of(xml::Node suite, xml::Node test) {
    std::string_view name = test.attr("classname");
    const std::string_view profile = suite.attr("name");
    if (name.starts_with(profile) && name.size() > profile.size() + 1 && name[profile.size()] == '.')
        name.remove_prefix(profile.size() + 1);
    return name == "Anonymous" ? std::string_view() : name;
}

void fill(std::string_view control, const std::vector<xml::Node>& results, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    std::string said, all;
    bool failed = false, passed = false;
    for (const xml::Node test : results) {
        const xml::Node failure = test.child("failure");
        if (all.size() < report.limits.max_field_bytes) all += fmt::format("{}\n", test.attr("name"));
        passed = passed || (!failure && !test.child("skipped"));
        failed = failed || failure;
        if (failure && said.size() < report.limits.max_field_bytes)
            said += fmt::format("{}\n{}\n", test.attr("name"), trim(failure.attr("message")));
    }
    const std::string_view first = results.front().attr("name");
    fields::put(f.rule, control.empty() ? first : control);
    for (const xml::Node test : results)
        if (f.title.empty() && (!failed || test.child("failure")))
            fields::set_title(f, {fields::folded(test.attr("name")), control}, report.limits);
    report.text(f.description, all);
    report.text(f.evidence, said);
    f.outcome = failed ? CheckOutcome::fail : passed ? CheckOutcome::pass : CheckOutcome::not_reviewed;
    f.severity = Severity::medium; // the impact of a control is not in it
    f.severity_known = false;
    fields::add_ids_of(f, f.rule);
}

void read_suite(const xml::Document& document, xml::Node suite, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "InSpec";
    scan.target_kind = "host";
    fields::put(scan.policy, suite.attr("name"));
    std::string_view target = suite.attr("hostname");
    std::vector<xml::Node> tests;
    for (const xml::Node test : suite.children("testcase")) {
        if (target.empty()) target = test.attr("target");
        tests.push_back(test);
    }
    fields::put(scan.target, host_of(target));
    scan.finished = parse_rfc3339(suite.attr("timestamp"));
    report.tell(scan);
    for (std::size_t i = 0; i < tests.size() && report.go_on();) {
        const std::string_view control = control_of(suite, tests[i]);
        std::vector<xml::Node> results{tests[i]};
        while (++i < tests.size() && !control.empty() && control_of(suite, tests[i]) == control)
            results.push_back(tests[i]);
        const std::string path = fmt::format("control[{}]", report.stats.records + 1);
        fill(control, results, report.next(path, document, results.front()), report);
        report.emit();
    }
}

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    for (const xml::Node suite : root.children("testsuite"))
        read_suite(document, suite, report);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "testsuites" || !head.contains("<testsuite ")) return {};
    const auto has = [&](std::string_view attribute) {
        return head.contains(fmt::format(" {}='", attribute)) || head.contains(fmt::format(" {}=\"", attribute));
    };
    if (has("failed") && has("classname") && has("target")) return {80, "results with a target, of a profile", {}};
    // The second version has an attribute more than JUnit's own, and quotes as its library does.
    if (head.contains(" hostname='") && head.contains(" package=''") && head.contains(" classname='"))
        return {76, "suites with a host and no package", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "testsuites", read);
}

} // namespace

const FormatInfo k_inspec_junit_format{"inspec-junit-xml",
                                       FormatKind::findings,
                                       "InSpec",
                                       "application/xml",
                                       "InSpec: results as JUnit XML, both versions",
                                       sniff,
                                       parse};

} // namespace parapet
