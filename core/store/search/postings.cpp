#include "core/store/search/postings.h"

#include "core/base/hash.h"
#include "core/store/bulk_insert.h"
#include "core/store/search/words.h"

#include <algorithm>
#include <numeric>

namespace parapet {

namespace {

constexpr std::size_t k_small_chunk = 2048;                      // bytes up to which a chunk is appended to
constexpr std::uint64_t k_is_place = 1;                          // else the number is a row's distance
constexpr unsigned k_place_bits = 24;                            // of a row and a place as one number
constexpr std::uint64_t k_last_place = (1U << k_place_bits) - 1; // and all beyond; no text has so many words

void append_number(std::string& to, std::uint64_t n) {
    if (n < 0x80) { // nearly always
        to.push_back(static_cast<char>(n));
        return;
    }
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
    if (text.empty()) return;
    if (row != row_) {
        row_ = row;
        next_place_ = 0;
    }
    WordSplitter splitter(text);
    std::string_view word;
    while (splitter.next(word)) {
        const std::uint64_t place = std::min(next_place_++, k_last_place);
        Entry& e = entry_of(word);
        const std::size_t before = e.rest.size();
        if (e.last != row) {
            if (e.first == 0)
                e.first = row;
            else
                append_number(e.rest, static_cast<std::uint64_t>(row - e.last) << 1U);
            e.last = row;
            e.place = 0;
        }
        append_number(e.rest, ((place - e.place) << 1U) | k_is_place);
        e.place = place;
        bytes_ += e.rest.size() - before;
    }
    ++next_place_;
}

Result<bool> Postings::append_to_last(const Entry& e) {
    auto find = db_.cached("SELECT first, last, length(rest) FROM search_posting WHERE space = ?1 AND word = ?2"
                           " ORDER BY first DESC LIMIT 1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, static_cast<int>(space_)).bind(2, word_of(e)).step();
    if (!there) return there;
    if (!*there || (*find)->integer(2) > static_cast<std::int64_t>(k_small_chunk)) return false;
    std::string more;
    append_number(more, static_cast<std::uint64_t>(e.first - (*find)->integer(1)) << 1U);
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
    std::vector<std::uint32_t>().swap(slots_);
    std::vector<Entry>().swap(entries_);
    std::string().swap(words_);
    bytes_ = 0;
    return {};
}

namespace {

// Calls `on_row(row)` and `on_place(row, place)`. False when the bytes are not what was written.
template<class OnRow, class OnPlace>
bool read_chunk(std::int64_t first, std::int64_t last, std::string_view rest, OnRow on_row, OnPlace on_place) {
    std::int64_t row = first;
    std::uint64_t place = 0;
    on_row(row);
    const auto* at = reinterpret_cast<const unsigned char*>(rest.data());
    const auto* const end = at + rest.size();
    while (at != end) {
        std::uint64_t number = *at & 0x7FU;
        for (unsigned shift = 7; (*at++ & 0x80U) != 0; shift += 7) {
            if (at == end || shift > 56) return false;
            number |= static_cast<std::uint64_t>(*at & 0x7FU) << shift;
        }
        const std::uint64_t distance = number >> 1U;
        if ((number & k_is_place) != 0) {
            place += distance;
            if (place > k_last_place) return false;
            on_place(row, place);
            continue;
        }
        if (distance == 0 || distance > static_cast<std::uint64_t>(last - row)) return false;
        row += static_cast<std::int64_t>(distance);
        place = 0;
        on_row(row);
    }
    return row == last;
}

std::uint64_t row_and_place(std::int64_t row, std::uint64_t place) {
    return (static_cast<std::uint64_t>(row) << k_place_bits) | place;
}

// The least text that is greater than all that begin with `prefix`.
std::string after_all(std::string_view prefix) {
    std::string out(prefix);
    out += "\xF4\x8F\xBF\xBF"; // U+10FFFF
    return out;
}

// Calls `chunk(word, first, last, rest)` for all chunks of a word, or of all words that begin so, in their order.
template<class Chunk>
Result<void> each_chunk(Connection& db, SearchSpace space, std::string_view word, bool prefix, Chunk chunk) {
    word = word.substr(0, k_most_word_bytes);
    const std::string to = prefix ? after_all(word) : std::string(word);
    auto rows =
        db.cached("SELECT word, first, last, rest FROM search_posting WHERE space = ?1 AND word BETWEEN ?2 AND ?3");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, static_cast<int>(space)).bind(2, word).bind(3, to);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        if (!chunk((*rows)->text(0), (*rows)->integer(1), (*rows)->integer(2), (*rows)->blob(3)))
            return fail(Errc::workspace_damaged, "the search index is damaged", db.path(),
                        "run `parapet check --repair`");
    }
}

// The first of `sorted` from `at` on that is not less: near ones are found soonest.
std::size_t not_less(const std::vector<std::uint64_t>& sorted, std::size_t at, std::uint64_t value) {
    std::size_t step = 1, from = at;
    while (at < sorted.size() && sorted[at] < value) {
        from = at + 1;
        at += step;
        step *= 2;
    }
    const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(at, sorted.size()));
    return static_cast<std::size_t>(std::lower_bound(sorted.begin() + static_cast<std::ptrdiff_t>(from), end, value) -
                                    sorted.begin());
}

// Every place of a word, rising.
Result<void> collect_places(Connection& db, SearchSpace space, std::string_view word,
                            std::vector<std::uint64_t>& into) {
    return each_chunk(db, space, word, false, [&](std::string_view, std::int64_t first, std::int64_t last, auto rest) {
        return read_chunk(
            first, last, rest, [](std::int64_t) {},
            [&](std::int64_t row, std::uint64_t place) { into.push_back(row_and_place(row, place)); });
    });
}

// Of `places` those that a word (or one that begins so) follows at that distance.
Result<void> keep_followed(Connection& db, SearchSpace space, std::string_view word, bool prefix,
                           std::uint64_t distance, std::vector<std::uint64_t>& places) {
    std::vector<bool> followed(places.size(), false);
    std::string current;
    std::size_t at = 0; // both rise
    auto done = each_chunk(db, space, word, prefix, [&](std::string_view of, auto first, auto last, auto rest) {
        if (of != current) {
            current = of;
            at = 0;
        }
        return read_chunk(
            first, last, rest, [](std::int64_t) {},
            [&](std::int64_t row, std::uint64_t place) {
                if (place < distance) return;
                const std::uint64_t begins = row_and_place(row, place - distance);
                at = not_less(places, at, begins);
                if (at < places.size() && places[at] == begins) followed[at] = true;
            });
    });
    if (!done) return done;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (followed[i]) places[kept++] = places[i];
    places.resize(kept);
    return {};
}

} // namespace

Result<void> collect_postings(Connection& db, SearchSpace space, std::string_view word, bool prefix, IdSet& into) {
    return each_chunk(db, space, word, prefix, [&](std::string_view, std::int64_t first, std::int64_t last, auto rest) {
        return read_chunk(
            first, last, rest, [&](std::int64_t row) { into.add(row); }, [](std::int64_t, std::uint64_t) {});
    });
}

Result<void> collect_sequence(Connection& db, SearchSpace space, const std::vector<std::string>& words, bool prefix,
                              IdSet& into) {
    if (words.empty()) return {};
    std::vector<std::uint64_t> places;
    if (auto done = collect_places(db, space, words[0], places); !done) return done;
    for (std::size_t i = 1; i < words.size() && !places.empty(); ++i) {
        const bool open = prefix && i + 1 == words.size();
        if (auto done = keep_followed(db, space, words[i], open, i, places); !done) return done;
    }
    for (const std::uint64_t place : places)
        into.add(static_cast<std::int64_t>(place >> k_place_bits));
    return {};
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
    using Places = std::vector<std::uint64_t>;
    const auto add_to = [&](Places& all) {
        return [&](std::int64_t row, std::uint64_t place) {
            if (!late.has(row)) all.push_back(row_and_place(row, place));
        };
    };
    const auto no_row = [](std::int64_t) {};
    const auto expected = [&](const Entry& e) {
        Places all;
        (void)read_chunk(e.first, e.last, e.rest, no_row, add_to(all));
        return all;
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
        Places stored;
        auto done = each_chunk(db_, space_, words->text(0), false, [&](auto, auto first, auto last, auto rest) {
            return read_chunk(first, last, rest, no_row, add_to(stored));
        });
        const Entry* entry = find(words->text(0));
        if (entry != nullptr) met[static_cast<std::size_t>(entry - entries_.data())] = true;
        if (!done || stored != (entry != nullptr ? expected(*entry) : Places())) ++wrong;
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
