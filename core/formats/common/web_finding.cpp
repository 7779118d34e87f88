#include "core/formats/common/web_finding.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/query_secrets.h"

#include <algorithm>
#include <utility>

namespace parapet::fields {

namespace {

// {"password": "..."}: where the next value of a secret name is, from `from` on; empty when there is none.
std::string_view next_json_secret(std::string_view text, std::size_t from) {
    for (auto colon = text.find(':', from); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        const auto close = text.substr(0, colon).find_last_not_of(" \t\r\n");
        if (close == std::string_view::npos || close == 0 || text[close] != '"') continue;
        const auto open = text.rfind('"', close - 1);
        if (open == std::string_view::npos || !is_secret_name(text.substr(open + 1, close - open - 1))) continue;
        const auto first = text.find_first_not_of(" \t\r\n", colon + 1);
        if (first == std::string_view::npos || text[first] != '"') continue;
        std::size_t end = first + 1;
        while (end < text.size() && text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        end = std::min(end, text.size());
        if (end > first + 1) return text.substr(first + 1, end - first - 1);
    }
    return {};
}

void hide_json_secrets(std::string& text) {
    std::string out;
    std::size_t copied = 0;
    for (auto secret = next_json_secret(text, 0); !secret.empty(); secret = next_json_secret(text, copied)) {
        const auto at = static_cast<std::size_t>(secret.data() - text.data());
        out.append(text, copied, at - copied).append(mask_secret(secret));
        copied = at + secret.size();
    }
    if (copied > 0) text = out.append(text, copied);
}

void hide_in(std::string& text) {
    if (text.empty()) return;
    std::string buffer;
    if (const auto masked = without_secrets(text, buffer); masked.data() != text.data()) text = std::move(buffer);
}

void hide_in_message(std::string& text) {
    if (text.empty()) return;
    text = masked_http(text);
    hide_in(text);
    hide_json_secrets(text);
}

// "Possible hardcoded password: 'oolong'", as Bandit says it in each of its reports: the words between the quotes.
std::string told_password(std::string_view text) {
    constexpr std::string_view k_words = "hardcoded password";
    for (std::size_t at = 0; at + k_words.size() < text.size(); ++at) {
        if (!iequals(text.substr(at, k_words.size()), k_words)) continue;
        const std::string_view rest = text.substr(at + k_words.size());
        const auto open = rest.find_first_of("'\"");
        if (open > 4 || rest.find(':') > open) continue; // none is far beyond 4
        const auto close = rest.find(rest[open], open + 1);
        if (close == std::string_view::npos || close == open + 1) continue;
        return std::string(rest.substr(open + 1, close - open - 1));
    }
    return {};
}

void hide_told_password(RawFinding& finding) {
    std::string secret = told_password(finding.title);
    if (secret.empty()) secret = told_password(finding.description);
    if (secret.size() < 3) return; // every "a" of a text is no secret
    for (std::string* text : {&finding.title, &finding.description, &finding.evidence, &finding.location.snippet})
        *text = without_secret(std::move(*text), secret);
}

void hide_in(Location& at) {
    hide_in(at.url);
    hide_in(at.parameter);
    hide_in_message(at.snippet);
}

} // namespace

void add_links_of_html(RawFinding& finding, std::string_view html) {
    constexpr std::string_view k_href = "href=";
    for (auto at = html.find(k_href); at != std::string_view::npos; at = html.find(k_href, at)) {
        at += k_href.size();
        if (at >= html.size()) return;
        const char quote = html[at];
        if (quote != '"' && quote != '\'') continue;
        const auto end = html.find(quote, at + 1);
        if (end == std::string_view::npos) return;
        add_link(finding, html.substr(at + 1, end - at - 1));
    }
}

void append_text(std::string& text, std::string_view more, std::string_view heading) {
    more = trim(more);
    if (more.empty()) return;
    if (!text.empty()) text += "\n\n";
    if (!heading.empty()) {
        text += heading;
        text += ": ";
    }
    text += more;
}

void set_exchange(RawFinding& finding, std::string_view request, std::string_view response) {
    constexpr std::size_t k_kept_bytes = 8000;
    std::string text = masked_http(trim(request).substr(0, k_kept_bytes));
    if (!trim(response).empty()) {
        if (!text.empty()) text += "\n\n";
        text += masked_http(trim(response).substr(0, k_kept_bytes));
    }
    finding.evidence = elide(trimmed(sanitize_utf8(text)), 2 * k_kept_bytes);
}

void hide_credentials(RawFinding& finding) {
    hide_told_password(finding);
    if (finding.location.url.empty() && finding.identity != IdentityKind::web) return;
    hide_in(finding.location);
    for (Location& more : finding.more_locations)
        hide_in(more);
    hide_in(finding.title);
    hide_in_message(finding.description);
    hide_in_message(finding.evidence);
}

bool set_port(Location& location, std::string_view text) {
    for (const std::string_view part : split(trim(text), '/')) {
        std::int64_t port = 0;
        if (!parse_int(part, port) || port < 1 || port > 65535) continue;
        location.port = port;
        return true;
    }
    return false;
}

} // namespace parapet::fields
