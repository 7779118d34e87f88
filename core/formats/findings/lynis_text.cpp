// What Lynis prints: below the results of its tests, its warnings and suggestions.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/lynis/hint.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <vector>

namespace parapet {

extern const FormatInfo k_lynis_text_format;

namespace {

// A whole run has hundreds; --tests names a few.
constexpr std::int64_t k_fewest_tests = 20;

struct Entry {
    lynis::Hint hint;
    std::int64_t line = 0;
};

class Screen {
public:
    void read(const std::vector<std::string_view>& lines) {
        for (const std::string_view raw : lines) {
            ++number_;
            const std::string_view line = trim(raw);
            if (line.starts_with("-[ Lynis ") && line.ends_with(" Results ]-")) {
                ours = results_ = true;
                fields::put(scan.tool_version, line.substr(9, line.size() - 9 - 11), 40);
            }
            if (results_)
                result(line);
            else
                header(line);
        }
        scan.complete = ended_ && !one_part_;
    }

    ScanInfo scan;
    std::vector<Entry> entries;
    bool ours = false;

private:
    void header(std::string_view line) {
        if (const auto host = after_key(line, "Hostname:")) fields::put(scan.target, *host);
        for (const std::string_view key : {"Test category:", "Test group:"})
            if (const auto part = after_key(line, key)) one_part_ = one_part_ || *part != "all";
    }

    void result(std::string_view line) {
        if (line.starts_with("Follow-up:")) open_ = false;
        if (line.starts_with("Lynis security scan details")) {
            open_ = false;
            ended_ = true;
        }
        if (const auto tests = after_key(line, "Tests performed :")) {
            std::int64_t number = 0;
            if (parse_int(*tests, number) && number < k_fewest_tests) one_part_ = true;
        }
        if (!ended_ && (line.starts_with("! ") || line.starts_with("* "))) return begin(line);
        if (!open_) return;
        if (const auto details = after_key(line, "- Details  :")) entries.back().hint.details = *details;
        if (const auto solution = after_key(line, "- Solution :")) entries.back().hint.solution = *solution;
    }

    // "! Found a weak setting [SSH-7408]", behind which the log's brackets may stand
    void begin(std::string_view line) {
        lynis::Hint hint;
        hint.warning = line.front() == '!';
        line = trim(line.substr(2));
        const auto open = line.rfind('[');
        if (open != std::string_view::npos && line.ends_with(']')) {
            hint.id = line.substr(open + 1, line.size() - open - 2);
            line = trim(line.substr(0, open));
        }
        hint.text = line;
        entries.push_back({hint, number_});
        open_ = true;
    }

    std::int64_t number_ = 0;
    bool results_ = false, open_ = false, ended_ = false;
    bool one_part_ = false; // one category or group of tests, or some tests only
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("[ Lynis ") && head.contains("cisofy.com/lynis")) return {86, "[ Lynis ] and its address", {}};
    if (head.contains("-[ Lynis ")) return {80, "the results of Lynis", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Screen screen;
    screen.read(text.lines());
    if (!screen.ours) return not_the_report("it holds no results of Lynis");
    screen.scan.tool = "Lynis";
    screen.scan.target_kind = "host";
    if (screen.scan.target.empty()) screen.scan.target = options.default_host;
    RecordRun run(out, stats, job, options);
    run.tell(screen.scan);
    for (const Entry& entry : screen.entries) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        lynis::fill(entry.hint, run.next(fmt::format("line {}", entry.line), entry.line), run.stats, run.limits);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_lynis_text_format{
    "lynis-txt", FormatKind::findings, "Lynis", "text/plain", "Lynis: what it prints", sniff, parse};

} // namespace parapet
