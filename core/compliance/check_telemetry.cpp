// Silence proves nothing: a kind of event counts as watched while those who reported it are still heard of.

#include "core/base/text.h"
#include "core/compliance/check.h"

#include <algorithm>

namespace parapet::compliance {
namespace {

constexpr std::size_t k_population = 0, k_alive = 1;

Time day_start(std::int32_t day) {
    return Time{std::chrono::hours(24LL * day)};
}

// One span a day with events, to the end of that day and max_age beyond; of the last day, from its newest event.
void add_alive(std::vector<Interval>& out, const TelemetryFact& fact, Duration max_age) {
    for (const std::int32_t day : fact.days) {
        const Time day_end = day_start(day) + k_day;
        const Time heard = day == fact.days.back() ? std::min(fact.last, day_end) : day_end;
        out.push_back({day_start(day), later(heard, max_age)});
    }
}

// Days with events of any kind.
std::vector<std::int32_t> all_days(const std::vector<std::uint32_t>& facts_of_asset, const Facts& facts) {
    std::vector<std::int32_t> days;
    for (const std::uint32_t i : facts_of_asset)
        days.insert(days.end(), facts.telemetry[i].days.begin(), facts.telemetry[i].days.end());
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

// Where both lists of spans hold.
std::vector<Interval> both(const std::vector<Interval>& a, const std::vector<Interval>& b) {
    std::vector<Interval> out;
    for (const Interval& x : a)
        for (const Interval& y : b) {
            const Interval cut{std::max(x.from, y.from), std::min(x.to, y.to)};
            if (cut.from < cut.to) out.push_back(cut);
        }
    return out;
}

// Overlapping spans joined; they come in the order of their starts.
std::vector<Interval> joined(const std::vector<Interval>& spans) {
    std::vector<Interval> out;
    for (const Interval& span : spans) {
        if (!out.empty() && span.from <= out.back().to)
            out.back().to = std::max(out.back().to, span.to);
        else
            out.push_back(span);
    }
    return out;
}

bool about(const EvidenceRule& rule, const TelemetryFact& fact) {
    return rule.assertion != Assertion::reporting || rule.about_events(fact.kind);
}

std::string alive_text(const RuleResult& r) {
    if (r.state == CheckState::missing)
        return r.rule->assertion == Assertion::reporting ? "nobody reports it regularly" : "no regular log source";
    return detail::of_text(r.good, r.population, "hosts");
}

// What is listed of a host that is part of the population right now.
void note_asset(RuleResult& out, const std::vector<std::uint32_t>& facts_of_asset, const Facts& facts,
                const Window& window) {
    const std::uint32_t* newest = nullptr;
    const std::uint32_t* own = nullptr; // of the kinds asked for
    for (const std::uint32_t& i : facts_of_asset) {
        const TelemetryFact& fact = facts.telemetry[i];
        if (!newest || fact.last > facts.telemetry[*newest].last) newest = &i;
        if (about(*out.rule, fact) && (!own || fact.last > facts.telemetry[*own].last)) own = &i;
    }
    if (!own) return;
    const Time last = facts.telemetry[*newest].last;
    if (later(last, out.rule->max_age) > window.as_of) {
        out.telemetry.push_back(*own);
        if (!out.newest || last > *out.newest) out.newest = last;
        if (!out.oldest || last < *out.oldest) out.oldest = last;
    } else {
        out.lacking.push_back(facts.telemetry[*own].asset);
    }
}

bool holds(const std::vector<Interval>& spans, Time at) {
    return std::any_of(spans.begin(), spans.end(), [&](const Interval& s) { return s.from <= at && at < s.to; });
}

RuleResult check_alive(const EvidenceRule& rule, const Facts& facts, const FactIndex& index, const Window& window) {
    RuleResult out;
    out.rule = &rule;
    Sweep sweep(window.from, window.as_of);
    for (const AssetFact& asset : facts.assets) {
        const auto found = index.telemetry.find(asset.id);
        if (found == index.telemetry.end()) continue;
        std::vector<Interval> reported, alive;
        for (const std::uint32_t i : found->second) {
            const TelemetryFact& fact = facts.telemetry[i];
            if (about(rule, fact)) add_alive(reported, fact, k_population_span);
            add_alive(alive, fact, rule.max_age);
        }
        const auto in_order = [](const Interval& a, const Interval& b) { return a.from < b.from; };
        std::sort(reported.begin(), reported.end(), in_order);
        std::sort(alive.begin(), alive.end(), in_order);
        const std::vector<Interval> member = both(joined(reported), source_spans(all_days(found->second, facts)));
        if (holds(member, window.as_of)) note_asset(out, found->second, facts, window);
        for (const Interval& span : both(member, joined(alive)))
            sweep.add(k_alive, span);
        for (const Interval& span : member)
            sweep.add(k_population, span);
    }
    Sweep::Result swept = sweep.run(
        [&](const Counters& c) {
            if (c[k_population] == 0) return CheckState::missing;
            if (c[k_alive] == 0) return CheckState::stale;
            return detail::share_state(c[k_alive], c[k_population], rule);
        },
        window.trend_at);
    for (const Counters& c : swept.samples)
        out.trend.push_back(c[k_population] == 0 ? 0 : 100.0 * c[k_alive] / c[k_population]);
    out.population = swept.last[k_population];
    out.good = swept.last[k_alive];
    out.bad = out.population - out.good;
    detail::finish(out, std::move(swept));
    out.measured = alive_text(out);
    if (out.newest) out.expires = later(*out.newest, rule.max_age);
    return out;
}

RuleResult check_outcomes(const EvidenceRule& rule, const Facts& facts, const Window& window) {
    RuleResult out;
    out.rule = &rule;
    Sweep sweep(window.from, window.as_of);
    for (const bool success : {false, true}) {
        std::vector<Interval> spans;
        for (const OutcomeFact& fact : facts.outcomes) {
            if (fact.success != success || !rule.about_events(fact.kind)) continue;
            for (const std::int32_t day : fact.days)
                spans.push_back({day_start(day), later(day_start(day) + k_day, rule.max_age)});
        }
        sweep.add_union(success ? 1 : 0, std::move(spans));
    }
    Sweep::Result swept =
        sweep.run([](const Counters& c) { return c[0] > 0 && c[1] > 0 ? CheckState::pass : CheckState::missing; });
    out.population = 2;
    out.good = std::min(swept.last[0], 1) + std::min(swept.last[1], 1);
    out.bad = 2 - out.good;
    constexpr const char* k_words[] = {"neither", "only refused ones", "only accepted ones", "both"};
    out.measured = k_words[std::min(swept.last[0], 1) + 2 * std::min(swept.last[1], 1)];
    detail::finish(out, std::move(swept));
    for (const OutcomeFact& fact : facts.outcomes) {
        if (!rule.about_events(fact.kind) || fact.days.empty()) continue;
        const Time last = std::min(day_start(fact.days.back()) + k_day, window.as_of);
        if (!out.newest || last > *out.newest) out.newest = last;
    }
    return out;
}

RuleResult check_samples(const EvidenceRule& rule, const Facts& facts, const Window& window) {
    RuleResult out;
    out.rule = &rule;
    out.timeline.push_back({window.from, CheckState::missing});
    for (const SampleFact& sample : facts.samples) {
        if (sample.at > window.as_of) break;
        const std::int64_t good = rule.assertion == Assertion::time_quality ? sample.timed : sample.complete;
        const CheckState state =
            sample.events == 0 ? CheckState::missing : detail::share_state(good, sample.events, rule);
        out.population = sample.events;
        out.good = good;
        if (sample.events > 0) out.newest = sample.at;
        if (sample.at <= out.timeline.front().at)
            out.timeline.front().state = state;
        else if (state != out.timeline.back().state)
            out.timeline.push_back({sample.at, state});
    }
    out.bad = out.population - out.good;
    out.state = out.timeline.back().state;
    out.measured = out.population == 0 ? "no event" : detail::of_text(out.good, out.population, "events");
    return out;
}

RuleResult check_retention(const EvidenceRule& rule, const Facts& facts, const Window& window) {
    RuleResult out;
    out.rule = &rule;
    Sweep sweep(window.from, window.as_of);
    if (facts.first_event) {
        sweep.add(0, {later(*facts.first_event, rule.partly_span), k_never});
        sweep.add(1, {later(*facts.first_event, rule.span), k_never});
        const auto kept =
            std::chrono::duration_cast<std::chrono::hours>(window.as_of - *facts.first_event).count() / 24;
        out.measured = format_count(kept) + " days";
        out.newest = window.as_of;
        out.good = kept;
    } else {
        out.measured = "no event";
    }
    detail::finish(out, sweep.run([](const Counters& c) {
        // A young workspace has not had the time to prove it: that is no failure.
        if (c[1] > 0) return CheckState::pass;
        return c[0] > 0 ? CheckState::partial : CheckState::missing;
    }));
    return out;
}

} // namespace

std::vector<Interval> source_spans(const std::vector<std::int32_t>& days) {
    constexpr std::size_t k_regular_days = 5;
    constexpr std::int32_t k_within = 30;
    std::vector<Interval> out;
    for (std::size_t i = k_regular_days - 1; i < days.size(); ++i) {
        if (days[i] - days[i - k_regular_days + 1] > k_within) continue;
        out.push_back({day_start(days[i]), later(day_start(days[i]) + k_day, k_population_span)});
    }
    return joined(out);
}

RuleResult detail::check_telemetry(const EvidenceRule& rule, const Facts& facts, const FactIndex& index,
                                   const Window& window) {
    switch (rule.assertion) {
    case Assertion::both_outcomes:
        return check_outcomes(rule, facts, window);
    case Assertion::record_content:
    case Assertion::time_quality:
        return check_samples(rule, facts, window);
    case Assertion::retention:
        return check_retention(rule, facts, window);
    default:
        return check_alive(rule, facts, index, window);
    }
}

} // namespace parapet::compliance
