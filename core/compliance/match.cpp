#include "core/compliance/match.h"

#include <algorithm>
#include <array>

namespace parapet::compliance {
namespace {

using query::Node;
using query::Op;
using query::Term;

enum class Asked : std::uint8_t { severity, cause, phase, cwe, kev, epss };
constexpr std::array<std::string_view, 6> k_known{"severity", "cause", "phase", "cwe", "kev", "epss"};

Result<void> check(const Node& node) {
    if (node.kind == Node::Kind::text)
        return fail(Errc::bad_argument, "an evidence rule cannot search for words", node.text);
    if (node.kind == Node::Kind::field && std::find(k_known.begin(), k_known.end(), node.field->name) == k_known.end())
        return fail(Errc::bad_argument, "an evidence rule cannot use this field", std::string(node.field->name));
    for (const auto& child : node.children) {
        Result<void> good = check(*child);
        if (!good) return good;
    }
    return {};
}

bool number_fits(const Term& term, double value) {
    switch (term.op) {
    case Op::equals:
        return value == term.number;
    case Op::greater:
        return value > term.number;
    case Op::greater_equal:
        return value >= term.number;
    case Op::less:
        return value < term.number;
    case Op::less_equal:
        return value <= term.number;
    case Op::range:
        return (term.open_from || value >= term.number) && (term.open_to || value <= term.number_to);
    }
    return false;
}

bool cwe_fits(const Term& term, const std::vector<int>& cwes) {
    if (term.none) return cwes.empty();
    if (term.any) return !cwes.empty();
    return std::any_of(cwes.begin(), cwes.end(), [&](int cwe) { return number_fits(term, cwe); });
}

bool epss_fits(const Term& term, double epss) {
    if (term.none) return epss < 0;
    if (term.any) return epss >= 0;
    return epss >= 0 && number_fits(term, epss);
}

// A condition made ready for the facts of one workspace: a million findings are held against it, and what they may say
// of most fields is known before, so a look-up is left of all comparisons of words.
struct Test {
    Node::Kind kind = Node::Kind::all;
    Asked asked = Asked::severity;
    std::uint32_t accepted = 0; // bits: values of severity, cause, phase, kev
    std::vector<bool> sets;     // cwe: of Facts::cwe_sets
    const std::vector<Term>* terms = nullptr;
    std::vector<Test> children;
};

template<class Fits>
std::uint32_t accepted_of(const std::vector<Term>& terms, std::size_t values, Fits fits) {
    std::uint32_t bits = 0;
    for (std::size_t value = 0; value < values; ++value)
        if (std::any_of(terms.begin(), terms.end(), [&](const Term& term) { return fits(term, value); }))
            bits |= 1U << value;
    return bits;
}

template<class E>
std::uint32_t named(const std::vector<Term>& terms, std::size_t values) {
    return accepted_of(terms, values,
                       [](const Term& term, std::size_t value) { return term.text == name_of(static_cast<E>(value)); });
}

void prepare_field(Test& test, const Node& node, const Facts& facts) {
    const auto known = std::find(k_known.begin(), k_known.end(), node.field->name);
    test.asked = static_cast<Asked>(known - k_known.begin());
    test.terms = &node.terms;
    switch (test.asked) {
    case Asked::severity:
        test.accepted = named<Severity>(node.terms, k_severity_count);
        break;
    case Asked::cause:
        test.accepted = named<Cause>(node.terms, k_cause_count);
        break;
    case Asked::phase:
        test.accepted = named<Phase>(node.terms, k_phase_count);
        break;
    case Asked::kev:
        test.accepted = accepted_of(
            node.terms, 2, [](const Term& term, std::size_t value) { return (term.number != 0) == (value != 0); });
        break;
    case Asked::cwe:
        for (const std::vector<int>& set : facts.cwe_sets)
            test.sets.push_back(std::any_of(node.terms.begin(), node.terms.end(),
                                            [&](const Term& term) { return cwe_fits(term, set); }));
        break;
    case Asked::epss:
        break;
    }
}

Test prepared(const Node& node, const Facts& facts) {
    Test test;
    test.kind = node.kind;
    if (node.kind == Node::Kind::field) prepare_field(test, node, facts);
    for (const std::unique_ptr<Node>& child : node.children)
        test.children.push_back(prepared(*child, facts));
    return test;
}

template<class E>
bool accepts(const Test& test, E value) {
    return (test.accepted >> static_cast<unsigned>(value) & 1U) != 0;
}

bool field_fits(const Test& test, const FindingFact& finding) {
    switch (test.asked) {
    case Asked::severity:
        return accepts(test, finding.severity);
    case Asked::cause:
        return accepts(test, finding.cause);
    case Asked::phase:
        return accepts(test, finding.phase);
    case Asked::kev:
        return accepts(test, finding.kev);
    case Asked::cwe:
        return test.sets[finding.cwe_set];
    case Asked::epss:
        break;
    }
    return std::any_of(test.terms->begin(), test.terms->end(),
                       [&](const Term& term) { return epss_fits(term, static_cast<double>(finding.epss)); });
}

bool fits(const Test& test, const FindingFact& finding) {
    const auto child_fits = [&](const Test& child) { return fits(child, finding); };
    switch (test.kind) {
    case Node::Kind::all:
        return std::all_of(test.children.begin(), test.children.end(), child_fits);
    case Node::Kind::any:
        return std::any_of(test.children.begin(), test.children.end(), child_fits);
    case Node::Kind::negate:
        return std::none_of(test.children.begin(), test.children.end(), child_fits);
    case Node::Kind::text:
        return false;
    case Node::Kind::field:
        break;
    }
    return field_fits(test, finding);
}

} // namespace

Result<FindingMatcher> FindingMatcher::make(std::string_view text) {
    Result<std::unique_ptr<Node>> root = query::parse(text, query::Domain::findings);
    if (!root) return fail(std::move(root.error()));
    const Result<void> good = check(**root);
    if (!good) return fail(good.error());
    FindingMatcher matcher;
    matcher.root_ = std::move(*root);
    return matcher;
}

std::vector<std::uint32_t> FindingMatcher::select(const Facts& facts) const {
    const Test test = prepared(*root_, facts);
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < facts.findings.size(); ++i)
        if (fits(test, facts.findings[i])) out.push_back(i);
    return out;
}

} // namespace parapet::compliance
