// A condition against the rows of a block.

#include "core/store/events/event_condition.h"

#include <algorithm>

namespace parapet::events {

namespace {

Extent extent_of(std::size_t matching, std::size_t all) {
    return matching == 0 ? Extent::none : matching == all ? Extent::all : Extent::some;
}

Extent negated(Extent extent) {
    return extent == Extent::none ? Extent::all : extent == Extent::all ? Extent::none : Extent::some;
}

} // namespace

Extent Condition::bind(BlockReader& block, StringCache& texts) {
    return bind(root_, block, texts);
}

Extent Condition::bind(Node& node, BlockReader& block, StringCache& texts) {
    switch (node.kind) {
    case query::Node::Kind::all:
        node.extent = Extent::all;
        for (Node& child : node.children) {
            const Extent extent = bind(child, block, texts);
            if (extent == Extent::none) return node.extent = Extent::none; // the others need not be looked at
            if (extent == Extent::some) node.extent = Extent::some;
        }
        return node.extent;
    case query::Node::Kind::any:
        node.extent = Extent::none;
        for (Node& child : node.children) {
            const Extent extent = bind(child, block, texts);
            if (extent == Extent::all) return node.extent = Extent::all;
            if (extent == Extent::some) node.extent = Extent::some;
        }
        return node.extent;
    case query::Node::Kind::negate:
        return node.extent = node.children.empty() ? Extent::all : negated(bind(node.children.front(), block, texts));
    default:
        return node.extent = bind_test(node, block, texts);
    }
}

Extent Condition::bind_test(Node& node, BlockReader& block, StringCache& texts) {
    node.marks.clear();
    std::size_t matching = 0;
    if (auto* shape = std::get_if<ShapeTest>(&node.test)) {
        for (const Shape& s : block.shapes())
            node.marks.push_back(shape_matches(*shape, s, texts) ? 1 : 0);
    } else if (auto* place = std::get_if<PlaceTest>(&node.test)) {
        for (const Place& p : block.places())
            node.marks.push_back(place->ids.matches(place->host ? p.host : p.asset, texts) ? 1 : 0);
    } else if (auto* code = std::get_if<CodeTest>(&node.test)) {
        const auto& codes = block.codes(code->column);
        matching = std::visit([&](auto& matcher) { return matcher.mark(codes, texts, node.marks); }, code->matcher);
        return extent_of(matching, codes.size());
    } else if (auto* object = std::get_if<ObjectTest>(&node.test)) {
        for (const std::string_view text : block.objects())
            node.marks.push_back(object->text.matches(text) ? 1 : 0);
    } else if (auto* search = std::get_if<TextSearch>(&node.test)) {
        return search->bind(block, texts);
    } else {
        return Extent::none;
    }
    matching = static_cast<std::size_t>(std::count(node.marks.begin(), node.marks.end(), 1));
    return extent_of(matching, node.marks.size());
}

void Condition::rows(BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks) {
    rows(root_, block, segment, texts, marks, 0);
}

void Condition::rows(Node& node, BlockReader& block, std::size_t segment, StringCache& texts,
                     std::span<std::uint8_t> marks, std::size_t depth) {
    if (node.extent != Extent::some) {
        std::fill(marks.begin(), marks.end(), static_cast<std::uint8_t>(node.extent == Extent::all));
        return;
    }
    if (node.kind == query::Node::Kind::field) {
        test_rows(node, block, segment, texts, marks);
        return;
    }
    if (node.kind == query::Node::Kind::negate) {
        rows(node.children.front(), block, segment, texts, marks, depth);
        for (std::uint8_t& mark : marks)
            mark ^= 1U;
        return;
    }
    const bool all = node.kind == query::Node::Kind::all;
    std::fill(marks.begin(), marks.end(), static_cast<std::uint8_t>(all));
    if (spare_.size() <= depth) spare_.resize(depth + 1);
    spare_[depth].resize(k_segment_rows);
    for (Node& child : node.children) {
        // Decided for the whole block, and not by this child alone: it makes no difference.
        if (child.extent == (all ? Extent::all : Extent::none)) continue;
        rows(child, block, segment, texts, std::span(spare_[depth]).first(marks.size()), depth + 1);
        const std::uint8_t* const other = spare_[depth].data();
        if (all)
            for (std::size_t i = 0; i < marks.size(); ++i)
                marks[i] &= other[i];
        else
            for (std::size_t i = 0; i < marks.size(); ++i)
                marks[i] |= other[i];
    }
}

void Condition::test_rows(Node& node, BlockReader& block, std::size_t segment, StringCache& texts,
                          std::span<std::uint8_t> marks) {
    Column column = Column::shape;
    if (std::holds_alternative<PlaceTest>(node.test)) column = Column::place;
    if (std::holds_alternative<ObjectTest>(node.test)) column = Column::object;
    if (const auto* code = std::get_if<CodeTest>(&node.test)) column = code->column;
    if (auto* search = std::get_if<TextSearch>(&node.test)) {
        search->rows(block, segment, texts, marks);
        return;
    }
    const auto indexes = block.numbers(column, segment);
    const std::uint8_t* const of = node.marks.data();
    for (std::size_t i = 0; i < marks.size(); ++i)
        marks[i] = of[indexes[i]];
}

} // namespace parapet::events
