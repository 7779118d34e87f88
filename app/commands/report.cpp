// parapet report: a PDF from the workspace.

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/report_doc.h"
#include "ui/report/pdf.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

const ReportInfo* find_report(std::string_view id) {
    for (const ReportInfo* info : reports())
        if (info->id == id) return info;
    return nullptr;
}

std::string known_reports() {
    std::string all;
    for (const ReportInfo* info : reports())
        all += (all.empty() ? "" : ", ") + std::string(info->id);
    return all.empty() ? "this build has no reports" : "reports are: " + all;
}

class ReportCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("kind", kind_, "which report: posture, compliance ...")->required()->type_name("KIND");
        sub.add_option("--out", out_, "the PDF to write")->required()->type_name("FILE");
        sub.add_option("--framework", options_.framework, "for a report on a framework")->type_name("ID");
        sub.add_option("--period", period_, "what it covers, such as 2026-08-01..2026-11-01")->type_name("FROM..TO");
        sub.add_option("--filter", options_.scope.global_filter, "only what matches")->type_name("Q");
        sub.add_option("--prepared-by", options_.prepared_by, "stands on the cover")->type_name("NAME");
        sub.add_option("--prepared-for", options_.prepared_for, "stands on the cover")->type_name("NAME");
        sub.add_option("--paper", paper_, "a4 or letter")->check(CLI::IsMember({"a4", "letter"}));
    }

    int run(const CommonOptions& common) override {
        const ReportInfo* info = find_report(kind_);
        if (!info)
            return say_error({Errc::bad_argument, "there is no report \"" + visible(elide(kind_, 40)) + "\"", "report",
                              known_reports()});
        if (info->needs_framework && options_.framework.empty())
            return say_error({Errc::bad_argument, "this report is about a framework", "--framework",
                              "`parapet controls` lists them"});
        TerminalJob job(common);
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        if (Result<void> good = read_period((*workspace)->now()); !good) return say_error(good.error());
        Result<views::ReportDoc> doc = info->make(**workspace, options_, job.context());
        if (!doc && doc.error().code == Errc::not_found)
            doc.error().code = Errc::bad_argument; // the framework's name is off
        if (!doc) return say_error(doc.error());
        Result<ui::PdfInfo> pdf = ui::write_pdf(
            *doc, out_, paper_ == "letter" ? ui::PaperSize::letter : ui::PaperSize::a4, interrupt_token());
        job.clear_line();
        if (!pdf) return say_error(pdf.error());
        Output out;
        if (common.json)
            out.json([&](json::Writer& w) {
                w.begin_object().field("path", out_).field("kind", kind_).field("pages", pdf->pages);
                w.field("bytes", pdf->bytes).field("sha256", pdf->sha256);
                w.field("report_id", doc->report_id).field("snapshot_id", doc->snapshot_id).end_object();
            });
        else if (!common.quiet)
            out.line(fmt::format("{}: {} pages, {}", visible(out_), pdf->pages,
                                 format_bytes(static_cast<std::uint64_t>(pdf->bytes))));
        return k_exit_ok;
    }

private:
    // An end without a time is meant with its whole day.
    Result<void> read_period(Time now) {
        if (period_.empty()) return {};
        const std::size_t dots = period_.find("..");
        if (dots == std::string::npos)
            return fail(Errc::bad_argument, "a period has two ends", "--period", "such as 2026-08-01..2026-11-01");
        const std::string from = period_.substr(0, dots), to = period_.substr(dots + 2);
        Result<Time> first = time_option(from, now, "--period");
        if (!first) return fail(std::move(first.error()));
        Result<Time> last = to.empty() ? Result<Time>(now) : time_option(to, now, "--period");
        if (!last) return fail(std::move(last.error()));
        if (to.size() == 10 && to[4] == '-') *last += std::chrono::hours(24);
        if (*last <= *first)
            return fail(Errc::bad_argument, "the period ends before it begins", "--period", "swap its ends");
        options_.period = {*first, *last};
        return {};
    }

    std::string kind_, out_, period_, paper_ = "a4";
    views::ReportOptions options_;
};

} // namespace

extern const CommandInfo k_report_command;
const CommandInfo k_report_command{"report", "writes a report as PDF", true,
                                   [] { return std::unique_ptr<Command>(new ReportCommand); }};

} // namespace parapet
