#pragma once
// The bytes of a document as a window that moves over it, with the number of the line. Part of json_stream.cpp.

#include "core/base/input.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::json {

class Window {
public:
    explicit Window(Input& in);

    // Reads a piece more. What stands before `keep` is given up: `keep` and every later position move to the front by
    // that much, `pos` with them. False at the end of the input or on an error.
    bool more(std::size_t keep);
    void rewind(); // to the first byte; only while nothing was given up

    [[nodiscard]] char here() const { return buffer_[pos]; }
    [[nodiscard]] std::string_view rest(std::size_t from = 0) const { return slice(pos + from, end_); }
    [[nodiscard]] std::string_view slice(std::size_t from, std::size_t to) const {
        return {buffer_.data() + from, to - from};
    }
    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }
    [[nodiscard]] std::uint64_t bytes_read() const { return base_ + end_; }

    // Line and column (bytes, from 1) of `pos`, which must not lie before the last place that was asked for.
    void count();
    [[nodiscard]] std::int64_t line() const { return line_; }
    [[nodiscard]] std::int64_t column() const { return static_cast<std::int64_t>(offset() - line_start_) + 1; }
    [[nodiscard]] std::uint64_t offset() const { return base_ + pos; }

    // Notes an error at `pos`; the first one stays. Always false, so that callers can return it.
    bool refuse(Errc code, std::string what, std::string help = {});
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    void set_error(Error error);

    std::size_t pos = 0; // in the buffer

private:
    void count_to(std::size_t at);

    std::unique_ptr<Input> input_; // decoded to UTF-8
    std::optional<std::uint64_t> size_;
    std::vector<char> buffer_;
    std::size_t end_ = 0;
    std::uint64_t base_ = 0; // offset of the buffer in the input
    bool ended_ = false;     // the input gave its last byte
    std::size_t counted_ = 0;
    std::int64_t line_ = 1;
    std::uint64_t line_start_ = 0;
    std::optional<Error> error_;
};

} // namespace parapet::json
