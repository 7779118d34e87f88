// SARIF 2.1.0 (OASIS, 27 March 2020): the results of every run, with what its rules, taxonomies and files add to them.

#include "core/base/text.h"
#include "core/formats/common/framed.h"
#include "core/formats/findings/sarif/result.h"
#include "core/formats/findings/sarif/run.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_sarif_format;

namespace {

using sarif::Run;

constexpr std::uint64_t k_wait_bytes = 4ULL << 20;

// 2.1.0 and its later errata. A log without a version is taken at its word when its schema says 2.1.
Result<void> check_version(json::Value log, ParseStats& stats) {
    const std::string version = log["version"].text();
    const std::string_view schema = log["$schema"].str();
    if (version.substr(0, 3) == "2.1") return {};
    if (version.empty() && schema.find("2.1") != std::string_view::npos) {
        stats.warn("/version", "the log names no version; read as 2.1.0, which its schema names");
        return {};
    }
    if (version.empty()) {
        return fail(Errc::malformed, "this looks like SARIF, but it names no version", "/version",
                    "write it as SARIF 2.1.0");
    }
    return fail(Errc::unsupported_version, fmt::format("SARIF {} is not read; 2.1.0 is", visible(elide(version, 40))),
                "/version", "write it again as 2.1.0, or upgrade it with sarif-multitool transform");
}

class SarifReport final : public FramedReport {
public:
    SarifReport(RecordSink& out, ParseStats& stats, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , limits_(*options.limits) {}

    Result<void> document(json::Value root, bool whole) override {
        if (!root.is_object()) return fail(Errc::malformed, "a SARIF log is a JSON object", "/");
        if (!root["version"] && !whole) return {}; // it may come last
        const json::Value runs = root["runs"];
        if (whole && !runs.is_array() && runs.exists() && !runs) {
            // What wrote the log could not find out about runs (3.13.4).
            stats_.warn("/runs", "the runs are null: the tool failed; nothing is closed by it");
            return check_version(root, stats_);
        }
        if (whole && !runs.is_array()) return fail(Errc::malformed, "a SARIF log has an array of runs", "/runs");
        if (whole && root["inlineExternalProperties"].size() > 0)
            stats_.warn("/inlineExternalProperties", "results that stand outside of runs are not read");
        return check_version(root, stats_);
    }

    // The rules; invocations and artifacts may come later, so that a short run is waited for.
    bool enough(json::Value owner, std::uint64_t waiting_bytes) override {
        return waiting_bytes >= k_wait_bytes && owner["tool"]["driver"].is_object();
    }

    Result<void> begin(json::Value owner, std::string_view path, std::uint64_t index) override {
        run_.emplace();
        run_->read(owner, fmt::format("/{}/{}", path, index), stats_, limits_);
        if (run_->scan.tool.empty()) stats_.warn(run_->where, "the run names no tool");
        if (stats_.tool.empty()) {
            stats_.tool = run_->scan.tool;
            stats_.tool_version = run_->scan.tool_version;
        }
        out_.scan(run_->scan);
        return {};
    }

    Result<void> result(json::Value value, const json::Element& element) override {
        ++stats_.records;
        reset();
        if (!value.is_object()) {
            stats_.skip("a result that is no object");
            stats_.warn(element.pointer(), "a result is a JSON object; skipped", element.line);
            return {};
        }
        sarif::read_result(value, element, *run_, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }

    Result<void> end(json::Value owner) override {
        const bool failed = run_->scan.failed;
        const bool complete = run_->scan.complete;
        run_->read_invocations(owner);
        // In a large log the invocations may come after the results: the scan is told again, with how it went.
        if (failed != run_->scan.failed || complete != run_->scan.complete) out_.scan(run_->scan);
        if (run_->scan.failed)
            stats_.warn(run_->where, "the tool says that this run failed; what it found is kept, nothing is closed");
        else if (!run_->scan.complete)
            stats_.warn(run_->where, "the tool met errors or looked at nothing; nothing is closed by this run");
        if (owner["externalPropertyFileReferences"]["results"])
            stats_.warn(run_->where, "results that stand in files beside this one are not read");
        return {};
    }

private:
    // clear() that keeps the lists which every result fills again, with their strings.
    void reset() {
        tags_.swap(finding_.tags);
        links_.swap(finding_.links);
        finding_.clear();
        tags_.swap(finding_.tags);
        links_.swap(finding_.links);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    std::vector<std::string> tags_, links_;
    std::optional<Run> run_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    Sniff s;
    const bool schema = head.has_key("$schema") && (head.contains("sarif-schema") || head.contains("sarif-2") ||
                                                    head.contains("/sarif/") || head.contains("sarif-spec"));
    const bool runs = head.has_key("runs");
    const bool version = head.has_key("version");
    const bool driver = head.contains("\"driver\"");
    const bool results = head.contains("\"ruleId\"") || head.contains("\"artifactLocation\"");
    if (runs && (driver || schema)) {
        s = {95, "top-level key runs, with tool.driver or a SARIF schema", {}};
    } else if (runs && version) {
        s = {results || head.contains("\"tool\"") ? 85 : 60, "top-level keys version and runs", {}};
    } else if (schema) {
        s = {80, "a SARIF schema", {}};
    } else if (runs && (results || head.contains("\"tool\""))) {
        s = {70, "top-level key runs, with results of rules", {}};
    }
    if (s.score > 0 && head.contains("\"2.1.0\"")) s.version = "2.1.0";
    return s;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    SarifReport report(out, stats, options);
    if (auto ok = read_framed(in, {{"runs/*/results"}}, report, stats, job, *options.limits); !ok)
        return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_sarif_format{"sarif",
                                FormatKind::findings,
                                "SARIF",
                                "application/sarif+json",
                                "SARIF 2.1.0 of any tool: rules, fingerprints, suppressions, taxonomies, several runs",
                                sniff,
                                parse};

} // namespace parapet
