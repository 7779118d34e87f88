#pragma once
// Numbers for names and texts that repeat. Used on the writer's thread within one transaction; after a rollback the
// object is thrown away with it.

#include "core/base/result.h"
#include "core/store/bulk_insert.h"
#include "core/store/connection.h"
#include "core/store/findings/flat_map.h"
#include "core/store/search/postings.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

enum class WordSet : std::uint8_t { cwe = 0, advisory = 1, tag = 2, link = 3, control = 4 };

// Rows wait to be written sixteen at a time.
struct TextRow {
    static constexpr int k_columns = 4;
    static constexpr const char* k_into = "INSERT OR ROLLBACK INTO text(id, hash, searchable, body)";
    std::int64_t id = 0, hash = 0;
    bool searchable = false;
    std::string_view body;
    void bind(Statement& to, int at) const {
        to.bind(at, id).bind(at + 1, hash).bind(at + 2, searchable).bind(at + 3, body);
    }
};
struct WordSetRow {
    static constexpr int k_columns = 4;
    static constexpr const char* k_into = "INSERT OR ROLLBACK INTO word_set(id, kind, hash, items)";
    std::int64_t id = 0, kind = 0, hash = 0;
    std::string_view items;
    void bind(Statement& to, int at) const {
        to.bind(at, id).bind(at + 1, kind).bind(at + 2, hash).bind(at + 3, items);
    }
};
struct RuleNameRow {
    static constexpr int k_columns = 4;
    static constexpr const char* k_into = "INSERT OR ROLLBACK INTO rule(id, tool, code, name)";
    std::int64_t id = 0;
    std::string_view tool, code, name;
    void bind(Statement& to, int at) const { to.bind(at, id).bind(at + 1, tool).bind(at + 2, code).bind(at + 3, name); }
};

// The texts that are handed over must stay as they are until flush().
class Interner {
public:
    Interner(Connection& db, std::uint64_t seed)
        : db_(db)
        , seed_(seed)
        , new_texts_(db)
        , new_sets_(db)
        , new_rules_(db)
        , postings_(db, SearchSpace::text) {}
    // Numbers new rows; `fresh`: their indexes are built afterwards, so that an empty table needs no looking up.
    [[nodiscard]] Result<void> begin(bool fresh);

    // Numbers are from 1; "" is 0 (store NULL).
    [[nodiscard]] Result<std::int64_t> string(std::string_view text);
    [[nodiscard]] Result<std::int64_t> text(std::string_view body, bool searchable);
    [[nodiscard]] Result<std::int64_t> words(WordSet kind, std::string_view items); // one a line
    // Also of empty names.
    [[nodiscard]] Result<std::int64_t> asset(std::string_view name, std::string_view kind);
    [[nodiscard]] Result<std::int64_t> rule(std::string_view tool, std::string_view code, std::string_view name);
    // Writes the rows that wait.
    [[nodiscard]] Result<void> flush();
    // The words of new texts and sets, at the end.
    [[nodiscard]] Result<void> write_words();
    [[nodiscard]] Result<std::int64_t> source(std::string_view name, std::string_view way_in, std::int64_t now_ns);

private:
    // A kind of row that waits: its next number, and whether what is not in the map may be in the table.
    struct Next {
        std::int64_t id = 1;
        bool look_up = true;
    };
    struct ListedWord {
        WordSet kind = WordSet::cwe;
        std::string word;
        std::int64_t set = 0;
    };
    [[nodiscard]] Result<Next> next_of(std::string_view table, bool fresh);
    [[nodiscard]] Result<std::int64_t> known_text(std::int64_t hash, bool searchable);
    [[nodiscard]] Result<std::int64_t> known_words(WordSet kind, std::int64_t hash);
    [[nodiscard]] Result<std::int64_t> known_rule(std::string_view tool, std::string_view code, std::string_view name);
    [[nodiscard]] Result<void> write_listed();
    void list_words(WordSet kind, std::int64_t set, std::string_view items);

    Connection& db_;
    std::uint64_t seed_;
    Next texts_next_, sets_next_, rules_next_;
    BulkInsert<TextRow> new_texts_;
    BulkInsert<WordSetRow> new_sets_;
    BulkInsert<RuleNameRow> new_rules_;
    std::vector<ListedWord> listed_; // of new sets
    Postings postings_;              // words of the searchable texts
    FlatMap strings_, texts_, words_, assets_, rules_;
};

} // namespace parapet
