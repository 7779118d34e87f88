#include "core/formats/common/syslog_parse.h"

#include "core/base/line_pipe.h"
#include "core/formats/common/line_text.h"
#include "core/formats/common/scan.h"

#include <algorithm>
#include <cstring>

namespace parapet {

namespace {

constexpr std::string_view k_radius = "radius.";
// How far back "last message repeated" looks for a line of the same program.
constexpr int k_lines_back = 64;

bool is_comment(std::string_view line) {
    return line.empty() || line.front() == '#';
}

std::string_view without_cr(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool may_be_repeated(std::string_view message) {
    return !message.empty() && (message.front() == 'l' || message.front() == '-');
}

// "last message repeated 3 times", also inside "--- ... ---"
bool scan_repeated(std::string_view message, std::uint32_t& times) {
    Scan s(message);
    s.take("--- ");
    int n = 0;
    if (!s.take("last message repeated ") || !s.number(1, 7, n) || !s.take(" time") || n == 0) return false;
    times = static_cast<std::uint32_t>(n);
    return true;
}

} // namespace

SyslogSurvey survey_syslog(const Head& head) {
    SyslogSurvey survey;
    // "<30>1 2025-..." begins like XML.
    const bool priority = head.text.size() > 3 && head.text[0] == '<' && is_digit(head.text[1]);
    if (head.shape != Head::Shape::text && !priority) return survey;
    const ParseOptions options;
    SyslogReader reader(options);
    AuthMatcher matcher;
    for (const std::string_view raw : head.lines) {
        const std::string clean = has_odd_bytes(raw) ? cleaned_line(raw) : std::string(raw);
        if (is_comment(clean)) continue;
        ++survey.lines;
        SyslogLine line;
        EventView event;
        const bool headed = reader.read(clean, line) && line.has_tag;
        if (headed) ++survey.headed;
        if (line.has_time) ++survey.timed;
        const bool known = line.has_time || line.has_tag ? matcher.match(line.program, line.message, event) ||
                                                               (!headed && matcher.match_bare(line.message, event))
                                                         : matcher.match_bare(clean, event);
        if (known) ++survey.known;
        if (known && event.counted_only) ++survey.noise;
    }
    return survey;
}

SyslogParser::SyslogParser(RecordSink& out, const ParseOptions& options)
    : out_(out)
    , options_(options)
    , reader_(options) {}

[[gnu::always_inline]] inline void SyslogParser::fill_head(const SyslogLine& head, EventView& event) const {
    event.time = head.time;
    event.time_quality = head.quality;
    event.host = head.host.empty() ? std::string_view(options_.default_host) : head.host;
    event.process = head.program;
    event.pid = head.pid;
    event.line = line_no_;
    event.offset = offset_;
    if (!head.host.empty() && as_written_) event.line_shape = static_cast<std::uint8_t>(head.shape);
}

// The line's own words count again for the line before it, of the same program where one is named.
void SyslogParser::emit_repeated(std::uint32_t times, EventView& event) {
    const EventView said = event;
    const char* const line = chunk_.data();
    const char* end =
        line +
        (said.message.data() >= line && said.message.data() < line + chunk_.size() ? said.message.data() - line : 0);
    end = static_cast<const char*>(::memrchr(line, '\n', static_cast<std::size_t>(end - line)));
    SyslogLine before;
    bool found = false;
    for (int i = 0; i < k_lines_back && end != nullptr && end > line && !found; ++i) {
        const auto* newline = static_cast<const char*>(::memrchr(line, '\n', static_cast<std::size_t>(end - line)));
        const char* const from = newline == nullptr ? line : newline + 1;
        const std::string_view text = without_cr({from, static_cast<std::size_t>(end - from)});
        std::uint32_t ignored = 0;
        found = reader_.read(text, before) && !scan_repeated(before.message, ignored) &&
                (said.process.empty() || said.process == before.program || said.process == "syslogd");
        end = newline;
    }
    if (!found && !previous_chunk_.empty()) found = reader_.read(previous_chunk_, before);
    if (!found) {
        event.counted_only = true;
        return;
    }
    EventView again;
    const bool known = matcher_.match(before.program, before.message, again);
    again.counted_only = again.counted_only || !known;
    again.time = said.time;
    again.time_quality = said.time_quality;
    again.host = said.host;
    again.process = before.program;
    again.pid = before.pid;
    again.line = said.line;
    again.offset = said.offset;
    again.message = said.message;
    again.count = times;
    event = again;
}

void SyslogParser::unheaded(std::string_view line, EventView& event) {
    if (line.front() == ' ' || line.front() == '\t') {
        EventView bare;
        if (!matcher_.match_bare(line, bare)) {
            stats_.skip("continuation of the line before");
            return;
        }
        event = bare;
    } else if (!matcher_.match_bare(line, event)) {
        stats_.skip("neither time nor program, and no words that a rule knows");
        return;
    }
    fill_unheaded(line, event);
    out_.event(event);
}

void SyslogParser::fill_unheaded(std::string_view line, EventView& event) {
    Stamp stamp;
    const bool timed = reader_.find_time(line, stamp);
    event.time = timed ? stamp.time : options_.reference;
    event.time_quality = timed ? stamp.quality : TimeQuality::ingest_only;
    event.host = options_.default_host;
    event.line = line_no_;
    event.offset = offset_;
}

void SyslogParser::one_line(std::string_view line) {
    SyslogLine& head = head_;
    EventView event;
    if (!reader_.read(line, head)) {
        unheaded(line, event);
        return;
    }
    std::uint32_t times = 0;
    if (may_be_repeated(head.message) && scan_repeated(head.message, times)) {
        const SyslogLine said = head; // `head` will hold the line before
        fill_head(said, event);
        event.message = said.message;
        event.counted_only = true;
        emit_repeated(times, event);
        out_.event(event);
        return;
    }
    bool known = matcher_.match(head.program, head.message, event);
    if (!known && !head.has_tag) known = matcher_.match_bare(head.message, event);
    fill_head(head, event);
    if (!known) {
        event.message = head.message;
        event.counted_only = true;
    }
    if (event.rule.starts_with(k_radius)) mask_password(event);
    out_.event(event);
}

// "Login incorrect: [bob/tried password] (from client ...)": what was tried is often nearly the password.
void SyslogParser::mask_password(EventView& event) {
    const std::string_view text = event.message;
    const auto open = text.find(": [");
    if (open == std::string_view::npos) return;
    auto close = text.rfind("] (from");
    if (close == std::string_view::npos || close < open) close = text.rfind(']');
    if (close == std::string_view::npos || close < open) close = text.size();
    const auto slash = text.find('/', open);
    if (slash > close) return;
    if (text.substr(slash + 1, close - slash - 1).starts_with("<via Auth-Type")) return; // the server's own mark
    masked_.assign(text.substr(0, slash + 1)).append("***").append(text.substr(close));
    event.message = masked_;
    event.line_shape = 0;
}

void SyslogParser::chunk(std::string_view bytes, std::uint64_t offset, std::uint64_t first_line) {
    chunk_ = bytes;
    line_no_ = first_line;
    const bool odd = may_have_odd_bytes(bytes);
    const char* p = bytes.data();
    const char* const end = p + bytes.size();
    while (p != end) {
        const auto* newline = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
        const char* const line_end = newline == nullptr ? end : newline;
        std::string_view line = without_cr({p, static_cast<std::size_t>(line_end - p)});
        offset_ = offset + static_cast<std::uint64_t>(p - bytes.data());
        if (!is_comment(line)) {
            ++stats_.records;
            as_written_ = line.data() + line.size() == line_end; // no carriage return went
            if (odd && has_odd_bytes(line)) {
                cleaned_ = cleaned_line(line);
                if (cleaned_ != line) {
                    as_written_ = false;
                    line = cleaned_;
                }
            }
            if (!line.empty()) one_line(line);
        }
        ++line_no_;
        p = newline == nullptr ? end : newline + 1;
    }
}

Result<ParseStats> SyslogParser::parse(Input& in, JobContext& job) {
    LinePipe chunks(in, 1U << 20, *options_.limits);
    bool first = true;
    for (;;) {
        if (auto ok = job.check(); !ok) return fail(ok.error());
        auto next = chunks.next();
        if (!next) return fail(next.error());
        if (!*next) break;
        if (first) reader_.look_ahead((*next)->bytes);
        first = false;
        chunk((*next)->bytes, (*next)->offset, (*next)->first_line);
        const std::string_view bytes = (*next)->bytes.substr(0, (*next)->bytes.find_last_not_of("\r\n") + 1);
        const std::size_t last = bytes.rfind('\n');
        previous_chunk_ = bytes.substr(last == std::string_view::npos ? 0 : last + 1);
        chunk_ = {};
    }
    return std::move(stats_);
}

bool SyslogParser::parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, Wanted wanted) {
    as_written_ = false;
    line = without_cr(line);
    line_no_ = line_no;
    offset_ = offset;
    if (has_odd_bytes(line)) {
        cleaned_ = cleaned_line(line);
        line = cleaned_;
    }
    if (is_comment(line)) return false;
    SyslogLine head;
    EventView event;
    const bool headed = reader_.read(line, head);
    bool known = headed && matcher_.match(head.program, head.message, event);
    if (!known && !head.has_tag) known = matcher_.match_bare(headed ? head.message : line, event);
    if (!known && (wanted == Wanted::known || !head.has_tag)) return false;
    if (!known) {
        event.message = head.message;
        event.counted_only = true;
    }
    if (headed)
        fill_head(head, event);
    else
        fill_unheaded(line, event);
    if (event.rule.starts_with(k_radius)) mask_password(event);
    out_.event(event);
    return true;
}

} // namespace parapet
