#include "core/formats/findings/inspec/control.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet::inspec {

namespace {

constexpr std::array<fields::SeverityWord, 6> k_words{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"none", Severity::info},
    {"not applicable", Severity::info},
}};

// The scale of InSpec's own documentation of `impact`.
Severity severity_of(double impact) {
    if (impact < 0.01) return Severity::info;
    if (impact < 0.4) return Severity::low;
    if (impact < 0.7) return Severity::medium;
    return impact < 0.9 ? Severity::high : Severity::critical;
}

void read_severity(json::Value control, RawFinding& f, ParseStats& stats) {
    const json::Value impact = control["impact"];
    if (const auto number = impact.number()) {
        f.severity = severity_of(*number);
        f.severity_raw = fmt::format("impact {}", *number);
        f.severity_known = true;
        return;
    }
    fields::set_severity(f, impact ? impact.str() : control["tags"]["severity"].str(), k_words, stats);
}

// A tag may hold one id or a list of them.
template<class Use>
void each_text(json::Value value, const Use& use) {
    if (value.is_string() || value.is_number()) use(value.text());
    for (const json::Value item : value.items())
        if (item.is_string() || item.is_number()) use(item.text());
}

void read_tags(json::Value tags, RawFinding& f) {
    struct Scheme {
        std::string_view key, scheme;
    };
    static constexpr std::array<Scheme, 12> k_schemes{{
        {"nist", "nist"},
        {"cci", "cci"},
        {"cis", "cis"},
        {"cis_rid", "cis"},
        {"cis_controls", "cis-controls"},
        {"cce_id", "cce"},
        {"stig_id", "stig"},
        {"rid", "stig"},
        {"gid", "stig"},
        {"gtitle", "srg"},
        {"ISO27001_2013", "iso27001-2013"},
        {"pci", "pci"},
    }};
    for (const json::Member tag : tags.members()) {
        for (const Scheme& known : k_schemes)
            if (tag.key == known.key)
                each_text(tag.value, [&](const std::string& id) {
                    // "Rev_4" stands between ids to say which revision they are of
                    if (!istarts_with(id, "Rev_")) fields::add_control(f, known.scheme, id);
                });
        if (istarts_with(tag.key, "cwe"))
            each_text(tag.value, [&](const std::string& id) {
                fields::add_cwes_of(f, id);
                std::int64_t number = 0;
                if (parse_int(id, number)) fields::add_cwe(f, number);
            });
        if (istarts_with(tag.key, "cve"))
            each_text(tag.value, [&](const std::string& id) {
                // Snyk's converter takes the head away: "2021-23424"
                const bool bare = !id.empty() && id.front() >= '0' && id.front() <= '9';
                fields::add_ids_of(f, bare ? fmt::format("CVE-{}", id) : id);
            });
        if (tag.key == "ghsaid")
            each_text(tag.value, [&](const std::string& id) {
                fields::add_id(f, istarts_with(id, "GHSA-") ? id : fmt::format("GHSA-{}", id));
            });
        if (tag.value.type() == json::Type::null) fields::add_tag(f, tag.key);
    }
    std::sort(f.controls.begin(), f.controls.end()); // an object has no order
}

struct Results {
    int failed = 0, passed = 0, skipped = 0, errors = 0;
    std::string said, skipped_why;
};

Results read_results(json::Value results, RawFinding& f, const Limits& limits) {
    Results out;
    for (const json::Value result : results.items()) {
        const std::string_view status = result["status"].str();
        const bool broke = result["backtrace"].size() > 0 || status == "error";
        out.failed += status == "failed";
        out.passed += status == "passed";
        out.skipped += status == "skipped";
        out.errors += broke;
        if (out.skipped_why.empty()) out.skipped_why = elide(result["skip_message"].str(), 2000);
        if (!f.seen) f.seen = parse_rfc3339(result["start_time"].str());
        if ((status != "failed" && !broke) || out.said.size() > limits.max_field_bytes) continue;
        out.said += fmt::format("{}\n", text_of_html(result["code_desc"].str()));
        if (const auto message = trim(result["message"].str()); !message.empty())
            out.said += fmt::format("{}\n", message);
    }
    return out;
}

CheckOutcome outcome_of(std::string_view status, const Results& results, bool applies) {
    if (!applies) return CheckOutcome::not_applicable;
    if (results.errors > 0) return CheckOutcome::error;
    if (results.failed > 0) return CheckOutcome::fail;
    if (results.passed > 0) return CheckOutcome::pass;
    if (results.skipped > 0) return CheckOutcome::not_reviewed;
    if (status == "failed") return CheckOutcome::fail;
    if (status == "passed") return CheckOutcome::pass;
    if (status == "skipped") return CheckOutcome::not_reviewed;
    return CheckOutcome::error; // a control without a result could not be run
}

// The text that `descriptions` (a list of label and data, or an object) has under a label.
std::string_view described(json::Value descriptions, std::string_view label) {
    if (descriptions.is_object()) return descriptions[label].str();
    for (const json::Value one : descriptions.items())
        if (one["label"].str() == label) return one["data"].str();
    return {};
}

void read_texts(json::Value control, json::Value tags, RawFinding& f, ParseStats& stats, const Limits& limits) {
    std::string_view text = control.any({"desc", "description"}).str();
    if (text.empty()) text = described(control["descriptions"], "default");
    if (text.empty()) text = control["code_desc"].str();
    fields::set_text(f.description, text_of_html(text), stats, f.place.path, limits);
    std::string_view fix = described(control["descriptions"], "fix");
    if (fix.empty()) fix = tags["fix"].str();
    fields::set_text(f.remediation, text_of_html(fix), stats, f.place.path, limits);
    for (const json::Value ref : control["refs"].items()) {
        fields::add_link(f, ref.any({"url", "uri"}).str());
        fields::add_link(f, ref["ref"].str());
    }
}

void read_waiver(json::Value waiver, RawFinding& f) {
    if (waiver.size() == 0) return;
    f.suppressed = true;
    fields::put(f.suppression, waiver.any({"justification", "message"}).str(), 2000);
    if (f.suppression.empty()) f.suppression = "waived";
    if (waiver["skipped_due_to_waiver"].boolean().value_or(false)) f.outcome = CheckOutcome::not_applicable;
}

} // namespace

void read_control(json::Value control, std::string_view status, RawFinding& f, ParseStats& stats,
                  const Limits& limits) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, control["id"].text());
    const std::string title = fields::folded(text_of_html(control["title"].str()));
    fields::set_title(f, {title, fields::folded(control["code_desc"].str()), f.rule}, limits);
    const json::Value tags = control.any({"tags", "control_tags"});
    read_tags(tags, f);
    read_texts(control, tags, f, stats, limits);
    const Results results = read_results(control["results"], f, limits);
    const auto impact = control["impact"].number();
    // A control without impact does not apply, whatever its results say.
    f.outcome = outcome_of(status, results, !impact || *impact > 0);
    if (f.outcome == CheckOutcome::fail || control["impact"]) read_severity(control, f, stats);
    fields::set_text(f.evidence, results.said.empty() ? control["message"].str() : std::string_view(results.said),
                     stats, f.place.path, limits);
    if (f.outcome == CheckOutcome::not_reviewed && f.evidence.empty()) f.evidence = results.skipped_why;
    read_waiver(control["waiver_data"], f);
    // The converters of HDF name vulnerabilities by their ids.
    fields::add_ids_of(f, f.rule);
    if (f.cve.empty() && f.aliases.empty()) return;
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
}

} // namespace parapet::inspec
