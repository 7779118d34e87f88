// Polaris' JSON: checks by workload, pod and container, passed ones included.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>

namespace parapet {

extern const FormatInfo k_polaris_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"danger", Severity::high},
    {"error", Severity::high}, // its word before version 1
    {"warning", Severity::medium},
    {"ignore", Severity::info},
    {"info", Severity::info},
}};

class PolarisReader {
public:
    PolarisReader(json::Value root, WholeReport& report)
        : report_(report) {
        if (root["SourceType"].str() == "Path") file_ = root["SourceName"].str();
    }

    void read(json::Value workload, const std::string& path) {
        const std::string_view space = workload["Namespace"].str();
        std::string name = fmt::format("{}/{}", workload["Kind"].str(), workload["Name"].str());
        if (!space.empty()) name = fmt::format("{}/{}", space, name);
        read_checks(workload["Results"], name, path + "/Results");
        const json::Value pod = workload["PodResult"];
        read_checks(pod["Results"], name, path + "/PodResult/Results");
        std::size_t n = 0;
        for (const json::Value container : pod["ContainerResults"].items()) {
            const std::string whole = fmt::format("{}/{}", name, container["Name"].str());
            read_checks(container["Results"], whole,
                        fmt::format("{}/PodResult/ContainerResults/{}/Results", path, n++));
        }
    }

private:
    void read_checks(json::Value checks, const std::string& resource, const std::string& path) {
        for (const json::Member m : checks.members()) {
            const json::Value v = m.value;
            if (!v.is_object() || !report_.go_on()) continue;
            const auto records = report_.stats.records;
            RawFinding& f = report_.next(fmt::format("{}/{}", path, elide(m.key, 100)));
            const bool passed = v["Success"].boolean().value_or(false);
            fields::set_config(f, file_, 0);
            fields::put(f.rule, v["ID"].str().empty() ? m.key : v["ID"].str());
            fields::set_title(f, {v["Message"].str(), f.rule, "Unnamed check"}, report_.limits);
            std::string text(v["Message"].str());
            for (const json::Value detail : v["Details"].items())
                if (text.size() < 4000) text += fmt::format("\n- {}", detail.str());
            report_.text(f.description, text);
            report_.severity(f, v["Severity"].str(), k_severities);
            fields::add_tag(f, v["Category"].str());
            fields::put(f.location.resource, resource, 500);
            if (passed) f.outcome = CheckOutcome::pass;
            if (!passed && iequals(v["Severity"].str(), "ignore")) f.outcome = CheckOutcome::not_applicable;
            report_.emit();
            if (f.outcome != CheckOutcome::fail)
                report_.stats.records = records; // what is as it should be is no result
        }
    }

    WholeReport& report_;
    std::string file_;
};

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of Polaris is an object", "/");
    ScanInfo info;
    info.tool = "Polaris";
    fields::put(info.target, root.any({"DisplayName", "SourceName"}).str());
    info.target_kind = root["SourceType"].str() == "Cluster" ? "cluster" : "repository";
    info.finished = parse_rfc3339(root["AuditTime"].str());
    report.tell(info);
    PolarisReader reader(root, report);
    std::size_t n = 0;
    for (const json::Value workload : root["Results"].items())
        reader.read(workload, fmt::format("/Results/{}", n++));
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("PolarisOutputVersion")) return {96, "top-level key PolarisOutputVersion", {}};
    if (head.has_key("Results") && head.contains("\"PodResult\"") && head.contains("\"Success\""))
        return {80, "Results with PodResult", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_polaris_format{"polaris-json",
                                  FormatKind::findings,
                                  "Polaris",
                                  "application/json",
                                  "Polaris: configuration of workloads of Kubernetes",
                                  sniff,
                                  parse};

} // namespace parapet
