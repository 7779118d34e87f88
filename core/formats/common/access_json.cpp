#include "core/formats/common/access_json.h"

#include "core/formats/common/http_line.h"

#include <cmath>

namespace parapet {

namespace {

constexpr double k_latest_seconds = 9e9; // later than 2255: the number is in milliseconds or finer

// The first of `names` that holds text, a number or an array of texts; a dot steps into an object.
std::string text_of(const json::Value& root, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        json::Value v = root[name];
        if (!v) {
            v = root;
            std::size_t at = 0;
            while (at <= name.size() && v.is_object()) {
                const std::size_t dot = std::min(name.find('.', at), name.size());
                v = v[name.substr(at, dot - at)];
                at = dot + 1;
            }
            if (at <= name.size()) continue; // a text where the path goes on
        }
        if (v.is_object()) continue;
        if (v.is_array()) v = v.at(0);
        std::string text = v.text();
        if (!text.empty() && text != "-") return text;
    }
    return {};
}

std::optional<Time> time_of(const std::string& text) {
    if (auto time = parse_rfc3339(text)) return time;
    try {
        std::size_t used = 0;
        double number = std::stod(text, &used);
        if (used != text.size() || !std::isfinite(number) || number < 0) return std::nullopt;
        while (number > k_latest_seconds)
            number /= 1000;
        return from_unix_nanos(static_cast<std::int64_t>(number * 1e9));
    } catch (const std::exception&) {
        return std::nullopt; // no number: perhaps common log format
    }
}

} // namespace

bool JsonRequest::read(std::string_view line) {
    auto parsed = document.parse(line);
    if (!parsed || !parsed->is_object()) return false;
    const json::Value& v = *parsed;
    client = text_of(v, {"ClientHost", "request.client_ip", "request.remote_ip", "remote_addr", "client_ip", "clientip",
                         "remote_ip", "remoteIp", "clientIp", "client.ip", "source.ip", "remoteAddress", "RemoteAddr",
                         "request.remote_addr", "remote_host", "remoteHost", "ip", "client"});
    user = text_of(v, {"ClientUsername", "user_id", "remote_user", "remoteUser", "auth_user", "user.name", "user"});
    method = text_of(v, {"RequestMethod", "request.method", "request_method", "requestMethod", "http.request.method",
                         "method", "verb", "meth"});
    target = text_of(v, {"RequestPath", "request.uri", "request_uri", "requestUri", "url.original", "uri",
                         "requestPath", "request.url", "url", "uri_path", "path", "request_path"});
    protocol = text_of(v, {"RequestProtocol", "request.proto", "server_protocol", "protocol", "http_version", "proto"});
    vhost = text_of(v, {"RequestHost", "request.host", "server_name", "http_host", "vhost", "virtual_host", "host",
                        "domain", "fqdn"});
    agent = text_of(v, {"request_User-Agent", "request.headers.User-Agent", "http_user_agent", "user_agent",
                        "userAgent", "user_agent.original", "agent", "ua", "request.headers.user-agent"});
    referrer = text_of(v, {"request_Referer", "request.headers.Referer", "http_referer", "http_referrer", "referer",
                           "referrer", "request.headers.referer"});
    std::string code = text_of(v, {"DownstreamStatus", "status", "response_status", "response.status", "status_code",
                                   "statusCode", "http.response.status_code", "response_code", "code", "http_status"});
    if (code == "0") code = text_of(v, {"OriginStatus"});
    status = code.size() == 3 ? std::atoi(code.c_str()) : 0;
    if (const json::Value request = v["request"]; request.is_string() && target.empty()) {
        const RequestLine parts = split_request_line(request.str());
        target = std::string(parts.is_request ? parts.target : request.str());
        method = std::string(parts.method);
        protocol = std::string(parts.protocol);
    }
    if (const std::string query = text_of(v, {"query_string", "args", "querystring", "query", "qs"});
        !query.empty() && target.find('?') == std::string::npos) {
        target += query.starts_with('?') ? query : "?" + query;
    }
    const std::string stamp = text_of(v, {"StartUTC", "time", "ts", "@timestamp", "timestamp", "time_iso8601", "msec",
                                          "time_local", "date", "datetime"});
    time = time_of(stamp);
    clf_time = time ? std::string() : stamp;
    return !target.empty() && (!method.empty() || status != 0) && (!client.empty() || status != 0);
}

} // namespace parapet
