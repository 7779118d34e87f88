// parapet import

#include "core/ingest/import.h"

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/base/text.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

std::string counts_text(const ImportOutcome& o) {
    const auto n = [](std::uint64_t count) { return format_count(static_cast<std::int64_t>(count)); };
    std::string out = n(o.records) + " records";
    if (o.findings_new + o.findings_known + o.findings_reopened + o.findings_gone > 0)
        out += fmt::format(": {} new, {} known, {} reopened, {} gone", n(o.findings_new), n(o.findings_known),
                           n(o.findings_reopened), n(o.findings_gone));
    if (o.events_stored + o.events_counted > 0)
        out += fmt::format(": {} events stored, {} counted", n(o.events_stored), n(o.events_counted));
    if (o.findings_decided > 0) out += fmt::format(": {} findings decided", n(o.findings_decided));
    if (o.findings_rated > 0) out += fmt::format(": EPSS or KEV of {} findings changed", n(o.findings_rated));
    if (o.checks_passed > 0) out += fmt::format(", {} checks without a finding", n(o.checks_passed));
    if (o.merged > 0) out += fmt::format(", {} merged", n(o.merged));
    if (o.skipped > 0) out += fmt::format(", {} skipped", n(o.skipped));
    if (o.warning_count > 0) out += fmt::format(", {} warnings", n(o.warning_count));
    return out;
}

class ImportCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("paths", paths_, "files, folders, archives; - is standard input")->required()->type_name("PATH");
        sub.add_option("--format", options_.format, "the format, instead of recognising it")->type_name("SLUG");
        sub.add_option("--asset", options_.asset, "what the findings and events are about")->type_name("NAME");
        sub.add_option("--source", options_.source, "a name for where it comes from")->type_name("NAME");
        sub.add_option("--zone", options_.zone, "zone of times that carry none")->type_name("ZONE");
        sub.add_option("--as", as_, "decisions: what VEX documents say is decided on findings, not reported")
            ->check(CLI::IsMember({"decisions"}));
        sub.add_flag("--preview", options_.preview, "say what each document would bring, and change nothing");
        sub.add_flag("--keep-harmless", options_.keep_harmless, "store ordinary traffic too, instead of counting it");
    }

    int run(const CommonOptions& common) override {
        options_.as_decisions = as_ == "decisions";
        TerminalJob job(common);
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_write);
        if (!workspace) return say_error(workspace.error());
        Output out;
        const RecordWriter records(common.tz);
        bool rejected = false;
        const OutcomeFn each = [&](const ImportOutcome& outcome) {
            rejected = rejected || outcome.status == ImportStatus::rejected;
            job.clear_line();
            if (common.json)
                out.json([&](json::Writer& w) { records.import(w, outcome); });
            else if (!outcome.error)
                out.line(line_of(outcome));
            out.flush();
            if (outcome.error) say_error(*outcome.error);
        };
        Result<ImportSummary> summary = import_paths(**workspace, paths_, options_, job.context(), each);
        job.clear_line();
        if (!summary) return say_error(summary.error());
        if (!common.quiet)
            for (const Error& note : summary->notes)
                say_note(note.one_line());
        if (summary->cancelled)
            say_note("stopped on request; what was imported stays, the same command finishes the rest");
        if (options_.preview && !common.quiet) say_note("a preview, each document by itself: nothing was imported");
        return rejected || summary->cancelled ? k_exit_rejected : k_exit_ok;
    }

private:
    static std::string line_of(const ImportOutcome& o) {
        return fmt::format("{:9}  {}  {}  {}", name_of(o.status), visible(o.path), o.format,
                           o.status == ImportStatus::unchanged ? "these very bytes were imported before"
                                                               : counts_text(o));
    }

    std::vector<std::string> paths_;
    std::string as_;
    ImportOptions options_;
};

} // namespace

extern const CommandInfo k_import_command;
const CommandInfo k_import_command{"import", "reads reports, logs, folders and archives into the workspace", false,
                                   [] { return std::unique_ptr<Command>(new ImportCommand); }};

} // namespace parapet
