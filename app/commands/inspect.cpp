// parapet inspect: what would be imported, and why; nothing is stored.

#include "app/command_line.h"
#include "app/json_records.h"
#include "app/mapping_file.h"
#include "app/output.h"
#include "core/base/text.h"
#include "core/ingest/file_input.h"
#include "core/ingest/parse_document.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

// What failed is a finding, and what a tool lists as fixed; the other outcomes of checks are counted, or shown on
// request.
class JsonSink final : public RecordSink {
public:
    JsonSink(Output& out, const RecordWriter& records, std::string asset, bool checks)
        : out_(out)
        , records_(records)
        , asset_(std::move(asset))
        , checks_(checks) {}
    void scan(const ScanInfo& info) override {
        scan_ = info;
        if (!asset_.empty()) scan_.target = asset_;
    }
    void finding(RawFinding& finding) override {
        if (!checks_ && finding.outcome != CheckOutcome::fail && !finding.fixed) return;
        if (!asset_.empty()) finding.asset = asset_;
        out_.json([&](json::Writer& w) { records_.finding(w, finding, scan_); });
    }
    void event(const EventView& event) override {
        EventView copy = event;
        if (!asset_.empty()) copy.asset = asset_;
        out_.json([&](json::Writer& w) { records_.event(w, copy, source); });
    }
    std::string source;

private:
    Output& out_;
    const RecordWriter& records_;
    std::string asset_;
    bool checks_;
    ScanInfo scan_;
};

class TableSink final : public RecordSink {
public:
    TableSink(Output& out, const RecordWriter& records, bool checks)
        : out_(out)
        , records_(records)
        , checks_(checks) {}
    void scan(const ScanInfo& info) override {
        scan_ = info;
        out_.line(fmt::format("  scan: {} {} of {}", one_line_of(info.tool, 60), one_line_of(info.tool_version, 30),
                              info.target.empty() ? "?" : one_line_of(info.target, 100)));
    }
    void finding(RawFinding& f) override {
        ++outcomes_[static_cast<std::size_t>(f.outcome)];
        if (!checks_ && f.outcome != CheckOutcome::fail && !f.fixed) return;
        const std::string_view word = f.outcome == CheckOutcome::fail ? name_of(f.severity)
                                      : f.fixed                       ? "fixed"
                                                                      : name_of(f.outcome);
        out_.line(fmt::format("  {:8}  {}  [{}]  {}", word, one_line_of(f.title, 100), one_line_of(f.rule, 60),
                              one_line_of(where_text(f.location), 100)));
    }
    void event(const EventView& e) override {
        out_.line(fmt::format("  {}  {:20}  {:8}  {}  {}  {}", records_.time(e.time), name_of(e.kind),
                              name_of(e.outcome), one_line_of(e.user, 40), one_line_of(e.source_ip, 45),
                              one_line_of(e.message, 120)));
    }
    [[nodiscard]] std::string checks() {
        std::string text;
        for (std::size_t i = 1; i < outcomes_.size(); ++i)
            if (outcomes_[i] > 0) text += fmt::format(", {} {}", outcomes_[i], name_of(static_cast<CheckOutcome>(i)));
        outcomes_ = {};
        return text;
    }

private:
    Output& out_;
    const RecordWriter& records_;
    bool checks_;
    ScanInfo scan_;
    std::array<std::uint64_t, 6> outcomes_{};
};

class InspectCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("paths", paths_, "files, folders, archives; - is standard input")->required()->type_name("PATH");
        sub.add_option("--format", options_.format, "the format, instead of recognising it")->type_name("SLUG");
        sub.add_option("--asset", options_.asset, "what the findings and events are about")->type_name("NAME");
        sub.add_option("--mapping", mapping_, "a mapping of columns to fields, instead of recognising the format")
            ->type_name("FILE");
        sub.add_option("--zone", options_.zone, "zone of times that carry none")->type_name("ZONE");
        sub.add_flag("--each-line", each_line_, "recognise and parse every line by itself");
        sub.add_flag("--checks", checks_, "print what passed or was left open too, not only what failed");
    }

    int run(const CommonOptions& common) override {
        if (Result<void> good = check_options(options_); !good) return say_error(good.error());
        options_.keep_harmless = true;
        if (!mapping_.empty()) {
            auto mapping = mapping_file(mapping_);
            if (!mapping) return say_error(mapping.error());
            options_.mapping = std::make_shared<const ReportMapping>(std::move(*mapping));
        }
        // Those that the workspace keeps, if there is one: nothing is made for it.
        if (auto workspace = open_workspace(common, OpenMode::read_only))
            options_.mappings = read_mappings((*workspace)->setting(k_mappings_setting).value_or(std::string()));
        TerminalJob job(common);
        Output out;
        const RecordWriter records(common.tz);
        if (common.json) {
            JsonSink sink(out, records, options_.asset, checks_);
            return each_line_ ? lines(sink, job)
                              : documents(sink, job, out, common, [&](const std::string& path) { sink.source = path; });
        }
        TableSink sink(out, records, checks_);
        table_ = &sink;
        return each_line_ ? lines(sink, job) : documents(sink, job, out, common, [](const std::string&) {});
    }

private:
    std::string mapping_;
    int lines(RecordSink& sink, TerminalJob& job) {
        int code = k_exit_ok;
        for (const std::string& path : paths_) {
            std::unique_ptr<FileInput> in;
            if (path == "-") {
                in = FileInput::standard_input(options_.limits, job.context());
            } else {
                Result<std::unique_ptr<FileInput>> opened = FileInput::open(path, options_.limits, job.context());
                if (!opened) {
                    code = std::max(code, say_error(opened.error()));
                    continue;
                }
                in = std::move(*opened);
            }
            Result<ParseStats> stats = inspect_each_line(*in, options_, sink, job.context());
            if (!stats) code = std::max(code, say_error(at_path(stats.error(), path)));
        }
        return code;
    }

    int documents(RecordSink& sink, TerminalJob& job, Output& out, const CommonOptions& common,
                  const std::function<void(const std::string&)>& set_source) {
        InspectHandlers handlers;
        handlers.begin = [&](const std::string& path, const Recognition& seen) {
            set_source(path);
            if (!common.json)
                out.line(
                    fmt::format("{}: {} ({})", visible(path), seen.format->slug, one_line_of(seen.sniff.why, 200)));
        };
        handlers.end = [&](const InspectOutcome& outcome) {
            job.clear_line();
            out.flush();
            if (outcome.error)
                say_error(*outcome.error);
            else if (!common.json)
                summary(out, outcome);
        };
        handlers.note = [&](const Error& note) {
            if (!common.quiet) say_note(note.one_line());
        };
        const std::vector<InspectOutcome> all = inspect_paths(paths_, options_, sink, job.context(), handlers);
        if (job.context().stop_requested()) {
            say_note("stopped on request");
            return k_exit_rejected;
        }
        return std::any_of(all.begin(), all.end(), [](const InspectOutcome& o) { return o.error.has_value(); })
                   ? k_exit_rejected
                   : k_exit_ok;
    }

    void summary(Output& out, const InspectOutcome& outcome) {
        out.line(fmt::format("  {} records{}, {} skipped, {} warnings", outcome.stats.records, table_->checks(),
                             outcome.stats.skipped, outcome.stats.warning_count));
        for (const auto& [reason, count] : outcome.stats.skipped_by_reason)
            out.line(fmt::format("  skipped {}: {}", count, visible(reason)));
        for (const Warning& warning : outcome.stats.warnings)
            out.line(fmt::format("  warning: {}{}{}", visible(warning.where), warning.where.empty() ? "" : ": ",
                                 visible(warning.what)));
    }

    std::vector<std::string> paths_;
    ImportOptions options_;
    bool each_line_ = false, checks_ = false;
    TableSink* table_ = nullptr;
};

} // namespace

extern const CommandInfo k_inspect_command;
const CommandInfo k_inspect_command{"inspect", "prints what would be imported, and why; stores nothing", false,
                                    [] { return std::unique_ptr<Command>(new InspectCommand); }};

} // namespace parapet
