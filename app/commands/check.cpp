// parapet check: is the workspace whole?

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"

#include <CLI/App.hpp>

#include <filesystem>

namespace parapet {
namespace {

class CheckCommand final : public Command {
public:
    void options(CLI::App& sub) override { sub.add_flag("--repair", repair_, "rebuild indexes and roll-ups"); }

    int run(const CommonOptions& common) override {
        TerminalJob job(common);
        // Never makes one: a check of nothing would be a lie.
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        // A run that was killed while it made the file leaves it empty: opening it for writing finishes that. What is
        // no workspace is refused there, too.
        std::error_code absent;
        const std::filesystem::path file =
            common.workspace.empty() ? Workspace::default_path() : std::filesystem::path(common.workspace);
        const bool unfinished =
            !workspace && workspace.error().code == Errc::workspace_unusable && std::filesystem::exists(file, absent);
        if ((workspace && repair_) || unfinished) workspace = open_workspace(common, OpenMode::read_write);
        if (!workspace) return say_error(workspace.error());
        Result<CheckReport> report = check_workspace(**workspace, repair_, job.context());
        job.clear_line();
        if (!report) return say_error(report.error());
        Output out;
        if (common.json) {
            out.json([&](json::Writer& w) {
                w.begin_object().field("clean", report->clean).field("repaired", repair_);
                list(w, "checked", report->checked);
                list(w, "problems", report->problems);
                w.end_object();
            });
        } else {
            for (const std::string& what : report->checked)
                out.line("checked: " + visible(what));
            for (const std::string& problem : report->problems)
                out.line("problem: " + visible(problem));
            out.line(report->clean ? "clean"
                     : repair_     ? "not clean"
                                   : "not clean; --repair rebuilds what can be rebuilt");
        }
        return report->clean ? k_exit_ok : k_exit_workspace;
    }

private:
    static void list(json::Writer& w, std::string_view name, const std::vector<std::string>& all) {
        w.key(name).begin_array();
        for (const std::string& one : all)
            w.value(one);
        w.end_array();
    }
    bool repair_ = false;
};

} // namespace

extern const CommandInfo k_check_command;
const CommandInfo k_check_command{"check", "checks the workspace: database, journal, roll-ups", false,
                                  [] { return std::unique_ptr<Command>(new CheckCommand); }};

} // namespace parapet
