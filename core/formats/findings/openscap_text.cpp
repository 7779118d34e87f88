// What oscap xccdf eval prints: title, id and result of each rule. It names neither the host nor the profile, rates
// nothing and has no end, so it closes nothing.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/xccdf/benchmark.h"
#include "core/formats/findings/xccdf/verdict.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_openscap_text_format;

namespace {

struct Rule {
    std::string_view title, id, result;
    std::vector<std::string_view> idents;
    std::int64_t line = 0;
};

// "Title<tab>Ensure ...". oscap writes a carriage return before the tab, which parts the line in two.
struct Entry {
    std::string_view key, value;
    std::int64_t line = 0;
};

std::vector<Entry> entries_of(const std::vector<std::string_view>& lines) {
    std::vector<Entry> entries;
    std::int64_t number = 0;
    std::string_view open;
    for (const std::string_view line : lines) {
        ++number;
        const std::string_view before = std::exchange(open, {});
        if (line.starts_with('\t') && !before.empty()) {
            entries.push_back({before, trim(line), number});
            continue;
        }
        for (const std::string_view key : {"Title", "Rule", "Ident", "Result"}) {
            if (!line.starts_with(key)) continue;
            const std::string_view rest = line.substr(key.size());
            if (trim(rest).empty()) open = key;
            if (!trim(rest).empty() && rest.find('\t') < 2) entries.push_back({key, trim(rest), number});
        }
    }
    return entries;
}

std::vector<Rule> rules_of(const std::vector<std::string_view>& lines) {
    std::vector<Rule> rules;
    Rule rule;
    for (const Entry& entry : entries_of(lines)) {
        if (entry.key == "Title") rule = {entry.value, {}, {}, {}, entry.line};
        if (entry.key == "Rule") rule.id = entry.value;
        if (entry.key == "Ident") rule.idents.push_back(entry.value);
        if (rule.line == 0) rule.line = entry.line;
        if (entry.key != "Result" || rule.id.empty()) continue;
        rule.result = entry.value;
        rules.push_back(std::move(rule));
        rule = {};
    }
    return rules;
}

void fill(const Rule& rule, const xccdf::Verdict* verdict, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, rule.id);
    fields::set_title(f, {rule.title, rule.id}, run.limits);
    f.outcome = verdict == nullptr ? CheckOutcome::error : verdict->outcome;
    f.severity = Severity::medium;
    for (const std::string_view ident : rule.idents)
        xccdf::read_ident({}, ident, f);
    if (f.cve.empty()) return;
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("\txccdf_") && head.contains("Title") && head.contains("Rule") && head.contains("Result"))
        return {84, "rules of XCCDF with their results, as oscap prints them", {}};
    if (head.contains("--- Starting Evaluation ---") && head.contains("Title"))
        return {82, "oscap's first line, and titles of rules", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    const std::vector<Rule> rules = rules_of(text.lines());
    if (rules.empty()) return not_the_report("it holds no results of rules");
    ScanInfo scan;
    scan.tool = "OpenSCAP";
    scan.target_kind = "host";
    scan.target = options.default_host;
    scan.complete = false;
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const Rule& rule : rules) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        RawFinding& f = run.next(fmt::format("line {}", rule.line), rule.line);
        const xccdf::Verdict* verdict = xccdf::verdict_of(rule.result);
        if (verdict != nullptr && !verdict->counted) {
            stats.skip(fmt::format("the result is \"{}\"", rule.result));
            continue;
        }
        fill(rule, verdict, f, run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_openscap_text_format{
    "openscap-txt", FormatKind::findings, "OpenSCAP", "text/plain", "OpenSCAP: what oscap prints", sniff, parse};

} // namespace parapet
