#include "core/views/overview_parts.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parapet::views {

namespace {

constexpr std::int64_t k_day = 86'400;

std::string plural(std::int64_t n, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

std::string capital(std::string_view word) {
    std::string out(word);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
}

ScoreCause cause_of(const ScorePart& part, Time before) {
    const std::string severity(name_of(part.severity));
    const std::string what = fmt::format("{} {}", severity, part.findings == 1 ? "finding" : "findings");
    const std::string since = format_rfc3339(before);
    const std::string kev = part.kev ? " kev:yes" : "";
    ScoreCause out;
    out.points = part.points;
    out.link.page = "findings";
    const std::string count = format_count(part.findings);
    switch (part.kind) {
    case ScorePart::Kind::appeared:
        out.text = fmt::format("{} new {}{}", count, what, part.kev ? ", exploited (KEV)" : "");
        out.link.query = fmt::format("severity:{} first:>={}{} status:open,triaged,in_progress", severity, since, kev);
        break;
    case ScorePart::Kind::fixed:
        out.text = fmt::format("{} {} fixed{}", count, what, part.kev ? ", exploited (KEV)" : "");
        out.link.query = fmt::format("severity:{} status:fixed{} last:>={}", severity, kev,
                                     format_rfc3339(before - std::chrono::hours(24 * 7)));
        break;
    case ScorePart::Kind::became_overdue:
        out.text = fmt::format("{} {} now overdue{}", count, what, part.kev ? ", exploited (KEV)" : "");
        out.link.query = fmt::format("severity:{} overdue:yes{}", severity, kev);
        break;
    case ScorePart::Kind::decided:
        out.text = fmt::format("{} {} decided", count, what);
        out.link.query = fmt::format("severity:{} status:risk_accepted,false_positive", severity);
        break;
    case ScorePart::Kind::stale_sources:
        out.text = fmt::format("{} silent", plural(part.findings, "source", "sources"));
        out.link = {"sources", ""};
        break;
    }
    return out;
}

// One automated check of a phase: on when such a scan ran, or such an event was heard, in the last 30 days.
struct PhaseCheck {
    Phase phase;
    int basis;                    // IdentityKind of a scan, -1: telemetry or policy
    std::string_view target_kind; // "" = any
    int kind;                     // EventKind of telemetry, -1: a scan; -2: a scan with a policy
};
constexpr int k_vuln = static_cast<int>(IdentityKind::vuln), k_code = static_cast<int>(IdentityKind::code),
              k_config = static_cast<int>(IdentityKind::config), k_secret = static_cast<int>(IdentityKind::secret),
              k_web = static_cast<int>(IdentityKind::web);
constexpr int kind_of(EventKind k) {
    return static_cast<int>(k);
}

constexpr PhaseCheck k_checks[] = {
    {Phase::plan, -1, "", -2},                   // a benchmark or profile is chosen
    {Phase::code, k_code, "", -1},               // static analysis
    {Phase::code, k_secret, "", -1},             // secrets
    {Phase::build, k_vuln, "repository", -1},    // dependencies
    {Phase::build, k_vuln, "image", -1},         // images
    {Phase::test, k_web, "", -1},                // OWASP tests
    {Phase::release, k_vuln, "image", -1},       // what is released was scanned
    {Phase::deploy, k_config, "repository", -1}, // infrastructure code
    {Phase::deploy, -1, "", kind_of(EventKind::infrastructure_change)},
    {Phase::deploy, -1, "", kind_of(EventKind::firewall_change)},
    {Phase::operate, k_config, "host", -1}, // hosts against their benchmark
    {Phase::operate, -1, "", kind_of(EventKind::login)},
    {Phase::operate, -1, "", kind_of(EventKind::privilege_escalation)},
    {Phase::operate, -1, "", kind_of(EventKind::new_user)},
    {Phase::operate, -1, "", kind_of(EventKind::file_change)},
    {Phase::monitor, -1, "", kind_of(EventKind::ssh)},
    {Phase::monitor, -1, "", kind_of(EventKind::sql_injection)},
    {Phase::monitor, -1, "", kind_of(EventKind::xss)},
    {Phase::monitor, -1, "", kind_of(EventKind::malformed_request)},
    {Phase::monitor, -1, "", kind_of(EventKind::scan)},
    {Phase::monitor, -1, "", kind_of(EventKind::outbound_connection)},
    {Phase::monitor, -1, "", kind_of(EventKind::intrusion_alert)},
};

// Tools say what they are even when they found nothing.
int basis_of_tool(std::string_view tool) {
    struct Row {
        std::string_view word;
        int basis;
    };
    static constexpr Row k_rows[] = {
        {"semgrep", k_code},    {"flawfinder", k_code},   {"codeql", k_code},
        {"bandit", k_code},     {"gosec", k_code},        {"spotbugs", k_code},
        {"gitleaks", k_secret}, {"trufflehog", k_secret}, {"detect-secrets", k_secret},
        {"trivy", k_vuln},      {"grype", k_vuln},        {"npm audit", k_vuln},
        {"snyk", k_vuln},       {"osv", k_vuln},          {"zap", k_web},
        {"burp", k_web},        {"nikto", k_web},         {"openscap", k_config},
        {"checkov", k_config},  {"kics", k_config},       {"lynis", k_config},
    };
    for (const Row& row : k_rows) {
        if (icontains(tool, row.word)) return row.basis;
    }
    return -1;
}

bool is_on(const PhaseCheck& check, const std::vector<ScanClass>& scans, const std::vector<KindTotal>& kinds,
           std::int64_t since) {
    if (check.kind >= 0) {
        return std::any_of(kinds.begin(), kinds.end(), [&](const KindTotal& k) {
            return kind_of(k.kind) == check.kind && k.last && unix_seconds(*k.last) >= since;
        });
    }
    return std::any_of(scans.begin(), scans.end(), [&](const ScanClass& s) {
        if (s.last < since) return false;
        if (check.kind == -2) return !s.policy.empty();
        const bool basis = s.basis == check.basis || basis_of_tool(s.tool) == check.basis;
        const bool target = check.target_kind.empty() || s.target_kind == check.target_kind ||
                            (check.target_kind == "repository" && s.target_kind == "filesystem");
        return basis && target;
    });
}

} // namespace

PostureScore posture_score(const PostureTally& tally, std::int64_t stale_sources, Time now, Time before,
                           bool enough_data) {
    PostureScore out;
    out.explanation = posture_explanation();
    if (!enough_data) return out;
    out.score = tally.score_now();
    out.change = tally.score_now() - tally.score_before();
    const std::vector<double> trend = tally.score_by_day();
    for (std::size_t i = 0; i < trend.size(); ++i) {
        const Time day = from_unix_seconds(tally.day_ends()[i]);
        out.trend.emplace_back(day, trend[i]);
        if (!out.best_at || trend[i] > out.best) {
            out.best = trend[i];
            out.best_at = day;
        }
    }
    for (const ScorePart& part : tally.parts())
        out.causes.push_back(cause_of(part, before));
    if (stale_sources > 0) { // said, but not scored: old data does not make an asset worse, only less known
        ScorePart stale{ScorePart::Kind::stale_sources, Severity::info, false, stale_sources, 0.0};
        out.causes.push_back(cause_of(stale, now));
    }
    return out;
}

ChartSpec open_findings_chart(const PostureTally& tally) {
    ChartSpec chart;
    chart.kind = ChartSpec::Kind::stacked_bars;
    chart.title = "Open findings";
    chart.subtitle = "daily";
    for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low}) {
        ChartSeries series;
        series.id = name_of(severity);
        series.title = capital(series.id);
        series.role = role_of(severity);
        const auto& counts = tally.open_by_day()[static_cast<std::size_t>(severity)];
        for (std::size_t i = 0; i < counts.size(); ++i) {
            series.x.push_back(static_cast<double>(tally.day_ends()[i]));
            series.y.push_back(static_cast<double>(counts[i]));
        }
        chart.series.push_back(std::move(series));
    }
    std::string latest;
    for (const ChartSeries& s : chart.series) {
        if (!s.y.empty()) latest += fmt::format("{}{} {}", latest.empty() ? "" : ", ", s.id, s.y.back());
    }
    chart.alternative = "Open findings by severity by day; latest: " + latest + ".";
    return chart;
}

std::vector<CauseCell> cause_cells(const PostureTally& tally) {
    std::int64_t all = 0;
    for (const CauseCount& c : tally.causes())
        all += c.open;
    std::vector<CauseCell> out;
    for (const Cause cause : {Cause::configuration, Cause::missing_patch, Cause::code, Cause::secret, Cause::other}) {
        const CauseCount& c = tally.causes()[static_cast<std::size_t>(cause)];
        CauseCell cell;
        cell.cause = cause;
        cell.open = c.open;
        cell.share = all == 0 ? 0.0 : static_cast<double>(c.open) / static_cast<double>(all);
        if (!c.ages.empty()) {
            std::vector<std::int64_t> ages = c.ages;
            const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
            std::nth_element(ages.begin(), middle, ages.end());
            cell.median_age_days = static_cast<double>(*middle) / static_cast<double>(k_day);
        }
        if (c.open > 0 && cause != Cause::code)
            cell.automatable = static_cast<double>(c.fixable) / static_cast<double>(c.open);
        for (const std::int64_t n : c.open_by_day)
            cell.trend.push_back(static_cast<double>(n));
        out.push_back(std::move(cell));
    }
    return out;
}

std::vector<PhaseCell> phase_cells(const PostureTally& tally, const std::vector<ScanClass>& scans,
                                   const std::vector<KindTotal>& kinds, Time now) {
    const std::int64_t since = unix_seconds(now) - 30 * k_day;
    const double assets = std::max<double>(1.0, static_cast<double>(tally.assets()));
    std::vector<PhaseCell> out;
    for (std::size_t i = 0; i < k_phase_count; ++i) {
        const PhaseCount& count = tally.phases()[i];
        PhaseCell cell;
        cell.phase = static_cast<Phase>(i);
        cell.open = count.open;
        for (const PhaseCheck& check : k_checks) {
            if (check.phase != cell.phase) continue;
            ++cell.checks_all;
            cell.checks_on += is_on(check, scans, kinds, since) ? 1 : 0;
        }
        // A phase in which nothing looked has no score: unknown is not green.
        if (cell.checks_on > 0) {
            // A phase holds about an eighth of what the whole score weighs.
            const double weight = static_cast<double>(k_phase_count) / assets;
            cell.score = score_of_penalty(count.penalty * weight);
            cell.change = *cell.score - score_of_penalty(count.penalty_before * weight);
        }
        out.push_back(cell);
    }
    return out;
}

void DeadlineTally::add(const NamedFinding& f) {
    if (!open_at(f.facts, now) || f.facts.due == 0) return;
    Deadlines::Row& row = rows[static_cast<std::size_t>(f.facts.severity)];
    if (f.facts.due < now) {
        ++row.overdue;
        if (oldest_due == 0 || f.facts.due < oldest_due) {
            oldest_due = f.facts.due;
            oldest = f.vuln_or_rule;
            oldest_id = {f.id};
        }
    } else if (f.facts.due < now + 7 * k_day) {
        ++row.due_soon;
    } else {
        ++row.later;
    }
}

Deadlines DeadlineTally::result() const {
    Deadlines out;
    for (const Severity severity : {Severity::critical, Severity::high, Severity::medium}) {
        Deadlines::Row row = rows[static_cast<std::size_t>(severity)];
        row.severity = severity;
        out.rows.push_back(row);
    }
    for (const Deadlines::Row& row : rows) {
        out.overdue += row.overdue;
        out.due_7d += row.due_soon;
    }
    out.oldest = oldest;
    out.oldest_id = oldest_id;
    out.oldest_days = oldest_due == 0 ? 0 : (now - oldest_due) / k_day;
    return out;
}

} // namespace parapet::views
