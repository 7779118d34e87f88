#include "core/store/events/event_condition.h"

#include "core/base/text.h"

#include <algorithm>
#include <utility>

namespace parapet::events {

namespace {

template<class E>
std::uint32_t bits_of(const std::vector<query::Term>& terms, std::size_t count) {
    std::uint32_t bits = 0;
    for (const query::Term& term : terms) {
        if (term.any) bits = (1U << count) - 1;
        if (const auto value = parse_enum<E>(term.text)) bits |= 1U << static_cast<unsigned>(*value);
    }
    return bits;
}

// An attack in itself, or what its source holds to be severe.
bool is_flagged(const Shape& shape) {
    return is_attack(shape.kind) || shape.severity >= Severity::high;
}

bool asks_none(const std::vector<query::Term>& terms) {
    return std::any_of(terms.begin(), terms.end(), [](const query::Term& t) { return t.none; });
}

} // namespace

Result<Condition> Condition::compile(Connection& db, std::string_view filter, std::string_view global_filter) {
    Condition condition;
    for (const std::string_view text : {filter, global_filter}) {
        auto tree = query::parse(text, query::Domain::events);
        if (!tree) return fail(std::move(tree.error()));
        if ((*tree)->children.empty()) continue;
        auto node = make(db, **tree);
        if (!node) return fail(std::move(node.error()));
        condition.root_.children.push_back(std::move(*node));
    }
    return condition;
}

Result<Condition::Node> Condition::make(Connection& db, const query::Node& from) {
    if (from.kind == query::Node::Kind::field) return make_field(db, from);
    Node node;
    node.kind = from.kind;
    if (from.kind == query::Node::Kind::text) {
        node.kind = query::Node::Kind::field;
        node.test = TextSearch(from.text);
        return node;
    }
    for (const auto& child : from.children) {
        auto made = make(db, *child);
        if (!made) return made;
        node.children.push_back(std::move(*made));
    }
    return node;
}

// Fields that stand for two columns become an `any` of two tests.
Result<Condition::Node> Condition::make_field(Connection& db, const query::Node& from) {
    const std::string_view name = from.field->name;
    Node node;
    if (name == "country" && asks_none(from.terms)) return node; // no source tells it: all events have none
    if (name != "network" && name != "target") return make_test(db, from);
    node.kind = query::Node::Kind::any;
    auto destination = AddressMatcher::make(db, from.terms);
    if (!destination) return fail(std::move(destination.error()));
    Node to;
    to.kind = query::Node::Kind::field;
    to.test = CodeTest{Column::destination, std::move(*destination)};
    Node other;
    other.kind = query::Node::Kind::field;
    if (name == "network") {
        auto source = AddressMatcher::make(db, from.terms);
        if (!source) return fail(std::move(source.error()));
        other.test = CodeTest{Column::source, std::move(*source)};
    } else {
        // What is attacked has a name more often than an address.
        auto asset = IdMatcher::make(db, from.terms);
        if (!asset) return fail(std::move(asset.error()));
        other.test = PlaceTest{false, std::move(*asset)};
    }
    node.children.push_back(std::move(to));
    node.children.push_back(std::move(other));
    if (asks_none(from.terms) && name == "target") node.kind = query::Node::Kind::all;
    return node;
}

Result<Condition::Node> Condition::make_test(Connection& db, const query::Node& from) {
    using What = ShapeTest::What;
    const std::string_view name = from.field->name;
    Node node;
    node.kind = query::Node::Kind::field;
    if (name == "kind") {
        node.test = ShapeTest{What::kind, bits_of<EventKind>(from.terms, k_event_kind_count), {}};
    } else if (name == "outcome") {
        node.test = ShapeTest{What::outcome, bits_of<Outcome>(from.terms, k_outcome_count), {}};
    } else if (name == "severity") {
        node.test = ShapeTest{What::severity, bits_of<Severity>(from.terms, k_severity_count), {}};
    } else if (name == "flagged") {
        std::uint32_t bits = 0;
        for (const query::Term& term : from.terms)
            bits |= term.number != 0 ? 2U : 1U;
        node.test = ShapeTest{What::flagged, bits, {}};
    } else if (name == "object") {
        node.test = ObjectTest{TextMatcher(from.terms)};
    } else if (name == "source") {
        auto matcher = AddressMatcher::make(db, from.terms);
        if (!matcher) return fail(std::move(matcher.error()));
        node.test = CodeTest{Column::source, std::move(*matcher)};
    } else {
        auto matcher = IdMatcher::make(db, from.terms);
        if (!matcher) return fail(std::move(matcher.error()));
        if (name == "user") node.test = CodeTest{Column::user, std::move(*matcher)};
        if (name == "rule") node.test = ShapeTest{What::rule, 0, std::move(*matcher)};
        if (name == "process") node.test = ShapeTest{What::process, 0, std::move(*matcher)};
        if (name == "host") node.test = PlaceTest{true, std::move(*matcher)};
        if (name == "asset") node.test = PlaceTest{false, std::move(*matcher)};
    }
    return node;
}

bool Condition::only(const Node& node, bool with_outcome_and_asset) {
    if (node.kind != query::Node::Kind::field)
        return std::all_of(node.children.begin(), node.children.end(),
                           [&](const Node& child) { return only(child, with_outcome_and_asset); });
    if (const auto* shape = std::get_if<ShapeTest>(&node.test))
        return shape->what == ShapeTest::What::kind ||
               (with_outcome_and_asset && shape->what == ShapeTest::What::outcome);
    if (const auto* place = std::get_if<PlaceTest>(&node.test)) return with_outcome_and_asset && !place->host;
    return std::holds_alternative<NeverTest>(node.test);
}

bool Condition::holds_for(const Node& node, EventKind kind) {
    const auto holds = [kind](const Node& child) { return holds_for(child, kind); };
    switch (node.kind) {
    case query::Node::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), holds);
    case query::Node::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), holds);
    case query::Node::Kind::negate:
        return std::none_of(node.children.begin(), node.children.end(), holds);
    default:
        break;
    }
    const auto* shape = std::get_if<ShapeTest>(&node.test);
    return shape != nullptr && (shape->bits >> static_cast<unsigned>(kind) & 1U) != 0;
}

std::optional<std::uint32_t> Condition::needs_only_kinds() const {
    if (!only(root_, false)) return std::nullopt;
    std::uint32_t kinds = 0;
    for (unsigned kind = 0; kind < k_event_kind_count; ++kind)
        if (holds_for(root_, static_cast<EventKind>(kind))) kinds |= 1U << kind;
    return kinds;
}

bool Condition::uses_asset(const Node& node) {
    if (node.kind != query::Node::Kind::field)
        return std::any_of(node.children.begin(), node.children.end(), [](const Node& n) { return uses_asset(n); });
    const auto* place = std::get_if<PlaceTest>(&node.test);
    return place != nullptr && !place->host;
}

bool Condition::may_match(const Node& node, std::uint32_t kinds) {
    const auto may = [kinds](const Node& child) { return may_match(child, kinds); };
    switch (node.kind) {
    case query::Node::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), may);
    case query::Node::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), may);
    case query::Node::Kind::negate:
        return true;
    default:
        break;
    }
    if (std::holds_alternative<NeverTest>(node.test)) return false;
    const auto* shape = std::get_if<ShapeTest>(&node.test);
    return shape == nullptr || shape->what != ShapeTest::What::kind || (shape->bits & kinds) != 0;
}

bool Condition::cell(Node& node, EventKind kind, Outcome outcome, std::int64_t asset, StringCache& texts) {
    const auto holds = [&](Node& child) { return cell(child, kind, outcome, asset, texts); };
    switch (node.kind) {
    case query::Node::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), holds);
    case query::Node::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), holds);
    case query::Node::Kind::negate:
        return std::none_of(node.children.begin(), node.children.end(), holds);
    default:
        break;
    }
    if (auto* place = std::get_if<PlaceTest>(&node.test)) return place->ids.matches(asset, texts);
    const auto* shape = std::get_if<ShapeTest>(&node.test);
    if (shape == nullptr) return false;
    const auto bit =
        shape->what == ShapeTest::What::kind ? static_cast<unsigned>(kind) : static_cast<unsigned>(outcome);
    return (shape->bits >> bit & 1U) != 0;
}

bool Condition::matches_cell(EventKind kind, Outcome outcome, std::int64_t asset, StringCache& texts) {
    return cell(root_, kind, outcome, asset, texts);
}

bool Condition::shape_matches(ShapeTest& test, const Shape& shape, StringCache& texts) {
    using What = ShapeTest::What;
    switch (test.what) {
    case What::kind:
        return (test.bits >> static_cast<unsigned>(shape.kind) & 1U) != 0;
    case What::outcome:
        return (test.bits >> static_cast<unsigned>(shape.outcome) & 1U) != 0;
    case What::severity:
        return (test.bits >> static_cast<unsigned>(shape.severity) & 1U) != 0;
    case What::flagged:
        return (test.bits >> static_cast<unsigned>(is_flagged(shape)) & 1U) != 0;
    case What::rule:
        return test.ids->matches(shape.rule, texts);
    case What::process:
        return test.ids->matches(shape.process, texts);
    }
    return false;
}

} // namespace parapet::events
