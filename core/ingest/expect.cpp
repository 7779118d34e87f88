#include "core/ingest/expect.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ingest/session.h"
#include "core/store/journal.h"
#include "core/store/read_pool.h"
#include "core/store/undo/undo_log.h"
#include "core/store/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet {

namespace {

using Key = std::pair<std::string, std::int64_t>; // expectation, asset

struct Looked {
    Expectations expectations;
    std::vector<ExpectationResult> before, now;
};

Result<Looked> look(const Workspace& workspace, const std::vector<std::int64_t>& assets) {
    auto reader = workspace.readers().reader();
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    Looked out;
    auto kept = kept_expectations(**reader);
    if (!kept) return fail(std::move(kept.error()));
    out.expectations = std::move(*kept);
    auto before = read_expectation_states(**reader);
    if (!before) return fail(std::move(before.error()));
    for (ExpectationResult& one : *before)
        if (assets.empty() || std::binary_search(assets.begin(), assets.end(), one.asset_id))
            out.before.push_back(std::move(one));
    auto now = evaluate_expectations(**reader, out.expectations, assets);
    if (!now) return fail(std::move(now.error()));
    out.now = std::move(*now);
    return out;
}

bool same_finding(const ExpectationResult& a, const ExpectationResult& b) {
    const bool broken = a.state == ExpectationState::broken;
    return a.state == b.state && (!broken || (a.actual == b.actual && a.expected == b.expected &&
                                              a.severity == b.severity && a.import_id == b.import_id));
}

// Results whose findings are to be written: broken ones anew, others to close what there was. What nobody sees any
// more says nothing: its finding stays as it is.
std::vector<ExpectationResult> to_write(const Looked& looked) {
    std::map<Key, const ExpectationResult*> before, now;
    for (const ExpectationResult& r : looked.before)
        before[{r.expectation, r.asset_id}] = &r;
    for (const ExpectationResult& r : looked.now)
        now[{r.expectation, r.asset_id}] = &r;
    std::vector<ExpectationResult> out;
    for (const auto& [key, r] : now) {
        const auto was = before.find(key);
        if (r->state == ExpectationState::not_seen) continue;
        if (was == before.end() ? r->state == ExpectationState::broken : !same_finding(*was->second, *r))
            out.push_back(*r);
    }
    for (const auto& [key, r] : before) { // no longer expected
        if (now.count(key) != 0) continue;
        out.push_back(*r);
        out.back().state = ExpectationState::holds;
    }
    return out;
}

// What was expected before but not seen now keeps its breach in mind, so that its end is noticed.
void carry_over(Looked& looked) {
    for (ExpectationResult& r : looked.now) {
        if (r.state != ExpectationState::not_seen) continue;
        for (const ExpectationResult& was : looked.before)
            if (was.expectation == r.expectation && was.asset_id == r.asset_id && !was.actual.empty() &&
                r.actual.empty())
                r.actual = (was.state == ExpectationState::not_seen ? "" : "last: ") + was.actual;
    }
}

std::string day_of(std::int64_t seconds) {
    return format_rfc3339(from_unix_seconds(seconds));
}

void fill(RawFinding& f, const ExpectationResult& r, const std::string& because) {
    f.clear();
    f.title = fmt::format("{}: {}, expected {}", r.expectation, r.actual, r.expected);
    f.rule = r.expectation;
    f.rule_name = r.expectation;
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    f.severity = r.severity;
    f.severity_known = true;
    f.description = fmt::format("Expected: {}\nActual: {}", r.expected, r.actual);
    if (!because.empty()) f.description += "\n\n" + because;
    f.evidence =
        fmt::format("Seen by {} at {}, in {} (SHA-256 {})", r.tool, day_of(r.seen), r.import_path, r.import_sha256);
}

Result<ImportOutcome> write(Workspace& workspace, const Expectations& all, const std::vector<ExpectationResult>& list,
                            const std::string& run) {
    ImportMeta meta;
    meta.run = run;
    meta.path = "expectations";
    meta.format = "expectations";
    meta.kind = FormatKind::findings;
    meta.why = "what must be true of assets, held against what scanners saw";
    meta.tool = k_expectations_tool;
    meta.source = k_expectations_tool;
    meta.way_in = "Parapet";
    std::string body = day_of(unix_seconds(workspace.now()));
    for (const ExpectationResult& r : list)
        body += fmt::format("\n{}\t{}\t{}\t{}", r.expectation, r.asset, static_cast<int>(r.state), r.actual);
    meta.sha256 = sha256_hex(body);
    meta.bytes = body.size();
    auto session = ImportSession::begin(workspace, meta);
    if (!session) return fail(std::move(session.error()));
    RawFinding finding;
    ParseStats stats;
    stats.tool = k_expectations_tool;
    for (const ExpectationResult& r : list) {
        ScanInfo scan;
        scan.tool = k_expectations_tool;
        scan.target = r.asset;
        scan.policy = r.expectation;
        (*session)->sink().scan(scan);
        ++stats.records;
        const auto e = std::find_if(all.list.begin(), all.list.end(),
                                    [&r](const Expectation& one) { return one.name == r.expectation; });
        fill(finding, r, e == all.list.end() ? "" : e->because);
        if (r.state != ExpectationState::broken) finding.outcome = CheckOutcome::pass;
        (*session)->sink().finding(finding);
    }
    return (*session)->commit(stats, {});
}

Result<void> keep(Workspace& workspace, const Looked& looked, const std::vector<std::int64_t>& assets,
                  const std::string& run) {
    Changed what;
    what.settings = what.compliance = true;
    return workspace.writer().transact(
        [&](Connection& db) -> Result<void> {
            if (!run.empty())
                if (auto logged = begin_undo_log(db, run, unix_nanos(workspace.now())); !logged) return logged;
            if (auto done = keep_expectation_states(db, looked.now, assets); !done || run.empty()) return done;
            return end_undo_log(db);
        },
        what);
}

} // namespace

Result<ExpectOutcome> hold_expectations(Workspace& workspace, const std::vector<std::int64_t>& assets,
                                        const std::string& run) {
    auto looked = look(workspace, assets);
    if (!looked) return fail(std::move(looked.error()));
    ExpectOutcome out;
    for (const ExpectationResult& r : looked->now)
        ++(r.state == ExpectationState::holds    ? out.holds
           : r.state == ExpectationState::broken ? out.broken
                                                 : out.not_seen);
    if (const auto list = to_write(*looked); !list.empty()) {
        auto written = write(workspace, looked->expectations, list, run);
        if (!written) return fail(std::move(written.error()));
        out.added = static_cast<std::int64_t>(written->findings_new);
        out.reopened = static_cast<std::int64_t>(written->findings_reopened);
        out.closed = static_cast<std::int64_t>(written->findings_gone);
    }
    carry_over(*looked);
    if (auto done = keep(workspace, *looked, assets, run); !done) return fail(std::move(done.error()));
    return out;
}

Result<ExpectOutcome> hold_expectations_after(Workspace& workspace, std::int64_t first_import, const std::string& run) {
    auto text = workspace.setting(k_expectations_setting);
    if (!text) return fail(std::move(text.error()));
    if (text->empty()) return ExpectOutcome{};
    std::vector<std::int64_t> assets;
    {
        auto reader = workspace.readers().reader();
        if (!reader) return fail(std::move(reader.error()));
        auto told = assets_of_imports(**reader, first_import);
        if (!told) return fail(std::move(told.error()));
        assets = std::move(*told);
    }
    return assets.empty() ? Result<ExpectOutcome>(ExpectOutcome{}) : hold_expectations(workspace, assets, run);
}

Result<ExpectOutcome> set_expectations(Workspace& workspace, const std::string& text, const std::string& who) {
    if (auto good = parse_expectations(text); !good) return fail(std::move(good.error()));
    auto done = workspace.writer().transact([&](Connection& db) -> Result<void> {
        auto put = db.cached("INSERT INTO setting(key, value) VALUES(?1, ?2)"
                             " ON CONFLICT(key) DO UPDATE SET value = excluded.value");
        if (!put) return fail(std::move(put.error()));
        if (auto kept = (*put)->bind(1, k_expectations_setting).bind(2, text).run(); !kept) return kept;
        std::string body;
        json::Writer w(body);
        w.begin_object().field("sha256", sha256_hex(text)).field("expectations", text).end_object();
        auto record = journal_append(db, unix_nanos(workspace.now()), who, "expectations", body);
        return record ? Result<void>() : fail(std::move(record.error()));
    });
    if (!done) return fail(std::move(done.error()));
    return hold_expectations(workspace, {});
}

} // namespace parapet
