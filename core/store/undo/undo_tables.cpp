#include "core/store/undo/undo_tables.h"

#include "core/model/feed.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parapet {

namespace {

// Rows get rising ids, one after the other.
constexpr std::array<std::string_view, 15> k_numbered{
    "string",   "text", "asset",   "owner",    "source",       "import",      "rule",      "scope",
    "word_set", "scan", "finding", "sighting", "event_string", "event_block", "event_part"};

// Rows that hang on one of those.
struct Dependent {
    std::string_view table, column, on;
};
constexpr std::array<Dependent, 8> k_dependents{{{"word_of_set", "set_id", "word_set"},
                                                 {"check_outcome", "scan_id", "scan"},
                                                 {"import_warning", "import_id", "import"},
                                                 {"event_counted", "import_id", "import"},
                                                 {"sighting_change", "import_id", "import"},
                                                 {"sighting_gap", "import_id", "import"},
                                                 {"import_end", "import_id", "import"},
                                                 {"fact", "import_id", "import"}}};

// A feed replaces all of the one before it: what is there belongs to the import that `feed` names.
constexpr std::array<std::pair<std::string_view, FeedKind>, 2> k_feeds{
    {{"feed_epss", FeedKind::epss}, {"feed_kev", FeedKind::kev}}};

// The journal and the history have rules of their own, and the stored columns follow the findings by themselves.
constexpr std::array<std::string_view, 12> k_left_out{
    "revision",  "hash_seed", "migration",      "journal",         "history",        "undo_run",
    "undo_mark", "undo_row",  "undone_journal", "finding_columns", "finding_column", "finding_changed"};

// Where `table` ended before the run, while it is written ...
std::string top(std::string_view table) {
    return "(SELECT before FROM temp.undo_top WHERE tbl = '" + std::string(table) + "')";
}
// ... and when it is taken back.
std::string mark(std::string_view table) {
    return "(SELECT before FROM main.undo_mark WHERE tbl = '" + std::string(table) + "')";
}

// A chunk of the search index begins with a finding or a text. A further witness of a known finding stands among its
// other sightings, so that its number says nothing.
void add_rule(UndoTable& t) {
    const std::string from = "DELETE FROM " + sql_name(t.name) + " WHERE ";
    if (std::find(k_numbered.begin(), k_numbered.end(), t.name) != k_numbered.end()) {
        t.old_row = "OLD.id <= " + top(t.name);
        t.remove_new = from + "id > " + mark(t.name);
    }
    for (const Dependent& d : k_dependents) {
        if (t.name != d.table) continue;
        t.old_row = "OLD." + std::string(d.column) + " <= " + top(d.on);
        t.remove_new = from + std::string(d.column) + " > " + mark(d.on);
    }
    for (const auto& [table, kind] : k_feeds) {
        if (t.name != table) continue;
        const std::string import = "(SELECT import_id FROM feed WHERE name = '" + std::string(name_of(kind)) + "')";
        t.old_row = import + " <= " + top("import");
        t.remove_new = from + import + " > " + mark("import");
    }
    if (t.name == "search_posting") {
        t.old_row = "OLD.first <= CASE OLD.space WHEN 0 THEN " + top("finding") + " ELSE " + top("text") + " END";
        t.remove_new = from + "first > CASE space WHEN 0 THEN " + mark("finding") + " ELSE " + mark("text") + " END";
    }
    if (t.name == "sighting") {
        t.old_row += " AND (OLD.own IS NULL OR OLD.import_id <= " + top("import") + ")";
        t.remove_late = from + "own IS NOT NULL AND import_id > " + mark("import");
    }
    t.log_inserts = t.remove_new.empty();
}

Result<void> read_columns(Connection& db, UndoTable& table) {
    auto rows = db.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, table.name);
    std::vector<std::pair<std::int64_t, std::string>> keys;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        table.columns.push_back(rows->str(0));
        if (rows->integer(1) > 0) keys.emplace_back(rows->integer(1), rows->str(0));
    }
    std::sort(keys.begin(), keys.end());
    for (auto& [number, name] : keys)
        table.keys.push_back(std::move(name));
    if (table.keys.empty()) table.keys.emplace_back("rowid");
    if (table.columns.size() > k_most_undo_columns || table.keys.size() > k_most_undo_keys)
        return fail(Errc::internal, "table " + table.name + " is too wide for the undo log");
    return {};
}

} // namespace

std::span<const std::string_view> numbered_undo_tables() {
    return k_numbered;
}

std::string sql_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string sql_literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

Result<std::vector<UndoTable>> undo_tables(Connection& db) {
    auto rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
                           " ESCAPE '\\' ORDER BY name");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<UndoTable> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        if (std::find(k_left_out.begin(), k_left_out.end(), rows->text(0)) != k_left_out.end()) continue;
        UndoTable table;
        table.name = rows->str(0);
        out.push_back(std::move(table));
    }
    for (UndoTable& table : out) {
        if (auto done = read_columns(db, table); !done) return fail(std::move(done.error()));
        add_rule(table);
    }
    return out;
}

} // namespace parapet
