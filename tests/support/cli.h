#pragma once
// The real binary, as a person or a script runs it.

#include <QJsonObject>
#include <QList>
#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace parapet::test {

struct Ran {
    int code = -1; // exit code; 128 + signal when it was killed, -1 when it could not start or took too long
    std::string out, err;
    double seconds = 0;
    std::uint64_t peak_bytes = 0; // resident, of the child itself; 0 under a sanitizer, whose own memory would count
    [[nodiscard]] QString error() const { return QString::fromStdString(err); }
    [[nodiscard]] std::vector<std::string> error_lines() const;
    [[nodiscard]] QList<QJsonObject> json() const; // of stdout; a line that is no object gives an empty one
};

struct RunOptions {
    std::string input;             // standard input
    std::vector<std::string> env;  // "NAME=value", besides the test's own
    double kill_after_seconds = 0; // SIGKILL then
    int kill_signal = 9;
    double timeout_seconds = 120;
};
[[nodiscard]] Ran run_parapet(const std::vector<std::string>& args, const RunOptions& options = {});

// Every row of every table, sorted by name: for "the workspace is as it was". The write-ahead log is taken into
// account.
[[nodiscard]] std::string dump_workspace(const std::string& file);

} // namespace parapet::test
