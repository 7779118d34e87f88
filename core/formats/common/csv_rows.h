#pragma once
// The rows of a delimited text one after the other, of a stream or of a piece of text (RFC 4180 and its relatives).
// What the columns mean is the business of csv_table.h.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/base/text.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parapet {

// What a row is read from: all that is there, or more on demand.
class CsvSource {
public:
    explicit CsvSource(std::string_view text)
        : view_(text) {}
    explicit CsvSource(std::unique_ptr<Input> in)
        : in_(std::move(in)) {}

    [[nodiscard]] Result<bool> more() { // is there another byte?
        if (at_ < view_.size()) return true;
        if (in_ == nullptr || ended_) return false;
        dropped_ += view_.size();
        buffer_.resize(k_buffer_bytes);
        auto n = in_->read(buffer_);
        if (!n) return fail(n.error());
        view_ = std::string_view(buffer_).substr(0, *n);
        at_ = 0;
        ended_ = *n == 0;
        return !ended_;
    }
    // Of what is not read yet, as much as one buffer holds.
    [[nodiscard]] Result<std::string_view> look() {
        if (in_ != nullptr && buffer_.empty()) {
            buffer_.resize(k_buffer_bytes);
            std::size_t filled = 0;
            while (filled < buffer_.size()) {
                auto n = in_->read(std::span<char>(buffer_).subspan(filled));
                if (!n) return fail(n.error());
                if (*n == 0) break;
                filled += *n;
            }
            view_ = std::string_view(buffer_).substr(0, filled);
        }
        return view_.substr(at_);
    }
    [[nodiscard]] char peek() const { return view_[at_]; }
    [[nodiscard]] std::string_view rest() const { return view_.substr(at_); }
    void skip(std::size_t n) { at_ += n; }
    [[nodiscard]] std::int64_t offset() const { return static_cast<std::int64_t>(dropped_ + at_); }

private:
    static constexpr std::size_t k_buffer_bytes = 64U << 10;
    std::unique_ptr<Input> in_;
    std::string buffer_;
    std::string_view view_;
    std::size_t at_ = 0;
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
};

// One row after the other; cells lie one behind the other in one buffer.
class CsvRowReader {
public:
    CsvRowReader(CsvSource source, const Limits& limits)
        : source_(std::move(source))
        , limits_(limits) {}

    char delimiter = ',';

    [[nodiscard]] Result<bool> next() {
        for (;;) {
            auto more = row();
            if (!more || !*more) return more;
            if (!blank()) return true;
        }
    }
    [[nodiscard]] std::string_view cell(std::size_t i) const {
        if (i >= ends_.size()) return {};
        const std::size_t from = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(text_).substr(from, ends_[i] - from);
    }
    [[nodiscard]] std::size_t cells() const { return ends_.size(); }
    [[nodiscard]] std::int64_t line() const { return first_line_; }
    [[nodiscard]] std::int64_t offset() const { return first_offset_; }
    [[nodiscard]] CsvSource& source() { return source_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }

private:
    enum class State : std::uint8_t { start, plain, quoted, after };

    [[nodiscard]] bool blank() const { return trim(text_).empty() && ends_.size() <= 1; }

    [[nodiscard]] Result<bool> row();
    // A run of text outside quotes; true when the row ends.
    [[nodiscard]] bool bare();
    void quoted();
    [[nodiscard]] bool end_cell();
    [[nodiscard]] bool end_row();
    // Bytes of some other encoding (Excel writes the system's own) become U+FFFD.
    [[nodiscard]] bool a_cell_begins_within_a_letter() const;
    void repair();
    [[nodiscard]] Error at_line(Errc code, std::string what, std::int64_t line) const;
    [[nodiscard]] Error unclosed() const;
    [[nodiscard]] Error too_long() const;
    [[nodiscard]] Error too_many() const;

    CsvSource source_;
    Limits limits_;
    std::string text_;
    std::vector<std::size_t> ends_;
    State state_ = State::start;
    std::int64_t line_ = 1, first_line_ = 1, quote_line_ = 1, first_offset_ = 0;
};

} // namespace parapet
