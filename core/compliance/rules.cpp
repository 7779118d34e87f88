#include "core/compliance/rules.h"

#include "core/base/embedded.h"
#include "core/base/text.h"
#include "core/compliance/framework.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parapet::compliance {
namespace {

constexpr std::array<std::pair<std::string_view, Assertion>, 14> k_assertions{{
    {"none_open", Assertion::none_open},
    {"within_deadline", Assertion::within_deadline},
    {"below_gate", Assertion::below_gate},
    {"triaged", Assertion::triaged},
    {"acceptances_current", Assertion::acceptances_current},
    {"reporting", Assertion::reporting},
    {"both_outcomes", Assertion::both_outcomes},
    {"sources_alive", Assertion::sources_alive},
    {"record_content", Assertion::record_content},
    {"time_quality", Assertion::time_quality},
    {"retention", Assertion::retention},
    {"scanned", Assertion::scanned},
    {"each_change", Assertion::each_change},
    {"attested", Assertion::attested},
}};
constexpr std::array<std::string_view, 4> k_kinds{"findings", "telemetry", "pipeline", "attestation"};

tl::unexpected<Error> bad(std::string_view rule, const std::string& what) {
    return fail(Errc::malformed, what, "evidence rule " + std::string(rule));
}

// "95%" -> 0.95
bool parse_share(std::string_view text, double& out) {
    if (text.empty() || text.back() != '%') return false;
    double percent = 0;
    if (!parse_double(text.substr(0, text.size() - 1), percent) || percent < 0 || percent > 100) return false;
    out = percent / 100;
    return true;
}

// cwe:@SI-10 -> cwe:15,20,...
std::string expand(std::string_view query) {
    const std::size_t at = query.find("cwe:@");
    if (at == std::string_view::npos) return std::string(query);
    std::size_t end = query.find(' ', at);
    if (end == std::string_view::npos) end = query.size();
    std::string numbers;
    for (const int cwe : cwes_of(std::string(query.substr(at + 5, end - at - 5)))) {
        if (!numbers.empty()) numbers += ',';
        numbers += std::to_string(cwe);
    }
    return std::string(query.substr(0, at)) + "cwe:" + numbers + std::string(query.substr(end));
}

Result<void> read_subject(std::string_view text, EvidenceRule& rule) {
    switch (rule.assertion) {
    case Assertion::each_change:
        rule.property = text;
        return {};
    case Assertion::attested:
        return {};
    case Assertion::reporting:
    case Assertion::both_outcomes:
        for (const std::string_view word : split(text, ',')) {
            const auto kind = parse_enum<EventKind>(word);
            if (!kind) return bad(rule.id, "no such kind of event: " + std::string(word));
            rule.events |= 1U << static_cast<unsigned>(*kind);
        }
        return {};
    default:
        break;
    }
    if (rule.kind == RuleKind::telemetry) return {};
    rule.scans = parse_scan_kinds(text);
    if (rule.scans == 0) return bad(rule.id, "no such kind of scan: " + std::string(text));
    return {};
}

std::string days_text(Duration span) {
    const auto days = std::chrono::duration_cast<std::chrono::hours>(span).count() / 24;
    return std::to_string(days) + (days == 1 ? " day" : " days");
}

Result<void> read_target(std::string_view target, std::string_view partly, EvidenceRule& rule) {
    rule.target_text = target;
    if (!partly.empty() && !parse_share(partly, rule.partly)) {
        const auto span = parse_duration(partly);
        if (!span) return bad(rule.id, "neither a share nor a span: " + std::string(partly));
        rule.partly_span = *span;
    }
    if (target.empty() || target == "0" || parse_share(target, rule.target)) return {};
    rule.gate = parse_enum<Severity>(target);
    if (rule.gate) {
        rule.target_text = "none " + std::string(target) + (*rule.gate == Severity::critical ? "" : " or worse");
        return {};
    }
    const auto span = parse_duration(target);
    if (!span) return bad(rule.id, "neither a share, a severity nor a span: " + std::string(target));
    rule.span = *span;
    rule.target_text = days_text(*span);
    return {};
}

Result<EvidenceRule> read_rule(const std::vector<std::string_view>& row) {
    if (row.size() != 10) return bad(row.empty() ? "" : row[0], "a line does not have ten cells");
    EvidenceRule rule;
    rule.id = row[0];
    rule.title = row[9];
    const auto* kind = std::find(k_kinds.begin(), k_kinds.end(), row[1]);
    if (kind == k_kinds.end()) return bad(rule.id, "no such kind: " + std::string(row[1]));
    rule.kind = static_cast<RuleKind>(kind - k_kinds.begin());
    const auto assertion = parse_assertion(row[2]);
    if (!assertion) return bad(rule.id, "no such assertion: " + std::string(row[2]));
    rule.assertion = *assertion;
    rule.query = expand(row[4]);
    if (!row[5].empty()) {
        const auto age = parse_duration(row[5]);
        if (!age) return bad(rule.id, "max_age is no span: " + std::string(row[5]));
        rule.max_age = *age;
    }
    for (std::string_view id : split(row[8], ' ')) {
        const bool support = !id.empty() && id.back() == '?';
        if (support) id.remove_suffix(1);
        if (!id.empty()) rule.controls.push_back({std::string(id), !support});
    }
    Result<void> read = read_subject(row[3], rule);
    if (read) read = read_target(row[6], row[7], rule);
    if (!read) return fail(read.error());
    return rule;
}

} // namespace

std::string_view name_of(RuleKind kind) {
    return k_kinds[static_cast<std::size_t>(kind)];
}

std::optional<Assertion> parse_assertion(std::string_view name) {
    for (const auto& [known, assertion] : k_assertions)
        if (known == name) return assertion;
    return std::nullopt;
}

Result<std::vector<EvidenceRule>> read_rules(std::string_view table) {
    std::vector<EvidenceRule> rules;
    for (const auto& row : table_rows(table)) {
        Result<EvidenceRule> rule = read_rule(row);
        if (!rule) return fail(rule.error());
        rules.push_back(std::move(*rule));
    }
    return rules;
}

const std::vector<EvidenceRule>& evidence_rules() {
    static const std::vector<EvidenceRule> k_rules = [] {
        const auto table = embedded_file(embedded_data(), "mappings/evidence_rules.tsv");
        Result<std::vector<EvidenceRule>> rules = read_rules(table.value_or(std::string_view{}));
        return rules ? std::move(*rules) : std::vector<EvidenceRule>{};
    }();
    return k_rules;
}

} // namespace parapet::compliance
