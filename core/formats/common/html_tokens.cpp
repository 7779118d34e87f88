#include "core/formats/common/html_tokens.h"

#include "core/base/text.h"
#include "core/formats/common/plain_text.h"

#include <algorithm>

namespace parapet {

namespace {

bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Where a tag that begins at `at` ends (behind its '>'); a '>' in quotes does not end it.
std::size_t end_of_tag(std::string_view html, std::size_t at) {
    char quote = '\0';
    for (std::size_t i = at; i < html.size(); ++i) {
        const char c = html[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if ((c == '"' || c == '\'') && i > at && html[i - 1] == '=') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return html.size();
}

} // namespace

std::string HtmlToken::attribute(std::string_view wanted) const {
    std::size_t at = 0;
    while (at < body.size()) {
        while (at < body.size() && (is_white(body[at]) || body[at] == '/'))
            ++at;
        const std::size_t from = at;
        while (at < body.size() && !is_white(body[at]) && body[at] != '=')
            ++at;
        const std::string_view key = body.substr(from, at - from);
        std::string_view value;
        if (at < body.size() && body[at] == '=') {
            ++at;
            const char quote = at < body.size() ? body[at] : ' ';
            const bool quoted = quote == '"' || quote == '\'';
            const std::size_t first = quoted ? at + 1 : at;
            at = first;
            while (at < body.size() && (quoted ? body[at] != quote : !is_white(body[at])))
                ++at;
            value = body.substr(first, at - first);
            ++at;
        }
        if (iequals(key, wanted)) return text_of_html(value);
        if (at == from) ++at;
    }
    return {};
}

bool HtmlToken::has_class(std::string_view word) const {
    const std::string classes = attribute("class");
    for (const std::string_view part : split(classes, ' '))
        if (part == word) return true;
    return false;
}

bool HtmlTokens::next(HtmlToken& token) {
    while (at_ < html_.size()) {
        token.begin = at_;
        if (html_[at_] != '<') {
            const auto end = std::min(html_.find('<', at_), html_.size());
            token.kind = HtmlToken::Kind::text;
            token.name.clear();
            token.body = html_.substr(at_, end - at_);
            at_ = token.end = end;
            return true;
        }
        if (html_.substr(at_, 4) == "<!--") {
            const auto end = html_.find("-->", at_ + 4);
            at_ = end == std::string_view::npos ? html_.size() : end + 3;
            continue;
        }
        const std::size_t end = end_of_tag(html_, at_);
        if (html_[end - 1] != '>') break; // cut
        std::string_view tag = html_.substr(at_ + 1, end - at_ - 2);
        at_ = token.end = end;
        if (tag.empty() || tag.front() == '!' || tag.front() == '?') continue;
        token.kind = tag.front() == '/' ? HtmlToken::Kind::close : HtmlToken::Kind::open;
        if (tag.front() == '/') tag.remove_prefix(1);
        const auto name_end = static_cast<std::size_t>(
            std::find_if(tag.begin(), tag.end(), [](char c) { return is_white(c) || c == '/'; }) - tag.begin());
        token.name = to_lower(tag.substr(0, name_end));
        token.body = tag.substr(name_end);
        if (token.kind == HtmlToken::Kind::open && (token.name == "script" || token.name == "style")) {
            const std::string close = "</" + token.name;
            at_ = std::min(html_.find(close, at_), html_.size());
            continue;
        }
        return true;
    }
    at_ = html_.size();
    return false;
}

} // namespace parapet
