// parapet controls: every control of a framework with its status, and the evidence behind it.

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/base/text.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <array>

namespace parapet {
namespace {

class ControlsCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--framework", framework_, "its id; without it the frameworks are listed")->type_name("ID");
        sub.add_option("--as-of", as_of_, "as it was then")->type_name("DATE");
    }

    int run(const CommonOptions& common) override {
        Output out;
        const RecordWriter records(common.tz);
        if (framework_.empty()) return list_frameworks(common, out);
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Time as_of = (*workspace)->now();
        if (!as_of_.empty()) {
            Result<Time> t = time_option(as_of_, as_of, "--as-of");
            if (!t) return say_error(t.error());
            as_of = *t;
        }
        Result<views::ComplianceView> view = views::compliance(**workspace, framework_, as_of, interrupt_token());
        if (!view && view.error().code == Errc::not_found) view.error().code = Errc::bad_argument; // the word is off
        if (!view) return say_error(view.error());
        if (common.json) {
            for (const views::ControlRow& row : view->controls)
                out.json([&](json::Writer& w) { records.control(w, row); });
            return k_exit_ok;
        }
        Table table({"control", "status", "title", "reason"});
        for (const views::ControlRow& row : view->controls)
            table.row({row.id, std::string(name_of(row.status)), row.title, row.reason},
                      row.status == ControlStatus::not_satisfied ? "31" : "");
        table.print(out);
        std::string sum;
        for (std::size_t i = 0; i < view->counts.size(); ++i)
            sum += fmt::format("{}{} {}", i == 0 ? "" : ", ", view->counts[i], name_of(static_cast<ControlStatus>(i)));
        out.line(sum);
        return k_exit_ok;
    }

private:
    static int list_frameworks(const CommonOptions& common, Output& out) {
        Table table({"framework", "controls", "title"}, {false, true, false});
        for (const views::FrameworkInfo& f : views::frameworks()) {
            if (common.json)
                out.json([&](json::Writer& w) {
                    w.begin_object()
                        .field("framework", f.id)
                        .field("title", f.title)
                        .field("controls", f.controls)
                        .end_object();
                });
            else
                table.row({f.id, format_count(f.controls), f.title});
        }
        if (!common.json) table.print(out);
        return k_exit_ok;
    }

    std::string framework_, as_of_;
};

} // namespace

extern const CommandInfo k_controls_command;
const CommandInfo k_controls_command{"controls", "lists the controls of a framework, their status and evidence", false,
                                     [] { return std::unique_ptr<Command>(new ControlsCommand); }};

} // namespace parapet
