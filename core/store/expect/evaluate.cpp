#include "core/store/expect/evaluate.h"

#include "core/base/text.h"
#include "core/model/fact.h"
#include "core/store/expect/asset_facts.h"
#include "core/store/rules/rule_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace parapet {

namespace {

constexpr std::size_t k_most_shown = 8; // ports, resources

std::string listed(const std::set<std::string>& words) {
    std::string out;
    std::size_t n = 0;
    for (const std::string& word : words) {
        if (++n > k_most_shown) return out + fmt::format(" and {} more", words.size() - k_most_shown);
        out += (out.empty() ? "" : ", ") + elide(word, 120);
    }
    return out;
}

// "22/tcp" in "tcp:1-1000,3306 udp:53"; nothing said: all.
bool was_looked_at(const std::string& scanned, const std::string& port) {
    if (scanned.empty()) return true;
    const std::size_t slash = port.find('/');
    std::int64_t number = 0;
    if (!parse_int(port.substr(0, slash), number)) return false;
    for (const std::string_view part : split(scanned, ' ')) {
        const std::size_t colon = part.find(':');
        if (part.substr(0, colon) != port.substr(slash + 1) || colon == std::string_view::npos) continue;
        for (const std::string_view range : split(part.substr(colon + 1), ',')) {
            const std::size_t dash = range.find('-');
            std::int64_t from = 0, to = 0;
            if (!parse_int(range.substr(0, dash), from)) continue;
            to = from;
            if (dash != std::string_view::npos && !parse_int(range.substr(dash + 1), to)) return true; // was cut
            if (number >= from && number <= to) return true;
        }
    }
    return false;
}

class Evaluator {
public:
    explicit Evaluator(Connection& db)
        : reader_(db) {}

    Result<void> open(const Expectations& all) {
        for (const Expectation& e : all.list) {
            if (e.kind != ExpectationKind::check && e.kind != ExpectationKind::groups) continue;
            auto rules =
                e.kind == ExpectationKind::check ? reader_.rules_named(e.subject) : reader_.rules_of_open_groups();
            if (!rules) return fail(std::move(rules.error()));
            rules_[&e] = std::move(*rules);
        }
        return {};
    }

    Result<ExpectationResult> evaluate(const Expectation& e, std::int64_t asset) {
        out_ = {};
        out_.expectation = e.name;
        out_.asset_id = asset;
        out_.severity = e.severity;
        out_.expected = expected_words(e);
        auto done = look(e, asset);
        if (!done) return fail(std::move(done.error()));
        return std::move(out_);
    }

private:
    void say(ExpectationState state, std::string actual, const SeenBy& by) {
        out_.state = state;
        out_.actual = std::move(actual);
        out_.tool = by.tool;
        out_.seen = by.at;
        out_.import_id = by.import_id;
    }
    void newest(SeenBy& by, const SeenBy& other) {
        if (by.tool.empty() || other.at > by.at) by = other;
    }

    Result<void> look(const Expectation& e, std::int64_t asset) {
        switch (e.kind) {
        case ExpectationKind::closed_ports:
        case ExpectationKind::only_ports:
            return ports(e, asset);
        case ExpectationKind::package:
            return package(e, asset);
        case ExpectationKind::setting:
            return setting(e, asset);
        case ExpectationKind::check:
        case ExpectationKind::groups:
            return checks(e, asset);
        }
        return {};
    }

    Result<void> ports(const Expectation& e, std::int64_t asset) {
        auto open = reader_.facts(asset, static_cast<int>(FactKind::port), "*");
        if (!open) return fail(std::move(open.error()));
        const bool only = e.kind == ExpectationKind::only_ports;
        std::set<std::string> wrong;
        SeenBy by;
        for (const SeenValue& port : *open) {
            const bool named = std::find(e.ports.begin(), e.ports.end(), port.name) != e.ports.end();
            if (named == only) continue;
            wrong.insert(port.name + (port.value.empty() ? "" : " (" + port.value + ")"));
            newest(by, port.by);
        }
        if (!wrong.empty()) {
            say(ExpectationState::broken, "open: " + listed(wrong), by);
            return {};
        }
        auto scans = reader_.port_scans(asset);
        if (!scans) return fail(std::move(scans.error()));
        std::set<std::string> unseen(e.ports.begin(), only ? e.ports.begin() : e.ports.end());
        for (const PortScan& scan : *scans) {
            newest(by, scan.by);
            for (auto it = unseen.begin(); it != unseen.end();)
                it = was_looked_at(scan.ports, *it) ? unseen.erase(it) : std::next(it);
        }
        if (scans->empty()) return {};
        if (!unseen.empty()) {
            say(ExpectationState::not_seen, "not looked at: " + listed(unseen), by);
            return {};
        }
        std::set<std::string> all;
        for (const SeenValue& port : *open)
            all.insert(port.name);
        say(ExpectationState::holds, all.empty() ? "no port open" : "open: " + listed(all), by);
        return {};
    }

    // Of several versions the lowest counts.
    static const SeenValue* lowest(const std::vector<SeenValue>& values) {
        const auto least = std::min_element(values.begin(), values.end(), [](const auto& a, const auto& b) {
            return compare_versions(a.value, b.value) < 0;
        });
        return least == values.end() ? nullptr : &*least;
    }

    Result<void> package(const Expectation& e, std::int64_t asset) {
        auto seen = reader_.facts(asset, static_cast<int>(FactKind::package), e.subject);
        if (!seen) return fail(std::move(seen.error()));
        auto told = reader_.packages_of_findings(asset, e.subject, false);
        if (!told) return fail(std::move(told.error()));
        seen->insert(seen->end(), told->begin(), told->end());
        if (const SeenValue* least = lowest(*seen)) {
            const bool good = compare_versions(least->value, e.at_least) >= 0;
            say(good ? ExpectationState::holds : ExpectationState::broken, least->name + " " + least->value, least->by);
            return {};
        }
        auto list = reader_.inventory(asset);
        if (!list) return fail(std::move(list.error()));
        if (!list->empty()) {
            say(ExpectationState::holds, "not in its list of packages", list->front().by);
            return {};
        }
        auto gone = reader_.packages_of_findings(asset, e.subject, true);
        if (!gone) return fail(std::move(gone.error()));
        if (const SeenValue* was = lowest(*gone))
            say(ExpectationState::holds, fmt::format("no longer reported (was {} {})", was->name, was->value), was->by);
        return {};
    }

    Result<void> setting(const Expectation& e, std::int64_t asset) {
        auto seen = reader_.facts(asset, static_cast<int>(FactKind::setting), e.subject);
        if (!seen) return fail(std::move(seen.error()));
        for (const SeenValue& one : *seen) {
            const bool good =
                e.at_least.empty() ? iequals(one.value, e.equals) : compare_versions(one.value, e.at_least) >= 0;
            if (out_.state == ExpectationState::broken || (good && !out_.tool.empty())) continue;
            say(good ? ExpectationState::holds : ExpectationState::broken, one.name + " is " + one.value, one.by);
        }
        return {};
    }

    Result<void> checks(const Expectation& e, std::int64_t asset) {
        auto seen = reader_.checks(asset, rules_[&e]);
        if (!seen) return fail(std::move(seen.error()));
        std::set<std::string> bad;
        SeenBy passed, failed;
        for (const SeenCheck& check : *seen) {
            newest(check.passed ? passed : failed, check.by);
            if (!check.passed) bad.insert(check.name + (check.got.empty() ? "" : ": " + check.got));
        }
        const bool groups = e.kind == ExpectationKind::groups;
        if (!bad.empty())
            say(ExpectationState::broken, (groups ? "open: " : "fails: ") + listed(bad), failed);
        else if (!passed.tool.empty())
            say(ExpectationState::holds, groups ? "none open" : "passes", passed);
        return {};
    }

    AssetReader reader_;
    std::map<const Expectation*, std::string> rules_;
    ExpectationResult out_;
};

Result<void> fill_imports(Connection& db, std::vector<ExpectationResult>& results) {
    auto row = db.cached("SELECT path, sha256 FROM import WHERE id = ?1");
    if (!row) return fail(std::move(row.error()));
    for (ExpectationResult& result : results) {
        if (result.import_id == 0) continue;
        (*row)->reset();
        auto there = (*row)->bind(1, result.import_id).step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) continue;
        result.import_path = (*row)->str(0);
        result.import_sha256 = (*row)->str(1);
    }
    (*row)->reset();
    return {};
}

Result<std::vector<std::pair<std::int64_t, std::string>>> assets_named(Connection& db,
                                                                       const std::vector<std::int64_t>& wanted) {
    std::vector<std::pair<std::int64_t, std::string>> out;
    auto rows = db.prepare("SELECT id, name FROM asset WHERE name <> '' ORDER BY name");
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        const std::int64_t id = rows->integer(0);
        if (wanted.empty() || std::binary_search(wanted.begin(), wanted.end(), id)) out.emplace_back(id, rows->str(1));
    }
}

} // namespace

Result<std::vector<ExpectationResult>> evaluate_expectations(Connection& db, const Expectations& expectations,
                                                             const std::vector<std::int64_t>& assets) {
    auto named = assets_named(db, assets);
    if (!named) return fail(std::move(named.error()));
    Evaluator evaluator(db);
    if (auto done = evaluator.open(expectations); !done) return fail(std::move(done.error()));
    std::vector<ExpectationResult> out;
    for (const Expectation& e : expectations.list) {
        for (const auto& [id, name] : *named) {
            const std::string_view asset = name;
            if (std::none_of(e.assets.begin(), e.assets.end(),
                             [asset](const std::string& pattern) { return like(asset, pattern, true); }))
                continue;
            auto result = evaluator.evaluate(e, id);
            if (!result) return fail(std::move(result.error()));
            result->asset = name;
            out.push_back(std::move(*result));
        }
    }
    if (auto done = fill_imports(db, out); !done) return fail(std::move(done.error()));
    return out;
}

Result<std::vector<std::int64_t>> assets_of_imports(Connection& db, std::int64_t first_import) {
    std::vector<std::int64_t> out;
    auto rows = db.prepare(
        "WITH seen(id) AS (SELECT id FROM scan WHERE import_id >= ?1), places(id) AS (SELECT scope_id FROM scan WHERE"
        " import_id >= ?1) SELECT asset_id FROM scope WHERE id IN places UNION SELECT asset_id FROM check_outcome WHERE"
        " scan_id IN seen UNION SELECT asset_id FROM fact WHERE import_id >= ?1 UNION SELECT f.asset_id FROM sighting s"
        " JOIN finding f ON f.id = s.id >> 16 WHERE s.gone_at = 0 AND s.scope_id IN places ORDER BY 1");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, first_import);
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back(rows->integer(0));
    }
}

Result<std::vector<ExpectationResult>> read_expectation_states(Connection& db) {
    std::vector<ExpectationResult> out;
    auto rows =
        db.prepare("SELECT e.expectation, e.asset_id, a.name, e.state, e.expected, e.actual, e.severity, e.tool,"
                   " e.seen, e.import_id FROM expectation_state e JOIN asset a ON a.id = e.asset_id"
                   " ORDER BY CASE e.state WHEN 1 THEN 0 WHEN 2 THEN 1 ELSE 2 END, e.severity DESC,"
                   " e.expectation, a.name");
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) break;
        ExpectationResult r;
        r.expectation = rows->str(0);
        r.asset_id = rows->integer(1);
        r.asset = rows->str(2);
        r.state = static_cast<ExpectationState>(rows->integer(3));
        r.expected = rows->str(4);
        r.actual = rows->str(5);
        r.severity = static_cast<Severity>(rows->integer(6));
        r.tool = rows->str(7);
        r.seen = rows->integer(8);
        r.import_id = rows->integer(9);
        out.push_back(std::move(r));
    }
    if (auto done = fill_imports(db, out); !done) return fail(std::move(done.error()));
    return out;
}

Result<void> keep_expectation_states(Connection& db, const std::vector<ExpectationResult>& results,
                                     const std::vector<std::int64_t>& assets) {
    if (assets.empty()) {
        if (auto done = db.exec("DELETE FROM expectation_state"); !done) return done;
    }
    auto gone = db.cached("DELETE FROM expectation_state WHERE asset_id = ?1");
    if (!gone) return fail(std::move(gone.error()));
    for (const std::int64_t asset : assets)
        if (auto done = (*gone)->bind(1, asset).run(); !done) return done;
    auto put = db.cached("INSERT OR REPLACE INTO expectation_state(expectation, asset_id, state, expected, actual,"
                         " severity, tool, seen, import_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!put) return fail(std::move(put.error()));
    for (const ExpectationResult& r : results) {
        (*put)->bind(1, r.expectation).bind(2, r.asset_id).bind(3, static_cast<int>(r.state)).bind(4, r.expected);
        (*put)->bind(5, r.actual).bind(6, static_cast<int>(r.severity)).bind(7, r.tool).bind(8, r.seen);
        (*put)->bind(9, r.import_id);
        if (auto done = (*put)->run(); !done) return done;
    }
    return {};
}

Result<Expectations> kept_expectations(Connection& db) {
    auto text = db.text(std::string("SELECT value FROM setting WHERE key = '") + k_expectations_setting + "'");
    if (!text) return fail(std::move(text.error()));
    return parse_expectations(*text);
}

} // namespace parapet
