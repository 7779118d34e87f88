#include "core/formats/findings/sarif/result.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet::sarif {

namespace {

// SARIF's words are fewer than ours. "note" is a remark for the reader (3.58.6), not a weakness to plan for.
constexpr std::array<fields::SeverityWord, 4> k_levels{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"note", Severity::info},
    {"none", Severity::info},
}};

// Of severity_word_of.
constexpr std::array<fields::SeverityWord, 6> k_words{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFO", Severity::info},
    {"INFORMATIONAL", Severity::info},
}};

// The members of a result, found in one pass.
struct Parts {
    json::Value rule_index, rule, message, locations, fingerprints, partial, suppressions, taxa, properties, flows,
        stacks, target, fixes, request, provenance, rule_id, level, kind, baseline, viewer, correlation;
};

Parts parts_of(json::Value result) {
    Parts p;
    struct Slot {
        std::string_view key;
        json::Value Parts::*value;
    };
    // By length: a lookup compares one or two names.
    static constexpr std::array<Slot, 21> k_slots{{
        {"rule", &Parts::rule},
        {"kind", &Parts::kind},
        {"taxa", &Parts::taxa},
        {"level", &Parts::level},
        {"fixes", &Parts::fixes},
        {"ruleId", &Parts::rule_id},
        {"stacks", &Parts::stacks},
        {"message", &Parts::message},
        {"ruleIndex", &Parts::rule_index},
        {"locations", &Parts::locations},
        {"codeFlows", &Parts::flows},
        {"properties", &Parts::properties},
        {"webRequest", &Parts::request},
        {"provenance", &Parts::provenance},
        {"fingerprints", &Parts::fingerprints},
        {"suppressions", &Parts::suppressions},
        {"baselineState", &Parts::baseline},
        {"analysisTarget", &Parts::target},
        {"correlationGuid", &Parts::correlation},
        {"hostedViewerUri", &Parts::viewer},
        {"partialFingerprints", &Parts::partial},
    }};
    for (const json::Member m : result.members()) {
        for (const Slot& slot : k_slots) {
            if (slot.key.size() < m.key.size()) continue;
            if (slot.key.size() > m.key.size()) break;
            if (slot.key != m.key) continue;
            p.*slot.value = m.value;
            break;
        }
    }
    return p;
}

// "{0}" becomes the argument, "{{" a brace; "[text](0)", a link to a related location, its text (3.11.5, 3.11.6).
std::string filled(std::string_view text, json::Value arguments) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{' && arguments.exists()) {
            const auto end = text.find('}', i);
            std::int64_t n = 0;
            if (end != std::string_view::npos && end - i < 8 && parse_int(text.substr(i + 1, end - i - 1), n) &&
                n >= 0) {
                out += arguments.at(static_cast<std::size_t>(n)).text();
                i = end;
                continue;
            }
            if (i + 1 < text.size() && text[i + 1] == '{') ++i;
        }
        out += text[i];
    }
    return out;
}

std::string without_links(std::string text) {
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at)) {
        const auto open = text.rfind('[', at);
        const auto close = text.find(')', at);
        if (open == std::string::npos || close == std::string::npos) break;
        std::int64_t n = 0;
        if (!parse_int(std::string_view(text).substr(at + 2, close - at - 2), n)) {
            at += 2;
            continue;
        }
        text.erase(at, close + 1 - at);
        text.erase(open, 1);
        --at;
    }
    return text;
}

// The view is into the document or into `buffer`.
std::string_view message_text(const Parts& parts, const Rule* rule, const Run& run, std::string& buffer) {
    std::string_view text = text_of(parts.message);
    if (text.empty()) {
        const std::string_view id = parts.message["id"].str();
        if (rule != nullptr) {
            for (const auto& [key, known] : rule->messages)
                if (key == id) text = known;
        }
        if (text.empty()) text = run.shared_message(id);
    }
    const bool plain = text.find('{') == std::string_view::npos && text.find("](") == std::string_view::npos;
    if (plain) return text;
    buffer = without_links(filled(text, parts.message["arguments"]));
    return buffer;
}

std::int64_t line_number(json::Value value) {
    const auto n = value.integer().value_or(0);
    return n > 0 && n < (1LL << 31) ? n : 0;
}

void read_region(json::Value region, Location& out) {
    for (const json::Member m : region.members()) {
        if (m.key == "startLine")
            out.line = line_number(m.value);
        else if (m.key == "endLine")
            out.end_line = line_number(m.value);
        else if (m.key == "startColumn")
            out.column = line_number(m.value);
        else if (m.key == "snippet")
            fields::put(out.snippet, text_of(m.value), 4000);
    }
}

void read_artifact(json::Value artifact, const Run& run, Location& out) {
    out.file = run.places.path(artifact);
    if (out.file.compare(0, 4, "http") != 0) return;
    const std::string_view uri = artifact["uri"].str();
    if (!istarts_with(uri, "http://") && !istarts_with(uri, "https://")) return;
    out.file.clear();
    fields::set_url(out, uri);
}

void read_location(json::Value location, const Run& run, Location& out) {
    for (const json::Member m : location.members()) {
        if (m.key == "physicalLocation") {
            json::Value context;
            for (const json::Member p : m.value.members()) {
                if (p.key == "artifactLocation")
                    read_artifact(p.value, run, out);
                else if (p.key == "region")
                    read_region(p.value, out);
                else if (p.key == "contextRegion")
                    context = p.value;
                else if (p.key == "address" && out.function.empty())
                    out.function = elide(p.value["fullyQualifiedName"].str(), 500);
            }
            if (out.snippet.empty() && context) out.snippet = elide(text_of(context["snippet"]), 4000);
        } else if (m.key == "logicalLocations") {
            for (const json::Value logical : m.value.items()) {
                run.put_logical_name(logical, out.function);
                break;
            }
        }
    }
}

// Where a result without locations points to: the end of its first code flow, its stack, or what was analysed.
json::Value first_location(const Parts& parts) {
    json::Value last;
    for (const json::Value step : parts.flows.at(0)["threadFlows"].at(0)["locations"].items())
        last = step["location"];
    if (last) return last;
    return parts.stacks.at(0)["frames"].at(0)["location"];
}

void read_locations(const Parts& parts, const Run& run, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    fields::LocationCount count;
    bool first = true;
    for (const json::Value location : parts.locations.items()) {
        if (first) {
            read_location(location, run, finding.location);
            first = false;
            continue;
        }
        Location more;
        read_location(location, run, more);
        fields::add_location(finding, std::move(more), count, limits);
    }
    if (first) read_location(first_location(parts), run, finding.location);
    if (finding.location.file.empty() && finding.location.url.empty() && parts.target)
        read_artifact(parts.target, run, finding.location);
    fields::finish_locations(count, finding.place.path, stats);
}

void read_web(const Parts& parts, RawFinding& finding) {
    if (!parts.request) return;
    Location& at = finding.location;
    if (at.url.empty()) fields::set_url(at, parts.request["target"].str());
    at.method = elide(parts.request["method"].str(), 20);
    for (const json::Member parameter : parts.request["parameters"].members()) {
        at.parameter = elide(parameter.key, 200);
        break;
    }
    finding.evidence = elide(fields::masked_http(text_of(parts.request["body"])), 4000);
    finding.identity = IdentityKind::web;
}

// Suppressed unless one of its suppressions is under review or was rejected (3.27.23).
void read_suppressions(json::Value suppressions, RawFinding& finding) {
    for (const json::Value suppression : suppressions.items()) {
        const auto status = suppression["status"].str();
        if (status == "underReview" || status == "rejected") {
            finding.suppressed = false;
            finding.suppression.clear();
            return;
        }
        finding.suppressed = true;
        if (finding.suppression.empty()) finding.suppression = elide(suppression["justification"].str(), 2000);
        if (finding.suppression.empty() && suppression["kind"].str() == "inSource")
            finding.suppression = "suppressed in source";
    }
}

CheckOutcome outcome_of(const Parts& parts) {
    const std::string_view kind = parts.kind.str();
    if (parts.baseline.str() == "absent") return CheckOutcome::pass; // it was there once and is not any more
    if (kind.empty() || kind == "fail") return CheckOutcome::fail;
    if (kind == "pass") return CheckOutcome::pass;
    if (kind == "notApplicable") return CheckOutcome::not_applicable;
    if (kind == "informational") return CheckOutcome::informational;
    return CheckOutcome::not_reviewed; // open, review
}

void read_severity(const Parts& parts, const Rule* rule, RawFinding& finding, ParseStats& stats) {
    std::optional<double> score;
    std::string raw;
    if (const json::Value own = parts.properties["security-severity"]; own) {
        score = own.number();
        raw = own.text();
    } else if (rule != nullptr) {
        score = rule->score;
    }
    if (score && *score >= 0 && *score <= 10) {
        finding.severity = severity_of_score(*score);
        finding.severity_raw = raw.empty() ? rule->score_raw : raw;
        finding.severity_known = true;
        if (!finding.score) finding.score = score;
        return;
    }
    std::string_view level = parts.level.str();
    const std::string_view kind = parts.kind.str();
    if (level.empty() && !kind.empty() && kind != "fail") level = "none";
    if (level.empty() && rule != nullptr) level = rule->level;
    if (level.empty()) level = "warning"; // the default (3.27.10)
    // A tool's own word says more than SARIF's two levels of what is wrong; a note stays one.
    std::string word = severity_word_of(parts.properties);
    if (word.empty() && rule != nullptr) word = rule->severity_word;
    if (!word.empty() && (level == "error" || level == "warning"))
        return fields::set_severity(finding, word, k_words, stats);
    fields::set_severity(finding, level, k_levels, stats);
}

// The snippet is the secret: only its masked form stays.
void hide_secret(RawFinding& finding) {
    const std::string secret(trim(finding.location.snippet));
    fields::set_secret(finding, secret);
    const std::string masked = finding.evidence;
    const auto hide = [&](std::string& text) { text = fields::without_secret(std::move(text), secret); };
    hide(finding.title);
    hide(finding.description);
    finding.location.snippet = masked;
    for (Location& more : finding.more_locations)
        if (!more.snippet.empty()) more.snippet = mask_secret(trim(more.snippet));
}

void read_texts(const Parts& parts, const Rule* rule, const Run& run, RawFinding& finding, ParseStats& stats,
                const Limits& limits) {
    std::string buffer;
    const std::string_view message = message_text(parts, rule, run, buffer);
    fields::set_text(finding.description, message, stats, finding.place.path, limits);
    if (rule == nullptr) {
        fields::set_title(finding, {message, finding.rule}, limits);
        return;
    }
    // Gitleaks has the pattern for a short description.
    const bool named = run.secrets && !rule->name.empty() && rule->name != rule->id;
    // TruffleHog describes the company whose secret it is.
    const bool company = run.secrets && rule->name == rule->id && message.find(rule->id) != std::string_view::npos;
    if (named)
        fields::set_title(finding, {rule->name}, limits);
    else if (rule->title.empty() || company)
        fields::set_title(finding, {message, finding.rule}, limits);
    else
        finding.title = rule->title;
    if (finding.description.empty()) finding.description = rule->description;
    finding.rule_name = rule->name;
    finding.remediation = rule->help;
    for (const json::Value fix : parts.fixes.items()) {
        if (const auto text = text_of(fix["description"]); !text.empty()) {
            fields::set_text(finding.remediation, text, stats, finding.place.path, limits);
            break;
        }
    }
}

void take_facts(const Rule* rule, RawFinding& finding) {
    if (rule == nullptr) {
        finding.tags.clear();
        finding.links.clear();
        fields::add_ids_of(finding, finding.rule);
        return;
    }
    const RawFinding& facts = rule->facts;
    finding.cwe = facts.cwe;
    finding.cve = facts.cve;
    finding.aliases = facts.aliases;
    finding.tags = facts.tags;
    finding.links = facts.links;
    finding.controls = facts.controls;
    finding.score = facts.score;
    finding.cvss_vector = facts.cvss_vector;
}

} // namespace

void read_result(json::Value result, const json::Element& element, const Run& run, RawFinding& finding,
                 ParseStats& stats, const Limits& limits) {
    const Parts parts = parts_of(result);
    element.write_pointer(finding.place.path);
    finding.place.line = element.line;
    finding.place.offset = static_cast<std::int64_t>(element.offset);
    const auto index = parts.rule_index.exists() ? parts.rule_index.integer() : std::nullopt;
    const Rule* rule = run.rule(parts.rule_id.str(), index, parts.rule);
    fields::put(finding.rule, parts.rule_id.str());
    if (finding.rule.empty()) fields::put(finding.rule, parts.rule_id.text()); // a number, say
    if (finding.rule.empty()) fields::put(finding.rule, parts.rule["id"].text());
    if (finding.rule.empty() && rule != nullptr) finding.rule = rule->id;
    finding.identity = IdentityKind::code;
    take_facts(rule, finding);
    read_texts(parts, rule, run, finding, stats, limits);
    read_locations(parts, run, finding, stats, limits);
    if (rule != nullptr && !rule->facts.location.purl.empty())
        fields::set_purl(finding.location, rule->facts.location.purl);
    if (rule != nullptr && !rule->facts.location.fixed_version.empty())
        finding.location.fixed_version = rule->facts.location.fixed_version;
    if (parts.properties) read_properties(finding, parts.properties);
    for (const json::Value taxon : parts.taxa.items())
        run.note_taxon(finding, taxon);
    read_severity(parts, rule, finding, stats);
    read_fingerprint(parts.fingerprints, parts.partial, parts.correlation, finding);
    read_suppressions(parts.suppressions, finding);
    read_web(parts, finding);
    read_package(run, finding);
    fields::add_link(finding, parts.viewer.str());
    if (const auto seen = parts.provenance["lastDetectionTimeUtc"].str(); !seen.empty())
        finding.seen = parse_rfc3339(seen);
    finding.outcome = outcome_of(parts);
    finding.fixed = parts.baseline.str() == "absent";
    if (run.secrets || (rule != nullptr && rule->secret)) hide_secret(finding);
}

} // namespace parapet::sarif
