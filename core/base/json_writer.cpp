#include "core/base/json.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <cmath>

namespace parapet::json {

void append_string(std::string& out, std::string_view text) {
    static constexpr std::string_view k_hex = "0123456789abcdef";
    const auto plain = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '\x7f';
    };
    std::string clean;
    if (!is_valid_utf8(text)) {
        clean = sanitize_utf8(text);
        text = clean;
    }
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (plain(c)) continue;
        out.append(text, from, i - from);
        from = i + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += k_hex[static_cast<unsigned char>(c) >> 4U];
            out += k_hex[static_cast<unsigned char>(c) & 15U];
        }
    }
    out.append(text, from);
    out += '"';
}

void Writer::comma() {
    if (need_comma_) out_ += ',';
    need_comma_ = true;
}

Writer& Writer::begin_object() {
    comma();
    out_ += '{';
    need_comma_ = false;
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    need_comma_ = true;
    return *this;
}

Writer& Writer::begin_array() {
    comma();
    out_ += '[';
    need_comma_ = false;
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    need_comma_ = true;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    comma();
    append_string(out_, name);
    out_ += ':';
    need_comma_ = false;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    comma();
    append_string(out_, text);
    return *this;
}

Writer& Writer::value(std::int64_t n) {
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", n);
    return *this;
}

Writer& Writer::value(std::uint64_t n) {
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", n);
    return *this;
}

Writer& Writer::value(double n) {
    if (!std::isfinite(n)) return null();
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", n);
    return *this;
}

Writer& Writer::value(bool b) {
    comma();
    out_ += b ? "true" : "false";
    return *this;
}

Writer& Writer::null() {
    comma();
    out_ += "null";
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    comma();
    out_ += json;
    return *this;
}

Writer& Writer::text_or_null(std::string_view name, std::string_view text) {
    key(name);
    return text.empty() ? null() : value(text);
}

} // namespace parapet::json
