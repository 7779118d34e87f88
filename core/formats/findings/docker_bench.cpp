// Docker Bench for Security: the CIS benchmark of Docker, every check with its outcome.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_docker_bench_format;

namespace {

struct Status {
    std::string_view word;
    CheckOutcome outcome;
    Severity severity;
};
constexpr std::array<Status, 5> k_statuses{{
    {"PASS", CheckOutcome::pass, Severity::info},
    {"FAIL", CheckOutcome::fail, Severity::high},
    {"WARN", CheckOutcome::fail, Severity::high}, // its word for a check that failed
    {"NOTE", CheckOutcome::not_reviewed, Severity::info},
    {"INFO", CheckOutcome::informational, Severity::info},
}};

class DockerBench {
public:
    explicit DockerBench(RecordRun& run)
        : run_(run) {}

    Result<void> read(json::Value root) {
        std::size_t section_index = 0;
        for (const json::Value section : root["tests"].items()) {
            std::size_t n = 0;
            for (const json::Value check : section["results"].items()) {
                if (auto ok = run_.check(); !ok) return ok;
                one(section, check, fmt::format("/tests/{}/results/{}", section_index, n++));
            }
            ++section_index;
        }
        return {};
    }

private:
    void one(json::Value section, json::Value v, const std::string& path) {
        RawFinding& f = run_.next(path);
        if (!v.is_object()) return run_.stats.skip("a check that is no object");
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        fields::put(f.rule, v["id"].text());
        fields::set_title(f, {fields::folded(v["desc"].str()), f.rule}, run_.limits);
        fields::add_control(f, "cis", f.rule);
        fields::add_tag(f, section["desc"].str());
        std::string text(v["details"].str());
        for (const json::Value item : v["items"].items()) {
            if (text.size() > 4000) break;
            text += fmt::format("{}{}", text.empty() ? "" : "\n", item.text());
        }
        fields::set_text(f.description, text, run_.stats, path, run_.limits);
        std::string fix(v["remediation"].str());
        if (const auto impact = trim(v["remediation-impact"].str()); !impact.empty() && !iequals(impact, "None."))
            fix += fmt::format("\n\nImpact: {}", impact);
        fields::set_text(f.remediation, fix, run_.stats, path, run_.limits);
        read_status(v["result"].str(), f);
        run_.emit();
    }

    void read_status(std::string_view word, RawFinding& f) {
        f.outcome = CheckOutcome::error;
        fields::put(f.severity_raw, word, 40);
        for (const Status& status : k_statuses) {
            if (!iequals(status.word, word)) continue;
            f.outcome = status.outcome;
            f.severity = status.severity;
            f.severity_known = true;
            // What a person has to look at is not a failure.
            if (f.outcome == CheckOutcome::fail && f.title.find("(Manual)") != std::string::npos) {
                f.outcome = CheckOutcome::not_reviewed;
                f.severity = Severity::info;
            }
            return;
        }
        run_.stats.warn(f.place.path, fmt::format("the result \"{}\" is not known", visible(f.severity_raw)));
    }

    RecordRun& run_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("dockerbenchsecurity")) return {95, "top-level key dockerbenchsecurity", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords document;
    if (auto ok = document.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = document.root();
    if (!root["dockerbenchsecurity"]) return fail(Errc::malformed, "it is no report of Docker Bench", "/");
    ScanInfo scan;
    scan.tool = "Docker Bench for Security";
    fields::put(scan.tool_version, root["dockerbenchsecurity"].text(), 40);
    scan.target_kind = "host";
    const auto time = [](json::Value v) -> std::optional<Time> {
        const auto seconds = v.integer().value_or(0);
        if (seconds <= 0 || seconds > (1LL << 33)) return std::nullopt;
        return from_unix_seconds(seconds);
    };
    scan.started = time(root["start"]);
    scan.finished = time(root["end"]);
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    if (auto ok = DockerBench(run).read(root); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_docker_bench_format{"docker-bench-json",
                                       FormatKind::findings,
                                       "Docker Bench for Security",
                                       "application/json",
                                       "Docker Bench for Security: the CIS benchmark of Docker",
                                       sniff,
                                       parse};

} // namespace parapet
