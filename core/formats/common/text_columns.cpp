#include "core/formats/common/text_columns.h"

#include "core/base/text.h"

namespace parapet {

namespace {

constexpr std::size_t k_most_columns = 100;

bool is_inner_byte(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The first byte of the character of that number.
std::size_t byte_of(std::string_view line, std::size_t character) {
    std::size_t seen = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (is_inner_byte(line[at])) continue;
        if (seen == character) return at;
        ++seen;
    }
    return line.size();
}

} // namespace

TextColumns::TextColumns(std::string_view header) {
    std::size_t character = 0;
    bool wide = true; // two spaces, or the beginning
    for (std::size_t at = 0; at < header.size() && columns_.size() < k_most_columns; ++at) {
        if (is_inner_byte(header[at])) {
            if (!columns_.empty()) columns_.back().name += header[at];
            continue;
        }
        const bool space = header[at] == ' ' || header[at] == '\t';
        if (!space && wide) columns_.push_back({{}, character});
        if (!columns_.empty()) columns_.back().name += header[at];
        const bool next_space = at + 1 < header.size() && header[at + 1] == ' ';
        wide = space ? wide || header[at] == '\t' || next_space : false;
        ++character;
    }
    for (Column& column : columns_)
        column.name = trimmed(column.name);
}

TextColumns::TextColumns(std::string_view header, std::string_view dashes) {
    for (std::size_t at = 0; at < dashes.size() && columns_.size() < k_most_columns; ++at)
        if (dashes[at] == '-' && (at == 0 || dashes[at - 1] != '-')) columns_.push_back({{}, at});
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::size_t from = byte_of(header, columns_[i].start);
        const std::size_t to = i + 1 < columns_.size() ? byte_of(header, columns_[i + 1].start) : header.size();
        columns_[i].name = std::string(trim(header.substr(from, to - from)));
    }
}

bool TextColumns::has(std::string_view name) const {
    for (const Column& column : columns_)
        if (iequals(column.name, name)) return true;
    return false;
}

std::string_view TextColumns::get(std::string_view line, std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (!iequals(columns_[i].name, name)) continue;
            const std::size_t from = byte_of(line, columns_[i].start);
            const std::size_t to = i + 1 < columns_.size() ? byte_of(line, columns_[i + 1].start) : line.size();
            return trim(line.substr(from, to - from));
        }
    return {};
}

} // namespace parapet
