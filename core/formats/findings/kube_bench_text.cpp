// kube-bench as it prints: a check a line, remedies and sums behind those of each kind of node.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <vector>

namespace parapet {

extern const FormatInfo k_kube_bench_text_format;

namespace {

struct Status {
    std::string_view head;
    CheckOutcome outcome;
};
constexpr std::array<Status, 4> k_statuses{{
    {"[PASS] ", CheckOutcome::pass},
    {"[FAIL] ", CheckOutcome::fail},
    {"[WARN] ", CheckOutcome::not_reviewed}, // to be looked at by a person, or the audit could not be run
    {"[INFO] ", CheckOutcome::informational},
}};

struct Check {
    std::string_view number, title, group, node, word;
    CheckOutcome outcome = CheckOutcome::pass;
    std::int64_t line = 0;
};

// "1.1.12", with at least `dots` of them.
bool is_number(std::string_view text, std::size_t dots) {
    std::size_t seen = 0;
    for (const char c : text) {
        if (c != '.' && (c < '0' || c > '9')) return false;
        seen += c == '.';
    }
    return !text.empty() && seen >= dots && text.front() != '.' && text.back() != '.';
}

// Of DISA's benchmark: "V-242381".
bool is_stig(std::string_view text) {
    return text.starts_with("V-") && is_number(text.substr(2), 0);
}

class Reader {
public:
    void read(const std::vector<std::string_view>& lines) {
        for (const std::string_view line : lines) {
            ++number_;
            one(trim(line));
        }
    }

    std::vector<Check> checks;
    std::unordered_map<std::string, std::string> remedies; // by node and number
    bool ours = false, ended = false;

private:
    void one(std::string_view line) {
        for (const Status& status : k_statuses)
            if (line.starts_with(status.head)) return check(line.substr(status.head.size()), status);
        if (line.starts_with("== ") && line.ends_with(" ==")) return section(line.substr(3, line.size() - 6));
        if (!in_remedies_ || line.empty()) return;
        const std::string_view first = line.substr(0, line.find(' '));
        if ((is_number(first, 1) || is_stig(first)) && first.size() < line.size()) {
            remedy_ = &remedies[fmt::format("{} {}", node_, first)];
            line = trim(line.substr(first.size()));
        }
        if (remedy_ != nullptr && remedy_->size() < 4000)
            *remedy_ += fmt::format("{}{}", remedy_->empty() ? "" : "\n", line);
    }

    // "[INFO] 1.1 Files of the control plane" is a heading, "[INFO] 1.1.1 ..." a check.
    void check(std::string_view text, const Status& status) {
        in_remedies_ = false;
        const auto space = text.find(' ');
        const std::string_view number = text.substr(0, space);
        const bool stig = is_stig(number);
        if ((!is_number(number, 0) && !stig) || space == std::string_view::npos) return;
        const std::string_view title = trim(text.substr(space));
        if (status.outcome == CheckOutcome::informational && !stig && !is_number(number, 2)) {
            group_ = title;
            return;
        }
        ours = true;
        checks.push_back({number, title, group_, {}, status.head.substr(1, 4), status.outcome, number_});
    }

    // "Remediations master", "Summary master", "Summary total": what stood above was of that node. Old versions do not
    // name it.
    void section(std::string_view text) {
        in_remedies_ = text.starts_with("Remediations");
        remedy_ = nullptr;
        ended = ended || text.starts_with("Summary");
        const auto space = text.find(' ');
        node_ = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
        for (; named_ < checks.size(); ++named_)
            checks[named_].node = node_;
    }

    std::string_view group_, node_;
    std::string* remedy_ = nullptr;
    std::size_t named_ = 0;
    bool in_remedies_ = false;
    std::int64_t number_ = 0;
};

void fill(const Check& check, const Reader& report, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::config;
    f.cause = Cause::configuration;
    fields::put(f.rule, check.number);
    fields::set_title(f, {fields::folded(check.title), f.rule}, run.limits);
    fields::add_control(f, is_stig(f.rule) ? "stig" : "cis", f.rule);
    fields::add_tag(f, check.group);
    fields::add_tag(f, check.node);
    run.text(f.description, check.group);
    const auto remedy = report.remedies.find(fmt::format("{} {}", check.node, check.number));
    if (remedy != report.remedies.end()) run.text(f.remediation, remedy->second);
    f.outcome = check.outcome;
    fields::put(f.severity_raw, check.word, 40);
    f.severity = check.outcome == CheckOutcome::fail ? Severity::medium : Severity::info; // the tool rates nothing
    f.severity_known = true;
    fields::put(f.location.resource, trimmed(fmt::format("{} {}", check.node, f.rule)), 300);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text && head.shape != Head::Shape::json_array) return {};
    std::size_t checks = 0;
    for (const std::string_view raw : head.lines) {
        const std::string_view line = trim(raw);
        for (const Status& status : k_statuses) {
            if (!line.starts_with(status.head)) continue;
            const std::string_view rest = line.substr(status.head.size());
            const std::string_view id = rest.substr(0, rest.find(' '));
            checks += is_number(id, 2) || is_stig(id);
        }
    }
    const bool kubernetes = icontains(head.text, "kube") || icontains(head.text, "etcd") ||
                            icontains(head.text, "API server") || icontains(head.text, "node configuration");
    if (checks > 1 && kubernetes) return {82, "checks of the Kubernetes benchmark with their outcome in brackets", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    Reader report;
    report.read(text.lines());
    if (!report.ours) return not_the_report("it holds no checks of kube-bench");
    ScanInfo scan;
    scan.tool = "kube-bench";
    scan.target_kind = "cluster";
    scan.target = options.default_host;
    scan.complete = report.ended;
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const Check& check : report.checks) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        fill(check, report, run.next(fmt::format("line {}", check.line), check.line), run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_kube_bench_text_format{
    "kube-bench-txt", FormatKind::findings, "kube-bench", "text/plain", "kube-bench: what it prints", sniff, parse};

} // namespace parapet
