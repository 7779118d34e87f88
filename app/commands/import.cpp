// parapet import

#include "core/ingest/import.h"

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/mapping_file.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/import_undo.h"

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
        auto* paths = sub.add_option("paths", paths_, "files, folders, archives; - is standard input");
        paths->type_name("PATH");
        sub.add_flag("--undo", undo_, "take the last import back; with --preview only say what it was")
            ->excludes(paths);
        sub.add_option("--format", options_.format, "the format, instead of recognising it")->type_name("SLUG");
        sub.add_option("--asset", options_.asset, "what the findings and events are about")->type_name("NAME");
        sub.add_option("--source", options_.source, "a name for where it comes from")->type_name("NAME");
        sub.add_option("--zone", options_.zone, "zone of times that carry none")->type_name("ZONE");
        sub.add_option("--mapping", mapping_, "a mapping of columns to fields, instead of recognising the format")
            ->type_name("FILE");
        sub.add_flag("--keep-mapping", keep_mapping_, "keep it, for later files with the same header");
        sub.add_option("--as", as_, "decisions: what VEX documents say is decided on findings, not reported")
            ->check(CLI::IsMember({"decisions"}));
        sub.add_flag("--preview", options_.preview, "say what each document would bring, and change nothing");
        sub.add_flag("--rows", rows_, "with --preview: what would become of each record, too");
        sub.add_flag("--keep-harmless", options_.keep_harmless, "store ordinary traffic too, instead of counting it");
    }

    int run(const CommonOptions& common) override {
        options_.as_decisions = as_ == "decisions";
        if (paths_.empty() && !undo_)
            return say_error({Errc::bad_argument,
                              "import needs a file, a folder or - for standard input",
                              {},
                              "name one, or give --undo"});
        TerminalJob job(common);
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_write);
        if (!workspace) return say_error(workspace.error());
        if (undo_) return undo(**workspace, common, job);
        if (!mapping_.empty()) {
            auto mapping = mapping_file(mapping_);
            if (!mapping) return say_error(mapping.error());
            if (keep_mapping_)
                if (auto kept = keep_mapping(**workspace, *mapping); !kept) return say_error(kept.error());
            options_.mapping = std::make_shared<const ReportMapping>(std::move(*mapping));
        }
        Output out;
        if (options_.preview && rows_) show_rows(out, common.json);
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

    void show_rows(Output& out, bool as_json) {
        options_.on_preview = [&out, as_json](const PreviewRow& row) {
            if (!as_json)
                return out.line(fmt::format("{:9}  {:8}  {}  {}  {}  {}", name_of(row.kind), name_of(row.severity),
                                            visible(row.title), visible(row.rule), visible(row.asset),
                                            visible(row.decision.empty() ? row.place : row.decision)));
            out.json([&](json::Writer& w) {
                w.begin_object().field("would_be", name_of(row.kind)).field("severity", name_of(row.severity));
                w.field("title", row.title).field("rule", row.rule).field("asset", row.asset);
                w.field("place", row.place).key("finding");
                row.finding ? w.value(row.finding.value) : w.null();
                if (!row.decision.empty()) w.field("decision", row.decision);
                w.end_object();
            });
        };
    }

    static void write(json::Writer& w, const views::ImportRun& run, bool undone) {
        w.begin_object().field("status", undone ? "undone" : "undoable").field("at", format_rfc3339(run.at));
        w.field("imports", run.imports).field("decisions", run.decisions).field("records", run.records);
        w.key("findings").begin_object().field("new", run.findings_new).field("reopened", run.findings_reopened);
        w.field("gone", run.findings_gone).end_object().field("events", run.events);
        w.key("paths").begin_array();
        for (const std::string& path : run.paths)
            w.value(path);
        w.end_array().end_object();
    }

    // Nothing to take back, or something later that may rest on it: told, and nothing is changed.
    static int refuse(const Error& error) {
        say_error(error);
        return error.code == Errc::conflict || error.code == Errc::not_found ? k_exit_rejected : exit_code(error);
    }

    int undo(Workspace& workspace, const CommonOptions& common, TerminalJob& job) const {
        views::ImportRun run;
        if (options_.preview) {
            auto last = views::last_import_run(workspace);
            if (!last) return say_error(last.error());
            if (!*last) return refuse(views::no_import_to_undo(workspace));
            if ((*last)->refusal) return refuse(*(*last)->refusal);
            run = std::move(**last);
        } else {
            auto undone = views::undo_import_run(workspace, person(), job.context());
            job.clear_line();
            if (!undone) return refuse(undone.error());
            run = std::move(*undone);
        }
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) { write(w, run, !options_.preview); });
        else
            out.line(fmt::format("{}: the import of {}, {} documents: {} new, {} reopened and {} closed findings, {}"
                                 " events, {} records about decisions",
                                 options_.preview ? "can be taken back" : "taken back", format_rfc3339(run.at),
                                 run.imports, run.findings_new, run.findings_reopened, run.findings_gone, run.events,
                                 run.decisions));
        return k_exit_ok;
    }

    static Result<void> keep_mapping(Workspace& workspace, const ReportMapping& mapping) {
        auto kept = workspace.setting(k_mappings_setting);
        if (!kept) return fail(std::move(kept.error()));
        std::vector<ReportMapping> all = read_mappings(*kept);
        std::erase_if(all, [&](const ReportMapping& m) { return m.name == mapping.name; });
        all.insert(all.begin(), mapping);
        return workspace.set_setting(k_mappings_setting, write_mappings(all));
    }

    bool undo_ = false, rows_ = false, keep_mapping_ = false;
    std::string mapping_;
    std::vector<std::string> paths_;
    std::string as_;
    ImportOptions options_;
};

} // namespace

extern const CommandInfo k_import_command;
const CommandInfo k_import_command{"import", "reads reports, logs, folders and archives into the workspace", false,
                                   [] { return std::unique_ptr<Command>(new ImportCommand); }};

} // namespace parapet
