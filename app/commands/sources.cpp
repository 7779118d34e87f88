// parapet sources: where the workspace's records come from, and what scans covered.

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/formats/common/report_mapping.h"
#include "core/views/imports.h"
#include "core/views/scan_coverage.h"

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
    void options(CLI::App& sub) override {
        sub.add_option("action", action_,
                       "list; coverage: what was never scanned, failed, is clean; imports: each document by its number;"
                       " mappings: those that are kept, as YAML")
            ->type_name("list|coverage|imports|mappings");
    }

    int run(const CommonOptions& common) override {
        if (action_ == "coverage") return coverage(common);
        if (action_ == "imports") return imports(common);
        if (action_ == "mappings") return mappings(common);
        if (action_ != "list") {
            const bool later = action_ == "add" || action_ == "test" || action_ == "remove";
            return say_error({Errc::bad_argument,
                              later ? "connected sources are not there yet"
                                    : "there is no action \"" + visible(elide(action_, 40)) + "\"",
                              "sources",
                              "`parapet sources list` shows what was imported, `sources coverage` what scans covered"});
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
    // One line for each asset and kind of scan that is made of it.
    static int coverage(const CommonOptions& common) {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Result<views::ScanCoverage> all = views::scan_coverage(**workspace, interrupt_token());
        if (!all) return say_error(all.error());
        Output out;
        const RecordWriter records(common.tz);
        Table table({"asset", "scan", "state", "last complete", "reported", "by"},
                    {false, false, false, false, true, false});
        for (const views::CoverageRow& row : all->rows) {
            for (std::size_t k = 0; k < k_scan_kind_count; ++k) {
                const views::CoverageCell& cell = row.cells[k];
                if (cell.state == views::CoverageState::not_expected) continue;
                if (common.json) {
                    out.json([&](json::Writer& w) { write(w, row, static_cast<ScanKind>(k), cell, records); });
                    continue;
                }
                std::string tools;
                for (const views::ScanScope& scope : cell.scopes)
                    if (tools.find(scope.tool) == std::string::npos) tools += (tools.empty() ? "" : ", ") + scope.tool;
                table.row({row.asset.empty() ? "(not named)" : row.asset,
                           std::string(name_of(static_cast<ScanKind>(k))), std::string(name_of(cell.state)),
                           cell.at ? records.time(*cell.at) : std::string(),
                           cell.scopes.empty() ? std::string() : format_count(cell.reported), tools});
            }
        }
        if (!common.json) table.print(out);
        return k_exit_ok;
    }

    static void write(json::Writer& w, const views::CoverageRow& row, ScanKind kind, const views::CoverageCell& cell,
                      const RecordWriter& records) {
        w.begin_object().text_or_null("asset", row.asset).text_or_null("asset_kind", row.kind);
        w.field("kind", name_of(kind)).field("state", name_of(cell.state));
        records.time_or_null(w, "last", cell.at);
        w.field("reported", cell.reported).key("scopes").begin_array();
        for (const views::ScanScope& scope : cell.scopes) {
            w.begin_object().field("tool", scope.tool).text_or_null("policy", scope.policy);
            w.text_or_null("branch", scope.branch).text_or_null("digest", scope.digest);
            w.text_or_null("commit", scope.commit).field("state", name_of(scope.state));
            records.time_or_null(w, "complete", scope.complete_at);
            records.time_or_null(w, "failed", scope.failed_at);
            records.time_or_null(w, "partial", scope.partial_at);
            w.field("reported", scope.reported).field("import", scope.import.value).end_object();
        }
        w.end_array().end_object();
    }

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

    // One document after the other, as `import --mapping` takes them.
    static int mappings(const CommonOptions& common) {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Output out;
        for (const ReportMapping& mapping : read_mappings((*workspace)->setting(k_mappings_setting).value_or("")))
            out.raw("---\n" + write_mapping(mapping));
        return k_exit_ok;
    }

    static int imports(const CommonOptions& common) {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Output out;
        const RecordWriter records(common.tz);
        Table table({"import", "at", "tool", "records", "new", "closed", "path"},
                    {true, false, false, true, true, true});
        views::ImportsRequest request;
        do {
            const Result<views::ImportsPage> page = views::imports_page(**workspace, request, interrupt_token());
            if (!page) return say_error(page.error());
            for (const views::ImportRow& row : page->rows) {
                if (common.json)
                    out.json([&](json::Writer& w) { write(w, row, records); });
                else
                    table.row({std::to_string(row.id.value), records.time(row.at), row.tool,
                               format_count(static_cast<std::int64_t>(row.records)),
                               format_count(static_cast<std::int64_t>(row.findings_new)),
                               format_count(static_cast<std::int64_t>(row.findings_gone)), row.path});
            }
            request.after = page->next;
        } while (!request.after.empty() && !out.failed());
        if (!common.json) table.print(out);
        return k_exit_ok;
    }

    static void write(json::Writer& w, const views::ImportRow& row, const RecordWriter& records) {
        w.begin_object().field("import", row.id.value).field("at", records.time(row.at)).field("path", row.path);
        w.field("sha256", row.sha256).field("format", row.format).field("tool", row.tool).field("source", row.source);
        w.field("records", row.records).field("new", row.findings_new).field("known", row.findings_known);
        w.field("reopened", row.findings_reopened).field("gone", row.findings_gone).end_object();
    }

    std::string action_ = "list";
};

} // namespace

extern const CommandInfo k_sources_command;
const CommandInfo k_sources_command{"sources", "lists where the records come from, and what scans covered", false,
                                    [] { return std::unique_ptr<Command>(new SourcesCommand); }};

} // namespace parapet
