#include "core/compliance/load_facts.h"

#include "core/base/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace parapet::compliance {
namespace {

using compliance_rows::Queries;

// Times of reports may lie outside of what nanoseconds hold.
Time time_of(std::int64_t seconds) {
    constexpr std::int64_t k_most = 9'223'372'000;
    if (seconds >= k_most) return k_never;
    return from_unix_seconds(std::max(seconds, -k_most));
}

template<class E>
E clamped(int value, std::size_t count, E otherwise) {
    return value >= 0 && static_cast<std::size_t>(value) < count ? static_cast<E>(value) : otherwise;
}

struct Loader {
    Queries& queries;
    const Window& window;
    LoadedFacts out;
    std::unordered_map<std::int64_t, std::uint32_t> cwe_sets, control_sets; // id -> place
    std::unordered_map<std::string, std::size_t> asset_by_name;
    std::unordered_map<AssetId, std::size_t> asset_by_id;
    std::unordered_map<std::int64_t, Time> fixed_at; // finding -> when

    [[nodiscard]] std::int64_t until() const { return unix_seconds(window.as_of); }

    Result<void> word_sets() {
        auto cwe = queries.word_sets(0);
        if (!cwe) return fail(std::move(cwe.error()));
        for (const auto& [id, items] : *cwe) {
            std::vector<int> numbers;
            for (const std::string& item : items) {
                std::int64_t n = 0;
                const std::string_view digits = istarts_with(item, "cwe-") ? std::string_view(item).substr(4) : item;
                if (parse_int(digits, n) && n > 0 && n < 1'000'000) numbers.push_back(static_cast<int>(n));
            }
            std::sort(numbers.begin(), numbers.end());
            cwe_sets.emplace(id, static_cast<std::uint32_t>(out.facts.cwe_sets.size()));
            out.facts.cwe_sets.push_back(std::move(numbers));
        }
        auto control = queries.word_sets(4);
        if (!control) return fail(std::move(control.error()));
        for (const auto& [id, items] : *control) {
            std::vector<std::string> ids;
            for (const MappedControl& mapped : explicit_controls(items))
                ids.push_back(mapped.id);
            control_sets.emplace(id, static_cast<std::uint32_t>(out.facts.control_sets.size()));
            out.facts.control_sets.push_back(std::move(ids));
        }
        return {};
    }

    static std::uint32_t place_of(const std::unordered_map<std::int64_t, std::uint32_t>& sets, std::int64_t id) {
        const auto found = sets.find(id);
        return found == sets.end() ? 0 : found->second;
    }

    Result<void> findings() {
        auto done = queries.findings(until(), [&](const compliance_rows::FindingRow& row) {
            FindingFact fact;
            fact.id = FindingId{row.id};
            fact.asset = AssetId{row.asset};
            fact.severity = clamped(row.severity, k_severity_count, Severity::info);
            fact.cause = clamped(row.cause, k_cause_count, Cause::other);
            fact.phase = clamped(row.phase, k_phase_count, Phase::build);
            fact.status = clamped(row.status, k_status_count, FindingStatus::open);
            fact.suppressed = row.suppressed;
            fact.kev = row.kev;
            fact.epss = static_cast<float>(row.epss);
            fact.cwe_set = place_of(cwe_sets, row.cwe_set);
            fact.control_set = place_of(control_sets, row.control_set);
            fact.first_seen = time_of(row.first_seen);
            fact.due = time_of(row.due);
            if (fact.status == FindingStatus::fixed && row.fixed_at > 0)
                fixed_at.emplace(row.id, time_of(row.fixed_at));
            out.facts.findings.push_back(fact);
            touch(fact.asset, fact.first_seen);
            touch(fact.asset, std::min(time_of(row.last_seen), window.as_of));
        });
        if (done) done = steps();
        if (done) close_without_history();
        return done;
    }

    // A report that came late may tell of something that newer scans no longer saw: fixed from its first row on.
    void close_without_history() {
        for (FindingFact& fact : out.facts.findings) {
            const auto at = fixed_at.find(fact.id.value);
            if (fact.steps != 0 || at == fixed_at.end()) continue;
            fact.status = FindingStatus::open;
            fact.first_step = static_cast<std::uint32_t>(out.facts.steps.size());
            fact.steps = 1;
            out.facts.steps.push_back({at->second, FindingStatus::fixed, k_never, false});
        }
    }

    // Both come in the order of findings. Later steps too: the first one says what a finding was before it.
    Result<void> steps() {
        std::size_t at = 0;
        auto& all = out.facts.findings;
        return queries.steps([&](const compliance_rows::StepRow& row) {
            while (at < all.size() && all[at].id.value < row.finding)
                ++at;
            if (at == all.size() || all[at].id.value != row.finding) return;
            FindingFact& fact = all[at];
            if (fact.steps == 0) {
                fact.first_step = static_cast<std::uint32_t>(out.facts.steps.size());
                fact.status = clamped(row.status_from, k_status_count, FindingStatus::open);
            }
            ++fact.steps;
            out.facts.steps.push_back({time_of(row.at), clamped(row.status_to, k_status_count, FindingStatus::open),
                                       time_of(row.until), row.ran_out});
        });
    }

    void touch(AssetId id, Time at) {
        const auto found = asset_by_id.find(id);
        if (found == asset_by_id.end()) return;
        AssetFact& asset = out.facts.assets[found->second];
        asset.first_seen = std::min(asset.first_seen, at);
        asset.last_seen = std::max(asset.last_seen, at);
    }

    void add_asset(AssetId id, const std::string& name, const std::string& kind) {
        asset_by_id.emplace(id, out.facts.assets.size());
        if (!name.empty()) asset_by_name.emplace(to_lower(name), out.facts.assets.size());
        out.facts.assets.push_back({id, name, kind, k_never, Time::min()});
    }

    Result<void> assets() {
        auto rows = queries.assets();
        if (!rows) return fail(std::move(rows.error()));
        for (const auto& row : *rows)
            add_asset(AssetId{row.id}, row.name, row.kind);
        return {};
    }

    Result<void> scans() {
        auto rows = queries.scans(until());
        if (!rows) return fail(std::move(rows.error()));
        std::map<std::string, std::uint32_t> tools;
        for (const auto& row : *rows) {
            const auto [tool, fresh] = tools.emplace(row.tool, static_cast<std::uint32_t>(out.facts.tools.size()));
            if (fresh) out.facts.tools.push_back(row.tool);
            ScanFact fact{ScanId{row.id},          AssetId{row.asset}, scan_kinds_of(row.tool, row.target_kind),
                          time_of(row.at),         row.complete,       row.failed,
                          ImportId{row.import_id}, tool->second};
            touch(fact.asset, fact.at);
            out.facts.scans.push_back(fact);
            out.scan_findings.push_back(row.findings);
            out.scan_targets.push_back(row.target_kind);
        }
        return {};
    }

    // A host of the logs is the asset of that name, or one that only the logs know.
    AssetId asset_of_host(std::int64_t host_id, const std::string& host) {
        const auto found = asset_by_name.find(to_lower(host));
        if (found != asset_by_name.end()) return out.facts.assets[found->second].id;
        const AssetId id{-host_id};
        add_asset(id, host, "host");
        return id;
    }

    Result<void> telemetry() {
        auto seen = queries.seen();
        if (!seen) return fail(std::move(seen.error()));
        const auto day_of = [](Time t) { return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count(); };
        const std::int64_t from = day_of(window.from - k_population_span), to = day_of(window.as_of);
        auto days = queries.days(from, to);
        if (!days) return fail(std::move(days.error()));
        std::map<std::pair<std::int64_t, int>, std::size_t> place;
        for (const auto& row : *seen) {
            const Time first = from_unix_nanos(row.first_ns);
            if (first > window.as_of || row.kind < 0 || static_cast<std::size_t>(row.kind) >= k_event_kind_count)
                continue;
            if (!out.facts.first_event || first < *out.facts.first_event) out.facts.first_event = first;
            const AssetId asset = asset_of_host(row.host_id, row.host);
            const auto [at, fresh] = place.emplace(std::make_pair(row.host_id, row.kind), out.facts.telemetry.size());
            if (fresh) {
                out.facts.telemetry.push_back({asset, static_cast<EventKind>(row.kind), {}, first, 0});
                out.telemetry_origin.push_back({row.source, row.import_sha256});
            }
            TelemetryFact& fact = out.facts.telemetry[at->second];
            fact.last = std::max(fact.last, std::min(from_unix_nanos(row.last_ns), window.as_of));
            fact.count += row.count;
            touch(asset, first);
            touch(asset, fact.last);
        }
        for (const auto& row : *days) {
            const auto at = place.find({row.host_id, row.kind});
            if (at != place.end()) out.facts.telemetry[at->second].days.push_back(static_cast<std::int32_t>(row.day));
        }
        return outcomes(from, to);
    }

    Result<void> outcomes(std::int64_t from, std::int64_t to) {
        auto rows = queries.outcomes(from, to);
        if (!rows) return fail(std::move(rows.error()));
        std::map<std::pair<int, bool>, std::vector<std::int32_t>> found;
        for (const auto& row : *rows) {
            const auto outcome = clamped(row.outcome, k_outcome_count, Outcome::unknown);
            if (outcome == Outcome::unknown || row.kind < 0 || static_cast<std::size_t>(row.kind) >= k_event_kind_count)
                continue;
            const bool success = outcome == Outcome::success || outcome == Outcome::allowed;
            found[{row.kind, success}].push_back(static_cast<std::int32_t>(row.day));
        }
        for (auto& [key, days] : found) {
            std::sort(days.begin(), days.end());
            out.facts.outcomes.push_back({static_cast<EventKind>(key.first), key.second, std::move(days)});
        }
        return {};
    }

    Result<void> attestations() {
        auto rows = queries.attestations(until());
        if (!rows) return fail(std::move(rows.error()));
        for (const auto& row : *rows) {
            AttestationFact fact;
            fact.id = "A-" + std::to_string(row.id);
            fact.subject = row.subject;
            fact.verdict = clamped(row.verdict, 3, Verdict::not_met);
            fact.statement = row.statement;
            fact.by = row.who;
            fact.role = row.role;
            fact.sha256 = row.sha256;
            fact.at = time_of(row.at);
            fact.expires = time_of(row.expires);
            out.facts.attestations.push_back(std::move(fact));
        }
        return {};
    }
};

} // namespace

Result<LoadedFacts> load_facts(Queries& queries, const Window& window, std::stop_token stop) {
    Loader loader{queries, window, {}, {}, {}, {}, {}, {}};
    using Step = Result<void> (Loader::*)();
    for (const Step step : {&Loader::assets, &Loader::word_sets, &Loader::findings, &Loader::scans, &Loader::telemetry,
                            &Loader::attestations}) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "reading the facts was stopped");
        if (auto done = (loader.*step)(); !done) return fail(std::move(done.error()));
    }
    // What nothing was seen of by then was not there yet; what only the logs mention must be a regular source of them.
    auto& assets = loader.out.facts.assets;
    std::unordered_map<AssetId, std::vector<std::int32_t>> days;
    for (const TelemetryFact& fact : loader.out.facts.telemetry)
        if (fact.asset.value < 0) days[fact.asset].insert(days[fact.asset].end(), fact.days.begin(), fact.days.end());
    const auto leave_out = [&](const AssetFact& a) {
        if (a.first_seen == k_never) return true;
        if (a.id.value >= 0) return false;
        std::vector<std::int32_t>& seen = days[a.id];
        std::sort(seen.begin(), seen.end());
        seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
        return source_spans(seen).empty();
    };
    assets.erase(std::remove_if(assets.begin(), assets.end(), leave_out), assets.end());
    std::sort(assets.begin(), assets.end(), [](const AssetFact& a, const AssetFact& b) { return a.id < b.id; });
    return std::move(loader.out);
}

} // namespace parapet::compliance
