// No sub-command: the window. With one: that command, without a window system.

#include "app/command_line.h"
#include "app/window_system.h"
#include "core/base/text.h"
#include "ui/shell/run_window.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
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

// The common options that take a value of their own.
bool takes_value(std::string_view word) {
    return word == "--workspace" || word == "--tz";
}

// Options may stand before the sub-command, too: they are moved behind it. 0: there is no sub-command.
int put_command_first(int argc, char** argv) {
    int at = 1;
    while (at < argc && std::string_view(argv[at]).starts_with("--"))
        at += takes_value(argv[at]) ? 2 : 1;
    if (at >= argc || !find_command(argv[at])) return 0;
    std::rotate(argv + 1, argv + at, argv + at + 1);
    return at;
}

bool is_workspace_name(std::string_view word) {
    return word.ends_with(".parapet");
}

bool exists(const char* path) {
    std::error_code none;
    return std::filesystem::exists(path, none);
}

// Something that opens the window: nothing, options of the window, a workspace's file, a link, files to import.
bool is_for_window(int argc, char** argv) {
    if (argc < 2) return true;
    const std::string_view first = argv[1];
    if (first == "--help" || first == "-h" || first == "--help-all" || first == "--version") return false;
    if (first.starts_with("-") || is_workspace_name(first) || first.starts_with("parapet://")) return true;
    return !find_command(first) && exists(argv[1]);
}

int window(int argc, char** argv) {
    WindowCall call;
    if (const char* named = std::getenv("PARAPET_WORKSPACE")) call.workspace = named;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--workspace" && i + 1 < argc)
            call.workspace = argv[++i];
        else if (word.starts_with("--workspace="))
            call.workspace = word.substr(std::strlen("--workspace="));
        else if (is_workspace_name(word))
            call.workspace = word;
        else if (word.starts_with("parapet://"))
            call.link = word;
        else if (word.starts_with("-"))
            continue; // Qt's own, such as -platform
        else if (exists(argv[i]))
            call.imports.emplace_back(word);
        else if (!std::string_view(argv[i - 1]).starts_with("-"))
            return usage_error(fmt::format("{}: there is no such file", elide(word, 200)));
    }
    return run_window(argc, argv, call);
}

} // namespace
} // namespace parapet

int main(int argc, char** argv) {
    using namespace parapet;
    try {
        if (put_command_first(argc, argv) == 0 && is_for_window(argc, argv)) return window(argc, argv);
        const Interrupts interrupts;
        return run_command(argc, argv);
    } catch (const std::exception& e) {
        fmt::print(stderr, "parapet: something went wrong that should not: {}\n", e.what());
        return k_exit_rejected;
    }
}
