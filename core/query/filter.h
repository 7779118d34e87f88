#pragma once
// The filter language (design/ui.md section 7): text -> tree. core/store turns the tree into a parameterised condition.
//
//   severity:critical,high status:open -cwe:79 asset:pay* age:>30d epss:>=0.5 cvss:5..9 kev:yes owner:none "SAX parser"
//
// field:value; comma = or; space = and; leading - = not; * wildcard; > >= < <=; ranges a..b; none / any; durations
// h d w mo; dates 2026-11-18 or -7d; CIDR; quotes for text; `or` and brackets.

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::query {

// rules: conditions of rules about findings, of what does not change by itself (no ages, no states).
enum class Domain : std::uint8_t { findings, events, changes, rules };
enum class Op : std::uint8_t { equals, greater, greater_equal, less, less_equal, range };
enum class FieldType : std::uint8_t {
    text,
    enumeration,
    number,
    percent,
    duration,
    time,
    flag,
    address,
    integer,
    pair
};
// May values of an enumeration be compared, and which way do they stand in `values`?
enum class Ordering : std::uint8_t { none, rising, falling };

struct Field {
    std::string_view name;
    FieldType type;
    std::string_view help;                         // "critical, high, medium, low, info"
    std::span<const std::string_view> values = {}; // of an enumeration
    Ordering ordering = Ordering::none;
};
[[nodiscard]] std::span<const Field> fields(Domain domain);
[[nodiscard]] const Field* find_field(Domain domain,
                                      std::string_view name); // null: none; letters' case does not matter

// One value of a field. Who turns it into a condition needs to know:
// - enumeration: always `equals` with the stable name in `text`; comparisons, ranges and wildcards are written out
// here.
// - flag: `equals`, `text` is "yes" or "no", `number` 1 or 0.
// - time: a day or a month stands for all of it: a plain one becomes a `range` whose end is its last millisecond.
//   `-7d` alone is the range from then to now, `7d` the one from now.
// - pair: two imports, a `range` that keeps their order (12..9 is not 9..12), or `equals` one with that before it.
// - text and address are compared without case; several words of `text` mean that very text.
struct Term {
    Op op = Op::equals;
    bool none = false, any = false; // `none` / `any`
    bool wildcard = false;          // text holds '*'
    std::string text;               // as written, unquoted; with its operator when that is not a plain value
    double number = 0,
           number_to = 0;       // number, percent (as 0..1), duration in seconds, time in unix seconds if absolute
    bool relative_time = false; // number is seconds before now
    bool relative_time_to = false;
    bool open_from = false, open_to = false; // `..9`, `5..`
};

struct Node {
    enum class Kind : std::uint8_t { all, any, negate, field, text } kind = Kind::all;
    std::vector<std::unique_ptr<Node>> children; // all, any, negate
    const Field* field = nullptr;
    std::vector<Term> terms; // or-ed
    std::string text;        // words or phrase to search
    bool phrase = false;
    std::size_t from = 0, to = 0; // bytes of the query text, for chips and underlines
};

// An empty text gives an `all` node without children; the root is always an `all` node. `text:x` is the same as x.
// Errors are Errc::bad_argument with `column` = character (from 1,
// code points) and `offset` (bytes), `what` = what is wrong, `help` = what is accepted there.
[[nodiscard]] Result<std::unique_ptr<Node>> parse(std::string_view text, Domain domain);

// The tree as text again, in normal form.
[[nodiscard]] std::string to_text(const Node& node);

// Edits for facets and chips: adds or removes `value` of `field` at the top level, keeps the rest as it is.
[[nodiscard]] std::string with_value(std::string_view text, Domain domain, std::string_view field,
                                     std::string_view value, bool on);

// Both conditions: "(a) (b)", without needless brackets.
[[nodiscard]] std::string both(std::string_view a, std::string_view b);

// Quotes a value where the language needs it.
[[nodiscard]] std::string quote(std::string_view value);

} // namespace parapet::query
