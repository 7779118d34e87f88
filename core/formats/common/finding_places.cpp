// Paths, URLs, package URLs and lists of locations; the rest of finding_fields.h.
#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::fields {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool has_drive(std::string_view path) {
    return path.size() >= 2 && path[1] == ':' && (path[0] | 0x20) >= 'a' && (path[0] | 0x20) <= 'z';
}

// "a/./b/../c" -> "a/c"; what leads out of the root stays to be seen.
std::string without_dots(std::string_view path) {
    std::vector<std::string_view> kept;
    const bool absolute = !path.empty() && path.front() == '/';
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == ".." && !kept.empty() && kept.back() != "..")
            kept.pop_back();
        else
            kept.push_back(part);
    }
    std::string out = absolute ? "/" : "";
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (i != 0) out += '/';
        out += kept[i];
    }
    return out;
}

// Most paths are as they should be.
bool needs_work(std::string_view path) {
    char before = '/'; // a leading "." is a part of its own, too
    for (const char c : path) {
        if (c == '%' || c == '\\' || c == ':' || (c == '.' && before == '/') ||
            (c == '/' && before == '/' && &c != path.data()))
            return true;
        before = c;
    }
    return before == '/' && path.size() > 1;
}

} // namespace

std::string percent_decoded(std::string_view text) {
    if (text.find('%') == std::string_view::npos) return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low < 0 || (high == 0 && low == 0)) { // a NUL is never meant
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return is_valid_utf8(out) ? out : sanitize_utf8(out);
}

std::string normal_path(std::string_view uri) {
    uri = trim(uri);
    if (!needs_work(uri)) return std::string(uri);
    bool is_uri = true; // percent signs are escapes in a URI, and in a relative reference of one
    if (istarts_with(uri, "file:")) {
        uri.remove_prefix(5);
        if (uri.substr(0, 3) == "///")
            uri.remove_prefix(2);
        else if (istarts_with(uri, "//localhost/"))
            uri.remove_prefix(11);
    } else if (has_drive(uri) || uri.find('\\') != std::string_view::npos) {
        is_uri = false;
    }
    std::string path = is_uri ? percent_decoded(uri) : std::string(uri);
    std::replace(path.begin(), path.end(), '\\', '/');
    if (path.size() > 3 && path[0] == '/' && has_drive(std::string_view(path).substr(1))) path.erase(0, 1);
    if (path.substr(0, 2) == "//") return "/" + without_dots(path); // a server's share: shown, never opened
    return without_dots(path);
}

void set_purl(Location& location, std::string_view purl) {
    purl = trim(purl);
    if (purl.substr(0, 4) != "pkg:" || purl.size() > 2048) return;
    location.purl = purl;
    std::string_view rest = purl.substr(4);
    rest = rest.substr(0, rest.find('#'));
    rest = rest.substr(0, rest.find('?'));
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return;
    if (location.ecosystem.empty()) location.ecosystem = to_lower(rest.substr(0, slash));
    rest.remove_prefix(slash + 1);
    const auto at = rest.rfind('@');
    if (at != std::string_view::npos && at > 0) {
        if (location.version.empty()) location.version = percent_decoded(rest.substr(at + 1));
        rest = rest.substr(0, at);
    }
    if (!location.package.empty()) return;
    // The namespace belongs to the name where the ecosystem says so; of a distribution it is its own name.
    const bool distribution = location.ecosystem == "deb" || location.ecosystem == "rpm" ||
                              location.ecosystem == "apk" || location.ecosystem == "alpm";
    if (distribution) rest = rest.substr(rest.rfind('/') + 1);
    location.package = percent_decoded(rest);
    if (location.ecosystem == "maven") {
        const auto last = location.package.rfind('/');
        if (last != std::string::npos) location.package[last] = ':';
    }
}

std::string url_origin(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const auto end = url.find_first_of("/?#", scheme + 3);
    std::string_view authority = url.substr(scheme + 3, end == std::string_view::npos ? end : end - scheme - 3);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    return fmt::format("{}://{}", url.substr(0, scheme), authority);
}

void set_url(Location& location, std::string_view url) {
    url = trim(url);
    if (url.size() > 8192) url = url.substr(0, 8192);
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        location.url = url;
        return;
    }
    const std::string origin = url_origin(url);
    // Credentials inside a URL are not kept.
    const auto rest = url.find_first_of("/?#", scheme + 3);
    location.url = origin + (rest == std::string_view::npos ? std::string() : std::string(url.substr(rest)));
    std::string_view host = std::string_view(origin).substr(scheme + 3);
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    std::int64_t port = 0;
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket) &&
        parse_int(host.substr(colon + 1), port) && port > 0 && port < 65536) {
        location.port = port;
        host = host.substr(0, colon);
    } else if (location.port == 0) {
        location.port = istarts_with(url, "https:") ? 443 : istarts_with(url, "http:") ? 80 : 0;
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    location.host = to_lower(host);
}

void add_location(RawFinding& finding, Location&& location, LocationCount& count, const Limits& limits) {
    if (finding.more_locations.size() + 1 >= limits.max_locations) {
        ++count.dropped;
        return;
    }
    finding.more_locations.push_back(std::move(location));
}

void finish_locations(const LocationCount& count, std::string_view where, ParseStats& stats) {
    if (count.dropped == 0) return;
    stats.warn(std::string(where),
               fmt::format("{} more locations are not shown", format_count(static_cast<std::int64_t>(count.dropped))));
}

} // namespace parapet::fields
