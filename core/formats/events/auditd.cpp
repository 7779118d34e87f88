// audit.log of the Linux kernel's audit daemon. Records of one event share their stamp and may be interleaved with
// those of others, out of order or lost: an event ends with EOE, or once the log has moved on by some lines.

#include "core/formats/common/line_text.h"
#include "core/formats/events/auditd/audit_event.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace parapet {

namespace {

using audit_log::Group;
using audit_log::Record;

// auditd writes the records of an event together; interleaving spans a handful of lines.
constexpr std::size_t k_open_groups = 16;
constexpr std::uint64_t k_lines_kept_open = 256;

Sniff sniff(const Head& head) {
    int lines = 0, records = 0;
    Record record;
    for (const std::string_view line : head.lines) {
        if (line.empty() || line.front() == '#' || line.starts_with("----")) continue;
        ++lines;
        if (audit_log::read_record(line, record)) ++records;
    }
    if (records == 0 || records * 2 < lines) return {};
    return {90, fmt::format("{} of the first {} lines are \"type=... msg=audit(time:serial)\"", records, lines), {}};
}

class AuditParser {
public:
    AuditParser(RecordSink& out, const ParseOptions& options)
        : out_(out)
        , options_(options) {}

    ParseStats stats_;

    void line(std::string_view line, std::uint64_t line_no, std::uint64_t offset) {
        if (line.empty() || line.front() == '#' || line.starts_with("----")) return;
        ++stats_.records;
        std::string clean;
        // 0x1d stands between the record and what auditd added to it.
        if (has_odd_bytes(line)) {
            clean = line;
            std::replace(clean.begin(), clean.end(), '\x1d', ' ');
            if (has_odd_bytes(clean)) clean = cleaned_line(clean);
            line = clean;
        }
        Record record;
        if (!audit_log::read_record(line, record)) {
            stats_.skip("no audit record");
            return;
        }
        if (audit_log::is_part_of_group(record.type)) {
            collect(record, line_no, offset);
        } else {
            emit(record, line_no, offset);
        }
        close_old(line_no);
    }

    void finish() {
        while (!open_.empty())
            close_front();
    }

    bool single(std::string_view line, std::uint64_t line_no, std::uint64_t offset) {
        Record record;
        if (!audit_log::read_record(line, record)) return false;
        this->line(line, line_no, offset);
        finish();
        return true;
    }

private:
    void collect(const Record& record, std::uint64_t line_no, std::uint64_t offset) {
        const auto group = std::find_if(open_.begin(), open_.end(), [&](const Group& g) {
            return g.stamp == record.stamp && g.node == record.node;
        });
        if (record.type == "EOE") {
            if (group != open_.end()) close(group);
            return;
        }
        if (group != open_.end()) {
            group->last_line = line_no;
            return group->add(record);
        }
        Group fresh;
        fresh.stamp = record.stamp;
        fresh.node = record.node;
        fresh.time = record.time;
        fresh.line = fresh.last_line = line_no;
        fresh.offset = offset;
        fresh.add(record);
        open_.push_back(std::move(fresh));
        if (open_.size() > k_open_groups) close_front();
    }

    void close_old(std::uint64_t line_no) {
        while (!open_.empty() && line_no > open_.front().last_line + k_lines_kept_open)
            close_front();
    }
    void close_front() { close(open_.begin()); }
    void close(std::deque<Group>::iterator group) {
        EventView event;
        audit_log::describe_group(*group, event, scratch_);
        send(event);
        open_.erase(group);
    }
    void emit(const Record& record, std::uint64_t line_no, std::uint64_t offset) {
        EventView event;
        audit_log::describe_record(record, event, scratch_);
        event.line = line_no;
        event.offset = offset;
        send(event);
    }
    void send(EventView& event) {
        if (event.host.empty()) event.host = options_.default_host;
        out_.event(event);
    }

    RecordSink& out_;
    const ParseOptions& options_;
    audit_log::Scratch scratch_;
    std::deque<Group> open_;
};

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    AuditParser parser(out, options);
    LineChunks chunks(in, 1U << 20, *options.limits);
    for (;;) {
        if (auto ok = job.check(); !ok) return fail(ok.error());
        auto next = chunks.next();
        if (!next) return fail(next.error());
        if (!*next) break;
        const LineChunks::Chunk& chunk = **next;
        std::uint64_t line_no = chunk.first_line;
        for (std::size_t at = 0; at < chunk.bytes.size();) {
            const std::size_t end = std::min(chunk.bytes.find('\n', at), chunk.bytes.size());
            std::string_view line = chunk.bytes.substr(at, end - at);
            if (line.ends_with('\r')) line.remove_suffix(1);
            parser.line(line, line_no++, chunk.offset + at);
            at = end + 1;
        }
    }
    parser.finish();
    return std::move(parser.stats_);
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    return AuditParser(out, options).single(line, line_no, offset);
}

} // namespace

extern const FormatInfo k_auditd_format;
const FormatInfo k_auditd_format{"auditd",
                                 FormatKind::events,
                                 "Linux audit",
                                 "text/plain",
                                 "audit.log of auditd, raw or enriched; the records of one event are joined",
                                 sniff,
                                 parse,
                                 parse_line};

} // namespace parapet
