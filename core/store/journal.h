#pragma once
// The journal: what was imported and decided, append-only, each record's hash over the one before it.

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct JournalRecord {
    std::int64_t id = 0;         // consecutive from 1
    std::int64_t at = 0;         // ns since 1970
    std::string who, kind, body; // body: JSON
    std::string hash;            // 64 hex digits
};

// The number that the next record will have.
[[nodiscard]] Result<std::int64_t> next_journal_id(Connection& db);

// Appends within the caller's transaction; returns the record's number.
[[nodiscard]] Result<std::int64_t> journal_append(Connection& db, std::int64_t at_ns, std::string_view who,
                                                  std::string_view kind, std::string_view body);

// SHA-256 over the hash before ("" for the first) and the record's fields as a JSON array.
[[nodiscard]] std::string journal_hash(std::string_view previous, const JournalRecord& record);

// Walks the whole chain; one line for each break (at most 20), none when it is whole.
[[nodiscard]] Result<std::vector<std::string>> verify_journal(Connection& db);

// What happened to a finding. Stands in workspaces: only append.
enum class HistoryKind : std::uint8_t {
    absent = 0,  // closed: no longer in a complete scan
    seen = 1,    // seen again after it was fixed
    decided = 2, // by a person: status, owner or a note
    expired = 3, // the end of an acceptance
    ruled = 4,   // rules say something else of it: its owner, or what `detail` tells
    joined = 5,  // by a person: with other findings
    split = 6,   // by a person: what is another finding went
};

struct HistoryRow {
    std::int64_t finding = 0;
    std::int64_t at = 0; // seconds; when it took effect
    HistoryKind what = HistoryKind::decided;
    int status_from = 0, status_to = 0;
    std::int64_t until = INT64_MAX;
    std::int64_t owner_from = 0, owner_to = 0;
    std::string detail = {}; // in words
};

// Writes history rows of one journal record and keeps their digest, which the record's body is to carry as "history".
class HistoryWriter {
public:
    HistoryWriter(Connection& db, std::int64_t journal_id)
        : db_(db)
        , journal_id_(journal_id) {}
    [[nodiscard]] Result<void> add(const HistoryRow& row);
    [[nodiscard]] std::int64_t rows() const { return rows_; }
    [[nodiscard]] std::int64_t newest() const { return newest_; }
    [[nodiscard]] std::string digest(); // once, at the end; "" when there is no row

private:
    Connection& db_;
    std::int64_t journal_id_;
    std::int64_t rows_ = 0, newest_ = 0;
    Sha256 hash_;
};

} // namespace parapet
