#include "core/store/rules/rule_match.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"

#include <algorithm>

namespace parapet {

namespace {

using query::Node;
using query::Op;
using query::Term;

bool text_is(std::string_view value, const Term& t) {
    if (t.none) return value.empty();
    if (t.any) return !value.empty();
    return like(value, t.text, t.wildcard);
}

bool number_is(double value, const Term& t) {
    switch (t.op) {
    case Op::greater:
        return value > t.number;
    case Op::greater_equal:
        return value >= t.number;
    case Op::less:
        return value < t.number;
    case Op::less_equal:
        return value <= t.number;
    case Op::range:
        return (t.open_from || value >= t.number) && (t.open_to || value <= t.number_to);
    case Op::equals:
        break;
    }
    return value == t.number;
}

bool measured(double value, const Term& t) {
    if (t.none) return value < 0;
    if (t.any) return value >= 0;
    return value >= 0 && number_is(value, t);
}

template<class Is>
bool any_line(std::string_view lines, const Term& t, Is is) {
    if (t.none) return lines.empty();
    if (t.any) return !lines.empty();
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        if (is(lines.substr(0, end))) return true;
        if (end == std::string_view::npos) return false;
        lines.remove_prefix(end + 1);
    }
    return false;
}

bool word_is(std::string_view lines, const Term& t) {
    return any_line(lines, t, [&](std::string_view word) { return like(word, t.text, t.wildcard); });
}

bool cwe_is(std::string_view lines, const Term& t) {
    return any_line(lines, t, [&](std::string_view word) {
        std::int64_t n = 0;
        return parse_int(word, n) && number_is(static_cast<double>(n), t);
    });
}

bool tag_is(std::span<const std::string> tags, const Term& t) {
    if (t.none) return tags.empty();
    if (t.any) return !tags.empty();
    return std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) { return like(tag, t.text, t.wildcard); });
}

bool flag_is(bool value, const Term& t) {
    return value == (t.text == "yes");
}

bool term_is(RuleField field, const RuleSubject& s, const Term& t) {
    switch (field) {
    case RuleField::severity:
        return name_of(s.severity) == t.text;
    case RuleField::cause:
        return name_of(s.cause) == t.text;
    case RuleField::phase:
        return name_of(s.phase) == t.text;
    case RuleField::kind:
        return name_of(s.kind) == t.text;
    case RuleField::target:
        return text_is(s.target, t);
    case RuleField::asset:
        return text_is(s.asset, t);
    case RuleField::tag:
        return tag_is(s.tags, t);
    case RuleField::group:
        return text_is(s.group, t);
    case RuleField::env:
        return text_is(s.env, t);
    case RuleField::team:
        return text_is(s.team, t);
    case RuleField::owner:
        return text_is(s.owner, t);
    case RuleField::tool:
        return text_is(s.tool, t);
    case RuleField::rule:
        return text_is(s.rule, t) || (!t.none && text_is(s.rule_name, t));
    case RuleField::cve:
        return word_is(s.advisories, t);
    case RuleField::cwe:
        return cwe_is(s.cwe, t);
    case RuleField::package:
        return text_is(s.package, t);
    case RuleField::fix:
        return text_is(s.fix, t);
    case RuleField::cvss:
        return measured(s.score, t);
    case RuleField::epss:
        return measured(s.epss, t);
    case RuleField::kev:
        return flag_is(s.kev, t);
    case RuleField::suppressed:
        return flag_is(s.suppressed, t);
    case RuleField::control:
        return word_is(s.controls, t);
    case RuleField::file:
        return text_is(s.file, t);
    case RuleField::resource:
        return text_is(s.resource, t);
    case RuleField::title:
        return text_is(s.title, t);
    }
    return false;
}

} // namespace

bool like(std::string_view text, std::string_view pattern, bool wildcard) {
    return wildcard ? matches_wildcard_nocase(pattern, text) : iequals(text, pattern);
}

Result<RuleCondition> RuleCondition::parse(std::string_view text) {
    auto tree = query::parse(text, query::Domain::rules);
    if (!tree) return fail(std::move(tree.error()));
    RuleCondition out;
    out.text_ = std::string(trim(text));
    out.root_ = out.compile(**tree);
    return out;
}

RuleCondition::Test RuleCondition::compile(const Node& node) {
    Test out;
    out.kind = node.kind;
    for (const auto& child : node.children)
        out.children.push_back(compile(*child));
    out.words = node.text;
    if (node.kind == Node::Kind::field) {
        // In the order of the table of fields, without its last, `text`.
        const auto at = node.field - query::fields(query::Domain::rules).data();
        out.field = static_cast<RuleField>(at);
        out.terms = node.terms;
        asked_ |= std::uint64_t{1} << static_cast<unsigned>(at);
    } else if (node.kind == Node::Kind::text) {
        for (const RuleField read : {RuleField::title, RuleField::file, RuleField::package, RuleField::resource})
            asked_ |= std::uint64_t{1} << static_cast<unsigned>(read);
    }
    return out;
}

bool RuleCondition::test(const Test& t, const RuleSubject& s) {
    const auto holds = [&s](const Test& child) { return test(child, s); };
    switch (t.kind) {
    case Node::Kind::all:
        return std::all_of(t.children.begin(), t.children.end(), holds);
    case Node::Kind::any:
        return std::any_of(t.children.begin(), t.children.end(), holds);
    case Node::Kind::negate:
        return !std::all_of(t.children.begin(), t.children.end(), holds);
    case Node::Kind::field:
        return t.terms.empty() ||
               std::any_of(t.terms.begin(), t.terms.end(), [&](const Term& term) { return term_is(t.field, s, term); });
    case Node::Kind::text:
        return icontains(s.title, t.words) || icontains(s.file, t.words) || icontains(s.package, t.words) ||
               icontains(s.resource, t.words);
    }
    return false;
}

bool RuleCondition::matches(const RuleSubject& subject) const {
    return test(root_, subject);
}

} // namespace parapet
