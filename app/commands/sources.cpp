// parapet sources: where the workspace's records come from.

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/imports.h"

#include <CLI/App.hpp>

namespace parapet {
namespace {

std::string_view name_of_freshness(views::Freshness f) {
    switch (f) {
    case views::Freshness::current:
        return "current";
    case views::Freshness::behind:
        return "behind";
    case views::Freshness::stopped:
        return "stopped";
    case views::Freshness::failed:
        return "failed";
    case views::Freshness::never:
        return "never";
    }
    return "never";
}

class SourcesCommand final : public Command {
public:
    void options(CLI::App& sub) override { sub.add_option("action", action_, "list")->type_name("list"); }

    int run(const CommonOptions& common) override {
        if (action_ != "list") {
            const bool later = action_ == "add" || action_ == "test" || action_ == "remove";
            return say_error({Errc::bad_argument,
                              later ? "connected sources are not there yet"
                                    : "there is no action \"" + visible(elide(action_, 40)) + "\"",
                              "sources", "`parapet sources list` shows what was imported"});
        }
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Result<std::vector<views::SourceRow>> rows = views::sources(**workspace, interrupt_token());
        if (!rows) return say_error(rows.error());
        Output out;
        const RecordWriter records(common.tz);
        if (common.json) {
            for (const views::SourceRow& row : *rows)
                out.json([&](json::Writer& w) { write(w, row, records); });
            return k_exit_ok;
        }
        Table table({"source", "way in", "tool", "state", "last import", "imports", "records"},
                    {false, false, false, false, false, true, true});
        for (const views::SourceRow& row : *rows)
            table.row({row.name, row.way_in, row.tool, std::string(name_of_freshness(row.state)),
                       row.last ? records.time(*row.last) : std::string(), format_count(row.imports),
                       format_count(row.records)});
        table.print(out);
        return k_exit_ok;
    }

private:
    static void write(json::Writer& w, const views::SourceRow& row, const RecordWriter& records) {
        w.begin_object();
        w.field("id", row.id.value).field("name", row.name).field("way_in", row.way_in);
        w.text_or_null("brings", row.brings).text_or_null("tool", row.tool);
        w.field("state", name_of_freshness(row.state));
        records.time_or_null(w, "last", row.last);
        records.time_or_null(w, "last_data", row.last_data);
        w.field("imports", row.imports).field("records", row.records).field("rejected", row.rejected);
        w.text_or_null("last_error", row.last_error);
        w.end_object();
    }

    std::string action_ = "list";
};

} // namespace

extern const CommandInfo k_sources_command;
const CommandInfo k_sources_command{"sources", "lists where the records come from", false,
                                    [] { return std::unique_ptr<Command>(new SourcesCommand); }};

} // namespace parapet
