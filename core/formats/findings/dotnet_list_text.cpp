// dotnet list package --vulnerable as it prints: a table for each project and framework, "> NAME ... SEVERITY URL".

#include "core/base/text.h"
#include "core/formats/common/clean_lines.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <vector>

namespace parapet {

extern const FormatInfo k_dotnet_list_text_format;

namespace {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (words.size() < 16) {
        text = trim(text);
        if (text.empty()) break;
        const auto end = text.find_first_of(" \t");
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text = text.substr(end);
    }
    return words;
}

bool is_severity(std::string_view word) {
    for (const char* known : {"Critical", "High", "Moderate", "Low"})
        if (iequals(word, known)) return true;
    return false;
}

// "Project `Shop` has the following vulnerable packages", "The given project `Shop` has no vulnerable packages ..."
std::string_view project_of(std::string_view line) {
    if (line.find(" vulnerable packages") == std::string_view::npos) return {};
    const auto from = line.find_first_of("`'");
    const auto to = from == std::string_view::npos ? from : line.find_first_of("`'", from + 1);
    return to == std::string_view::npos ? std::string_view() : line.substr(from + 1, to - from - 1);
}

class Reader {
public:
    Reader(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    Result<void> line(std::string_view text, std::int64_t number) {
        text = trim(text);
        if (const auto project = project_of(text); !project.empty()) {
            project_ = elide(project, 300);
            known_ = true;
            package_.clear();
            return {};
        }
        if (istarts_with(text, "Top-level Package")) direct_ = true;
        if (istarts_with(text, "Transitive Package")) direct_ = false;
        std::vector<std::string_view> words = words_of(text);
        const bool first = !words.empty() && words.front() == ">";
        if (first) words.erase(words.begin());
        if (words.size() < 2 || !is_severity(words[words.size() - 2])) return {};
        if (first && words.size() >= 4) {
            package_ = elide(words.front(), 300);
            version_ = elide(words[words.size() - 3], 100);
        } else if (first || package_.empty() || words.size() != 2) {
            return {};
        }
        emit(words[words.size() - 2], words.back(), number);
        return {};
    }
    [[nodiscard]] bool known() const { return known_; }

private:
    void emit(std::string_view severity, std::string_view url, std::int64_t number) {
        ++stats_.records;
        finding_.clear();
        finding_.place.line = number;
        Location& at = finding_.location;
        at.package = package_;
        at.version = version_;
        at.ecosystem = "nuget";
        finding_.asset = project_;
        const auto slash = url.rfind('/');
        fields::set_vulnerability(finding_, slash == std::string_view::npos ? url : url.substr(slash + 1), limits_);
        fields::add_link(finding_, url);
        fields::add_tag(finding_, direct_ ? "direct" : "transitive");
        fields::rate(finding_, severity, Severity::medium, stats_);
        out_.finding(finding_);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    std::string project_, package_, version_;
    bool direct_ = true, known_ = false;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines) {
        if (project_of(line).empty()) continue;
        const bool sure = head.contains("Advisory URL") || head.contains("given the current sources");
        return {sure ? 85 : 60, "a line that tells of a project's vulnerable packages", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    ScanInfo scan;
    scan.tool = stats.tool = "dotnet list package";
    scan.target_kind = "repository";
    out.scan(scan);
    Reader reader(out, stats, *options.limits);
    const auto line = [&](std::string_view text, std::int64_t number) { return reader.line(text, number); };
    if (auto ok = each_clean_line(in, *options.limits, line); !ok) return fail(ok.error());
    if (!reader.known()) {
        Error error{Errc::malformed, "No line tells of the vulnerable packages of a project", {}, {}};
        error.line = 1;
        return fail(std::move(error));
    }
    return stats;
}

} // namespace

const FormatInfo k_dotnet_list_text_format{"dotnet-list-text",
                                           FormatKind::findings,
                                           ".NET",
                                           "text/plain",
                                           "dotnet list package --vulnerable: what it prints",
                                           sniff,
                                           parse};

} // namespace parapet
