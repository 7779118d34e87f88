#include "core/store/findings/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace parapet {

namespace {

struct ScanRow {
    std::int64_t at = 0;
    bool followed = false; // by an import of the same second: what that one closed was there
};

struct Side {
    std::unordered_map<std::int64_t, std::vector<ScanRow>> scans; // by scope
    std::set<std::int64_t> scopes;
    std::int64_t last = 0; // the newest finding when it ended
    bool partial = false;
};

struct Gap {
    std::int64_t sighting = 0, gone_at = 0, back_at = 0;
};

struct Both {
    std::int64_t finding = 0;
    int from = -1, to = -1; // the highest severity of its sightings; -1: not there
};

Result<Side> read_side(Connection& db, std::int64_t import) {
    auto known = db.cached("SELECT path, coalesce((SELECT finding_id FROM import_end WHERE import_id = ?1),"
                           " 9223372036854775807) FROM import WHERE id = ?1");
    if (!known) return fail(std::move(known.error()));
    auto there = (*known)->bind(1, import).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there)
        return fail(Errc::not_found, "there is no import " + std::to_string(import), db.path(),
                    "`parapet sources imports` lists them by number");
    const std::string path = (*known)->str(0);
    Side side;
    side.last = (*known)->integer(1);
    auto rows = db.cached("SELECT scope_id, at, complete = 1 AND failed = 0, EXISTS (SELECT 1 FROM scan x WHERE"
                          " x.scope_id = scan.scope_id AND x.at = scan.at AND x.import_id > ?1)"
                          " FROM scan WHERE import_id = ?1");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, import);
    for (;;) {
        there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        side.scans[(*rows)->integer(0)].push_back({(*rows)->integer(1), (*rows)->integer(3) != 0});
        side.scopes.insert((*rows)->integer(0));
        side.partial = side.partial || (*rows)->integer(2) == 0;
    }
    if (side.scans.empty())
        return fail(Errc::bad_argument, "an import without a scan cannot be compared", path,
                    "compare reports of findings, not logs or feeds");
    return side;
}

Result<std::vector<Gap>> read_gaps(Connection& db) {
    auto rows = db.cached("SELECT sighting_id, gone_at, back_at FROM sighting_gap ORDER BY sighting_id");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<Gap> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back({(*rows)->integer(0), (*rows)->integer(1), (*rows)->integer(2)});
    }
}

struct Seen {
    std::int64_t id = 0, scope = 0, first = 0, gone = 0;
    std::span<const Gap> gaps;
};

bool was_there(const Side& side, const Seen& s) {
    const auto scans = side.scans.find(s.scope);
    if (scans == side.scans.end() || s.id >> 16 > side.last) return false;
    return std::any_of(scans->second.begin(), scans->second.end(), [&](const ScanRow& scan) {
        const bool present = s.gone == 0 || s.gone > scan.at || (scan.followed && s.gone == scan.at);
        return s.first <= scan.at && present && std::none_of(s.gaps.begin(), s.gaps.end(), [&](const Gap& gap) {
                   return gap.gone_at <= scan.at && gap.back_at > scan.at;
               });
    });
}

// All that either import found, by rising id; one pass over the sightings, however many scans there are.
Result<std::vector<Both>> read_both(Connection& db, const Side& first, const Side& second, std::int64_t from,
                                    std::int64_t to) {
    auto gaps = read_gaps(db);
    if (!gaps) return fail(std::move(gaps.error()));
    auto rows = db.cached("SELECT s.id, s.scope_id, s.first_seen, s.gone_at, s.severity FROM sighting s WHERE"
                          " s.scope_id IN (SELECT scope_id FROM scan WHERE import_id IN (?1, ?2)) ORDER BY s.id");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, from).bind(2, to);
    std::vector<Both> out;
    auto gap = gaps->cbegin();
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        Seen seen{(*rows)->integer(0), (*rows)->integer(1), (*rows)->integer(2), (*rows)->integer(3), {}};
        while (gap != gaps->cend() && gap->sighting < seen.id)
            ++gap;
        auto end = gap;
        while (end != gaps->cend() && end->sighting == seen.id)
            ++end;
        seen.gaps = std::span(gap, end);
        const bool then = was_there(first, seen), now = was_there(second, seen);
        if (!then && !now) continue;
        if (out.empty() || out.back().finding != seen.id >> 16) out.push_back({seen.id >> 16, -1, -1});
        const auto severity = static_cast<int>((*rows)->integer(4));
        if (then) out.back().from = std::max(out.back().from, severity);
        if (now) out.back().to = std::max(out.back().to, severity);
    }
}

// What imports after the earlier one up to the later one said differently, per finding: the first `from`, the last
// `to`.
Result<void> read_changes(Connection& db, std::int64_t earlier, std::int64_t later,
                          const std::set<std::int64_t>& scopes, std::map<std::int64_t, ComparedFinding>& out) {
    auto rows = db.cached("SELECT c.sighting_id >> 16, c.severity_from, c.severity_to, c.fixed_from, c.fixed_to,"
                          " c.place_from, c.place_to, s.scope_id, c.sighting_id & 65535 FROM sighting_change c"
                          " JOIN sighting s ON s.id = c.sighting_id WHERE c.import_id > ?1 AND c.import_id <= ?2"
                          " ORDER BY c.import_id");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, earlier).bind(2, later);
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        const Statement& row = **rows;
        if (!scopes.contains(row.integer(7))) continue;
        const auto [entry, is_new] = out.try_emplace(row.integer(0));
        ComparedFinding& change = entry->second;
        if (is_new) {
            change.finding = row.integer(0);
            change.severity_from = static_cast<int>(row.integer(1));
            change.fixed_from = row.str(3);
            change.place_from = row.str(5);
        }
        change.severity_to = static_cast<int>(row.integer(2));
        if (row.integer(8) != 0) continue; // a further witness knows only its severity
        change.fixed_to = row.str(4);
        change.place_to = row.str(6);
    }
}

void turn(ComparedFinding& f) {
    std::swap(f.severity_from, f.severity_to);
    std::swap(f.fixed_from, f.fixed_to);
    std::swap(f.place_from, f.place_to);
}

bool differs(const ComparedFinding& f) {
    return f.severity_from != f.severity_to || f.fixed_from != f.fixed_to || f.place_from != f.place_to;
}

// Severities of now would be wrong for the earlier import: it is known what they were then.
void apply_changes(ImportComparison& out, std::map<std::int64_t, ComparedFinding>& changes, bool turned) {
    for (ComparedFinding& f : out.findings) {
        const auto change = changes.find(f.finding);
        if (change == changes.end()) continue;
        if (turned) turn(change->second);
        const Compared kind = f.kind;
        f = change->second;
        f.kind = kind == Compared::unchanged && differs(f) ? Compared::changed : kind;
    }
}

} // namespace

namespace {

struct Compiled {
    std::vector<Both> both;
    std::map<std::int64_t, ComparedFinding> changes; // where both are of the same scopes
    bool partial = false, other_scopes = false;
};

Result<Compiled> compile(Connection& db, std::int64_t from, std::int64_t to) {
    auto first = read_side(db, from);
    if (!first) return fail(std::move(first.error()));
    auto second = read_side(db, to);
    if (!second) return fail(std::move(second.error()));
    Compiled out;
    out.partial = first->partial || second->partial;
    out.other_scopes = first->scopes != second->scopes;
    auto both = read_both(db, *first, *second, from, to);
    if (!both) return fail(std::move(both.error()));
    out.both = std::move(*both);
    if (out.other_scopes) return out;
    if (auto done = read_changes(db, std::min(from, to), std::max(from, to), first->scopes, out.changes); !done)
        return fail(std::move(done.error()));
    return out;
}

Compared kind_of(const Both& b, bool other_scopes) {
    if (b.from < 0) return Compared::added;
    if (b.to < 0) return Compared::gone;
    return other_scopes && b.from != b.to ? Compared::changed : Compared::unchanged;
}

} // namespace

Result<ComparedSets> compared_sets(Connection& db, std::int64_t from, std::int64_t to) {
    auto compiled = compile(db, from, to);
    if (!compiled) return fail(std::move(compiled.error()));
    ComparedSets out;
    for (const Both& b : compiled->both) {
        Compared kind = kind_of(b, compiled->other_scopes);
        const auto change = compiled->changes.find(b.finding);
        if (kind == Compared::unchanged && change != compiled->changes.end() && differs(change->second))
            kind = Compared::changed;
        out[static_cast<std::size_t>(kind)].add(b.finding);
    }
    return out;
}

ComparedSets sets_of(const ImportComparison& comparison) {
    ComparedSets out;
    for (const ComparedFinding& f : comparison.findings)
        out[static_cast<std::size_t>(f.kind)].add(f.finding);
    return out;
}

Result<ImportComparison> compare_imports(Connection& db, std::int64_t from, std::int64_t to) {
    auto compiled = compile(db, from, to);
    if (!compiled) return fail(std::move(compiled.error()));
    ImportComparison out;
    out.partial = compiled->partial;
    out.other_scopes = compiled->other_scopes;
    out.findings.reserve(compiled->both.size());
    for (const Both& b : compiled->both)
        out.findings.push_back({b.finding,
                                kind_of(b, out.other_scopes),
                                b.from < 0 ? b.to : b.from,
                                b.to < 0 ? b.from : b.to,
                                {},
                                {},
                                {},
                                {}});
    apply_changes(out, compiled->changes, from > to);
    std::sort(out.findings.begin(), out.findings.end(), [](const ComparedFinding& a, const ComparedFinding& b) {
        return std::tuple(a.kind, -a.severity_to, a.finding) < std::tuple(b.kind, -b.severity_to, b.finding);
    });
    return out;
}

Result<ComparedText> compared_text(Connection& db, std::int64_t finding) {
    auto find =
        db.cached("SELECT f.title, coalesce(f.vuln, r.code), a.name, coalesce(p.text, k.text, f.resource), f.line,"
                  " p.text IS NOT NULL, f.version FROM finding f LEFT JOIN rule r ON r.id = f.rule_id"
                  " LEFT JOIN asset a ON a.id = f.asset_id LEFT JOIN string p ON p.id = f.file_id"
                  " LEFT JOIN string k ON k.id = f.package_id WHERE f.id = ?1");
    if (!find) return fail(std::move(find.error()));
    auto there = (*find)->bind(1, finding).step();
    if (!there) return fail(std::move(there.error()));
    ComparedText text;
    if (!*there) return text;
    text.title = (*find)->str(0);
    text.rule = (*find)->str(1);
    text.asset = (*find)->str(2);
    text.place = (*find)->str(3);
    if ((*find)->integer(5) != 0 && (*find)->integer(4) > 0) text.place += ":" + (*find)->str(4);
    if ((*find)->integer(5) == 0 && !(*find)->text(6).empty()) text.place += " " + (*find)->str(6);
    return text;
}

} // namespace parapet
