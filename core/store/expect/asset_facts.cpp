#include "core/store/expect/asset_facts.h"

#include "core/base/text.h"
#include "core/model/fact.h"
#include "core/store/rules/rule_match.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::size_t k_most_rows = 10'000;

// Every row of a statement.
template<class Take>
Result<void> each_row(Statement& rows, Take take) {
    for (std::size_t n = 0; n < k_most_rows; ++n) {
        auto there = rows.step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        take(rows);
    }
    rows.reset();
    return {};
}

bool any_in(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) { return icontains(text, word); });
}

// What test programs print: "expected: no\n     got: yes".
std::string got_in(std::string_view evidence) {
    const std::size_t at = evidence.find("got: ");
    if (at == std::string_view::npos) return {};
    const std::string_view rest = evidence.substr(at + 5);
    return elide(trim(rest.substr(0, rest.find('\n'))), 120);
}

} // namespace

Result<std::vector<SeenValue>> AssetReader::facts(std::int64_t asset, int kind, std::string_view name) {
    std::vector<SeenValue> out;
    const bool wild = name.find('*') != std::string_view::npos;
    auto rows = db_.cached(wild ? "SELECT f.name, f.value, c.tool, f.at, f.import_id FROM fact f JOIN scope c"
                                  " ON c.id = f.scope_id WHERE f.asset_id = ?1 AND f.kind = ?2 AND f.name LIKE ?3"
                                  " ESCAPE '\\'"
                                : "SELECT f.name, f.value, c.tool, f.at, f.import_id FROM fact f JOIN scope c"
                                  " ON c.id = f.scope_id WHERE f.asset_id = ?1 AND f.kind = ?2 AND f.name = ?3");
    if (!rows) return fail(std::move(rows.error()));
    const std::string text = wild ? like_pattern(name, true) : std::string(name);
    (*rows)->bind(1, asset).bind(2, kind).bind(3, text);
    auto done = each_row(**rows, [&out](Statement& s) {
        out.push_back({s.str(0), s.str(1), {s.str(2), s.integer(3), s.integer(4)}});
    });
    if (!done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<PortScan>> AssetReader::port_scans(std::int64_t asset) {
    std::vector<PortScan> out;
    auto rows = db_.cached(
        "SELECT c.tool, c.last_scan, (SELECT s.import_id FROM scan s WHERE s.scope_id = c.id AND s.failed = 0"
        " ORDER BY s.at DESC, s.id DESC LIMIT 1), c.policy, c.id IN (SELECT scope_id FROM fact WHERE asset_id = ?1 AND"
        " kind = 0) FROM scope c WHERE c.last_scan > 0 AND"
        " (c.asset_id = ?1 OR c.id IN (SELECT scope_id FROM fact WHERE asset_id = ?1 AND kind = 0))");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, asset);
    auto done = each_row(**rows, [&out](Statement& s) {
        const std::string_view tool = s.text(0);
        // Others have looked at ports when they tell of one.
        const bool scanner = any_in(tool, {"nmap", "nessus", "openvas", "greenbone", "qualys", "nexpose", "masscan"});
        if (!scanner && s.integer(4) == 0) return;
        const bool nmap = icontains(tool, "nmap");
        out.push_back({{s.str(0), s.integer(1), s.integer(2)}, nmap ? s.str(3) : std::string()});
    });
    if (!done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<SeenValue>> AssetReader::packages_of_findings(std::int64_t asset, std::string_view name, bool gone) {
    std::vector<SeenValue> out;
    auto rows = db_.cached(
        "SELECT p.text, f.version, c.tool, max(f.last_seen, c.last_complete), s.import_id FROM string p JOIN finding f"
        " ON f.package_id = p.id AND f.asset_id = ?1 JOIN sighting s ON s.id = f.id << 16 JOIN scope c"
        " ON c.id = s.scope_id WHERE p.text LIKE ?2 ESCAPE '\\' AND f.version IS NOT NULL AND (s.gone_at <> 0) = ?3"
        " GROUP BY p.text, f.version, c.tool");
    if (!rows) return fail(std::move(rows.error()));
    const std::string pattern = like_pattern(name, true);
    (*rows)->bind(1, asset).bind(2, pattern).bind(3, gone);
    auto done = each_row(**rows, [&out](Statement& s) {
        out.push_back({s.str(0), s.str(1), {s.str(2), s.integer(3), s.integer(4)}});
    });
    if (!done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<SeenValue>> AssetReader::inventory(std::int64_t asset) {
    std::vector<SeenValue> out;
    auto rows = db_.cached("SELECT f.name, f.value, c.tool, f.at, f.import_id FROM fact f JOIN scope c"
                           " ON c.id = f.scope_id WHERE f.asset_id = ?1 AND f.kind = 1 ORDER BY f.at DESC LIMIT 1");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, asset);
    auto done = each_row(**rows, [&out](Statement& s) {
        out.push_back({s.str(0), s.str(1), {s.str(2), s.integer(3), s.integer(4)}});
    });
    if (!done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<SeenCheck>> AssetReader::checks(std::int64_t asset, const std::string& rules) {
    std::vector<SeenCheck> out;
    auto failed = db_.cached(
        "SELECT coalesce(f.resource, r.code), c.tool, max(s.last_seen, c.last_complete), s.import_id,"
        " coalesce((SELECT body FROM text WHERE id = s.evidence_id), '') FROM finding f JOIN sighting s"
        " ON s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at = 0 JOIN scope c ON c.id = s.scope_id"
        " JOIN rule r ON r.id = s.rule_id WHERE f.asset_id = ?1 AND s.rule_id IN (SELECT value FROM json_each(?2))"
        " AND f.suppressed = 0");
    if (!failed) return fail(std::move(failed.error()));
    (*failed)->bind(1, asset).bind(2, rules);
    auto done = each_row(**failed, [&out](Statement& s) {
        out.push_back({s.str(0), false, got_in(s.text(4)), {s.str(1), s.integer(2), s.integer(3)}});
    });
    if (!done) return fail(std::move(done.error()));
    auto passed =
        db_.cached("SELECT r.code, c.tool, n.at, n.import_id FROM check_outcome o JOIN scan n ON n.id = o.scan_id"
                   " JOIN scope c ON c.id = n.scope_id JOIN rule r ON r.id = o.rule_id WHERE o.asset_id = ?1"
                   " AND o.rule_id IN (SELECT value FROM json_each(?2)) AND o.outcome = 1 AND n.at = c.last_scan");
    if (!passed) return fail(std::move(passed.error()));
    (*passed)->bind(1, asset).bind(2, rules);
    done = each_row(**passed, [&out](Statement& s) {
        out.push_back({s.str(0), true, {}, {s.str(1), s.integer(2), s.integer(3)}});
    });
    if (!done) return fail(std::move(done.error()));
    return out;
}

namespace {

template<class Wanted>
Result<std::string> rules_where(Connection& db, bool with_titles, Wanted wanted) {
    auto rows =
        db.prepare(with_titles ? "SELECT r.id, r.code, r.name || ' ' || coalesce(t.title, '') FROM rule r LEFT JOIN"
                                 " (SELECT rule_id, min(title) AS title FROM finding GROUP BY rule_id) t"
                                 " ON t.rule_id = r.id WHERE r.tool <> 'Parapet expectations'"
                               : "SELECT id, code, name FROM rule WHERE tool <> 'Parapet expectations'");
    if (!rows) return fail(std::move(rows.error()));
    std::string out = "[";
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out + "]";
        if (wanted(rows->text(1), rows->text(2))) out += (out.size() > 1 ? "," : "") + std::to_string(rows->integer(0));
    }
}

} // namespace

Result<std::string> AssetReader::rules_named(std::string_view pattern) {
    return rules_where(db_, false, [pattern](std::string_view code, std::string_view name) {
        return like(code, pattern, true) || like(name, pattern, true);
    });
}

Result<std::string> AssetReader::rules_of_open_groups() {
    return rules_where(db_, true, [](std::string_view code, std::string_view name) {
        const std::string both = std::string(code) + " " + std::string(name);
        return any_in(both, {"securitygroup", "security group", "security_group", "security-group", "nsg", "firewall",
                             "networkacl", "network_acl"}) &&
               any_in(both, {"0.0.0.0", "::/0", "internet", "world", "public", "unrestricted", "_any_", "-any-",
                             "opens-all", "any_port", "to_all", "to-all", "all_ip", "from all", "any ip"});
    });
}

} // namespace parapet
