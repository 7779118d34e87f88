#include "core/formats/common/code_place.h"

#include "core/base/text.h"

namespace parapet::fields {

namespace {

constexpr std::int64_t k_most = 1LL << 31;

void set_place(Location& at, std::string_view file, std::int64_t line, std::int64_t end_line, std::int64_t column) {
    at.file = elide(normal_path(file), 2000);
    at.line = line;
    at.end_line = end_line >= line ? end_line : 0;
    at.column = column;
}

} // namespace

std::int64_t line_number(json::Value value) {
    if (value.is_string()) return line_number(value.str());
    const auto n = value.integer().value_or(0);
    return n > 0 && n < k_most ? n : 0;
}

std::int64_t line_number(std::string_view text) {
    std::int64_t n = 0;
    return parse_int(text, n) && n > 0 && n < k_most ? n : 0;
}

std::int64_t first_line_number(std::string_view text) {
    const auto begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos) return 0;
    const auto end = text.find_first_not_of("0123456789", begin);
    return line_number(text.substr(begin, end == std::string_view::npos ? end : end - begin));
}

void set_code(RawFinding& finding, std::string_view file, std::int64_t line, std::int64_t end_line,
              std::int64_t column) {
    finding.identity = IdentityKind::code;
    set_place(finding.location, file, line, end_line, column);
}

void set_config(RawFinding& finding, std::string_view file, std::int64_t line, std::int64_t end_line,
                std::int64_t column) {
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    set_place(finding.location, file, line, end_line, column);
}

void set_snippet(Location& location, std::string_view text) {
    constexpr std::size_t k_snippet_bytes = 4000;
    location.snippet = elide(text, k_snippet_bytes);
}

bool is_about_secrets(std::string_view rule_or_title) {
    for (const std::string_view word :
         {"password", "passwd", "secret", "credential", "hardcoded", "hard-coded", "hard coded", "api key", "api_key",
          "apikey", "private key", "access key", "token"})
        if (icontains(rule_or_title, word)) return true;
    return false;
}

void set_code_snippet(RawFinding& finding, std::string_view text) {
    if (is_about_secrets(finding.rule) || is_about_secrets(finding.rule_name) || is_about_secrets(finding.title))
        return;
    set_snippet(finding.location, text);
}

void add_tags(RawFinding& finding, json::Value list, std::string_view head) {
    for (const json::Value item : list.items()) {
        if (!item.is_string()) continue;
        std::string tag(head);
        tag += item.str();
        add_tag(finding, tag);
    }
}

} // namespace parapet::fields
