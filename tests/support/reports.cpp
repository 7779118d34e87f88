#include "tests/support/reports.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::test {

namespace {

class Collector final : public RecordSink {
public:
    explicit Collector(Collected& out)
        : out_(out) {}
    void scan(const ScanInfo& info) override { out_.scans.push_back(info); }
    void finding(RawFinding& finding) override {
        out_.scan_of.push_back(out_.scans.empty() ? 0 : out_.scans.size() - 1);
        out_.findings.push_back(finding);
    }
    void event(const EventView&) override {}

private:
    Collected& out_;
};

} // namespace

std::size_t Collected::failing() const {
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                  [](const RawFinding& f) { return f.outcome == CheckOutcome::fail; }));
}

std::size_t Collected::listed() const {
    return failing() +
           static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](const RawFinding& f) {
               return f.outcome != CheckOutcome::fail && f.fixed;
           }));
}

const RawFinding* Collected::by_rule(std::string_view rule) const {
    const auto it = std::find_if(findings.begin(), findings.end(), [&](const RawFinding& f) { return f.rule == rule; });
    return it == findings.end() ? nullptr : &*it;
}

bool Collected::warned(std::string_view words) const {
    if (!stats) return false;
    return std::any_of(stats->warnings.begin(), stats->warnings.end(),
                       [&](const Warning& w) { return w.what.find(words) != std::string::npos; });
}

std::string Collected::error() const {
    return stats ? std::string() : stats.error().one_line();
}

std::string recognised(std::string_view bytes, std::string* why) {
    constexpr std::size_t k_head = 64U << 10;
    const auto text = decode_text(bytes.substr(0, k_head));
    if (!text) return {};
    const Recognition r = recognise(make_head(*text, "report", bytes.size() > k_head));
    if (why) *why = r.format ? r.sniff.why : r.saw;
    return r.format ? std::string(r.format->slug) : std::string();
}

Collected parse_with(std::string_view slug, std::string_view bytes, const Limits& limits) {
    Collected out;
    const FormatInfo* format = find_format(slug);
    if (format == nullptr) {
        out.stats = fail(Errc::unknown_format, fmt::format("there is no format {}", slug));
        return out;
    }
    const auto in = memory_input(bytes, "report");
    Collector sink(out);
    JobContext job;
    ParseOptions options;
    options.limits = &limits;
    out.stats = format->parse(*in, sink, job, options);
    return out;
}

std::string shown(const RawFinding& f, const ScanInfo& scan) {
    std::vector<std::string> parts{f.title,
                                   f.description,
                                   std::string(name_of(f.severity)),
                                   f.asset.empty() ? scan.target : f.asset,
                                   f.rule,
                                   scan.tool,
                                   f.place.path,
                                   f.location.file,
                                   f.location.package,
                                   f.location.version,
                                   f.location.fixed_version,
                                   f.location.purl,
                                   f.location.url,
                                   f.location.host,
                                   f.location.resource,
                                   f.severity_raw,
                                   f.remediation};
    if (f.fingerprint.compare(0, 7, "secret:") != 0) parts.push_back(f.fingerprint);
    for (const auto* list : {&f.cve, &f.aliases, &f.links, &f.tags})
        parts.insert(parts.end(), list->begin(), list->end());
    return to_lower(join(parts, "\n"));
}

bool holds(const Fact& fact, const RawFinding& finding, const ScanInfo& scan) {
    const std::string text = shown(finding, scan);
    if (!fact.severity.empty() && fact.severity != name_of(finding.severity)) return false;
    if (!fact.cwe.empty() && std::none_of(fact.cwe.begin(), fact.cwe.end(), [&](int cwe) {
            return std::find(finding.cwe.begin(), finding.cwe.end(), cwe) != finding.cwe.end();
        }))
        return false;
    if (!fact.file.empty()) {
        const auto slash = fact.file.rfind('/');
        const std::string name = to_lower(slash == std::string::npos ? fact.file : fact.file.substr(slash + 1));
        if (text.find(name) == std::string::npos) return false;
    }
    if (!fact.line.empty() && finding.location.line != 0 && std::to_string(finding.location.line) != fact.line)
        return false;
    return std::all_of(fact.words.begin(), fact.words.end(),
                       [&](const std::string& word) { return text.find(to_lower(word)) != std::string::npos; });
}

} // namespace parapet::test
