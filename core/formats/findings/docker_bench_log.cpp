// Docker Bench for Security as it prints: a line for each check, "[WARN] 4.6 - Ensure ...", what failed it below.

#include "core/base/text.h"
#include "core/formats/common/clean_lines.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <array>
#include <optional>

namespace parapet {

extern const FormatInfo k_docker_bench_log_format;

namespace {

struct Status {
    std::string_view word;
    CheckOutcome outcome;
    Severity severity;
};
constexpr std::array<Status, 4> k_statuses{{
    {"[PASS]", CheckOutcome::pass, Severity::info},
    {"[WARN]", CheckOutcome::fail, Severity::high}, // its word for a check that failed
    {"[NOTE]", CheckOutcome::not_reviewed, Severity::info},
    {"[INFO]", CheckOutcome::informational, Severity::info},
}};

struct Line {
    const Status* status = nullptr;
    std::string_view rest;
};
Line line_of(std::string_view text) {
    text = trim(text);
    for (const Status& status : k_statuses)
        if (text.substr(0, status.word.size()) == status.word) return {&status, trim(text.substr(status.word.size()))};
    return {};
}

// The number of "4.6 - Ensure ..."; chapters have no dot in theirs.
std::string_view number_of(std::string_view rest) {
    const auto end = rest.find_first_not_of("0123456789.");
    if (end == 0 || end == std::string_view::npos) return {};
    const std::string_view number = rest.substr(0, end);
    const std::string_view behind = trim(rest.substr(end));
    return behind.substr(0, 2) == "- " && number.find('.') != std::string_view::npos ? number : std::string_view();
}

// "[INFO] 1.1 - Linux Hosts Specific Configuration"; a check ensures something, or says how it is made.
bool is_heading(const Line& at) {
    if (at.status->outcome != CheckOutcome::informational) return false;
    for (const char* word : {"Ensure", "(Automated)", "(Manual)", "(Scored)", "(Not Scored)"})
        if (at.rest.find(word) != std::string_view::npos) return false;
    return true;
}

class Reader {
public:
    Reader(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    Result<void> line(std::string_view text, std::int64_t number) {
        const Line at = line_of(text);
        if (at.status == nullptr) return {};
        const std::string_view id = number_of(at.rest);
        if (!id.empty() && is_heading(at)) {
            emit();
        } else if (!id.empty()) {
            emit();
            begin(at, id, number);
        } else if (open_ && at.rest.substr(0, 1) == "*" && finding_.description.size() < 4000) {
            if (!finding_.description.empty()) finding_.description += '\n';
            finding_.description += elide(trim(at.rest.substr(1)), 1000);
        }
        return {};
    }
    void emit() {
        if (!open_) return;
        open_ = false;
        ++stats_.records;
        out_.finding(finding_);
    }

private:
    void begin(const Line& at, std::string_view id, std::int64_t number) {
        finding_.clear();
        open_ = true;
        finding_.place.line = number;
        finding_.identity = IdentityKind::config;
        finding_.cause = Cause::configuration;
        fields::put(finding_.rule, id);
        const std::string_view behind = trim(at.rest.substr(id.size()));
        fields::set_title(finding_, {behind.substr(2), id}, limits_);
        fields::add_control(finding_, "cis", id);
        finding_.severity_raw = at.status->word.substr(1, 4);
        finding_.severity_known = true;
        finding_.outcome = at.status->outcome;
        finding_.severity = at.status->severity;
        // What a person has to look at is not a failure.
        if (finding_.outcome == CheckOutcome::fail && finding_.title.find("(Manual)") != std::string::npos) {
            finding_.outcome = CheckOutcome::not_reviewed;
            finding_.severity = Severity::info;
        }
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool open_ = false;
    RawFinding finding_;
};

std::string_view version_in(std::string_view text) {
    constexpr std::string_view k_name = "Docker Bench for Security v";
    const auto at = text.find(k_name);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + k_name.size());
    return rest.substr(0, rest.find_first_not_of("0123456789."));
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    const bool checks = head.contains("[PASS]") || head.contains("[WARN]") || head.contains("[INFO]");
    if (head.contains("Docker Bench for Security"))
        return {checks ? 88 : 50, "the banner of Docker Bench for Security", {}};
    if (checks && head.contains("Initializing ") &&
        (head.contains("1 - Host Configuration") || head.contains("Section A - Check results")))
        return {76, "checks of the host's configuration by number", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    Reader reader(out, stats, *options.limits);
    ScanInfo scan;
    scan.tool = stats.tool = "Docker Bench for Security";
    scan.target_kind = "host";
    bool told = false;
    const auto line = [&](std::string_view text, std::int64_t number) -> Result<void> {
        if (const auto version = version_in(text); !version.empty() && !told)
            fields::put(scan.tool_version, version, 40);
        if (!told && line_of(text).status != nullptr) {
            told = true;
            out.scan(scan);
        }
        return reader.line(text, number);
    };
    if (auto ok = each_clean_line(in, *options.limits, line); !ok) return fail(ok.error());
    if (!told) {
        Error error{Errc::malformed, "The banner of Docker Bench stands here, but not a single check", {}, {}};
        error.line = 1;
        return fail(std::move(error));
    }
    reader.emit();
    return stats;
}

} // namespace

const FormatInfo k_docker_bench_log_format{"docker-bench-log",
                                           FormatKind::findings,
                                           "Docker Bench for Security",
                                           "text/plain",
                                           "Docker Bench for Security: what it prints",
                                           sniff,
                                           parse};

} // namespace parapet
