// Nosey Parker's report: a finding with its matches a line, or an array of them.

#include "core/base/text.h"
#include "core/formats/common/base64.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/json_objects.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_noseyparker_format;

namespace {

// The capture groups are base64 since version 0.13; the match stands in its snippet, too.
std::string secret_of(json::Value finding, json::Value match) {
    const json::Value groups = match["groups"].size() > 0 ? match["groups"] : finding["groups"];
    if (const auto group = groups.at(0).str(); !group.empty()) {
        const auto plain = decode_base64(group, 64U << 10);
        return plain ? std::string(*plain) : std::string(group);
    }
    const std::string_view content = match.any({"match_content"}).str();
    if (!content.empty()) return std::string(content);
    const std::string_view whole = finding["match_content"].str();
    return std::string(whole.empty() ? match["snippet"]["matching"].str() : whole);
}

void read_provenance(json::Value match, RawFinding& f) {
    for (const json::Value from : match["provenance"].items()) {
        const json::Value commit = from["first_commit"].is_object() ? from["first_commit"] : from["commit_provenance"];
        std::string_view path = from["path"].str();
        if (path.empty()) path = commit["blob_path"].str();
        if (f.location.file.empty() && !path.empty()) f.location.file = elide(fields::normal_path(path), 2000);
        if (const auto repo = from["repo_path"].str(); !repo.empty() && f.asset.empty()) fields::put(f.asset, repo);
        if (const auto id = commit["commit_metadata"]["commit_id"].str(); !id.empty())
            fields::add_tag(f, fmt::format("commit: {}", elide(id, 64)));
    }
}

void read_match(json::Value finding, json::Value match, RawFinding& f, const Limits& limits) {
    const json::Value start = match["location"]["source_span"]["start"];
    const json::Value end = match["location"]["source_span"]["end"];
    fields::set_code(f, {}, fields::line_number(start["line"]), fields::line_number(end["line"]),
                     fields::line_number(start["column"]));
    read_provenance(match, f);
    fields::set_secret(f, secret_of(finding, match));
    const std::string_view name = finding["rule_name"].str();
    fields::put(f.rule, finding.any({"rule_text_id", "rule_name"}).str());
    fields::put(f.rule_name, name);
    f.title = elide(fmt::format("Secret in the code: {}", name), limits.max_title_bytes);
    f.description = fmt::format("Nosey Parker's rule {} matches in {}.", elide(name, 200), f.location.file);
    f.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store.";
    f.severity = Severity::high; // it rates nothing: a secret that anyone can read is high
    f.severity_known = true;
    f.phase = Phase::code;
    fields::add_cwe(f, 798);
    const std::string_view status = match["status"].str();
    if (status != "reject") return;
    f.suppressed = true;
    f.suppression = "rejected";
    if (const auto comment = match.any({"comment"}).str(); !comment.empty())
        f.suppression = elide(fmt::format("rejected: {}", comment), 2000);
}

void read_finding(json::Value v, const ObjectFrame& frame, WholeReport& report) {
    const std::string path = fmt::format("/{}", report.stats.records);
    RawFinding* f = &report.next(path, static_cast<std::int64_t>(frame.line), static_cast<std::int64_t>(frame.offset));
    std::size_t n = 0;
    for (const json::Value match : v["matches"].items()) {
        if (n > 0) f = &report.again(fmt::format("{}/matches/{}", path, n));
        ++n;
        read_match(v, match, *f, report.limits);
        report.emit();
    }
    if (n == 0) report.skip("a finding without matches");
}

Sniff sniff(const Head& head) {
    const bool lines = head.shape == Head::Shape::json_lines || head.shape == Head::Shape::json_object ||
                       head.shape == Head::Shape::json_array;
    if (!lines) return {};
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("rule_name") && has("matches") && has("num_matches"))
        return {90, "objects with the keys rule_name, num_matches and matches", {}};
    if (has("rule_name") && head.contains("\"provenance\"") && head.contains("\"blob_id\""))
        return {85, "objects with rule_name and the provenance of its matches", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    WholeReport report(out, stats, job, options);
    ScanInfo info;
    info.tool = "Nosey Parker";
    info.target_kind = "repository";
    report.tell(info);
    const auto take = [&](json::Value value, const ObjectFrame& frame) -> Result<void> {
        read_finding(value, frame, report);
        return {};
    };
    if (auto read = for_each_json_object(in, *options.limits, take); !read) return fail(std::move(read.error()));
    return finish_whole(report);
}

} // namespace

const FormatInfo k_noseyparker_format{"noseyparker-jsonl",
                                      FormatKind::findings,
                                      "Nosey Parker",
                                      "application/json",
                                      "Nosey Parker: secrets in files and history, masked while they are read",
                                      sniff,
                                      parse};

} // namespace parapet
