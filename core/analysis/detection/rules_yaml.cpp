#include "core/analysis/detection/rule.h"

#include <fmt/format.h>

#include <set>
#include <yaml-cpp/yaml.h>

namespace parapet::detect {

namespace {

// A value never spans lines, so "not this character" must not either: [^x] is read as [^\nx].
std::string within_line(const std::string& pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        out += pattern[i];
        if (pattern[i] == '\\' && i + 1 < pattern.size()) {
            out += pattern[++i];
        } else if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == '^') {
            out += "^\\n";
            ++i;
        }
    }
    return out;
}

std::vector<std::string> strings(const YAML::Node& node) {
    std::vector<std::string> out;
    if (node && node.IsSequence())
        for (const auto& item : node)
            out.push_back(item.as<std::string>());
    else if (node)
        out.push_back(node.as<std::string>());
    return out;
}

std::uint16_t views_of(const YAML::Node& node) {
    std::uint16_t views = 0;
    for (const std::string& name : strings(node)) {
        std::size_t i = 0;
        while (i < k_view_names.size() && k_view_names[i] != name)
            ++i;
        if (i == k_view_names.size()) throw YAML::RepresentationException(node.Mark(), "no such view: " + name);
        views = static_cast<std::uint16_t>(views | bit(static_cast<View>(i)));
    }
    return views;
}

RuleSource read_rule(const YAML::Node& node, const YAML::Node& defaults) {
    const auto field = [&](const char* name) { return node[name] ? node[name] : defaults[name]; };
    RuleSource rule;
    rule.id = node["id"].as<std::string>();
    rule.title = node["title"].as<std::string>();
    rule.technique = field("technique").as<std::string>();
    rule.pattern = within_line(node["pattern"].as<std::string>());
    const auto kind = parse_enum<EventKind>(field("kind").as<std::string>());
    const auto severity = parse_enum<Severity>(field("severity").as<std::string>());
    if (!kind || !severity) throw YAML::RepresentationException(node.Mark(), "no such kind or severity");
    rule.kind = *kind;
    rule.severity = *severity;
    rule.cwe = field("cwe").as<std::uint16_t>();
    rule.views = views_of(field("in"));
    if (node["weight"]) rule.weight = static_cast<std::uint8_t>(node["weight"].as<unsigned>());
    if (node["absent"]) rule.absent = node["absent"].as<bool>();
    rule.gates = strings(node["gate"]);
    rule.match = strings(node["match"]);
    rule.quiet = strings(node["quiet"]);
    return rule;
}

} // namespace

Result<std::vector<RuleSource>> read_rules(std::string_view yaml, std::string_view name) {
    std::vector<RuleSource> rules;
    std::set<std::string> ids;
    std::string at = "the file";
    try {
        const YAML::Node file = YAML::Load(std::string(yaml));
        const YAML::Node defaults = file["defaults"];
        for (const auto& node : file["rules"]) {
            at = node["id"] ? node["id"].as<std::string>() : fmt::format("rule {}", rules.size() + 1);
            rules.push_back(read_rule(node, defaults));
            if (!ids.insert(rules.back().id).second)
                return fail(Errc::malformed, at + " is there twice", std::string(name));
        }
    } catch (const YAML::Exception& e) {
        Error error{Errc::malformed, fmt::format("{}: {}", at, e.msg), std::string(name), "correct the rule file"};
        error.line = e.mark.line + 1;
        return fail(std::move(error));
    }
    return rules;
}

} // namespace parapet::detect
