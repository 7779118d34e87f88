// parapet snapshot: one page of the window as a picture, without a display.

#include "ui/shell/snapshot.h"

#include "app/command_line.h"
#include "app/output.h"
#include "core/base/text.h"
#include "ui/shell/page_info.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace parapet {
namespace {

Result<std::pair<int, int>> size_of(const std::string& text) {
    const auto parts = split(text, 'x');
    std::int64_t w = 0, h = 0;
    constexpr std::int64_t k_least = 320, k_most = 8192;
    const bool ok = parts.size() == 2 && parse_int(parts[0], w) && parse_int(parts[1], h) && w >= k_least &&
                    h >= k_least && w <= k_most && h <= k_most;
    if (!ok)
        return fail(Errc::bad_argument, fmt::format("\"{}\" is not a size", visible(text)), "--size",
                    "Write WIDTHxHEIGHT, such as 1440x900, each from 320 to 8192");
    return std::pair(static_cast<int>(w), static_cast<int>(h));
}

Result<void> known_page(const std::string& page) {
    std::string names;
    for (const PageInfo* info : pages()) {
        if (page == info->id) return {};
        names += (names.empty() ? "" : ", ") + std::string(info->id);
    }
    return fail(Errc::bad_argument, fmt::format("there is no page \"{}\"", visible(page)), "PAGE", "Pages: " + names);
}

class SnapshotCommand final : public Command {
public:
    void options(CLI::App& sub) override {
        sub.add_option("page", options_.page, "overview, findings, attacks, compliance, sources ...")
            ->required()
            ->type_name("PAGE");
        sub.add_option("--out", options_.out, "the picture")->required()->type_name("FILE.png");
        sub.add_option("--size", size_, "of the window (1440x900)")->type_name("WxH");
        sub.add_option("--theme", theme_, "light or dark (dark)")->type_name("THEME");
        sub.add_option("--scale", options_.scale, "device pixels to one (1)")->type_name("N");
        sub.add_option("--filter", options_.query, "the page's query")->type_name("Q");
        sub.add_option("--range", options_.range, "1h, 24h, 7d, 28d, 90d, 12mo or FROM..TO")->type_name("RANGE");
        sub.add_flag("--page-only", page_only_, "without the window around it");
    }

    int run(const CommonOptions& common) override {
        auto size = size_of(size_);
        if (!size) return say_error(size.error());
        if (auto known = known_page(options_.page); !known) return say_error(known.error());
        if (theme_ != "dark" && theme_ != "light") {
            return say_error(Error{Errc::bad_argument, fmt::format("there is no theme \"{}\"", visible(theme_)),
                                   "--theme", "Write light or dark"});
        }
        if (options_.scale < 0.5 || options_.scale > 4) {
            return say_error(
                Error{Errc::bad_argument, "the scale is out of range", "--scale", "Write a number from 0.5 to 4"});
        }
        auto workspace = open_workspace(common, OpenMode::read_only); // says what is wrong with it before Qt starts
        if (!workspace) return say_error(workspace.error());
        options_.workspace = (*workspace)->path().string();
        workspace->reset();
        options_.width = size->first;
        options_.height = size->second;
        options_.dark = theme_ == "dark";
        options_.whole_window = !page_only_;
        if (auto r = snapshot_page(options_); !r) return say_error(r.error());
        if (!common.quiet) say_note("wrote " + options_.out);
        return k_exit_ok;
    }

private:
    SnapshotOptions options_;
    std::string size_ = "1440x900", theme_ = "dark";
    bool page_only_ = false;
};

} // namespace

extern const CommandInfo k_snapshot_command;
const CommandInfo k_snapshot_command{"snapshot", "renders one page of the window without a display", true,
                                     [] { return std::unique_ptr<Command>(new SnapshotCommand); }};

} // namespace parapet
