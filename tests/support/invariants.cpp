#include "tests/support/invariants.h"

#include "core/jobs/job.h"
#include "tests/support/findings.h"

#include <fmt/format.h>

namespace parapet::test {

namespace {

struct Rule {
    const char* what;
    const char* sql; // the findings that break it; ?now: seconds
};
constexpr const char* k_seen =
    "EXISTS (SELECT 1 FROM sighting s WHERE s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at = 0)";
const Rule k_rules[] = {
    {"a status without a history that leads to it",
     "f.status <> coalesce((SELECT status_to FROM history WHERE finding_id = f.id ORDER BY id DESC LIMIT 1),"
     " CASE WHEN $seen THEN 0 ELSE 5 END)"},
    {"a history whose steps do not follow one another",
     "EXISTS (SELECT 1 FROM history h JOIN history p ON p.id = (SELECT max(id) FROM history WHERE finding_id ="
     " h.finding_id AND id < h.id) WHERE h.finding_id = f.id AND (p.status_to <> h.status_from OR p.owner_to <>"
     " h.owner_from))"},
    {"fixed while a tool sees it, and nobody said so since",
     "f.status = 5 AND $seen AND coalesce((SELECT what FROM history WHERE finding_id = f.id ORDER BY id DESC LIMIT 1),"
     " 0) <> 2"},
    {"not fixed although no tool sees it, and nobody said so since",
     "f.status < 4 AND NOT $seen AND coalesce((SELECT what FROM history WHERE finding_id = f.id ORDER BY id DESC"
     " LIMIT 1), 0) <> 2"},
    {"a false positive that is one no more, before its end",
     "f.status <> 4 AND EXISTS (SELECT 1 FROM decision d WHERE d.finding_id = f.id AND d.status = 4 AND d.until >"
     " $now)"},
    {"an acceptance that is forgotten before its end",
     "f.status NOT IN (3, 5) AND EXISTS (SELECT 1 FROM decision d WHERE d.finding_id = f.id AND d.status = 3 AND"
     " d.until > $now)"},
    {"a triage that is forgotten",
     "f.status NOT IN (SELECT d.status FROM decision d WHERE d.finding_id = f.id UNION SELECT 5) AND EXISTS (SELECT 1"
     " FROM decision d WHERE d.finding_id = f.id AND d.status IN (1, 2))"},
    {"an end of a decision in the past, not acted on", "f.status IN (3, 4) AND f.decided_until <= $now"},
    {"fixed without a date, or a date without a fix", "(f.status = 5) <> (f.fixed_at > 0)"},
    {"gone before it was last seen",
     "EXISTS (SELECT 1 FROM sighting s WHERE s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at <> 0"
     " AND s.last_seen > s.gone_at)"},
    {"two sightings of one rule in one scope",
     "EXISTS (SELECT 1 FROM sighting s JOIN sighting o ON o.scope_id = s.scope_id AND o.rule_id = s.rule_id AND"
     " o.id > s.id WHERE s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND o.id BETWEEN f.id << 16 AND"
     " (f.id << 16) + 65535)"},
    {"another severity than the worst that is seen",
     "$seen AND f.severity <> (SELECT max(severity) FROM sighting s WHERE s.id BETWEEN f.id << 16 AND"
     " (f.id << 16) + 65535 AND s.gone_at = 0)"},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

} // namespace

std::string contradictions(Workspace& workspace) {
    std::string out;
    const std::string now = std::to_string(unix_seconds(workspace.now()));
    for (const Rule& rule : k_rules) {
        const std::string where = replaced(replaced(rule.sql, "$seen", k_seen), "$now", now);
        const std::string ids =
            rows_of(workspace, "SELECT f.id, f.title, f.status FROM finding f WHERE " + where + " LIMIT 3");
        if (!ids.empty()) out += fmt::format("{}: {}\n", rule.what, ids);
    }
    JobContext job;
    const auto report = check_workspace(workspace, false, job);
    if (!report) return out + report.error().one_line();
    for (const std::string& problem : report->problems)
        out += problem + "\n";
    return out;
}

} // namespace parapet::test
