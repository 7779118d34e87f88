#include "core/store/check.h"

#include "core/store/events/rollup_check.h"
#include "core/store/findings/stored_columns.h"
#include "core/store/journal.h"
#include "core/store/read_pool.h"
#include "core/store/search/reindex.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace parapet {

void add_problem(CheckReport& report, std::string what) {
    report.clean = false;
    report.problems.push_back(std::move(what));
}

namespace {

// Rows of a pragma, a line each.
Result<std::vector<std::string>> lines_of(Connection& db, std::string_view sql, std::size_t most) {
    auto rows = db.prepare(sql);
    if (!rows) return fail(std::move(rows.error()));
    std::vector<std::string> out;
    while (out.size() < most) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        std::string line = rows->str(0);
        for (int i = 1; i < rows->columns(); ++i)
            line += " " + rows->str(i);
        out.push_back(std::move(line));
    }
    return out;
}

constexpr std::size_t k_most_lines = 20;

Result<void> check_database(Connection& db, CheckReport& report) {
    report.checked.emplace_back("database pages and indexes");
    auto lines = lines_of(db, "PRAGMA integrity_check(20)", k_most_lines);
    if (!lines && lines.error().code == Errc::workspace_damaged) {
        add_problem(report, "database: " + lines.error().what + "; restore a copy, or export what can still be read");
        return {};
    }
    if (!lines) return fail(std::move(lines.error()));
    for (const std::string& line : *lines)
        if (line != "ok") add_problem(report, "database: " + line + "; `parapet check --repair` rebuilds indexes");
    report.checked.emplace_back("references between tables");
    auto loose = lines_of(db, "PRAGMA foreign_key_check", k_most_lines);
    if (!loose) return fail(std::move(loose.error()));
    for (const std::string& line : *loose)
        add_problem(report, "references: table and row " + line + " point to nothing");
    return {};
}

struct Count {
    std::string_view sql, what;
};
constexpr std::array<Count, 12> k_finding_counts{{
    {"SELECT count(*) FROM finding f WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.id = f.id << 16)",
     "findings have no sighting"},
    {"SELECT count(*) FROM sighting s WHERE NOT EXISTS (SELECT 1 FROM finding f WHERE f.id = s.id >> 16)",
     "sightings belong to no finding"},
    {"SELECT count(*) FROM finding f WHERE f.status < 4 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.finding_id = "
     "f.id)"
     " AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at = "
     "0)",
     "findings are open although no tool sees them any more"},
    {"SELECT count(*) FROM finding f WHERE f.status = 5 AND EXISTS (SELECT 1 FROM sighting s JOIN scope c ON c.id ="
     " s.scope_id WHERE s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at = 0"
     " AND max(s.last_seen, c.last_complete) > f.fixed_at)",
     "findings are fixed although a newer scan sees them"},
    {"SELECT count(*) FROM finding f WHERE (f.status = 5) <> (f.fixed_at > 0)",
     "findings have a date of their fix that does not fit their status"},
    {"SELECT count(*) FROM finding f JOIN history h ON h.id = (SELECT max(id) FROM history WHERE finding_id = f.id)"
     " WHERE h.status_to <> f.status OR h.owner_to <> f.owner_id",
     "findings have another status or owner than the last that their history tells"},
    {"SELECT count(*) FROM finding f WHERE f.status IN (3, 4) AND NOT EXISTS (SELECT 1 FROM decision d"
     " WHERE d.finding_id = f.id AND d.status = f.status AND d.until = f.decided_until)",
     "findings are accepted or false positives without a decision that says so"},
    {"SELECT count(*) FROM finding f JOIN (SELECT id >> 16 AS finding, max(severity) AS worst FROM sighting"
     " WHERE gone_at = 0 GROUP BY 1) s ON s.finding = f.id WHERE f.severity <> s.worst",
     "findings have another severity than the worst of their sightings"},
    {"SELECT (SELECT count(*) FROM history h WHERE NOT EXISTS (SELECT 1 FROM finding WHERE id = h.finding_id) AND NOT"
     " EXISTS (SELECT 1 FROM finding_joined WHERE id = h.finding_id)) + (SELECT count(*) FROM decision d WHERE NOT"
     " EXISTS (SELECT 1 FROM finding WHERE id = d.finding_id) AND NOT EXISTS (SELECT 1 FROM finding_joined WHERE id ="
     " d.finding_id))",
     "decisions or steps of the history are of findings that are not there"},
    {"SELECT (SELECT count(*) FROM finding_joined j WHERE NOT EXISTS (SELECT 1 FROM finding WHERE id = j.into_id) AND"
     " NOT EXISTS (SELECT 1 FROM finding_joined WHERE id = j.into_id)) + (SELECT count(*) FROM finding_joined j JOIN"
     " finding f ON f.id = j.id OR f.identity = j.identity) + (SELECT count(*) FROM finding_split s WHERE NOT EXISTS"
     " (SELECT 1 FROM finding WHERE id = s.finding_id) AND NOT EXISTS (SELECT 1 FROM finding_joined WHERE id ="
     " s.finding_id))",
     "findings were joined or split by hand with ones that are not there"},
    {"SELECT count(*) FROM finding WHERE first_seen > last_seen",
     "findings were last seen before they were first seen"},
    // A record may tell several findings (a host its ports), but none may be lost.
    {"SELECT count(*) FROM import i WHERE i.records > i.findings_new + i.findings_known + i.findings_reopened + "
     "i.merged"
     " + i.checks + i.skipped AND i.kind NOT IN (1, 4) AND i.events_stored + i.events_counted = 0",
     "imports have records of which nothing became known"},
}};

} // namespace

Result<void> check_findings(Connection& db, CheckReport& report) {
    report.checked.emplace_back("findings and their sightings");
    for (const Count& count : k_finding_counts) {
        auto n = db.integer(count.sql);
        if (!n) return fail(std::move(n.error()));
        if (*n > 0)
            add_problem(report, fmt::format("findings: {} {}; import the newest reports again", *n, count.what));
    }
    return {};
}

// Lists are made from the columns: they must say what the table says.
Result<void> check_columns(Workspace& workspace, Connection& db, bool repair, CheckReport& report) {
    report.checked.emplace_back("columns of findings");
    auto begun = db.exec("BEGIN");
    if (!begun) return begun;
    auto right = stored_columns_are_right(db);
    if (auto ended = db.exec("ROLLBACK"); !ended) return ended;
    if (!right) return fail(std::move(right.error()));
    if (*right) return {};
    if (!repair) {
        add_problem(report, "findings: the columns that lists are made from differ from the findings; run"
                            " `parapet check --repair`");
        return {};
    }
    const auto again = [](Connection& writing) -> Result<void> {
        if (auto done = writing.exec("DELETE FROM finding_columns"); !done) return done;
        return store_columns(writing);
    };
    Changed findings;
    findings.findings = true;
    if (auto done = workspace.writer().transact(again, findings); !done) return done;
    report.problems.emplace_back("findings: the columns that lists are made from were wrong; they were made anew");
    return {};
}

Result<void> check_search(Workspace& workspace, Connection& db, bool repair, CheckReport& report) {
    report.checked.emplace_back("search index");
    auto wrong = count_wrong_words(db);
    if (!wrong) return fail(std::move(wrong.error()));
    if (*wrong == 0) return {};
    if (!repair) {
        add_problem(report, fmt::format("search: {} words have other findings than the index says; run"
                                        " `parapet check --repair`",
                                        *wrong));
        return {};
    }
    if (auto done = workspace.writer().transact(&rebuild_search, Changed{}); !done) return done;
    report.problems.push_back(fmt::format("search: {} words were wrong; the index was built anew", *wrong));
    return {};
}

namespace {

Result<void> rebuild_indexes(Workspace& workspace) {
    return workspace.writer().transact([](Connection& db) { return db.exec("REINDEX"); }, Changed{});
}

// Roll-ups against a recount of the stored events and the counters. Repaired ones are told, but are no problem any
// more.
Result<void> check_events(Workspace& workspace, Connection& db, bool repair, CheckReport& report) {
    report.checked.emplace_back("roll-ups of events");
    if (repair && !workspace.read_only()) {
        const auto repaired = workspace.writer().transact([&](Connection& writing) -> Result<void> {
            auto found = check_event_rollups(writing, true);
            if (!found) return fail(std::move(found.error()));
            report.problems.insert(report.problems.end(), found->begin(), found->end());
            return {};
        });
        if (!repaired) return repaired;
    }
    auto left = check_event_rollups(db, false);
    if (!left) return fail(std::move(left.error()));
    for (std::string& line : *left)
        add_problem(report, std::move(line));
    return {};
}

Result<void> check_journal(Connection& db, CheckReport& report) {
    report.checked.emplace_back("journal");
    auto breaks = verify_journal(db);
    if (!breaks) return fail(std::move(breaks.error()));
    for (std::string& line : *breaks)
        add_problem(report, std::move(line));
    return {};
}

} // namespace

Result<CheckReport> check_workspace(Workspace& workspace, bool repair, JobContext& job) {
    CheckReport report;
    auto reader = workspace.readers().reader(job.token());
    if (!reader) return fail(std::move(reader.error()));
    const auto step = [&](std::string label, const auto& run) -> Result<void> {
        if (auto go = job.check(); !go) return go;
        job.update([&](Progress& p) { p.label = std::move(label); });
        return run();
    };
    if (repair) {
        if (auto done = step("Indexes", [&] { return rebuild_indexes(workspace); }); !done)
            return fail(std::move(done.error()));
    }
    auto done = step("Database", [&] { return check_database(**reader, report); });
    if (done) done = step("Findings", [&] { return check_findings(**reader, report); });
    if (done) done = step("Columns", [&] { return check_columns(workspace, **reader, repair, report); });
    if (done) done = step("Search", [&] { return check_search(workspace, **reader, repair, report); });
    if (done) done = step("Events", [&] { return check_events(workspace, **reader, repair, report); });
    if (done) done = step("Journal", [&] { return check_journal(**reader, report); });
    if (!done) return fail(std::move(done.error()));
    return report;
}

} // namespace parapet
