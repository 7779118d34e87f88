#pragma once
// A rule says: text that fits this pattern, in this view of a request, is an attempt of that kind. The rules are data
// (resources/detection/*.yaml); a tool of the build checks them, compiles their patterns and embeds the outcome.

#include "core/analysis/detection/pattern_set.h"
#include "core/base/result.h"
#include "core/model/enums.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::detect {

// What of a request a pattern looks at; a rule may name several.
enum class View : std::uint8_t {
    text,    // path, each "name=value" of the query, referrer, headers, body: decoded, a value a line
    sql,     // text without SQL comments
    tight,   // text without spaces
    close,   // text without spaces beside signs
    shell,   // text as a shell reads it: quotes, \ and ^ gone, ${IFS} a space
    shape,   // grammar of each value as SQL reads it (sql_shape.h); case matters
    path,    // decoded path of the request
    agent,   // user agent
    request, // the request line as it was logged, and what the parser found out about it (malformed.yaml)
    raw,     // all of it, undecoded
};
inline constexpr std::array<std::string_view, 10> k_view_names{"text",  "sql",  "tight", "close",   "shell",
                                                               "shape", "path", "agent", "request", "raw"};
[[nodiscard]] constexpr std::uint16_t bit(View v) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(v));
}

inline constexpr int k_verdict_weight = 5; // the rules of one kind that fit must weigh this much together

struct Rule {
    std::string_view id;        // "sqli.union_select"
    std::string_view title;     // for people: "UNION SELECT"
    std::string_view technique; // MITRE ATT&CK: "T1190"
    std::string_view pattern;
    EventKind kind = EventKind::attack_other;
    Severity severity = Severity::medium;
    std::uint16_t cwe = 0;
    std::uint16_t views = 0; // bits of View
    std::uint8_t weight = k_verdict_weight;
    bool absent = false; // a probe only where the site has no such page: not when the answer was 2xx or 3xx
};

// A rule as it is written, with the samples that prove it.
struct RuleSource {
    std::string id, title, technique, pattern;
    EventKind kind = EventKind::attack_other;
    Severity severity = Severity::medium;
    std::uint16_t cwe = 0, views = 0;
    std::uint8_t weight = k_verdict_weight;
    bool absent = false;
    // Texts in a raw target that lead to the rule, where they cannot be reckoned from the pattern; "x$": x ends the
    // path.
    std::vector<std::string> gates;
    std::vector<std::string> match, quiet; // lines as format http-request takes them
};

// One file of resources/detection. Errors name the rule and line.
[[nodiscard]] Result<std::vector<RuleSource>> read_rules(std::string_view yaml, std::string_view name);

class RuleBook {
public:
    // The rules of this build, prepared: shared, made on first use in well under a millisecond.
    [[nodiscard]] static const RuleBook& builtin();

    // Compiles (0.2 s for 200 rules).
    [[nodiscard]] static Result<RuleBook> compile(const std::vector<RuleSource>& rules);
    // Rules and compiled patterns as bytes, and back. `bytes` must outlive the book.
    [[nodiscard]] static Result<std::string> pack(const std::vector<RuleSource>& rules);
    [[nodiscard]] static Result<RuleBook> load(std::string_view bytes);

    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
    [[nodiscard]] const Rule* find(std::string_view id) const;
    // The rules that look at that view; the ids of hits are indexes into rules().
    [[nodiscard]] const PatternSet& patterns(View view) const { return patterns_[static_cast<std::size_t>(view)]; }
    [[nodiscard]] const PatternSet& gates() const {
        return gates_;
    } // texts in raw targets and headers that are worth a closer look
    [[nodiscard]] bool prepared() const { return prepared_; } // false: the packed patterns did not fit this machine

private:
    std::shared_ptr<const std::string> owned_; // what the views point into, unless it is embedded
    std::vector<Rule> rules_;
    std::array<PatternSet, k_view_names.size()> patterns_;
    PatternSet gates_;
    bool prepared_ = true;
};

} // namespace parapet::detect
