#pragma once
// The rows of an import that is only tried: hundreds of thousands of them, packed, for a list that is scrolled.

#include "core/ingest/import.h"

#include <array>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class PreviewRows {
public:
    static constexpr std::size_t k_kinds = 6;
    static constexpr std::size_t k_most_rows = 2'000'000; // beyond these they are only counted

    struct Row {
        PreviewKind kind = PreviewKind::added;
        Severity severity = Severity::info;
        std::uint32_t document = 0;                 // counted from 0, in the order of their outcomes
        std::string_view title, rule, asset, place; // place: of a decided one what is decided
    };

    void add(const PreviewRow& row);
    void next_document() { ++document_; }
    // A document that turned out to be unreadable brings nothing: its rows go again.
    void drop_document();

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] Row row(std::size_t i) const;
    [[nodiscard]] const std::array<std::uint64_t, k_kinds>& counts() const { return counts_; }
    [[nodiscard]] bool cut() const { return cut_; } // there are more than are kept

    // In which order kinds stand when all are shown: at first what changes something, known ones last.
    void set_order(const std::array<std::uint8_t, k_kinds>& order) { order_ = order; }
    // Numbers of the rows of one kind (-1: of all) whose texts hold `words`, whatever their case.
    [[nodiscard]] std::vector<std::uint32_t> find(int kind, std::string_view words, const std::stop_token& stop) const;

private:
    struct Packed {
        std::uint64_t at = 0;
        std::array<std::uint16_t, 4> bytes{};
        std::uint32_t document = 0;
        PreviewKind kind = PreviewKind::added;
        Severity severity = Severity::info;
    };
    std::string text_;
    std::vector<Packed> rows_;
    std::array<std::uint64_t, k_kinds> counts_{}, counts_before_{};
    std::size_t rows_before_ = 0, text_before_ = 0;
    std::array<std::uint8_t, k_kinds> order_{0, 2, 3, 5, 4, 1};
    std::uint32_t document_ = 0, counted_document_ = 0;
    bool cut_ = false;
    void begin_document();
};

} // namespace parapet
