#include "tests/support/cli.h"

#include "tests/support/support.h"

#include <QJsonDocument>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <sqlite3.h>
#include <thread>

namespace parapet::test {
namespace {

using Steady = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_sanitized = true;
#elif defined(__has_feature)
constexpr bool k_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool k_sanitized = false;
#endif

void redirect(const std::string& file, int flags, int to) {
    const int fd = ::open(file.c_str(), flags, 0600);
    if (fd < 0 || ::dup2(fd, to) < 0) ::_exit(126);
}

[[noreturn]] void become(const std::vector<std::string>& args, const RunOptions& options, const std::string& base) {
    redirect(base + ".in", O_RDONLY, 0);
    redirect(base + ".out", O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect(base + ".err", O_WRONLY | O_CREAT | O_TRUNC, 2);
    for (const std::string& variable : options.env)
        ::putenv(const_cast<char*>(variable.c_str()));
    std::vector<char*> argv{const_cast<char*>(PARAPET_BINARY)};
    for (const std::string& arg : args)
        argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    ::execv(PARAPET_BINARY, argv.data());
    ::_exit(127);
}

std::string column_text(sqlite3_stmt* row, int i) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, i));
    std::string text(1, "?ifbtn"[sqlite3_column_type(row, i)]);
    if (bytes) text.append(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, i)));
    return text;
}

} // namespace

std::vector<std::string> Ran::error_lines() const {
    std::vector<std::string> lines;
    for (const QString& line : error().split('\n', Qt::SkipEmptyParts))
        lines.push_back(line.toStdString());
    return lines;
}

QList<QJsonObject> Ran::json() const {
    QList<QJsonObject> all;
    for (const QByteArray& line : QByteArray::fromStdString(out).split('\n'))
        if (!line.isEmpty()) all.append(QJsonDocument::fromJson(line).object());
    return all;
}

Ran run_parapet(const std::vector<std::string>& args, const RunOptions& options) {
    static std::atomic<int> n{0}; // two may run at once
    const std::string base = temp_path("run" + std::to_string(n++));
    write_file(base + ".in", options.input);
    Ran ran;
    const Steady::time_point start = Steady::now();
    const pid_t child = ::fork();
    if (child == 0) become(args, options, base);
    int status = 0;
    struct rusage usage {};
    bool ended = false, killed = false;
    while (!ended) {
        ended = ::wait4(child, &status, WNOHANG, &usage) == child;
        const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
        if (ended) break;
        if (!killed && options.kill_after_seconds > 0 && seconds >= options.kill_after_seconds) {
            ::kill(child, options.kill_signal);
            killed = true;
        }
        if (seconds > options.timeout_seconds) {
            ::kill(child, SIGKILL);
            ::wait4(child, &status, 0, &usage);
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ran.seconds = std::chrono::duration<double>(Steady::now() - start).count();
    if (!k_sanitized) ran.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    if (ended) ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.out = read_file(base + ".out");
    ran.err = read_file(base + ".err");
    return ran;
}

std::string dump_workspace(const std::string& file) {
    sqlite3* db = nullptr;
    std::string out;
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) out = "cannot be opened";
    std::vector<std::string> tables;
    sqlite3_stmt* s = nullptr;
    sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name", -1, &s, nullptr);
    while (sqlite3_step(s) == SQLITE_ROW)
        tables.push_back(column_text(s, 0).substr(1));
    sqlite3_finalize(s);
    for (const std::string& table : tables) {
        out += "== " + table + "\n";
        if (sqlite3_prepare_v2(db, ("SELECT * FROM \"" + table + "\"").c_str(), -1, &s, nullptr) != SQLITE_OK) continue;
        while (sqlite3_step(s) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(s); ++i)
                out += column_text(s, i) + "|";
            out += "\n";
        }
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
    return out;
}

} // namespace parapet::test
