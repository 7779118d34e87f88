#include "core/formats/findings/wapiti/wapiti_entry.h"

#include "core/base/text.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

namespace {

constexpr std::array<fields::SeverityWord, 5> k_levels{{
    {"4", Severity::critical},
    {"3", Severity::high},
    {"2", Severity::medium},
    {"1", Severity::low},
    {"0", Severity::info},
}};

} // namespace

void read_wapiti_entry(const WapitiClass& kind, const WapitiEntry& entry, const std::string& origin, RawFinding& f,
                       ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::web;
    f.phase = Phase::test;
    fields::put(f.rule, kind.name);
    fields::put(f.rule_name, kind.name);
    const std::string info = fields::folded(entry.info);
    fields::set_title(f, {info.empty() ? kind.name : fmt::format("{}: {}", kind.name, info)}, limits);
    fields::set_severity(f, entry.level, k_levels, stats);
    std::string text(trim(entry.info));
    fields::append_text(text, kind.description);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    fields::set_text(f.remediation, kind.solution, stats, f.place.path, limits);
    for (const std::string& reference : kind.references) {
        fields::add_cwes_of(f, reference);
        fields::add_link(f, reference);
    }
    fields::add_ids_of(f, entry.info);
    const bool whole = entry.path.find("://") != std::string_view::npos;
    fields::set_url(f.location, whole ? std::string(entry.path) : fmt::format("{}{}", origin, entry.path));
    fields::put(f.location.method, entry.method, 20);
    fields::put(f.location.parameter, entry.parameter, 200);
    fields::add_tag(f, entry.module);
    fields::set_exchange(f, entry.request, {});
}

} // namespace parapet
