// Microsoft Secure Score, as Microsoft Graph gives it: scores (security/secureScores), a control each; profiles
// (security/secureScoreControlProfiles), which say what a control is; or both in one document.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <unordered_map>
#include <vector>

namespace parapet {

extern const FormatInfo k_ms_secure_score_format;

namespace {

using Profiles = std::unordered_map<std::string_view, json::Value>;

bool is_score(json::Value v) {
    return v["controlScores"].is_array();
}
bool is_profile(json::Value v) {
    return v["id"] && v["controlCategory"] && (v["remediation"].exists() || v["maxScore"].exists());
}

void describe(json::Value profile, RawFinding& f, ParseStats& stats, const Limits& limits) {
    if (!profile) return;
    fields::set_title(f, {fields::folded(profile["title"].str()), f.rule}, limits);
    fields::set_text(f.remediation, text_of_html(profile["remediation"].str()), stats, f.place.path, limits);
    fields::add_link(f, profile["actionUrl"].str());
    fields::add_tag(f, profile["service"].str());
    fields::add_tag(f, profile["tier"].str());
    for (const json::Value threat : profile["threats"].items())
        fields::add_tag(f, threat.str());
    const json::Value update = profile["controlStateUpdates"].at(profile["controlStateUpdates"].size() - 1);
    const std::string_view state = update["state"].str();
    if (!iequals(state, "Ignored") && !iequals(state, "RiskAccepted") && !iequals(state, "ThirdParty")) return;
    f.suppressed = true;
    f.suppression = fmt::format("{} in Secure Score{}{}", state, update["comment"].str().empty() ? "" : ": ",
                                elide(update["comment"].str(), 1000));
}

class SecureScore {
public:
    SecureScore(RecordRun& run, Profiles profiles)
        : run_(run)
        , profiles_(std::move(profiles)) {}

    Result<void> score(json::Value v, const std::string& path) {
        ScanInfo scan = scan_of(v);
        scan.finished = parse_rfc3339(v["createdDateTime"].str());
        run_.tell(scan);
        std::size_t n = 0;
        for (const json::Value control : v["controlScores"].items()) {
            if (auto ok = run_.check(); !ok) return ok;
            RawFinding& f = run_.next(fmt::format("{}/controlScores/{}", path, n++));
            read(control, f);
            run_.emit();
        }
        return {};
    }

    // What controls there are; nothing of their outcome.
    void profile(json::Value v, const std::string& path) {
        RawFinding& f = run_.next(path);
        begin(v["id"].str(), v["controlCategory"].str(), f);
        describe(v, f, run_.stats, run_.limits);
        f.outcome = CheckOutcome::not_reviewed;
        f.suppressed = false;
        run_.emit();
    }

    static ScanInfo scan_of(json::Value v) {
        ScanInfo scan;
        scan.tool = "Microsoft Secure Score";
        fields::put(scan.target, v["azureTenantId"].str());
        scan.target_kind = "account";
        return scan;
    }

private:
    static void begin(std::string_view id, std::string_view category, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, id);
        f.title = f.rule;
        fields::add_control(f, "secure-score", f.rule);
        fields::add_tag(f, category);
    }

    void read(json::Value v, RawFinding& f) {
        begin(v["controlName"].str(), v["controlCategory"].str(), f);
        const std::string text = text_of_html(v["description"].str());
        fields::set_text(f.description, text, run_.stats, f.place.path, run_.limits);
        if (const auto found = profiles_.find(v["controlName"].str()); found != profiles_.end())
            describe(found->second, f, run_.stats, run_.limits);
        fields::put(f.evidence, v["implementationStatus"].str(), 2000);
        const auto percent = v["scoreInPercentage"].number();
        const bool on = v["on"].boolean().value_or(false);
        if (percent ? *percent >= 100 : on) f.outcome = CheckOutcome::pass;
        // Points, and no severity: what nothing is done about stands in the middle.
        f.severity = percent && *percent > 0 ? Severity::low : Severity::medium;
        f.severity_raw = percent ? fmt::format("{} %", *percent) : std::string();
        f.severity_known = percent.has_value();
        f.seen = parse_rfc3339(v["lastSynced"].str());
    }

    RecordRun& run_;
    Profiles profiles_;
};

// Graph answers with the scores of the last 90 days: the newest of each tenant says how things are, the others how they
// were.
std::vector<const JsonRecord*> newest_scores(const JsonRecords& records, ParseStats& stats) {
    std::vector<const JsonRecord*> newest;
    std::unordered_map<std::string_view, std::size_t> tenants;
    std::size_t older = 0;
    for (const JsonRecord& record : records.records()) {
        if (!is_score(record.value)) continue;
        const auto [at, fresh] = tenants.emplace(record.value["azureTenantId"].str(), newest.size());
        if (fresh) {
            newest.push_back(&record);
            continue;
        }
        ++older;
        const auto when = parse_rfc3339(record.value["createdDateTime"].str());
        const JsonRecord*& known = newest[at->second];
        if (when && when > parse_rfc3339(known->value["createdDateTime"].str())) known = &record;
    }
    if (older > 0) stats.warn({}, fmt::format("{} older scores of the same tenant were left out", older));
    return newest;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_array) return {};
    if (head.contains("$metadata#security/secureScore"))
        return {92, "the context of Microsoft Graph's secureScores", {}};
    if (head.contains("\"controlScores\"") && head.contains("\"azureTenantId\""))
        return {85, "keys controlScores and azureTenantId", {}};
    if (head.contains("\"controlStateUpdates\"") && head.contains("\"controlCategory\"") &&
        head.contains("\"azureTenantId\""))
        return {85, "keys controlStateUpdates, controlCategory and azureTenantId", {}};
    if (head.has_key("secureScore") && head.has_key("profiles"))
        return {80, "top-level keys secureScore and profiles", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"value", "secureScore/value", "profiles/value"}, stats, *options.limits); !ok)
        return fail(ok.error());
    Profiles profiles;
    bool any = records.records().empty(); // an empty page
    for (const JsonRecord& record : records.records()) {
        any = any || is_score(record.value) || is_profile(record.value);
        if (is_profile(record.value)) profiles.emplace(record.value["id"].str(), record.value);
    }
    if (!any) return fail(Errc::malformed, "it holds no scores and no profiles of Secure Score", "/");
    RecordRun run(out, stats, job, options);
    SecureScore report(run, profiles);
    const std::vector<const JsonRecord*> scores = newest_scores(records, stats);
    for (const JsonRecord* score : scores)
        if (auto ok = report.score(score->value, score->path == "/" ? "" : score->path); !ok) return fail(ok.error());
    if (!scores.empty()) return stats; // profiles were the words for it
    ScanInfo scan = SecureScore::scan_of(records.records().empty() ? json::Value() : records.records().front().value);
    scan.complete = false;
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        report.profile(record.value, record.path);
    }
    return stats;
}

} // namespace

const FormatInfo k_ms_secure_score_format{"ms-secure-score-json",
                                          FormatKind::findings,
                                          "Microsoft Secure Score",
                                          "application/json",
                                          "Microsoft Secure Score: scores and control profiles of Microsoft Graph",
                                          sniff,
                                          parse};

} // namespace parapet
