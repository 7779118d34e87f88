#include "core/base/json_skeleton.h"

#include "core/base/json_scan.h"

#include <algorithm>

namespace parapet::json {

Error moved(Error error, std::string_view part, std::uint64_t offset, std::int64_t line, std::int64_t column) {
    if (error.offset >= 0) {
        const auto at = std::min(static_cast<std::size_t>(error.offset), part.size());
        std::size_t last = 0;
        const std::size_t lines = count_newlines(part.substr(0, at), last);
        error.line = line + static_cast<std::int64_t>(lines);
        error.column = static_cast<std::int64_t>(lines == 0 ? static_cast<std::size_t>(column) + at : at - last);
        error.offset += static_cast<std::int64_t>(offset);
    } else {
        error.line = line;
        error.column = column;
        error.offset = static_cast<std::int64_t>(offset);
    }
    return error;
}

void Skeleton::mark(std::uint64_t offset, std::int64_t line, std::int64_t column) {
    marks_.push_back({text_.size(), offset, line, column});
}

void Skeleton::cut(std::size_t size) {
    text_.resize(size);
    while (marks_.size() > 1 && marks_.back().at >= size)
        marks_.pop_back();
}

bool Skeleton::ends_with_open_array() const {
    const auto last = text_.find_last_not_of(" \t\r\n");
    return last != std::string::npos && text_[last] == '[';
}

Result<Value> Skeleton::parse(Document& document, std::size_t from, std::string_view closing,
                              const Limits& limits) const {
    std::string text = text_.substr(from);
    text += closing;
    auto value = document.parse(text, limits);
    if (value) return value;
    Error error = value.error();
    const std::size_t at = from + static_cast<std::size_t>(std::max<std::int64_t>(0, error.offset));
    auto mark = std::upper_bound(marks_.begin(), marks_.end(), at,
                                 [](std::size_t place, const Mark& m) { return place < m.at; });
    if (mark != marks_.begin()) --mark;
    if (error.offset >= 0) error.offset = static_cast<std::int64_t>(at - mark->at);
    return fail(
        moved(std::move(error), std::string_view(text_).substr(mark->at), mark->offset, mark->line, mark->column));
}

} // namespace parapet::json
