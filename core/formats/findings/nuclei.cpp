// Nuclei: a JSON object a line, or an array of them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framed.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_nuclei_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    // "unknown" is its own word
}};

// "a,b" or ["a", "b"]; lines and list marks, too.
template<class F>
void each_text(json::Value value, F&& take) {
    std::string_view rest = value.str();
    while (!rest.empty()) {
        const auto end = rest.find_first_of(",\n");
        std::string_view one = trim(rest.substr(0, end));
        if (one.substr(0, 2) == "- ") one.remove_prefix(2);
        if (!one.empty()) take(one);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    for (const json::Value item : value.items())
        if (!item.str().empty()) take(item.str());
}

class Nuclei {
public:
    Nuclei(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    // `finding()` has its place.
    void record(json::Value value) {
        ++stats_.records;
        if (!value["info"].is_object()) return stats_.skip("a line without info");
        const std::string host = host_of(value);
        if (!told_ || host != host_) tell(host);
        read(value);
        out_.finding(finding_);
    }
    void finish() {
        if (!told_) tell({});
    }
    RawFinding& finding() { return finding_; }

private:
    // A result may lack its host; where it matched tells it, too.
    static std::string host_of(json::Value value) {
        std::string_view host = value["host"].str();
        if (host.empty()) host = value.any({"matched-at", "matched"}).str();
        if (host.empty()) host = value["ip"].str();
        const std::string origin = fields::url_origin(host);
        return origin.empty() ? elide(host, 300) : elide(origin, 300);
    }

    // Every host is a scan of its own: one that was not scanned again keeps its findings.
    void tell(const std::string& host) {
        told_ = true;
        host_ = host;
        ScanInfo scan;
        scan.tool = stats_.tool = "Nuclei";
        scan.target = host;
        scan.target_kind = host.find("://") != std::string::npos ? "url" : "host";
        out_.scan(scan);
    }

    void read(json::Value value) {
        const json::Value info = value["info"];
        RawFinding& f = finding_;
        f.identity = IdentityKind::web;
        f.phase = Phase::test;
        fields::put(f.rule, value.any({"template-id", "templateID"}).str());
        fields::put(f.rule_name, info["name"].str());
        fields::set_title(f, {info["name"].str(), f.rule}, limits_);
        const std::string_view matcher = value.any({"matcher-name", "matcher_name"}).str();
        if (!matcher.empty()) f.title = elide(fmt::format("{} ({})", f.title, matcher), limits_.max_title_bytes);
        fields::set_text(f.description, info["description"].str(), stats_, f.place.path, limits_);
        fields::set_text(f.remediation, info["remediation"].str(), stats_, f.place.path, limits_);
        fields::set_severity(f, info["severity"].str(), k_severities, stats_);
        read_classification(info["classification"]);
        each_text(info["reference"], [&](std::string_view url) { fields::add_link(f, url); });
        each_text(info["tags"], [&](std::string_view tag) { fields::add_tag(f, tag); });
        fields::add_ids_of(f, f.rule);
        if (f.rule == f.rule_name || f.cve.empty()) fields::add_ids_of(f, f.rule_name);
        read_place(value, matcher);
        // With -matcher-status what did not match is written, too.
        if (!value["matcher-status"].boolean().value_or(true)) f.outcome = CheckOutcome::pass;
        f.seen = parse_rfc3339(value["timestamp"].str());
    }

    void read_classification(json::Value c) {
        each_text(c["cve-id"], [&](std::string_view id) { fields::add_id(finding_, id); });
        each_text(c["cwe-id"], [&](std::string_view cwe) { fields::add_cwes_of(finding_, cwe); });
        fields::CvssPick cvss;
        cvss.offer(c["cvss-metrics"].str(), c["cvss-score"].number());
        cvss.put(finding_);
        if (const auto epss = c["epss-score"].number(); epss && *epss >= 0 && *epss <= 1) finding_.epss = epss;
    }

    void read_place(json::Value value, std::string_view matcher) {
        Location& at = finding_.location;
        const std::string_view matched = value.any({"matched-at", "matched"}).str();
        if (value["type"].str() == "file") { // of local files: no host has them
            fields::set_code(finding_, matched.empty() ? value["host"].str() : matched, 0);
        } else {
            fields::set_url(at, matched.empty() ? value["host"].str() : matched);
            if (at.host.empty()) read_host(value, at);
        }
        fields::put(at.parameter, matcher, 200);
        std::string evidence;
        for (const json::Value found : value.any({"extracted-results", "extracted_results"}).items())
            if (evidence.size() < 2000) evidence += fmt::format("{}\n", elide(shown(found.str()), 500));
        if (const auto request = value["request"].str(); !request.empty())
            evidence += fmt::format("\n{}", elide(fields::masked_http(request), 4000));
        fields::put(finding_.evidence, evidence, 8000);
    }

    // What templates of tokens and keys extract is the secret itself.
    [[nodiscard]] std::string shown(std::string_view extracted) const {
        for (const char* word : {"token", "tokens", "keys", "secret", "secrets", "credentials"})
            for (const std::string& tag : finding_.tags)
                if (iequals(tag, word)) return fields::without_secret(std::string(extracted), extracted);
        return std::string(extracted);
    }

    // "files.example:21" or "[2001:db8::1]:21" of what is no URL.
    static void read_host(json::Value value, Location& at) {
        std::string_view host = at.url;
        if (host.empty()) host = value.any({"host", "ip"}).str();
        Location bare;
        fields::set_url(bare,
                        host.find("://") == std::string_view::npos ? fmt::format("any://{}", host) : std::string(host));
        at.host = elide(bare.host, 300);
        at.port = bare.port;
        if (const auto port = value["port"].number(); at.port == 0 && port && *port >= 1 && *port <= 65535)
            at.port = static_cast<std::int64_t>(*port);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool told_ = false;
    std::string host_;
    RawFinding finding_;
};

class NucleiArray final : public FramedReport {
public:
    NucleiArray(Nuclei& nuclei)
        : nuclei_(nuclei) {}
    Result<void> document(json::Value /*root*/, bool /*whole*/) override { return {}; }
    bool enough(json::Value /*owner*/, std::uint64_t /*waiting*/) override { return true; }
    Result<void> begin(json::Value /*owner*/, std::string_view /*path*/, std::uint64_t /*index*/) override {
        return {};
    }
    Result<void> end(json::Value /*owner*/) override { return {}; }
    Result<void> result(json::Value value, const json::Element& element) override {
        nuclei_.finding().clear();
        element.write_pointer(nuclei_.finding().place.path);
        nuclei_.finding().place.line = element.line;
        nuclei_.finding().place.offset = static_cast<std::int64_t>(element.offset);
        nuclei_.record(value);
        return {};
    }

private:
    Nuclei& nuclei_;
};

Sniff sniff(const Head& head) {
    const bool id = head.has_element_key("template-id") || head.has_element_key("templateID") ||
                    head.has_key("template-id") || head.has_key("templateID");
    const bool info = head.has_element_key("info") || head.has_key("info");
    if (id && info) return {90, "objects with template-id and info", {}};
    return {};
}

// The first byte that is not white space tells an array from lines.
class Peeked final : public Input {
public:
    explicit Peeked(Input& in)
        : in_(in) {}
    Result<char> first() {
        head_.resize(4096);
        auto n = in_.read(std::span<char>(head_.data(), head_.size()));
        if (!n) return fail(n.error());
        head_.resize(*n);
        for (const char c : head_)
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && static_cast<unsigned char>(c) < 0x80 && c != 0)
                return c;
        return '\0';
    }
    // An object that begins with a line of its own is no line of a list.
    [[nodiscard]] bool is_spread() const {
        const auto open = head_.find('{');
        if (open == std::string::npos) return false;
        const auto next = head_.find_first_not_of(" \t\r", open + 1);
        return next != std::string::npos && head_[next] == '\n';
    }
    Result<std::size_t> read(std::span<char> buffer) override {
        if (at_ == head_.size()) return in_.read(buffer);
        const std::size_t n = std::min(buffer.size(), head_.size() - at_);
        std::copy_n(head_.data() + at_, n, buffer.data());
        at_ += n;
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return in_.size(); }
    [[nodiscard]] const std::string& name() const override { return in_.name(); }

private:
    Input& in_;
    std::string head_;
    std::size_t at_ = 0;
};

// One object over several lines, alone or with others behind it.
Result<void> read_spread(const ObjectFrame& frame, json::Document& document, Nuclei& nuclei, const Limits& limits) {
    auto value = document.parse(frame.bytes, limits);
    if (!value) {
        Error error = value.error();
        if (error.line > 0) error.line += static_cast<std::int64_t>(frame.line) - 1;
        return fail(std::move(error));
    }
    nuclei.finding().clear();
    nuclei.finding().place.line = static_cast<std::int64_t>(frame.line);
    nuclei.finding().place.offset = static_cast<std::int64_t>(frame.offset);
    nuclei.finding().place.path = fmt::format("line {}", frame.line);
    nuclei.record(*value);
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    Nuclei nuclei(out, stats, *options.limits);
    Peeked input(in);
    auto first = input.first();
    if (!first) return fail(first.error());
    if (*first == '[') {
        NucleiArray array(nuclei);
        if (auto ok = read_framed(input, {{""}}, array, stats, job, *options.limits); !ok) return fail(ok.error());
    } else if (input.is_spread()) {
        json::Document document;
        auto ok = for_each_object(
            input, [&](const ObjectFrame& frame) { return read_spread(frame, document, nuclei, *options.limits); },
            *options.limits);
        if (!ok) return fail(ok.error());
        if (ok->cut) {
            Error error{Errc::malformed, "an object begins here and has no end", {}, {}};
            error.line = static_cast<std::int64_t>(ok->cut_line);
            return fail(std::move(error));
        }
    } else {
        auto ok = each_json_line(input, stats, job, *options.limits, [&](const JsonLine& line) -> Result<void> {
            nuclei.finding().clear();
            nuclei.finding().place.line = static_cast<std::int64_t>(line.line);
            nuclei.finding().place.offset = static_cast<std::int64_t>(line.offset);
            nuclei.finding().place.path = fmt::format("line {}", line.line);
            nuclei.record(line.value);
            return {};
        });
        if (!ok) return fail(ok.error());
    }
    nuclei.finish();
    return stats;
}

} // namespace

const FormatInfo k_nuclei_format{
    "nuclei-jsonl", FormatKind::findings, "Nuclei", "application/x-ndjson", "Nuclei 2 and 3, lines or an array", sniff,
    parse};

} // namespace parapet
