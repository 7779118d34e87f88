// Text search: each word by the full-text index, put together as sets.
#include "core/base/text.h"
#include "core/store/findings/condition.h"

#include <algorithm>
#include <string>
#include <vector>

namespace parapet {

namespace {

constexpr std::size_t k_most_words = 16;
constexpr std::size_t k_few_texts = 500;

bool is_letter(char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A string of FTS5's query language that stands for just these words.
std::string match_text(std::string_view word, bool phrase) {
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"') out += '"';
        if (c != '\0') out += c;
    }
    // "100%" is complete, "100" may go on.
    return out + (phrase || !is_letter(word.back()) ? "\"" : "\" *");
}

Result<void> collect(Statement& rows, IdSet& into) {
    for (;;) {
        auto there = rows.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        into.add(rows.integer(0));
    }
}

Result<void> collect(Connection& db, std::string_view sql, std::string_view value, IdSet& into) {
    auto rows = db.cached(sql);
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, value);
    return collect(**rows, into);
}

std::string id_list(const IdSet& set) {
    std::string list = "[";
    for (const std::int64_t id : set.ids()) {
        if (list.size() > 1) list += ',';
        list += std::to_string(id);
    }
    return list + "]";
}

Result<void> collect_described(Connection& db, std::string_view match, IdSet& into) {
    IdSet texts;
    if (auto done = collect(db, "SELECT rowid FROM description_search WHERE description_search MATCH ?1", match, texts);
        !done)
        return done;
    if (texts.size() == 0) return {};
    if (texts.size() <= k_few_texts)
        return collect(db,
                       "SELECT f.id FROM json_each(?1) t CROSS JOIN finding f INDEXED BY finding_by_description"
                       " ON f.description_id = t.value",
                       id_list(texts), into);
    auto rows = db.cached("SELECT f.id FROM finding f INDEXED BY finding_by_description"
                          " WHERE f.description_id > 0 AND in_set(?1, f.description_id)");
    if (!rows) return fail(std::move(rows.error()));
    bind_id_set(**rows, 1, texts);
    return collect(**rows, into);
}

// Nothing that the index could find: "%" or "->" stand in titles only.
bool has_token(std::string_view word) {
    return std::any_of(word.begin(), word.end(), is_letter);
}

Result<IdSet> search_word(Connection& db, std::string_view word, bool phrase) {
    IdSet found;
    const std::string pattern = "%" + like_pattern(word, false) + "%";
    if (!has_token(word)) {
        auto done = collect(db, "SELECT id FROM finding WHERE title LIKE ?1 ESCAPE '\\'", pattern, found);
        if (!done) return fail(std::move(done.error()));
        return found;
    }
    const std::string match = match_text(word, phrase);
    auto done = collect(db, "SELECT rowid FROM finding_search WHERE finding_search MATCH ?1", match, found);
    if (done) done = collect_described(db, match, found);
    if (done)
        done = collect(db,
                       "SELECT f.id FROM asset a CROSS JOIN finding f ON f.asset_id = a.id"
                       " WHERE a.name LIKE ?1 ESCAPE '\\'",
                       pattern, found);
    if (!done) return fail(std::move(done.error()));
    return found;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t from = text.find_first_not_of(" \t\r\n");
        if (from == std::string_view::npos) break;
        text.remove_prefix(from);
        const std::size_t end = text.find_first_of(" \t\r\n");
        words.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end);
    }
    if (words.size() > k_most_words) words.resize(k_most_words);
    return words;
}

} // namespace

Result<IdSet> search_findings(Connection& db, std::string_view text, bool phrase) {
    if (phrase) return search_word(db, text, true);
    IdSet all;
    bool first = true;
    for (const std::string_view word : words_of(text)) {
        auto found = search_word(db, word, false);
        if (!found) return found;
        if (first)
            all = std::move(*found);
        else
            all.keep_only(*found);
        first = false;
        if (all.size() == 0) break;
    }
    return all;
}

} // namespace parapet
