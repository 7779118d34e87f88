// ScoutSuite's results: JSON behind the name of a JavaScript variable, or plain. What a rule flagged is a finding each;
// a rule that flagged nothing passed.

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet {

extern const FormatInfo k_scoutsuite_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"danger", Severity::high},
    {"warning", Severity::medium},
    {"success", Severity::info},
    {"good", Severity::info},
    {"info", Severity::info},
}};
// The category of CWE that all misconfiguration is in.
constexpr int k_misconfiguration = 1032;

// Looking up a member goes through its object: what may be gone through in all.
constexpr std::uint64_t k_most_members = 100'000'000;

// "s3.buckets.ab12.logging" leads to the bucket ab12: the deepest object on the way that has a name.
std::string name_at(json::Value services, std::string_view path, std::uint64_t& visited) {
    json::Value at = services;
    std::string name;
    for (const std::string_view key : split(path, '.')) {
        visited += at.size();
        if (visited > k_most_members) break;
        at = at.is_array() ? json::Value() : at[key];
        if (!at.is_object()) break;
        for (const char* field : {"arn", "name", "id"}) {
            const std::string_view text = at[field].str();
            if (text.empty()) continue;
            name = elide(text, 300);
            break;
        }
    }
    return name;
}

class ScoutSuite {
public:
    ScoutSuite(RecordRun& run, RecordSink& out, json::Value root)
        : run_(run)
        , out_(out)
        , services_(root["services"])
        , provider_(root["provider_code"].str()) {}

    Result<void> read() {
        for (const json::Member service : services_.members())
            for (const json::Member rule : service.value["findings"].members())
                if (auto ok = one(service.key, rule); !ok) return ok;
        return {};
    }

private:
    Result<void> one(std::string_view service, const json::Member& rule) {
        const std::string path = fmt::format("/services/{}/findings/{}", service, rule.key);
        const json::Value v = rule.value;
        const bool flagged = v["flagged_items"].integer().value_or(0) > 0 || v["items"].size() > 0;
        if (!flagged) {
            if (v["checked_items"].integer().value_or(0) > 0) passed(rule, path);
            return {};
        }
        std::size_t n = 0;
        for (const json::Value item : v["items"].items()) {
            if (auto ok = run_.check(); !ok) return ok;
            RawFinding& f = run_.next(fmt::format("{}/items/{}", path, n++));
            fill(rule, f);
            const std::string name = name_at(services_, item.str(), visited_);
            fields::put(f.location.resource, name.empty() ? item.str() : std::string_view(name), 500);
            fields::put(f.fingerprint, fmt::format("{} {}", rule.key, elide(item.str(), 400)), 500);
            run_.emit();
        }
        return {};
    }

    // Evidence, and no record: the report counts what it flagged.
    void passed(const json::Member& rule, const std::string& path) {
        RawFinding f;
        f.place.path = path;
        fill(rule, f);
        f.outcome = CheckOutcome::pass;
        out_.finding(f);
    }

    void fill(const json::Member& rule, RawFinding& f) {
        const json::Value v = rule.value;
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, rule.key);
        fields::set_title(f, {fields::folded(v["description"].str()), f.rule}, run_.limits);
        fields::set_text(f.description, v["rationale"].str(), run_.stats, f.place.path, run_.limits);
        fields::set_text(f.remediation, v["remediation"].str(), run_.stats, f.place.path, run_.limits);
        fields::set_severity(f, v["level"].str(), k_severities, run_.stats);
        fields::add_cwe(f, k_misconfiguration);
        for (const json::Value url : v["references"].items())
            fields::add_link(f, url.str());
        for (const json::Value standard : v["compliance"].items())
            fields::add_framework_control(f, standard["name"].str(), standard["reference"].text());
        for (const std::string_view tag : {v["service"].str(), v["dashboard_name"].str(), provider_})
            fields::add_tag(f, tag);
    }

    RecordRun& run_;
    RecordSink& out_;
    json::Value services_;
    std::string_view provider_;
    std::uint64_t visited_ = 0;
};

// Without "scoutsuite_results =" (Scout2: "aws_info =") in front and a semicolon behind.
std::string_view json_of(std::string_view text) {
    const auto brace = text.find('{');
    const std::string_view head = trim(text.substr(0, brace));
    if (brace == std::string_view::npos || (!head.empty() && head.back() != '=')) return {};
    text = trim(text.substr(brace));
    while (!text.empty() && text.back() == ';')
        text = trim(text.substr(0, text.size() - 1));
    return text;
}

// "2021-01-08 17:28:00+0100"
std::optional<Time> time_of(std::string_view text) {
    if (const auto when = parse_rfc3339(text)) return when;
    std::string other(text);
    if (other.size() > 5 && (other[other.size() - 5] == '+' || other[other.size() - 5] == '-'))
        other.insert(other.size() - 2, ":");
    return parse_rfc3339(other);
}

Sniff sniff(const Head& head) {
    const std::string_view start = trim(head.text).substr(0, 200);
    if (start.find("scoutsuite_results") != std::string_view::npos) return {95, "the variable scoutsuite_results", {}};
    if (start.starts_with("aws_info") && head.contains("\"aws_account_id\""))
        return {90, "the variable aws_info, with aws_account_id", "Scout2"};
    const bool keys = head.shape == Head::Shape::json_object && head.has_key("provider_code");
    if (keys && (head.has_key("services") || head.has_key("last_run") || head.has_key("service_list")))
        return {88, "top-level keys provider_code, last_run and services", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    auto bytes = in.read_all(options.limits->max_document_bytes);
    if (!bytes) return fail(bytes.error());
    auto text = decode_text(*bytes);
    if (!text) return fail(text.error());
    json::Document document;
    auto root = document.parse(json_of(*text), *options.limits);
    if (!root) return fail(root.error());
    if (!(*root)["services"].is_object() || !(*root)["last_run"])
        return fail(Errc::malformed, "it holds no services of ScoutSuite", "/");
    ScanInfo scan;
    scan.tool = "ScoutSuite";
    const json::Value run_info = (*root)["last_run"];
    fields::put(scan.tool_version, run_info["version"].str(), 40);
    fields::put(scan.policy, run_info["ruleset_name"].str(), 100);
    scan.finished = time_of(run_info["time"].str());
    fields::put(scan.target, root->any({"account_id", "aws_account_id", "project_id", "subscription_id"}).text());
    scan.target_kind = "account";
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    if (auto ok = ScoutSuite(run, out, *root).read(); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_scoutsuite_format{"scoutsuite-js",
                                     FormatKind::findings,
                                     "ScoutSuite",
                                     "application/javascript",
                                     "ScoutSuite: settings of cloud accounts",
                                     sniff,
                                     parse};

} // namespace parapet
