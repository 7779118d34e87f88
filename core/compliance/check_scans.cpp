// Never scanned, scan failed and scanned clean are three different things.

#include "core/compliance/check.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

constexpr std::size_t k_expected = 0, k_seen = 1, k_covered = 2, k_failed = 3;

struct ScanSpans {
    std::vector<Interval> seen, covered, failed;
};

ScanSpans spans_of(const std::vector<std::uint32_t>& scans, std::uint16_t kinds, Duration max_age, const Facts& facts) {
    ScanSpans out;
    for (const std::uint32_t i : scans) {
        const ScanFact& scan = facts.scans[i];
        if ((scan.kinds & kinds) == 0) continue;
        if (!out.failed.empty()) out.failed.back().to = std::min(out.failed.back().to, scan.at); // a newer attempt
        out.seen.push_back({scan.at, later(scan.at, k_population_span)});
        const Interval counts{scan.at, max_age == Duration{} ? k_never : later(scan.at, max_age)};
        if (scan.failed)
            out.failed.push_back(counts);
        else if (scan.complete)
            out.covered.push_back(counts);
    }
    return out;
}

void judge_text(RuleResult& out, const Counters& c) {
    out.population = c[k_expected];
    out.good = c[k_covered];
    out.bad = out.population - out.good;
    if (out.state == CheckState::missing)
        out.measured = c[k_expected] == 0 ? "nothing of the kind is known" : "never scanned";
    else if (out.state == CheckState::error)
        out.measured = "the last scan of " + std::to_string(c[k_failed]) + " assets failed";
    else
        out.measured = detail::of_text(out.good, out.population, "assets");
}

// Assets that should have a scan of `kinds`: by what they are, or because they had one.
void add_expected(Sweep& sweep, const EvidenceRule& rule, const Facts& facts, const FactIndex& index) {
    for (const AssetFact& asset : facts.assets) {
        std::vector<Interval> spans;
        const bool by_kind = rule.scans == k_scan_any || (scan_kinds_for_asset(asset.kind) & rule.scans) != 0;
        if (by_kind) spans.push_back({asset.first_seen, later(asset.last_seen, k_population_span)});
        const auto scans = index.scans.find(asset.id);
        if (scans != index.scans.end()) {
            ScanSpans seen = spans_of(scans->second, rule.scans, rule.max_age, facts);
            spans.insert(spans.end(), seen.seen.begin(), seen.seen.end());
        }
        sweep.add_union(k_expected, std::move(spans));
    }
}

} // namespace

void detail::add_scan_coverage(Sweep& sweep, std::size_t first, std::uint16_t kinds, Duration max_age,
                               const Facts& facts, const FactIndex& index) {
    for (const AssetFact& asset : facts.assets) {
        const auto scans = index.scans.find(asset.id);
        if (scans == index.scans.end()) continue;
        ScanSpans spans = spans_of(scans->second, kinds, max_age, facts);
        sweep.add_union(first, std::move(spans.seen));
        sweep.add_union(first + 1, std::move(spans.covered));
        sweep.add_union(first + 2, std::move(spans.failed));
    }
}

void detail::note_scans(RuleResult& result, std::uint16_t kinds, Duration max_age, const Facts& facts,
                        const FactIndex& index, Time as_of) {
    for (const AssetFact& asset : facts.assets) {
        const auto scans = index.scans.find(asset.id);
        if (scans == index.scans.end()) continue;
        for (auto at = scans->second.rbegin(); at != scans->second.rend(); ++at) {
            const ScanFact& scan = facts.scans[*at];
            if (scan.at > as_of || scan.failed || !scan.complete || (scan.kinds & kinds) == 0) continue;
            if (max_age != Duration{} && later(scan.at, max_age) <= as_of) break;
            result.scans.push_back(*at);
            break;
        }
    }
    for (const std::uint32_t i : result.scans) {
        const Time at = facts.scans[i].at;
        if (!result.newest || at > *result.newest) result.newest = at;
        if (!result.oldest || at < *result.oldest) result.oldest = at;
    }
    if (result.oldest && max_age != Duration{}) result.expires = later(*result.oldest, max_age);
}

RuleResult detail::check_scanned(const EvidenceRule& rule, const Facts& facts, const FactIndex& index,
                                 const Window& window) {
    RuleResult out;
    out.rule = &rule;
    Sweep sweep(window.from, window.as_of);
    add_expected(sweep, rule, facts, index);
    add_scan_coverage(sweep, k_seen, rule.scans, rule.max_age, facts, index);
    Sweep::Result swept = sweep.run(
        [&](const Counters& c) {
            if (c[k_expected] == 0 || c[k_seen] == 0) return CheckState::missing;
            if (c[k_covered] == 0) return c[k_failed] > 0 ? CheckState::error : CheckState::stale;
            return share_state(c[k_covered], std::max(c[k_expected], c[k_covered]), rule);
        },
        window.trend_at);
    for (const Counters& c : swept.samples)
        out.trend.push_back(c[k_expected] == 0 ? 0 : 100.0 * c[k_covered] / std::max(c[k_expected], c[k_covered]));
    const Counters last = swept.last;
    finish(out, std::move(swept));
    judge_text(out, last);
    note_scans(out, rule.scans, rule.max_age, facts, index, window.as_of);
    std::vector<AssetId> covered;
    for (const std::uint32_t i : out.scans)
        covered.push_back(facts.scans[i].asset);
    std::sort(covered.begin(), covered.end());
    for (const AssetFact& asset : facts.assets) {
        const bool wanted = rule.scans == k_scan_any || (scan_kinds_for_asset(asset.kind) & rule.scans) != 0;
        const bool alive = asset.first_seen <= window.as_of && window.as_of < later(asset.last_seen, k_population_span);
        if (wanted && alive && !std::binary_search(covered.begin(), covered.end(), asset.id))
            out.lacking.push_back(asset.id);
    }
    return out;
}

} // namespace parapet::compliance
