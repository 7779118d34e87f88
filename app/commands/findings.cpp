// parapet findings

#include "app/command_line.h"
#include "app/findings_export.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/base/text.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

class FindingsCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--filter", filter_, "what to list, as in the window's filter bar")->type_name("Q");
        sub.add_option("--format", format_, "table, json, csv or sarif")
            ->check(CLI::IsMember({"table", "json", "csv", "sarif"}));
        sub.add_option("--as-of", as_of_, "as it was then")->type_name("TIME");
        sub.add_option("--limit", limit_, "at most so many; 0 = all")->type_name("N");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        views::FindingsRequest request;
        request.scope.filter = filter_;
        if (!as_of_.empty()) {
            Result<Time> t = time_option(as_of_, (*workspace)->now(), "--as-of");
            if (!t) return say_error(t.error());
            request.scope.as_of = *t;
        }
        Output out;
        const RecordWriter records(common.tz);
        const std::string format = format_.empty() ? (common.json ? "json" : "table") : format_;
        const std::unique_ptr<FindingsExport> writer = findings_export(format, out, records);
        Result<void> done = each_page(**workspace, request, *writer, out);
        if (!done) return say_error(done.error());
        writer->end();
        return k_exit_ok;
    }

private:
    Result<void> each_page(const Workspace& workspace, views::FindingsRequest request, FindingsExport& writer,
                           Output& out) {
        const std::stop_token stop = interrupt_token();
        std::size_t written = 0;
        while (!out.failed()) {
            request.limit = limit_ == 0 ? 1000 : std::min<std::size_t>(1000, limit_ - written);
            Result<views::FindingsPage> page = views::findings_page(workspace, request, stop);
            if (!page) return fail(std::move(page.error()));
            written += page->rows.size();
            request.after = page->next;
            if (Result<void> done = write_page(workspace, std::move(*page), writer, stop); !done) return done;
            if (request.after.empty() || (limit_ != 0 && written >= limit_)) break;
        }
        return {};
    }

    static Result<void> write_page(const Workspace& workspace, views::FindingsPage page, FindingsExport& writer,
                                   const std::stop_token& stop) {
        if (!writer.needs_detail()) {
            for (const views::FindingRow& row : page.rows)
                writer.row(row);
            return {};
        }
        Result<std::vector<views::FindingDetail>> details =
            views::finding_details(workspace, std::move(page.rows), stop);
        if (!details) return fail(std::move(details.error()));
        for (const views::FindingDetail& detail : *details)
            writer.detail(detail);
        return {};
    }

    std::string filter_, format_, as_of_;
    std::size_t limit_ = 0;
};

} // namespace

extern const CommandInfo k_findings_command;
const CommandInfo k_findings_command{"findings", "lists findings, as a table, JSON, CSV or SARIF", false,
                                     [] { return std::unique_ptr<Command>(new FindingsCommand); }};

} // namespace parapet
