#include "core/sample/decisions.h"

#include "core/views/findings.h"

namespace parapet::sample {

namespace {

std::string team_of(const std::string& asset) {
    static const std::vector<std::pair<std::string_view, const char*>> k_teams{
        {"payments", "Marta Lind"}, {"web", "Piotr Sand"},   {"bank.", "Piotr Sand"},   {"ledger", "Ines Aho"},
        {"atm", "Tomas Berg"},      {"kiosk", "Tomas Berg"}, {"identity", "Lena Roth"}, {"infra", "Sam Okoro"},
        {"risk", "Aino Salo"},      {"mobile", "Lena Roth"}};
    for (const auto& [part, name] : k_teams) {
        if (asset.find(part) != std::string::npos) return name;
    }
    return "Sam Okoro";
}

views::Decision decision_for(const views::FindingRow& row, double dice, Time now) {
    views::Decision d;
    d.findings = {row.id};
    d.who = team_of(row.asset);
    if (dice < 0.07) {
        d.status = FindingStatus::false_positive;
        d.reason = "The code in question is not reachable from outside; checked by hand";
    } else if (dice < 0.15) {
        d.status = FindingStatus::risk_accepted;
        d.reason = "Limited to the internal network until the next release";
        d.until = now + std::chrono::days(45);
    } else if (dice < 0.45) {
        d.status = FindingStatus::in_progress;
        d.owner = team_of(row.asset);
    } else {
        d.status = FindingStatus::triaged;
        d.owner = team_of(row.asset);
    }
    return d;
}

} // namespace

Result<void> decide_week(Workspace& workspace, Random& random) {
    views::FindingsRequest request;
    request.scope.filter = "status:open severity:medium,high,critical";
    request.limit = 400;
    auto page = views::findings_page(workspace, request);
    if (!page) return fail(page.error());
    for (const views::FindingRow& row : page->rows) {
        const double take = row.severity >= Severity::high ? 0.3 : 0.12;
        if (!random.chance(take)) continue;
        auto applied = views::apply_decision(workspace, decision_for(row, random.unit(), workspace.now()));
        if (!applied) return fail(applied.error());
    }
    return {};
}

} // namespace parapet::sample
