// No sub-command: the window. With one: that command, without a window system.

#include "app/command_line.h"
#include "app/window_system.h"
#include "core/base/text.h"
#include "ui/shell/run_window.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <string>

namespace parapet {
namespace {

int usage_error(std::string what) {
    for (char& c : what)
        if (c == '\n') c = ' ';
    fmt::print(stderr, "parapet: {}; see parapet --help\n", visible(trim(what)));
    return k_exit_usage;
}

void add_common_options(CLI::App& sub, CommonOptions& common) {
    sub.add_option("--workspace", common.workspace, "the workspace's file")
        ->envname("PARAPET_WORKSPACE")
        ->type_name("FILE");
    sub.add_flag("--json", common.json, "one JSON object a line");
    sub.add_flag("--quiet", common.quiet, "no progress on stderr");
    sub.add_option("--tz", common.tz, "time zone of times that are shown")->type_name("ZONE");
}

const CommandInfo* find_command(std::string_view name) {
    for (const CommandInfo* info : commands())
        if (info->name == name) return info;
    return nullptr;
}

int run_command(int argc, char** argv) {
    if (const std::string_view first = argv[1]; !first.starts_with("-") && !find_command(first))
        return usage_error(fmt::format("there is no sub-command \"{}\"", elide(first, 60)));
    CLI::App app{"Parapet: security posture on the desktop. Without a sub-command it opens the window.", "parapet"};
    app.set_version_flag("--version", std::string("parapet ") + PARAPET_VERSION);
    app.require_subcommand(1);
    CommonOptions common;
    std::map<const CLI::App*, std::pair<const CommandInfo*, std::unique_ptr<Command>>> by_sub;
    for (const CommandInfo* info : commands()) {
        CLI::App* sub = app.add_subcommand(std::string(info->name), std::string(info->description));
        add_common_options(*sub, common);
        std::unique_ptr<Command> command = info->make();
        command->options(*sub);
        by_sub[sub] = {info, std::move(command)};
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return app.exit(asked) == 0 ? k_exit_ok : k_exit_usage;
    } catch (const CLI::ParseError& error) {
        return usage_error(error.what());
    }
    auto& [info, command] = by_sub[app.get_subcommands().front()];
    if (Result<std::string> zone = format_rfc3339_in(Time{}, common.tz); !zone)
        return usage_error("--tz: " + zone.error().what);
    std::unique_ptr<WindowSystem> drawing;
    if (info->needs_window_system) drawing = std::make_unique<WindowSystem>();
    return command->run(common);
}

// Something that opens the window: nothing, options of the window, or a workspace's file.
bool is_for_window(int argc, char** argv) {
    if (argc < 2) return true;
    const std::string_view first = argv[1];
    if (first == "--help" || first == "-h" || first == "--help-all" || first == "--version") return false;
    if (first.starts_with("-")) return true;
    return !find_command(first) && (first.ends_with(".parapet") || first.starts_with("parapet://"));
}

int window(int argc, char** argv) {
    std::string workspace;
    if (const char* named = std::getenv("PARAPET_WORKSPACE")) workspace = named;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--workspace" && i + 1 < argc)
            workspace = argv[++i];
        else if (word.starts_with("--workspace="))
            workspace = word.substr(std::strlen("--workspace="));
        else if (!word.starts_with("-") && !word.starts_with("parapet://"))
            workspace = word;
    }
    return run_window(argc, argv, workspace);
}

} // namespace
} // namespace parapet

int main(int argc, char** argv) {
    using namespace parapet;
    try {
        if (is_for_window(argc, argv)) return window(argc, argv);
        const Interrupts interrupts;
        return run_command(argc, argv);
    } catch (const std::exception& e) {
        fmt::print(stderr, "parapet: something went wrong that should not: {}\n", e.what());
        return k_exit_rejected;
    }
}
