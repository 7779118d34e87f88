// parapet sample: a workspace to look at.

#include "core/sample/sample.h"

#include "app/command_line.h"
#include "app/output.h"

#include <CLI/App.hpp>

namespace parapet {
namespace {

class SampleCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("--out", out_, "the new workspace's file")->required()->type_name("FILE");
        sub.add_option("--seed", options_.seed, "the same seed gives the same company")->type_name("N");
    }

    int run(const CommonOptions& common) override {
        TerminalJob job(common);
        Result<void> made = make_sample(out_, options_, job.context());
        job.clear_line();
        if (!made) return say_error(made.error());
        if (!common.quiet) say_note("wrote the sample workspace " + out_);
        return k_exit_ok;
    }

private:
    std::string out_;
    SampleOptions options_;
};

} // namespace

extern const CommandInfo k_sample_command;
const CommandInfo k_sample_command{"sample", "writes a sample workspace of 90 days", false,
                                   [] { return std::unique_ptr<Command>(new SampleCommand); }};

} // namespace parapet
