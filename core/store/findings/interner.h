#pragma once
// Numbers for names and texts that repeat. Used on the writer's thread within one transaction; after a rollback the
// object is thrown away with it.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/findings/flat_map.h"
#include "core/store/search/postings.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

enum class WordSet : std::uint8_t { cwe = 0, advisory = 1, tag = 2, link = 3, control = 4 };

class Interner {
public:
    Interner(Connection& db, std::uint64_t seed)
        : db_(db)
        , seed_(seed)
        , postings_(db, SearchSpace::text) {}
    // The workspace holds no text yet and its index is built afterwards, so nothing needs to be looked up.
    void set_fresh() {
        fresh_ = true;
        postings_.set_fresh();
    }

    // Numbers are from 1; "" is 0 (store NULL).
    [[nodiscard]] Result<std::int64_t> string(std::string_view text);
    [[nodiscard]] Result<std::int64_t> text(std::string_view body, bool searchable);
    [[nodiscard]] Result<std::int64_t> words(WordSet kind, std::string_view items); // one a line
    // Also of empty names.
    [[nodiscard]] Result<std::int64_t> asset(std::string_view name, std::string_view kind);
    [[nodiscard]] Result<std::int64_t> rule(std::string_view tool, std::string_view code, std::string_view name);
    // The words of new texts, at the end.
    [[nodiscard]] Result<void> write_words() { return postings_.write(); }
    [[nodiscard]] Result<std::int64_t> source(std::string_view name, std::string_view way_in, std::int64_t now_ns);

private:
    [[nodiscard]] Result<void> list_words(WordSet kind, std::int64_t set, std::string_view items);
    void remember(FlatMap& map, std::uint64_t key, std::int64_t id);

    Connection& db_;
    std::uint64_t seed_;
    bool fresh_ = false;
    std::int64_t next_text_ = 0;
    Postings postings_; // words of the searchable texts
    FlatMap strings_, texts_, words_, assets_, rules_;
};

} // namespace parapet
