// Pylint's JSON: an array of messages, and json2 with its statistics.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_pylint_format;

namespace {

constexpr std::array<fields::SeverityWord, 6> k_severities{{
    {"fatal", Severity::high},
    {"error", Severity::high},
    {"warning", Severity::medium},
    {"refactor", Severity::low},
    {"convention", Severity::low},
    {"info", Severity::info},
}};

void read_message(json::Value v, RawFinding& f, WholeReport& report) {
    const auto column = v["column"].integer().value_or(-1);
    fields::set_code(f, v["path"].str(), fields::line_number(v["line"]), fields::line_number(v["endLine"]),
                     column >= 0 && column < 1'000'000 ? column + 1 : 0);
    const std::string_view id = v.any({"message-id", "messageId"}).str();
    const std::string_view symbol = v["symbol"].str();
    fields::put(f.rule, id.empty() ? symbol : id);
    fields::put(f.rule_name, symbol);
    fields::set_title(f, {v["message"].str(), symbol, f.rule, "Unnamed message"}, report.limits);
    report.text(f.description, fmt::format("{}({}): {}", id, symbol, v["message"].str()));
    report.severity(f, v["type"].str(), k_severities);
    std::string function(v["module"].str());
    if (const auto obj = v["obj"].str(); !obj.empty())
        function += fmt::format("{}{}", function.empty() ? "" : ".", obj);
    fields::put(f.location.function, function, 500);
    fields::add_tag(f, v["type"].str());
}

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value list = root.is_array() ? root : root["messages"];
    if (!list.is_array()) return fail(Errc::malformed, "there are no messages", "/");
    ScanInfo info;
    info.tool = "Pylint";
    info.target_kind = "repository";
    report.tell(info);
    std::size_t n = 0;
    for (const json::Value v : list.items()) {
        if (!report.go_on()) break;
        read_message(v, report.next(fmt::format("{}/{}", root.is_array() ? "" : "/messages", n++)), report);
        report.emit();
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("symbol") && head.has_element_key("module") &&
        (head.has_element_key("message-id") || head.has_element_key("messageId") || head.has_element_key("message")))
        return {88, "an array of messages with the keys message-id, symbol and module", {}};
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("messages") && head.has_key("statistics") &&
        (head.contains("\"modulesLinted\"") || head.contains("\"messageTypeCount\"")))
        return {90, "top-level keys messages and statistics", "2"};
    if (head.contains("\"messageId\"") && head.contains("\"symbol\"") && head.contains("\"absolutePath\""))
        return {80, "messages with messageId, symbol and absolutePath", "2"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_pylint_format{"pylint-json",
                                 FormatKind::findings,
                                 "Pylint",
                                 "application/json",
                                 "Pylint: Python, both of its JSON formats",
                                 sniff,
                                 parse};

} // namespace parapet
