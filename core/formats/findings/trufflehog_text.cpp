// What TruffleHog 3 prints: "Found verified result" and lines of "Detector Type: AWS", "Raw result: ...", "File: ...".
// The secret, which may have many lines, is masked while it is read; nothing else of its lines is kept.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace parapet {

extern const FormatInfo k_trufflehog_text_format;

namespace {

struct Leak {
    bool verified = false;
    std::string secret;
    std::string_view detector, decoder, file, line, commit, email, link, guide, source, time;
};

// "✅ Found verified result 🐷🔑", "Found unverified result 🐷🔑❓"
std::optional<Leak> leak_of(std::string_view line) {
    const auto at = line.find("Found ");
    if (at > 12) return std::nullopt; // npos too
    const std::string_view rest = line.substr(at + 6);
    Leak leak;
    leak.verified = rest.starts_with("verified result");
    if (!leak.verified && !rest.starts_with("unverified result")) return std::nullopt;
    return leak;
}

// "Resource_type: Access key": what follows a secret. Lines of a key in PEM have no such words.
bool is_field(std::string_view line) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0 || colon > 40 || line[0] < 'A' || line[0] > 'Z') return false;
    return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
    });
}

void read_field(std::string_view line, Leak& leak) {
    struct Field {
        std::string_view key;
        std::string_view& value;
    };
    const std::array<Field, 15> known{{{"Detector Type:", leak.detector},
                                       {"Decoder Type:", leak.decoder},
                                       {"File:", leak.file},
                                       {"Path:", leak.file},
                                       {"Key:", leak.file},
                                       {"Line:", leak.line},
                                       {"Commit:", leak.commit},
                                       {"Email:", leak.email},
                                       {"Link:", leak.link},
                                       {"Rotation_guide:", leak.guide},
                                       {"Repository:", leak.source},
                                       {"Bucket:", leak.source},
                                       {"Image:", leak.source},
                                       {"Timestamp:", leak.time},
                                       {"Date:", leak.time}}};
    for (const Field& field : known)
        if (const auto value = after_key(line, field.key)) field.value = *value;
}

void read_leak(const Leak& leak, RawFinding& f, const Limits& limits) {
    fields::set_code(f, leak.file, fields::line_number(leak.line));
    fields::set_secret(f, leak.secret);
    fields::put(f.rule, leak.detector);
    f.title = elide(fmt::format("Secret in the code: {}", leak.detector.empty() ? "unknown kind" : leak.detector),
                    limits.max_title_bytes);
    f.rule_name = elide(trimmed(fmt::format("{} {}", leak.detector, leak.decoder)), 200);
    f.description = fmt::format("TruffleHog's detector and decoder ({})", f.rule_name);
    if (!leak.file.empty()) f.description += fmt::format(" in {}", elide(leak.file, 500));
    if (!leak.commit.empty()) f.description += fmt::format(", commit {}", elide(leak.commit, 64));
    if (!leak.email.empty()) f.description += fmt::format(", by {}", elide(leak.email, 100));
    f.description += '.';
    f.remediation = "Revoke the secret first; then take it out of the code and keep it in a secret store. It stays "
                    "readable in the history until that is rewritten.";
    f.phase = Phase::code;
    fields::add_cwe(f, 798);
    f.severity = leak.verified ? Severity::critical : Severity::high; // a verified one was tried, and works
    f.severity_known = true;
    f.severity_raw = leak.verified ? "verified" : "unverified";
    fields::add_tag(f, f.severity_raw);
    fields::add_link(f, leak.link);
    fields::add_link(f, leak.guide);
    fields::put(f.asset, leak.source);
    f.seen = parse_rfc3339(leak.time.substr(0, 19));
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    if (head.contains("Detector Type: ") && head.contains("verified result"))
        return {90, "lines of \"Found verified result\" and \"Detector Type: \"", {}};
    if (head.contains("TruffleHog. Unearth your secrets.")) return {85, "TruffleHog's first line", {}};
    return {};
}

// From the line after the heading to the next empty one; the secret may have empty lines of its own.
void read_lines(const std::vector<std::string_view>& lines, std::size_t& i, Leak& leak) {
    bool in_secret = false;
    while (i + 1 < lines.size() && !leak_of(lines[i + 1])) {
        const std::string_view line = trim(lines[i + 1]);
        if (line.empty() && !in_secret) return;
        ++i;
        if (const auto raw = after_key(line, "Raw result:")) {
            in_secret = true;
            leak.secret = *raw;
        } else if (in_secret && !is_field(line)) {
            if (leak.secret.size() < 100'000) leak.secret += fmt::format("\n{}", line);
        } else {
            in_secret = false;
            read_field(line, leak);
        }
    }
}

void tell(WholeReport& report, std::string_view target) {
    if (report.told()) return;
    ScanInfo scan;
    scan.tool = "TruffleHog";
    fields::put(scan.target, target);
    scan.target_kind = "repository";
    report.tell(scan);
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        known = known || lines[i].find("finished scanning") != std::string_view::npos;
        auto leak = leak_of(lines[i]);
        if (!leak) continue;
        const std::size_t first = i;
        read_lines(lines, i, *leak);
        leak->secret = trim(std::string_view(leak->secret));
        tell(report, leak->source);
        read_leak(*leak, next_of_line(report, first), report.limits);
        report.emit();
    }
    if (known) tell(report, {});
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no result of TruffleHog", read);
}

} // namespace

const FormatInfo k_trufflehog_text_format{"trufflehog-text",
                                          FormatKind::findings,
                                          "TruffleHog",
                                          "text/plain",
                                          "TruffleHog 3: what it prints of secrets",
                                          sniff,
                                          parse};

} // namespace parapet
