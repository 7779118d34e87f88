#include "core/store/findings/rows_read.h"

#include "core/base/text.h"
#include "core/store/findings/rows.h"

#include <algorithm>

namespace parapet {

namespace {

FindingListRow list_row(const Statement& s) {
    FindingListRow r;
    r.id = s.integer(0);
    r.severity = static_cast<int>(s.integer(1));
    r.status = static_cast<int>(s.integer(2));
    r.cause = static_cast<int>(s.integer(3));
    r.phase = static_cast<int>(s.integer(4));
    r.score = s.real(5);
    r.epss = s.real(6);
    r.kev = s.maybe_integer(7);
    r.under_attack = s.integer(8) != 0;
    r.suppressed = s.integer(9) != 0;
    r.due = s.integer(10);
    r.first_seen = s.integer(11);
    r.last_seen = s.integer(12);
    r.fixed_at = s.integer(13);
    r.decided_until = s.integer(14);
    r.title = s.str(15);
    r.vuln = s.str(16);
    r.line = s.integer(17);
    r.version = s.str(18);
    r.fixed_version = s.str(19);
    r.resource = s.str(20);
    r.asset = s.str(21);
    r.rule = s.str(22);
    r.file = s.str(23);
    r.package = s.str(24);
    r.owner = s.str(25);
    return r;
}

Result<std::vector<std::string>> tools_of(Connection& db, std::int64_t finding) {
    auto rows = db.cached("SELECT c.tool FROM sighting s JOIN scope c ON c.id = s.scope_id"
                          " WHERE s.id BETWEEN ?1 << 16 AND (?1 << 16) + 65535 ORDER BY s.id");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, finding);
    std::vector<std::string> tools;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return tools;
        const std::string_view tool = (*rows)->text(0);
        if (std::find(tools.begin(), tools.end(), tool) == tools.end()) tools.emplace_back(tool);
    }
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    if (text.empty()) return out;
    for (const std::string_view line : split(text, '\n'))
        out.emplace_back(line);
    return out;
}

} // namespace

Result<std::vector<FindingListRow>> read_finding_rows(Connection& db, const ConditionContext& context,
                                                      const std::vector<std::int64_t>& ids) {
    SqlText sql("SELECT f.id, f.severity, ");
    sql << status_expression(context)
        << ", f.cause, f.phase, f.score, f.epss, f.kev, f.under_attack, f.suppressed, f.due, f.first_seen, f.last_seen,"
           " f.fixed_at, f.decided_until, f.title, f.vuln, f.line, f.version, f.fixed_version, f.resource, a.name, "
           "r.code,"
           " (SELECT text FROM string WHERE id = f.file_id), (SELECT text FROM string WHERE id = f.package_id), o.name"
           " FROM finding f JOIN asset a ON a.id = f.asset_id JOIN rule r ON r.id = f.rule_id"
           " JOIN owner o ON o.id = f.owner_id WHERE f.id = ";
    sql.arg(std::int64_t{0});
    auto statement = prepare(db, sql);
    if (!statement) return fail(std::move(statement.error()));
    const int id_parameter = static_cast<int>(sql.values().size());
    std::vector<FindingListRow> out;
    out.reserve(ids.size());
    for (const std::int64_t id : ids) {
        statement->reset();
        statement->bind(id_parameter, id);
        auto there = statement->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) continue;
        FindingListRow row = list_row(*statement);
        auto tools = tools_of(db, id);
        if (!tools) return fail(std::move(tools.error()));
        row.tools = std::move(*tools);
        out.push_back(std::move(row));
    }
    return out;
}

namespace {

Result<void> read_body(Connection& db, std::int64_t id, FindingBody& out) {
    auto row = db.cached("SELECT f.basis, f.cause_rule, f.phase_rule, f.reachable, f.identity, f.asset_id, f.rule_id,"
                         " coalesce(f.description, (SELECT body FROM text WHERE id = f.description_id)),"
                         " (SELECT items FROM word_set WHERE id = f.cwe_set),"
                         " (SELECT items FROM word_set WHERE id = f.advisory_set),"
                         " (SELECT items FROM word_set WHERE id = f.control_set) FROM finding f WHERE f.id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return fail(Errc::not_found, "there is no finding F-" + std::to_string(id), db.path());
    const Statement& s = **row;
    out.basis = static_cast<int>(s.integer(0));
    out.cause_rule = s.integer(1);
    out.phase_rule = s.integer(2);
    out.reachable = s.maybe_integer(3);
    out.identity = s.integer(4);
    out.asset_id = s.integer(5);
    out.rule_id = s.integer(6);
    out.description = s.str(7);
    out.cwe = lines_of(s.text(8));
    out.advisories = lines_of(s.text(9));
    out.controls = lines_of(s.text(10));
    return {};
}

SightingBody sighting_of(const Statement& s) {
    SightingBody b;
    b.id = s.integer(0);
    b.import_id = s.integer(1);
    b.first_seen = s.integer(2);
    b.gone_at = s.integer(4);
    // While it is present, every complete scan of its scope has seen it.
    b.last_seen = b.gone_at == 0 ? std::max(s.integer(3), s.integer(21)) : s.integer(3);
    b.basis = static_cast<int>(s.integer(5));
    b.severity = static_cast<int>(s.integer(6));
    b.tool = s.str(7);
    b.tool_version = s.str(8);
    b.rule = s.str(9);
    b.rule_name = s.str(10);
    b.severity_raw = s.str(11);
    b.title = s.str(12);
    b.description = s.str(13);
    b.remediation = s.str(14);
    b.evidence = s.str(15);
    b.tags = lines_of(s.text(16));
    b.links = lines_of(s.text(17));
    b.own = s.str(18);
    b.place_path = s.str(19);
    b.detail = s.str(20);
    b.more = s.str(22);
    b.import_path = s.str(23);
    b.import_sha256 = s.str(24);
    b.place_line = s.integer(25);
    b.place_offset = s.maybe_integer(26).value_or(-1);
    b.via = s.integer(27);
    b.scope_complete = s.integer(21);
    b.scope_failed = s.integer(28);
    b.branch = s.str(29);
    b.policy = s.str(30);
    return b;
}

Result<void> read_sightings(Connection& db, std::int64_t id, std::vector<SightingBody>& out) {
    auto rows = db.cached(
        "SELECT s.id, s.import_id, s.first_seen, s.last_seen, s.gone_at, s.basis, s.severity, c.tool,"
        " (SELECT tool_version FROM scan WHERE import_id = s.import_id AND scope_id = s.scope_id), r.code, r.name,"
        " (SELECT text FROM string WHERE id = s.severity_raw), coalesce(s.title, f.title),"
        " coalesce((SELECT body FROM text WHERE id = s.description_id), CASE WHEN s.own IS NULL THEN f.description "
        "END),"
        " (SELECT body FROM text WHERE id = s.remediation_id),"
        " (SELECT body FROM text WHERE id = s.evidence_id), (SELECT items FROM word_set WHERE id = s.tag_set),"
        " (SELECT items FROM word_set WHERE id = s.link_set), s.own, s.place_path, s.detail, c.last_complete, s.more,"
        " i.path, i.sha256, s.place_line, s.place_offset, s.via, c.last_failed, c.branch, c.policy FROM sighting s "
        "JOIN finding f ON f.id = s.id >> 16 "
        "JOIN "
        "scope c ON c.id = s.scope_id"
        " JOIN rule r ON r.id = s.rule_id JOIN import i ON i.id = s.import_id"
        " WHERE s.id BETWEEN ?1 << 16 AND (?1 << 16) + 65535 ORDER BY s.id LIMIT 200");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, id);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        out.push_back(sighting_of(**rows));
    }
}

Result<void> read_history(Connection& db, std::int64_t id, std::vector<HistoryEntry>& out) {
    auto rows =
        db.cached("SELECT h.at, h.until, h.what, h.status_from, h.status_to, a.name, b.name, j.who, j.body, h.detail"
                  " FROM history h JOIN journal j ON j.id = h.journal_id LEFT JOIN owner a ON a.id = h.owner_from"
                  " LEFT JOIN owner b ON b.id = h.owner_to WHERE h.finding_id = ?1"
                  " ORDER BY h.at DESC, h.id DESC LIMIT 500");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, id);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        HistoryEntry e;
        e.at = (*rows)->integer(0);
        e.until = (*rows)->integer(1);
        e.what = static_cast<int>((*rows)->integer(2));
        e.status_from = static_cast<int>((*rows)->integer(3));
        e.status_to = static_cast<int>((*rows)->integer(4));
        e.owner_from = (*rows)->str(5);
        e.owner_to = (*rows)->str(6);
        e.who = (*rows)->str(7);
        e.body = (*rows)->str(8);
        e.detail = (*rows)->str(9);
        out.push_back(std::move(e));
    }
}

Result<void> read_decision(Connection& db, std::int64_t id, std::optional<DecisionInForce>& out) {
    auto row = db.cached("SELECT status, at, until, who, reason FROM decision WHERE finding_id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return {};
    out = DecisionInForce{static_cast<int>((*row)->integer(0)), (*row)->integer(1), (*row)->integer(2), (*row)->str(3),
                          (*row)->str(4)};
    return {};
}

} // namespace

Result<FindingBodyAll> read_finding_body(Connection& db, std::int64_t id, BodyParts parts) {
    FindingBodyAll all;
    auto done = read_body(db, id, all.body);
    if (done) done = read_sightings(db, id, all.sightings);
    if (done) done = read_decision(db, id, all.decision);
    if (done && parts == BodyParts::all) done = read_history(db, id, all.history);
    if (!done) return fail(std::move(done.error()));
    return all;
}

} // namespace parapet
