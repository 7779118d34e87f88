// Mozilla's HTTP Observatory: tests of a site's headers, of its API or command line, versions 1 and 2. What passed is
// evidence, what failed a finding.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_json.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_mozilla_observatory_format;

namespace {

// By what a test takes from the score.
Severity severity_of(std::int64_t modifier) {
    if (modifier >= 0) return Severity::info;
    if (modifier >= -10) return Severity::low;
    return modifier >= -25 ? Severity::medium : Severity::high;
}

class Observatory {
public:
    Observatory(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    void read(json::Value root) {
        const json::Value scan_node = root["scan"];
        ScanInfo scan;
        scan.tool = stats_.tool = "Mozilla Observatory";
        fields::put(scan.tool_version, scan_node.any({"algorithm_version", "algorithmVersion"}).text(), 20);
        scan.target_kind = "host";
        scan.started = loose_time(scan_node["start_time"].str());
        scan.finished = loose_time(scan_node.any({"end_time", "scanned_at", "scannedAt"}).str());
        const std::string_view state = scan_node["state"].str();
        if (state == "FAILED" || state == "ABORTED") scan.failed = true;
        out_.scan(scan);
        const json::Value tests = root["tests"].is_object() ? root["tests"] : root;
        for (const json::Member test : tests.members())
            if (test.value.is_object() && test.value["pass"].exists()) read_test(test);
    }

private:
    void read_test(const json::Member& test) {
        ++stats_.records;
        RawFinding f;
        f.place.path = fmt::format("/tests/{}", elide(test.key, 100));
        const json::Value node = test.value;
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view name = node["name"].str();
        fields::put(f.rule, name.empty() ? test.key : name, 120);
        fields::put(f.rule_name, node["title"].str());
        const std::string told = text_of_html(node.any({"score_description", "scoreDescription"}).str());
        const std::string_view result = node["result"].str();
        fields::set_title(f, {fields::folded(told), result, f.rule}, limits_);
        const auto modifier = node.any({"score_modifier", "scoreModifier"}).integer();
        f.severity = severity_of(modifier.value_or(0));
        f.severity_known = modifier.has_value();
        if (modifier) f.severity_raw = std::to_string(*modifier);
        const auto pass = node["pass"].boolean();
        f.outcome = !pass ? CheckOutcome::not_reviewed : *pass ? CheckOutcome::pass : CheckOutcome::fail;
        std::string text = fmt::format("{}\nResult: {}\nExpected: {}", told, result, node["expectation"].str());
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        fields::set_text(f.remediation, text_of_html(node["recommendation"].str()), stats_, f.place.path, limits_);
        fields::add_link(f, node["link"].str());
        out_.finding(f);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    const bool old_words = head.contains("\"score_modifier\"") && head.contains("\"expectation\"");
    const bool new_words = head.contains("\"scoreModifier\"") && head.contains("\"expectation\"");
    if (old_words || new_words) return {85, "tests with expectation and score_modifier", {}};
    if (head.has_key("scan") && head.has_key("tests") &&
        (head.contains("\"tests_quantity\"") || head.contains("\"testsQuantity\"")))
        return {85, "top-level keys scan, with tests_quantity, and tests", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    WholeJson json;
    const auto root = json.read(in, stats, *options.limits);
    if (!root) return fail(root.error());
    if (!root->is_object()) return fail(Errc::malformed, "the document is no object", "/");
    Observatory(out, stats, *options.limits).read(*root);
    return stats;
}

} // namespace

const FormatInfo k_mozilla_observatory_format{"mozilla-observatory-json",
                                              FormatKind::findings,
                                              "Mozilla Observatory",
                                              "application/json",
                                              "Mozilla's HTTP Observatory: headers of a web site",
                                              sniff,
                                              parse};

} // namespace parapet
