#include "core/formats/findings/xccdf/results.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/findings/xccdf/benchmark.h"
#include "core/formats/findings/xccdf/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace parapet::xccdf {

namespace {

// Where nothing of a result can stand, however large it is.
constexpr std::array<std::string_view, 9> k_elsewhere{
    "oval_definitions", "oval_results", "oval_system_characteristics", "ocil", "Rule", "Profile", "cpe-list",
    "assets",           "relationships"};

struct Found {
    std::vector<xml::Node> benchmarks, results;
};

// In document order; a TestResult stands in its Benchmark, in an ARF report, or alone.
void find_parts(xml::Node root, Found& found) {
    std::vector<xml::Node> todo{root};
    while (!todo.empty()) {
        const xml::Node node = todo.back();
        todo.pop_back();
        const std::string_view name = node.name();
        if (name == "TestResult") {
            found.results.push_back(node);
            continue;
        }
        if (std::find(k_elsewhere.begin(), k_elsewhere.end(), name) != k_elsewhere.end()) continue;
        if (name == "Benchmark") found.benchmarks.push_back(node);
        const std::size_t first = todo.size();
        for (const xml::Node child : node.children())
            if (name != "Benchmark" || child.name() == "TestResult") todo.push_back(child);
        std::reverse(todo.begin() + static_cast<std::ptrdiff_t>(first), todo.end());
    }
}

struct Product {
    std::string_view cpe, name;
};
constexpr std::array<Product, 5> k_products{{
    {"openscap", "OpenSCAP"},
    {"scc", "SCC"},
    {"scap_compliance_checker", "SCC"},
    {"jovaldi", "Joval"},
    {"cis-cat", "CIS-CAT"},
}};

// "cpe:/a:redhat:openscap:1.3.7" names the tool; else the scanner's facts do.
void read_tool(xml::Node result, ScanInfo& scan) {
    const auto parts = split(result.attr("test-system"), ':');
    if (parts.size() > 3) {
        fields::put(scan.tool, parts[3], 80);
        if (parts.size() > 4) fields::put(scan.tool_version, parts[4], 60);
    }
    for (const xml::Node fact : result.child("target-facts").children("fact")) {
        if (scan.tool.empty() && fact.attr("name") == "urn:xccdf:fact:scanner:name")
            fields::put(scan.tool, fact.text(), 80);
        if (scan.tool_version.empty() && fact.attr("name") == "urn:xccdf:fact:scanner:version")
            fields::put(scan.tool_version, fact.text(), 60);
    }
    for (const Product& known : k_products)
        if (iequals(scan.tool, known.cpe)) scan.tool = known.name;
    if (scan.tool.empty()) scan.tool = "XCCDF";
}

std::string_view benchmark_id(xml::Node result) {
    const xml::Node named = result.child("benchmark");
    if (const auto id = named.attr("id"); !id.empty()) return id;
    if (result.parent().name() == "Benchmark") return result.parent().attr("id");
    return named.attr("href");
}

ScanInfo scan_of(xml::Node result) {
    ScanInfo scan;
    read_tool(result, scan);
    fields::put(scan.target, result.child_text("target"));
    scan.target_kind = "host";
    const std::string_view benchmark = benchmark_id(result);
    const std::string_view profile = result.child("profile").attr("idref");
    scan.policy = elide(profile.empty() ? std::string(benchmark) : fmt::format("{} {}", benchmark, profile), 300);
    scan.started = parse_rfc3339(result.attr("start-time"));
    scan.finished = parse_rfc3339(result.attr("end-time"));
    return scan;
}

class Reader {
public:
    Reader(const xml::Document& document, const Found& found, RecordSink& out, ParseStats& stats, JobContext& job,
           const Limits& limits)
        : document_(document)
        , out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {
        for (const xml::Node benchmark : found.benchmarks)
            benchmark_.read(benchmark);
    }

    Result<void> test_result(xml::Node result) {
        const ScanInfo scan = scan_of(result);
        stats_.tool = scan.tool;
        stats_.tool_version = scan.tool_version;
        out_.scan(scan);
        benchmark_.read_values(result);
        for (const xml::Node rule_result : result.children("rule-result")) {
            if (stats_.records % 64 == 0) {
                if (auto ok = job_.check(); !ok) return ok;
            }
            ++stats_.records;
            one(rule_result);
        }
        return {};
    }

private:
    void one(xml::Node node) {
        const std::string_view word = node.child_text("result");
        const Verdict* verdict = verdict_of(word);
        if (verdict != nullptr && !verdict->counted) return stats_.skip(fmt::format("the result is \"{}\"", word));
        finding_.clear();
        const std::string_view id = node.attr("idref");
        finding_.place.line = document_.line_of(node);
        finding_.place.offset = document_.offset_of(node);
        finding_.place.path = fmt::format("rule-result[{}]", id);
        if (verdict == nullptr)
            stats_.warn(
                finding_.place.path,
                fmt::format("the result \"{}\" is not one of XCCDF's; taken as an error", visible(elide(word, 60))),
                finding_.place.line);
        finding_.outcome = verdict == nullptr ? CheckOutcome::error : verdict->outcome;
        read(node, id, word);
        out_.finding(finding_);
    }

    void read(xml::Node node, std::string_view id, std::string_view word) {
        finding_.identity = IdentityKind::config;
        finding_.cause = Cause::configuration;
        fields::put(finding_.rule, id);
        finding_.title = finding_.rule;
        const xml::Node rule = benchmark_.rule(id);
        const bool failed = finding_.outcome == CheckOutcome::fail;
        if (rule) benchmark_.describe(rule, failed, finding_, stats_, limits_);
        for (const xml::Node ident : node.children("ident"))
            read_ident(ident.attr("system"), ident.text(), finding_);
        std::string_view severity = node.attr("severity");
        if (severity.empty()) severity = benchmark_.severity(rule);
        if (failed) {
            set_severity(finding_, severity, stats_);
            read_details(node);
        } else {
            fields::put(finding_.severity_raw, severity, 64);
        }
        if (word == "fixed") finding_.description = "It failed, and was mended during the scan.";
        if (!finding_.cve.empty()) { // a patch check, as of Red Hat's advisories
            finding_.identity = IdentityKind::vuln;
            finding_.cause = Cause::missing_patch;
        }
        finding_.seen = parse_rfc3339(node.attr("time"));
        for (const xml::Node instance : node.children("instance")) {
            fields::put(finding_.location.resource, instance.text(), 500);
            break;
        }
    }

    // What the checker said beside its verdict, and who overruled what.
    void read_details(xml::Node node) {
        std::string said;
        for (const xml::Node message : node.children("message"))
            said += fmt::format("{}\n", message.text());
        for (const xml::Node change : node.children("override"))
            said += fmt::format("{} was overridden by {}: {}\n", change.child_text("old-result"),
                                change.attr("authority"), change.child_text("remark"));
        fields::set_text(finding_.evidence, said, stats_, finding_.place.path, limits_);
        if (finding_.remediation.empty()) {
            for (const xml::Node fix : node.children("fix")) {
                fields::set_text(finding_.remediation, fix.all_text(), stats_, finding_.place.path, limits_);
                if (!finding_.remediation.empty()) break;
            }
        }
    }

    const xml::Document& document_;
    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    Benchmark benchmark_;
    RawFinding finding_;
};

xml::Options reading_options() {
    xml::Options options;
    options.discard = {"oval_definitions", "oval_results", "oval_system_characteristics", "ocil",
                       "cpe-list",         "check-content"};
    return options;
}

Result<void> read_results(const xml::Document& document, xml::Node root, RecordSink& out, ParseStats& stats,
                          JobContext& job, const Limits& limits) {
    Found found;
    find_parts(root, found);
    if (found.results.empty()) {
        return fail(Errc::malformed,
                    "it holds no test result: this is content to check with, not the outcome of a check",
                    fmt::format("/{}", root.name()), "import what oscap writes with --results or --results-arf");
    }
    if (document.replaced_bytes() > 0)
        stats.warn({}, fmt::format("{} characters that are no valid text were replaced", document.replaced_bytes()));
    Reader reader(document, found, out, stats, job, limits);
    for (const xml::Node result : found.results) {
        if (auto ok = reader.test_result(result); !ok) return ok;
    }
    return {};
}

} // namespace

Result<ParseStats> parse_results(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    auto root = document.parse(in, reading_options(), *options.limits);
    if (!root) return fail(root.error());
    if (auto ok = read_results(document, *root, out, stats, job, *options.limits); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet::xccdf
