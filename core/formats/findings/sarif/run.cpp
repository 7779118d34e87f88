#include "core/formats/findings/sarif/run.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet::sarif {

namespace {

constexpr std::size_t k_max_rules = 200'000;

void read_messages(json::Value strings, std::vector<std::pair<std::string, std::string>>& out) {
    for (const json::Member m : strings.members())
        out.emplace_back(m.key, m.value.is_string() ? m.value.str() : text_of(m.value));
}

// A string, an array of strings, or anything else as nothing.
template<class F>
void each_text(json::Value value, F&& take) {
    if (value.is_array()) {
        for (const json::Value item : value.items())
            take(item.text());
    } else if (const std::string text = value.text(); !text.empty()) {
        take(text);
    }
}

// "category/of/it/2025-11-20" -> "category/of/it": the last part names the single run (SARIF 2.1.0, 3.17.4).
std::string category_of(std::string_view id) {
    const auto slash = id.rfind('/');
    return slash == std::string_view::npos ? std::string() : std::string(id.substr(0, slash));
}

bool looks_for_secrets(std::string_view tool) {
    static constexpr std::array<std::string_view, 7> k_names{"gitleaks", "trufflehog", "detect-secrets", "secret",
                                                             "whispers", "kingfisher", "betterleaks"};
    return std::any_of(k_names.begin(), k_names.end(), [&](std::string_view name) { return icontains(tool, name); });
}

} // namespace

std::string_view text_of(json::Value message) {
    if (const auto text = message["text"].str(); !text.empty()) return text;
    return message["markdown"].str();
}

std::string severity_word_of(json::Value properties) {
    for (const std::string_view key : {"issue_severity", "severity", "cvssV3_severity"}) {
        const std::string_view word = properties[key].str();
        for (const std::string_view known : {"critical", "high", "medium", "low", "info", "informational"})
            if (iequals(word, known)) return std::string(word);
    }
    return {};
}

bool names_secrets(const RawFinding& facts) {
    return std::any_of(facts.tags.begin(), facts.tags.end(),
                       [](const std::string& tag) { return iequals(tag, "secret") || iequals(tag, "secrets"); });
}

namespace {

void read_cwe(RawFinding& facts, json::Value value) {
    each_text(value, [&](std::string_view text) {
        std::int64_t number = 0;
        if (parse_int(text, number))
            fields::add_cwe(facts, number);
        else
            fields::add_cwes_of(facts, text);
    });
}

void read_tags(RawFinding& facts, json::Value value) {
    each_text(value, [&](std::string_view tag) {
        fields::add_tag(facts, tag);
        fields::add_cwes_of(facts, tag);
        fields::add_id(facts, tag);
    });
}

} // namespace

void read_properties(RawFinding& facts, json::Value properties) {
    fields::CvssPick cvss;
    for (const json::Member m : properties.members()) {
        const char first = m.key.empty() ? '\0' : static_cast<char>(m.key.front() | 0x20);
        if (first != 't' && first != 'c' && first != 'a' && first != 'p' && first != 'f')
            continue; // most are of no use here
        if (m.key == "tags")
            read_tags(facts, m.value);
        else if (iequals(m.key, "cwe") || iequals(m.key, "cwes") || iequals(m.key, "cwe_ids"))
            read_cwe(facts, m.value);
        else if (iequals(m.key, "cve") || iequals(m.key, "cves") || m.key == "aliases")
            each_text(m.value, [&](std::string_view text) { fields::add_ids_of(facts, text); });
        else if (m.key == "purls" || m.key == "purl")
            each_text(m.value, [&](std::string_view text) { fields::set_purl(facts.location, text); });
        else if (m.key == "fixed_version" && !iequals(m.value.str(), "not fixed"))
            fields::put(facts.location.fixed_version, m.value.str());
        else if (m.key == "cvssv3_vector" || m.key == "cvss_vector" || m.key == "cvssVector")
            cvss.offer(m.value.str(), std::nullopt);
        else if (m.key == "cvssv4_baseScore" || m.key == "cvssv3_baseScore" || m.key == "cvssScore")
            cvss.offer({}, m.value.number());
    }
    cvss.put(facts);
}

void Run::read(json::Value run, std::string at, ParseStats& stats, const Limits& limits) {
    where = std::move(at);
    const json::Value tool = run["tool"];
    snyk = icontains(tool["driver"]["name"].str(), "snyk");
    read_taxonomies(run);
    read_component(tool["driver"], driver_, stats, limits);
    for (const json::Value extension : tool["extensions"].items())
        read_component(extension, extensions_.emplace_back(), stats, limits);
    read_overrides(run);
    for (const json::Value name : run["logicalLocations"].items()) {
        const auto full = name["fullyQualifiedName"].str();
        logical_.emplace_back(full.empty() ? name["name"].str() : full);
    }
    places.read(run);
    const json::Value driver = tool["driver"];
    scan.tool = elide(trim(driver["name"].str()), 120);
    scan.tool_version = elide(driver.any({"semanticVersion", "version", "dottedQuadFileVersion"}).text(), 80);
    secrets = looks_for_secrets(scan.tool);
    read_target(run);
    read_invocations(run);
}

void Run::read_invocations(json::Value run) {
    scan.complete = true;
    scan.failed = false;
    for (const json::Value invocation : run["invocations"].items()) {
        if (const auto ok = invocation["executionSuccessful"].boolean(); ok && !*ok) scan.failed = true;
        for (const char* list : {"toolExecutionNotifications", "toolConfigurationNotifications"}) {
            for (const json::Value note : invocation[list].items())
                if (note["level"].str() == "error") scan.complete = false;
        }
        if (const auto time = parse_rfc3339(invocation["startTimeUtc"].str()); time && !scan.started)
            scan.started = time;
        if (const auto time = parse_rfc3339(invocation["endTimeUtc"].str())) scan.finished = time;
    }
    // No results at all means that the tool did not look; an empty array that it found nothing (3.14.23).
    if (!run["results"] && !run["externalPropertyFileReferences"]) scan.complete = false;
    if (scan.failed) scan.complete = false;
}

void Run::read_target(json::Value run) {
    for (const json::Value source : run["versionControlProvenance"].items()) {
        std::string_view repository = source["repositoryUri"].str();
        if (repository.empty()) continue;
        for (const std::string_view scheme : {"https://", "http://", "ssh://git@", "git://"}) {
            if (istarts_with(repository, scheme)) repository.remove_prefix(scheme.size());
        }
        if (repository.size() > 4 && repository.substr(repository.size() - 4) == ".git") repository.remove_suffix(4);
        scan.target = elide(repository, 300);
        scan.target_kind = "repository";
        scan.branch = elide(source["branch"].str(), 200);
        scan.commit = elide(source["revisionId"].str(), 80);
        break;
    }
    if (const auto image = run["properties"]["imageName"].str(); scan.target.empty() && !image.empty()) {
        scan.target = elide(image.substr(0, image.find("@sha256:")), 300);
        scan.target_kind = "image";
        const std::string digest = run["properties"]["repoDigests"].at(0).text();
        if (const auto mark = digest.find("sha256:"); mark != std::string::npos) scan.digest = digest.substr(mark);
    }
    scan.policy = elide(category_of(run["automationDetails"]["id"].str()), 300);
}

void Run::read_component(json::Value component, Component& out, ParseStats& stats, const Limits& limits) {
    out.name = component["name"].str();
    read_messages(component["globalMessageStrings"], messages_);
    for (const json::Value value : component["rules"].items()) {
        if (out.rules.size() >= k_max_rules) {
            stats.warn(where, fmt::format("rules after the first {} are not read", k_max_rules));
            break;
        }
        Rule& rule = out.rules.emplace_back();
        read_rule(value, rule, stats, limits);
        out.by_id.emplace(rule.id, out.rules.size() - 1);
        if (const auto guid = value["guid"].str(); !guid.empty()) out.by_id.emplace(guid, out.rules.size() - 1);
    }
}

void Run::read_rule(json::Value value, Rule& rule, ParseStats& stats, const Limits& limits) {
    rule.id = value["id"].text();
    rule.name = elide(value["name"].str(), 200);
    RawFinding line;
    fields::set_title(line, {text_of(value["shortDescription"]), rule.name}, limits);
    rule.title = line.title;
    fields::set_text(rule.description, text_of(value["fullDescription"]), stats, where, limits);
    fields::set_text(rule.help, text_of(value["help"]), stats, where, limits);
    rule.level = value["defaultConfiguration"]["level"].str();
    read_messages(value["messageStrings"], rule.messages);
    const json::Value properties = value["properties"];
    read_properties(rule.facts, properties);
    rule.severity_word = severity_word_of(properties);
    if (const json::Value score = properties["security-severity"]; score) {
        rule.score_raw = score.text();
        rule.score = score.number();
    }
    for (const json::Value relation : value["relationships"].items())
        note_taxon(rule.facts, relation["target"]);
    fields::add_ids_of(rule.facts, rule.id);
    fields::add_ids_of(rule.facts, rule.name);
    if (snyk)
        fields::add_ids_of(rule.facts, text_of(value["fullDescription"]).substr(0, 400)); // "(CVE-2020-1) tea@1.0"
    fields::find_cwes(rule.id, rule.facts.cwe);
    fields::add_link(rule.facts, value["helpUri"].str());
    rule.secret = names_secrets(rule.facts);
}

// How this run set the rules' levels, as against what they are by default.
void Run::read_overrides(json::Value run) {
    for (const json::Value invocation : run["invocations"].items()) {
        for (const json::Value change : invocation["ruleConfigurationOverrides"].items()) {
            const auto level = change["configuration"]["level"].str();
            if (level.empty()) continue;
            const json::Value descriptor = change["descriptor"];
            const Rule* known = rule(descriptor["id"].str(), descriptor["index"].integer(), descriptor);
            if (known != nullptr) const_cast<Rule*>(known)->level = level; // ours, found by the const search
        }
    }
}

void Run::read_taxonomies(json::Value run) {
    for (const json::Value value : run["taxonomies"].items()) {
        Taxonomy& taxonomy = taxonomies_.emplace_back();
        taxonomy.name = value["name"].str();
        for (const json::Value taxon : value["taxa"].items())
            taxonomy.ids.push_back(taxon["id"].text());
    }
}

const Component& Run::component_of(json::Value reference) const {
    const json::Value tool = reference["toolComponent"];
    if (!tool) return driver_;
    const auto index = tool["index"].integer().value_or(-1);
    if (index >= 0 && static_cast<std::size_t>(index) < extensions_.size())
        return extensions_[static_cast<std::size_t>(index)];
    const auto name = tool["name"].str();
    for (const Component& extension : extensions_)
        if (!name.empty() && extension.name == name) return extension;
    return driver_;
}

namespace {

const Rule* by_id(const Component& component, std::string_view id) {
    // "CA1000/withInitializer" is a special case of rule "CA1000" (3.52.4).
    for (std::string key(id); !key.empty();) {
        if (const auto found = component.by_id.find(key); found != component.by_id.end())
            return &component.rules[found->second];
        const auto slash = key.rfind('/');
        if (slash == std::string::npos) break;
        key.resize(slash);
    }
    return nullptr;
}

} // namespace

const Rule* Run::rule(std::string_view id, std::optional<std::int64_t> index, json::Value reference) const {
    const Component& component = component_of(reference);
    if (!index) index = reference["index"].integer();
    if (id.empty()) id = reference["id"].str();
    if (index && *index >= 0 && static_cast<std::size_t>(*index) < component.rules.size()) {
        const Rule& rule = component.rules[static_cast<std::size_t>(*index)];
        // An index that contradicts the id is not believed.
        if (id.empty() || rule.id == id || (id.size() > rule.id.size() && id.substr(0, rule.id.size()) == rule.id))
            return &rule;
    }
    if (id.empty()) id = reference["guid"].str();
    if (id.empty()) return nullptr;
    if (const Rule* found = by_id(component, id)) return found;
    if (const Rule* found = by_id(driver_, id)) return found;
    for (const Component& extension : extensions_)
        if (const Rule* found = by_id(extension, id)) return found;
    return nullptr;
}

void Run::put_logical_name(json::Value location, std::string& out) const {
    std::string_view full;
    std::string_view name;
    std::int64_t index = -1;
    for (const json::Member m : location.members()) {
        if (m.key == "fullyQualifiedName")
            full = m.value.str();
        else if (m.key == "name")
            name = m.value.str();
        else if (m.key == "index")
            index = m.value.integer().value_or(-1);
    }
    const auto at = static_cast<std::size_t>(index);
    if (!full.empty() || !name.empty())
        fields::put(out, full.empty() ? name : full, 500);
    else if (index >= 0 && at < logical_.size())
        fields::put(out, logical_[at], 500);
}

void Run::note_taxon(RawFinding& finding, json::Value reference) const {
    const json::Value component = reference["toolComponent"];
    std::string_view name = component["name"].str();
    std::string id = reference["id"].text();
    const auto which = component["index"].integer().value_or(name.empty() && taxonomies_.size() == 1 ? 0 : -1);
    if (which >= 0 && static_cast<std::size_t>(which) < taxonomies_.size()) {
        const Taxonomy& taxonomy = taxonomies_[static_cast<std::size_t>(which)];
        if (name.empty()) name = taxonomy.name;
        const auto index = reference["index"].integer().value_or(-1);
        if (id.empty() && index >= 0 && static_cast<std::size_t>(index) < taxonomy.ids.size())
            id = taxonomy.ids[static_cast<std::size_t>(index)];
    }
    std::int64_t number = 0;
    if (icontains(name, "CWE") && parse_int(id, number)) {
        fields::add_cwe(finding, number);
    } else if (icontains(name, "NIST") && icontains(name, "53")) {
        fields::add_control(finding, "nist", id);
    } else if (!fields::add_id(finding, id)) {
        const std::size_t before = finding.cwe.size();
        fields::add_cwes_of(finding, id);
        if (finding.cwe.size() == before && !name.empty()) fields::add_tag(finding, fmt::format("{}: {}", name, id));
    }
}

std::string_view Run::shared_message(std::string_view id) const {
    for (const auto& [key, text] : messages_)
        if (key == id) return text;
    return {};
}

} // namespace parapet::sarif
