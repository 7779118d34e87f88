// OVAL results, as oscap writes with `oval eval --results`: which of the vulnerabilities and patches that a vendor's
// feed defines apply to a host, and which settings are as they should be.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <vector>

namespace parapet {

extern const FormatInfo k_oval_format;

namespace {

// Words of Red Hat, SUSE, Oracle, Ubuntu and Debian.
constexpr std::array<fields::SeverityWord, 12> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"important", Severity::high},
    {"medium", Severity::medium},
    {"moderate", Severity::medium},
    {"low", Severity::low},
    {"negligible", Severity::info},
    {"unimportant", Severity::info},
    {"none", Severity::info},
    {"info", Severity::info},
    {"informational", Severity::info},
    {"minor", Severity::low},
    // "untriaged", "not yet assigned" and "n/a" are their own words for what nobody rated.
}};

struct Cve {
    std::string id, vector, cwe;
    std::optional<double> score;
};

struct Definition {
    std::string kind, title, description, severity, fix;
    std::vector<Cve> cves;
    std::vector<std::string> ids, links;
};

struct Verdict {
    std::string id, word;
    std::vector<std::string> tests; // those that hold
    std::int64_t line = 0, offset = -1;
};

struct Fix {
    std::string package, version;
};

constexpr std::string_view k_earlier = " is earlier than ";

// "kernel is earlier than 0:4.18.0-553.el8", "openssl DPKG is earlier than 1.1.0f-3"
std::optional<Fix> fix_of(std::string_view comment) {
    const auto at = comment.find(k_earlier);
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view name = trim(comment.substr(0, at));
    std::string_view version = trim(comment.substr(at + k_earlier.size()));
    name = name.substr(0, name.find(' '));
    if (version.starts_with("0:")) version.remove_prefix(2); // an epoch of nought says nothing
    return Fix{elide(name, 200), elide(version, 100)};
}

// <cve cvss3="8.1/CVSS:3.1/AV:N/..." cwe="CWE-416" href="...">CVE-2026-1</cve>
Cve cve_of(xml::Node node) {
    Cve cve;
    cve.id = elide(node.text(), 40);
    cve.cwe = elide(node.attr("cwe"), 100);
    std::string_view vector = node.attr("cvss3");
    if (vector.empty()) vector = node.attr("cvss2");
    const auto slash = vector.find('/');
    double score = 0;
    if (slash != std::string_view::npos && parse_double(vector.substr(0, slash), score)) {
        cve.score = score;
        vector.remove_prefix(slash + 1);
    }
    cve.vector = elide(vector, 200);
    return cve;
}

class OvalReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        if (at.node.has_attr("definition_id"))
            keep_verdict(at);
        else
            keep_definition(at.node);
    }

    // The host is named behind the verdicts.
    void finish(xml::Node root) override {
        ScanInfo scan;
        scan.tool = "OpenSCAP";
        const xml::Node generator = root.child("generator");
        if (const auto product = generator.child_text("product_name"); product.find("oscap") == std::string_view::npos)
            fields::put(scan.tool, product.empty() ? "OVAL" : product, 80);
        fields::put(scan.tool_version, generator.child_text("product_version"), 60);
        scan.finished = parse_rfc3339(generator.child_text("timestamp"));
        fields::put(scan.target, root.find("primary_host_name").text());
        scan.target_kind = "host";
        tell(scan);
        for (const Verdict& verdict : verdicts_)
            one(verdict);
    }

private:
    void keep_definition(xml::Node node) {
        const xml::Node metadata = node.child("metadata");
        Definition& kept = definitions_[std::string(node.attr("id"))];
        kept.kind = node.attr("class");
        kept.title = elide(metadata.child_text("title"), limits.max_title_bytes);
        kept.description = elide(metadata.child_text("description"), 8000);
        const xml::Node advisory = metadata.find("advisory");
        kept.severity = elide(advisory.child_text("severity"), 40);
        for (const xml::Node cve : advisory.children("cve"))
            if (kept.cves.size() < 500) kept.cves.push_back(cve_of(cve));
        for (const xml::Node reference : metadata.children("reference")) {
            if (kept.ids.size() >= 500) break;
            kept.ids.push_back(elide(reference.attr("ref_id"), 100));
            kept.links.push_back(elide(reference.attr("ref_url"), 500));
        }
        for (const xml::Node criterion : node.descendants("criterion"))
            if (auto fix = fix_of(criterion.attr("comment")))
                fixes_.emplace(criterion.attr("test_ref"), std::move(*fix));
    }

    void keep_verdict(const xml::Record& at) {
        Verdict verdict;
        verdict.id = at.node.attr("definition_id");
        verdict.word = elide(at.node.attr("result"), 40);
        verdict.line = at.line;
        verdict.offset = at.offset;
        if (verdict.word == "true")
            for (const xml::Node criterion : at.node.descendants("criterion"))
                if (criterion.attr("result") == "true" && verdict.tests.size() < limits.max_locations)
                    verdict.tests.emplace_back(criterion.attr("test_ref"));
        verdicts_.push_back(std::move(verdict));
    }

    void one(const Verdict& verdict) {
        const auto found = definitions_.find(verdict.id);
        static const Definition k_none;
        const Definition& definition = found == definitions_.end() ? k_none : found->second;
        RawFinding& f = begin(fmt::format("definition[{}]", verdict.id), verdict.line, verdict.offset);
        if (definition.kind == "inventory" || definition.kind == "miscellaneous")
            return stats.skip(fmt::format("a definition of the class {}", definition.kind));
        const bool setting = definition.kind == "compliance";
        read_outcome(verdict.word, setting, f);
        fields::put(f.rule, verdict.id);
        fields::set_title(f, {fields::folded(definition.title), f.rule}, limits);
        if (setting) {
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
        } else {
            read_vulnerability(definition, f);
            read_packages(verdict, f);
        }
        if (f.outcome == CheckOutcome::fail) describe(definition, setting, f);
        emit();
    }

    // A compliant setting is true, and so is a vulnerability that is there.
    void read_outcome(std::string_view word, bool setting, RawFinding& f) {
        if (word == "true")
            f.outcome = setting ? CheckOutcome::pass : CheckOutcome::fail;
        else if (word == "false")
            f.outcome = setting ? CheckOutcome::fail : CheckOutcome::pass;
        else if (word == "not applicable")
            f.outcome = CheckOutcome::not_applicable;
        else if (word == "not evaluated")
            f.outcome = CheckOutcome::not_reviewed;
        else
            f.outcome = CheckOutcome::error;
    }

    static void read_vulnerability(const Definition& definition, RawFinding& f) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::CvssPick cvss;
        for (const Cve& cve : definition.cves) {
            fields::add_id(f, cve.id);
            fields::add_cwes_of(f, cve.cwe);
            cvss.offer(cve.vector, cve.score);
        }
        for (const std::string& id : definition.ids)
            fields::add_id(f, id);
        fields::add_ids_of(f, f.title);
        cvss.put(f);
    }

    void read_packages(const Verdict& verdict, RawFinding& f) {
        fields::LocationCount dropped;
        bool first = true;
        for (const std::string& test : verdict.tests) {
            const auto fix = fixes_.find(test);
            if (fix == fixes_.end()) continue;
            Location at;
            at.package = fix->second.package;
            at.fixed_version = fix->second.version;
            if (first)
                f.location = std::move(at);
            else
                fields::add_location(f, std::move(at), dropped, limits);
            first = false;
        }
        fields::finish_locations(dropped, f.place.path, stats);
        fields::set_update_remedy(f);
    }

    void describe(const Definition& definition, bool setting, RawFinding& f) {
        text(f.description, definition.description);
        for (const std::string& link : definition.links)
            fields::add_link(f, link);
        std::string_view word = definition.severity;
        // "RHSA-2026:1: kernel security update (Important)"
        if (const auto open = definition.title.rfind('('); word.empty() && open != std::string::npos)
            word = std::string_view(definition.title).substr(open + 1, definition.title.rfind(')') - open - 1);
        for (const fields::SeverityWord& known : k_severities)
            if (iequals(known.word, word)) return fields::set_severity(f, word, k_severities, stats);
        fields::rate(f, definition.severity, k_severities, Severity::medium, stats);
        if (setting) f.severity_known = false; // it rates no setting
    }

    std::unordered_map<std::string, Definition> definitions_;
    std::unordered_map<std::string, Fix> fixes_; // by test
    std::vector<Verdict> verdicts_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "oval_results") return {};
    return {95, "root element oval_results", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    xml::Options reading;
    reading.discard = {"tests", "objects", "states", "variables", "collected_objects", "system_data"};
    return parse_xml_report<OvalReport>(in, out, job, options, {"oval_results"}, {"definition"}, reading);
}

} // namespace

const FormatInfo k_oval_format{"oval-xml",
                               FormatKind::findings,
                               "OpenSCAP",
                               "application/xml",
                               "OVAL results: vulnerabilities, patches and settings of a host",
                               sniff,
                               parse};

} // namespace parapet
