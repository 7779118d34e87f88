// Lynis' report.dat: warnings and suggestions about one host.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/fact_sink.h"
#include "core/formats/findings/lynis/hint.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet {

extern const FormatInfo k_lynis_format;

namespace {

struct Line {
    std::string_view key, value;
    std::int64_t line = 0;
};

// A field that says nothing is "-".
std::string_view said(const std::vector<std::string_view>& parts, std::size_t at) {
    if (at >= parts.size() || trim(parts[at]) == "-") return {};
    return trim(parts[at]);
}

class Lynis {
public:
    explicit Lynis(RecordRun& run)
        : run_(run) {}

    Result<void> read(const std::vector<Line>& lines) {
        ScanInfo scan;
        scan.tool = "Lynis";
        scan.target_kind = "host";
        scan.complete = false;
        for (const Line& line : lines)
            header(line, scan);
        // --tests leaves no other mark than that nearly every test was skipped; on a foreign system, or without root,
        // still many run.
        if (executed_ != 0 && executed_ * 10 < executed_ + skipped_) scan.complete = false;
        if (one_part_) scan.complete = false;
        run_.tell(scan);
        for (const Line& line : lines)
            fact(line);
        for (const Line& line : lines) {
            if (line.key != "warning[]" && line.key != "suggestion[]") continue;
            if (auto ok = run_.check(); !ok) return ok;
            one(line);
        }
        return {};
    }

private:
    void header(const Line& line, ScanInfo& scan) {
        if (line.key == "hostname" && scan.target.empty()) fields::put(scan.target, line.value);
        if (line.key == "lynis_version") fields::put(scan.tool_version, line.value, 40);
        if (line.key == "report_datetime_start") scan.started = parse_rfc3339(line.value);
        if (line.key == "report_datetime_end") scan.finished = parse_rfc3339(line.value);
        if (line.key == "finish" && line.value == "true") scan.complete = true;
        if (line.key == "test_category" || line.key == "test_group") one_part_ |= line.value != "all";
        if (line.key == "tests_executed") executed_ = std::ranges::count(line.value, '|');
        if (line.key == "tests_skipped") skipped_ = std::ranges::count(line.value, '|');
        if (line.key != "details[]") return;
        // "SSH-7408|sshd|desc:option X;field:X;prefval:NO;value:YES;|"
        const auto parts = split(line.value, '|');
        std::string& text = details_[said(parts, 0)];
        if (text.size() < 4000) text += fmt::format("{} {}\n", said(parts, 1), said(parts, 2));
    }

    // installed_package[]=openssl,3.0.11-1, network_listen_port[]=0.0.0.0:22|tcp|sshd|, firewall_active=1, and what a
    // test read from a configuration: field:PermitRootLogin;prefval:NO;value:YES;
    void fact(const Line& line) {
        if (line.key == "installed_package[]") {
            const auto parts = split(line.value, ',');
            if (parts.size() > 1) run_.fact({FactKind::package, {}, trim(parts[0]), trim(parts[1])});
        } else if (line.key == "network_listen_port[]") {
            listens(split(line.value, '|'));
        } else if (line.key == "details[]") {
            std::string_view name, value;
            for (const std::string_view field : split(line.value, ';')) {
                if (const std::size_t at = field.rfind("field:"); at != std::string_view::npos)
                    name = field.substr(at + 6);
                if (field.starts_with("value:")) value = field.substr(6);
            }
            if (!name.empty()) run_.fact({FactKind::setting, {}, trim(name), trim(value)});
        } else if (!line.key.ends_with("[]")) {
            run_.fact({FactKind::setting, {}, line.key, line.value});
        }
    }

    // What listens on this machine only is no open port.
    void listens(const std::vector<std::string_view>& parts) {
        const std::string_view at = said(parts, 0);
        const bool local = at.starts_with("127.") || at.starts_with("[::1]") || at.starts_with("::1:");
        std::int64_t number = 0;
        if (!local && parse_int(at.substr(at.rfind(':') + 1), number) && number > 0 && number < 65536)
            run_.fact({FactKind::port, {}, fmt::format("{}/{}", number, said(parts, 1).substr(0, 3)), said(parts, 2)});
    }

    // "SSH-7408|Consider hardening SSH configuration|AllowTcpForwarding (set YES to NO)|-|"
    void one(const Line& line) {
        RawFinding& f = run_.next(line.key, line.line);
        const auto parts = split(line.value, '|');
        const std::string_view text = said(parts, 1);
        if (said(parts, 0).empty() && text.empty()) return run_.stats.skip("an entry without an id and a text");
        const lynis::Hint hint{said(parts, 0), text, said(parts, 2), said(parts, 3), line.key == "warning[]"};
        lynis::fill(hint, f, run_.stats, run_.limits);
        if (const auto found = details_.find(f.rule); found != details_.end())
            fields::set_text(f.evidence, found->second, run_.stats, f.place.path, run_.limits);
        run_.emit();
    }

    RecordRun& run_;
    std::map<std::string_view, std::string, std::less<>> details_;
    std::int64_t executed_ = 0, skipped_ = 0;
    bool one_part_ = false; // one category or group of tests only
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (!head.lines.empty() && trim(head.lines.front()) == "# Lynis Report")
        return {95, "the first line is \"# Lynis Report\"", {}};
    if (head.contains("lynis_version=") && head.contains("report_version_major="))
        return {90, "lynis_version and report_version_major", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    std::vector<Line> lines;
    bool ours = false;
    std::int64_t number = 0;
    for (const std::string_view line : text.lines()) {
        ++number;
        if (line.starts_with("# Lynis Report") || line.starts_with("lynis_version=")) ours = true;
        const auto equals = line.find('=');
        if (line.empty() || line.front() == '#' || equals == std::string_view::npos) continue;
        lines.push_back({trim(line.substr(0, equals)), trim(line.substr(equals + 1)), number});
    }
    if (!ours) return not_the_report("it is no report of Lynis");
    RecordRun run(out, stats, job, options);
    if (auto ok = Lynis(run).read(lines); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_lynis_format{"lynis-report",
                                FormatKind::findings,
                                "Lynis",
                                "text/plain",
                                "Lynis: report.dat with warnings and suggestions",
                                sniff,
                                parse};

} // namespace parapet
