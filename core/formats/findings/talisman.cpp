// Talisman's JSON: failures, warnings and what is ignored by file.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_talisman_format;

namespace {

constexpr std::array<fields::SeverityWord, 3> k_severities{{
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
}};

// "Potential secret pattern : key=..." : what it is, and the text that was found.
struct Message {
    std::string_view what, found;
};
Message message_of(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {trim(text), {}};
    return {trim(text.substr(0, colon)), trim(text.substr(colon + 1))};
}

enum class List : std::uint8_t { failures, warnings, ignored };

void read_failure(json::Value v, std::string_view file, List list, RawFinding& f, WholeReport& report) {
    const Message message = message_of(v["message"].str());
    fields::set_code(f, file, 0);
    const std::string_view type = v["type"].str();
    if (type == "filecontent")
        fields::set_secret(f, message.found);
    else
        f.identity = IdentityKind::config; // its name or size
    fields::put(f.rule, type);
    fields::set_title(f, {message.what, f.rule, "Unnamed check"}, report.limits);
    f.description = elide(fmt::format("{} in {}", message.what, file), 2000);
    f.remediation = "Revoke the secret first; then take it out of the file and keep it in a secret store.";
    report.severity(f, v["severity"].str(), k_severities);
    f.phase = Phase::code;
    if (type == "filecontent") fields::add_cwe(f, 798);
    for (const json::Value commit : v["commits"].items())
        if (!commit.str().empty()) fields::add_tag(f, fmt::format("commit: {}", elide(commit.str(), 64)));
    if (list == List::warnings) fields::add_tag(f, "warning");
    if (list != List::ignored) return;
    f.suppressed = true;
    f.suppression = "ignored in .talismanrc";
}

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of Talisman is an object", "/");
    ScanInfo info;
    info.tool = "Talisman";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value result : root["results"].items()) {
        for (const List list : {List::failures, List::warnings, List::ignored}) {
            const std::string_view key = list == List::failures   ? "failure_list"
                                         : list == List::warnings ? "warning_list"
                                                                  : "ignore_list";
            std::size_t m = 0;
            for (const json::Value v : result[key].items()) {
                if (!report.go_on()) return {};
                RawFinding& f = report.next(fmt::format("/results/{}/{}/{}", n, key, m++));
                read_failure(v, result["filename"].str(), list, f, report);
                report.emit();
            }
        }
        ++n;
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (!head.has_key("results") || !head.has_key("summary")) return {};
    if (head.contains("\"failure_list\"") || (head.contains("\"filecontent\"") && head.contains("\"filesize\"")))
        return {93, "a summary of types and results with failure_list", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_talisman_format{"talisman-json",
                                   FormatKind::findings,
                                   "Talisman",
                                   "application/json",
                                   "Talisman: secrets in files, masked while they are read",
                                   sniff,
                                   parse};

} // namespace parapet
