// Trivy's junit.tpl: a suite for each target, a case for each vulnerability or check.

#include "core/base/text.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/format.h"

namespace parapet {

extern const FormatInfo k_trivy_junit_format;

namespace {

// "libcrypto1.1-1.1.1c-r0": the version begins at the last dash before a digit that leaves a name.
void set_package(std::string_view name, Location& at) {
    std::size_t cut = std::string_view::npos;
    for (std::size_t i = name.find('-'); i != std::string_view::npos; i = name.find('-', i + 1))
        if (i + 1 < name.size() && name[i + 1] >= '0' && name[i + 1] <= '9') {
            cut = i;
            break;
        }
    fields::put(at.package, name.substr(0, cut));
    if (cut != std::string_view::npos) fields::put(at.version, name.substr(cut + 1));
}

class JunitReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (!told()) start_scan();
        const xml::Node node = at.node;
        RawFinding& finding = start(at, "testcase");
        std::string_view name = node.attr("name");
        std::string_view severity;
        if (!name.empty() && name.front() == '[') { // "[HIGH] CVE-2031-1"
            const auto end = name.find(']');
            severity = name.substr(1, end == std::string_view::npos ? 0 : end - 1);
            if (end != std::string_view::npos) name = trim(name.substr(end + 1));
        }
        const xml::Node failure = node.child("failure");
        const std::string_view kind = node.attr("classname");
        const std::string_view suite = node.parent().attr("name");
        fields::put(finding.asset, suite, 500);
        fields::set_title(finding, {failure.attr("message"), name}, limits);
        finding.description = elide(failure.all_text(), limits.max_field_bytes);
        std::string_view type;
        for (const xml::Node property : node.parent().child("properties").children("property"))
            if (property.attr("name") == "type") type = property.attr("value");
        fields::set_vulnerability(finding, name, limits);
        if (finding.cve.empty() && finding.aliases.size() <= 1 &&
            kind.find_first_of("0123456789") == std::string_view::npos) {
            finding.identity = IdentityKind::config; // a check: its class is the kind of file
            finding.cause = Cause::configuration;
            finding.aliases.clear();
            finding.location.file = fields::normal_path(suite);
        } else {
            set_package(kind, finding.location);
            finding.location.ecosystem = fields::ecosystem_of(type);
        }
        if (!failure) finding.outcome = CheckOutcome::pass;
        fields::rate(finding, severity, Severity::info, stats);
        emit();
    }
    void finish(xml::Node /*root*/) override {
        if (!told()) start_scan();
    }

private:
    void start_scan() {
        ScanInfo scan;
        scan.tool = stats.tool = "Trivy";
        scan.target_kind = "other";
        tell(scan);
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "testsuites") return {};
    if (head.contains("<testsuites name=\"trivy\"") || head.contains("<testsuites name='trivy'"))
        return {88, "test suites of the name trivy", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<JunitReport>(in, out, job, options, {"testsuites"}, {"testcase"});
}

} // namespace

const FormatInfo k_trivy_junit_format{"trivy-junit-xml",
                                      FormatKind::findings,
                                      "Trivy",
                                      "application/xml",
                                      "Trivy's JUnit template: results as test cases",
                                      sniff,
                                      parse};

} // namespace parapet
