#include "core/formats/findings/kube_hunter/weakness.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <array>

namespace parapet::kube_hunter {

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"none", Severity::info},
}};

// What it took from a pod may be a token of a service account (a JWT).
std::string without_tokens(std::string_view text) {
    std::string shown;
    for (const std::string_view word : split(text, ' ')) {
        const bool token = word.find("eyJ") != std::string_view::npos && word.size() > 24;
        shown += token ? mask_secret(word) : std::string(word);
        shown += ' ';
    }
    return shown;
}

// "10.0.1.1:10255", "10.0.0.7", "https://10.0.0.7:443", "Local to Pod(name)"
void read_place(std::string_view text, Location& at) {
    text = trim(text);
    fields::put(at.resource, text);
    if (text.find(' ') != std::string_view::npos) return;
    if (text.find("://") != std::string_view::npos) return fields::set_url(at, text);
    const auto colon = text.rfind(':');
    std::int64_t port = 0;
    if (colon != std::string_view::npos && parse_int(text.substr(colon + 1), port) && port > 0 && port < 65536)
        at.port = port;
    fields::put(at.host, at.port > 0 ? text.substr(0, colon) : text, 200);
}

} // namespace

Weakness weakness_of(json::Value v) {
    const json::Value evidence = v["evidence"]; // a text or a map of things
    return {v["vid"].str(),
            v["vulnerability"].str(),
            v["category"].str(),
            v["description"].str(),
            v["hunter"].str(),
            v["severity"].str(),
            v["location"].str(),
            v["avd_reference"].str(),
            evidence.is_object() || evidence.is_array() ? std::string(evidence.raw()) : evidence.text()};
}

void fill(const Weakness& w, std::string_view about, RawFinding& f, ParseStats& stats, const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::set_title(f, {fields::folded(w.title), w.id}, limits);
    const bool none = w.id.empty() || w.id == "None"; // not every hunter has one
    fields::put(f.rule, none ? std::string_view(f.title) : w.id);
    fields::put(f.rule_name, f.title);
    fields::add_tag(f, w.category);
    std::string text = fmt::format("{}\n\nCategory: {}", fields::folded(w.description), w.category);
    if (!w.hunter.empty()) text += fmt::format("\nFound by: {}", w.hunter);
    fields::set_text(f.description, text, stats, f.place.path, limits);
    if (w.severity.empty())
        f.severity = Severity::medium; // the table of it has no such column
    else
        fields::set_severity(f, w.severity, k_severities, stats);
    fields::set_text(f.evidence, without_tokens(w.evidence), stats, f.place.path, limits);
    read_place(w.location, f.location);
    fields::add_ids_of(f, f.rule);
    fields::add_ids_of(f, f.title);
    if (!f.cve.empty()) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
    }
    fields::add_link(f, w.reference);
    if (istarts_with(w.id, "KHV")) fields::add_link(f, replace_all(std::string(about), "{vid}", to_lower(f.rule)));
}

} // namespace parapet::kube_hunter
