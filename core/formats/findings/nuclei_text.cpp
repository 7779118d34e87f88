// What Nuclei prints and writes with -o: "[CVE-2026-51004:path] [http] [high] https://shop.example/a [extracted]",
// before it a time in brackets, behind the template "[failed]" where it was told to write what did not match.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_nuclei_text_format;

namespace {

constexpr std::array<std::string_view, 13> k_types{"http",       "dns",  "tcp",     "network",   "file",
                                                   "headless",   "ssl",  "code",    "websocket", "whois",
                                                   "javascript", "dast", "workflow"};
constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    // "unknown" is its own word
}};

struct Match {
    std::string_view id, matcher, type, severity, place, extracted;
    std::optional<Time> at;
    bool matched = true;
};

// The next "[word]"; "" where there is none.
std::string_view take_bracket(std::string_view& rest) {
    const auto close = rest.find(']');
    if (!rest.starts_with("[") || close == std::string_view::npos) return {};
    const std::string_view word = rest.substr(1, close - 1);
    rest = trim(rest.substr(close + 1));
    return word;
}

bool is_severity(std::string_view word) {
    return word == "unknown" || std::any_of(k_severities.begin(), k_severities.end(),
                                            [&](const fields::SeverityWord& known) { return word == known.word; });
}

std::optional<Match> match_of(std::string_view line) {
    Match match;
    line = trim(line);
    match.id = take_bracket(line);
    if (match.id.starts_with("20") && (match.at = loose_time(match.id))) match.id = take_bracket(line);
    if (match.id.empty() || match.id.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
    match.type = take_bracket(line);
    if (match.type == "failed" || match.type == "matched") {
        match.matched = match.type == "matched";
        match.type = take_bracket(line);
    }
    match.severity = take_bracket(line);
    if (std::find(k_types.begin(), k_types.end(), match.type) == k_types.end() || !is_severity(match.severity))
        return std::nullopt;
    // A template that has no name is called after its file, which has no colon either.
    if (const auto colon = match.id.find(':'); colon != std::string_view::npos) {
        match.matcher = match.id.substr(colon + 1);
        match.id = match.id.substr(0, colon);
    }
    const auto end = line.starts_with("[") && !line.starts_with("[2") ? 0 : line.find(" [");
    match.place = trim(line.substr(0, end));
    if (end != std::string_view::npos) match.extracted = trim(line.substr(end));
    return match;
}

// "files.example:21" or "[2001:db8::1]:21" of what is no URL.
void read_place(const Match& match, RawFinding& f) {
    if (match.type == "file") return fields::set_code(f, match.place, 0);
    fields::set_url(f.location, match.place);
    if (!f.location.host.empty() || match.place.empty()) return;
    Location bare;
    fields::set_url(bare, fmt::format("any://{}", match.place));
    f.location.host = bare.host;
    f.location.port = bare.port;
}

// What templates of tokens and keys extract is the secret itself.
std::string shown(const Match& match) {
    for (const char* word : {"token", "secret", "credential", "password", "api-key", "private-key"})
        if (icontains(match.id, word)) return fields::without_secret(std::string(match.extracted), match.extracted);
    return std::string(match.extracted);
}

void read_match(const Match& match, RawFinding& f, WholeReport& report) {
    f.identity = IdentityKind::web;
    f.phase = Phase::test;
    fields::put(f.rule, match.id);
    fields::set_title(f,
                      {match.matcher.empty() ? std::string(match.id) : fmt::format("{} ({})", match.id, match.matcher)},
                      report.limits);
    report.severity(f, match.severity, k_severities);
    fields::add_ids_of(f, match.id);
    read_place(match, f);
    fields::put(f.location.parameter, match.matcher, 200);
    fields::put(f.evidence, shown(match), 2000);
    f.seen = match.at;
    if (!match.matched) f.outcome = CheckOutcome::pass;
}

// Every host is a scan of its own: one that was not scanned again keeps its findings.
class Hosts {
public:
    explicit Hosts(WholeReport& report)
        : report_(report) {}
    void tell(std::string_view place) {
        const std::string origin = fields::url_origin(place);
        const std::string host = elide(origin.empty() ? place : std::string_view(origin), 300);
        if (told_ && host == host_) return;
        told_ = true;
        host_ = host;
        ScanInfo scan;
        scan.tool = "Nuclei";
        scan.target = host;
        scan.target_kind = origin.empty() ? "host" : "url";
        report_.tell(scan);
    }

private:
    WholeReport& report_;
    std::string host_;
    bool told_ = false;
};

bool is_banner(std::string_view line) {
    return line.find("[INF]") != std::string_view::npos &&
           (line.find("nuclei version") != std::string_view::npos ||
            line.find("nuclei-templates version") != std::string_view::npos);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    for (const std::string_view line : head.lines)
        if (match_of(line)) return {88, "lines with a template, a protocol and a severity of Nuclei", {}};
    for (const std::string_view line : head.lines)
        if (is_banner(line)) return {80, "lines of Nuclei's own work", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    Hosts hosts(report);
    bool banner = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = lines[i];
        banner = banner || is_banner(line);
        const auto match = match_of(line);
        if (!match) continue;
        if (!report.go_on()) break;
        hosts.tell(match->place);
        read_match(*match, next_of_line(report, i), report);
        report.emit();
    }
    if (banner && report.stats.records == 0) hosts.tell({});
    return banner;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no line of Nuclei's", read);
}

} // namespace

const FormatInfo k_nuclei_text_format{
    "nuclei-text", FormatKind::findings, "Nuclei", "text/plain", "Nuclei: what it prints", sniff, parse};

} // namespace parapet
