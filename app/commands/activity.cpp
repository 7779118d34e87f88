// parapet activity: counts over time, the numbers behind the charts.

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "app/time_span.h"
#include "core/base/text.h"
#include "core/views/events.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>

namespace parapet {
namespace {

class ActivityCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--bucket", bucket_, "1m, 1h or 1d")->check(CLI::IsMember({"1m", "1h", "1d"}));
        sub.add_option("--by", by_, "kind, source_ip, user, asset or outcome")
            ->check(CLI::IsMember({"kind", "source_ip", "user", "asset", "outcome"}));
        sub.add_option("--filter", filter_, "what to count, as in the window's filter bar")->type_name("Q");
        sub.add_option("--top", top_, "so many values; the rest is summed under an empty one")->type_name("N");
        span_.options(sub);
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        Result<TimeRange> range = span_.resolve(**workspace);
        if (!range) return say_error(range.error());
        Result<views::Activity> answer = views::activity(**workspace, request(*range), interrupt_token());
        if (!answer) return say_error(answer.error());
        Output out;
        const RecordWriter records(common.tz);
        if (common.json) {
            for (const views::ActivityCell& cell : answer->cells)
                out.json([&](json::Writer& w) {
                    w.begin_object().field("bucket", records.time(cell.bucket)).field("by", by_);
                    w.field("value", cell.value).field("count", cell.count).end_object();
                });
            return k_exit_ok;
        }
        Table table({"from", by_, "count"}, {false, false, true});
        for (const views::ActivityCell& cell : answer->cells)
            table.row({records.time(cell.bucket), cell.value, format_count(cell.count)});
        table.print(out);
        return k_exit_ok;
    }

private:
    [[nodiscard]] views::ActivityRequest request(const TimeRange& range) const {
        using views::ActivityBy;
        views::ActivityRequest r;
        r.scope.filter = filter_;
        r.scope.range = range;
        r.bucket = bucket_ == "1m" ? views::Bucket::minute : bucket_ == "1d" ? views::Bucket::day : views::Bucket::hour;
        r.by = by_ == "source_ip" ? ActivityBy::source_ip
               : by_ == "user"    ? ActivityBy::user
               : by_ == "asset"   ? ActivityBy::asset
               : by_ == "outcome" ? ActivityBy::outcome
                                  : ActivityBy::kind;
        r.top = top_;
        return r;
    }

    std::string bucket_ = "1h", by_ = "kind", filter_;
    SpanOptions span_;
    std::size_t top_ = 20;
};

} // namespace

extern const CommandInfo k_activity_command;
const CommandInfo k_activity_command{"activity", "counts events over time", false,
                                     [] { return std::unique_ptr<Command>(new ActivityCommand); }};

} // namespace parapet
