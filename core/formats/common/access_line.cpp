#include "core/formats/common/access_line.h"

#include "core/base/text.h"
#include "core/formats/common/address.h"
#include "core/formats/common/scan.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace parapet {

namespace {

constexpr std::size_t k_stamp_bytes = 26; // "20/Jul/2009:22:59:26 +0000"
constexpr std::size_t k_max_tokens = 8;   // in front of the time

std::string_view without_dash(std::string_view text) {
    return text == "-" ? std::string_view() : text;
}

// "20/Jul/2009:22:59:26" at `p`?
bool stamp_at(const char* p, const char* end) {
    return end - p >= 20 && p[2] == '/' && p[6] == '/' && p[11] == ':' && p[14] == ':' && p[17] == ':' &&
           is_digit(p[0]) && is_digit(p[1]) && is_alpha(p[3]) && is_digit(p[7]) && is_digit(p[12]) && is_digit(p[19]);
}

// The bracket that opens the time; nullptr when there is none.
const char* find_stamp(const char* p, const char* end) {
    while (p < end) {
        const auto* open = static_cast<const char*>(std::memchr(p, '[', static_cast<std::size_t>(end - p)));
        if (!open) return nullptr;
        if (stamp_at(open + 1, end)) return open;
        p = open + 1;
    }
    return nullptr;
}

// The quote that ends a quoted field which may hold quotes itself: an even number of backslashes before it, and behind
// it the end or a space with `status`: three digits or a dash.
const char* end_of_quoted(const char* p, const char* end, bool status) {
    const char* const from = p;
    while (p < end) {
        const auto* quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
        if (!quote) return nullptr;
        const char* back = quote;
        while (back > from && back[-1] == '\\')
            --back;
        if ((quote - back) % 2 == 0) {
            const char* next = quote + 1;
            if (next == end) return quote;
            if (*next == ' ') {
                if (!status) return quote;
                if (end - next >= 4 && is_digit(next[1]) && is_digit(next[2]) && is_digit(next[3]) &&
                    (end - next == 4 || !is_digit(next[4])))
                    return quote;
                if (end - next >= 2 && next[1] == '-') return quote;
            }
        }
        p = quote + 1;
    }
    return nullptr;
}

bool is_private(std::string_view address) {
    if (!is_address(address)) return true; // a name proves nothing
    if (address.starts_with("10.") || address.starts_with("127.") || address.starts_with("192.168.") ||
        address.starts_with("169.254.") || address.starts_with("::1") || address.starts_with("fe80") ||
        address.starts_with("fc") || address.starts_with("fd"))
        return true;
    if (!address.starts_with("172.")) return false;
    const std::string_view second = address.substr(4, address.find('.', 4) - 4);
    return second.size() == 2 && second >= "16" && second <= "31";
}

bool is_host_port(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    return is_address(text) ||
           (colon != std::string_view::npos && is_address(text.substr(0, colon)) && colon + 1 < text.size());
}

// client ident user, vhost client ident user, lists of proxies, users with spaces.
void read_prefix(std::string_view prefix, AccessLine& out) {
    prefix = trim(prefix);
    if (prefix.starts_with('"')) { // a quoted list of proxies, then the peer
        const std::size_t close = prefix.find('"', 1);
        out.client = client_of_list(prefix.substr(1, close == std::string_view::npos ? close : close - 1));
        return;
    }
    std::array<std::string_view, k_max_tokens> tokens;
    std::size_t n = 0;
    for (std::size_t at = 0; at < prefix.size() && n < tokens.size();) {
        const std::size_t space = std::min(prefix.find(' ', at), prefix.size());
        if (space > at) {
            if (n == 0 && prefix[space - 1] == ',') { // the list goes on
                at = space + 1;
                continue;
            }
            const std::size_t from = n == 0 ? 0 : at;
            tokens[n++] = prefix.substr(from, space - from);
        }
        at = space + 1;
    }
    if (n == 0) return;
    std::size_t client = 0;
    if (n >= 2 && is_host_port(tokens[1]) && (n >= 4 || !is_host_port(tokens[0]))) {
        client = 1;
        const bool list = tokens[0].find(',') != std::string_view::npos;
        if (list) client = 0;
        if (!list) out.vhost = without_dash(tokens[0]);
        if (list) return void(out.client = client_of_list(tokens[0]));
    }
    out.client = tokens[client].find(',') == std::string_view::npos ? tokens[client] : client_of_list(tokens[client]);
    // ident, then the user to the end: it may hold spaces.
    if (n < client + 3) return;
    std::string_view user = tokens[client + 2];
    if (n > client + 3 && tokens[n - 1] == "-") return; // a request id stands where users do: "- ID -"
    if (n > client + 3 && n < tokens.size())
        user = prefix.substr(static_cast<std::size_t>(user.data() - prefix.data()));
    out.user = without_dash(user);
}

// `- 404 404 - GET http example.org "/path" [Client 1.2.3.4] [Length 192] … "agent" "referrer"`
bool read_proxy_manager(std::string_view rest, AccessLine& out) {
    Scan scan(rest);
    std::array<std::string_view, 8> words;
    std::size_t n = 0;
    while (n < words.size() && !scan.ended() && scan.peek() != '"' && scan.peek() != '[') {
        const std::string_view text = scan.rest();
        const std::size_t space = std::min(text.find(' '), text.size());
        words[n++] = text.substr(0, space);
        scan.skip(space);
        scan.spaces();
    }
    if (scan.peek() != '"' || n < 5) return false;
    out.vhost = words[n - 1];
    out.method = words[n - 3];
    for (std::size_t i = 0; i + 3 < n; ++i) {
        std::int64_t status = 0;
        if (words[i].size() == 3 && parse_int(words[i], status) && out.status == 0)
            out.status = static_cast<int>(status);
    }
    const std::string_view quoted = scan.rest().substr(1);
    const std::size_t close = quoted.find("\" [");
    if (close == std::string_view::npos) return false;
    out.target = quoted.substr(0, close);
    out.request = out.target;
    out.tail = quoted.substr(close + 1);
    constexpr std::string_view k_client = "[Client ";
    const std::size_t client = out.tail.find(k_client);
    if (client == std::string_view::npos) return false;
    const std::string_view behind = out.tail.substr(client + k_client.size());
    out.client = behind.substr(0, behind.find(']'));
    const std::size_t agent = behind.find('"');
    out.tail = agent == std::string_view::npos ? std::string_view() : behind.substr(agent);
    return true;
}

int read_status(std::string_view& tail) {
    if (tail.size() >= 4 && tail[0] == ' ' && is_digit(tail[1]) && is_digit(tail[2]) && is_digit(tail[3])) {
        const int status = (tail[1] - '0') * 100 + (tail[2] - '0') * 10 + (tail[3] - '0');
        tail.remove_prefix(4);
        return status;
    }
    return 0;
}

// What follows the time: `"request" status …`, perhaps with words in front of the request.
bool read_request(std::string_view rest, AccessLine& out) {
    const std::size_t open = rest.find('"');
    if (open == std::string_view::npos) return false;
    const char* const begin = rest.data() + open + 1;
    const char* const end = rest.data() + rest.size();
    const char* quote = end_of_quoted(begin, end, true);
    if (!quote) {
        out.cut = true;
        quote = end;
    }
    out.request = {begin, static_cast<std::size_t>(quote - begin)};
    out.tail =
        quote < end ? std::string_view(quote + 1, static_cast<std::size_t>(end - quote - 1)) : std::string_view();
    out.status = read_status(out.tail);
    if (out.client.empty() && open > 1) { // [time] vhost client seconds "request"
        const std::string_view words = trim(rest.substr(0, open));
        const std::size_t space = words.find(' ');
        if (space != std::string_view::npos) {
            const std::string_view behind = words.substr(space + 1);
            const std::string_view address = behind.substr(0, behind.find(' '));
            if (is_host_port(address)) {
                out.vhost = words.substr(0, space);
                out.client = address;
            }
        }
    }
    return true;
}

} // namespace

std::string_view client_of_list(std::string_view list) {
    std::string_view first;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string_view one = trim(list.substr(at, comma - at));
        if (!one.empty() && one != "-" && one != "unknown") {
            if (!is_private(one)) return one;
            if (first.empty()) first = one;
        }
        at = comma + 1;
    }
    return first;
}

bool read_access_line(std::string_view line, AccessLine& out) {
    const char* const begin = line.data();
    const char* const end = begin + line.size();
    const char* const open = find_stamp(begin, end);
    if (!open) return false;
    const auto* close = static_cast<const char*>(std::memchr(open, ']', static_cast<std::size_t>(end - open)));
    if (!close) return false;
    out = AccessLine{};
    out.stamp = {open + 1, static_cast<std::size_t>(close - open - 1)};
    if (out.stamp.size() > k_stamp_bytes + 8 || (out.stamp.size() > 20 && out.stamp[20] == '.'))
        return false; // HAProxy
    const std::string_view rest(close + 1, static_cast<std::size_t>(end - close - 1));
    // The usual line: "client - user [", then " \"".
    const auto* space = static_cast<const char*>(std::memchr(begin, ' ', static_cast<std::size_t>(open - begin)));
    if (space && open - space >= 5 && space[1] == '-' && space[2] == ' ' && open[-1] == ' ' && space > begin &&
        space[-1] != ',' && !std::memchr(space + 3, ' ', static_cast<std::size_t>(open - 1 - (space + 3)))) {
        out.client = {begin, static_cast<std::size_t>(space - begin)};
        out.user = without_dash({space + 3, static_cast<std::size_t>(open - 1 - (space + 3))});
    } else if (open > begin) {
        read_prefix({begin, static_cast<std::size_t>(open - begin)}, out);
    }
    if (open == begin && read_proxy_manager(trim(rest), out)) {
        out.message = trim(rest);
        return true;
    }
    if (!read_request(rest, out)) return false;
    out.message = trim(rest);
    return true;
}

AccessTail read_access_tail(const AccessLine& line) {
    AccessTail out;
    const char* p = line.tail.data();
    const char* const end = p + line.tail.size();
    const bool agent_first = !line.method.empty(); // nginx proxy manager
    std::array<std::string_view, 2> quoted;
    std::size_t n = 0;
    while (n < quoted.size() && p < end) {
        const auto* open = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
        if (!open) break;
        const char* close = end_of_quoted(open + 1, end, false);
        if (!close) close = end;
        quoted[n++] = {open + 1, static_cast<std::size_t>(close - open - 1)};
        p = close + 1;
    }
    if (n == 0) { // an agent without quotes behind the numbers
        const std::size_t dash = line.tail.find(" - ");
        if (dash != std::string_view::npos) out.agent = line.tail.substr(dash + 3);
        return out;
    }
    out.referrer = quoted[agent_first ? 1 : 0];
    out.agent = quoted[agent_first ? 0 : 1];
    return out;
}

} // namespace parapet
