#include "core/views/regroup.h"

#include "core/store/findings/regroup.h"
#include "core/store/writer.h"

namespace parapet::views {

namespace {

std::vector<std::int64_t> numbers(const std::vector<FindingId>& ids) {
    std::vector<std::int64_t> out;
    for (const FindingId id : ids)
        out.push_back(id.value);
    return out;
}

Result<Regrouped> run(Connection& db, const Regroup& what, const Regrouping& order) {
    Regrouped done;
    done.inverse.who = what.who;
    switch (what.kind) {
    case Regroup::Kind::join: {
        if (auto joined = join_findings(db, what.finding.value, numbers(what.others), order); !joined)
            return fail(std::move(joined.error()));
        done.finding = what.finding;
        done.inverse.kind = Regroup::Kind::unjoin;
        for (const FindingId other : what.others)
            if (other.value != what.finding.value) done.inverse.others.push_back(other);
        return done;
    }
    case Regroup::Kind::split: {
        auto made = split_finding(db, what.finding.value, what.sightings, order);
        if (!made) return fail(std::move(made.error()));
        done.finding = FindingId{*made};
        done.inverse.kind = Regroup::Kind::unsplit;
        done.inverse.finding = done.finding;
        return done;
    }
    case Regroup::Kind::unsplit: {
        auto back = unsplit_finding(db, what.finding.value, order);
        if (!back) return fail(std::move(back.error()));
        done.finding = FindingId{back->finding};
        done.inverse.kind = Regroup::Kind::split;
        done.inverse.finding = done.finding;
        done.inverse.sightings = std::move(back->sightings);
        return done;
    }
    case Regroup::Kind::unjoin:
        if (what.others.empty()) return fail(Errc::bad_argument, "no finding is named", {}, "name at least one");
        for (const FindingId other : what.others) {
            auto into = unjoin_finding(db, other.value, order);
            if (!into) return fail(std::move(into.error()));
            done.finding = FindingId{*into};
        }
        done.inverse.kind = Regroup::Kind::join;
        done.inverse.finding = done.finding;
        done.inverse.others = what.others;
        return done;
    }
    return fail(Errc::internal, "an unknown way to regroup findings");
}

} // namespace

Result<Regrouped> apply_regroup(Workspace& workspace, const Regroup& what) {
    const Regrouping order{what.who, what.reason, unix_nanos(workspace.now())};
    Regrouped out;
    Changed changed;
    changed.findings = changed.decisions = changed.compliance = true;
    auto done = workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            auto regrouped = run(db, what, order);
            if (!regrouped) return fail(std::move(regrouped.error()));
            out = std::move(*regrouped);
            return {};
        },
        changed);
    if (!done) return fail(std::move(done.error()));
    return out;
}

} // namespace parapet::views
