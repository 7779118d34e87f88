#include "core/store/findings/stored_columns.h"

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace parapet {

namespace {

constexpr std::int64_t k_format = 1;
constexpr std::int64_t k_small = 5000;             // findings that are read from the table in a few milliseconds
constexpr std::int64_t k_few_changed = 2000;       // are noted, or a hundredth of all
constexpr std::int64_t k_most_bytes = 256U << 20U; // of one column
// Numbers of the blobs: codes from 0, codes and values of value columns, codes, ends and bytes of texts.
constexpr int k_value_codes = 100, k_value_values = 200, k_text_codes = 300, k_text_ends = 400, k_text_bytes = 500;

struct Stored {
    std::int64_t rows = 0, last_id = 0, tried = 0;
    [[nodiscard]] bool any() const { return last_id > 0; }
};

Result<Stored> stored_state(Connection& db) {
    auto row = db.cached("SELECT rows, last_id, tried FROM finding_columns WHERE id = 1 AND format = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, k_format).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return Stored{};
    return Stored{(*row)->integer(0), (*row)->integer(1), (*row)->integer(2)};
}

// Read piece by piece straight into their place.
class Blobs {
public:
    explicit Blobs(Connection& db)
        : db_(db) {}
    ~Blobs() { sqlite3_blob_close(blob_); }
    Blobs(const Blobs&) = delete;
    Blobs& operator=(const Blobs&) = delete;
    [[nodiscard]] bool open(int number) {
        if (blob_ != nullptr) return sqlite3_blob_reopen(blob_, number) == SQLITE_OK;
        return sqlite3_blob_open(db_.raw(), "main", "finding_column", "bytes", number, 0, &blob_) == SQLITE_OK;
    }
    [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(sqlite3_blob_bytes(blob_)); }
    [[nodiscard]] bool read(void* into, std::size_t bytes, std::size_t from) {
        return sqlite3_blob_read(blob_, into, static_cast<int>(bytes), static_cast<int>(from)) == SQLITE_OK;
    }
    template<class T>
    [[nodiscard]] bool all(int number, std::vector<T>& into) {
        if (!open(number) || bytes() % sizeof(T) != 0) return false;
        into.resize(bytes() / sizeof(T));
        return read(into.data(), bytes(), 0);
    }

private:
    Connection& db_;
    sqlite3_blob* blob_ = nullptr;
};

bool read_codes(Blobs& blobs, int number, std::size_t rows, CodeColumn& column) {
    std::string head(CodeColumn::k_head_bytes, '\0');
    if (!blobs.open(number) || blobs.bytes() < head.size() || !blobs.read(head.data(), head.size(), 0)) return false;
    const auto width = static_cast<unsigned char>(head[0]);
    if (blobs.bytes() != head.size() + rows * width) return false;
    return column.adopt(head, rows,
                        [&](void* into, std::size_t bytes, std::size_t from) { return blobs.read(into, bytes, from); });
}

bool read_texts(Blobs& blobs, int number, std::size_t rows, TextColumn& column) {
    std::vector<char> bytes;
    if (!read_codes(blobs, k_text_codes + number, rows, column.codes)) return false;
    if (!blobs.all(k_text_ends + number, column.texts.ends) || !blobs.all(k_text_bytes + number, bytes)) return false;
    column.texts.all.assign(bytes.begin(), bytes.end());
    // An end too many says that there were too many texts.
    column.complete = column.texts.ends.empty() || column.texts.ends.back() != UINT32_MAX;
    if (!column.complete) column.texts = {};
    const std::vector<std::uint32_t>& ends = column.texts.ends;
    return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() || ends.back() == column.texts.all.size()) &&
           column.codes.codes() <= ends.size() + 1;
}

// A workspace may come from anyone: whatever is not as we write it is read from the table instead.
bool read_all(Connection& db, std::size_t rows, FindingColumns& c) {
    Blobs blobs(db);
    c.rows = rows;
    for (std::size_t i = 0; i < FindingColumns::k_codes; ++i)
        if (!read_codes(blobs, static_cast<int>(i), rows, *c.codes()[i])) return false;
    for (std::size_t i = 0; i < FindingColumns::k_values; ++i) {
        const int number = static_cast<int>(i);
        ValueColumn& column = *c.values()[i];
        if (!read_codes(blobs, k_value_codes + number, rows, column.codes) ||
            !blobs.all(k_value_values + number, column.values) || column.codes.codes() > column.values.size())
            return false;
    }
    for (std::size_t i = 0; i < FindingColumns::k_texts; ++i)
        if (!read_texts(blobs, static_cast<int>(i), rows, *c.texts()[i])) return false;
    for (const CodeColumn* one : {&c.severity, &c.status, &c.cause, &c.phase, &c.flags})
        if (one->codes() > 256) return false;
    for (const CodeColumn* one : {&c.asset, &c.scope, &c.rule, &c.owner, &c.file, &c.package, &c.cwe, &c.advisories,
                                  &c.controls, &c.description})
        if (one->codes() > FindingColumns::k_most_codes) return false;
    return true;
}

// Rows that are gone since they were stored.
Result<void> drop_deleted(Connection& db, FindingColumns& c) {
    auto gone = db.prepare("SELECT finding_id FROM finding_changed WHERE finding_id NOT IN (SELECT id FROM finding)");
    if (!gone) return fail(std::move(gone.error()));
    std::vector<bool> keep;
    for (;;) {
        auto there = gone->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        const std::size_t row = c.row_of(gone->integer(0));
        if (row == FindingColumns::k_no_row) continue;
        if (keep.empty()) keep.resize(c.rows, true);
        keep[row] = false;
    }
    if (keep.empty()) return {};
    for (CodeColumn* one : c.codes())
        one->keep(keep);
    for (ValueColumn* one : c.values())
        one->codes.keep(keep);
    for (TextColumn* one : c.texts())
        one->codes.keep(keep);
    c.rows = c.id.size();
    return {};
}

} // namespace

Result<std::shared_ptr<const FindingColumns>> load_columns(Connection& db) {
    auto state = stored_state(db);
    if (!state) return fail(std::move(state.error()));
    FindingColumns columns;
    if (!state->any() || state->rows < 0 || state->rows > k_most_bytes / 4 ||
        !read_all(db, static_cast<std::size_t>(state->rows), columns))
        return read_columns(db);
    auto dropped = drop_deleted(db, columns);
    if (!dropped) return fail(std::move(dropped.error()));
    auto changed = db.integer("SELECT EXISTS(SELECT 1 FROM finding_changed)");
    auto most = db.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!changed) return fail(std::move(changed.error()));
    if (!most) return fail(std::move(most.error()));
    std::vector<std::string> rows;
    if (*changed != 0) rows.emplace_back("WHERE id IN (SELECT finding_id FROM finding_changed)");
    if (*most > state->last_id) rows.push_back("NOT INDEXED WHERE id > " + std::to_string(state->last_id));
    if (rows.empty()) return std::make_shared<const FindingColumns>(std::move(columns));
    auto renewed = renew_columns(db, std::move(columns), rows);
    if (!renewed || *renewed != nullptr) return renewed;
    return read_columns(db); // a row between others, say
}

namespace {

Result<void> put_blob(Statement& put, int number, std::string_view bytes) {
    put.bind(1, number).bind_blob(2, bytes);
    return put.run();
}

template<class T>
std::string_view bytes_of(const std::vector<T>& all) {
    return {reinterpret_cast<const char*>(all.data()), all.size() * sizeof(T)};
}

Result<void> write_all(Connection& db, const FindingColumns& columns) {
    auto& c = const_cast<FindingColumns&>(columns); // codes() and the like hand out what may be changed
    auto put = db.prepare("INSERT OR REPLACE INTO finding_column(number, bytes) VALUES(?1, ?2)");
    if (!put) return fail(std::move(put.error()));
    Result<void> done;
    for (std::size_t i = 0; done && i < FindingColumns::k_codes; ++i)
        done = put_blob(*put, static_cast<int>(i), c.codes()[i]->bytes());
    for (std::size_t i = 0; done && i < FindingColumns::k_values; ++i) {
        const int number = static_cast<int>(i);
        done = put_blob(*put, k_value_codes + number, c.values()[i]->codes.bytes());
        if (done) done = put_blob(*put, k_value_values + number, bytes_of(c.values()[i]->values));
    }
    for (std::size_t i = 0; done && i < FindingColumns::k_texts; ++i) {
        const int number = static_cast<int>(i);
        TextColumn& column = *c.texts()[i];
        std::vector<std::uint32_t> ends = column.texts.ends;
        if (!column.complete) ends = {UINT32_MAX};
        done = put_blob(*put, k_text_codes + number, column.codes.bytes());
        if (done) done = put_blob(*put, k_text_ends + number, bytes_of(ends));
        if (done) done = put_blob(*put, k_text_bytes + number, column.texts.all);
    }
    return done;
}

} // namespace

Result<void> store_columns(Connection& db) {
    auto most = db.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!most) return fail(std::move(most.error()));
    if (*most < k_small)
        return db.exec("DELETE FROM finding_columns; DELETE FROM finding_column; DELETE FROM finding_changed");
    auto columns = load_columns(db);
    if (!columns) return fail(std::move(columns.error()));
    const bool fits = *columns != nullptr && (*columns)->rows > 0;
    auto done = db.exec("DELETE FROM finding_changed");
    if (done && !fits) done = db.exec("DELETE FROM finding_column");
    if (done && fits) done = write_all(db, **columns);
    if (!done) return done;
    auto put = db.cached("INSERT OR REPLACE INTO finding_columns(id, format, rows, last_id, tried)"
                         " VALUES(1, ?1, ?2, ?3, ?4)");
    if (!put) return fail(std::move(put.error()));
    const std::size_t rows = fits ? (*columns)->rows : 0;
    (*put)->bind(1, k_format).bind(2, static_cast<std::int64_t>(rows));
    (*put)->bind(3, fits ? std::int64_t{(*columns)->id[rows - 1]} : std::int64_t{0}).bind(4, *most);
    return (*put)->run();
}

Result<bool> stored_columns_are_right(Connection& db) {
    auto state = stored_state(db);
    if (!state) return fail(std::move(state.error()));
    if (!state->any()) return true;
    auto stored = load_columns(db);
    if (!stored) return fail(std::move(stored.error()));
    auto table = read_columns(db);
    if (!table) return fail(std::move(table.error()));
    if (*stored == nullptr || *table == nullptr) return *stored == *table;
    return same_columns(**stored, **table);
}

// SQLite calls it for each row that is written; those of other tables are let go at once.
struct FindingWatch {
    static void changed(void* self, int, const char*, const char* table, sqlite3_int64 row) {
        auto& changes = *static_cast<FindingChanges*>(self);
        if (row <= changes.last_id_ && std::strcmp(table, "finding") == 0) changes.changed_.add(row);
    }
};

FindingChanges::FindingChanges(Connection& db)
    : db_(db) {
    there_ = db.integer("SELECT count(*) FROM sqlite_master WHERE name = 'finding_columns'").value_or(0) > 0;
    sqlite3_update_hook(db.raw(), &FindingWatch::changed, this);
}

FindingChanges::~FindingChanges() {
    sqlite3_update_hook(db_.raw(), nullptr, nullptr);
}

Result<void> FindingChanges::begin() {
    changed_ = {};
    if (!there_) return {};
    auto state = stored_state(db_); // another process may have stored them anew
    if (!state) return fail(std::move(state.error()));
    last_id_ = state->last_id;
    tried_ = state->tried;
    return {};
}

Result<void> FindingChanges::settle() {
    if (!there_) return {};
    auto most = db_.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!most) return fail(std::move(most.error()));
    const std::int64_t last = *most;
    if (last_id_ == 0) // a tenth more than did not fit
        return last >= k_small && last >= tried_ + tried_ / 10 ? store_columns(db_) : Result<void>();
    if (last == 0) return store_columns(db_); // a table that is emptied as a whole tells of no row
    if (changed_.size() == 0 && last == last_id_) return {};
    const std::int64_t few = std::max(k_few_changed, last / 100);
    if (static_cast<std::int64_t>(changed_.size()) > few) {
        // Not worth noting them one by one.
        if (auto done = db_.exec("DELETE FROM finding_columns"); !done) return done;
        return store_columns(db_);
    }
    auto put = db_.cached("INSERT OR IGNORE INTO finding_changed VALUES(?1)");
    if (!put) return fail(std::move(put.error()));
    for (const std::int64_t id : changed_.ids())
        if (auto done = (*put)->bind(1, id).run(); !done) return done;
    auto noted = db_.integer("SELECT count(*) FROM finding_changed");
    if (!noted) return fail(std::move(noted.error()));
    return *noted + std::max<std::int64_t>(0, last - last_id_) > few ? store_columns(db_) : Result<void>();
}

} // namespace parapet
