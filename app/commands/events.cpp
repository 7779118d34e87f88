// parapet events: what is stored, oldest first.

#include "core/views/events.h"

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/output.h"
#include "app/time_span.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

class EventsCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--filter", filter_, "what to list, as in the window's filter bar")->type_name("Q");
        span_.options(sub);
        sub.add_option("--limit", limit_, "at most so many; 0 = all")->type_name("N");
        sub.add_flag("--newest-first", newest_first_, "the last ones first");
    }

    int run(const CommonOptions& common) override {
        Result<std::shared_ptr<Workspace>> workspace = open_workspace(common, OpenMode::read_only);
        if (!workspace) return say_error(workspace.error());
        views::EventsRequest request;
        request.scope.filter = filter_;
        request.newest_first = newest_first_;
        Result<TimeRange> range = span_.resolve(**workspace);
        if (!range) return say_error(range.error());
        request.scope.range = *range;
        Output out;
        Result<void> done = each_page(**workspace, request, out, RecordWriter(common.tz), common.json);
        return done ? static_cast<int>(k_exit_ok) : say_error(done.error());
    }

private:
    Result<void> each_page(const Workspace& workspace, views::EventsRequest request, Output& out,
                           const RecordWriter& records, bool json) {
        std::size_t written = 0;
        while (!out.failed()) {
            request.limit = limit_ == 0 ? 4096 : std::min<std::size_t>(4096, limit_ - written);
            Result<views::EventsPage> page = views::events_page(workspace, request, interrupt_token());
            if (!page) return fail(std::move(page.error()));
            if (json) {
                for (const Event& event : page->rows)
                    out.json([&](json::Writer& w) { records.event(w, event); });
            } else {
                print(page->rows, out, records);
            }
            written += page->rows.size();
            if (page->next.empty() || (limit_ != 0 && written >= limit_)) break;
            request.after = page->next;
        }
        return {};
    }

    static void print(const std::vector<Event>& rows, Output& out, const RecordWriter& records) {
        Table table({"time", "kind", "outcome", "severity", "user", "source", "asset", "message"});
        for (const Event& e : rows)
            table.row({records.time(e.time), std::string(name_of(e.kind)), std::string(name_of(e.outcome)),
                       std::string(name_of(e.severity)), e.user, e.source_ip, e.asset.empty() ? e.host : e.asset,
                       e.message},
                      colour_of(e.severity));
        if (table.size() > 0) table.print(out);
    }

    std::string filter_;
    SpanOptions span_;
    std::size_t limit_ = 0;
    bool newest_first_ = false;
};

} // namespace

extern const CommandInfo k_events_command;
const CommandInfo k_events_command{"events", "lists stored events", false,
                                   [] { return std::unique_ptr<Command>(new EventsCommand); }};

} // namespace parapet
