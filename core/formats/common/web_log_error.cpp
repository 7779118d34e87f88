// Error lines of web servers: refused log-ins, what ModSecurity says, requests that attack, servers that start and
// stop.

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/common/http_line.h"
#include "core/formats/common/web_error_line.h"
#include "core/formats/common/web_log.h"

#include <algorithm>

namespace parapet {

namespace {

struct Words {
    std::string_view words; // stand somewhere in the message
    std::string_view rule;
    EventKind kind;
    Outcome outcome;
    Severity severity;
};

constexpr std::array k_words{
    Words{"limiting requests", "web.rate_limited", EventKind::attack_other, Outcome::blocked, Severity::low},
    Words{"limiting connections", "web.rate_limited", EventKind::attack_other, Outcome::blocked, Severity::low},
    Words{"delaying request", "web.rate_delayed", EventKind::attack_other, Outcome::allowed, Severity::info},
    Words{"access forbidden by rule", "web.forbidden", EventKind::scan, Outcome::blocked, Severity::low},
    Words{"client denied by server configuration", "web.forbidden", EventKind::scan, Outcome::blocked, Severity::low},
    Words{"function definition attempt", "command.shellshock", EventKind::attack_other, Outcome::failure,
          Severity::high},
    Words{"error importing function definition", "command.shellshock", EventKind::attack_other, Outcome::failure,
          Severity::high},
    Words{"Stopped a TLSv1 heartbeat attack", "tls.heartbleed", EventKind::attack_other, Outcome::blocked,
          Severity::high},
    Words{"Invalid URI in request", "malformed.uri", EventKind::malformed_request, Outcome::failure, Severity::low},
    Words{"invalid request", "malformed.request", EventKind::malformed_request, Outcome::failure, Severity::low},
    Words{"client sent invalid", "malformed.request", EventKind::malformed_request, Outcome::failure, Severity::low},
    Words{"client sent HTTP/1.1 request without hostname", "malformed.host", EventKind::malformed_request,
          Outcome::failure, Severity::low},
    Words{"request failed: error reading the headers", "malformed.headers", EventKind::malformed_request,
          Outcome::failure, Severity::low},
    Words{"request failed: URI too long", "malformed.long_uri", EventKind::malformed_request, Outcome::failure,
          Severity::low},
    Words{"client intended to send too large", "malformed.too_large", EventKind::malformed_request, Outcome::blocked,
          Severity::low},
    Words{"plain HTTP request was sent to HTTPS port", "malformed.plain_http", EventKind::malformed_request,
          Outcome::failure, Severity::info},
    Words{"resuming normal operations", "web.started", EventKind::availability, Outcome::success, Severity::info},
    Words{"shutting down", "web.stopped", EventKind::availability, Outcome::success, Severity::info},
    Words{"exited on signal", "web.crashed", EventKind::availability, Outcome::failure, Severity::medium},
    Words{"exit signal Segmentation fault", "web.crashed", EventKind::availability, Outcome::failure, Severity::medium},
    Words{"worker_connections are not enough", "web.overloaded", EventKind::availability, Outcome::failure,
          Severity::medium},
    Words{"server reached MaxRequestWorkers", "web.overloaded", EventKind::availability, Outcome::failure,
          Severity::medium},
};

// The kind that a rule of ModSecurity's Core Rule Set stands for, by its number; `total`: it only sums others up.
EventKind modsec_kind(std::string_view id, std::string_view message, bool& total) {
    const std::string_view family = id.substr(0, 3);
    total = family == "949" || family == "959" || family == "980" || family == "981";
    if (family == "942") return EventKind::sql_injection;
    if (family == "941") return EventKind::xss;
    if (family == "913") return EventKind::scan;
    if (family == "920" || family == "921" || family == "960") return EventKind::malformed_request;
    if (icontains(message, "sql injection") || icontains(message, "SQL_INJECTION")) return EventKind::sql_injection;
    if (icontains(message, "XSS")) return EventKind::xss;
    if (icontains(message, "scanner") || icontains(message, "AUTOMATION")) return EventKind::scan;
    return EventKind::attack_other;
}

Severity modsec_severity(std::string_view word) {
    if (word == "CRITICAL" || word == "2" || word == "EMERGENCY" || word == "ALERT") return Severity::high;
    if (word == "ERROR" || word == "3") return Severity::medium;
    return Severity::low;
}

// "AH00128: File does not exist: /var/www/x, referer: …", "script '/var/www/x' not found or unable to stat"
std::string_view missing_file(std::string_view message) {
    if (message.starts_with("AH")) message.remove_prefix(std::min(message.find(' '), message.size() - 1) + 1);
    for (const std::string_view head : {"File does not exist: ", "script not found or unable to stat: ", "script '"}) {
        if (!message.starts_with(head)) continue;
        const std::string_view file = message.substr(head.size());
        return head.ends_with('\'') ? file.substr(0, file.rfind("' not found"))
                                    : file.substr(0, file.find(", referer: "));
    }
    return {};
}

} // namespace

bool WebLog::error(std::string_view text) {
    WebErrorLine parts;
    if (!read_web_error_line(text, parts)) return false;
    reset();
    Stamp stamp;
    if (stamps_.read(parts.stamp, stamp)) {
        event_.time = stamp.time;
        event_.time_quality = stamp.quality;
    } else {
        event_.time = options_.reference;
        event_.time_quality = TimeQuality::ingest_only;
    }
    const Time time = event_.time;
    const TimeQuality quality = event_.time_quality;
    const std::string_view program = parts.server == WebServer::apache ? "httpd" : "nginx";
    if (parts.server != WebServer::litespeed && auth_.match(program, parts.text, event_)) {
        event_.counted_only = event_.kind == EventKind::other && !options_.keep_harmless;
        // A user name may spell a client too: the last one is nginx's own.
        if (parts.server == WebServer::nginx && !parts.client.empty()) take_client(parts.client);
        event_.time = time;
        event_.time_quality = quality;
    } else {
        event_.message = parts.message;
        if (!parts.client.empty()) take_client(parts.client);
        error_event(parts.message, parts.request);
    }
    if (event_.message.empty()) event_.message = parts.message;
    event_.process = parts.server == WebServer::litespeed ? "litespeed" : program;
    event_.pid = parts.pid;
    if (!parts.vhost.empty() && parts.vhost != "_") event_.host = host_without_port(parts.vhost);
    if (event_.counted_only) event_.message = {};
    emit();
    return true;
}

void WebLog::error_event(std::string_view message, std::string_view request) {
    const auto store = [this](EventKind kind, Outcome outcome, Severity severity, std::string_view rule) {
        event_.kind = kind;
        event_.outcome = outcome;
        event_.severity = severity;
        event_.rule = rule;
        event_.counted_only = false;
    };
    if (message.find("ModSecurity") != std::string_view::npos) {
        const std::string_view id = modsec_field(message, "id");
        bool total = false;
        const EventKind kind = modsec_kind(id, message, total);
        const bool blocked = message.find("Access denied") != std::string_view::npos;
        const std::string_view unique = modsec_field(message, "unique_id");
        const std::uint64_t hash = hash64(unique, total ? 0 : static_cast<std::uint64_t>(kind) + 1);
        const auto seen = [this](std::uint64_t h) {
            return std::find(seen_requests_.begin(), seen_requests_.end(), h) != seen_requests_.end();
        };
        event_.object = modsec_field(message, "uri");
        event_.outcome = blocked ? Outcome::blocked : Outcome::unknown;     // a warning leaves it to a later rule
        if (event_.object.empty() && request.empty() && id.empty()) return; // ModSecurity says that it is there
        // Five lines for one request are one event a kind; the line that sums up says nothing new.
        if ((!unique.empty() && seen(hash)) || (total && !blocked)) return;
        if (!total) seen_requests_[next_seen_++ % seen_requests_.size()] = hash64(unique, 0);
        seen_requests_[next_seen_++ % seen_requests_.size()] = hash;
        store(kind, event_.outcome, modsec_severity(modsec_field(message, "severity")),
              id.empty() ? "modsecurity" : id);
        return;
    }
    if (message.find("Failed Login Attempt - username:") != std::string_view::npos) { // LiteSpeed's console
        const std::string_view user = message.substr(message.find("username:") + 9);
        event_.user = user.substr(0, user.find(' '));
        return store(EventKind::login, Outcome::failure, Severity::low, "litespeed.failed");
    }
    if (message.starts_with("User '") && message.find("' failed to authenticate") != std::string_view::npos) {
        event_.user = message.substr(6, message.rfind("' failed") - 6);
        return store(EventKind::login, Outcome::failure, Severity::low, "litespeed.failed");
    }
    HttpRequest parts;
    const RequestLine line = split_request_line(request);
    if (!request.empty()) {
        parts.line = request;
        parts.target = line.target;
        parts.log_escaped = true;
        event_.object = request.substr(0, request.find('?'));
    } else {
        parts.target = missing_file(message);
        event_.object = parts.target;
    }
    if (!parts.target.empty()) {
        if (const Verdict verdict = scanner_.inspect(parts))
            return store(verdict.rule->kind, Outcome::failure, verdict.rule->severity, verdict.rule->id);
    }
    for (const Words& w : k_words)
        if (message.find(w.words) != std::string_view::npos) return store(w.kind, w.outcome, w.severity, w.rule);
    event_.outcome = Outcome::failure;
}

} // namespace parapet
