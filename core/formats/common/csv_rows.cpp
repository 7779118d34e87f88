#include "core/formats/common/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

Result<bool> CsvRowReader::row() {
    text_.clear();
    ends_.clear();
    first_line_ = line_;
    first_offset_ = source_.offset();
    state_ = State::start;
    bool any = false;
    for (;;) {
        auto more = source_.more();
        if (!more) return fail(more.error());
        if (!*more) break;
        any = true;
        if (state_ == State::quoted)
            quoted();
        else if (bare())
            return end_row() ? Result<bool>(true) : fail(too_many());
        if (text_.size() > limits_.max_string_bytes) return fail(too_long());
        if (ends_.size() > limits_.max_csv_columns) return fail(too_many());
    }
    if (state_ == State::quoted) return fail(unclosed());
    if (!any) return false;
    return end_row() ? Result<bool>(true) : fail(too_many());
}

bool CsvRowReader::bare() {
    const char c = source_.peek();
    if (c == '\n' || c == '\r') {
        source_.skip(1);
        if (c == '\r') {
            const auto more = source_.more();
            if (more && *more && source_.peek() == '\n') source_.skip(1);
        }
        ++line_;
        return true;
    }
    if (c == delimiter) {
        ends_.push_back(text_.size());
        state_ = State::start;
        source_.skip(1);
        return false;
    }
    if (c == '"' && state_ == State::start) {
        text_.resize(ends_.empty() ? 0 : ends_.back()); // spaces before a quote are no part of the cell
        state_ = State::quoted;
        quote_line_ = line_;
        source_.skip(1);
        return false;
    }
    if (c == '"' && state_ == State::after) { // "" in a cell
        text_ += '"';
        state_ = State::quoted;
        source_.skip(1);
        return false;
    }
    if (c == ' ' && state_ == State::start) { // a quote may follow
        text_ += c;
        source_.skip(1);
        return false;
    }
    state_ = State::plain; // a quote within it is text
    const std::string_view rest = source_.rest();
    std::size_t n = 1;
    while (n < rest.size() && rest[n] != delimiter && rest[n] != '\n' && rest[n] != '\r')
        ++n;
    text_.append(rest, 0, n);
    source_.skip(n);
    return false;
}

void CsvRowReader::quoted() {
    const std::string_view rest = source_.rest();
    const std::size_t n = std::min(rest.find('"'), rest.size());
    text_.append(rest, 0, n);
    // CR alone ends a line as well, but within a cell nobody writes it so.
    line_ += std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(n), '\n');
    source_.skip(n);
    if (n == rest.size()) return;
    source_.skip(1);
    state_ = State::after;
}

bool CsvRowReader::end_cell() {
    ends_.push_back(text_.size());
    return ends_.size() <= limits_.max_csv_columns;
}

bool CsvRowReader::end_row() {
    if (!end_cell()) return false;
    if (!is_valid_utf8(text_) || a_cell_begins_within_a_letter()) repair();
    return true;
}

// Cells that a separator parted within a letter are valid side by side only.
bool CsvRowReader::a_cell_begins_within_a_letter() const {
    return std::any_of(ends_.begin(), ends_.end(), [&](std::size_t end) {
        return end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U;
    });
}

void CsvRowReader::repair() {
    std::string text;
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
        text += sanitize_utf8(cell(i));
        ends.push_back(text.size());
    }
    text_ = std::move(text);
    ends_ = std::move(ends);
}

Error CsvRowReader::at_line(Errc code, std::string what, std::int64_t line) const {
    Error error{code, std::move(what), {}, {}};
    error.line = line;
    return error;
}

Error CsvRowReader::unclosed() const {
    return at_line(Errc::malformed, "A quote is opened here and never closed", quote_line_);
}

Error CsvRowReader::too_long() const {
    return at_line(Errc::limit, fmt::format("A row is longer than {}", format_bytes(limits_.max_string_bytes)),
                   state_ == State::quoted ? quote_line_ : first_line_);
}

Error CsvRowReader::too_many() const {
    return at_line(Errc::limit, fmt::format("A row has more than {} columns", limits_.max_csv_columns), first_line_);
}

} // namespace parapet
