// TruffleHog: version 3 (JSON lines, or an array of the same), version 2 (a JSON object a line) and truffleHog3 (an
// array, of rules or of the older reasons). Found secrets are masked while they are read.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/json_objects.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_trufflehog_format;

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
}};

enum class Kind : std::uint8_t { unknown, v3, v2, hog3, log };

Kind kind_of(json::Value v) {
    if (v["DetectorName"].exists() || v["SourceMetadata"].exists()) return Kind::v3;
    if (v["rule"].is_object() && v["path"].exists()) return Kind::hog3;
    if (v["reason"].exists() && v["stringsFound"].exists()) return Kind::v2;
    if (v["logger"].exists() || (v["level"].exists() && v["msg"].exists())) return Kind::log;
    return Kind::unknown;
}

void set_common(RawFinding& f, std::string_view kind, const Limits& limits) {
    fields::put(f.rule, kind);
    f.title =
        elide(fmt::format("Secret in the code: {}", kind.empty() ? "unknown kind" : kind), limits.max_title_bytes);
    f.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store. It stays "
                    "readable in the history until that is rewritten.";
    f.phase = Phase::code;
    f.severity_known = true;
    fields::add_cwe(f, 798);
}

void say_where(RawFinding& f, std::string_view commit, std::string_view author) {
    if (!f.location.file.empty()) f.description += fmt::format(" in {}", elide(f.location.file, 500));
    if (!commit.empty()) f.description += fmt::format(", commit {}", elide(commit, 64));
    if (!author.empty()) f.description += fmt::format(", by {}", elide(author, 100));
    f.description += '.';
}

// ---- version 3 ----

// Data is {"Git": {...}}, {"Github": ...}, {"Filesystem": ...}, {"S3": ...}, {"Docker": ...}: one source, its own keys.
json::Value source_of(json::Value v, std::string_view& name) {
    for (const json::Member m : v["SourceMetadata"]["Data"].members()) {
        name = m.key;
        return m.value;
    }
    return {};
}

void read_v3(json::Value v, RawFinding& f, const Limits& limits) {
    std::string_view source;
    const json::Value at = source_of(v, source);
    fields::set_code(f, at.any({"file", "path", "filename", "key"}).str(), fields::line_number(at["line"]));
    const std::string_view raw = v["RawV2"].str().empty() ? v["Raw"].str() : v["RawV2"].str();
    fields::set_secret(f, raw);
    const std::string_view detector = v["DetectorName"].str();
    const std::string_view decoder = v["DecoderName"].str();
    set_common(f, detector, limits);
    f.rule_name = elide(trimmed(fmt::format("{} {}", detector, decoder)), 200);
    f.description = fmt::format("TruffleHog's detector and decoder ({})", f.rule_name);
    say_where(f, at["commit"].str(), at["email"].str());
    const bool verified = v["Verified"].boolean().value_or(false);
    f.severity = verified ? Severity::critical : Severity::high; // a verified one was tried, and works
    f.severity_raw = verified ? "verified" : "unverified";
    fields::add_tag(f, f.severity_raw);
    fields::add_tag(f, source);
    fields::add_link(f, at["link"].str());
    fields::add_link(f, v["ExtraData"]["rotation_guide"].str());
    fields::put(f.asset, at.any({"repository", "bucket", "image"}).str());
    f.seen = parse_rfc3339(at["timestamp"].str().substr(0, 19));
    if (f.location.file.empty()) fields::put(f.location.resource, at.any({"url", "link", "title"}).str(), 500);
}

// ---- version 2 and what truffleHog3 wrote before ----

Severity severity_of_reason(std::string_view reason) {
    if (reason == "High Entropy") return Severity::info; // a guess about any long string
    if (reason == "Generic Secret") return Severity::medium;
    for (const std::string_view key : {"Oauth", "OAuth", "AWS", "Heroku"})
        if (reason.find(key) != std::string_view::npos) return Severity::critical;
    return Severity::high;
}

void read_v2(json::Value v, RawFinding& f, const Limits& limits) {
    fields::set_code(f, v["path"].str(), 0);
    const std::string_view reason = v["reason"].str();
    // The strings are whole lines around the secret, so all of them are masked.
    const std::string_view found = v["stringsFound"].at(0).str();
    fields::set_secret(f, found);
    set_common(f, reason, limits);
    f.severity = severity_of_reason(reason);
    f.description =
        fmt::format("TruffleHog's rule {} matches {} strings", elide(reason, 100), v["stringsFound"].size());
    say_where(f, v["commitHash"].str(), {});
    if (const auto branch = v["branch"].str(); !branch.empty())
        fields::add_tag(f, fmt::format("branch: {}", elide(branch, 150)));
    f.seen = parse_rfc3339(v["date"].str());
}

// ---- truffleHog3 ----

void read_hog3(json::Value v, RawFinding& f, WholeReport& report) {
    const json::Value rule = v["rule"];
    fields::set_code(f, v["path"].str(), fields::line_number(v["line"]));
    fields::set_secret(f, v["secret"].str());
    set_common(f, rule["message"].str(), report.limits);
    fields::put(f.rule, rule["id"].str());
    fields::put(f.rule_name, rule["message"].str());
    report.severity(f, rule["severity"].str(), k_severities);
    f.description = fmt::format("truffleHog3's rule {} matches", f.rule);
    say_where(f, v["commit"].str(), v["author"].str());
    if (const auto branch = v["branch"].str(); !branch.empty())
        fields::add_tag(f, fmt::format("branch: {}", elide(branch, 150)));
    f.seen = parse_rfc3339(v["date"].str());
}

void tell(WholeReport& report, Kind kind, json::Value v) {
    if (report.told()) return;
    ScanInfo info;
    info.tool = kind == Kind::hog3 ? "truffleHog3" : "TruffleHog";
    if (kind == Kind::v3) {
        std::string_view source;
        fields::put(info.target, source_of(v, source)["repository"].str());
    }
    info.target_kind = "repository";
    report.tell(info);
}

void read_one(json::Value v, const ObjectFrame& frame, WholeReport& report) {
    const Kind kind = kind_of(v);
    if (kind == Kind::log) return; // what it says of its own work, on the same stream
    tell(report, kind, v);
    RawFinding& f = report.next(fmt::format("/{}", report.stats.records), static_cast<std::int64_t>(frame.line),
                                static_cast<std::int64_t>(frame.offset));
    if (kind == Kind::unknown) return report.skip("an object that is no finding of TruffleHog");
    if (kind == Kind::v3) read_v3(v, f, report.limits);
    if (kind == Kind::v2) read_v2(v, f, report.limits);
    if (kind == Kind::hog3) read_hog3(v, f, report);
    report.emit();
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    const auto take = [&](json::Value value, const ObjectFrame& frame) -> Result<void> {
        read_one(value, frame, report);
        return {};
    };
    if (auto read = for_each_json_object(in, *options.limits, take); !read) return fail(std::move(read.error()));
    tell(report, Kind::v3, {});
    return finish_whole(report);
}

Sniff sniff(const Head& head) {
    const bool json = head.shape == Head::Shape::json_object || head.shape == Head::Shape::json_array ||
                      head.shape == Head::Shape::json_lines;
    if (!json) return {};
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("DetectorName") || (has("SourceMetadata") && has("SourceID")) ||
        (head.contains("\"DetectorName\"") && head.contains("\"SourceName\"")))
        return {92, "objects with the keys SourceMetadata and DetectorName", "3"};
    if ((has("stringsFound") && has("reason")) ||
        (head.contains("\"stringsFound\"") && head.contains("\"reason\"") && head.contains("\"path\"")))
        return {88, "objects with the keys path, reason and stringsFound", "2"};
    if (head.shape == Head::Shape::json_array && has("rule") && has("path") && has("secret"))
        return {85, "an array of objects with the keys rule, path and secret", "truffleHog3"};
    if (head.shape == Head::Shape::json_array && has("context") && has("branch") && has("commit") && has("author"))
        return {65, "an array of objects with the keys context, branch, commit and author", "truffleHog3"};
    if (has("logger") && head.contains("\"trufflehog\"")) return {70, "log lines of TruffleHog", "3"};
    return {};
}

} // namespace

const FormatInfo k_trufflehog_format{"trufflehog-json",
                                     FormatKind::findings,
                                     "TruffleHog",
                                     "application/json",
                                     "TruffleHog 2 and 3 and truffleHog3: secrets in code and history",
                                     sniff,
                                     parse};

} // namespace parapet
