#include "core/store/findings/decide.h"

#include "core/base/json.h"
#include "core/model/enums.h"
#include "core/store/findings/rows.h"
#include "core/store/journal.h"
#include "core/store/rules/active_rules.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace parapet {

namespace {

constexpr std::int64_t k_ns = 1'000'000'000;
constexpr int k_fixed = static_cast<int>(FindingStatus::fixed);
constexpr int k_accepted = static_cast<int>(FindingStatus::risk_accepted);
constexpr int k_false_positive = static_cast<int>(FindingStatus::false_positive);

struct State {
    std::int64_t owner_id = 0, owner_rule = 0, until = k_never;
    int status = 0;
    std::string owner, reason;
};

Result<State> read_state(Connection& db, std::int64_t id) {
    auto row =
        db.cached("SELECT f.status, f.owner_id, f.decided_until, o.name, d.reason, f.owner_rule FROM finding f"
                  " JOIN owner o ON o.id = f.owner_id LEFT JOIN decision d ON d.finding_id = f.id WHERE f.id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return fail(Errc::not_found, "there is no finding F-" + std::to_string(id), db.path());
    State s;
    s.status = static_cast<int>((*row)->integer(0));
    s.owner_id = (*row)->integer(1);
    s.until = (*row)->integer(2);
    s.owner = (*row)->str(3);
    s.reason = (*row)->str(4);
    s.owner_rule = (*row)->integer(5);
    return s;
}

Result<void> keep_decision(Connection& db, std::int64_t id, const DecisionOrder& order, std::int64_t journal) {
    auto put = db.cached("INSERT INTO decision(finding_id, status, at, until, who, reason, journal_id)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(finding_id) DO UPDATE SET"
                         " status = excluded.status, at = excluded.at, until = excluded.until, who = excluded.who,"
                         " reason = excluded.reason, journal_id = excluded.journal_id");
    if (!put) return fail(std::move(put.error()));
    (*put)
        ->bind(1, id)
        .bind(2, *order.status)
        .bind(3, order.decided_at.value_or(order.now_ns / k_ns))
        .bind(4, order.until.value_or(k_never));
    (*put)->bind(5, order.who).bind(6, order.reason).bind(7, journal);
    return (*put)->run();
}

Result<void> write_state(Connection& db, std::int64_t id, const State& from, const State& to, std::int64_t now) {
    auto put =
        db.cached("UPDATE finding SET status = ?2, owner_id = ?3, decided_until = ?4, fixed_at ="
                  " CASE WHEN ?2 <> 5 THEN 0 WHEN ?5 = 5 THEN fixed_at ELSE ?6 END, owner_rule = ?7 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, id).bind(2, to.status).bind(3, to.owner_id).bind(4, to.until).bind(5, from.status).bind(6, now);
    (*put)->bind(7, to.owner_rule);
    return (*put)->run();
}

// Since when no tool sees it; 0: one does.
Result<std::int64_t> absent_since(Connection& db, std::int64_t id) {
    auto row = db.cached("SELECT min(gone_at), max(gone_at) FROM sighting"
                         " WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    return (*row)->integer(0) == 0 ? 0 : (*row)->integer(1);
}

// Findings with one former state are undone together.
class Formers {
public:
    void add(std::int64_t id, const State& from, const DecisionOrder& order) {
        auto& former = by_state_[{order.status ? from.status : -1, from.until, from.reason,
                                  order.owner ? from.owner : "", order.owner ? from.owner_rule : 0}];
        if (order.status) {
            former.status = from.status;
            former.reason = from.reason;
            if (from.until != k_never) former.until = from.until;
        }
        if (order.owner) {
            former.owner = from.owner;
            former.owner_rule = from.owner_rule;
        }
        former.findings.push_back(id);
    }
    void into(std::vector<FormerState>& out) {
        for (auto& [state, former] : by_state_)
            out.push_back(std::move(former));
    }

private:
    std::map<std::tuple<int, std::int64_t, std::string, std::string, std::int64_t>, FormerState> by_state_;
};

std::string body_of(const DecisionOrder& order, std::int64_t count, const std::string& digest) {
    std::string body;
    json::Writer w(body);
    w.begin_object().field("findings", count);
    if (order.status) w.field("status", name_of(static_cast<FindingStatus>(*order.status)));
    if (order.owner) w.field("owner", *order.owner);
    if (!order.reason.empty()) w.field("reason", order.reason);
    if (order.until) w.field("until", *order.until);
    if (!order.note.empty()) w.field("note", order.note);
    if (!order.source.empty()) w.field("source", order.source);
    if (!digest.empty()) w.field("history", digest);
    w.end_object();
    return body;
}

bool changes(const State& from, const State& to, const DecisionOrder& order) {
    const bool same_reason = !order.status || from.reason == order.reason || to.status < k_accepted;
    return from.status != to.status || from.owner_id != to.owner_id || from.owner_rule != to.owner_rule ||
           from.until != to.until || !same_reason || !order.note.empty();
}

State wanted(const State& from, const DecisionOrder& order, std::int64_t owner) {
    State to = from;
    if (order.status) {
        to.status = *order.status;
        to.until = to.status == k_accepted || to.status == k_false_positive ? order.until.value_or(k_never) : k_never;
    }
    if (order.owner) {
        to.owner_id = owner;
        to.owner_rule = order.owner_rule.value_or(owner == 0 ? k_nobody_by_hand : k_owner_by_hand);
    }
    return to;
}

} // namespace

Result<std::int64_t> owner_id(Connection& db, std::string_view name) {
    if (name.empty()) return 0;
    auto put = db.cached("INSERT INTO owner(name) VALUES(?1) ON CONFLICT(name) DO UPDATE SET name = excluded.name"
                         " RETURNING id");
    if (!put) return fail(std::move(put.error()));
    auto there = (*put)->bind(1, name).step();
    if (!there) return fail(std::move(there.error()));
    const std::int64_t id = (*put)->integer(0);
    if (auto done = (*put)->run(); !done) return fail(std::move(done.error()));
    return id;
}

Result<std::int64_t> decide(Connection& db, const DecisionOrder& order, std::vector<FormerState>& former) {
    auto journal = next_journal_id(db);
    if (!journal) return journal;
    auto owner = owner_id(db, order.owner.value_or(""));
    if (!owner) return owner;
    HistoryWriter history(db, *journal);
    Formers formers;
    std::vector<std::int64_t> ids = order.findings;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<std::int64_t> decided;
    for (const std::int64_t id : ids) {
        auto from = read_state(db, id);
        if (!from) return fail(std::move(from.error()));
        const State to = wanted(*from, order, *owner);
        if (!changes(*from, to, order)) continue;
        if (auto done = write_state(db, id, *from, to, order.now_ns / k_ns); !done)
            return fail(std::move(done.error()));
        HistoryRow row{id,       order.now_ns / k_ns, HistoryKind::decided, from->status, to.status,
                       to.until, from->owner_id,      to.owner_id};
        if (auto done = history.add(row); !done) return fail(std::move(done.error()));
        if (order.status || order.owner) formers.add(id, *from, order);
        decided.push_back(id);
    }
    if (decided.empty()) return 0;
    const auto count = static_cast<std::int64_t>(decided.size());
    auto record = journal_append(db, order.now_ns, order.who, "decision", body_of(order, count, history.digest()));
    if (!record) return record;
    if (order.status) {
        for (const std::int64_t id : decided)
            if (auto done = keep_decision(db, id, order, *journal); !done) return fail(std::move(done.error()));
    }
    formers.into(former);
    return count;
}

Result<bool> decisions_to_expire(Connection& db, std::int64_t now_seconds) {
    auto row = db.cached("SELECT 1 FROM decision d JOIN finding f ON f.id = d.finding_id WHERE d.until <= ?1"
                         " AND d.status IN (3, 4) AND f.status = d.status LIMIT 1");
    if (!row) return fail(std::move(row.error()));
    return (*row)->bind(1, now_seconds).step();
}

Result<std::int64_t> expire_decisions(Connection& db, std::int64_t now_ns) {
    std::vector<std::int64_t> ids;
    auto rows = db.prepare("SELECT f.id FROM decision d JOIN finding f ON f.id = d.finding_id WHERE d.until <= ?1"
                           " AND d.status IN (3, 4) AND f.status = d.status ORDER BY f.id");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, now_ns / k_ns);
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        ids.push_back(rows->integer(0));
    }
    if (ids.empty()) return 0;
    auto journal = next_journal_id(db);
    if (!journal) return journal;
    HistoryWriter history(db, *journal);
    for (const std::int64_t id : ids) {
        auto from = read_state(db, id);
        if (!from) return fail(std::move(from.error()));
        auto absent = absent_since(db, id);
        if (!absent) return absent;
        State to = *from;
        // What no tool sees any more is not open again: it went while the decision stood.
        to.status = *absent > 0 ? k_fixed : static_cast<int>(FindingStatus::open);
        to.until = k_never;
        if (auto done = write_state(db, id, *from, to, *absent); !done) return fail(std::move(done.error()));
        HistoryRow row{id,        from->until, HistoryKind::expired, from->status,
                       to.status, k_never,     from->owner_id,       to.owner_id};
        if (auto done = history.add(row); !done) return fail(std::move(done.error()));
    }
    std::string body;
    json::Writer w(body);
    w.begin_object().field("findings", static_cast<std::int64_t>(ids.size())).field("history", history.digest());
    w.end_object();
    auto record = journal_append(db, now_ns, "Parapet", "expiry", body);
    if (!record) return record;
    return static_cast<std::int64_t>(ids.size());
}

} // namespace parapet
