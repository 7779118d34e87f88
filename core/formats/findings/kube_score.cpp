// kube-score's JSON, version 2: objects, each with its checks and their grades.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kube_score/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_kube_score_format;

namespace {

std::string_view word_of(std::int64_t grade) {
    return grade <= 1 ? "CRITICAL" : grade <= 5 ? "WARNING" : grade < 10 ? "ALMOST OK" : "OK";
}

std::string resource_of(json::Value object) {
    const json::Value meta = object["object_meta"];
    const std::string_view space = meta["namespace"].str();
    std::string name = elide(object["type_meta"]["kind"].str(), 100);
    name += fmt::format("/{}{}{}", elide(space, 200), space.empty() ? "" : "/", elide(meta["name"].str(), 200));
    return name;
}

void read_check(json::Value object, json::Value scored, RawFinding& f, WholeReport& report) {
    const json::Value check = scored["check"];
    fields::set_config(f, object["file_name"].str(), fields::line_number(object["file_row"]));
    f.location.resource = resource_of(object);
    fields::put(f.rule, check.any({"id", "name"}).str());
    fields::put(f.rule_name, check["name"].str());
    std::string title(check["name"].str()), text;
    for (const json::Value c : scored["comments"].items()) {
        if (text.size() > report.limits.max_field_bytes) break;
        const std::string_view path = c["path"].str(), summary = c["summary"].str();
        text += fmt::format("{}{}{}\n{}\n\n", path, path.empty() ? "" : ": ", summary, c["description"].str());
        fields::add_link(f, c["documentation_url"].str());
        if (title.size() < 200 && title.find(summary) == std::string::npos)
            title += fmt::format("{}{}", title.find(": ") == std::string::npos ? ": " : "; ", summary);
    }
    fields::set_title(f, {title, f.rule}, report.limits);
    text = trimmed(text);
    report.text(f.description, text.empty() ? check["comment"].str() : std::string_view(text));
    const bool skipped = scored["skipped"].boolean().value_or(false);
    const std::int64_t grade = scored["grade"].integer().value_or(skipped ? 10 : 1);
    report.severity(f, skipped ? "SKIPPED" : word_of(grade), kube_score::k_severities);
    if (skipped)
        f.outcome = CheckOutcome::not_applicable;
    else if (grade >= 10)
        f.outcome = CheckOutcome::pass;
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "kube-score writes a list of objects", "/");
    ScanInfo scan;
    scan.tool = "kube-score";
    scan.target_kind = "repository";
    report.tell(scan);
    std::size_t i = 0;
    for (const json::Value object : root.items()) {
        std::size_t n = 0;
        if (!object["checks"].exists()) return fail(Errc::malformed, "an object without checks", fmt::format("/{}", i));
        for (const json::Value scored : object["checks"].items()) {
            if (!report.go_on()) return {};
            read_check(object, scored, report.next(fmt::format("/{}/checks/{}", i, n++)), report);
            report.emit();
        }
        ++i;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array || !head.has_element_key("object_name")) return {};
    if (head.has_element_key("checks") || (head.has_element_key("type_meta") && head.has_element_key("object_meta")))
        return {90, "an array of objects with object_name, type_meta and checks", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_kube_score_format{"kube-score-json",
                                     FormatKind::findings,
                                     "kube-score",
                                     "application/json",
                                     "kube-score: manifests of Kubernetes",
                                     sniff,
                                     parse};

} // namespace parapet
