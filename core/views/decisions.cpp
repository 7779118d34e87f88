#include "core/base/text.h"
#include "core/store/findings/decide.h"
#include "core/store/writer.h"
#include "core/views/findings.h"

namespace parapet::views {

namespace {

Result<void> check(const Decision& d, Time now) {
    const auto wrong = [](std::string what, std::string help) {
        return fail(Errc::bad_argument, std::move(what), {}, std::move(help));
    };
    if (d.findings.empty()) return wrong("no finding is named", "name at least one");
    if (!d.status && !d.owner && d.note.empty())
        return wrong("nothing is to be changed", "give a status, an owner or a note");
    if (!d.status) return {};
    const bool accepted = *d.status == FindingStatus::risk_accepted;
    if ((accepted || *d.status == FindingStatus::false_positive) && trim(d.reason).empty())
        return wrong("a reason is needed to set a finding to " + std::string(name_of(*d.status)),
                     "say why, so that a reviewer can follow it");
    if (accepted && !d.until) return wrong("an accepted risk needs an end date", "say until when it is accepted");
    if (d.until && *d.until <= now)
        return wrong("the end of the decision has passed already", "give a date in the future");
    return {};
}

Decision inverse_of(const FormerState& former, const std::string& who) {
    Decision d;
    for (const std::int64_t id : former.findings)
        d.findings.push_back(FindingId{id});
    if (former.status) d.status = static_cast<FindingStatus>(*former.status);
    d.owner = former.owner;
    d.owner_rule = former.owner_rule;
    d.reason = former.reason;
    if (former.until) d.until = from_unix_seconds(*former.until);
    d.who = who;
    return d;
}

} // namespace

Result<AppliedDecision> apply_decision(Workspace& workspace, const Decision& decision) {
    if (auto good = check(decision, workspace.now()); !good) return fail(std::move(good.error()));
    DecisionOrder order;
    for (const FindingId id : decision.findings)
        order.findings.push_back(id.value);
    if (decision.status) order.status = static_cast<int>(*decision.status);
    order.owner = decision.owner;
    order.owner_rule = decision.owner_rule;
    order.reason = decision.reason;
    order.who = decision.who;
    order.note = decision.note;
    if (decision.until) order.until = unix_seconds(*decision.until);
    order.now_ns = unix_nanos(workspace.now());
    AppliedDecision applied;
    std::vector<FormerState> former;
    Changed what;
    what.findings = what.decisions = what.compliance = true;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            auto count = decide(db, order, former);
            if (!count) return fail(std::move(count.error()));
            applied.changed = *count;
            return {};
        },
        what);
    if (!done) return fail(std::move(done.error()));
    for (const FormerState& state : former)
        applied.inverse.push_back(inverse_of(state, decision.who));
    return applied;
}

} // namespace parapet::views
