#include "core/formats/common/web_log.h"

#include "core/base/text.h"
#include "core/formats/common/access_json.h"
#include "core/formats/common/haproxy_line.h"
#include "core/formats/common/http_line.h"
#include "core/formats/common/line_text.h"
#include "core/formats/common/query_secrets.h"
#include "core/formats/common/scan.h"
#include "core/formats/common/web_error_line.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace parapet {

namespace {

constexpr std::size_t k_stamp_bytes = 26; // "20/Jul/2009:22:59:26 +0000"
constexpr std::size_t k_day_bytes = 11;   // "20/Jul/2009"
constexpr std::size_t k_chunk_bytes = 1U << 20;
constexpr std::size_t k_max_kept_bytes = 16U << 10; // of a request: evidence, no copy of the attacker's upload
constexpr int k_chunks_alone = 4;                   // before helpers are worth their start

int two(const char* p) {
    return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

// "GET /path HTTP/1.1" and nothing else: the method is usual, the version too, no space in the target.
bool ordinary_request(std::string_view request, std::string_view& target) {
    std::size_t method = 0;
    if (request.starts_with("GET /")) {
        method = 4;
    } else if (request.starts_with("POST /") || request.starts_with("HEAD /")) {
        method = 5;
    } else {
        return false;
    }
    const std::size_t size = request.size();
    if (size < method + 10) return false;
    std::size_t version = 0;
    if (request.compare(size - 9, 6, " HTTP/") == 0 && request[size - 2] == '.') {
        version = size - 9;
        const char major = request[size - 3];
        const char minor = request[size - 1];
        if (!((major == '1' && (minor == '1' || minor == '0')) || ((major == '2' || major == '3') && minor == '0')))
            return false;
    } else if (request.compare(size - 7, 6, " HTTP/") == 0 && (request.back() == '2' || request.back() == '3')) {
        version = size - 7;
    } else {
        return false;
    }
    target = request.substr(method, version - method);
    return true;
}

bool refused_as_malformed(int status) {
    return status == 400 || status == 408 || status == 414 || status == 431 || status == 494 || status == 505;
}

// The quoted fields of the tail: they repeat from line to line, the size in front of them does not.
std::string_view headers_of(std::string_view tail) {
    const std::size_t quote = tail.find('"');
    return quote == std::string_view::npos ? std::string_view() : tail.substr(quote);
}

bool starts_binary(std::string_view request) {
    return !request.empty() && (static_cast<unsigned char>(request[0]) < 0x20 ||
                                static_cast<unsigned char>(request[0]) >= 0x7F || request.starts_with("\\x"));
}

} // namespace

std::string_view host_without_port(std::string_view vhost) {
    const std::size_t colon = vhost.rfind(':');
    if (colon == std::string_view::npos || vhost.find(':') != colon) return vhost;
    return vhost.substr(0, colon);
}

Outcome outcome_of_status(int status) {
    if (status == 0) return Outcome::unknown;
    if (status == 403 || status == 406 || status == 429 || status == 444) return Outcome::blocked;
    return status < 400 ? Outcome::success : Outcome::failure;
}

bool AccessClock::read(std::string_view stamp, Time& time, TimeQuality& quality) {
    if (stamp.size() == k_stamp_bytes && std::memcmp(stamp.data(), cached_.data(), k_stamp_bytes) == 0) {
        time = cached_time_;
        quality = TimeQuality::full;
        return true;
    }
    return read_any(stamp, time, quality);
}

bool AccessClock::read_any(std::string_view stamp, Time& time, TimeQuality& quality) {
    if (stamp.size() == k_stamp_bytes && std::memcmp(stamp.data(), day_.data(), k_day_bytes) == 0) {
        const char* p = stamp.data();
        const int h = two(p + 12), m = two(p + 15), s = two(p + 18), zh = two(p + 22), zm = two(p + 24);
        const bool signed_zone = p[20] == ' ' && (p[21] == '+' || p[21] == '-');
        if ((h | m | s | zh | zm) >= 0 && h < 24 && m < 60 && s <= 60 && zh < 24 && zm < 60 && signed_zone) {
            const std::int64_t zone = (zh * 60 + zm) * 60 * (p[21] == '-' ? -1 : 1);
            cached_time_ = from_unix_seconds(midnight_ + (h * 60 + m) * 60 + s - zone);
            std::memcpy(cached_.data(), p, k_stamp_bytes);
            time = cached_time_;
            quality = TimeQuality::full;
            return true;
        }
    }
    Stamp read;
    if (!stamps_.read(stamp, read)) return false;
    time = read.time;
    quality = read.quality;
    const unsigned month = stamp.size() >= k_day_bytes ? month_of(stamp.data() + 3) : 0;
    const int day = stamp.size() >= k_day_bytes ? two(stamp.data()) : -1;
    const int century = stamp.size() >= k_day_bytes ? two(stamp.data() + 7) : -1;
    const int year = stamp.size() >= k_day_bytes ? two(stamp.data() + 9) : -1;
    if (month == 0 || day < 0 || century < 0 || year < 0) return true;
    if (const auto midnight = from_civil(century * 100 + year, month, static_cast<unsigned>(day), 0, 0, 0)) {
        midnight_ = unix_seconds(*midnight);
        std::memcpy(day_.data(), stamp.data(), k_day_bytes);
    }
    return true;
}

WebLog::WebLog(RecordSink& out, const ParseOptions& options)
    : out_(out)
    , options_(options)
    , scanner_(RequestScanner::of_this_thread())
    , clock_(options)
    , stamps_(options) {}

WebLog::~WebLog() = default;

Result<ParseStats> WebLog::parse(Input& in, JobContext& job) {
    LinePipe pipe(in, k_chunk_bytes, *options_.limits);
    for (int i = 0; options_.threads < 2 || i < k_chunks_alone; ++i) {
        auto next = pipe.next();
        if (!next) return fail(next.error());
        if (!*next) return std::move(stats_);
        if (auto ok = job.check(); !ok) return fail(ok.error());
        if (auto ok = chunk((*next)->bytes, (*next)->offset, (*next)->first_line); !ok) return fail(ok.error());
    }
    return parse_with_helpers(pipe, job);
}

Result<void> WebLog::chunk(std::string_view bytes, std::uint64_t offset, std::uint64_t first_line) {
    line_no_ = first_line;
    const char* const begin = bytes.data();
    const char* const end = begin + bytes.size();
    for (const char* p = begin; p < end; ++line_no_) {
        const auto* nl = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
        const char* const stop = nl ? nl : end;
        std::string_view text(p, static_cast<std::size_t>(stop - p));
        if (text.ends_with('\r')) text.remove_suffix(1);
        offset_ = offset + static_cast<std::uint64_t>(p - begin);
        p = stop + 1;
        if (text.empty() || text.front() == '#') continue; // a comment, as in W3C logs and annotated ones
        ++stats_.records;
        Waiting& w = waiting_[waiting_count_];
        if (read_access_line(text, w.parts)) {
            std::string_view target;
            w.text = text;
            w.line_no = line_no_;
            w.offset = offset_;
            w.target_at = static_cast<std::uint32_t>(targets_.size());
            w.look = options_.keep_harmless || deserves_a_look(w.parts, target) || headers_deserve_a_look(w.parts);
            if (!w.look) targets_.append(target);
            targets_ += '\n';
            if (++waiting_count_ < waiting_.size()) continue;
            if (auto ok = flush(); !ok) return ok;
            continue;
        }
        if (only_access_) {
            met_other_ = true;
            waiting_count_ = 0;
            targets_.clear();
            return {};
        }
        const std::uint64_t at_line = line_no_;
        const std::uint64_t at_offset = offset_;
        if (auto ok = flush(); !ok) return ok;
        line_no_ = at_line;
        offset_ = at_offset;
        if (!line(text)) stats_.skip("no line of a web server's log that is known");
    }
    const std::uint64_t next_line = line_no_;
    auto ok = flush(); // the chunk's bytes go
    line_no_ = next_line;
    return ok;
}

Result<void> WebLog::flush() {
    auto gated = scanner_.gate_targets(targets_);
    if (!gated) return fail(gated.error());
    for (std::size_t i = 0, mark = 0; i < waiting_count_; ++i) {
        Waiting& w = waiting_[i];
        if (mark < (*gated)->size() && (**gated)[mark] == w.target_at) {
            w.look = true;
            ++mark;
        }
    }
    for (std::size_t i = 0; i < waiting_count_; ++i) { // inspecting forgets the marks
        line_no_ = waiting_[i].line_no;
        offset_ = waiting_[i].offset;
        access(waiting_[i].parts, waiting_[i].text, waiting_[i].look);
    }
    waiting_count_ = 0;
    targets_.clear();
    return {};
}

bool WebLog::deserves_a_look(const AccessLine& parts, std::string_view& target) const {
    return !parts.method.empty() || parts.cut || !ordinary_request(parts.request, target) || parts.status == 401 ||
           refused_as_malformed(parts.status) || suspicious_characters(target) || hides_base64(target);
}

bool WebLog::headers_deserve_a_look(const AccessLine& parts) {
    const std::string_view headers = headers_of(parts.tail);
    bool look = false;
    if (scanner_.remembered(headers, look)) return look;
    const AccessTail tail = read_access_tail(parts);
    look = scanner_.gate_headers(tail.referrer == "-" ? std::string_view() : tail.referrer, tail.agent);
    scanner_.remember(headers, look);
    return look;
}

bool WebLog::parse_line(std::string_view text, std::uint64_t line_no, std::uint64_t offset) {
    line_no_ = line_no;
    offset_ = offset;
    return !text.empty() && text.front() != '#' && line(text);
}

bool WebLog::line(std::string_view text) {
    AccessLine parts;
    if (read_access_line(text, parts)) {
        access(parts, text, true);
        return true;
    }
    if (trim(text).starts_with('{')) return json(text);
    if (!has_odd_bytes(text)) return haproxy(text) || error(text);
    cleaned_ = cleaned_line(text);
    return haproxy(cleaned_) || error(cleaned_);
}

void WebLog::reset() {
    event_ = EventView{};
    event_.line = line_no_;
    event_.offset = offset_;
    event_.host = options_.default_host;
    event_.counted_only = !options_.keep_harmless;
}

void WebLog::emit() {
    if (!event_.counted_only) {
        event_.message = without_secrets(event_.message, kept_message_);
        if (event_.message.size() > k_max_kept_bytes) {
            kept_message_ = elide(event_.message, k_max_kept_bytes);
            event_.message = kept_message_;
        }
        event_.object = without_secrets(event_.object, kept_object_);
    }
    out_.event(event_);
}

void WebLog::take_client(std::string_view client) {
    const char* const begin = client.data();
    const char* const end = begin + client.size();
    if (scan_ipv4(begin, end) == end) {
        event_.source_ip = client;
        return;
    }
    // "1.2.3.4:5678", "[::1]:5678"
    const std::size_t colon = client.rfind(':');
    const bool quad = colon != std::string_view::npos && client.find(':') == colon;
    if (colon != std::string_view::npos && (quad || (client.starts_with('[') && client[colon - 1] == ']'))) {
        const char* const port = begin + colon + 1;
        if (scan_port(port, end, event_.source_port) == end) client = client.substr(0, colon);
    }
    event_.source_ip = client == "-" || client == "unix:" ? std::string_view() : canonical_address(client, address_);
}

void WebLog::access(const AccessLine& raw, std::string_view text, bool look) {
    reset();
    AccessLine clean;
    const bool odd = (look || !raw.user.empty()) && has_odd_bytes(text);
    if (odd) { // what is stored is valid UTF-8
        cleaned_ = cleaned_line(text);
        if (!read_access_line(cleaned_, clean)) clean = AccessLine{};
    }
    const AccessLine& parts = odd ? clean : raw;
    if (!clock_.read(parts.stamp, event_.time, event_.time_quality)) {
        event_.time = options_.reference;
        event_.time_quality = TimeQuality::ingest_only;
        stats_.warn("line", "the time cannot be read: " + visible(parts.stamp), static_cast<std::int64_t>(line_no_));
    }
    if (event_.time_quality != TimeQuality::full) met_other_ = true; // such a time may depend on those before it
    take_client(parts.client);
    event_.user = parts.user;
    if (!parts.vhost.empty()) event_.host = host_without_port(parts.vhost);
    event_.outcome = outcome_of_status(parts.status);
    if (look)
        inspected(parts);
    else
        emit();
}

// The request of `parts` looked at closely, and the event sent.
void WebLog::inspected(const AccessLine& parts) {
    const AccessTail tail = read_access_tail(parts);
    HttpRequest request;
    request.log_escaped = true;
    request.status = parts.status;
    request.referrer = tail.referrer == "-" ? std::string_view() : tail.referrer;
    request.agent = tail.agent == "-" ? std::string_view() : tail.agent;
    std::string_view method = parts.method;
    if (method.empty()) {
        const RequestLine line = split_request_line(parts.request);
        method = line.method;
        request.line = parts.request;
        request.target = line.target;
        request.facts = line.facts;
        // Requests in words of no protocol: "batman", or binary.
        if (!line.is_request && !parts.request.empty() && parts.request != "-") request.facts |= fact::no_version;
    } else {
        request.target = parts.target;
    }
    if (starts_binary(parts.request)) request.facts |= fact::binary;
    if (parts.cut) request.facts |= fact::no_version;
    const Verdict verdict = scanner_.inspect(request);
    const std::string_view path = request.target.substr(0, request.target.find('?'));
    if (method.empty()) {
        event_.object = path;
    } else if (method.data() + method.size() + 1 == path.data()) {
        event_.object = {method.data(), method.size() + 1 + path.size()};
    } else {
        object_.assign(method).append(" ").append(path);
        event_.object = object_;
    }
    event_.message = parts.message;
    if (verdict) {
        event_.kind = verdict.rule->kind;
        event_.severity = verdict.rule->severity;
        event_.rule = verdict.rule->id;
        event_.counted_only = false;
    } else if (parts.status == 401 && !parts.user.empty()) {
        event_.kind = EventKind::login;
        event_.severity = Severity::low;
        event_.rule = "http.unauthorized";
        event_.counted_only = false;
    } else if (event_.counted_only) {
        event_.object = {};
        event_.message = {};
    }
    emit();
}

bool WebLog::json(std::string_view text) {
    if (!json_) json_ = std::make_unique<JsonRequest>();
    JsonRequest& r = *json_;
    if (!r.read(text)) return false;
    reset();
    if (r.time) {
        event_.time = *r.time;
    } else if (!clock_.read(r.clf_time, event_.time, event_.time_quality)) {
        event_.time = options_.reference;
        event_.time_quality = TimeQuality::ingest_only;
    }
    take_client(client_of_list(r.client));
    event_.user = r.user;
    if (!r.vhost.empty()) event_.host = host_without_port(r.vhost);
    event_.outcome = outcome_of_status(r.status);
    AccessLine parts;
    message_ = r.method + " " + r.target;
    if (!r.protocol.empty()) message_ += " " + r.protocol;
    const std::size_t request_bytes = message_.size();
    message_ = "\"" + message_ + "\" " + std::to_string(r.status) + " \"" + r.referrer + "\" \"" + r.agent + "\"";
    parts.message = message_;
    parts.request = parts.message.substr(1, request_bytes);
    parts.tail = parts.message.substr(request_bytes + 6);
    parts.user = r.user;
    parts.status = r.status;
    if (r.protocol.empty()) { // no version to judge
        parts.method = r.method;
        parts.target = r.target;
    }
    inspected(parts);
    return true;
}

WebSurvey survey_web_log(const Head& head) {
    WebSurvey out;
    for (const std::string_view raw : head.lines) {
        const std::string_view line = raw.ends_with('\r') ? raw.substr(0, raw.size() - 1) : raw;
        if (line.empty() || line.front() == '#') continue;
        ++out.lines;
        AccessLine access;
        WebErrorLine error;
        HaproxyLine haproxy;
        if (read_access_line(line, access) && (access.status != 0 || access.cut || !access.request.empty())) {
            ++out.access;
        } else if (line.starts_with('{')) {
            JsonRequest request;
            if (request.read(line)) ++out.json;
        } else if (read_haproxy_line(line, haproxy)) {
            ++out.haproxy;
        } else if (read_web_error_line(line, error)) {
            ++(error.server == WebServer::nginx    ? out.nginx_error
               : error.server == WebServer::apache ? out.apache_error
                                                   : out.litespeed);
        }
    }
    return out;
}

} // namespace parapet
