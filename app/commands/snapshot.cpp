// parapet snapshot: a page of the window as a picture.

#include "ui/shell/snapshot.h"

#include "app/command_line.h"
#include "core/base/text.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Validators.hpp>

namespace parapet {
namespace {

class SnapshotCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("page", options_.page, "overview, findings, attacks ...")->required()->type_name("PAGE");
        sub.add_option("--out", options_.out, "the picture to write, a .png")->required()->type_name("FILE");
        sub.add_option("--size", size_, "of the window, at 100 %")->type_name("WxH");
        sub.add_option("--theme", theme_, "light or dark")->check(CLI::IsMember({"light", "dark"}));
        sub.add_option("--scale", options_.scale, "device pixels to one, 0.5 to 4")->type_name("N");
        sub.add_option("--text", options_.text_scale, "size of the text, 90 to 200 per cent")->type_name("N");
        sub.add_option("--query", options_.query, "of the page")->type_name("Q");
        sub.add_option("--filter", options_.global_filter, "for all pages")->type_name("Q");
        sub.add_option("--range", options_.range, "1h, 24h, 7d, 28d, 90d, 12mo, all or FROM..TO")->type_name("RANGE");
    }

    int run(const CommonOptions& common) override {
        if (Result<void> good = read_size(); !good) return say_error(good.error());
        options_.dark = theme_ == "dark";
        options_.workspace = common.workspace.empty() ? Workspace::default_path().string() : common.workspace;
        // Looked at first, so that what is wrong with it is told as everywhere.
        if (auto workspace = open_workspace(common, OpenMode::read_only); !workspace)
            return say_error(workspace.error());
        const Result<void> done = snapshot_page(options_);
        if (!done) return say_error(done.error());
        if (!common.quiet) say_note("wrote " + options_.out);
        return k_exit_ok;
    }

private:
    Result<void> read_size() {
        if (options_.scale < 0.5 || options_.scale > 4)
            return fail(Errc::bad_argument, "the scale is not from 0.5 to 4", "--scale", "such as 2");
        if (options_.text_scale < 90 || options_.text_scale > 200)
            return fail(Errc::bad_argument, "the text size is not from 90 to 200", "--text", "such as 125");
        if (size_.empty()) return {};
        std::int64_t width = 0, height = 0;
        const std::size_t x = size_.find_first_of("xX");
        if (x == std::string::npos || !parse_int(std::string_view(size_).substr(0, x), width) ||
            !parse_int(std::string_view(size_).substr(x + 1), height) || width < 320 || height < 240 || width > 8192 ||
            height > 8192)
            return fail(Errc::bad_argument, "the size is not WxH from 320x240 to 8192x8192", "--size",
                        "such as 1440x900");
        options_.width = static_cast<int>(width);
        options_.height = static_cast<int>(height);
        return {};
    }

    SnapshotOptions options_;
    std::string size_, theme_ = "dark";
};

} // namespace

extern const CommandInfo k_snapshot_command;
const CommandInfo k_snapshot_command{"snapshot", "renders a page of the window into a picture", true,
                                     [] { return std::unique_ptr<Command>(new SnapshotCommand); }};

} // namespace parapet
