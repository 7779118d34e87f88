#include "core/formats/findings/zap/alert.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parapet::zap {

namespace {

constexpr std::array<fields::SeverityWord, 10> k_risks{{
    {"3", Severity::high},
    {"2", Severity::medium},
    {"1", Severity::low},
    {"0", Severity::info},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Informational", Severity::info},
    {"Info", Severity::info},
    {"False Positive", Severity::info},
}};

Location location_of(const Instance& instance) {
    Location at;
    fields::set_url(at, instance.uri);
    fields::put(at.method, instance.method, 20);
    fields::put(at.parameter, instance.parameter, 300);
    return at;
}

// "Set-Cookie: session=..." is both evidence and a secret.
std::string evidence_of(const Instance& instance) {
    std::string out;
    const auto add = [&](std::string_view label, const std::string& text, std::size_t most) {
        if (!text.empty()) out += fmt::format("{}{}\n", label, elide(fields::masked_http(text), most));
    };
    add("Attack: ", instance.attack, 2000);
    add("Evidence: ", instance.evidence, 2000);
    add("\n", instance.request, 8000);
    add("\n", instance.response, 8000);
    return std::string(trim(out));
}

// ZAP writes "Tue, 14 Sep 2021 14:44:51" in the language of the machine, since 2.15 beside it RFC 3339.
std::optional<Time> time_of(std::string_view text) {
    if (const auto time = parse_rfc3339(text)) return time;
    static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto comma = text.find(", ");
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(comma == std::string_view::npos ? text : text.substr(comma + 2), ' '))
        if (!part.empty()) parts.push_back(part);
    if (parts.size() != 4 || parts[3].size() != 8) return std::nullopt;
    std::string_view month_word = parts[1];
    if (!month_word.empty() && month_word.back() == '.') month_word.remove_suffix(1);
    const auto month = std::find(k_months.begin(), k_months.end(), month_word.substr(0, 3));
    std::int64_t day = 0;
    std::int64_t year = 0;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::string_view day_word = parts[0];
    if (!day_word.empty() && day_word.back() == '.') day_word.remove_suffix(1);
    if (month == k_months.end() || !parse_int(day_word, day) || !parse_int(parts[2], year) ||
        !parse_int(parts[3].substr(0, 2), hour) || !parse_int(parts[3].substr(3, 2), minute) ||
        !parse_int(parts[3].substr(6, 2), second))
        return std::nullopt;
    return from_civil(static_cast<int>(year), static_cast<unsigned>(month - k_months.begin() + 1),
                      static_cast<unsigned>(day), static_cast<unsigned>(hour), static_cast<unsigned>(minute),
                      static_cast<unsigned>(second));
}

void read_links(std::string_view references, RawFinding& finding) {
    const std::string text = text_of_html(references);
    for (const std::string_view line : split(text, '\n'))
        fields::add_link(finding, line);
}

void read_places(const Alert& alert, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    fields::LocationCount count;
    count.dropped = alert.dropped;
    bool first = true;
    for (const Instance& instance : alert.instances) {
        if (first) {
            finding.location = location_of(instance);
            finding.evidence = evidence_of(instance);
        } else {
            fields::add_location(finding, location_of(instance), count, limits);
        }
        first = false;
    }
    fields::finish_locations(count, finding.place.path, stats);
}

} // namespace

void Alert::clear() {
    *this = {};
}

void Alert::keep(Instance at, const Limits& limits) {
    if (instances.size() >= limits.max_locations)
        ++dropped;
    else
        instances.push_back(std::move(at));
}

std::string_view Alert::first_uri() const {
    return instances.empty() ? std::string_view() : instances.front().uri;
}

void name_other_site(const Alert& alert, const ScanInfo& scan, RawFinding& finding) {
    const std::string origin = fields::url_origin(alert.first_uri());
    if (!origin.empty() && origin != scan.target) fields::put(finding.asset, origin);
}

void read_alert(const Alert& alert, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    finding.identity = IdentityKind::web;
    finding.phase = Phase::test;
    fields::put(finding.rule, alert.plugin.empty() ? alert.reference_id : alert.plugin);
    fields::put(finding.rule_name, alert.name);
    fields::set_title(finding, {alert.name, finding.rule}, limits);
    std::string description = text_of_html(alert.description);
    if (const std::string other = text_of_html(alert.other); !other.empty()) description += "\n\n" + other;
    fields::set_text(finding.description, description, stats, finding.place.path, limits);
    fields::set_text(finding.remediation, text_of_html(alert.solution), stats, finding.place.path, limits);
    const std::string_view risk = std::string_view(alert.risk).substr(0, alert.risk.find(" ("));
    fields::set_severity(finding, alert.risk_code.empty() ? risk : std::string_view(alert.risk_code), k_risks, stats);
    if (!risk.empty()) fields::put(finding.severity_raw, risk, 64);
    std::int64_t number = 0;
    if (parse_int(alert.cwe, number)) fields::add_cwe(finding, number);
    if (parse_int(alert.wasc, number) && number > 0) fields::add_tag(finding, fmt::format("WASC-{}", number));
    read_links(alert.references, finding);
    fields::add_ids_of(finding, alert.name);
    fields::add_ids_of(finding, description);
    read_places(alert, finding, stats, limits);
    if (alert.reference_id != finding.rule && !alert.reference_id.empty()) fields::add_tag(finding, alert.reference_id);
    if (alert.confidence == "0") { // ZAP's "False Positive"
        finding.suppressed = true;
        finding.suppression = "marked as a false positive in ZAP";
    }
}

ScanInfo scan_of(std::string_view name, std::string_view host, std::string_view port, bool ssl,
                 std::string_view version, std::string_view generated) {
    ScanInfo scan;
    scan.tool = "ZAP";
    fields::put(scan.tool_version, version, 60);
    scan.target_kind = "url";
    if (name.find("://") != std::string_view::npos) {
        fields::put(scan.target, fields::url_origin(name));
    } else if (!name.empty() || !host.empty()) {
        std::string_view bare = name.empty() ? host : name;
        while (!bare.empty() && bare.front() == '/')
            bare.remove_prefix(1);
        const bool usual = port.empty() || port == (ssl ? "443" : "80");
        scan.target =
            elide(fmt::format("{}://{}{}{}", ssl ? "https" : "http", bare, usual ? "" : ":", usual ? "" : port), 300);
    }
    scan.finished = time_of(generated);
    return scan;
}

} // namespace parapet::zap
