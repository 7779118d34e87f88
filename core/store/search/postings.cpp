#include "core/store/search/postings.h"

#include "core/base/hash.h"
#include "core/store/bulk_insert.h"
#include "core/store/search/words.h"

#include <algorithm>
#include <numeric>

namespace parapet {

namespace {

constexpr std::size_t k_small_chunk = 1024; // bytes up to which a chunk is appended to

void append_number(std::string& to, std::uint64_t n) {
    while (n >= 0x80) {
        to += static_cast<char>(0x80U | (n & 0x7FU));
        n >>= 7U;
    }
    to += static_cast<char>(n);
}

struct ChunkRow {
    static constexpr int k_columns = 5;
    static constexpr const char* k_into = "INSERT OR ROLLBACK INTO search_posting(space, word, first, last, rest)";
    int space = 0;
    std::string_view word, rest;
    std::int64_t first = 0, last = 0;
    void bind(Statement& to, int at) const {
        to.bind(at, space).bind(at + 1, word).bind(at + 2, first).bind(at + 3, last).bind_blob(at + 4, rest);
    }
};

} // namespace

void Postings::grow() {
    slots_.assign(slots_.empty() ? 4096 : slots_.size() * 2, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::size_t at = entries_[i].hash & (slots_.size() - 1);
        while (slots_[at] != 0)
            at = (at + 1) & (slots_.size() - 1);
        slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

Postings::Entry& Postings::entry_of(std::string_view word) {
    if ((entries_.size() + 1) * 2 > slots_.size()) grow();
    const std::uint64_t hash = hash64(word);
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        Entry& e = entries_[slots_[at] - 1];
        if (e.hash == hash && word_of(e) == word) return e;
    }
    Entry e;
    e.hash = hash;
    e.word = static_cast<std::uint32_t>(words_.size());
    e.word_bytes = static_cast<std::uint32_t>(word.size());
    words_ += word;
    bytes_ += sizeof(Entry) + word.size() + 8;
    entries_.push_back(std::move(e));
    slots_[at] = static_cast<std::uint32_t>(entries_.size());
    return entries_.back();
}

void Postings::add(std::int64_t row, std::string_view text) {
    WordSplitter splitter(text);
    std::string_view word;
    while (splitter.next(word)) {
        Entry& e = entry_of(word);
        if (e.last == row) continue;
        if (e.first == 0)
            e.first = row;
        else
            append_number(e.rest, static_cast<std::uint64_t>(row - e.last));
        e.last = row;
        ++bytes_;
    }
}

Result<bool> Postings::append_to_last(const Entry& e) {
    auto find = db_.cached("SELECT first, last, length(rest) FROM search_posting WHERE space = ?1 AND word = ?2"
                           " ORDER BY first DESC LIMIT 1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, static_cast<int>(space_)).bind(2, word_of(e)).step();
    if (!there) return there;
    if (!*there || (*find)->integer(2) > static_cast<std::int64_t>(k_small_chunk)) return false;
    std::string more;
    append_number(more, static_cast<std::uint64_t>(e.first - (*find)->integer(1)));
    more += e.rest;
    auto put = db_.cached("UPDATE search_posting SET rest = CAST(rest || ?4 AS BLOB), last = ?5"
                          " WHERE space = ?1 AND word = ?2 AND first = ?3");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, static_cast<int>(space_)).bind(2, word_of(e)).bind(3, (*find)->integer(0));
    (*put)->bind_blob(4, more).bind(5, e.last);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return true;
}

// In the order of the table, so that its pages are filled one after the other.
Result<void> Postings::write() {
    std::vector<std::uint32_t> order(entries_.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return word_of(entries_[a]) < word_of(entries_[b]); });
    BulkInsert<ChunkRow> chunks(db_);
    for (const std::uint32_t i : order) {
        const Entry& e = entries_[i];
        if (!fresh_) {
            auto appended = append_to_last(e);
            if (!appended) return fail(std::move(appended.error()));
            if (*appended) continue;
        }
        if (auto done = chunks.add({static_cast<int>(space_), word_of(e), e.rest, e.first, e.last}); !done) return done;
    }
    if (auto done = chunks.flush(); !done) return done;
    slots_.clear();
    entries_.clear();
    words_.clear();
    bytes_ = 0;
    return {};
}

namespace {

// False when the bytes are not what was written.
bool read_chunk(std::int64_t first, std::int64_t last, std::string_view rest, IdSet& into) {
    std::int64_t row = first;
    into.add(row);
    for (std::size_t i = 0; i < rest.size();) {
        std::uint64_t step = 0;
        unsigned shift = 0;
        unsigned char byte = 0;
        do {
            byte = static_cast<unsigned char>(rest[i++]);
            step |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            shift += 7;
        } while ((byte & 0x80U) != 0 && i < rest.size() && shift < 63);
        if (step == 0 || step > static_cast<std::uint64_t>(last - row)) return false;
        row += static_cast<std::int64_t>(step);
        into.add(row);
    }
    return row == last;
}

// The least text that is greater than all that begin with `prefix`.
std::string after_all(std::string_view prefix) {
    std::string out(prefix);
    out += "\xF4\x8F\xBF\xBF"; // U+10FFFF
    return out;
}

} // namespace

Result<void> collect_postings(Connection& db, SearchSpace space, std::string_view word, bool prefix, IdSet& into) {
    word = word.substr(0, k_most_word_bytes);
    const std::string to = prefix ? after_all(word) : std::string(word);
    auto rows = db.cached("SELECT first, last, rest FROM search_posting WHERE space = ?1 AND word BETWEEN ?2 AND ?3");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, static_cast<int>(space)).bind(2, word).bind(3, to);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        if (!read_chunk((*rows)->integer(0), (*rows)->integer(1), (*rows)->blob(2), into))
            return fail(Errc::workspace_damaged, "the search index is damaged", db.path(),
                        "run `parapet check --repair`");
    }
}

const Postings::Entry* Postings::find(std::string_view word) const {
    if (slots_.empty()) return nullptr;
    const std::uint64_t hash = hash64(word);
    for (std::size_t at = hash & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        const Entry& e = entries_[slots_[at] - 1];
        if (e.hash == hash && word_of(e) == word) return &e;
    }
    return nullptr;
}

Result<std::int64_t> Postings::differences(const IdSet& late) {
    const auto without_late = [&](const IdSet& set) {
        std::vector<std::int64_t> rows = set.ids();
        std::erase_if(rows, [&](std::int64_t row) { return late.has(row); });
        return rows;
    };
    const auto expected = [&](const Entry& e) {
        IdSet set;
        (void)read_chunk(e.first, e.last, e.rest, set);
        return without_late(set);
    };
    std::int64_t wrong = 0;
    std::vector<bool> met(entries_.size(), false);
    auto words = db_.prepare("SELECT DISTINCT word FROM search_posting WHERE space = ?1");
    if (!words) return fail(std::move(words.error()));
    words->bind(1, static_cast<int>(space_));
    for (;;) {
        auto there = words->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        IdSet stored;
        auto done = collect_postings(db_, space_, words->text(0), false, stored);
        const Entry* entry = find(words->text(0));
        if (entry != nullptr) met[static_cast<std::size_t>(entry - entries_.data())] = true;
        const auto wanted = entry != nullptr ? expected(*entry) : std::vector<std::int64_t>();
        if (!done || without_late(stored) != wanted) ++wrong;
    }
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (!met[i] && !expected(entries_[i]).empty()) ++wrong;
    return wrong;
}

Result<std::vector<std::int64_t>> late_findings(Connection& db) {
    auto rows = db.cached("SELECT finding_id FROM search_late ORDER BY finding_id");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<std::int64_t> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back((*rows)->integer(0));
    }
}

} // namespace parapet
