#include "core/store/overview_queries.h"

#include "core/query/filter.h"
#include "core/store/connection.h"
#include "core/store/findings/condition.h"
#include "core/store/read_pool.h"
#include "core/store/sql.h"

namespace parapet {

namespace {

constexpr std::int64_t k_never = 9223372036854775807;

// Columns in the order in which each_finding reads them.
constexpr std::string_view k_facts =
    "f.id, f.severity, f.status, f.cause, f.phase, coalesce(f.kev, 0), "
    "f.fixed_version IS NOT NULL OR f.cause = 0, f.asset_id, f.first_seen, f.fixed_at, "
    "coalesce(d.at, 0), f.due, f.title, coalesce(f.vuln, r.code)";

NamedFinding read_row(const Statement& row) {
    NamedFinding f;
    f.id = row.integer(0);
    f.facts.severity = static_cast<Severity>(row.integer(1));
    f.facts.status = static_cast<FindingStatus>(row.integer(2));
    f.facts.cause = static_cast<Cause>(row.integer(3));
    f.facts.phase = static_cast<Phase>(row.integer(4));
    f.facts.kev = row.integer(5) != 0;
    f.facts.fixable = row.integer(6) != 0;
    f.facts.asset = row.integer(7);
    f.facts.first_seen = row.integer(8);
    f.facts.fixed_at = row.integer(9);
    f.facts.decided_at = row.integer(10);
    f.facts.due = row.integer(11) == k_never ? 0 : row.integer(11);
    f.title = row.text(12);
    f.vuln_or_rule = row.text(13);
    return f;
}

} // namespace

Result<void> each_finding(const Workspace& workspace, const std::string& filter, const FrameworkLookup& frameworks,
                          const std::function<void(const NamedFinding&)>& fn, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(reader.error());
    auto tree = query::parse(filter, query::Domain::findings);
    if (!tree) return fail(tree.error());
    auto condition = finding_condition(**reader, **tree, {unix_seconds(workspace.now()), std::nullopt, frameworks});
    if (!condition) return fail(condition.error());
    SqlText sql("SELECT " + std::string(k_facts) +
                " FROM finding f JOIN rule r ON r.id = f.rule_id"
                " LEFT JOIN decision d ON d.finding_id = f.id WHERE ");
    sql << condition->where;
    auto statement = prepare(**reader, sql);
    if (!statement) return fail(statement.error());
    for (;;) {
        auto more = statement->step();
        if (!more) return fail(more.error());
        if (!*more) return {};
        fn(read_row(*statement));
    }
}

Result<std::vector<ScanClass>> scan_classes(const Workspace& workspace, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(reader.error());
    auto statement = (*reader)->prepare(
        "SELECT sc.tool, s.target_kind, sc.policy, max(s.at),"
        " coalesce((SELECT basis FROM sighting g WHERE g.scope_id = sc.id AND g.gone_at = 0 LIMIT 1), -1)"
        " FROM scope sc JOIN scan s ON s.scope_id = sc.id WHERE s.failed = 0 GROUP BY sc.id, s.target_kind");
    if (!statement) return fail(statement.error());
    std::vector<ScanClass> out;
    for (;;) {
        auto more = statement->step();
        if (!more) return fail(more.error());
        if (!*more) return out;
        out.push_back({statement->str(0), statement->str(1), statement->str(2), static_cast<int>(statement->integer(4)),
                       statement->integer(3)});
    }
}

Result<WorkspaceActivity> workspace_activity(const Workspace& workspace, std::int64_t from, std::int64_t to,
                                             std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(reader.error());
    auto statement =
        (*reader)->prepare("SELECT (SELECT count(*) FROM import WHERE at >= ?1 AND at < ?2),"
                           " (SELECT count(*) FROM journal WHERE kind = 'decision' AND at >= ?1 AND at < ?2),"
                           " (SELECT count(*) FROM scan WHERE at >= ?3 AND at < ?4),"
                           " (SELECT count(*) FROM scan WHERE at >= ?3 AND at < ?4 AND failed = 1)");
    if (!statement) return fail(statement.error());
    constexpr std::int64_t k_ns = 1'000'000'000;
    statement->bind(1, from * k_ns).bind(2, to * k_ns).bind(3, from).bind(4, to);
    auto row = statement->step();
    if (!row) return fail(row.error());
    return WorkspaceActivity{statement->integer(0), statement->integer(1), statement->integer(2),
                             statement->integer(3)};
}

} // namespace parapet
