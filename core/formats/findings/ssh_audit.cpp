// ssh-audit's JSON: every algorithm that an SSH server offers, with notes, and known CVEs of its software. What has no
// failing or warning note is in order. Held against a policy: where the server does not meet it.

#include "core/base/text.h"
#include "core/formats/common/list_report.h"
#include "core/formats/common/web_finding.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>

namespace parapet {

extern const FormatInfo k_ssh_audit_format;

namespace {

constexpr std::array<std::string_view, 6> k_kinds{"key exchange", "host key", "cipher", "MAC", "CVE", "policy"};
enum List : std::size_t { k_kex, k_key, k_enc, k_mac, k_cves, k_errors, k_lists };

std::string joined(json::Value notes) {
    std::string out;
    for (const json::Value note : notes.items())
        out += fmt::format("{}{}", out.empty() ? "" : "; ", note.str());
    return out;
}

class SshAuditReport final : public ListReport {
public:
    using ListReport::ListReport;

    Result<void> document(json::Value root, bool whole) override {
        scan_per_owner = root.is_array(); // of several targets
        return ListReport::document(root, whole);
    }
    bool enough(json::Value owner, std::uint64_t /*waiting_bytes*/) override {
        return owner["banner"].exists() || owner["policy"].exists();
    }

protected:
    Result<ScanInfo> scan_of(json::Value root) override {
        fields::put(banner_, root["banner"]["raw"].str());
        target_ = root["target"].str();
        if (target_.empty()) target_ = root["host"].str();
        if (const auto port = root["port"].integer(); port && target_ == root["host"].str())
            target_ += fmt::format(":{}", *port);
        read_recommendations(root["recommendations"]);
        ScanInfo scan;
        scan.tool = "ssh-audit";
        fields::put(scan.target, target_);
        scan.target_kind = "host";
        fields::put(scan.policy, root["policy"].str(), 200);
        return scan;
    }

    bool read(json::Value item, const json::Element& element, RawFinding& finding) override {
        const auto colon = target_.rfind(':');
        fields::put(finding.location.host, std::string_view(target_).substr(0, colon), 300);
        if (colon != std::string::npos) fields::set_port(finding.location, std::string_view(target_).substr(colon + 1));
        const std::size_t list = element.array % k_lists;
        if (list == k_cves)
            read_cve(item, finding);
        else if (list == k_errors)
            read_mismatch(item, finding);
        else
            read_algorithm(item, k_kinds[list], finding);
        return true;
    }

private:
    // Before version 3 the algorithms had no notes; what to do about them was told at the end only.
    void read_recommendations(json::Value levels) {
        advice_.clear();
        advised_ = levels.is_object();
        for (const json::Member level : levels.members())
            for (const json::Member action : level.value.members())
                for (const json::Member kind : action.value.members())
                    for (const json::Value item : kind.value.items())
                        if (action.key != "add" && advice_.size() < 10'000)
                            advice_.emplace(item["name"].str(), fmt::format("{}: {}", level.key, action.key));
    }

    // "critical: del" as a failing note, "warning: chg" as a warning.
    void advise(std::string_view name, std::string& failing, std::string& warning) const {
        const auto known = advice_.find(std::string(name));
        if (known == advice_.end()) return;
        const bool remove = known->second.find(": del") != std::string::npos;
        const char* words = remove ? "to be removed" : "to be changed";
        if (istarts_with(known->second, "critical"))
            failing = words;
        else if (istarts_with(known->second, "warning"))
            warning = words;
    }

    void read_cve(json::Value item, RawFinding& f) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        const std::string_view name = item["name"].str();
        fields::put(f.rule, name, 80);
        fields::add_id(f, name);
        fields::set_title(f, {fmt::format("{} in {}", name, banner_)}, limits);
        fields::set_text(f.description, item["description"].str(), stats, f.place.path, limits);
        const auto score = item["cvssv2"].number();
        if (!score || *score < 0 || *score > 10) return fields::set_severity(f, {}, {}, stats);
        f.score = *score;
        f.severity = severity_of_score(*score);
        f.severity_raw = item["cvssv2"].text();
        f.severity_known = true;
    }

    // {"mismatched_field": "MACs", "actual": [...], "expected_required": [...], "expected_optional": [""]}
    void read_mismatch(json::Value item, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view field = item["mismatched_field"].str();
        fields::put(f.rule, field, 120);
        fields::set_title(f, {fmt::format("{}: not as the policy asks", field)}, limits);
        std::string text;
        fields::append_text(text, joined(item["actual"]), "Actual");
        const std::string required = joined(item["expected_required"]);
        fields::append_text(text, required, "Required");
        fields::append_text(text, joined(item["expected_optional"]), "Optional");
        fields::set_text(f.description, text, stats, f.place.path, limits);
        if (!required.empty()) fields::set_text(f.remediation, "Set: " + required, stats, f.place.path, limits);
        f.severity = Severity::medium; // a policy weighs nothing
        f.severity_known = true;
        fields::put(f.location.resource, field, 200);
    }

    void read_algorithm(json::Value item, std::string_view kind, RawFinding& f) {
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view name = item.is_string() ? item.str() : item["algorithm"].str(); // a name alone before 3
        fields::put(f.rule, name, 120);
        fields::add_tag(f, kind);
        const json::Value notes = item["notes"];
        std::string failing = joined(notes["fail"]);
        std::string warning = joined(notes["warn"]);
        if (!notes.exists()) advise(name, failing, warning);
        std::string title = fmt::format("{} {}", kind, name);
        if (!failing.empty() || !warning.empty()) title += fmt::format(": {}", failing.empty() ? warning : failing);
        fields::set_title(f, {title}, limits);
        std::string text = fmt::format("{} offers the {} {}.", banner_.empty() ? "The server" : banner_, kind, name);
        fields::append_text(text, failing, "Fails");
        fields::append_text(text, warning, "Warning");
        fields::append_text(text, joined(notes["info"]), "Note");
        if (const auto bits = item["keysize"].integer()) fields::append_text(text, std::to_string(*bits), "Key size");
        fields::add_ids_of(f, text);
        fields::set_text(f.description, text, stats, f.place.path, limits);
        f.severity = !failing.empty() ? Severity::high : !warning.empty() ? Severity::medium : Severity::info;
        f.severity_raw = !failing.empty() ? "fail" : !warning.empty() ? "warn" : "info";
        f.severity_known = true;
        if (failing.empty() && warning.empty())
            f.outcome = notes.exists() || advised_ ? CheckOutcome::pass : CheckOutcome::not_reviewed;
        else
            fields::add_cwe(f, 327);
        fields::put(f.location.resource, name, 200);
    }

    std::string banner_, target_;
    std::map<std::string, std::string> advice_; // by algorithm
    bool advised_ = false;
};

Sniff sniff(const Head& head) {
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_array) return {};
    if (has("banner") && has("kex") && has("enc")) return {90, "keys banner, kex and enc", {}};
    if (has("kex") && has("enc") && has("mac")) return {85, "keys kex, enc and mac", {}};
    if (has("policy") && has("passed") && has("host") && has("errors"))
        return {80, "keys host, policy, passed and errors", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lists<SshAuditReport>(in, out, job, options,
                                       {{"kex"},
                                        {"key"},
                                        {"enc"},
                                        {"mac"},
                                        {"cves"},
                                        {"errors"},
                                        {"*/kex"},
                                        {"*/key"},
                                        {"*/enc"},
                                        {"*/mac"},
                                        {"*/cves"},
                                        {"*/errors"}});
}

} // namespace

const FormatInfo k_ssh_audit_format{"ssh-audit-json",
                                    FormatKind::findings,
                                    "ssh-audit",
                                    "application/json",
                                    "ssh-audit: algorithms that SSH servers offer",
                                    sniff,
                                    parse};

} // namespace parapet
