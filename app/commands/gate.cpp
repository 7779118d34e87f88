// parapet gate: for CI; 0 passes, 1 fails and lists what failed it.

#include "core/views/gate.h"

#include "app/command_line.h"
#include "app/output.h"
#include "core/analysis/gate_policy.h"
#include "core/base/text.h"
#include "core/ingest/file_input.h"
#include "core/views/gate_report.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

class GateCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--fail-on", fail_on_, "any open finding of this severity or above fails it")
            ->type_name("SEVERITY");
        sub.add_option("--policy", policy_,
                       "a YAML file: severity, age, known_exploited, epss, filters, scans, except, baseline")
            ->type_name("FILE");
        sub.add_option("--filter", filter_, "only findings that match")->type_name("Q");
        sub.add_option("--list", list_, "list at most so many findings a rule")->type_name("N");
        sub.add_option("--baseline", baseline_, "only findings first seen since then: a time, or 7d")->type_name("T");
        sub.add_option("--format", format_, "what is printed: table, json, junit, markdown, sarif")
            ->check(CLI::IsMember({"table", "json", "junit", "markdown", "sarif"}))
            ->type_name("F");
    }

    int run(const CommonOptions& common) override {
        TerminalJob job(common);
        Result<GatePolicy> policy = read_policy(job.context());
        if (!policy) return say_error(policy.error());
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Result<views::GateResult> result = views::evaluate_gate(**workspace, *policy, list_, interrupt_token());
        if (!result) return say_error(result.error());
        if (Result<void> done = print(**workspace, *result, policy->name, common.json); !done)
            return say_error(done.error());
        return result->passed ? k_exit_ok : k_exit_rejected;
    }

private:
    Result<void> print(const Workspace& workspace, const views::GateResult& result, const std::string& name,
                       bool json) const {
        Output out;
        if (format_ == "junit") {
            out.raw(views::gate_junit(result, name));
        } else if (format_ == "markdown") {
            out.raw(views::gate_markdown(result, name));
        } else if (format_ == "sarif") {
            const auto raw = [&out](std::string_view bytes) -> Result<void> {
                out.raw(bytes);
                return {};
            };
            if (auto n = views::gate_sarif(workspace, result, raw, interrupt_token()); !n) return fail(n.error());
        } else {
            for (const views::GateCheck& check : result.checks)
                json || format_ == "json" ? write_json(out, check) : write_text(out, check);
            if (!json && format_ != "json") out.line(result.passed ? "gate: passed" : "gate: failed");
        }
        return {};
    }

    // A base that every rule shares: --filter, and --baseline as a filter.
    Result<std::string> base() const {
        if (baseline_.empty()) return filter_;
        Result<std::string> first = baseline_filter(baseline_);
        if (!first) {
            first.error().where = "--baseline";
            return fail(first.error());
        }
        return filter_.empty() ? *first : fmt::format("({}) {}", filter_, *first);
    }
    Result<GatePolicy> read_policy(JobContext& job) {
        Result<std::string> base = this->base();
        if (!base) return fail(base.error());
        if (fail_on_.empty() == policy_.empty())
            return fail(Errc::bad_argument, "say either --fail-on or --policy", "gate", "parapet gate --fail-on high");
        if (!fail_on_.empty()) {
            const std::optional<Severity> severity = parse_enum<Severity>(to_lower(fail_on_));
            if (!severity)
                return fail(Errc::bad_argument, "there is no severity \"" + visible(elide(fail_on_, 40)) + "\"",
                            "--fail-on", "critical, high, medium, low, info");
            return gate_of_severity(*severity, *base);
        }
        Result<std::unique_ptr<FileInput>> file = FileInput::open(policy_, default_limits(), job);
        if (!file) return fail(as_usage(file.error()));
        Result<std::string> text = (*file)->read_all(1U << 20);
        if (!text) return fail(as_usage(text.error()));
        Result<GatePolicy> policy = parse_gate_policy(*text, *base);
        if (!policy) return fail(as_usage(policy.error()));
        return policy;
    }
    // A gate without its policy has not been asked anything: the call is off.
    Error as_usage(Error error) const {
        error.code = Errc::bad_argument;
        error.where = policy_;
        return error;
    }

    static void write_json(Output& out, const views::GateCheck& check) {
        out.json([&](json::Writer& w) {
            w.begin_object().field("rule", check.name).field("passed", check.passed).field("count", check.count);
            w.text_or_null("query", check.query)
                .text_or_null("measured", check.measured)
                .text_or_null("state", check.state);
            w.key("findings").begin_array();
            for (const views::FindingRow& row : check.findings) {
                w.begin_object()
                    .field("id", fmt::format("F-{}", row.id.value))
                    .field("severity", name_of(row.severity));
                w.field("title", row.title).field("asset", row.asset).text_or_null("where", row.where).end_object();
            }
            w.end_array().end_object();
        });
    }
    static void write_text(Output& out, const views::GateCheck& check) {
        out.line(
            fmt::format("{}  {}: {}", check.passed ? "pass" : "FAIL", visible(check.name), visible(check.measured)));
        for (const views::FindingRow& row : check.findings)
            out.line(fmt::format("      F-{}  {:8}  {}  {}  {}", row.id.value, name_of(row.severity),
                                 one_line_of(row.title, 90), one_line_of(row.asset, 60), one_line_of(row.where, 80)));
        if (check.count > static_cast<std::int64_t>(check.findings.size()) && !check.findings.empty())
            out.line(fmt::format("      and {} more: parapet findings --filter '{}'",
                                 check.count - static_cast<std::int64_t>(check.findings.size()), check.query));
    }

    std::string fail_on_, policy_, filter_, baseline_, format_ = "table";
    std::size_t list_ = 20;
};

} // namespace

extern const CommandInfo k_gate_command;
const CommandInfo k_gate_command{"gate", "for CI: passes, or fails and lists what failed it", false,
                                 [] { return std::unique_ptr<Command>(new GateCommand); }};

} // namespace parapet
