// parapet posture: where one stands, in a screenful. The Overview of the window, for a terminal or a script.

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/views/overview.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parapet {
namespace {

std::string signed_points(double points) {
    return fmt::format("{}{:.1f}", points < 0 ? "-" : "+", std::fabs(points));
}

void write_json(Output& out, const views::Overview& o) {
    out.json([&](json::Writer& w) {
        w.begin_object().field("score", o.posture.score).field("change", o.posture.change).field("open", o.open_total);
        w.key("open_by_severity").begin_object();
        for (std::size_t i = k_severity_count; i-- > 0;)
            w.field(name_of(static_cast<Severity>(i)), o.open_by_severity[i]);
        w.end_object().field("overdue", o.deadlines.overdue).field("due_7d", o.deadlines.due_7d);
        w.key("causes").begin_array();
        for (const views::ScoreCause& c : o.posture.causes)
            w.begin_object().field("text", c.text).field("points", c.points).end_object();
        w.end_array().key("frameworks").begin_array();
        for (const views::FrameworkBar& f : o.frameworks)
            w.begin_object().field("id", f.id).field("percent_met", f.percent_met).end_object();
        w.end_array().key("flags").begin_array();
        for (const auto& f : o.flags)
            w.value(f.text);
        w.end_array()
            .field("sources", static_cast<std::int64_t>(o.sources.size()))
            .field("sources_current", o.sources_current)
            .end_object();
    });
}

void write_text(Output& out, const views::Overview& o) {
    if (o.posture.score)
        out.line(fmt::format("Posture score {:.0f} of 100, {} in the range", *o.posture.score,
                             signed_points(o.posture.change)));
    else
        out.line("Posture score: not enough data (three sources or three scans)");
    for (std::size_t i = 0; i < std::min<std::size_t>(5, o.posture.causes.size()); ++i) {
        out.line(fmt::format("  {:>6}  {}", signed_points(o.posture.causes[i].points), o.posture.causes[i].text));
    }
    std::string open;
    for (std::size_t i = k_severity_count; i-- > 1;) {
        open += fmt::format("{}{} {}", open.empty() ? "" : ", ", format_count(o.open_by_severity[i]),
                            name_of(static_cast<Severity>(i)));
    }
    out.line(fmt::format("Open findings {}: {}", format_count(o.open_total), open));
    out.line(fmt::format("Deadlines: {} overdue, {} due in 7 days", format_count(o.deadlines.overdue),
                         format_count(o.deadlines.due_7d)));
    if (o.flags.empty()) out.line("Attacks, last 24 h: nothing above the usual range");
    for (const auto& f : o.flags)
        out.line("Attacks, last 24 h: " + f.text);
    for (const views::FrameworkBar& f : o.frameworks) {
        const auto n = [&](ControlStatus s) { return f.counts[static_cast<std::size_t>(s)]; };
        out.line(fmt::format("{}: {} met, {} partly, {} not met, {} not assessed", f.title, n(ControlStatus::satisfied),
                             n(ControlStatus::partial), n(ControlStatus::not_satisfied),
                             n(ControlStatus::not_assessed)));
    }
    out.line(fmt::format("Sources: {} of {} current", o.sources_current, o.sources.size()));
}

class PostureCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--since", since_, "what the score is compared with (7 days ago)")->type_name("TIME");
        sub.add_option("--filter", filter_, "the filter language of the window")->type_name("Q");
    }

    int run(const CommonOptions& common) override {
        auto workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        const Time now = (*workspace)->now();
        views::Scope scope;
        scope.filter = filter_;
        scope.range = {now - std::chrono::hours(24 * 7), now};
        if (!since_.empty()) {
            auto since = time_option(since_, now, "--since");
            if (!since) return say_error(since.error());
            scope.range.from = *since;
        }
        auto overview = views::overview(**workspace, scope, interrupt_token());
        if (!overview) return say_error(overview.error());
        Output out;
        if (common.json)
            write_json(out, *overview);
        else
            write_text(out, *overview);
        return k_exit_ok;
    }

private:
    std::string since_, filter_;
};

} // namespace

extern const CommandInfo k_posture_command;
const CommandInfo k_posture_command{"posture", "where one stands: score, open findings, deadlines, attacks, controls",
                                    false, [] { return std::unique_ptr<Command>(new PostureCommand); }};

} // namespace parapet
