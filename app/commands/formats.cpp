// parapet formats

#include "app/command.h"
#include "app/json_records.h"
#include "app/output.h"

namespace parapet {
namespace {

class FormatsCommand final : public Command {
public:
    void options(CLI::App&) override {}

    int run(const CommonOptions& common) override {
        Output out;
        const RecordWriter records(common.tz);
        if (common.json) {
            for (const FormatInfo* format : formats())
                out.json([&](json::Writer& w) { records.format(w, *format); });
            return k_exit_ok;
        }
        Table table({"format", "kind", "tool", "description"});
        for (const FormatInfo* format : formats())
            table.row({std::string(format->slug), std::string(name_of(format->kind)), std::string(format->tool),
                       std::string(format->description)});
        table.print(out);
        return k_exit_ok;
    }
};

} // namespace

extern const CommandInfo k_formats_command;
const CommandInfo k_formats_command{"formats", "lists every report and log format that is read", false,
                                    [] { return std::unique_ptr<Command>(new FormatsCommand); }};

} // namespace parapet
