#include "core/formats/common/web_error_line.h"

#include "core/base/text.h"
#include "core/formats/common/log_stamp.h"
#include "core/formats/common/scan.h"

#include <fmt/format.h>

namespace parapet {

namespace {

constexpr std::size_t k_max_prefix = 128; // "host nginx[983478]: " in front of nginx's own time

// "2012/04/09 11:53:29 [" or with dashes at `text`: bytes of the time, 0 = none.
std::size_t numeric_stamp(std::string_view text, char separator) {
    if (text.size() < 22 || text[4] != separator || text[7] != separator || text[10] != ' ' || text[13] != ':' ||
        text[16] != ':')
        return 0;
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U, 11U, 12U, 14U, 15U, 17U, 18U})
        if (!is_digit(text[i])) return 0;
    std::size_t end = 19;
    if (end < text.size() && text[end] == '.')
        for (++end; end < text.size() && is_digit(text[end]);)
            ++end;
    return end + 1 < text.size() && text[end] == ' ' && text[end + 1] == '[' ? end : 0;
}

std::string_view bracketed(std::string_view& text) {
    if (!text.starts_with('[')) return {};
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return {};
    const std::string_view inside = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    while (text.starts_with(' '))
        text.remove_prefix(1);
    return inside;
}

// The last ", name: value" of nginx's message: user names may hold a false one.
std::string_view nginx_field(std::string_view text, std::string_view name) {
    const std::size_t at = text.rfind(name);
    if (at == std::string_view::npos) return {};
    std::string_view value = text.substr(at + name.size());
    if (value.starts_with('"')) {
        const std::size_t close = value.find("\", ", 1);
        value = value.substr(1, close == std::string_view::npos ? std::string_view::npos : close - 1);
        if (close == std::string_view::npos && value.ends_with('"')) value.remove_suffix(1);
        return value;
    }
    return value.substr(0, value.find(','));
}

bool read_nginx(std::string_view line, WebErrorLine& out) {
    std::size_t at = 0;
    std::size_t stamp = 0;
    for (;;) {
        stamp = numeric_stamp(line.substr(at), '/');
        if (stamp > 0) break;
        at = line.find(' ', at);
        if (at == std::string_view::npos || ++at > k_max_prefix) return false;
    }
    out.server = WebServer::nginx;
    out.stamp = line.substr(at, stamp);
    out.text = line.substr(at + stamp + 1);
    std::string_view text = out.text;
    out.level = bracketed(text);
    // "2865#0: *66647 "
    const std::size_t hash = text.find('#');
    if (hash <= 10) (void)parse_u32(text.substr(0, hash), out.pid);
    if (const std::size_t colon = text.find(": "); colon < 24) {
        text.remove_prefix(colon + 2);
        if (text.starts_with('*')) text.remove_prefix(std::min(text.find(' '), text.size() - 1) + 1);
    }
    out.message = text;
    out.client = nginx_field(text, ", client: ");
    if (out.client.empty() && text.starts_with("[client ")) out.client = text.substr(8, text.find(']') - 8);
    out.vhost = nginx_field(text, ", host: ");
    if (out.vhost.empty()) out.vhost = nginx_field(text, ", server: ");
    out.request = nginx_field(text, ", request: ");
    return true;
}

bool is_weekday(std::string_view text) {
    constexpr std::string_view k_days = "Mon Tue Wed Thu Fri Sat Sun ";
    return text.size() >= 4 && text[3] == ' ' && k_days.find(text.substr(0, 4)) != std::string_view::npos;
}

bool read_apache(std::string_view line, WebErrorLine& out) {
    if (!line.starts_with('[') || !is_weekday(line.substr(1))) return false;
    std::string_view text = line;
    out.stamp = bracketed(text);
    if (out.stamp.size() < 20) return false;
    out.server = WebServer::apache;
    out.text = text;
    for (bool first = true; text.starts_with('['); first = false) {
        std::string_view rest = text;
        if (rest.starts_with("[client [")) { // an IPv6 address in brackets of its own
            const std::size_t close = rest.find("] ", 9);
            if (close == std::string_view::npos) break;
            out.client = rest.substr(8, close - 8);
            text = rest.substr(close + 2);
            continue;
        }
        const std::string_view inside = bracketed(rest);
        if (inside.empty()) break;
        if (first) {
            out.level = inside.substr(inside.rfind(':') + 1);
        } else if (inside.starts_with("client ")) {
            out.client = trim(inside.substr(7));
        } else if (inside.starts_with("pid ")) {
            const std::string_view pid = inside.substr(
                4, inside.find(':') == std::string_view::npos ? std::string_view::npos : inside.find(':') - 4);
            (void)parse_u32(pid, out.pid);
        } else if (!inside.starts_with("remote ")) {
            break;
        }
        text = rest;
    }
    out.message = text;
    return true;
}

bool read_litespeed(std::string_view line, WebErrorLine& out) {
    const std::size_t stamp = numeric_stamp(line, '-');
    if (stamp == 0) return false;
    out.stamp = line.substr(0, stamp);
    std::string_view text = line.substr(stamp + 1);
    out.text = text;
    out.level = bracketed(text);
    (void)parse_u32(bracketed(text), out.pid);
    const std::string_view peer = bracketed(text); // 42.42.42.42:45164:HTTP2-41#_AdminVHost
    if (peer.find('#') == std::string_view::npos) return false;
    out.server = WebServer::litespeed;
    out.client = peer.substr(0, peer.find_first_of(":-", peer.find('.')));
    out.vhost = peer.substr(peer.find('#') + 1);
    out.message = text;
    return true;
}

} // namespace

bool read_web_error_line(std::string_view line, WebErrorLine& out) {
    out = WebErrorLine{};
    return read_apache(line, out) || read_litespeed(line, out) || read_nginx(line, out);
}

std::string_view modsec_field(std::string_view message, std::string_view name) {
    std::size_t at = 0;
    while ((at = message.find('[', at)) != std::string_view::npos) {
        ++at;
        const std::string_view rest = message.substr(at);
        if (!rest.starts_with(name) || rest.substr(name.size(), 2) != " \"") continue;
        const std::string_view value = rest.substr(name.size() + 2);
        return value.substr(0, value.find("\"]"));
    }
    return {};
}

} // namespace parapet
