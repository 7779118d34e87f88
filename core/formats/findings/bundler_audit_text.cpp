// What bundle-audit check prints: blocks of "Name: ..." lines.

#include "core/base/text.h"
#include "core/formats/common/clean_lines.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_bundler_audit_text_format;

namespace {

constexpr std::string_view k_insecure = "Insecure Source URI found: ";

struct Block {
    std::map<std::string, std::string, std::less<>> values;
    std::int64_t line = 0;
    [[nodiscard]] std::string_view get(std::string_view key) const {
        const auto it = values.find(key);
        return it == values.end() ? std::string_view() : std::string_view(it->second);
    }
};

bool is_block_key(std::string_view key) {
    for (const char* known :
         {"Name", "Version", "Advisory", "CVE", "GHSA", "OSVDB", "Criticality", "URL", "Title", "Solution"})
        if (key == known) return true;
    return false;
}

void read_block(const Block& block, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    finding.place.line = block.line;
    Location& at = finding.location;
    fields::put(at.package, block.get("Name"));
    fields::put(at.version, block.get("Version"));
    at.ecosystem = "gem";
    at.file = "Gemfile.lock";
    std::string_view fix = block.get("Solution");
    if (istarts_with(fix, "upgrade to ")) fields::put(at.fixed_version, fix.substr(11));
    if (!fix.empty()) finding.remediation = elide(fix, 400);
    fields::set_title(finding, {block.get("Title")}, limits);
    std::string_view id = block.get("CVE");
    for (const char* other : {"Advisory", "GHSA", "OSVDB"})
        if (id.empty()) id = block.get(other);
    fields::set_vulnerability(finding, id, limits);
    for (const char* key : {"CVE", "GHSA", "Advisory", "OSVDB"})
        fields::add_alias(finding, block.get(key));
    fields::add_link(finding, block.get("URL"));
    fields::rate(finding, block.get("Criticality"), Severity::medium, stats);
}

void read_insecure(std::string_view source, std::int64_t line, RawFinding& finding, const Limits& limits) {
    finding.place.line = line;
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    finding.rule = "insecure_source";
    finding.title = elide(fmt::format("Gems come unprotected from {}", trim(source)), limits.max_title_bytes);
    fields::put(finding.location.resource, source);
    finding.location.file = "Gemfile.lock";
    finding.severity = Severity::medium;
    finding.severity_known = true;
    finding.remediation = "Fetch gems over https.";
}

class Reader {
public:
    Reader(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    Result<void> line(std::string_view text, std::int64_t number) {
        text = trim(text);
        if (text.empty()) return end();
        if (istarts_with(text, k_insecure)) {
            ++stats_.records;
            finding_.clear();
            read_insecure(text.substr(k_insecure.size()), number, finding_, limits_);
            out_.finding(finding_);
            return {};
        }
        const auto colon = text.find(':');
        if (colon == std::string_view::npos || !is_block_key(text.substr(0, colon))) return {};
        const std::string_view key = text.substr(0, colon);
        if (key == "Name") {
            if (auto ok = end(); !ok) return ok;
            block_.line = number;
        }
        if (block_.line > 0) block_.values[std::string(key)] = elide(trim(text.substr(colon + 1)), 4000);
        return {};
    }
    Result<void> end() {
        if (block_.line == 0) return {};
        const Block block = std::move(block_);
        block_ = {};
        if (block.get("Version").empty() || (block.get("Title").empty() && block.get("URL").empty())) {
            Error error{Errc::malformed, "A gem is named here without its version and advisory", {}, {}};
            error.line = block.line;
            return fail(std::move(error));
        }
        ++stats_.records;
        finding_.clear();
        read_block(block, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }

private:
    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    Block block_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    bool name = false, criticality = false;
    for (const std::string_view line : head.lines) {
        name = name || line.substr(0, 6) == "Name: ";
        criticality = criticality || line.substr(0, 13) == "Criticality: " || line.substr(0, 10) == "Solution: ";
        if (line.substr(0, k_insecure.size()) == k_insecure) return {80, "a line about an insecure source", {}};
    }
    if (name && criticality) return {82, "lines Name:, Criticality: and Solution:", {}};
    if (head.contains("ruby-advisory-db") && head.contains("No vulnerabilities found"))
        return {70, "an update of ruby-advisory-db, and no vulnerabilities found", {}};
    if (trim(head.text) == "No vulnerabilities found") return {50, "the line No vulnerabilities found", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = "bundler-audit";
    scan.target_kind = "repository";
    out.scan(scan);
    Reader reader(out, stats, *options.limits);
    const auto line = [&](std::string_view text, std::int64_t number) { return reader.line(text, number); };
    if (auto ok = each_clean_line(in, *options.limits, line); !ok) return fail(ok.error());
    if (auto ok = reader.end(); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_bundler_audit_text_format{"bundler-audit-text",
                                             FormatKind::findings,
                                             "bundler-audit",
                                             "text/plain",
                                             "bundler-audit: what it prints",
                                             sniff,
                                             parse};

} // namespace parapet
