#pragma once
// Bytes of one document, read forwards. Formats see only this: no path, no file, no clock.

#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class Input {
public:
    virtual ~Input() = default;

    // Fills `buffer` as far as it can; 0 = end. Checks the stop token of the job that owns it (Errc::cancelled).
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> buffer) = 0;

    // Size in bytes where known beforehand.
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;

    // A name for messages and for formats that need one (the log's host, say); never opened.
    [[nodiscard]] virtual const std::string& name() const = 0;

    // The last modification of the file, for logs that carry no year; nullopt for a stream.
    [[nodiscard]] virtual std::optional<std::int64_t> modified_unix_seconds() const { return std::nullopt; }

    // Does read() return soon, whatever happens elsewhere? Not for what somebody else still writes (a pipe).
    [[nodiscard]] virtual bool at_hand() const { return size().has_value(); }

    // The whole rest as one string; Errc::limit beyond `max_bytes`. Memory that outlives the Input.
    [[nodiscard]] Result<std::string> read_all(std::uint64_t max_bytes);
};

// From memory (tests, archive members, stdin lines). The bytes are borrowed.
[[nodiscard]] std::unique_ptr<Input> memory_input(std::string_view bytes, std::string name);

// Lines of an Input in chunks of whole lines: the fast path of every log format.
// Each chunk holds whole lines (the last one of the file may lack its newline) and has 64 readable bytes of padding.
// A line over limits.max_line_bytes is an Errc::limit error that names line and offset.
class LineChunks {
public:
    explicit LineChunks(Input& in, std::size_t chunk_bytes = 1U << 20, const Limits& limits = default_limits());
    ~LineChunks();
    LineChunks(const LineChunks&) = delete;
    LineChunks& operator=(const LineChunks&) = delete;

    struct Chunk {
        std::string_view bytes;
        std::uint64_t offset = 0;     // of its first byte in the input
        std::uint64_t first_line = 1; // number of its first line
    };
    // nullopt at the end. The view is good until the next call.
    [[nodiscard]] Result<std::optional<Chunk>> next();
    // The same with bytes that are the caller's: they stand in `storage`, whose old memory is used again.
    [[nodiscard]] Result<std::optional<Chunk>> take(std::vector<char>& storage);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parapet
