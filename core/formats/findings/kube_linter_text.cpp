// What KubeLinter prints: "pod.yaml: (object: ns/pot apps/v1, Kind=Deployment) text (check: no-lid, remediation: ...)".

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/kube_linter/severities.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

extern const FormatInfo k_kube_linter_text_format;

namespace {

using kube_linter::k_severities;

constexpr std::string_view k_object = ": (object: ", k_check = "(check: ", k_remedy = ", remediation: ";

struct Remark {
    std::string_view file, object, kind, message, check, remedy, severity;
};

std::optional<Remark> remark_of(std::string_view line) {
    Remark r;
    line = trim(line);
    const auto object = line.find(k_object);
    const auto check = line.rfind(k_check);
    if (object == std::string_view::npos || check == std::string_view::npos || check < object || line.back() != ')')
        return std::nullopt;
    r.file = line.substr(0, object);
    std::string_view rest = line.substr(object + k_object.size(), check - object - k_object.size());
    const auto close = rest.find(") ");
    if (close == std::string_view::npos) return std::nullopt;
    r.message = trim(rest.substr(close + 2));
    rest = rest.substr(0, close); // "<no namespace>/pot apps/v1, Kind=Deployment"
    if (const auto kind = rest.rfind(", Kind="); kind != std::string_view::npos) {
        r.kind = rest.substr(kind + 7);
        rest = rest.substr(0, kind);
    }
    r.object = rest.substr(0, rest.rfind(' '));
    r.check = line.substr(check + k_check.size(), line.size() - check - k_check.size() - 1);
    if (const auto remedy = r.check.find(k_remedy); remedy != std::string_view::npos) {
        r.remedy = r.check.substr(remedy + k_remedy.size());
        r.check = r.check.substr(0, remedy);
    }
    for (const auto& known : k_severities) { // "[HIGH] the pot is hot", of checks in CEL
        const std::string prefix = fmt::format("[{}]", known.word);
        if (!istarts_with(r.message, prefix)) continue;
        r.severity = known.word;
        r.message = trim(r.message.substr(prefix.size()));
    }
    return r;
}

void read_remark(const Remark& r, RawFinding& f, WholeReport& report) {
    fields::set_config(f, r.file, 0);
    fields::put(f.rule, r.check);
    fields::set_title(f, {r.message, r.check, "Unnamed check"}, report.limits);
    report.text(f.description, r.message);
    report.text(f.remediation, r.remedy);
    f.severity = Severity::medium; // as in its JSON
    f.severity_known = true;
    if (!r.severity.empty()) report.severity(f, r.severity, k_severities);
    const auto slash = r.object.rfind('/');
    const std::string_view name = r.object.substr(slash == std::string_view::npos ? 0 : slash + 1);
    const std::string_view space = slash == std::string_view::npos ? std::string_view() : r.object.substr(0, slash);
    std::string resource = fmt::format("{}/{}", r.kind, name);
    if (!space.empty() && space != "<no namespace>") resource = fmt::format("{}/{}", space, resource);
    fields::put(f.location.resource, resource, 500);
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains(k_object) && head.contains("(check: ")) return {90, "objects and checks of KubeLinter", {}};
    if (head.contains("KubeLinter ") && head.contains("No lint errors found!"))
        return {86, "KubeLinter's \"No lint errors found!\"", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    ScanInfo scan;
    scan.tool = "KubeLinter";
    scan.target_kind = "repository";
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const std::string_view line = trim(lines[i]);
        known = known || line.starts_with("No lint errors found!");
        if (const auto version = after_key(line, "KubeLinter ")) fields::put(scan.tool_version, *version, 40);
        const auto remark = remark_of(line);
        if (!remark) continue;
        if (!report.told()) report.tell(scan);
        read_remark(*remark, next_of_line(report, i), report);
        report.emit();
    }
    if (known && !report.told()) report.tell(scan);
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no remark of KubeLinter", read);
}

} // namespace

const FormatInfo k_kube_linter_text_format{"kube-linter-text",
                                           FormatKind::findings,
                                           "KubeLinter",
                                           "text/plain",
                                           "KubeLinter: what it prints about manifests and charts",
                                           sniff,
                                           parse};

} // namespace parapet
