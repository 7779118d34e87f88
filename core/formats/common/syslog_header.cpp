#include "core/formats/common/syslog_header.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

constexpr std::size_t k_max_host = 255;   // RFC 5424 section 6.2.4
constexpr std::size_t k_max_program = 64; // 48 by the RFC; macOS is freer

constexpr std::array<bool, 256> k_program_chars = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        const auto ch = static_cast<char>(c);
        table[c] = is_alpha(ch) || is_digit(ch) || ch == '-' || ch == '_' || ch == '.' || ch == '/' || ch == '@' ||
                   ch == '+' || c >= 0x80;
    }
    return table;
}();

bool is_program_char(char c) {
    return k_program_chars[static_cast<unsigned char>(c)];
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, text.find(' '));
}

std::string_view ltrim(std::string_view text) {
    const std::size_t n = text.find_first_not_of(' ');
    return n == std::string_view::npos ? std::string_view() : text.substr(n);
}

// "<38>" at the head.
std::size_t scan_priority(std::string_view line, int& priority) {
    Scan s(line);
    int value = 0;
    if (!s.take('<') || !s.number(1, 3, value) || !s.take('>') || value > 191) return 0;
    priority = value;
    return s.at();
}

// "[error]" is how bad it is, not who says so.
bool is_level(std::string_view word) {
    static constexpr std::array<std::string_view, 12> k_levels{"error", "err",  "warn",  "warning", "info",  "notice",
                                                               "debug", "crit", "alert", "emerg",   "fatal", "trace"};
    return std::any_of(k_levels.begin(), k_levels.end(), [&](std::string_view level) { return iequals(level, word); });
}

// "sshd[12]: ", "su(pam_unix)[12]: ", "httpd/backend1[12]: ", "kernel: ", "[sshd]: ", "[sshd] ", "proftpd[12] ": what
// is before the message; 0 when `text` begins with no tag.
std::size_t scan_tag(std::string_view text, SyslogLine& out) {
    Scan s(text);
    const bool bracketed = s.take('[');
    const std::size_t from = s.at();
    while (is_program_char(s.peek()))
        s.skip(1);
    const std::string_view program = text.substr(from, s.at() - from);
    if (program.empty() || program.size() > k_max_program || is_digit(program.front())) return 0;
    std::uint32_t pid = 0;
    if (bracketed) {
        if (!s.take(']') || is_level(program)) return 0;
        s.take(':');
    } else {
        const bool inner = s.peek() == '('; // "su(pam_unix)", "auth-worker(22401)"
        std::size_t words = 0;              // where brackets begin that say more than that
        if (inner) {
            const std::size_t close = text.find(')', s.at());
            if (close == std::string_view::npos || close > s.at() + 128) return 0;
            if (text.substr(s.at(), close - s.at()).find(',') != std::string_view::npos) words = s.at();
            s.skip(close + 1 - s.at());
            if (s.peek() == '<') { // "auth(user,192.0.2.1,sasl:login)<session>:"
                const std::size_t end = text.find('>', s.at());
                if (end == std::string_view::npos || end > s.at() + 64) return 0;
                s.skip(end + 1 - s.at());
            }
        }
        if (starts(program, "fail2ban.")) s.spaces(); // "fail2ban.actions        [77]: "
        s.take(']');                                  // "gdm-password][77]: "
        const bool numbered = s.peek() == '[';
        while (s.peek() == '[') { // more than one: "sssd[be[example]][77]: "
            const std::size_t open = s.at() + 1;
            const std::size_t close = text.find(']', open);
            if (close == std::string_view::npos || close == open || close - open > 32) return 0;
            parse_u32(text.substr(open, close - open), pid);
            s.skip(close + 1 - s.at());
            s.take(']');
        }
        if (!s.take(':') && (!numbered || inner)) return 0;
        if (words != 0 && (s.ended() || s.peek() == ' ')) { // they belong to the message
            out.program = program;
            out.has_tag = true;
            return words;
        }
    }
    if (!s.ended() && s.peek() != ' ') return 0;
    s.take(' ');
    out.program = program;
    out.pid = pid;
    out.has_tag = true;
    return s.at();
}

// Behind the time: "[host] tag message".
void read_host_and_tag(std::string_view rest, SyslogLine& out) {
    const std::string_view text = ltrim(rest);
    if (const std::size_t size = scan_tag(text, out); size != 0) { // "sshd[12]: ", without a host
        out.message = text.substr(size);
        return;
    }
    const std::string_view host = first_word(text);
    const std::string_view behind = ltrim(text.substr(host.size()));
    if (!host.empty() && host.size() <= k_max_host) {
        if (const std::size_t size = scan_tag(behind, out); size != 0) {
            out.host = host;
            out.message = behind.substr(size);
            return;
        }
        if (behind.starts_with("last message repeated ")) {
            out.host = host;
            out.message = behind;
            return;
        }
    }
    out.message = text;
}

// "host app procid msgid [sd] message" (RFC 5424 section 6, after the time). False when it does not look like that.
bool read_5424(std::string_view rest, bool sure, SyslogLine& out) {
    std::array<std::string_view, 4> fields;
    std::string_view text = rest;
    for (std::string_view& field : fields) {
        field = first_word(text);
        if (field.empty() || field.size() == text.size()) return false;
        text.remove_prefix(field.size() + 1);
    }
    const auto& [host, program, procid, msgid] = fields;
    std::uint32_t pid = 0;
    if (!sure && ((procid != "-" && !parse_u32(procid, pid)) || program.back() == ':')) return false;
    if (text.starts_with('[')) {
        std::size_t at = 0; // over "[id name="value"][...]"; quotes may hold ']'
        bool quoted = false;
        while (at < text.size() && (quoted || text[at] != ']' || (at + 1 < text.size() && text[at + 1] == '['))) {
            if (text[at] == '\\' && quoted)
                ++at;
            else if (text[at] == '"')
                quoted = !quoted;
            ++at;
        }
        text.remove_prefix(std::min(at + 1, text.size()));
    } else if (text.starts_with('-') && (text.size() == 1 || text[1] == ' ')) {
        text.remove_prefix(1);
    } else if (sure || msgid != "-") {
        return false;
    }
    parse_u32(procid, pid);
    if (host != "-") out.host = host;
    if (program != "-") out.program = program;
    out.pid = pid;
    out.has_tag = true;
    if (text.starts_with(' ')) text.remove_prefix(1);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    out.message = text;
    return true;
}

} // namespace

SyslogReader::SyslogReader(const ParseOptions& options)
    : stamps_(options)
    , reference_(options.reference) {}

// "Oct  1 00:00:00 host program[pid]: message": the layout of nearly every line.
bool SyslogReader::read_fast(std::string_view line, SyslogLine& out) {
    constexpr std::size_t k_stamp = 16; // with its space
    if (line.size() < k_stamp + 8) return false;
    const Stamp* const stamp = stamps_.read_bsd(line);
    if (stamp == nullptr || !stamp->exact_bsd) return false;
    const char* const end = line.data() + line.size();
    const char* const host = line.data() + k_stamp;
    const char* p = host;
    while (p != end && *p != ' ')
        ++p;
    const char* const host_end = p;
    if (p == end || p == host || p[-1] == ':' || p[-1] == ']' || *host == '[') return false;
    const char* const program = ++p;
    if (end - p > 5 && __builtin_memcmp(p, "sshd[", 5) == 0) {
        p += 4; // most of every auth.log
    } else {
        while (p != end && is_program_char(*p))
            ++p;
    }
    const char* const program_end = p;
    if (p == program || p == end || is_digit(*program)) return false;
    std::uint32_t pid = 0;
    const bool numbered = *p == '[';
    if (numbered) {
        const char* const digits = ++p;
        for (; p != end && is_digit(*p); ++p)
            pid = pid * 10 + static_cast<std::uint32_t>(*p - '0');
        if (p == digits || p - digits > 9 || p == end || *p != ']' || *digits == '0') return false;
        ++p;
    }
    if (end - p < 2 || p[0] != ':' || p[1] != ' ') return false;
    p += 2;
    out.time = stamp->time;
    out.quality = stamp->quality;
    out.host = {host, static_cast<std::size_t>(host_end - host)};
    out.program = {program, static_cast<std::size_t>(program_end - program)};
    out.pid = pid;
    out.priority = -1; // every field is set: `out` may hold the line before
    out.shape = numbered ? LineShape::bsd_pid : LineShape::bsd;
    out.has_time = out.has_tag = true;
    out.message = {p, static_cast<std::size_t>(end - p)};
    return true;
}

bool SyslogReader::find_time(std::string_view line, Stamp& out) {
    constexpr std::size_t k_looked_at = 160, k_shortest = 15;
    const std::size_t end = std::min(line.size(), k_looked_at);
    for (std::size_t at = 0; at < end; ++at) {
        const bool begins = at == 0 || std::string_view(" =\"[('").find(line[at - 1]) != std::string_view::npos;
        if (!begins || !(is_digit(line[at]) || is_alpha(line[at]))) continue;
        if (stamps_.read(line.substr(at), out) && out.size >= k_shortest) return true;
    }
    return false;
}

bool SyslogReader::read_any(std::string_view line, SyslogLine& out) {
    out = {};
    out.time = reference_;
    out.quality = TimeQuality::ingest_only;
    out.message = line;
    std::string_view rest = line;
    rest.remove_prefix(scan_priority(rest, out.priority));
    bool sure_5424 = false;
    if (out.priority >= 0 && rest.starts_with("1 ")) {
        sure_5424 = true;
        rest.remove_prefix(2);
    }
    rest = ltrim(rest);
    Stamp stamp;
    if (stamps_.read(rest, stamp) && (stamp.size == rest.size() || rest[stamp.size] == ' ' || rest[stamp.size] == ':' ||
                                      rest[stamp.size] == '\t' || rest[stamp.size] == ',')) {
        out.time = stamp.time;
        out.quality = stamp.quality;
        out.has_time = true;
        rest.remove_prefix(stamp.size);
        if (!rest.empty()) rest.remove_prefix(1);
    } else if (sure_5424 && rest.starts_with("- ")) {
        rest.remove_prefix(2);
    } else {
        // "srv sshd[12]: ..." of `journalctl -o cat`-like exports; a number in brackets is asked for, as "error: " and
        // "fatal: " look like a tag too.
        SyslogLine tagged = out;
        read_host_and_tag(rest, tagged);
        if (!tagged.has_tag || tagged.pid == 0) return out.priority >= 0;
        out = tagged;
        return true;
    }
    if (stamp.quality != TimeQuality::no_year && read_5424(ltrim(rest), sure_5424, out)) return true;
    read_host_and_tag(rest, out);
    return true;
}

} // namespace parapet
