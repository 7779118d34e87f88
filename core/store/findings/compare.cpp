#include "core/store/findings/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace parapet {

namespace {

struct Side {
    std::set<std::int64_t> scopes;
    std::unordered_map<std::int64_t, int> severities; // by finding: the highest of its sightings
    bool partial = false;
};

struct ScanRow {
    std::int64_t scope = 0, at = 0;
    bool followed = false; // by an import of the same second: what that one closed was there
};

Result<std::vector<ScanRow>> scans_of(Connection& db, std::int64_t import, Side& side) {
    auto known = db.cached("SELECT path FROM import WHERE id = ?1");
    if (!known) return fail(std::move(known.error()));
    auto there = (*known)->bind(1, import).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there)
        return fail(Errc::not_found, "there is no import " + std::to_string(import), db.path(),
                    "`parapet sources imports` lists them by number");
    const std::string path = (*known)->str(0);
    auto rows = db.cached("SELECT scope_id, at, complete = 1 AND failed = 0, EXISTS (SELECT 1 FROM scan x WHERE"
                          " x.scope_id = scan.scope_id AND x.at = scan.at AND x.import_id > ?1)"
                          " FROM scan WHERE import_id = ?1");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, import);
    std::vector<ScanRow> out;
    for (;;) {
        there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        out.push_back({(*rows)->integer(0), (*rows)->integer(1), (*rows)->integer(3) != 0});
        side.scopes.insert(out.back().scope);
        side.partial = side.partial || (*rows)->integer(2) == 0;
    }
    if (out.empty())
        return fail(Errc::bad_argument, "an import without a scan cannot be compared", path,
                    "compare reports of findings, not logs or feeds");
    return out;
}

Result<void> read_side(Connection& db, std::int64_t import, Side& side) {
    auto scans = scans_of(db, import, side);
    if (!scans) return fail(std::move(scans.error()));
    auto end =
        db.cached("SELECT coalesce((SELECT finding_id FROM import_end WHERE import_id = ?1), 9223372036854775807)");
    if (!end) return fail(std::move(end.error()));
    if (auto there = (*end)->bind(1, import).step(); !there) return fail(std::move(there.error()));
    const std::int64_t last = (*end)->integer(0);
    auto rows = db.cached("SELECT s.id >> 16, s.severity FROM sighting s WHERE s.scope_id = ?1 AND s.first_seen <= ?2"
                          " AND (s.gone_at = 0 OR s.gone_at > ?2 OR (?4 AND s.gone_at = ?2)) AND s.id >> 16 <= ?3 AND "
                          "NOT EXISTS (SELECT 1 FROM"
                          " sighting_gap g WHERE g.sighting_id = s.id AND g.gone_at <= ?2 AND g.back_at > ?2)");
    if (!rows) return fail(std::move(rows.error()));
    for (const ScanRow& scan : *scans) {
        (*rows)->reset();
        (*rows)->bind(1, scan.scope).bind(2, scan.at).bind(3, last).bind(4, scan.followed);
        for (;;) {
            auto there = (*rows)->step();
            if (!there) return fail(std::move(there.error()));
            if (!*there) break;
            int& severity = side.severities.try_emplace((*rows)->integer(0), 0).first->second;
            severity = std::max(severity, static_cast<int>((*rows)->integer(1)));
        }
    }
    return {};
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

Result<ImportComparison> compare_imports(Connection& db, std::int64_t from, std::int64_t to) {
    Side first, second;
    if (auto done = read_side(db, from, first); !done) return fail(std::move(done.error()));
    if (auto done = read_side(db, to, second); !done) return fail(std::move(done.error()));
    ImportComparison out;
    out.partial = first.partial || second.partial;
    out.other_scopes = first.scopes != second.scopes;
    for (const auto& [finding, severity] : second.severities) {
        const auto before = first.severities.find(finding);
        const bool known = before != first.severities.end();
        ComparedFinding f{finding,
                          known ? Compared::unchanged : Compared::added,
                          known ? before->second : severity,
                          severity,
                          {},
                          {},
                          {},
                          {}};
        if (known && out.other_scopes && f.severity_from != f.severity_to) f.kind = Compared::changed;
        out.findings.push_back(std::move(f));
    }
    for (const auto& [finding, severity] : first.severities)
        if (!second.severities.contains(finding))
            out.findings.push_back({finding, Compared::gone, severity, severity, {}, {}, {}, {}});
    if (!out.other_scopes) {
        std::map<std::int64_t, ComparedFinding> changes;
        if (auto done = read_changes(db, std::min(from, to), std::max(from, to), first.scopes, changes); !done)
            return fail(std::move(done.error()));
        apply_changes(out, changes, from > to);
    }
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
