// parapet findings

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "core/views/export.h"
#include "core/views/import_compare.h"

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
        sub.add_option("--format", format_, "table, json, csv, sarif or xlsx")
            ->check(CLI::IsMember({"table", "json", "csv", "sarif", "xlsx"}));
        sub.add_option("--as-of", as_of_, "as it was then")->type_name("TIME");
        sub.add_option("--compare", compare_, "two imports, by number: what was added, is gone, changed, stayed")
            ->expected(2)
            ->type_name("IMPORT IMPORT");
        sub.add_option("--limit", limit_, "at most so many; 0 = all")->type_name("N");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        if (!compare_.empty()) return compare(**workspace, common);
        views::FindingsRequest request;
        request.scope.filter = filter_;
        if (!as_of_.empty()) {
            Result<Time> t = time_option(as_of_, (*workspace)->now(), "--as-of");
            if (!t) return say_error(t.error());
            request.scope.as_of = *t;
        }
        Output out;
        const std::string format = format_.empty() ? (common.json ? "json" : "table") : format_;
        if (format == "table") return table(**workspace, request, out, RecordWriter(common.tz));
        const views::ExportSink sink = [&](std::string_view bytes) -> Result<void> {
            out.raw(bytes);
            // Nobody reads any more (a pager was closed): enough.
            return out.failed() ? fail(Errc::cancelled, "nobody reads the output any more", "standard output")
                                : Result<void>();
        };
        const views::ExportFormat kind = format == "csv"     ? views::ExportFormat::csv
                                         : format == "sarif" ? views::ExportFormat::sarif
                                         : format == "xlsx"  ? views::ExportFormat::xlsx
                                                             : views::ExportFormat::json_lines;
        const Result<std::int64_t> written =
            views::write_findings(**workspace, request, kind, sink, {common.tz, limit_}, interrupt_token());
        if (!written && !out.failed()) return say_error(written.error());
        return k_exit_ok;
    }

private:
    static void write(json::Writer& w, const views::ComparedRow& row) {
        w.begin_object().field("compared", name_of(row.kind)).field("id", fmt::format("F-{}", row.id.value));
        w.field("severity", name_of(row.severity)).field("title", row.title).field("rule", row.rule);
        w.field("asset", row.asset).field("location", row.location).key("changes").begin_array();
        for (const views::ComparedChange& change : row.changes)
            w.begin_object()
                .field("field", change.field)
                .field("from", change.from)
                .field("to", change.to)
                .end_object();
        w.end_array().end_object();
    }

    // Unchanged ones are counted; as JSON they are listed too.
    int compare(const Workspace& workspace, const CommonOptions& common) const {
        Output out;
        Table table({"", "id", "severity", "vulnerability or rule", "title", "asset", "where", "changes"});
        const auto compared = views::compare_imports(
            workspace, ImportId{compare_[0]}, ImportId{compare_[1]},
            [&](const views::ComparedRow& row) {
                if (common.json) return out.json([&](json::Writer& w) { write(w, row); });
                if (row.kind == views::ComparedKind::unchanged) return;
                std::string changes;
                for (const views::ComparedChange& c : row.changes)
                    changes += fmt::format("{}{}: {} -> {}", changes.empty() ? "" : ", ", c.field,
                                           c.from.empty() ? "none" : c.from, c.to.empty() ? "none" : c.to);
                table.row({std::string(name_of(row.kind)), fmt::format("F-{}", row.id.value),
                           std::string(name_of(row.severity)), row.rule, row.title, row.asset, row.location, changes},
                          colour_of(row.severity));
            },
            interrupt_token());
        if (!compared) {
            say_error(compared.error());
            const bool words = compared.error().code == Errc::not_found || compared.error().code == Errc::bad_argument;
            return words ? k_exit_usage : exit_code(compared.error());
        }
        table.print(out);
        out.flush();
        if (common.quiet) return k_exit_ok;
        say_note(fmt::format("{} added, {} gone, {} changed, {} unchanged", compared->counts[0], compared->counts[1],
                             compared->counts[2], compared->counts[3]));
        if (compared->other_scopes)
            say_note("they are of different tools or targets: severities are each import's own");
        if (compared->partial) say_note("a scan was not complete: what it left out counts as it was known then");
        return k_exit_ok;
    }

    int table(const Workspace& workspace, views::FindingsRequest request, Output& out, const RecordWriter& records) {
        std::size_t written = 0;
        while (!out.failed()) {
            request.limit = limit_ == 0 ? 1000 : std::min<std::size_t>(1000, limit_ - written);
            const Result<views::FindingsPage> page = views::findings_page(workspace, request, interrupt_token());
            if (!page) return say_error(page.error());
            // So that a long list begins at once, each part has its own widths.
            print(page->rows, out, records);
            written += page->rows.size();
            if (page->next.empty() || (limit_ != 0 && written >= limit_)) break;
            request.after = page->next;
        }
        return k_exit_ok;
    }

    static void print(const std::vector<views::FindingRow>& rows, Output& out, const RecordWriter& records) {
        Table table({"id", "severity", "status", "vulnerability or rule", "title", "asset", "where", "due", "owner"});
        for (const views::FindingRow& r : rows)
            table.row({fmt::format("F-{}", r.id.value), std::string(name_of(r.severity)),
                       std::string(name_of(r.status)), r.vuln_or_rule, r.title, r.asset, r.where,
                       r.due ? records.time(*r.due).substr(0, 10) : std::string(), r.owner},
                      colour_of(r.severity));
        table.print(out);
    }

    std::string filter_, format_, as_of_;
    std::vector<std::int64_t> compare_;
    std::size_t limit_ = 0;
};

} // namespace

extern const CommandInfo k_findings_command;
const CommandInfo k_findings_command{"findings", "lists findings, as a table, JSON, CSV or SARIF", false,
                                     [] { return std::unique_ptr<Command>(new FindingsCommand); }};

} // namespace parapet
