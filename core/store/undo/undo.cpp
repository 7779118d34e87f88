#include "core/store/undo/undo.h"

#include "core/base/json.h"
#include "core/base/time.h"
#include "core/store/journal.h"
#include "core/store/search/reindex.h"
#include "core/store/undo/undo_tables.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <map>
#include <sqlite3.h>
#include <tuple>
#include <utility>

namespace parapet {

namespace {

constexpr std::size_t k_most_paths = 100;
constexpr int k_updated = 1, k_deleted = 2;

struct Run {
    std::int64_t at = 0, schema = 0, journal_before = 0, journal_after = 0;
    bool overtaken = false, search_rebuilt = false;
};

Result<std::optional<Run>> read_run(Connection& db) {
    auto row = db.prepare("SELECT at, schema, journal_before, journal_after, overtaken, search_rebuilt FROM undo_run");
    if (!row) return fail(std::move(row.error()));
    auto there = row->step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return std::optional<Run>();
    Run run;
    run.at = row->integer(0);
    run.schema = row->integer(1);
    run.journal_before = row->integer(2);
    run.journal_after = row->integer(3);
    run.overtaken = row->integer(4) != 0;
    run.search_rebuilt = row->integer(5) != 0;
    return std::optional<Run>(run);
}

// Whether rows were added to a numbered table by somebody who did not say so.
Result<bool> grew_since(Connection& db) {
    for (const std::string_view table : numbered_undo_tables()) {
        auto grew = db.integer(fmt::format("SELECT (SELECT coalesce(max(id), 0) FROM {0}) <> after FROM undo_mark"
                                           " WHERE tbl = '{0}'",
                                           table),
                               1);
        if (!grew) return fail(std::move(grew.error()));
        if (*grew != 0) return true;
    }
    return false;
}

Error refused(Connection& db, std::string what) {
    return {Errc::conflict, std::move(what), db.path(),
            "take back decisions by deciding again; import a newer report to close what is no longer there"};
}

// What came after it, in words.
Result<std::string> what_came_after(Connection& db, const Run& run) {
    auto row = db.prepare("SELECT kind, who, at, body FROM journal WHERE id > ?1 AND kind <> 'undo'"
                          " ORDER BY kind = 'import', id DESC LIMIT 1");
    if (!row) return fail(std::move(row.error()));
    auto there = row->bind(1, run.journal_after).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return std::string("findings or events were changed after the import");
    const std::string when = format_rfc3339(from_unix_nanos(row->integer(2)));
    if (row->text(0) == "decision")
        return fmt::format("decisions were made after the import, the last by {} at {}", row->str(1), when);
    if (row->text(0) == "expiry") return fmt::format("decisions ended after the import, at {}", when);
    if (row->text(0) == "import") {
        json::Document document;
        const std::string body = row->str(3);
        const auto parsed = document.parse(body);
        const std::string path = parsed ? std::string((*parsed)["path"].str()) : std::string();
        return fmt::format("another import came after it: {} at {}", path, when);
    }
    return fmt::format("the findings were changed after the import ({} by {} at {})", row->str(0), row->str(1), when);
}

Result<std::optional<Error>> refusal_of(Connection& db, const Run& run) {
    auto schema = db.integer("SELECT max(number) FROM migration");
    if (!schema) return fail(std::move(schema.error()));
    if (*schema != run.schema)
        return std::optional<Error>(refused(db, "the workspace was brought up to date after the import"));
    auto grew = grew_since(db);
    if (!grew) return fail(std::move(grew.error()));
    if (!run.overtaken && !*grew) return std::optional<Error>();
    auto after = what_came_after(db, run);
    if (!after) return fail(std::move(after.error()));
    return std::optional<Error>(refused(db, "the last import cannot be taken back: " + *after));
}

Result<void> read_sums(Connection& db, const Run& run, LastImportRun& out) {
    auto sums = db.prepare("SELECT count(*), coalesce(sum(records), 0), coalesce(sum(findings_new), 0),"
                           " coalesce(sum(findings_reopened), 0), coalesce(sum(findings_gone), 0),"
                           " coalesce(sum(events_stored + events_counted), 0),"
                           " (SELECT count(*) FROM journal WHERE id > ?1 AND id <= ?2 AND kind = 'decision')"
                           " FROM import WHERE id > (SELECT before FROM undo_mark WHERE tbl = 'import')");
    if (!sums) return fail(std::move(sums.error()));
    sums->bind(1, run.journal_before).bind(2, run.journal_after);
    if (auto there = sums->step(); !there) return fail(std::move(there.error()));
    out.imports = sums->integer(0);
    out.records = sums->integer(1);
    out.findings_new = sums->integer(2);
    out.findings_reopened = sums->integer(3);
    out.findings_gone = sums->integer(4);
    out.events = sums->integer(5);
    out.decisions = sums->integer(6);
    auto paths = db.prepare("SELECT path FROM import WHERE id > (SELECT before FROM undo_mark WHERE tbl = 'import')"
                            " ORDER BY id LIMIT ?1");
    if (!paths) return fail(std::move(paths.error()));
    paths->bind(1, static_cast<std::int64_t>(k_most_paths));
    for (;;) {
        auto there = paths->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        out.paths.push_back(paths->str(0));
    }
}

// Statements that reverse one kind of entry of the log.
class Reverser {
public:
    Reverser(Connection& db, const std::vector<UndoTable>& tables)
        : db_(db) {
        for (const UndoTable& table : tables)
            tables_.emplace(table.name, &table);
    }

    Result<void> reverse(const Statement& entry) {
        const auto table = tables_.find(entry.str(0));
        if (table == tables_.end()) return damaged();
        const UndoTable& t = *table->second;
        const auto op = static_cast<int>(entry.integer(1));
        const std::uint64_t mask =
            static_cast<std::uint64_t>(entry.integer(2)) & ((std::uint64_t{1} << t.columns.size()) - 1);
        if (op == k_updated && mask == 0) return {};
        Statement& put = statements_[{&t, op, mask}];
        if (!put) {
            auto prepared = db_.prepare(sql(t, op, mask));
            if (!prepared) return fail(std::move(prepared.error()));
            put = std::move(*prepared);
        }
        int at = 1;
        const auto give = [&](std::size_t column) {
            sqlite3_bind_value(put.raw(), at++, sqlite3_column_value(entry.raw(), static_cast<int>(column)));
        };
        for (std::size_t i = 0; i < t.columns.size(); ++i)
            if (op != 0 && (mask >> i & 1U) != 0) give(k_first_value + i);
        if (op != k_deleted)
            for (std::size_t i = 0; i < t.keys.size(); ++i)
                give(k_first_key + i);
        return put.run();
    }

private:
    static constexpr std::size_t k_first_key = 3, k_first_value = k_first_key + k_most_undo_keys;

    Result<void> damaged() const {
        return fail(Errc::workspace_damaged, "what is kept for undo does not read", db_.path(),
                    "the workspace is as it was; run `parapet check`");
    }
    static std::string where(const UndoTable& t) {
        std::string out;
        for (const std::string& key : t.keys)
            out += (out.empty() ? " WHERE " : " AND ") + sql_name(key) + " IS ?";
        return out;
    }
    static std::string sql(const UndoTable& t, int op, std::uint64_t mask) {
        if (op == 0) return "DELETE FROM " + sql_name(t.name) + where(t);
        std::string names, marks;
        for (std::size_t i = 0; i < t.columns.size(); ++i) {
            if ((mask >> i & 1U) == 0) continue;
            const std::string comma = names.empty() ? "" : ",";
            names += comma + sql_name(t.columns[i]) + (op == k_updated ? "=?" : "");
            marks += comma + "?";
        }
        if (op == k_updated) return "UPDATE " + sql_name(t.name) + " SET " + names + where(t);
        return "INSERT OR REPLACE INTO " + sql_name(t.name) + "(" + names + ") VALUES(" + marks + ")";
    }

    Connection& db_;
    std::map<std::string, const UndoTable*> tables_;
    std::map<std::tuple<const UndoTable*, int, std::uint64_t>, Statement> statements_;
};

bool is_search(const std::string& table) {
    return table == "search_posting" || table == "search_late";
}

Result<void> remove_new(Connection& db, const std::vector<UndoTable>& tables, const Run& run) {
    for (const UndoTable& table : tables) {
        if (table.remove_new.empty() || (run.search_rebuilt && is_search(table.name))) continue;
        if (auto done = db.exec(table.remove_new); !done) return done;
    }
    return {};
}

Result<void> remove_late(Connection& db, const std::vector<UndoTable>& tables) {
    for (const UndoTable& table : tables)
        if (!table.remove_late.empty())
            if (auto done = db.exec(table.remove_late); !done) return done;
    return {};
}

Result<void> reverse_log(Connection& db, const std::vector<UndoTable>& tables, const Run& run, JobContext& job) {
    std::string columns = "tbl, op, mask";
    for (std::size_t i = 0; i < k_most_undo_keys; ++i)
        columns += ", k" + std::to_string(i);
    for (std::size_t i = 0; i < k_most_undo_columns; ++i)
        columns += ", v" + std::to_string(i);
    auto entries = db.prepare("SELECT " + columns + " FROM undo_row ORDER BY id DESC");
    if (!entries) return fail(std::move(entries.error()));
    Reverser reverser(db, tables);
    for (std::uint64_t n = 1;; ++n) {
        auto there = entries->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        if ((n & 0xFFFU) == 0)
            if (auto go = job.check(); !go) return go;
        if (run.search_rebuilt && is_search(entries->str(0))) continue;
        if (auto done = reverser.reverse(*entries); !done) return done;
    }
}

// Before this, rows that belong to no journal record any more; the trigger of the history lets them go.
Result<void> undo_history(Connection& db, const Run& run, std::int64_t record) {
    auto put =
        db.prepare("INSERT INTO undone_journal(id, undo_id) SELECT id, ?3 FROM journal WHERE id > ?1 AND id <= ?2"
                   " AND kind IN ('import', 'decision', 'expiry')");
    if (!put) return fail(std::move(put.error()));
    if (auto done = put->bind(1, run.journal_before).bind(2, run.journal_after).bind(3, record).run(); !done)
        return done;
    auto cut = db.prepare("DELETE FROM history WHERE journal_id IN (SELECT id FROM undone_journal WHERE undo_id = ?1)");
    if (!cut) return fail(std::move(cut.error()));
    return cut->bind(1, record).run();
}

std::string journal_body(const LastImportRun& undone, const Run& run) {
    std::string body;
    json::Writer w(body);
    w.begin_object().field("from", run.journal_before + 1).field("to", run.journal_after);
    w.field("imports", undone.imports).field("decisions", undone.decisions).field("records", undone.records);
    w.field("new", undone.findings_new).field("reopened", undone.findings_reopened);
    w.field("gone", undone.findings_gone).field("events", undone.events);
    w.key("paths").begin_array();
    for (const std::string& path : undone.paths)
        w.value(path);
    w.end_array().end_object();
    return body;
}

Result<void> look_at_references(Connection& db) {
    auto rows = db.prepare("PRAGMA foreign_key_check");
    if (!rows) return fail(std::move(rows.error()));
    auto there = rows->step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return {};
    return fail(Errc::internal, "rows of " + rows->str(0) + " would point to nothing", db.path(),
                "the import stays; please report this");
}

Result<LastImportRun> undo_in(Connection& db, const std::string& who, std::int64_t now_ns, JobContext& job) {
    auto run = read_run(db);
    if (!run) return fail(std::move(run.error()));
    auto undone = last_import_run(db);
    if (!undone) return fail(std::move(undone.error()));
    if (!*run || !*undone)
        return fail(Errc::not_found, "there is no import that could be taken back", db.path(),
                    "only the last import can be, once");
    if ((*undone)->refusal) return fail(*(*undone)->refusal);
    auto record = next_journal_id(db);
    if (!record) return fail(std::move(record.error()));
    auto tables = undo_tables(db);
    if (!tables) return fail(std::move(tables.error()));
    const auto stage = [&](std::string label, int number) {
        constexpr std::uint64_t k_stages = 5;
        job.update(
            [&](Progress& p) {
                p.label = std::move(label);
                p.files_done = static_cast<std::uint64_t>(number);
                p.files_total = k_stages;
            },
            true);
    };
    stage("History", 0);
    auto done = job.check();
    if (done) done = undo_history(db, **run, *record);
    stage("New records", 1);
    if (done) done = remove_new(db, *tables, **run);
    stage("Changed records", 2);
    if (done) done = job.check();
    if (done) done = reverse_log(db, *tables, **run, job);
    if (done) done = remove_late(db, *tables);
    stage("Search", 3);
    if (done && (*run)->search_rebuilt) done = rebuild_search(db);
    if (done) done = db.exec("DELETE FROM undo_row; DELETE FROM undo_mark; DELETE FROM undo_run");
    stage("References", 4);
    if (done) done = look_at_references(db);
    if (!done) return fail(std::move(done.error()));
    auto written = journal_append(db, now_ns, who, "undo", journal_body(**undone, **run));
    if (!written) return fail(std::move(written.error()));
    return std::move(**undone);
}

} // namespace

Result<std::optional<LastImportRun>> last_import_run(Connection& db) {
    auto run = read_run(db);
    if (!run) return fail(std::move(run.error()));
    if (!*run) return std::optional<LastImportRun>();
    LastImportRun out;
    out.at = (*run)->at;
    if (auto done = read_sums(db, **run, out); !done) return fail(std::move(done.error()));
    auto refusal = refusal_of(db, **run);
    if (!refusal) return fail(std::move(refusal.error()));
    out.refusal = std::move(*refusal);
    return std::optional<LastImportRun>(std::move(out));
}

Result<LastImportRun> undo_last_import(Workspace& workspace, const std::string& who, JobContext& job) {
    Result<LastImportRun> out = fail(Errc::internal, "nothing was undone");
    Changed what = Writer::everything();
    what.settings = false;
    what.keeps_undo = true; // there is none left
    auto done = workspace.writer().transact_loose(
        [&](Connection& db) -> Result<void> {
            const auto guard = db.interrupt_on(job.token());
            out = undo_in(db, who, unix_nanos(workspace.now()), job);
            if (!out) return fail(out.error());
            return {};
        },
        what);
    if (!done) return fail(std::move(done.error()));
    return out;
}

} // namespace parapet
