#include "core/store/import_row.h"

#include "core/base/text.h"

namespace parapet {

Result<std::int64_t> insert_import(Connection& db, const ImportRowData& row) {
    auto put = db.cached("INSERT INTO import(at, path, bytes, sha256, options, kind, format, tool, tool_version, why,"
                         " source_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, row.at).bind(2, row.path).bind(3, row.bytes).bind(4, row.sha256).bind(5, row.options);
    (*put)->bind(6, row.kind).bind(7, row.format).bind(8, row.tool).bind(9, row.tool_version).bind(10, row.why);
    (*put)->bind(11, row.source);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return db.last_insert_id();
}

namespace {

Result<void> put_warnings(Connection& db, std::int64_t import, const std::vector<ImportWarningRow>& warnings) {
    auto put = db.cached("INSERT INTO import_warning(import_id, number, place, what, line) VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!put) return fail(std::move(put.error()));
    std::int64_t number = 0;
    for (const ImportWarningRow& warning : warnings) {
        (*put)->clear();
        (*put)->bind(1, import).bind(2, ++number).bind(3, warning.place).bind(4, warning.what);
        if (warning.line >= 0) (*put)->bind(5, warning.line);
        if (auto done = (*put)->run(); !done) return done;
    }
    return {};
}

} // namespace

Result<void> finish_import(Connection& db, const ImportRowData& row, const std::vector<ImportWarningRow>& warnings) {
    auto put =
        db.cached("UPDATE import SET bytes = ?2, sha256 = ?3, tool = ?4, tool_version = ?5, seconds = ?6, records = ?7,"
                  " findings_new = ?8, findings_known = ?9, findings_reopened = ?10, findings_gone = ?11, merged = ?12,"
                  " checks = ?13, skipped = ?14, events_stored = ?15, events_counted = ?16, warning_count = ?17,"
                  " newest_data = ?18 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, row.id).bind(2, row.bytes).bind(3, row.sha256).bind(4, row.tool).bind(5, row.tool_version);
    (*put)->bind(6, row.seconds).bind(7, row.records).bind(8, row.findings_new).bind(9, row.findings_known);
    (*put)->bind(10, row.findings_reopened).bind(11, row.findings_gone).bind(12, row.merged).bind(13, row.checks);
    (*put)->bind(14, row.skipped).bind(15, row.events_stored).bind(16, row.events_counted);
    (*put)->bind(17, row.warning_count);
    if (row.newest_data) (*put)->bind(18, *row.newest_data);
    if (auto done = (*put)->run(); !done) return done;
    return put_warnings(db, row.id, warnings);
}

Result<bool> has_import_of_size(Connection& db, std::uint64_t bytes) {
    auto find = db.cached("SELECT 1 FROM import WHERE bytes = ?1 LIMIT 1");
    if (!find) return fail(std::move(find.error()));
    return (*find)->bind(1, static_cast<std::int64_t>(bytes)).step();
}

Result<void> read_import_counts(Connection& db, std::int64_t id, ImportRowData& out) {
    auto find = db.cached("SELECT records, findings_new, findings_known, findings_reopened, merged, checks, skipped"
                          " FROM import WHERE id = ?1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return {};
    const auto number = [&](int column) { return static_cast<std::uint64_t>((*find)->integer(column)); };
    out.records = number(0);
    out.findings_new = number(1);
    out.findings_known = number(2);
    out.findings_reopened = number(3);
    out.merged = number(4);
    out.checks = number(5);
    out.skipped = number(6);
    return {};
}

Result<std::int64_t> same_import(Connection& db, const std::string& sha256, const std::string& options) {
    auto find = db.cached("SELECT id FROM import WHERE sha256 = ?1 AND options = ?2 ORDER BY id DESC LIMIT 1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, sha256).bind(2, options).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*find)->integer(0) : std::int64_t{0};
}

Result<DeadlinePolicy> deadline_policy(Connection& db) {
    DeadlinePolicy policy;
    auto setting = db.text("SELECT value FROM setting WHERE key = 'deadline_days'");
    if (!setting) return fail(std::move(setting.error()));
    const auto words = split(*setting, ',');
    if (words.size() != policy.days.size()) return policy;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::int64_t days = 0;
        if (parse_int(words[i], days) && days >= 0 && days <= 3650) policy.days[i] = static_cast<int>(days);
    }
    return policy;
}

} // namespace parapet
