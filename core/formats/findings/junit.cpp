// JUnit XML, as security tools write it for build servers: Trivy, Terrascan, Checkov, tfsec, Semgrep, gosec, Dastardly,
// kube-bench, and suites of one's own security tests. What failed is a finding, what passed is evidence.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/findings/junit/case.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_junit_format;

namespace {

using junit::Case;
using junit::split_place;
using junit::Tool;

class Suites {
public:
    explicit Suites(WholeReport& report)
        : report_(report) {}

    // Each suite is a scan of its own: its name is the image, the address or the file.
    void record(const xml::Record& at, xml::Node root) {
        const xml::Node suite = at.node.parent();
        const bool brakeman = suite.attr("package") == "brakeman"; // a suite of each file, one scan
        const bool popeye = root.attr("name") == "Popeye";         // a suite of each kind
        if (!told_ || (!(suite == suite_) && !brakeman && !popeye)) {
            first_ = fmt::format("{} {}", at.node.attr("name"), elide(at.node.child("failure").all_text(), 400));
            tell(suite, root);
        }
        Case c;
        c.test = at.node;
        c.name = at.node.attr("name");
        c.cls = at.node.attr("classname");
        c.tool = brakeman ? Tool::brakeman : popeye ? Tool::popeye : tool_of_suite(suite.attr("name"));
        read_name(c);
        bool any = false;
        for (const xml::Node child : at.node.children()) {
            if (child.name() != "failure" && child.name() != "error") continue;
            c.failure = child;
            c.message = child.attr("message");
            c.text = child.all_text();
            RawFinding& f = report_.next(fmt::format("/testsuites/testsuite/testcase[{}]", n_ + 1), at.line, at.offset);
            read_failure(c, f, report_);
            if (child.name() == "error" && c.tool != Tool::bandit && c.tool != Tool::popeye)
                f.outcome = CheckOutcome::error;
            report_.emit();
            any = true;
        }
        ++n_;
        if (!any) passed(c, at);
    }
    void finish(xml::Node root) {
        if (!told_) tell({}, root);
    }

private:
    // What passed is no record: reports that leave it out must count the same.
    void passed(const Case& c, const xml::Record& at) {
        const auto records = report_.stats.records;
        RawFinding& f = report_.next(fmt::format("/testsuites/testsuite/testcase[{}]", n_), at.line, at.offset);
        f.outcome = c.test.child("skipped") ? CheckOutcome::not_reviewed : CheckOutcome::pass;
        fields::put(f.rule, c.rule.empty() ? c.plain : c.rule);
        fields::set_title(f, {c.plain, "Unnamed test"}, report_.limits);
        f.severity_known = true;
        std::string_view file;
        std::int64_t line = 0;
        if (split_place(c.cls, file, line)) fields::set_code(f, file, line);
        report_.emit();
        report_.stats.records = records;
    }

    void tell(xml::Node suite, xml::Node root) {
        told_ = true;
        suite_ = suite;
        ScanInfo info;
        const std::string_view name = root.attr("name").empty() ? suite.attr("name") : root.attr("name");
        info.tool = tool_of(name);
        if (info.tool == "JUnit" && first_.find("[CKV") != std::string::npos) info.tool = "Checkov";
        if (info.tool == "JUnit" && first_.find("] - G") != std::string::npos) info.tool = "gosec";
        const xml::Node properties = suite.child("properties");
        for (const xml::Node p : properties.children("property"))
            if (p.attr("name") == "Terrascan Version") fields::put(info.tool_version, p.attr("value"), 40);
        std::string_view target = suite.attr("package");
        if (target == "brakeman") tell_brakeman(root, info, target);
        if (target.empty() && root.name() != "testsuite") target = suite.attr("name");
        if (name == "CloudFormation Lint") info.tool = "cfn-lint";
        if (info.tool == "Hadolint" || info.tool == "cfn-lint" || info.tool == "Popeye")
            target = {}; // the suites are named after the tool
        fields::put(info.target, target);
        info.target_kind = target.find("://") != std::string_view::npos ? "url" : "other";
        fields::put(info.policy, name, 100);
        info.finished = parse_rfc3339(suite.attr("timestamp"));
        report_.tell(info);
    }
    // <brakeman:properties><brakeman:property brakeman:name="app_path" brakeman:value="/srv/shop"/>
    static void tell_brakeman(xml::Node root, ScanInfo& info, std::string_view& target) {
        for (const xml::Node p : root.child("properties").children("property")) {
            if (p.attr("name") == "app_path") target = p.attr("value");
            if (p.attr("name") == "brakeman_version") fields::put(info.tool_version, p.attr("value"), 40);
        }
        info.tool = "Brakeman";
    }
    static Tool tool_of_suite(std::string_view name) {
        if (name == "bandit") return Tool::bandit;
        if (name == "gitleaks") return Tool::gitleaks;
        return name == "CloudFormation Lint" ? Tool::cfn_lint : Tool::other;
    }
    static std::string tool_of(std::string_view name) {
        for (const std::string_view tool :
             {"Trivy", "Terrascan", "Checkov", "tfsec", "Semgrep", "gosec", "Dastardly", "kube-bench", "Snyk", "ZAP",
              "Kubescape", "KICS", "Bandit", "Gitleaks", "Hadolint", "Popeye"})
            if (icontains(name, tool)) return std::string(tool);
        return "JUnit";
    }

    WholeReport& report_;
    xml::Node suite_;
    bool told_ = false;
    std::uint64_t n_ = 0;
    std::string first_; // of the suite: its name and failure tell the tool where the suite does not
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "testsuites") return {60, "root element testsuites", {}};
    if (head.xml_root == "testsuite" && (head.contains("tests=") || head.contains("<testcase")))
        return {58, "root element testsuite with tests", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    WholeReport report(out, stats, job, options);
    Suites suites(report);
    const auto on_record = [&](const xml::Record& at) -> Result<void> {
        xml::Node root = at.node;
        while (const xml::Node above = root.parent())
            root = above;
        if (report.go_on()) suites.record(at, root);
        return {};
    };
    if (auto ok = document.stream(in, {"testcase"}, on_record, {}, *options.limits); !ok) return fail(ok.error());
    const xml::Node root = document.root();
    if (root.name() != "testsuites" && root.name() != "testsuite")
        return fail(Errc::malformed, "the root element is neither testsuites nor testsuite", "/");
    suites.finish(root);
    return finish_whole(report);
}

} // namespace

const FormatInfo k_junit_format{"junit-xml",
                                FormatKind::findings,
                                "JUnit",
                                "application/xml",
                                "JUnit XML of security tools and security tests",
                                sniff,
                                parse};

} // namespace parapet
