#pragma once
// A filter of the events domain, ready to be held against blocks, column by column, or against cells of the roll-ups.
// One per thread: it remembers what it looked up.

#include "core/query/filter.h"
#include "core/store/events/block_reader.h"
#include "core/store/events/matchers.h"
#include "core/store/events/text_search.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parapet::events {

// Of all rows of a block: does the condition hold for none, some (each must be asked), or all?
enum class Extent : std::uint8_t { none, some, all };

class Condition {
public:
    // Both texts in the filter language; an empty one lets everything through. Errc::bad_argument as query::parse.
    [[nodiscard]] static Result<Condition> compile(Connection& db, std::string_view filter,
                                                   std::string_view global_filter);

    [[nodiscard]] bool lets_all_through() const { return root_.children.empty(); }
    // Answers from kind, outcome and asset alone: then roll-ups will do.
    [[nodiscard]] bool needs_only_rollups() const { return only(root_, true); }
    // Answers from the kind alone: its kinds, bit by EventKind.
    [[nodiscard]] std::optional<std::uint32_t> needs_only_kinds() const;
    [[nodiscard]] bool needs_asset() const { return uses_asset(root_); }
    [[nodiscard]] bool matches_cell(EventKind kind, Outcome outcome, std::int64_t asset, StringCache& texts);

    // Could a block with these kinds hold such an event?
    [[nodiscard]] bool may_match(std::uint32_t kinds) const { return may_match(root_, kinds); }
    // Looks at the dictionaries of an opened block, as few as need be; then rows() of its segments.
    [[nodiscard]] Extent bind(BlockReader& block, StringCache& texts);
    // 1 where it holds; `marks` has the length of the segment.
    void rows(BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks);

private:
    struct ShapeTest {
        enum class What : std::uint8_t { kind, outcome, severity, flagged, rule, process } what = What::kind;
        std::uint32_t bits = 0; // of kind, outcome, severity
        std::optional<IdMatcher> ids;
    };
    struct PlaceTest {
        bool host = false; // else the asset
        IdMatcher ids;
    };
    struct CodeTest { // user, source, destination
        Column column = Column::user;
        std::variant<IdMatcher, AddressMatcher> matcher;
    };
    struct ObjectTest {
        TextMatcher text;
    };
    struct NeverTest {};
    using Test = std::variant<NeverTest, ShapeTest, PlaceTest, CodeTest, ObjectTest, TextSearch>;

    struct Node {
        query::Node::Kind kind = query::Node::Kind::all; // all, any, negate; field = a test
        std::vector<Node> children;
        Test test;
        // Of the block that was bound last.
        Extent extent = Extent::all;
        std::vector<std::uint8_t> marks; // by entry of the dictionary
    };

    [[nodiscard]] static Result<Node> make(Connection& db, const query::Node& from);
    [[nodiscard]] static Result<Node> make_field(Connection& db, const query::Node& from);
    [[nodiscard]] static Result<Node> make_test(Connection& db, const query::Node& from);
    [[nodiscard]] static bool only(const Node& node, bool with_outcome_and_asset);
    [[nodiscard]] static bool holds_for(const Node& node, EventKind kind);
    [[nodiscard]] static bool uses_asset(const Node& node);
    [[nodiscard]] static bool may_match(const Node& node, std::uint32_t kinds);
    [[nodiscard]] static bool cell(Node& node, EventKind kind, Outcome outcome, std::int64_t asset, StringCache& texts);

    [[nodiscard]] static bool shape_matches(ShapeTest& test, const Shape& shape, StringCache& texts);
    static Extent bind(Node& node, BlockReader& block, StringCache& texts);
    static Extent bind_test(Node& node, BlockReader& block, StringCache& texts);
    void rows(Node& node, BlockReader& block, std::size_t segment, StringCache& texts, std::span<std::uint8_t> marks,
              std::size_t depth);
    void test_rows(Node& node, BlockReader& block, std::size_t segment, StringCache& texts,
                   std::span<std::uint8_t> marks);

    Node root_;
    std::vector<std::vector<std::uint8_t>> spare_; // by depth
};

} // namespace parapet::events
