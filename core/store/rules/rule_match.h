#pragma once
// The condition of a rule, in the filter language, tested on one finding in memory.

#include "core/base/result.h"
#include "core/model/enums.h"
#include "core/query/filter.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// A finding as rules see it. Texts are borrowed.
struct RuleSubject {
    Severity severity = Severity::info;
    Cause cause = Cause::other;
    Phase phase = Phase::operate;
    IdentityKind kind = IdentityKind::other;
    std::string_view target; // what kind of thing was scanned
    std::string_view asset, group, env, team, owner;
    std::string_view tool, rule, rule_name, title, file, package, fix, resource;
    std::string_view cwe, advisories, controls; // one a line
    std::span<const std::string> tags;          // of the asset
    double score = -1, epss = -1;               // -1: unknown
    bool kev = false, suppressed = false;
};

enum class RuleField : std::uint8_t {
    severity,
    cause,
    phase,
    kind,
    target,
    asset,
    tag,
    group,
    env,
    team,
    owner,
    tool,
    rule,
    cve,
    cwe,
    package,
    fix,
    cvss,
    epss,
    kev,
    suppressed,
    control,
    file,
    resource,
    title,
};

class RuleCondition {
public:
    RuleCondition() = default; // every finding
    // Errc::bad_argument with column and offset, as query::parse gives them.
    [[nodiscard]] static Result<RuleCondition> parse(std::string_view text);
    [[nodiscard]] bool matches(const RuleSubject& subject) const;
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool asks_for(RuleField field) const { return (asked_ >> static_cast<unsigned>(field) & 1U) != 0; }

private:
    struct Test {
        query::Node::Kind kind = query::Node::Kind::all;
        std::vector<Test> children;
        RuleField field = RuleField::severity;
        std::vector<query::Term> terms;
        std::string words; // of a text
    };
    [[nodiscard]] Test compile(const query::Node& node);
    [[nodiscard]] static bool test(const Test& test, const RuleSubject& subject);

    std::string text_;
    Test root_;
    std::uint64_t asked_ = 0;
};

// `*` of the pattern stands for any characters where `wildcard`; letters' case does not matter (ASCII).
[[nodiscard]] bool like(std::string_view text, std::string_view pattern, bool wildcard);

} // namespace parapet
