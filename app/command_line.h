#pragma once
// What the commands share: stopping, progress, opening the workspace, saying what went wrong.

#include "app/command.h"
#include "core/jobs/job.h"
#include "core/store/workspace.h"

#include <memory>
#include <stop_token>
#include <string>

namespace parapet {

// Turns Ctrl-C, SIGTERM and SIGHUP into a stop of everything; a second Ctrl-C ends the program at once. Made before any
// other thread, so that none of them is interrupted.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};
[[nodiscard]] std::stop_token interrupt_token();

// A job that Ctrl-C stops and whose progress goes to stderr as the contract says; ends the bar when it goes.
class TerminalJob {
public:
    explicit TerminalJob(const CommonOptions& common);
    ~TerminalJob();
    TerminalJob(const TerminalJob&) = delete;
    TerminalJob& operator=(const TerminalJob&) = delete;
    [[nodiscard]] JobContext& context() { return context_; }
    // Takes the bar away, so that something else can be written; it comes back by itself.
    void clear_line();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
    JobContext context_;
};

// One line on stderr; returns the exit code.
int say_error(const Error& error);
void say_note(const std::string& text);

[[nodiscard]] Result<std::shared_ptr<Workspace>> open_workspace(const CommonOptions& common, OpenMode mode);

// "2026-11-18", "-7d", RFC 3339; `option` names it in the error.
[[nodiscard]] Result<Time> time_option(const std::string& text, Time now, const char* option);

// The account's full name, else its login.
[[nodiscard]] std::string person();

} // namespace parapet
