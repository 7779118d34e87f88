#include "core/store/import_queries.h"

#include "core/store/sql.h"

namespace parapet {

namespace {

constexpr std::int64_t k_ns = 1'000'000'000;
constexpr std::int64_t k_day = 86'400;

constexpr std::string_view k_columns =
    "SELECT i.id, i.at, i.path, i.bytes, i.sha256, i.kind, i.format, i.tool, i.tool_version, i.why, i.source_id,"
    " i.seconds, i.records, i.findings_new, i.findings_known, i.findings_reopened, i.findings_gone, i.merged, i.checks,"
    " i.skipped, i.events_stored, i.events_counted, i.warning_count, i.newest_data, s.name"
    " FROM import i JOIN source s ON s.id = i.source_id WHERE ";

std::uint64_t count(const Statement& s, int column) {
    return static_cast<std::uint64_t>(s.integer(column));
}

ImportListRow row_of(const Statement& s) {
    ImportListRow r;
    ImportRowData& d = r.data;
    d.id = s.integer(0);
    d.at = s.integer(1);
    d.path = s.str(2);
    d.bytes = count(s, 3);
    d.sha256 = s.str(4);
    d.kind = static_cast<int>(s.integer(5));
    d.format = s.str(6);
    d.tool = s.str(7);
    d.tool_version = s.str(8);
    d.why = s.str(9);
    d.source = s.integer(10);
    d.seconds = s.real(11);
    d.records = count(s, 12);
    d.findings_new = count(s, 13);
    d.findings_known = count(s, 14);
    d.findings_reopened = count(s, 15);
    d.findings_gone = count(s, 16);
    d.merged = count(s, 17);
    d.checks = count(s, 18);
    d.skipped = count(s, 19);
    d.events_stored = count(s, 20);
    d.events_counted = count(s, 21);
    d.warning_count = count(s, 22);
    d.newest_data = s.maybe_integer(23);
    r.source = s.str(24);
    return r;
}

Result<std::vector<ImportListRow>> read_all(Connection& db, const SqlText& sql) {
    auto rows = prepare(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<ImportListRow> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(row_of(*rows));
    }
}

} // namespace

Result<std::vector<ImportListRow>> list_imports(Connection& db, const std::string& source, const std::string& text,
                                                std::int64_t before, std::size_t limit) {
    SqlText sql(k_columns);
    sql << "1";
    if (before > 0) (sql << " AND i.id < ").arg(before);
    if (!source.empty()) (sql << " AND i.source_id = (SELECT id FROM source WHERE name = ").arg(source) << ")";
    if (!text.empty()) (sql << " AND i.path LIKE ").arg("%" + like_pattern(text, false) + "%") << " ESCAPE '\\'";
    (sql << " ORDER BY i.id DESC LIMIT ").arg(static_cast<std::int64_t>(limit));
    return read_all(db, sql);
}

Result<std::optional<ImportListRow>> read_import(Connection& db, std::int64_t id) {
    SqlText sql(k_columns);
    (sql << "i.id = ").arg(id);
    auto rows = read_all(db, sql);
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return std::optional<ImportListRow>();
    return std::optional<ImportListRow>(std::move(rows->front()));
}

Result<std::vector<ImportWarningRow>> read_warnings(Connection& db, std::int64_t import) {
    auto rows = db.cached("SELECT place, what, line FROM import_warning WHERE import_id = ?1 ORDER BY number");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, import);
    std::vector<ImportWarningRow> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back({(*rows)->str(0), (*rows)->str(1), (*rows)->maybe_integer(2).value_or(-1)});
    }
}

Result<std::vector<ScanListRow>> read_scans(Connection& db, std::int64_t import) {
    auto rows = db.cached("SELECT c.tool, a.name, c.policy, s.at, s.complete, s.failed, s.dated FROM scan s"
                          " JOIN scope c ON c.id = s.scope_id JOIN asset a ON a.id = c.asset_id"
                          " WHERE s.import_id = ?1 ORDER BY s.id LIMIT 1000");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, import);
    std::vector<ScanListRow> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const Statement& s = **rows;
        out.push_back(
            {s.str(0), s.str(1), s.str(2), s.integer(3), s.integer(4) != 0, s.integer(5) != 0, s.integer(6) != 0});
    }
}

namespace {

Result<void> read_import_times(Connection& db, SourceListRow& source) {
    auto rows = db.cached("SELECT at FROM import WHERE source_id = ?1 ORDER BY id DESC LIMIT 32");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, source.id);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        source.import_times.push_back((*rows)->integer(0) / k_ns);
    }
}

} // namespace

Result<std::vector<SourceListRow>> list_sources(Connection& db, std::int64_t now_seconds) {
    auto rows = db.prepare(
        "SELECT s.id, s.name, s.way_in, count(i.id), coalesce(sum(i.records), 0),"
        " coalesce(sum(CASE WHEN i.at >= ?1 THEN i.records END), 0),"
        " coalesce(sum(i.findings_new + i.findings_known), 0), coalesce(sum(i.events_stored + i.events_counted), 0),"
        " max(i.at), max(i.newest_data), (SELECT tool FROM import WHERE source_id = s.id ORDER BY id DESC LIMIT 1),"
        " group_concat(DISTINCT i.format), coalesce((SELECT max(last_failed) FROM scope WHERE source_id = s.id), 0),"
        " coalesce((SELECT max(last_scan) FROM scope WHERE source_id = s.id), 0)"
        " FROM source s LEFT JOIN import i ON i.source_id = s.id GROUP BY s.id ORDER BY s.name");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, (now_seconds - k_day) * k_ns);
    std::vector<SourceListRow> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        SourceListRow r;
        r.id = rows->integer(0);
        r.name = rows->str(1);
        r.way_in = rows->str(2);
        r.imports = rows->integer(3);
        r.records = rows->integer(4);
        r.records_24h = rows->integer(5);
        r.findings = rows->integer(6);
        r.events = rows->integer(7);
        r.last = rows->maybe_integer(8);
        r.last_data = rows->maybe_integer(9);
        r.tool = rows->str(10);
        r.formats = rows->str(11);
        r.last_failed = rows->integer(12);
        r.last_scan = rows->integer(13);
        out.push_back(std::move(r));
    }
    for (SourceListRow& source : out)
        if (auto done = read_import_times(db, source); !done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<double>> source_trend(Connection& db, std::int64_t source, std::int64_t now_seconds, int days) {
    std::vector<double> out(static_cast<std::size_t>(days), 0);
    const std::int64_t first_day = now_seconds / k_day - days + 1;
    auto rows =
        db.cached("SELECT at / 1000000000 / 86400 - ?2, sum(records) FROM import WHERE source_id = ?1 AND at >= ?3"
                  " GROUP BY 1");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, source).bind(2, first_day).bind(3, first_day * k_day * k_ns);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const std::int64_t day = (*rows)->integer(0);
        if (day >= 0 && day < days) out[static_cast<std::size_t>(day)] = (*rows)->real(1);
    }
}

} // namespace parapet
