#include "core/views/compliance.h"

#include "core/compliance/evaluate.h"
#include "core/compliance/load_facts.h"
#include "core/query/filter.h"
#include "core/views/compliance_evidence.h"

#include <algorithm>
#include <set>

namespace parapet::views {
namespace {

using compliance::CheckState;
using compliance::RuleResult;

ControlStatus status_of(CheckState state) {
    switch (state) {
    case CheckState::pass:
        return ControlStatus::satisfied;
    case CheckState::partial:
        return ControlStatus::partial;
    case CheckState::fail:
        return ControlStatus::not_satisfied;
    default:
        return ControlStatus::not_assessed;
    }
}

EvidenceFreshness freshness_of(const RuleResult& result, Time as_of) {
    if (!result.newest) return EvidenceFreshness::missing;
    if (result.state == CheckState::stale || (result.expires && *result.expires <= as_of))
        return EvidenceFreshness::expired;
    if (!result.expires) return EvidenceFreshness::current;
    const Duration left = *result.expires - as_of;
    const bool said = result.rule->kind == compliance::RuleKind::attestation;
    const Duration warn = said ? 30 * compliance::k_day : result.rule->max_age / 5;
    return left < warn ? EvidenceFreshness::due : EvidenceFreshness::current;
}

ControlCheck check_of(const compliance::ControlCheckRef& ref, const EvidenceMaker& evidence, Time as_of) {
    const RuleResult& result = *ref.result;
    ControlCheck check;
    check.rule = result.rule->id;
    check.title = result.rule->title;
    check.type = name_of(result.rule->kind);
    check.status = status_of(result.state);
    check.measured = result.measured;
    check.target = result.rule->target_text;
    check.as_of = result.newest;
    check.freshness = freshness_of(result, as_of);
    check.required = ref.required;
    check.population = result.population;
    check.trend = result.trend;
    const auto [page, query] = evidence.link(result);
    check.page = page;
    check.query = query;
    check.evidence = evidence.items(result);
    return check;
}

ChartSpec trend_of(const compliance::Evaluation& evaluation) {
    struct Row {
        ControlStatus status;
        const char* title;
        ColorRole role;
    };
    constexpr std::array<Row, 5> k_rows{{{ControlStatus::satisfied, "met", ColorRole::ok},
                                         {ControlStatus::partial, "partly", ColorRole::warn},
                                         {ControlStatus::not_satisfied, "not met", ColorRole::fail},
                                         {ControlStatus::not_assessed, "not assessed", ColorRole::neutral},
                                         {ControlStatus::not_applicable, "not applicable", ColorRole::grid}}};
    constexpr std::array<const char*, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::stacked_bars;
    spec.title = "Controls by status";
    spec.subtitle = "month ends";
    spec.time_axis = false;
    for (const Time month : evaluation.months) {
        const std::chrono::year_month_day ymd{std::chrono::floor<std::chrono::days>(month)};
        spec.categories.emplace_back(k_months[static_cast<unsigned>(ymd.month()) - 1]);
    }
    for (const Row& row : k_rows) {
        ChartSeries series;
        series.id = name_of(row.status);
        series.title = row.title;
        series.role = row.role;
        double sum = 0;
        for (std::size_t m = 0; m < evaluation.months.size(); ++m) {
            const auto count = std::count_if(evaluation.controls.begin(), evaluation.controls.end(),
                                             [&](const auto& c) { return c.by_month[m] == row.status; });
            series.x.push_back(static_cast<double>(m));
            series.y.push_back(static_cast<double>(count));
            sum += series.y.back();
        }
        if (row.status == ControlStatus::not_applicable && sum == 0) continue;
        spec.series.push_back(std::move(series));
    }
    const auto& met = spec.series.front().y;
    spec.alternative = "Controls met at month ends: " + std::to_string(static_cast<int>(met.front())) +
                       " twelve months ago, " + std::to_string(static_cast<int>(met.back())) + " of " +
                       std::to_string(evaluation.controls.size()) + " now";
    return spec;
}

std::vector<FamilyRow> families_of(const compliance::Framework& framework, const std::vector<ControlRow>& controls) {
    std::vector<FamilyRow> out;
    for (const auto& [id, title] : framework.catalogue->families) {
        FamilyRow row{id, title, {}};
        std::int64_t all = 0;
        for (const ControlRow& control : controls) {
            if (control.family != id) continue;
            ++row.counts[static_cast<std::size_t>(control.status)];
            ++all;
        }
        if (all > 0) out.push_back(std::move(row));
    }
    return out;
}

ControlRow row_of(const compliance::ControlResult& control, const std::string& framework, const EvidenceMaker& evidence,
                  Time as_of) {
    ControlRow row;
    row.framework = framework;
    row.id = control.control->id;
    row.title = control.control->title;
    row.family = control.control->family;
    row.status = control.status;
    row.reason = control.reason;
    row.since = control.since;
    row.findings = control.findings;
    for (const compliance::ControlCheckRef& ref : control.checks)
        row.checks.push_back(check_of(ref, evidence, as_of));
    return row;
}

} // namespace

std::vector<FrameworkInfo> frameworks() {
    std::vector<FrameworkInfo> out;
    for (const compliance::Framework& framework : compliance::all_frameworks())
        out.push_back({framework.id, framework.title, static_cast<std::int64_t>(framework.controls.size())});
    return out;
}

Result<ComplianceView> compliance(const Workspace& workspace, const std::string& id, Time as_of, std::stop_token stop) {
    const compliance::Framework* framework = compliance::find_framework(id);
    if (!framework) {
        std::string known;
        for (const FrameworkInfo& info : frameworks())
            known += (known.empty() ? "" : ", ") + info.id;
        return fail(Errc::not_found, "there is no framework " + id, {}, "known are: " + known);
    }
    auto queries = compliance_rows::Queries::open(workspace, stop);
    if (!queries) return fail(std::move(queries.error()));
    const compliance::Window window = compliance::window_for(as_of);
    auto loaded = compliance::load_facts(*queries, window, stop);
    if (!loaded) return fail(std::move(loaded.error()));
    if (auto sampled = sample_events(workspace, compliance::month_ends(as_of), loaded->facts, stop); !sampled)
        return fail(std::move(sampled.error()));
    const auto evaluation = compliance::evaluate(*framework, compliance::evidence_rules(), loaded->facts, as_of, stop);
    if (!evaluation) return fail(evaluation.error());
    EvidenceMaker evidence(*queries, *loaded, as_of);
    if (auto read = evidence.prepare(*evaluation, stop); !read) return fail(std::move(read.error()));
    ComplianceView view;
    view.framework = {framework->id, framework->title, static_cast<std::int64_t>(framework->controls.size())};
    view.as_of = as_of;
    for (const compliance::ControlResult& control : evaluation->controls) {
        view.controls.push_back(row_of(control, framework->id, evidence, as_of));
        ++view.counts[static_cast<std::size_t>(control.status)];
    }
    view.families = families_of(*framework, view.controls);
    view.trend = trend_of(*evaluation);
    return view;
}

Result<std::vector<FrameworkCounts>> compliance_counts(const Workspace& workspace, Time as_of, Time before,
                                                       std::stop_token stop) {
    auto queries = compliance_rows::Queries::open(workspace, stop);
    if (!queries) return fail(std::move(queries.error()));
    const compliance::Window window = compliance::window_for(as_of);
    const std::vector<Time> times{std::max(before, window.from), as_of};
    auto loaded = compliance::load_facts(*queries, window, stop);
    if (!loaded) return fail(std::move(loaded.error()));
    if (auto sampled = sample_events(workspace, times, loaded->facts, stop); !sampled)
        return fail(std::move(sampled.error()));
    const auto index = compliance::FactIndex::make(loaded->facts);
    const auto rules = compliance::evaluate_rules(compliance::evidence_rules(), loaded->facts, index, window, stop);
    if (!rules) return fail(rules.error());
    std::vector<FrameworkCounts> out;
    for (const compliance::Framework& framework : compliance::all_frameworks()) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "the evaluation was stopped");
        FrameworkCounts counts;
        counts.framework = {framework.id, framework.title, static_cast<std::int64_t>(framework.controls.size())};
        const auto statuses = compliance::statuses_at(framework, *rules, loaded->facts, index, window, times);
        for (const ControlStatus status : statuses[0])
            ++counts.before[static_cast<std::size_t>(status)];
        for (const ControlStatus status : statuses[1])
            ++counts.now[static_cast<std::size_t>(status)];
        out.push_back(std::move(counts));
    }
    return out;
}

std::string findings_query_for(const ControlRow& control) {
    std::set<std::string> failing, all;
    for (const ControlCheck& check : control.checks) {
        if (check.page != "findings" || check.query.empty()) continue;
        all.insert(check.query);
        if (check.status == ControlStatus::not_satisfied || check.status == ControlStatus::partial)
            failing.insert(check.query);
    }
    const std::set<std::string>& chosen = failing.empty() ? all : failing;
    if (chosen.size() == 1) return *chosen.begin();
    std::string out;
    for (const std::string& query : chosen)
        out += (out.empty() ? "(" : " or (") + query + ")";
    return out;
}

Result<std::string> add_attestation(Workspace& workspace, const Attestation& said) {
    const auto& rules = compliance::evidence_rules();
    const bool rule = std::any_of(rules.begin(), rules.end(), [&](const compliance::EvidenceRule& r) {
        return r.id == said.subject && r.assertion == compliance::Assertion::attested;
    });
    if (!rule && compliance::nist_catalogue().find(said.subject) == nullptr)
        return fail(Errc::bad_argument, "nothing that can be attested is called " + said.subject, {},
                    "name a control such as AT-2, or a rule such as attestation.training");
    if (said.statement.empty()) return fail(Errc::bad_argument, "an attestation needs a statement");
    if (said.by.empty()) return fail(Errc::bad_argument, "an attestation needs the name of who makes it");
    if (said.verdict == AttestedVerdict::not_applicable && (rule || !said.expires))
        return fail(Errc::bad_argument, "not applicable can be said of a control only, with an end date");
    if (said.expires && *said.expires <= said.at)
        return fail(Errc::bad_argument, "the attestation would run out before it begins");
    compliance_rows::AttestationRow row;
    row.subject = said.subject;
    row.statement = said.statement;
    row.who = said.by;
    row.role = said.role;
    row.sha256 = said.sha256;
    row.verdict = static_cast<int>(said.verdict);
    row.at = unix_seconds(said.at);
    if (said.expires) row.expires = unix_seconds(*said.expires);
    auto id = compliance_rows::add_attestation(workspace, row);
    if (!id) return fail(std::move(id.error()));
    return "A-" + std::to_string(*id);
}

Result<std::vector<Attestation>> attestations(const Workspace& workspace, Time as_of, std::stop_token stop) {
    auto queries = compliance_rows::Queries::open(workspace, std::move(stop));
    if (!queries) return fail(std::move(queries.error()));
    auto rows = queries->attestations(unix_seconds(as_of));
    if (!rows) return fail(std::move(rows.error()));
    std::vector<Attestation> out;
    for (const auto& row : *rows) {
        Attestation said;
        said.subject = row.subject;
        said.statement = row.statement;
        said.by = row.who;
        said.role = row.role;
        said.sha256 = row.sha256;
        said.verdict = static_cast<AttestedVerdict>(std::clamp(row.verdict, 0, 2));
        said.at = from_unix_seconds(row.at);
        if (row.expires != compliance_rows::k_no_end) said.expires = from_unix_seconds(row.expires);
        said.id = "A-" + std::to_string(row.id);
        out.push_back(std::move(said));
    }
    return out;
}

} // namespace parapet::views
