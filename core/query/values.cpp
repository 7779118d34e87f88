#include "core/query/values.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/wildcard.h"
#include "core/query/moment.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet::query {
namespace {

// A value without its operator, or both ends of a range.
struct Parts {
    Op op = Op::equals;
    std::string_view text, to;
    std::size_t at = 0, to_at = 0; // bytes in the query
};

Parts take_apart(const Value& value) {
    Parts parts;
    parts.text = value.text;
    parts.at = value.from + (value.quoted ? 1 : 0);
    if (value.quoted) return parts;
    struct Prefix {
        std::string_view text;
        Op op;
    };
    constexpr std::array<Prefix, 4> k_prefixes{
        {{">=", Op::greater_equal}, {"<=", Op::less_equal}, {">", Op::greater}, {"<", Op::less}}};
    for (const Prefix& prefix : k_prefixes) {
        if (!parts.text.starts_with(prefix.text)) continue;
        parts.op = prefix.op;
        parts.text.remove_prefix(prefix.text.size());
        parts.at += prefix.text.size();
        return parts;
    }
    if (const std::size_t dots = parts.text.find(".."); dots != std::string_view::npos) {
        parts.op = Op::range;
        parts.to = parts.text.substr(dots + 2);
        parts.to_at = parts.at + dots + 2;
        parts.text = parts.text.substr(0, dots);
    }
    return parts;
}

struct Context {
    std::string_view query;
    const Field& field;
    const Value& value;

    [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string what) const {
        return fail_at(query, at, std::move(what), std::string(field.name) + " takes: " + std::string(field.help));
    }
    [[nodiscard]] tl::unexpected<Error> not_a(std::size_t at, std::string_view text, std::string_view kind) const {
        if (text.empty()) return wrong(at, "a value is missing here");
        return wrong(at, "\"" + elide(text, 60) + "\" is not " + std::string(kind));
    }
};

// ---- enumerations

std::string enum_word(std::string_view text) {
    std::string word = to_lower(text);
    std::replace_if(
        word.begin(), word.end(), [](char c) { return c == '-' || c == ' '; }, '_');
    return word;
}

// Index in falling order of what is meant by "greater": 0 = lowest.
std::ptrdiff_t rank_of(const Field& field, std::size_t index) {
    const auto n = static_cast<std::ptrdiff_t>(field.values.size());
    const auto i = static_cast<std::ptrdiff_t>(index);
    return field.ordering == Ordering::falling ? n - 1 - i : i;
}

Result<std::ptrdiff_t> enum_rank(const Context& c, std::string_view text, std::size_t at) {
    const std::string word = enum_word(text);
    const auto found = std::find(c.field.values.begin(), c.field.values.end(), word);
    if (found == c.field.values.end()) return c.not_a(at, text, "a value of " + std::string(c.field.name));
    return rank_of(c.field, static_cast<std::size_t>(found - c.field.values.begin()));
}

struct RankRange {
    std::ptrdiff_t low = 0, high = 0;
};

Result<RankRange> rank_range(const Context& c, const Parts& parts) {
    RankRange r{0, static_cast<std::ptrdiff_t>(c.field.values.size()) - 1};
    if (parts.op == Op::range) {
        if (parts.text.empty() && parts.to.empty()) return c.wrong(parts.at, "a range needs an end");
        if (!parts.text.empty()) {
            Result<std::ptrdiff_t> from = enum_rank(c, parts.text, parts.at);
            if (!from) return fail(std::move(from.error()));
            r.low = *from;
        }
        if (!parts.to.empty()) {
            Result<std::ptrdiff_t> to = enum_rank(c, parts.to, parts.to_at);
            if (!to) return fail(std::move(to.error()));
            r.high = *to;
        }
        if (r.low > r.high) std::swap(r.low, r.high);
        return r;
    }
    Result<std::ptrdiff_t> rank = enum_rank(c, parts.text, parts.at);
    if (!rank) return fail(std::move(rank.error()));
    if (parts.op == Op::greater) r.low = *rank + 1;
    if (parts.op == Op::greater_equal) r.low = *rank;
    if (parts.op == Op::less) r.high = *rank - 1;
    if (parts.op == Op::less_equal) r.high = *rank;
    return r;
}

Result<void> add_enumeration(const Context& c, const Parts& parts, std::vector<Term>& out) {
    const auto add = [&](std::size_t index) {
        Term term;
        term.text = std::string(c.field.values[index]);
        out.push_back(std::move(term));
    };
    if (parts.op == Op::equals) {
        const std::string word = enum_word(parts.text);
        const std::size_t before = out.size();
        for (std::size_t i = 0; i < c.field.values.size(); ++i)
            if (c.value.quoted ? word == c.field.values[i] : matches_wildcard(word, c.field.values[i])) add(i);
        if (out.size() == before) return c.not_a(parts.at, parts.text, "a value of " + std::string(c.field.name));
        return {};
    }
    if (c.field.ordering == Ordering::none)
        return c.wrong(c.value.from, std::string(c.field.name) + " has no order to compare by");
    Result<RankRange> r = rank_range(c, parts);
    if (!r) return fail(std::move(r.error()));
    if (r->low > r->high)
        return c.wrong(c.value.from, "no " + std::string(c.field.name) + " is left by this comparison");
    for (std::size_t i = 0; i < c.field.values.size(); ++i)
        if (rank_of(c.field, i) >= r->low && rank_of(c.field, i) <= r->high) add(i);
    return {};
}

// ---- numbers

std::optional<double> read_number(const Field& field, std::string_view text) {
    double out = 0;
    std::int64_t whole = 0;
    switch (field.type) {
    case FieldType::number:
        if (parse_double(text, out)) return out;
        return std::nullopt;
    case FieldType::percent: {
        const bool sign = text.ends_with('%');
        if (sign) text.remove_suffix(1);
        if (!parse_double(text, out)) return std::nullopt;
        if (sign) out /= 100;
        if (out < 0 || out > 1) return std::nullopt;
        return out;
    }
    case FieldType::integer:
        if (field.name == "cwe" && istarts_with(text, "cwe-")) text.remove_prefix(4);
        if (field.name == "id" && istarts_with(text, "f-")) text.remove_prefix(2);
        if (!parse_int(text, whole) || whole < 0) return std::nullopt;
        return static_cast<double>(whole);
    case FieldType::duration:
        if (const std::optional<Duration> d = parse_duration(text); d && d->count() >= 0)
            return std::chrono::duration<double>(*d).count();
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

std::string_view kind_of(FieldType type) {
    switch (type) {
    case FieldType::percent:
        return "a share from 0 to 1 or 0% to 100%";
    case FieldType::integer:
        return "a whole number";
    case FieldType::duration:
        return "a span such as 30d";
    default:
        return "a number";
    }
}

Result<void> add_number(const Context& c, const Parts& parts, std::vector<Term>& out) {
    Term term;
    term.op = parts.op;
    term.text = c.value.text;
    if (parts.op == Op::range) {
        term.open_from = parts.text.empty();
        term.open_to = parts.to.empty();
        if (term.open_from && term.open_to) return c.wrong(parts.at, "a range needs an end");
    } else if (parts.op == Op::equals && c.field.type == FieldType::duration) {
        return c.wrong(c.value.from, "say whether more or less than that is meant");
    }
    if (!term.open_from) {
        const std::optional<double> n = read_number(c.field, parts.text);
        if (!n) return c.not_a(parts.at, parts.text, kind_of(c.field.type));
        term.number = *n;
    }
    if (parts.op == Op::range && !term.open_to) {
        const std::optional<double> n = read_number(c.field, parts.to);
        if (!n) return c.not_a(parts.to_at, parts.to, kind_of(c.field.type));
        term.number_to = *n;
        if (!term.open_from && term.number > term.number_to) std::swap(term.number, term.number_to);
    }
    out.push_back(std::move(term));
    return {};
}

Result<double> import_number(const Context& c, std::string_view text, std::size_t at) {
    std::int64_t number = 0;
    if (!parse_int(text, number) || number < 1) return c.not_a(at, text, "the number of an import");
    return static_cast<double>(number);
}

Result<void> add_pair(const Context& c, const Parts& parts, std::vector<Term>& out) {
    if (parts.op != Op::equals && parts.op != Op::range)
        return c.wrong(c.value.from, "two imports are not compared by size");
    Term term;
    term.op = parts.op;
    term.text = c.value.text;
    Result<double> from = import_number(c, parts.text, parts.at);
    if (!from) return fail(std::move(from.error()));
    term.number = *from;
    if (parts.op == Op::range) {
        Result<double> to = import_number(c, parts.to, parts.to_at);
        if (!to) return fail(std::move(to.error()));
        term.number_to = *to;
    }
    out.push_back(std::move(term));
    return {};
}

// ---- times

Result<Moment> moment(const Context& c, std::string_view text, std::size_t at) {
    const std::optional<Moment> m = read_moment(text);
    if (!m) return c.not_a(at, text, "a time");
    return *m;
}

Result<void> add_time_range(const Context& c, const Parts& parts, Term& term) {
    term.open_from = parts.text.empty();
    term.open_to = parts.to.empty();
    if (term.open_from && term.open_to) return c.wrong(parts.at, "a range needs an end");
    if (!term.open_from) {
        Result<Moment> from = moment(c, parts.text, parts.at);
        if (!from) return fail(std::move(from.error()));
        term.number = from->from;
        term.relative_time = from->relative;
    }
    if (!term.open_to) {
        Result<Moment> to = moment(c, parts.to, parts.to_at);
        if (!to) return fail(std::move(to.error()));
        term.number_to = to->to;
        term.relative_time_to = to->relative;
    }
    return {};
}

Result<void> add_time(const Context& c, const Parts& parts, std::vector<Term>& out) {
    Term term;
    term.op = parts.op;
    term.text = c.value.text;
    if (parts.op == Op::range) {
        Result<void> done = add_time_range(c, parts, term);
        if (!done) return done;
    } else {
        Result<Moment> m = moment(c, parts.text, parts.at);
        if (!m) return fail(std::move(m.error()));
        term.relative_time = m->relative;
        // after a day begins after its end
        term.number = parts.op == Op::greater || parts.op == Op::less_equal ? m->to : m->from;
        if (parts.op == Op::equals) {
            term.op = Op::range;
            term.relative_time_to = m->relative;
            term.number_to = m->to;
            if (m->relative) { // "-7d": since then; "7d": until then
                term.number = std::max(m->from, 0.0);
                term.number_to = std::min(m->from, 0.0);
            }
        }
    }
    out.push_back(std::move(term));
    return {};
}

// ---- texts, addresses, flags

bool is_number_upto(std::string_view text, std::int64_t most) {
    std::int64_t n = 0;
    return !text.empty() && text.size() <= 3 && text.find_first_not_of("0123456789") == std::string_view::npos &&
           parse_int(text, n) && n <= most;
}

bool is_ipv4(std::string_view text) {
    const std::vector<std::string_view> parts = split(text, '.');
    return parts.size() == 4 &&
           std::all_of(parts.begin(), parts.end(), [](std::string_view p) { return is_number_upto(p, 255); });
}

// Shape only: the store reads the address itself.
bool is_ipv6(std::string_view text) {
    return std::count(text.begin(), text.end(), ':') >= 2 &&
           text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

Result<void> check_address(const Context& c, std::string_view text, std::size_t at) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return {};
    const std::string_view base = text.substr(0, slash);
    const bool v4 = is_ipv4(base);
    if (!v4 && !is_ipv6(base)) return c.not_a(at, text, "a network: an address and /bits");
    if (!is_number_upto(text.substr(slash + 1), v4 ? 32 : 128))
        return c.wrong(at + slash + 1, v4 ? "bits of a network are 0 to 32" : "bits of a network are 0 to 128");
    return {};
}

Result<void> add_text(const Context& c, const Parts& parts, std::vector<Term>& out) {
    if (!c.value.quoted && parts.op != Op::equals && parts.op != Op::range)
        return c.wrong(c.value.from,
                       std::string(c.field.name) + " is text, which has no more or less (quote it to search for it)");
    if (c.value.text.empty()) return c.wrong(c.value.from, "the value is empty");
    if (c.field.type == FieldType::address) {
        Result<void> good = check_address(c, c.value.text, parts.at);
        if (!good) return good;
    }
    Term term;
    term.text = c.value.text;
    term.wildcard = !c.value.quoted && c.value.text.find('*') != std::string::npos;
    out.push_back(std::move(term));
    return {};
}

Result<void> add_flag(const Context& c, const Parts& parts, std::vector<Term>& out) {
    const std::string word = to_lower(c.value.text);
    const bool yes = word == "yes" || word == "true" || word == "1";
    if (!yes && word != "no" && word != "false" && word != "0") return c.not_a(parts.at, c.value.text, "yes or no");
    Term term;
    term.text = yes ? "yes" : "no";
    term.number = yes ? 1 : 0;
    out.push_back(std::move(term));
    return {};
}

bool may_be_none(FieldType type) {
    return type != FieldType::enumeration && type != FieldType::flag && type != FieldType::duration &&
           type != FieldType::pair;
}

} // namespace

Result<void> add_terms(std::string_view query, const Field& field, const Value& value, std::vector<Term>& out) {
    const Context c{query, field, value};
    if (!value.quoted && may_be_none(field.type) && (iequals(value.text, "none") || iequals(value.text, "any"))) {
        Term term;
        term.none = iequals(value.text, "none");
        term.any = !term.none;
        term.text = term.none ? "none" : "any";
        out.push_back(std::move(term));
        return {};
    }
    const Parts parts = take_apart(value);
    switch (field.type) {
    case FieldType::enumeration:
        return add_enumeration(c, parts, out);
    case FieldType::number:
    case FieldType::percent:
    case FieldType::integer:
    case FieldType::duration:
        return add_number(c, parts, out);
    case FieldType::pair:
        return add_pair(c, parts, out);
    case FieldType::time:
        return add_time(c, parts, out);
    case FieldType::flag:
        return add_flag(c, parts, out);
    case FieldType::text:
    case FieldType::address:
        return add_text(c, parts, out);
    }
    return {};
}

} // namespace parapet::query
