#pragma once
// The search index: for each word the rows that hold it and where in them, as rising numbers in few bytes. See
// resources/adr/0004.
//
// A word's rows stand in chunks, each keyed by its first row. Numbers of new rows rise, so an import appends: to the
// last chunk while that is small, else as a chunk of its own.
//
// The bytes of a chunk are numbers, seven bits a byte: 2 x the distance to the next row, or 2 x the distance to the
// word's next place in the row + 1. They begin with the places in the first row. Places count the row's words, with one
// left out between two texts: words in sequence are those at places that follow each other.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/id_set.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

enum class SearchSpace : std::uint8_t { finding = 0, text = 1 }; // what the numbers are: finding.id, text.id

// Collects the words of an import's new rows and writes them at its end (or earlier, when there are too many).
class Postings {
public:
    Postings(Connection& db, SearchSpace space)
        : db_(db)
        , space_(space) {}
    // The index is empty: nothing needs to be looked up.
    void set_fresh() { fresh_ = true; }

    // Rows in rising order; a row's texts one after the other, in the order of words_of_finding().
    void add(std::int64_t row, std::string_view text);
    [[nodiscard]] bool large() const { return bytes_ > k_most_bytes; }
    [[nodiscard]] Result<void> write();
    // How many words have other rows or places in the table than in what was added here, `late` rows aside.
    [[nodiscard]] Result<std::int64_t> differences(const IdSet& late);

private:
    static constexpr std::size_t k_most_bytes = 10U << 20U;
    struct Entry {
        std::uint64_t hash = 0;
        std::int64_t first = 0, last = 0;
        std::uint32_t word = 0, word_bytes = 0; // in words_
        std::uint64_t place = 0;                // of its last occurrence
        std::string rest;
    };
    [[nodiscard]] Entry& entry_of(std::string_view word);
    [[nodiscard]] std::string_view word_of(const Entry& e) const {
        return std::string_view(words_).substr(e.word, e.word_bytes);
    }
    [[nodiscard]] const Entry* find(std::string_view word) const;
    void grow();
    [[nodiscard]] Result<bool> append_to_last(const Entry& e);

    Connection& db_;
    SearchSpace space_;
    bool fresh_ = false;
    std::vector<std::uint32_t> slots_; // 1 + index into entries_; 0 = free
    std::vector<Entry> entries_;
    std::string words_;
    std::size_t bytes_ = 0;
    std::int64_t row_ = -1;        // of the last text
    std::uint64_t next_place_ = 0; // within it
};

// Adds the rows that hold a word; with `prefix`, any word that begins so.
[[nodiscard]] Result<void> collect_postings(Connection& db, SearchSpace space, std::string_view word, bool prefix,
                                            IdSet& into);

// Adds the rows that hold these words one after the other; with `prefix`, the last may go on.
[[nodiscard]] Result<void> collect_sequence(Connection& db, SearchSpace space, const std::vector<std::string>& words,
                                            bool prefix, IdSet& into);

// Rows of `finding` whose words were changed after they were indexed: to be looked at themselves.
[[nodiscard]] Result<std::vector<std::int64_t>> late_findings(Connection& db);

} // namespace parapet
