#include "core/base/json_window.h"

#include "core/base/encoding.h"
#include "core/base/json_scan.h"

#include <cstring>

namespace parapet::json {

namespace {
constexpr std::size_t k_piece = 1U << 20;
constexpr std::size_t k_padding = 64; // readable behind the last byte
} // namespace

Window::Window(Input& in)
    : input_(decoded_input(in))
    , size_(in.size()) {}

bool Window::more(std::size_t keep) {
    if (ended_ || error_) return false;
    if (keep > 0) {
        count_to(keep);
        std::memmove(buffer_.data(), buffer_.data() + keep, end_ - keep);
        base_ += keep;
        pos -= keep;
        end_ -= keep;
        counted_ -= keep;
    }
    if (buffer_.size() < end_ + k_piece + k_padding) buffer_.resize(end_ + k_piece + k_padding);
    auto n = input_->read(std::span<char>(buffer_.data() + end_, k_piece));
    if (!n) {
        error_ = n.error();
        return false;
    }
    if (*n == 0) {
        ended_ = true;
        return false;
    }
    end_ += *n;
    std::memset(buffer_.data() + end_, 0, k_padding);
    return true;
}

void Window::rewind() {
    pos = counted_ = 0;
    line_ = 1;
    line_start_ = 0;
}

void Window::count() {
    count_to(pos);
}

void Window::count_to(std::size_t at) {
    if (at <= counted_) return;
    std::size_t last = 0;
    const auto n = count_newlines(slice(counted_, at), last);
    if (n > 0) {
        line_ += static_cast<std::int64_t>(n);
        line_start_ = base_ + counted_ + last + 1;
    }
    counted_ = at;
}

bool Window::refuse(Errc code, std::string what, std::string help) {
    count();
    Error error{code, std::move(what), {}, std::move(help)};
    error.line = line_;
    error.column = column();
    error.offset = static_cast<std::int64_t>(offset());
    set_error(std::move(error));
    return false;
}

void Window::set_error(Error error) {
    if (!error_) error_ = std::move(error);
}

} // namespace parapet::json
