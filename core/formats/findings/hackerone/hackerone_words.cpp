#include "core/formats/findings/hackerone/hackerone_words.h"

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"none", Severity::info},
}};

// What a report ended as. The others (new, triaged, needs-more-info ...) are open.
void set_state(std::string_view state, RawFinding& f) {
    if (iequals(state, "resolved")) fields::set_fixed(f);
    for (const char* word : {"duplicate", "not-applicable", "informative", "spam", "retesting"}) {
        if (!iequals(state, word) || iequals(state, "retesting")) continue;
        f.suppressed = true;
        f.suppression = fmt::format("closed on HackerOne as {}", word);
    }
}

} // namespace

void read_hackerone_row(const HackerOneCell& cell, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::other;
    const std::string id = cell("id");
    const std::string weakness = cell("weakness");
    fields::put(f.rule, weakness.empty() ? std::string("report") : weakness);
    fields::put(f.fingerprint, id.empty() ? std::string() : "hackerone:" + id, 80);
    fields::set_title(f, {cell("title"), weakness, id}, limits);
    const std::string rating = cell("severity_rating");
    double score = 0;
    const bool scored = parse_double(cell("severity_score"), score) && score >= 0 && score <= 10;
    if (scored) f.score = score;
    if (rating.empty() && scored) {
        f.severity = severity_of_score(score);
        f.severity_known = true;
        f.severity_raw = cell("severity_score");
    } else {
        fields::set_severity(f, rating, k_severities, stats);
    }
    fields::add_cwes_of(f, weakness);
    const std::string cves = cell("cve_ids");
    fields::add_ids_of(f, cves);
    std::string text = weakness.empty() ? std::string() : fmt::format("Weakness: {}", weakness);
    for (const char* key : {"state", "substate", "source", "assigned", "reference"})
        if (const std::string value = cell(key); !value.empty())
            text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", key, value);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::add_link(f, cell("reference_url"));
    if (!id.empty() && id.find_first_not_of("0123456789") == std::string::npos)
        fields::add_link(f, fmt::format("https://hackerone.com/reports/{}", id));
    const std::string scope = cell("structured_scope");
    fields::put(f.asset, scope);
    if (scope.find("://") != std::string::npos) fields::set_url(f.location, scope);
    if (f.location.url.empty()) fields::put(f.location.resource, scope, 200);
    f.seen = loose_time(cell("reported_at"));
    set_state(cell("substate"), f);
}

} // namespace parapet
