// parapet export: the workspace's facts in the field's exchange formats.

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/base/whole_file.h"
#include "core/ingest/decision_file.h"
#include "core/views/openvex.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

class ExportCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("kind", kind_, "openvex")->required()->check(CLI::IsMember({"openvex"}))->type_name("KIND");
        sub.add_option("--out", out_, "the file to write")->required()->type_name("FILE");
        sub.add_option("--filter", options_.filter, "only findings that match")->type_name("Q");
        sub.add_option("--author", options_.author, "who speaks; else who decided")->type_name("NAME");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        auto vex = views::openvex_document(**workspace, options_, interrupt_token());
        if (!vex) return say_error(vex.error());
        // Nothing leaves the house that we could not read ourselves.
        const auto read = read_decisions(vex->text, (*workspace)->now());
        if (!read) return say_error(read.error());
        if (read->format != "openvex" || read->records != vex->statements || !read->warnings.empty())
            return say_error({Errc::internal, "the document does not say what was decided", out_, "please report it"});
        if (auto written = write_whole_file(out_, [&](const ByteSink& file) { return file(vex->text); }); !written)
            return say_error(written.error());
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) {
                w.begin_object().field("path", out_).field("kind", kind_).field("statements", vex->statements);
                w.field("left_out", vex->left_out).end_object();
            });
        else if (!common.quiet)
            out.line(fmt::format("{}: {} statements{}", visible(out_), vex->statements,
                                 vex->left_out == 0
                                     ? std::string()
                                     : fmt::format("; {} decisions are on no published vulnerability", vex->left_out)));
        return k_exit_ok;
    }

private:
    std::string kind_, out_;
    views::OpenVexOptions options_;
};

} // namespace

extern const CommandInfo k_export_command;
const CommandInfo k_export_command{"export", "writes the workspace's facts in the field's exchange formats", false,
                                   [] { return std::unique_ptr<Command>(new ExportCommand); }};

} // namespace parapet
