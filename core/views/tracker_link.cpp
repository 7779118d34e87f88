#include "core/views/tracker_link.h"

#include "core/views/issue_text.h"

#include <algorithm>

namespace parapet::views {

namespace {

constexpr std::string_view k_title = "{title}", k_body = "{body}";
constexpr std::string_view k_cut = "\n\n(cut: the whole text is in Parapet, Copy as issue text)\n";

Error unfit(std::string what) {
    return {Errc::bad_argument,
            std::move(what),
            {},
            "for example https://github.com/OWNER/REPO/issues/new?title={title}&body={body}"};
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view k_digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() * 2);
    for (const char c : text) {
        if (unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += k_digits[byte >> 4U];
        out += k_digits[byte & 15U];
    }
    return out;
}

std::string filled(std::string_view url_template, std::string_view title, std::string_view body) {
    std::string out;
    while (!url_template.empty()) {
        const std::size_t at = url_template.find('{');
        out += url_template.substr(0, at);
        if (at == std::string_view::npos) break;
        url_template.remove_prefix(at);
        if (url_template.substr(0, k_title.size()) == k_title) {
            out += title;
            url_template.remove_prefix(k_title.size());
        } else if (url_template.substr(0, k_body.size()) == k_body) {
            out += body;
            url_template.remove_prefix(k_body.size());
        } else {
            return {}; // check_tracker_template refuses it
        }
    }
    return out;
}

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size()))
        ++n;
    return n;
}

// The longest beginning whose encoded form fits, ended at a line.
std::string cut_to(std::string_view body, std::size_t encoded_bytes) {
    std::size_t used = 0, line = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        used += unreserved(body[i]) ? 1 : 3;
        if (used > encoded_bytes) break;
        if (body[i] == '\n') line = i;
    }
    return std::string(body.substr(0, line)) + std::string(k_cut);
}

} // namespace

Result<void> check_tracker_template(std::string_view text) {
    if (text.size() > k_most_template_bytes) return fail(unfit("the address is too long"));
    const std::size_t scheme = text.find("://");
    const std::string_view name = text.substr(0, scheme);
    if (scheme == std::string_view::npos || (name != "https" && name != "http"))
        return fail(unfit("the address of a tracker begins with https:// or http://"));
    const std::string_view rest = text.substr(scheme + 3);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.empty() || host.find_first_of("@{}") != std::string_view::npos)
        return fail(unfit("the address names no server, or a password, or its server is not fixed"));
    const bool odd = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F || c == '"' || c == '<' ||
               c == '>' || c == '\\' || c == '`';
    });
    if (odd) return fail(unfit("the address holds spaces or characters that an address cannot have"));
    if (count_of(text, k_title) + count_of(text, k_body) == 0)
        return fail(unfit("the address does not say where {title} and {body} go"));
    if (filled(text, "t", "b").empty() || filled(text, "t", "b").find('}') != std::string::npos)
        return fail(unfit("only {title} and {body} may stand in braces"));
    return {};
}

Result<std::string> tracker_url(std::string_view url_template, std::string_view title, std::string_view body) {
    if (auto good = check_tracker_template(url_template); !good) return fail(std::move(good.error()));
    constexpr std::size_t k_most_title = 240;
    std::string short_title(title.substr(0, k_most_title));
    while (!short_title.empty() && title.size() > k_most_title && (short_title.back() & 0xC0) == 0x80)
        short_title.pop_back();
    if (title.size() > k_most_title && !short_title.empty() && (short_title.back() & 0x80) != 0) short_title.pop_back();
    const std::string encoded_title = percent_encoded(short_title);
    std::string out = filled(url_template, encoded_title, percent_encoded(body));
    const std::size_t bodies = count_of(url_template, k_body);
    if (out.size() <= k_most_url_bytes || bodies == 0) return out;
    const std::size_t without = filled(url_template, encoded_title, "").size() + bodies * percent_encoded(k_cut).size();
    const std::size_t room = without < k_most_url_bytes ? (k_most_url_bytes - without) / bodies : 0;
    return filled(url_template, encoded_title, percent_encoded(cut_to(body, room)));
}

Result<std::string> tracker_url_of(const Workspace& workspace, FindingId id, std::stop_token stop) {
    auto url_template = workspace.setting(k_tracker_setting);
    if (!url_template) return fail(std::move(url_template.error()));
    if (url_template->empty())
        return fail(Errc::not_found, "no tracker is set for this workspace", {}, "name its address in the settings");
    auto detail = finding_detail(workspace, id, std::move(stop));
    if (!detail) return fail(std::move(detail.error()));
    const std::string text = issue_markdown(*detail);
    // The first line is the heading; a tracker has a field of its own for it.
    const std::size_t end = text.find("\n\n");
    std::string severity(name_of(detail->row.severity));
    const std::string title = "[" + severity + "] " + detail->row.title +
                              (detail->row.asset.empty() ? std::string() : " (" + detail->row.asset + ")");
    return tracker_url(*url_template, title, end == std::string::npos ? text : text.substr(end + 2));
}

} // namespace parapet::views
