#pragma once
// A sub-command: one file in app/commands that defines `extern const CommandInfo k_NAME_command`.
// (Names with a dash or a reserved word take a suffix: file import_cmd.cpp would be k_import_cmd_command.)

#include "core/base/result.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace parapet {

// What every command shares (design/cli.md, Everywhere).
struct CommonOptions {
    std::string workspace;
    bool json = false;
    bool quiet = false;
    std::string tz = "UTC";
};

enum ExitCode : int { k_exit_ok = 0, k_exit_rejected = 1, k_exit_usage = 2, k_exit_workspace = 3, k_exit_source = 4 };
[[nodiscard]] int exit_code(const Error& error);

class Command {
public:
    virtual ~Command() = default;
    virtual void options(CLI::App& sub) = 0;          // declares its own options
    virtual int run(const CommonOptions& common) = 0; // 0..4
};

struct CommandInfo {
    std::string_view name; // "import"
    std::string_view description;
    bool needs_window_system = false; // report, snapshot: started with Qt's offscreen platform
    std::unique_ptr<Command> (*make)();
};
std::span<const CommandInfo* const> commands(); // generated

} // namespace parapet
