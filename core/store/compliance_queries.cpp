#include "core/store/compliance_queries.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/journal.h"
#include "core/store/writer.h"

namespace parapet::compliance_rows {
namespace {

// Every row of a statement to `take`.
template<class Take>
Result<void> each(Statement& statement, const Take& take) {
    for (;;) {
        auto there = statement.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        take(statement);
    }
}

template<class Row, class Make>
Result<std::vector<Row>> all(Statement& statement, const Make& make) {
    std::vector<Row> rows;
    auto done = each(statement, [&](const Statement& s) { rows.push_back(make(s)); });
    if (!done) return fail(std::move(done.error()));
    return rows;
}

constexpr const char* k_findings =
    "SELECT id, asset_id, first_seen, last_seen, due, coalesce(cwe_set, 0), coalesce(control_set, 0), severity, status,"
    " cause, phase, suppressed, coalesce(kev, 0), epss, fixed_at FROM finding WHERE first_seen <= ?1 ORDER BY id";
constexpr const char* k_steps =
    "SELECT finding_id, at, until, status_from, status_to, what FROM history WHERE status_from <> status_to"
    " ORDER BY finding_id, at, id";
constexpr const char* k_scans =
    "SELECT s.id, c.asset_id, s.at, s.import_id, s.findings, c.tool, s.target_kind, s.complete, s.failed FROM scan s"
    " JOIN scope c ON c.id = s.scope_id WHERE s.at <= ?1 ORDER BY s.at, s.id";
constexpr const char* k_seen =
    "SELECT e.asset, n.text, e.kind, e.count, e.first_ns, e.last_ns, s.name, coalesce((SELECT sha256 FROM import i"
    " WHERE i.source_id = e.source_id ORDER BY i.id DESC LIMIT 1), '') FROM event_seen e JOIN event_string n"
    " ON n.id = e.asset LEFT JOIN source s ON s.id = e.source_id WHERE e.asset <> 0"
    " ORDER BY e.asset, e.kind, e.source_id";
constexpr const char* k_days = "SELECT DISTINCT asset, kind, day FROM event_day WHERE asset > 0 AND day BETWEEN ?1 AND "
                               "?2 ORDER BY asset, kind, day";
constexpr const char* k_outcomes =
    "SELECT DISTINCT kind, outcome, day FROM event_day WHERE asset = 0 AND day BETWEEN ?1 AND ?2"
    " ORDER BY kind, outcome, day";
constexpr const char* k_evidence =
    "SELECT f.title, coalesce(f.vuln, ''), a.name, r.tool, coalesce(i.sha256, ''), f.due, f.first_seen, f.severity"
    " FROM finding f JOIN asset a ON a.id = f.asset_id JOIN rule r ON r.id = f.rule_id"
    " LEFT JOIN sighting s ON s.id = f.id << 16 LEFT JOIN import i ON i.id = s.import_id WHERE f.id = ?1";

} // namespace

Result<Queries> Queries::open(const Workspace& workspace, std::stop_token stop) {
    Result<Reader> reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto one_state = reader->snapshot(); !one_state) return fail(std::move(one_state.error()));
    return Queries(std::move(*reader));
}

Result<void> Queries::findings(std::int64_t until, const std::function<void(const FindingRow&)>& row) {
    auto q = reader_->prepare(k_findings);
    if (!q) return fail(std::move(q.error()));
    q->bind(1, until);
    FindingRow f;
    return each(*q, [&](const Statement& s) {
        f.id = s.integer(0);
        f.asset = s.integer(1);
        f.first_seen = s.integer(2);
        f.last_seen = s.integer(3);
        f.due = s.integer(4);
        f.cwe_set = s.integer(5);
        f.control_set = s.integer(6);
        f.severity = static_cast<int>(s.integer(7));
        f.status = static_cast<int>(s.integer(8));
        f.cause = static_cast<int>(s.integer(9));
        f.phase = static_cast<int>(s.integer(10));
        f.suppressed = s.integer(11) != 0;
        f.kev = s.integer(12) != 0;
        f.epss = s.real(13);
        f.fixed_at = s.integer(14);
        row(f);
    });
}

Result<void> Queries::steps(const std::function<void(const StepRow&)>& row) {
    auto q = reader_->prepare(k_steps);
    if (!q) return fail(std::move(q.error()));
    return each(*q, [&](const Statement& s) {
        row({s.integer(0), s.integer(1), s.integer(2), static_cast<int>(s.integer(3)), static_cast<int>(s.integer(4)),
             s.integer(5) == static_cast<std::int64_t>(HistoryKind::expired)});
    });
}

Result<std::vector<std::pair<std::int64_t, std::vector<std::string>>>> Queries::word_sets(int kind) {
    auto q = reader_->prepare("SELECT id, items FROM word_set WHERE kind = ?1 ORDER BY id");
    if (!q) return fail(std::move(q.error()));
    q->bind(1, kind);
    return all<std::pair<std::int64_t, std::vector<std::string>>>(*q, [](const Statement& s) {
        std::vector<std::string> items;
        for (const std::string_view item : split(s.text(1), '\n'))
            if (!item.empty()) items.emplace_back(item);
        return std::make_pair(s.integer(0), std::move(items));
    });
}

Result<std::vector<AssetRow>> Queries::assets() {
    auto q = reader_->prepare("SELECT id, name, kind FROM asset ORDER BY id");
    if (!q) return fail(std::move(q.error()));
    return all<AssetRow>(*q, [](const Statement& s) { return AssetRow{s.integer(0), s.str(1), s.str(2)}; });
}

Result<std::vector<ScanRow>> Queries::scans(std::int64_t until) {
    auto q = reader_->prepare(k_scans);
    if (!q) return fail(std::move(q.error()));
    q->bind(1, until);
    return all<ScanRow>(*q, [](const Statement& s) {
        return ScanRow{s.integer(0), s.integer(1), s.integer(2),      s.integer(3),     s.integer(4),
                       s.str(5),     s.str(6),     s.integer(7) != 0, s.integer(8) != 0};
    });
}

Result<std::vector<SeenRow>> Queries::seen() {
    auto q = reader_->prepare(k_seen);
    if (!q) return fail(std::move(q.error()));
    return all<SeenRow>(*q, [](const Statement& s) {
        SeenRow row;
        row.host_id = s.integer(0);
        row.host = s.str(1);
        row.kind = static_cast<int>(s.integer(2));
        row.count = s.integer(3);
        row.first_ns = s.integer(4);
        row.last_ns = s.integer(5);
        row.source = s.str(6);
        row.import_sha256 = s.str(7);
        return row;
    });
}

Result<std::vector<DayRow>> Queries::days(std::int64_t from_day, std::int64_t to_day) {
    auto q = reader_->prepare(k_days);
    if (!q) return fail(std::move(q.error()));
    q->bind(1, from_day).bind(2, to_day);
    return all<DayRow>(*q, [](const Statement& s) {
        return DayRow{s.integer(0), s.integer(2), static_cast<int>(s.integer(1))};
    });
}

Result<std::vector<OutcomeRow>> Queries::outcomes(std::int64_t from_day, std::int64_t to_day) {
    auto q = reader_->prepare(k_outcomes);
    if (!q) return fail(std::move(q.error()));
    q->bind(1, from_day).bind(2, to_day);
    return all<OutcomeRow>(*q, [](const Statement& s) {
        return OutcomeRow{s.integer(2), static_cast<int>(s.integer(0)), static_cast<int>(s.integer(1))};
    });
}

Result<std::vector<AttestationRow>> Queries::attestations(std::int64_t until) {
    auto q = reader_->prepare("SELECT id, at, expires, verdict, subject, statement, who, role, sha256 FROM attestation"
                              " WHERE at <= ?1 ORDER BY at, id");
    if (!q) return fail(std::move(q.error()));
    q->bind(1, until);
    return all<AttestationRow>(*q, [](const Statement& s) {
        return AttestationRow{s.integer(0), s.integer(1), s.integer(2), static_cast<int>(s.integer(3)),
                              s.str(4),     s.str(5),     s.str(6),     s.str(7),
                              s.str(8)};
    });
}

Result<FindingEvidenceRow> Queries::finding_evidence(std::int64_t id) {
    auto q = reader_->cached(k_evidence);
    if (!q) return fail(std::move(q.error()));
    (*q)->bind(1, id);
    auto there = (*q)->step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return fail(Errc::not_found, "there is no finding " + std::to_string(id));
    FindingEvidenceRow row;
    row.title = (*q)->str(0);
    row.vuln = (*q)->str(1);
    row.asset = (*q)->str(2);
    row.tool = (*q)->str(3);
    row.import_sha256 = (*q)->str(4);
    row.due = (*q)->integer(5);
    row.first_seen = (*q)->integer(6);
    row.severity = static_cast<int>((*q)->integer(7));
    return row;
}

Result<std::string> Queries::import_sha256(std::int64_t id) {
    auto q = reader_->cached("SELECT sha256 FROM import WHERE id = ?1");
    if (!q) return fail(std::move(q.error()));
    (*q)->bind(1, id);
    auto there = (*q)->step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*q)->str(0) : std::string();
}

namespace {

std::string journal_body(const AttestationRow& row) {
    std::string body;
    json::Writer w(body);
    w.begin_object();
    w.field("subject", row.subject).field("verdict", row.verdict).field("statement", row.statement);
    w.field("who", row.who).field("role", row.role).field("at", row.at).field("expires", row.expires);
    w.field("sha256", row.sha256).end_object();
    return body;
}

} // namespace

Result<std::int64_t> add_attestation(Workspace& workspace, const AttestationRow& row) {
    std::int64_t id = 0;
    const std::int64_t now = unix_nanos(workspace.now());
    Changed what;
    what.compliance = true;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            auto journal = journal_append(db, now, row.who, "attestation", journal_body(row));
            if (!journal) return fail(std::move(journal.error()));
            auto put = db.prepare("INSERT INTO attestation(subject, verdict, statement, who, role, at, expires, sha256,"
                                  " journal_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
            if (!put) return fail(std::move(put.error()));
            put->bind(1, row.subject).bind(2, row.verdict).bind(3, row.statement).bind(4, row.who).bind(5, row.role);
            put->bind(6, row.at).bind(7, row.expires).bind(8, row.sha256).bind(9, *journal);
            auto ran = put->run();
            if (ran) id = db.last_insert_id();
            return ran;
        },
        what);
    if (!done) return fail(std::move(done.error()));
    return id;
}

} // namespace parapet::compliance_rows
