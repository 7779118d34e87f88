// Gitleaks JSON: an array of leaks, of version 8 (RuleID, Secret, Fingerprint) and of 7 and before (rule, offender).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framed.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_gitleaks_format;

namespace {

// `--redact` writes this instead of the secret, whole or with a part of it left.
bool is_redacted(std::string_view secret) {
    return secret.empty() || secret.find("REDACTED") != std::string_view::npos ||
           secret.find("***") != std::string_view::npos ||
           (secret.size() > 3 && secret.substr(secret.size() - 3) == "...");
}

std::int64_t line_number(json::Value value) {
    const auto n = value.integer().value_or(0);
    return n > 0 && n < (1LL << 31) ? n : 0;
}

// What both versions say, under their own names.
struct Leak {
    std::string_view rule, title, secret, match, file, commit, author, date, url, fingerprint;
    json::Value tags;
    std::int64_t line = 0, end_line = 0, column = 0;
};

Leak leak_of(json::Value v) {
    Leak leak;
    const bool old = !v["RuleID"].exists() && v["rule"].exists();
    leak.rule = old ? v["rule"].str() : v["RuleID"].str();
    leak.title = old ? v["rule"].str() : v["Description"].str();
    leak.secret = old ? v["offender"].str() : v["Secret"].str();
    leak.match = old ? v["line"].str() : v["Match"].str();
    leak.file = old ? v["file"].str() : v["File"].str();
    leak.commit = old ? v["commit"].str() : v["Commit"].str();
    leak.author = old ? v["author"].str() : v["Author"].str();
    leak.date = old ? v["date"].str() : v["Date"].str();
    leak.url = old ? v["leakURL"].str() : v["Link"].str();
    leak.fingerprint = v["Fingerprint"].str();
    leak.tags = old ? v["tags"] : v["Tags"];
    leak.line = line_number(old ? v["lineNumber"] : v["StartLine"]);
    leak.end_line = line_number(v["EndLine"]);
    leak.column = line_number(v["StartColumn"]);
    return leak;
}

void read_tags(json::Value tags, RawFinding& finding) {
    for (const std::string_view tag : split(tags.str(), ',')) // version 7 writes "key, AWS"
        fields::add_tag(finding, tag);
    for (const json::Value tag : tags.items())
        fields::add_tag(finding, tag.str());
}

void read_leak(const Leak& leak, RawFinding& finding, const Limits& limits) {
    fields::put(finding.rule, leak.rule);
    fields::put(finding.rule_name, leak.title);
    const std::string file = fields::normal_path(leak.file);
    const std::string_view kind = leak.title.empty() ? leak.rule : leak.title;
    finding.title = elide(fmt::format("Secret in the code: {}", trim(kind)), limits.max_title_bytes);
    finding.description = fmt::format("Gitleaks' rule {} matches in {}", finding.rule, file);
    if (!leak.commit.empty()) finding.description += fmt::format(", commit {}", elide(leak.commit, 64));
    if (!leak.author.empty()) finding.description += fmt::format(", by {}", elide(leak.author, 100));
    finding.description += '.';
    finding.remediation =
        "Revoke the secret first; then take it out of the code and keep it in a secret store. It stays "
        "readable in the history until that is rewritten.";
    finding.severity = Severity::high; // Gitleaks rates nothing: a secret that anyone can read is high
    finding.severity_known = true;
    finding.phase = Phase::code;
    fields::add_cwe(finding, 798);
    fields::add_link(finding, leak.url);
    const bool redacted = is_redacted(leak.secret);
    fields::set_secret(finding, redacted ? std::string_view() : leak.secret);
    std::string match =
        redacted ? std::string(leak.match) : fields::without_secret(std::string(leak.match), leak.secret);
    if (redacted || match != leak.match) finding.evidence = elide(trim(match), 500);
    if (finding.fingerprint.empty()) fields::put(finding.fingerprint, leak.fingerprint, 500);
    finding.location.file = file;
    finding.location.line = leak.line;
    finding.location.end_line = leak.end_line;
    finding.location.column = leak.column;
    read_tags(leak.tags, finding);
}

class GitleaksReport final : public FramedReport {
public:
    GitleaksReport(RecordSink& out, ParseStats& stats, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , limits_(*options.limits) {}

    Result<void> document(json::Value root, bool /*whole*/) override {
        if (!root.is_array()) return fail(Errc::malformed, "a Gitleaks report is an array of leaks", "/");
        return {};
    }
    bool enough(json::Value /*owner*/, std::uint64_t /*waiting*/) override { return true; }
    Result<void> begin(json::Value /*owner*/, std::string_view /*path*/, std::uint64_t /*index*/) override {
        return {};
    }
    Result<void> end(json::Value /*owner*/) override { return {}; }

    Result<void> result(json::Value value, const json::Element& element) override {
        ++stats_.records;
        if (!value.is_object()) {
            stats_.skip("a leak that is no object");
            return {};
        }
        if (!told_) tell(value["repo"].str());
        finding_.clear();
        element.write_pointer(finding_.place.path);
        finding_.place.line = element.line;
        finding_.place.offset = static_cast<std::int64_t>(element.offset);
        read_leak(leak_of(value), finding_, limits_);
        out_.finding(finding_);
        return {};
    }

    void finish() {
        if (told_) return;
        // An empty list is what other tools write, too: it must not close anything.
        complete_ = false;
        stats_.warn(
            "/", "an empty list, taken for Gitleaks' \"nothing found\"; as it could be any tool's, it closes nothing");
        tell({});
    }

private:
    void tell(std::string_view repository) {
        told_ = true;
        ScanInfo scan;
        scan.tool = "Gitleaks";
        if (repository != ".") fields::put(scan.target, repository);
        scan.target_kind = "repository";
        scan.complete = complete_;
        stats_.tool = scan.tool;
        out_.scan(scan);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool told_ = false, complete_ = true;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array) return {};
    if (head.has_element_key("RuleID") && (head.has_element_key("Secret") || head.has_element_key("Match")))
        return {92, "an array of objects with the keys RuleID and Secret", "8"};
    if (head.has_element_key("offender") && (head.has_element_key("rule") || head.has_element_key("commit")))
        return {88, "an array of objects with the keys rule, offender and commit", "7"};
    if (!head.truncated && head.element_keys.empty()) {
        std::string bare;
        for (const char c : head.text.substr(0, 64))
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') bare += c;
        if (bare == "[]" && trim(head.text).size() < 64)
            return {41, "an empty array, as Gitleaks writes when it finds nothing", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    GitleaksReport report(out, stats, options);
    if (auto ok = read_framed(in, {{""}}, report, stats, job, *options.limits); !ok) return fail(ok.error());
    report.finish();
    return stats;
}

} // namespace

const FormatInfo k_gitleaks_format{"gitleaks-json",
                                   FormatKind::findings,
                                   "Gitleaks",
                                   "application/json",
                                   "Gitleaks 7 and 8: secrets in code and history, masked while they are read",
                                   sniff,
                                   parse};

} // namespace parapet
