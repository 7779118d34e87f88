#include "core/formats/common/web_finding.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

namespace parapet::fields {

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
