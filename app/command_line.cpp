#include "app/command_line.h"

#include "core/base/text.h"

#include <fmt/format.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace parapet {
namespace {

std::stop_source& stop_source() {
    static std::stop_source k_source;
    return k_source;
}

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int s : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, s);
    return set;
}

} // namespace

// A signal handler may do next to nothing; a thread that waits for the signals may do everything.
struct Interrupts::Impl {
    std::jthread waiter;
};

Interrupts::Interrupts()
    : impl_(std::make_unique<Impl>()) {
    const sigset_t set = ending_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    impl_->waiter = std::jthread([](const std::stop_token& quit) {
        const sigset_t signals = ending_signals();
        int seen = 0;
        while (!quit.stop_requested()) {
            const timespec tick{0, 50'000'000};
            if (sigtimedwait(&signals, nullptr, &tick) < 0) continue;
            if (++seen > 1) std::_Exit(130);
            stop_source().request_stop();
        }
    });
}

Interrupts::~Interrupts() = default;

std::stop_token interrupt_token() {
    return stop_source().get_token();
}

struct TerminalJob::Impl {
    using Steady = std::chrono::steady_clock;
    std::mutex mutex;
    bool quiet = false, terminal = false, shown = false;
    Steady::time_point last = Steady::now();

    [[nodiscard]] static std::string text(const Progress& p) {
        std::string out;
        if (p.bytes_total > 0)
            out = fmt::format("{:3.0f} %  ", 100.0 * static_cast<double>(std::min(p.bytes_done, p.bytes_total)) /
                                                 static_cast<double>(p.bytes_total));
        if (p.files_total > 1) out += fmt::format("{}/{} files  ", p.files_done, p.files_total);
        if (p.records > 0) out += format_count(static_cast<std::int64_t>(p.records)) + " records  ";
        if (p.rejected > 0) out += fmt::format("{} rejected  ", p.rejected);
        return out + visible(elide(p.label, 60));
    }
    void show(const Progress& p) {
        const std::lock_guard lock(mutex);
        if (quiet) return;
        const Steady::time_point now = Steady::now();
        if (!terminal) {
            if (now - last < std::chrono::seconds(10)) return;
            last = now;
            fmt::print(stderr, "parapet: {}\n", text(p));
        } else if (now - last >= std::chrono::milliseconds(100)) {
            last = now;
            shown = true;
            fmt::print(stderr, "\r\x1b[K{}", text(p));
            std::fflush(stderr);
        }
    }
    void clear() {
        const std::lock_guard lock(mutex);
        if (!shown) return;
        std::fputs("\r\x1b[K", stderr);
        std::fflush(stderr);
        shown = false;
    }
};

TerminalJob::TerminalJob(const CommonOptions& common)
    : impl_(std::make_shared<Impl>()) {
    impl_->quiet = common.quiet;
    impl_->terminal = ::isatty(STDERR_FILENO) == 1;
    context_ = JobContext(interrupt_token(), [impl = impl_](const Progress& p) { impl->show(p); });
}

TerminalJob::~TerminalJob() {
    impl_->clear();
}

void TerminalJob::clear_line() {
    impl_->clear();
}

int exit_code(const Error& error) {
    switch (error.code) {
    case Errc::bad_argument:
        return k_exit_usage;
    case Errc::workspace_locked:
    case Errc::workspace_damaged:
    case Errc::workspace_newer:
    case Errc::workspace_unusable:
        return k_exit_workspace;
    case Errc::source_unreachable:
        return k_exit_source;
    default:
        return k_exit_rejected;
    }
}

int say_error(const Error& error) {
    std::fflush(stdout);
    fmt::print(stderr, "parapet: {}\n", error.one_line());
    return exit_code(error);
}

void say_note(const std::string& text) {
    std::fflush(stdout);
    fmt::print(stderr, "parapet: {}\n", visible(text));
}

Result<std::shared_ptr<Workspace>> open_workspace(const CommonOptions& common, OpenMode mode) {
    const std::filesystem::path path =
        common.workspace.empty() ? Workspace::default_path() : std::filesystem::path(common.workspace);
    std::error_code ignored;
    if (mode == OpenMode::read_only && !std::filesystem::exists(path, ignored))
        return fail(Errc::workspace_unusable, "there is no workspace", path.string(),
                    "import something first, or name one with --workspace");
    if (mode == OpenMode::read_write && path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), ignored);
    auto opened = Workspace::open(path, mode);
    // What is only read must not show an acceptance that is over. Whoever may not write sees it still.
    if (opened && mode == OpenMode::read_only && (*opened)->has_decisions_to_expire((*opened)->now()))
        (void)Workspace::open(path, OpenMode::read_write);
    return opened;
}

Result<Time> time_option(const std::string& text, Time now, const char* option) {
    Result<Time> t = parse_when(text, now);
    if (t) return t;
    Error error = t.error();
    error.code = Errc::bad_argument;
    error.where = option;
    return fail(std::move(error));
}

std::string person() {
    const passwd* entry = ::getpwuid(::getuid());
    if (entry == nullptr) return "unknown";
    const std::string_view full = entry->pw_gecos ? entry->pw_gecos : "";
    const std::string name(trim(full.substr(0, full.find(','))));
    return name.empty() ? entry->pw_name : sanitize_utf8(name);
}

} // namespace parapet
