#include "core/base/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace parapet {

namespace {

constexpr std::size_t k_padding = 64;

class MemoryInput final : public Input {
public:
    MemoryInput(std::string_view bytes, std::string name)
        : bytes_(bytes)
        , name_(std::move(name)) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        const std::size_t n = std::min(buffer.size(), bytes_.size() - at_);
        std::memcpy(buffer.data(), bytes_.data() + at_, n);
        at_ += n;
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return bytes_.size(); }
    [[nodiscard]] const std::string& name() const override { return name_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    std::string name_;
};

// In blocks of known length, which the compiler turns into vectors; std::count stays a byte at a time at -O2.
std::uint64_t count_newlines(const char* bytes, std::size_t size) {
    constexpr std::size_t k_block = 128;
    std::uint64_t total = 0;
    std::size_t at = 0;
    for (; at + k_block <= size; at += k_block) {
        unsigned char n = 0;
        for (std::size_t i = 0; i < k_block; ++i)
            n = static_cast<unsigned char>(n + (bytes[at + i] == '\n' ? 1 : 0));
        total += n;
    }
    return total + static_cast<std::uint64_t>(std::count(bytes + at, bytes + size, '\n'));
}

} // namespace

Result<std::string> Input::read_all(std::uint64_t max_bytes) {
    const auto too_large = [&] {
        return fail(Errc::limit, fmt::format("the document is larger than {} bytes", max_bytes), name(),
                    "Split the report, or raise the limit");
    };
    if (const auto known = size(); known && *known > max_bytes) return too_large();
    std::string out;
    if (const auto known = size()) out.reserve(*known + 1);
    std::size_t have = 0;
    for (;;) {
        if (out.size() - have < (64U << 10)) {
            const std::size_t step = std::clamp<std::size_t>(out.size(), 256U << 10, 8U << 20);
            out.resize(size() && have <= *size() ? std::max<std::size_t>(*size() + 1, have + 1) : have + step);
        }
        auto n = read({out.data() + have, out.size() - have});
        if (!n) return fail(n.error());
        if (*n == 0) break;
        have += *n;
        if (have > max_bytes) return too_large();
        if (have == out.size()) out.resize(have + (256U << 10));
    }
    out.resize(have);
    return out;
}

std::unique_ptr<Input> memory_input(std::string_view bytes, std::string name) {
    return std::make_unique<MemoryInput>(bytes, std::move(name));
}

struct LineChunks::Impl {
    Input& in;
    std::size_t chunk_bytes;
    std::size_t max_line;
    std::vector<char> buffer;
    std::size_t filled = 0; // bytes in the buffer
    std::size_t given = 0;  // of them handed out by the last next()
    std::uint64_t offset = 0;
    std::uint64_t line = 1;
    bool ended = false;
};

LineChunks::LineChunks(Input& in, std::size_t chunk_bytes, const Limits& limits)
    : impl_(std::make_unique<Impl>(Impl{in, chunk_bytes, limits.max_line_bytes, {}, 0, 0, 0, 1, false})) {
    impl_->buffer.resize(chunk_bytes + k_padding);
}

LineChunks::~LineChunks() = default;

Result<std::optional<LineChunks::Chunk>> LineChunks::take(std::vector<char>& storage) {
    auto chunk = next();
    if (!chunk || !*chunk) return chunk;
    Impl& d = *impl_;
    const std::size_t tail = d.filled - d.given;
    storage.resize(std::max({storage.size(), d.chunk_bytes + k_padding, tail + k_padding}));
    std::memcpy(storage.data(), d.buffer.data() + d.given, tail);
    d.line += count_newlines(d.buffer.data(), d.given);
    d.offset += d.given;
    d.filled = tail;
    d.given = 0;
    d.buffer.swap(storage); // the chunk's view stays good: it is the memory that changes hands
    return chunk;
}

Result<std::optional<LineChunks::Chunk>> LineChunks::next() {
    Impl& d = *impl_;
    if (d.given != 0) {
        d.line += count_newlines(d.buffer.data(), d.given);
        std::memmove(d.buffer.data(), d.buffer.data() + d.given, d.filled - d.given);
        d.filled -= d.given;
        d.offset += d.given;
        d.given = 0;
    }
    for (;;) {
        while (!d.ended && d.filled + k_padding < d.buffer.size()) {
            auto n = d.in.read({d.buffer.data() + d.filled, d.buffer.size() - k_padding - d.filled});
            if (!n) return fail(n.error());
            d.ended = *n == 0;
            d.filled += *n;
        }
        if (d.filled == 0) return std::optional<Chunk>{};
        const void* last = d.ended ? nullptr : ::memrchr(d.buffer.data(), '\n', d.filled);
        if (d.ended || last != nullptr) {
            d.given =
                d.ended ? d.filled : static_cast<std::size_t>(static_cast<const char*>(last) - d.buffer.data()) + 1;
            // At the end of input a last line without newline may still be over the bound.
            const void* tail = ::memrchr(d.buffer.data(), '\n', d.given);
            const std::size_t tail_from =
                tail ? static_cast<std::size_t>(static_cast<const char*>(tail) - d.buffer.data()) + 1 : 0;
            if (d.given - tail_from <= d.max_line) {
                return std::optional<Chunk>{Chunk{{d.buffer.data(), d.given}, d.offset, d.line}};
            }
        }
        if (d.filled > d.max_line) {
            Error e{Errc::limit, fmt::format("a line is longer than {} bytes", d.max_line), d.in.name(),
                    "This is no log of lines, or a damaged one"};
            e.line = static_cast<std::int64_t>(d.line);
            e.offset = static_cast<std::int64_t>(d.offset);
            return fail(std::move(e));
        }
        d.buffer.resize(d.buffer.size() * 2);
    }
}

} // namespace parapet
