#include "core/store/findings/deadlines.h"

#include "core/base/json.h"
#include "core/store/journal.h"
#include "core/store/rules/apply_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

namespace parapet {

namespace {

// What deadline() says, for all rows at once.
std::string due_expression(const DeadlinePolicy& policy) {
    std::string cases;
    for (std::size_t severity = 0; severity < policy.days.size(); ++severity)
        if (policy.days[severity] > 0)
            cases +=
                fmt::format(" WHEN {} THEN first_seen + {}", severity, std::int64_t{policy.days[severity]} * 86'400);
    if (cases.empty()) return std::to_string(k_no_deadline);
    return fmt::format("CASE severity{} ELSE {} END", cases, k_no_deadline);
}

} // namespace

Result<std::int64_t> apply_deadlines(Connection& db, const DeadlinePolicy& policy, std::string_view who,
                                     std::int64_t now_ns) {
    if (std::any_of(policy.days.begin(), policy.days.end(), [](int days) { return days < 0 || days > 36'500; }))
        return fail(Errc::bad_argument, "a deadline is from 0 to 36500 days", {}, "0 means none");
    const std::string days = fmt::format("{}", fmt::join(policy.days, ","));
    auto put = db.prepare("INSERT INTO setting(key, value) VALUES('deadline_days', ?1)"
                          " ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    if (!put) return fail(std::move(put.error()));
    if (auto done = put->bind(1, days).run(); !done) return fail(std::move(done.error()));
    auto rules = ActiveRules::load(db);
    if (!rules) return fail(std::move(rules.error()));
    if (!rules->rules.deadlines.empty()) { // they come first, the plain ones are for the rest
        auto counts = apply_all_rules(db, who, "deadlines", {{"days", days}}, now_ns);
        if (!counts) return fail(std::move(counts.error()));
        return counts->due;
    }
    const std::string due = due_expression(policy);
    if (auto done = db.exec("UPDATE finding SET due = " + due + " WHERE due <> " + due); !done)
        return fail(std::move(done.error()));
    const std::int64_t changed = db.changes();
    std::string body;
    json::Writer w(body);
    w.begin_object().field("days", days).field("findings", changed).end_object();
    auto record = journal_append(db, now_ns, who, "deadlines", body);
    if (!record) return record;
    return changed;
}

} // namespace parapet
