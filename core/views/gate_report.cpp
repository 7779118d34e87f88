#include "core/views/gate_report.h"

#include "core/base/text.h"
#include "core/base/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::views {
namespace {

std::string place_of(const FindingRow& row) {
    if (row.where.empty()) return row.asset;
    return row.asset.empty() ? row.where : row.asset + ": " + row.where;
}

std::int64_t not_listed(const GateCheck& check) {
    return check.count - static_cast<std::int64_t>(check.findings.size());
}

} // namespace

std::string markdown_text(std::string_view text) {
    std::string out;
    bool space = false;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20) {
            space = !out.empty();
            continue;
        }
        if (space) out += ' ';
        space = false;
        // Anything that could begin markup, a cell, a mention or an address.
        if (std::string_view("\\`*_{}[]()<>#+-.!|~@:&").find(c) != std::string_view::npos) {
            if (c == '<')
                out += "&lt;";
            else if (c == '>')
                out += "&gt;";
            else if (c == '&')
                out += "&amp;";
            else if (c == '@')
                out += "&#64;";
            else if (c == ':')
                out += "&#58;";
            else
                (out += '\\') += c;
            continue;
        }
        out += c;
    }
    return out;
}

std::string gate_junit(const GateResult& result, const std::string& policy_name) {
    const auto failures =
        std::count_if(result.checks.begin(), result.checks.end(), [](const GateCheck& c) { return !c.passed; });
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::string suite = xml_text(policy_name.empty() ? "gate" : policy_name);
    out += fmt::format("<testsuites tests=\"{0}\" failures=\"{1}\">\n"
                       "  <testsuite name=\"{2}\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"0\">\n",
                       result.checks.size(), failures, suite);
    for (const GateCheck& check : result.checks) {
        out += fmt::format("    <testcase classname=\"parapet.gate\" name=\"{}\"", xml_text(check.name));
        if (check.passed) {
            out += "/>\n";
            continue;
        }
        out += fmt::format(">\n      <failure type=\"gate\" message=\"{}\">", xml_text(check.measured));
        for (const FindingRow& row : check.findings)
            out += fmt::format("F-{} {} {} ({})\n", row.id.value, name_of(row.severity), xml_text(row.title),
                               xml_text(place_of(row)));
        if (!check.findings.empty() && not_listed(check) > 0) out += fmt::format("and {} more\n", not_listed(check));
        out += "</failure>\n    </testcase>\n";
    }
    return out + "  </testsuite>\n</testsuites>\n";
}

std::string gate_markdown(const GateResult& result, const std::string& policy_name) {
    std::string out = fmt::format("## Security gate{}{}: {}\n\n", policy_name.empty() ? "" : " ",
                                  markdown_text(policy_name), result.passed ? "passed" : "**failed**");
    out += "| Rule | Result | Measured |\n| --- | --- | --- |\n";
    for (const GateCheck& check : result.checks)
        out += fmt::format("| {} | {} | {} |\n", markdown_text(check.name), check.passed ? "pass" : "**fail**",
                           markdown_text(check.measured));
    for (const GateCheck& check : result.checks) {
        if (check.passed || check.findings.empty()) continue;
        out += fmt::format("\n### {}\n\n| Finding | Severity | What | Where |\n| --- | --- | --- | --- |\n",
                           markdown_text(check.name));
        for (const FindingRow& row : check.findings)
            out += fmt::format("| F-{} | {} | {} | {} |\n", row.id.value, name_of(row.severity),
                               markdown_text(elide(row.title, 160)), markdown_text(elide(place_of(row), 160)));
        if (not_listed(check) > 0) out += fmt::format("\nand {} more\n", format_count(not_listed(check)));
    }
    return out;
}

Result<std::int64_t> gate_sarif(const Workspace& workspace, const GateResult& result, const ExportSink& out,
                                std::stop_token stop) {
    FindingsRequest request;
    for (const GateCheck& check : result.checks) {
        if (check.passed || check.query.empty()) continue;
        if (!request.scope.filter.empty()) request.scope.filter += " OR ";
        request.scope.filter += "(" + check.query + ")";
    }
    // Nothing failed: a run without results, which closes in the platform what an earlier run had reported.
    if (request.scope.filter.empty()) request.scope.filter = "id:0";
    return write_findings(workspace, request, ExportFormat::sarif, out, {}, std::move(stop));
}

} // namespace parapet::views
