#pragma once
// What the tests share.

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>
#include <QTest>

#include <string>

namespace parapet::test {

// tests/data/<name>
[[nodiscard]] std::string data_path(const std::string& name);
[[nodiscard]] std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view bytes);
// The shared corpus, or "" where it is absent (then QSKIP with a clear line).
[[nodiscard]] std::string corpus_path(const std::string& name);
// A fresh path in a temporary folder that lives as long as the program.
[[nodiscard]] std::string temp_path(const std::string& name);

inline QString q(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace parapet::test
