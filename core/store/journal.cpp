#include "core/store/journal.h"

#include "core/base/json.h"

#include <fmt/format.h>

namespace parapet {

namespace {

std::string canonical(const HistoryRow& row) {
    return fmt::format("{} {} {} {} {} {} {} {}{}{}\n", row.finding, row.at, static_cast<int>(row.what),
                       row.status_from, row.status_to, row.until, row.owner_from, row.owner_to,
                       row.detail.empty() ? "" : " ", row.detail);
}

// The digest of the history rows that belong to one record, as they stand now.
Result<std::string> history_digest(Connection& db, std::int64_t journal_id) {
    auto rows = db.cached("SELECT finding_id, at, what, status_from, status_to, until, owner_from, owner_to,"
                          " detail FROM history WHERE journal_id = ?1 ORDER BY id");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, journal_id);
    Sha256 hash;
    bool any = false;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        any = true;
        HistoryRow row;
        row.finding = (*rows)->integer(0);
        row.at = (*rows)->integer(1);
        row.what = static_cast<HistoryKind>((*rows)->integer(2));
        row.status_from = static_cast<int>((*rows)->integer(3));
        row.status_to = static_cast<int>((*rows)->integer(4));
        row.until = (*rows)->integer(5);
        row.owner_from = (*rows)->integer(6);
        row.owner_to = (*rows)->integer(7);
        row.detail = (*rows)->str(8);
        hash.update(canonical(row));
    }
    return any ? hash.hex() : std::string();
}

// Its rows of the history were taken back with the import, and a later record says so.
Result<bool> is_undone(Connection& db, std::int64_t journal_id) {
    auto row = db.cached("SELECT j.body FROM undone_journal u JOIN journal j ON j.id = u.undo_id AND j.kind = 'undo'"
                         " WHERE u.id = ?1 AND j.id > ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, journal_id).step();
    if (!there) return there;
    if (!*there) return false;
    json::Document document;
    const std::string text = (*row)->str(0);
    const auto body = document.parse(text);
    return body && (*body)["from"].integer().value_or(INT64_MAX) <= journal_id &&
           (*body)["to"].integer().value_or(0) >= journal_id;
}

Result<void> verify_record(Connection& db, const JournalRecord& record, std::string_view previous,
                           std::int64_t expected_id, std::vector<std::string>& breaks) {
    if (record.id != expected_id)
        breaks.push_back(
            fmt::format("journal: record {} is missing; the chain is broken there, restore a copy or a bundle"
                        " to see what it said",
                        expected_id));
    if (journal_hash(previous, record) != record.hash)
        breaks.push_back(
            fmt::format("journal: record {} was changed after it was written (its hash does not fit)", record.id));
    auto digest = history_digest(db, record.id);
    if (!digest) return fail(std::move(digest.error()));
    json::Document document;
    const auto body = document.parse(record.body);
    const std::string_view said = body ? (*body)["history"].str() : std::string_view();
    auto undone = is_undone(db, record.id);
    if (!undone) return fail(std::move(undone.error()));
    if (*undone && digest->empty()) return {};
    if (said != *digest)
        breaks.push_back(
            fmt::format("journal: the history rows of record {} are not those that it was written with", record.id));
    return {};
}

} // namespace

Result<std::int64_t> next_journal_id(Connection& db) {
    auto last = db.integer("SELECT max(id) FROM journal");
    if (!last) return last;
    return *last + 1;
}

std::string journal_hash(std::string_view previous, const JournalRecord& record) {
    std::string text(previous);
    text += '\n';
    json::Writer out(text);
    out.begin_array().value(record.id).value(record.at).value(record.who).value(record.kind).value(record.body);
    out.end_array();
    return sha256_hex(text);
}

Result<std::int64_t> journal_append(Connection& db, std::int64_t at_ns, std::string_view who, std::string_view kind,
                                    std::string_view body) {
    auto previous = db.text("SELECT hash FROM journal ORDER BY id DESC LIMIT 1");
    if (!previous) return fail(std::move(previous.error()));
    auto id = next_journal_id(db);
    if (!id) return id;
    const JournalRecord record{*id, at_ns, std::string(who), std::string(kind), std::string(body), {}};
    const std::string hash = journal_hash(*previous, record);
    auto put = db.cached("INSERT INTO journal(id, at, who, kind, body, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, *id).bind(2, at_ns).bind(3, who).bind(4, kind).bind(5, body).bind(6, hash);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return id;
}

Result<std::vector<std::string>> verify_journal(Connection& db) {
    constexpr std::size_t k_most = 20;
    std::vector<std::string> breaks;
    auto rows = db.prepare("SELECT id, at, who, kind, body, hash FROM journal ORDER BY id");
    if (!rows) return fail(std::move(rows.error()));
    std::string previous;
    for (std::int64_t expected = 1; breaks.size() < k_most; ++expected) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        const JournalRecord record{rows->integer(0), rows->integer(1), rows->str(2),
                                   rows->str(3),     rows->str(4),     rows->str(5)};
        if (auto done = verify_record(db, record, previous, expected, breaks); !done)
            return fail(std::move(done.error()));
        expected = record.id;
        previous = record.hash;
    }
    auto loose = db.integer("SELECT count(*) FROM history WHERE journal_id NOT IN (SELECT id FROM journal)");
    if (!loose) return fail(std::move(loose.error()));
    if (*loose > 0) breaks.push_back(fmt::format("journal: {} history rows belong to no record", *loose));
    return breaks;
}

Result<void> HistoryWriter::add(const HistoryRow& row) {
    auto put = db_.cached("INSERT INTO history(finding_id, at, journal_id, what, status_from, status_to, until,"
                          " owner_from, owner_to, detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, row.finding).bind(2, row.at).bind(3, journal_id_).bind(4, static_cast<int>(row.what));
    (*put)->bind(5, row.status_from).bind(6, row.status_to).bind(7, row.until);
    (*put)->bind(8, row.owner_from).bind(9, row.owner_to).bind(10, row.detail);
    if (auto done = (*put)->run(); !done) return done;
    hash_.update(canonical(row));
    newest_ = std::max(newest_, row.at);
    ++rows_;
    return {};
}

std::string HistoryWriter::digest() {
    return rows_ == 0 ? std::string() : hash_.hex();
}

} // namespace parapet
