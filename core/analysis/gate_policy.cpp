#include "core/analysis/gate_policy.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"

#include <fmt/format.h>

#include <yaml-cpp/yaml.h>

namespace parapet {
namespace {

constexpr std::size_t k_max_policy_bytes = 1U << 20;
constexpr std::string_view k_open = "status:open,triaged,in_progress"; // an accepted risk is accepted here too

std::string all_of(std::string_view base, std::string_view own) {
    std::string out(k_open);
    if (!base.empty()) out.append(" (").append(base).append(")");
    return out.append(" ").append(own);
}

Error at(const YAML::Mark& mark, std::string what, std::string help) {
    Error error{Errc::bad_argument, std::move(what), {}, std::move(help)};
    if (!mark.is_null()) {
        error.line = mark.line + 1;
        error.column = mark.column + 1;
    }
    return error;
}

class Reader {
public:
    explicit Reader(std::string base)
        : base_(std::move(base)) {}

    Result<GatePolicy> read(const YAML::Node& root) {
        if (!root.IsMap())
            return fail(at(root.Mark(), "a policy is a list of key: value", "see `parapet gate --help`"));
        // First, as it holds for all the others.
        if (root["except"]) base_ += fmt::format("{}-({})", base_.empty() ? "" : " ", root["except"].as<std::string>());
        if (root["baseline"])
            if (Result<void> done = baseline(root["baseline"]); !done) return fail(std::move(done.error()));
        for (const auto& entry : root)
            if (Result<void> done = key(entry.first, entry.second); !done) return fail(std::move(done.error()));
        if (policy_.rules.empty() && policy_.scans.empty())
            return fail(at(root.Mark(), "the policy asks for nothing",
                           "severity, age, known_exploited, epss, filters or scans"));
        return std::move(policy_);
    }

private:
    Result<void> key(const YAML::Node& key, const YAML::Node& value) {
        const std::string name = key.as<std::string>();
        if (name == "name")
            policy_.name = value.as<std::string>();
        else if (name == "except" || name == "baseline")
            return {};
        else if (name == "severity")
            return severity(value);
        else if (name == "age")
            return ages(value);
        else if (name == "known_exploited") {
            if (value.as<bool>()) add("known to be exploited", "kev:yes");
        } else if (name == "epss")
            add(fmt::format("EPSS of {} or more", value.as<double>()), fmt::format("epss:>={}", value.as<double>()));
        else if (name == "filters")
            return filters(value);
        else if (name == "scans")
            return scans(value);
        else
            return fail(at(key.Mark(), fmt::format("there is no key \"{}\"", visible(elide(name, 40))),
                           "name, severity, age, known_exploited, epss, filters, scans, except, baseline"));
        return {};
    }

    Result<void> baseline(const YAML::Node& node) {
        Result<std::string> first = baseline_filter(node.as<std::string>());
        if (!first) return fail(at(node.Mark(), first.error().what, first.error().help));
        base_ += (base_.empty() ? "" : " ") + *first;
        return {};
    }

    void add(std::string name, std::string_view filter) {
        policy_.rules.push_back({std::move(name), all_of(base_, filter)});
    }

    Result<Severity> severity_of(const YAML::Node& node) {
        const std::optional<Severity> s = parse_enum<Severity>(to_lower(node.as<std::string>()));
        if (!s) return fail(at(node.Mark(), "not a severity", "critical, high, medium, low, info"));
        return *s;
    }
    Result<void> severity(const YAML::Node& node) {
        Result<Severity> s = severity_of(node);
        if (!s) return fail(std::move(s.error()));
        add(fmt::format("{} or above", name_of(*s)), fmt::format("severity:>={}", name_of(*s)));
        return {};
    }
    Result<void> ages(const YAML::Node& node) {
        for (const auto& entry : node) {
            Result<Severity> s = severity_of(entry.first);
            if (!s) return fail(std::move(s.error()));
            const std::string span = entry.second.as<std::string>();
            if (!parse_duration(span))
                return fail(at(entry.second.Mark(), "not a span of time", "such as 30d, 12h, 2w"));
            add(fmt::format("{} and older than {}", name_of(*s), span),
                fmt::format("severity:{} age:>{}", name_of(*s), trim(span)));
        }
        return {};
    }
    Result<void> filters(const YAML::Node& node) {
        for (const auto& entry : node) {
            if (!entry["filter"]) return fail(at(entry.Mark(), "the filter is missing", "- name: ... and filter: ..."));
            const std::string filter = entry["filter"].as<std::string>();
            add(entry["name"] ? entry["name"].as<std::string>() : filter, "(" + filter + ")");
        }
        return {};
    }
    Result<void> scans(const YAML::Node& node) {
        for (const auto& entry : node) {
            GateScan scan;
            if (!entry["tool"] || !entry["within"])
                return fail(at(entry.Mark(), "tool or within is missing", "- {tool: Trivy, within: 24h}"));
            scan.tool = entry["tool"].as<std::string>();
            if (entry["asset"]) scan.asset = entry["asset"].as<std::string>();
            const std::optional<Duration> within = parse_duration(entry["within"].as<std::string>());
            if (!within) return fail(at(entry["within"].Mark(), "not a span of time", "such as 24h or 7d"));
            scan.within = *within;
            policy_.scans.push_back(std::move(scan));
        }
        return {};
    }

    std::string base_;
    GatePolicy policy_;
};

} // namespace

GatePolicy gate_of_severity(Severity severity, const std::string& base) {
    GatePolicy policy;
    policy.rules.push_back(
        {fmt::format("{} or above", name_of(severity)), all_of(base, fmt::format("severity:>={}", name_of(severity)))});
    return policy;
}

Result<GatePolicy> parse_gate_policy(std::string_view yaml, const std::string& base) {
    if (yaml.size() > k_max_policy_bytes) return fail(Errc::limit, "the policy is larger than 1 MiB", {}, "shorten it");
    try {
        return Reader(base.empty() ? base : "(" + base + ")").read(YAML::Load(std::string(yaml)));
    } catch (const YAML::Exception& e) {
        return fail(at(e.mark, "it is no YAML that can be read: " + e.msg, "see `parapet gate --help`"));
    }
}

Result<std::string> baseline_filter(std::string_view text) {
    text = trim(text);
    if (parse_duration(text)) return fmt::format("age:<={}", text);
    if (Result<Time> at = parse_when(text, Time{}); at && !text.starts_with('-') && text != "now" && text != "today")
        return "first:>=" + format_rfc3339(*at);
    return fail(Errc::bad_argument, fmt::format("\"{}\" is no baseline", visible(elide(text, 40))), {},
                "a time such as 2026-11-01 or 2026-11-01T06:00:00Z, or a span such as 7d");
}

bool matches_name(std::string_view pattern, std::string_view text) {
    return matches_wildcard_nocase(pattern, text);
}

} // namespace parapet
