#include "core/formats/common/haproxy_line.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

std::string_view word(std::string_view& text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view out = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    return out;
}

std::string_view last_word(std::string_view text) {
    text = trim(text);
    return text.substr(text.rfind(' ') + 1);
}

// "Jul 30 09:03:52 localhost haproxy[32450]: ": the host.
std::string_view host_of_head(std::string_view head) {
    const std::size_t program = head.find(" haproxy[");
    return program == std::string_view::npos ? std::string_view() : last_word(head.substr(0, program));
}

// "[14/Jan/2015:12:48:57.127] " anywhere: where its bracket opens.
std::size_t find_stamp(std::string_view line) {
    for (std::size_t at = line.find('['); at != std::string_view::npos; at = line.find('[', at + 1)) {
        const std::string_view s = line.substr(at + 1);
        if (s.size() > 25 && s[2] == '/' && s[6] == '/' && s[11] == ':' && s[14] == ':' && s[17] == ':' &&
            s[20] == '.' && s[24] == ']' && is_digit(s[0]) && is_digit(s[23]))
            return at;
    }
    return std::string_view::npos;
}

bool read_connect(std::string_view line, HaproxyLine& out) {
    constexpr std::string_view k_connect = "Connect from ";
    const std::size_t at = line.find(k_connect);
    if (at == std::string_view::npos || line.find(" haproxy[") == std::string_view::npos) return false;
    out.message = line.substr(at);
    std::string_view rest = line.substr(at + k_connect.size());
    out.client = word(rest);
    if (word(rest) != "to") return false;
    out.server = word(rest);
    out.log_host = host_of_head(line);
    return true;
}

} // namespace

bool read_haproxy_line(std::string_view line, HaproxyLine& out) {
    out = HaproxyLine{};
    const std::size_t at = find_stamp(line);
    if (at == std::string_view::npos) return read_connect(line, out);
    out.stamp = line.substr(at + 1, 24);
    out.log_host = host_of_head(line.substr(0, at));
    out.client = last_word(line.substr(0, at));
    if (out.client.find(':') == std::string_view::npos) return false;
    std::string_view rest = trim(line.substr(at + 26));
    out.message = rest;
    out.frontend = word(rest);
    if (out.frontend.ends_with(':')) { // "frontend/bind: SSL handshake failure"
        out.frontend.remove_suffix(1);
        return true;
    }
    if (out.frontend.ends_with('~')) out.frontend.remove_suffix(1); // over TLS
    const std::string_view backend = word(rest);
    const std::string_view timers = word(rest);
    if (backend.find('/') == std::string_view::npos || std::count(timers.begin(), timers.end(), '/') < 2) return false;
    if (std::count(timers.begin(), timers.end(), '/') < 4) return true; // TCP
    out.http = true;
    std::int64_t status = 0;
    if (parse_int(word(rest), status) && status >= 100 && status < 1000) out.status = static_cast<int>(status);
    const std::size_t open = rest.find(" \"");
    if (open != std::string_view::npos) {
        const std::string_view quoted = rest.substr(open + 2);
        const std::size_t close = quoted.rfind('"');
        out.request = quoted.substr(0, close == std::string_view::npos ? quoted.size() : close);
    }
    return true;
}

} // namespace parapet
