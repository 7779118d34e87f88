// Secretlint's JSON: an array of files with their messages.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_secretlint_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"info", Severity::low},
}};

// "found AWS Secret Access Key: AKIA..." without what was found; Secretlint masks only when asked to.
std::string_view kind_of(std::string_view message) {
    return trim(message.substr(0, message.find(':')));
}

void read_message(json::Value m, json::Value file, RawFinding& f, WholeReport& report) {
    const json::Value start = m["loc"]["start"];
    const auto column = start["column"].integer().value_or(-1);
    fields::set_code(f, file["filePath"].str(), fields::line_number(start["line"]),
                     fields::line_number(m["loc"]["end"]["line"]), column >= 0 && column < 1'000'000 ? column + 1 : 0);
    std::string_view secret;
    for (const json::Member data : m["data"].members())
        if (secret.empty()) secret = data.value.str();
    fields::set_secret(f, secret.find("***") == std::string_view::npos ? secret : std::string_view());
    fields::put(f.rule, m["ruleId"].str());
    fields::put(f.rule_name, m["messageId"].str());
    const std::string_view kind = kind_of(m["message"].str());
    f.title = elide(fmt::format("Secret in a file: {}", kind.empty() ? f.rule : std::string(kind)),
                    report.limits.max_title_bytes);
    f.description = fmt::format("Secretlint's rule {} says of {}: {}.", f.rule, f.location.file, elide(kind, 200));
    f.remediation = "Revoke the secret first; then take it out of the file and keep it in a secret store.";
    report.severity(f, m["severity"].str(), k_severities);
    f.phase = Phase::code;
    fields::add_cwe(f, 798);
    fields::add_link(f, m["docsUrl"].str());
    if (m["type"].str() != "ignore") return;
    f.suppressed = true;
    f.suppression = "ignored by Secretlint's configuration";
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_array()) return fail(Errc::malformed, "a report of Secretlint is an array of files", "/");
    ScanInfo info;
    info.tool = "Secretlint";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value file : root.items()) {
        std::size_t m = 0;
        for (const json::Value message : file["messages"].items()) {
            if (!report.go_on()) return {};
            RawFinding& f = report.next(fmt::format("/{}/messages/{}", n, m++));
            read_message(message, file, f, report);
            report.emit();
        }
        ++n;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_array || !head.has_element_key("filePath")) return {};
    if (head.has_element_key("sourceContentType") || head.contains("@secretlint/"))
        return {93, "an array of files with the keys filePath, sourceContentType and messages", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_secretlint_format{"secretlint-json",
                                     FormatKind::findings,
                                     "Secretlint",
                                     "application/json",
                                     "Secretlint: secrets in files, masked while they are read",
                                     sniff,
                                     parse};

} // namespace parapet
