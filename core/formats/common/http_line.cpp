#include "core/formats/common/http_line.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

// Sorted.
constexpr std::array<std::string_view, 39> k_methods{
    "ACL",         "BASELINE-CONTROL",
    "BIND",        "CHECKIN",
    "CHECKOUT",    "CONNECT",
    "COPY",        "DEBUG",
    "DELETE",      "GET",
    "HEAD",        "LABEL",
    "LINK",        "LOCK",
    "MERGE",       "MKACTIVITY",
    "MKCALENDAR",  "MKCOL",
    "MKWORKSPACE", "MOVE",
    "NOTIFY",      "OPTIONS",
    "ORDERPATCH",  "PATCH",
    "POST",        "PRI",
    "PROPFIND",    "PROPPATCH",
    "PURGE",       "PUT",
    "REBIND",      "REPORT",
    "SEARCH",      "TRACE",
    "TRACK",       "UNBIND",
    "UNCHECKOUT",  "UNLOCK",
    "UPDATE",
};

bool is_method_text(std::string_view word) {
    return !word.empty() && word.size() <= 24 && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
}

} // namespace

bool known_method(std::string_view method) {
    return std::binary_search(k_methods.begin(), k_methods.end(), method);
}

RequestLine split_request_line(std::string_view line) {
    RequestLine out;
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) {
        out.facts = fact::empty;
        return out;
    }
    const std::string_view text = line.substr(indent);
    const std::size_t space = text.find(' ');
    out.method = text.substr(0, space);
    const bool method_text = is_method_text(out.method);
    const bool known = known_method(out.method);
    const std::string_view behind = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    const std::size_t version = behind.find(" HTTP/");
    if (version != std::string_view::npos && method_text) {
        out.is_request = true;
        out.target = behind.substr(0, version);
        const std::string_view tail = behind.substr(version + 1);
        const std::size_t end = tail.find(' ');
        out.protocol = tail.substr(0, end);
        if (end != std::string_view::npos) out.rest = tail.substr(end);
    } else if (known && (behind.starts_with('/') || istarts_with(behind, "http"))) {
        out.is_request = true;
        const std::size_t end = behind.find(' ');
        out.target = behind.substr(0, end);
        if (end != std::string_view::npos) out.rest = behind.substr(end);
        out.facts |= fact::no_version;
    } else {
        out.method = {};
        out.target = line;
        if (line.size() <= 2 && line == "-") out.facts |= fact::empty;
        return out;
    }
    out.space_in_target = trim(out.target).find(' ') != std::string_view::npos;
    if (out.space_in_target) out.facts |= fact::space_in_target;
    if (!known) {
        std::string upper(out.method);
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        out.facts |= known_method(upper) ? fact::method_case : fact::unknown_method;
    }
    if (indent > 0) out.facts |= fact::unknown_method;
    return out;
}

Verdict inspect_line(RequestScanner& scanner, std::string_view line, const RequestLine& parts) {
    HttpRequest request;
    if (!parts.is_request) {
        // Bytes that no request begins with are judged as a request line too; whatever else they are, a payload.
        const auto first = static_cast<unsigned char>(line.empty() ? ' ' : line.front());
        const bool bytes = first < 0x20 || first == '\\' || first == '@' || istarts_with(line, "SSH-") ||
                           line.starts_with("MGLNDD_") || line.starts_with("PRI ");
        request.line = line;
        if (bytes)
            if (const Verdict verdict = scanner.inspect(request)) return verdict;
        return scanner.inspect_payload(line);
    }
    request.line = line.substr(0, line.size() - parts.rest.size());
    // "GET / 1.1": what is no version stands in its place. Headers follow two line ends.
    if ((parts.facts & fact::no_version) != 0 && !parts.rest.starts_with("  ")) request.line = line;
    request.target = parts.target;
    request.rest = parts.rest;
    request.facts = parts.facts;
    return scanner.inspect(request);
}

} // namespace parapet
