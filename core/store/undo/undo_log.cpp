#include "core/store/undo/undo_log.h"

#include "core/store/undo/undo_tables.h"

#include <fmt/format.h>

#include <string>

namespace parapet {

namespace {

std::string numbered_names(std::string_view letter, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += "," + std::string(letter) + std::to_string(i);
    return out;
}

std::string values_of(std::string_view row, const std::vector<std::string>& columns) {
    std::string out;
    for (const std::string& column : columns)
        out += "," + std::string(row) + "." + sql_name(column);
    return out;
}

std::string trigger(const UndoTable& t, std::string_view event, std::string_view when, const std::string& body) {
    return "CREATE TEMP TRIGGER " + sql_name("undo_" + std::string(event) + "_" + t.name) + " AFTER " +
           std::string(event) + " ON main." + sql_name(t.name) + " WHEN " + std::string(when) + " BEGIN " + body +
           "; END;";
}

std::string mask_of_all(const UndoTable& t) {
    return std::to_string((std::uint64_t{1} << t.columns.size()) - 1);
}

// Only what the statement changed is kept.
std::string update_body(const UndoTable& t) {
    std::string mask = "0", values;
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
        const std::string differs = "OLD." + sql_name(t.columns[i]) + " IS NOT NEW." + sql_name(t.columns[i]);
        mask += "+((" + differs + ")<<" + std::to_string(i) + ")";
        values += ",CASE WHEN " + differs + " THEN OLD." + sql_name(t.columns[i]) + " END";
    }
    return "INSERT INTO undo_row(tbl,op,mask" + numbered_names("k", t.keys.size()) +
           numbered_names("v", t.columns.size()) + ") VALUES(" + sql_literal(t.name) + ",1," + mask +
           values_of("OLD", t.keys) + values + ")";
}

// Many updates write what stands there already.
std::string any_differs(const UndoTable& t) {
    std::string out;
    for (const std::string& column : t.columns)
        out += (out.empty() ? "" : " OR ") + ("OLD." + sql_name(column)) + " IS NOT NEW." + sql_name(column);
    return out;
}

std::string triggers_of(const UndoTable& t) {
    const std::string_view on = "EXISTS (SELECT 1 FROM temp.undo_top)";
    const std::string when = t.old_row.empty() ? std::string(on) : t.old_row;
    std::string out = trigger(t, "UPDATE", "(" + when + ") AND (" + any_differs(t) + ")", update_body(t));
    out += trigger(t, "DELETE", when,
                   "INSERT INTO undo_row(tbl,op,mask" + numbered_names("k", t.keys.size()) +
                       numbered_names("v", t.columns.size()) + ") VALUES(" + sql_literal(t.name) + ",2," +
                       mask_of_all(t) + values_of("OLD", t.keys) + values_of("OLD", t.columns) + ")");
    if (t.log_inserts)
        out += trigger(t, "INSERT", on,
                       "INSERT INTO undo_row(tbl,op,mask" + numbered_names("k", t.keys.size()) + ") VALUES(" +
                           sql_literal(t.name) + ",0,0" + values_of("NEW", t.keys) + ")");
    return out;
}

// For as long as the connection lives; they do something only while temp.undo_top has rows.
Result<void> make_triggers(Connection& db) {
    auto there = db.integer("SELECT count(*) FROM sqlite_temp_master WHERE name = 'undo_top'");
    if (!there) return fail(std::move(there.error()));
    if (*there > 0) return {};
    auto tables = undo_tables(db);
    if (!tables) return fail(std::move(tables.error()));
    std::string sql = "CREATE TEMP TABLE undo_top(tbl TEXT PRIMARY KEY, before INTEGER NOT NULL) WITHOUT ROWID;";
    for (const UndoTable& table : *tables)
        sql += triggers_of(table);
    return db.exec(sql);
}

Result<void> clear(Connection& db, std::string_view run, std::int64_t now_ns) {
    if (auto done = db.exec("DELETE FROM undo_row; DELETE FROM undo_mark; DELETE FROM undo_run"); !done) return done;
    auto put = db.prepare("INSERT INTO undo_run(one, run, at, schema, journal_before, journal_after) VALUES(1, ?1, ?2,"
                          " (SELECT max(number) FROM migration), (SELECT coalesce(max(id), 0) FROM journal), 0)");
    if (!put) return fail(std::move(put.error()));
    if (auto done = put->bind(1, run).bind(2, now_ns).run(); !done) return done;
    std::string sql;
    for (const std::string_view table : numbered_undo_tables())
        sql += fmt::format("INSERT INTO undo_mark SELECT '{0}', coalesce(max(id), 0), 0 FROM {0};", table);
    return db.exec(sql);
}

} // namespace

Result<void> begin_undo_log(Connection& db, std::string_view run, std::int64_t now_ns) {
    auto last = db.prepare("SELECT overtaken FROM undo_run WHERE run = ?1");
    if (!last) return fail(std::move(last.error()));
    auto same = last->bind(1, run).step();
    if (!same) return fail(std::move(same.error()));
    if (*same && last->integer(0) != 0) return {}; // the rest of it cannot be taken back either
    last->reset();
    if (!*same) {
        if (auto done = clear(db, run, now_ns); !done) return done;
    }
    if (auto done = make_triggers(db); !done) return done;
    return db.exec("INSERT INTO temp.undo_top SELECT tbl, before FROM main.undo_mark");
}

Result<void> end_undo_log(Connection& db) {
    auto on = db.integer("SELECT count(*) FROM sqlite_temp_master WHERE name = 'undo_top'");
    if (!on) return fail(std::move(on.error()));
    if (*on == 0) return {};
    on = db.integer("SELECT count(*) FROM temp.undo_top");
    if (!on) return fail(std::move(on.error()));
    if (*on == 0) return {};
    if (auto done = db.exec("DELETE FROM temp.undo_top;"
                            "UPDATE undo_run SET journal_after = (SELECT coalesce(max(id), 0) FROM journal)");
        !done)
        return done;
    std::string sql;
    for (const std::string_view table : numbered_undo_tables())
        sql += fmt::format("UPDATE undo_mark SET after = (SELECT coalesce(max(id), 0) FROM {0}) WHERE tbl = '{0}';",
                           table);
    return db.exec(sql);
}

Result<void> overtake_undo(Connection& db) {
    return db.exec("UPDATE undo_run SET overtaken = 1 WHERE overtaken = 0");
}

} // namespace parapet
