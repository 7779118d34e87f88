// FIRST's EPSS: every published CVE with the probability that it is exploited within 30 days. A line of comment with
// the model and the day, a header, then hundreds of thousands of rows "cve,epss,percentile".

#include "core/base/text.h"
#include "core/formats/format.h"
#include "core/model/feed.h"

#include <fmt/format.h>

#include <charconv>

namespace parapet {

extern const FormatInfo k_epss_format;

namespace {

constexpr std::string_view k_header = "cve,epss,percentile";

// "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000"
void read_comment(std::string_view line, ScanInfo& info, bool& dated) {
    for (std::string_view part : split(line.substr(1), ',')) {
        part = trim(part);
        const std::size_t colon = part.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view value = trim(part.substr(colon + 1));
        if (part.starts_with("model_version")) info.tool_version = elide(value, 60);
        if (!part.starts_with("score_date")) continue;
        // The zone comes without a colon; the day is what counts.
        const auto day = parse_rfc3339(value.substr(0, 10));
        dated = day.has_value();
        if (day) info.finished = *day;
    }
}

bool read_number(std::string_view text, double& out) {
    text = trim(text);
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
    return end.ec == std::errc() && end.ptr == text.data() + text.size() && out >= 0 && out <= 1;
}

class EpssReader {
public:
    EpssReader(RecordSink& out, const ParseOptions& options)
        : out_(out) {
        info_.tool = name_of(FeedKind::epss);
        info_.finished = options.reference;
        stats.tool = "EPSS";
    }

    Result<void> line(std::string_view line, std::int64_t number) {
        line = trim(line);
        if (line.empty()) return {};
        if (!begun_) return before_rows(line, number);
        ++stats.records;
        const std::size_t first = line.find(','), second = line.find(',', first + 1);
        double score = 0, percentile = 0;
        const bool whole = second != std::string_view::npos && cve_number(line.substr(0, first)) != 0 &&
                           read_number(line.substr(first + 1, second - first - 1), score) &&
                           read_number(line.substr(second + 1), percentile);
        if (!whole) {
            refuse(line, number);
            return {};
        }
        entry_.rule = line.substr(0, first);
        entry_.title = entry_.rule;
        entry_.epss = score;
        entry_.place.line = number;
        out_.finding(entry_);
        return {};
    }
    Result<void> end() {
        if (begun_) return {};
        return fail(Errc::malformed, "it has no header \"cve,epss,percentile\"", {}, "take FIRST's file as it is");
    }
    ParseStats stats;

private:
    Result<void> before_rows(std::string_view line, std::int64_t number) {
        if (line.front() == '#') {
            read_comment(line, info_, dated_);
            return {};
        }
        if (to_lower(line) != k_header) {
            Error error{Errc::malformed, "the header is not \"cve,epss,percentile\"", {}, "take FIRST's file as it is"};
            error.line = number;
            return fail(std::move(error));
        }
        begun_ = true;
        if (!dated_) stats.warn({}, "it does not say of which day it is; the file's own time is taken", number);
        stats.tool_version = info_.tool_version;
        info_.complete = false;
        out_.scan(info_);
        return {};
    }
    void refuse(std::string_view line, std::int64_t number) {
        stats.skip("no CVE with two numbers from 0 to 1");
        stats.warn({}, "\"" + visible(elide(line, 60)) + "\" is no CVE with two numbers from 0 to 1", number);
    }

    RecordSink& out_;
    ScanInfo info_;
    RawFinding entry_;
    bool dated_ = false, begun_ = false;
};

Sniff sniff(const Head& head) {
    for (std::size_t i = 0; i < std::min<std::size_t>(head.lines.size(), 4); ++i) {
        const std::string_view line = trim(head.lines[i]);
        if (to_lower(line) == k_header) return {95, "the columns cve, epss and percentile", {}};
        if (!line.starts_with('#')) break;
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    EpssReader reader(out, options);
    LineChunks chunks(in, 1U << 20, *options.limits);
    for (;;) {
        auto chunk = chunks.next();
        if (!chunk) return fail(std::move(chunk.error()));
        if (!*chunk) break;
        if (auto go = job.check(); !go) return fail(std::move(go.error()));
        auto number = static_cast<std::int64_t>((*chunk)->first_line);
        const std::string_view bytes = (*chunk)->bytes;
        for (std::size_t at = 0; at < bytes.size(); ++number) {
            const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
            if (auto done = reader.line(bytes.substr(at, end - at), number); !done)
                return fail(std::move(done.error()));
            at = end + 1;
        }
    }
    if (auto done = reader.end(); !done) return fail(std::move(done.error()));
    return std::move(reader.stats);
}

} // namespace

const FormatInfo k_epss_format{"epss-csv",
                               FormatKind::feed,
                               "EPSS",
                               "text/csv",
                               "FIRST's Exploit Prediction Scoring System: a day's scores of every CVE",
                               sniff,
                               parse};

} // namespace parapet
