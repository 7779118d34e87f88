#pragma once
// Logs of web servers: access lines in text and JSON and error lines may stand in one file. Harmless requests are
// counted; what the detection rules know, what HTTP forbids and who was refused a log-in is stored.

#include "core/analysis/detection.h"
#include "core/base/line_pipe.h"
#include "core/formats/common/access_line.h"
#include "core/formats/common/address.h"
#include "core/formats/common/auth_rules.h"
#include "core/formats/common/log_stamp.h"
#include "core/formats/format.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parapet {

struct JsonRequest; // access_json.h

// Times of one log, "20/Jul/2009:22:59:26 +0000": lines of the same second cost a comparison.
class AccessClock {
public:
    explicit AccessClock(const ParseOptions& options)
        : stamps_(options) {}
    [[nodiscard]] bool read(std::string_view stamp, Time& time, TimeQuality& quality);

private:
    bool read_any(std::string_view stamp, Time& time, TimeQuality& quality);
    StampReader stamps_;
    std::array<char, 26> cached_{};
    Time cached_time_{};
    std::array<char, 11> day_{}; // "20/Jul/2009"
    std::int64_t midnight_ = 0;  // of it, UTC, seconds
};

class WebLog {
public:
    WebLog(RecordSink& out, const ParseOptions& options);
    ~WebLog();
    WebLog(const WebLog&) = delete;
    WebLog& operator=(const WebLog&) = delete;

    [[nodiscard]] Result<ParseStats> parse(Input& in, JobContext& job);
    // One line by itself; false: no line of a web server, and nothing was emitted.
    [[nodiscard]] bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset);

    // The lines of a chunk if all of them are access lines in text, which say all about themselves: chunks of such
    // lines may be parsed in any order. False: they are not, and what was emitted of them is not to be used.
    [[nodiscard]] Result<bool> access_chunk(const LineChunks::Chunk& chunk, std::uint64_t& records);

private:
    [[nodiscard]] Result<ParseStats> parse_with_helpers(LinePipe& pipe, JobContext& job);
    [[nodiscard]] Result<void> chunk(std::string_view bytes, std::uint64_t offset, std::uint64_t first_line);
    // A line that waits for the verdict on its group: looking at many targets at once is what makes looking cheap.
    struct Waiting {
        AccessLine parts;
        std::string_view text;
        std::uint64_t line_no = 0, offset = 0;
        std::uint32_t target_at = 0; // in targets_
        bool look = false;
    };
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] bool line(std::string_view text);
    void access(const AccessLine& parts, std::string_view text, bool look);
    [[nodiscard]] bool deserves_a_look(const AccessLine& parts, std::string_view& target) const;
    [[nodiscard]] bool headers_deserve_a_look(const AccessLine& parts);
    void inspected(const AccessLine& parts);
    [[nodiscard]] bool json(std::string_view text);
    [[nodiscard]] bool error(std::string_view text);
    [[nodiscard]] bool haproxy(std::string_view text);
    void error_event(std::string_view message, std::string_view request);
    void take_client(std::string_view client);
    void emit();
    void reset();

    RecordSink& out_;
    const ParseOptions& options_;
    RequestScanner& scanner_; // of this thread
    AccessClock clock_;
    StampReader stamps_;
    AuthMatcher auth_;
    ParseStats stats_;
    std::array<Waiting, 256> waiting_;
    std::size_t waiting_count_ = 0;
    bool only_access_ = false, met_other_ = false; // access_chunk()
    std::string targets_;                          // of those that wait, a line each
    EventView event_;
    AddressBuffer address_{};
    std::uint64_t line_no_ = 0, offset_ = 0;
    std::string cleaned_, object_, message_;        // text that the event views where the line does not have it so
    std::string kept_message_, kept_object_;        // of the event, without secrets
    std::array<std::uint64_t, 64> seen_requests_{}; // hashes of ModSecurity's unique ids
    std::size_t next_seen_ = 0;
    std::unique_ptr<JsonRequest> json_;
};

// `parse` and `parse_line` of the formats whose files are such logs; they differ in how they are recognised.
[[nodiscard]] Result<ParseStats> parse_web_log(Input& in, RecordSink& out, JobContext& job,
                                               const ParseOptions& options);
[[nodiscard]] bool parse_web_log_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset,
                                      RecordSink& out, const ParseOptions& options);

// Of the status of an answer: 2xx and 3xx success, 403, 406, 429 and 444 blocked, other 4xx and 5xx failure.
[[nodiscard]] Outcome outcome_of_status(int status);

// "example.org:443" without its port; an IPv6 address stays whole.
[[nodiscard]] std::string_view host_without_port(std::string_view vhost);

// How many of the head's first lines are access lines in text, in JSON and error lines.
struct WebSurvey {
    int lines = 0, access = 0, json = 0, nginx_error = 0, apache_error = 0, litespeed = 0, haproxy = 0;
};
[[nodiscard]] WebSurvey survey_web_log(const Head& head);

} // namespace parapet
