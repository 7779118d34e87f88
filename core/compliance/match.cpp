#include "core/compliance/match.h"

#include <algorithm>
#include <array>

namespace parapet::compliance {
namespace {

using query::Node;
using query::Op;
using query::Term;

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

bool term_fits(std::string_view field, const Term& term, const FindingFact& finding, const Facts& facts) {
    if (field == "severity") return term.text == name_of(finding.severity);
    if (field == "cause") return term.text == name_of(finding.cause);
    if (field == "phase") return term.text == name_of(finding.phase);
    if (field == "cwe") return cwe_fits(term, facts.cwe_sets[finding.cwe_set]);
    if (field == "kev") return finding.kev == (term.number != 0);
    if (term.none) return finding.epss < 0; // epss
    if (term.any) return finding.epss >= 0;
    return finding.epss >= 0 && number_fits(term, static_cast<double>(finding.epss));
}

bool fits(const Node& node, const FindingFact& finding, const Facts& facts) {
    const auto child_fits = [&](const std::unique_ptr<Node>& child) { return fits(*child, finding, facts); };
    switch (node.kind) {
    case Node::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), child_fits);
    case Node::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), child_fits);
    case Node::Kind::negate:
        return std::none_of(node.children.begin(), node.children.end(), child_fits);
    case Node::Kind::text:
        return false;
    case Node::Kind::field:
        break;
    }
    return std::any_of(node.terms.begin(), node.terms.end(),
                       [&](const Term& term) { return term_fits(node.field->name, term, finding, facts); });
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

bool FindingMatcher::matches(const FindingFact& finding, const Facts& facts) const {
    return fits(*root_, finding, facts);
}

} // namespace parapet::compliance
