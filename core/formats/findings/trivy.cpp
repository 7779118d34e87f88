// Trivy's own JSON: image, filesystem, repository and machine (schema 2), clusters, and the bare array of versions
// before 0.20.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framed.h"
#include "core/formats/fact_sink.h"
#include "core/formats/findings/trivy/records.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace parapet {

extern const FormatInfo k_trivy_format;

namespace {

using trivy::Kind;
using trivy::Target;

// Results stand at the top, in each resource of a cluster ("*/*/": Resources, or of older versions Vulnerabilities,
// Misconfigurations and Findings), or are the elements of the root array.
constexpr std::array k_lists{
    std::pair{"Results/*/Vulnerabilities", Kind::vulnerability},
    std::pair{"Results/*/Misconfigurations", Kind::misconfiguration},
    std::pair{"Results/*/Secrets", Kind::secret},
    std::pair{"Results/*/Licenses", Kind::licence},
    std::pair{"Results/*/ExperimentalModifiedFindings", Kind::modified},
    std::pair{"*/*/Results/*/Vulnerabilities", Kind::vulnerability},
    std::pair{"*/*/Results/*/Misconfigurations", Kind::misconfiguration},
    std::pair{"*/*/Results/*/Secrets", Kind::secret},
    std::pair{"*/*/Results/*/Licenses", Kind::licence},
    std::pair{"*/*/Results/*/ExperimentalModifiedFindings", Kind::modified},
    std::pair{"scanner/result/Results/*/Vulnerabilities", Kind::vulnerability}, // of cosign's predicate
    std::pair{"predicate/scanner/result/Results/*/Vulnerabilities", Kind::vulnerability},
    std::pair{"*/Vulnerabilities", Kind::vulnerability},
    std::pair{"*/Misconfigurations", Kind::misconfiguration},
    std::pair{"*/Secrets", Kind::secret},
};
constexpr const char* k_packages = "Results/*/Packages"; // with --list-all-pkgs
constexpr const char* k_summary = "SummaryControls";     // of a compliance report
constexpr std::size_t k_packages_at = k_lists.size(), k_summary_at = k_packages_at + 1;
constexpr std::array k_dropped{"*/*/Results/*/Packages", "Metadata/Layers", "Metadata/ImageConfig/history"};

struct KindOfTarget {
    std::string_view artifact, kind;
};
constexpr std::array<KindOfTarget, 5> k_artifacts{{
    {"container_image", "image"},
    {"filesystem", "filesystem"},
    {"repository", "repository"},
    {"vm", "host"},
    {"aws_account", "account"},
}};

void read_digest(json::Value metadata, ScanInfo& scan) {
    const std::string digest = metadata["RepoDigests"].at(0).text();
    if (const auto at = digest.find("sha256:"); at != std::string::npos) scan.digest = elide(digest.substr(at), 80);
    if (scan.digest.empty()) scan.digest = elide(metadata["ImageID"].str(), 80);
}

ScanInfo scan_of(json::Value document) {
    const json::Value statement = document["predicate"].is_object() ? document["predicate"] : document;
    const json::Value inside = statement["scanner"]["result"];
    const json::Value root = inside.is_object() ? inside : document;
    ScanInfo scan;
    scan.tool = "Trivy";
    scan.tool_version = elide(root["Trivy"]["Version"].str(), 80);
    scan.started = scan.finished = parse_rfc3339(root["CreatedAt"].str());
    if (root["ID"].is_string() && root["Title"].is_string()) fields::put(scan.policy, root["ID"].str());
    if (const auto cluster = root["ClusterName"].str(); root["ClusterName"].exists()) {
        fields::put(scan.target, cluster);
        scan.target_kind = "cluster";
        return scan;
    }
    const std::string_view artifact = root["ArtifactName"].str();
    fields::put(scan.target, artifact.substr(0, artifact.find("@sha256:")), 500);
    const std::string_view type = root["ArtifactType"].str();
    for (const KindOfTarget& known : k_artifacts)
        if (known.artifact == type) scan.target_kind = known.kind;
    if (scan.target_kind.empty() && !scan.target.empty()) scan.target_kind = "other";
    const json::Value metadata = root["Metadata"];
    if (scan.target_kind == "image") read_digest(metadata, scan);
    fields::put(scan.branch, metadata["Branch"].str());
    fields::put(scan.commit, metadata["Commit"].str());
    return scan;
}

class TrivyReport final : public FramedReport {
public:
    TrivyReport(RecordSink& out, ParseStats& stats, const ParseOptions& options)
        : out_(out)
        , stats_(stats)
        , limits_(*options.limits) {}

    Result<void> document(json::Value root, bool /*whole*/) override {
        if (told_) return {};
        if (const auto schema = root["SchemaVersion"].integer(); schema && *schema > 2)
            return fail(Errc::unsupported_version, fmt::format("Trivy's schema version {} is not read; 2 is", *schema),
                        "/SchemaVersion", "write the report with a Trivy that is not newer than 2025");
        told_ = true;
        const ScanInfo scan = scan_of(root);
        stats_.tool = scan.tool;
        stats_.tool_version = scan.tool_version;
        out_.scan(scan);
        return {};
    }

    // Of a resource all results must be known, for each has a target of its own.
    bool enough(json::Value owner, std::uint64_t /*waiting*/) override { return !owner["Target"].str().empty(); }

    Result<void> begin(json::Value owner, std::string_view path, std::uint64_t /*index*/) override {
        targets_.clear();
        control_ = elide(owner["ID"].str(), 100); // of a compliance report: what it holds are its failures
        resource_ = (path != "Results" && !path.ends_with("/Results") && !path.empty()) || owner["Results"].is_array();
        read_owner(owner);
        return {};
    }

    Result<void> result(json::Value value, const json::Element& element) override {
        if (element.array == k_packages_at) {
            std::string version(value["Version"].str());
            if (const std::string_view release = value["Release"].str(); !release.empty()) // of distributions
                (version += '-') += release;
            tell_fact(out_, {FactKind::package, {}, value["Name"].str(), version});
            return {};
        }
        ++stats_.records;
        if (element.array == k_summary_at) return summary(value, element);
        if (!value.is_object()) {
            stats_.skip("a result that is no object");
            return {};
        }
        if (k_lists[element.array].second == Kind::vulnerability && value["VulnerabilityID"].str().empty()) {
            stats_.skip("a vulnerability without an id");
            return {};
        }
        finding_.clear();
        element.write_pointer(finding_.place.path);
        finding_.place.line = element.line;
        finding_.place.offset = static_cast<std::int64_t>(element.offset);
        static const Target k_none;
        const std::size_t at = resource_ ? element.outer : 0;
        const Target& target = at < targets_.size() ? targets_[at] : k_none;
        trivy::read(k_lists[element.array].second, value, target, finding_, stats_, limits_);
        if (!control_.empty()) fields::add_control(finding_, "benchmark", control_);
        out_.finding(finding_);
        return {};
    }

    Result<void> end(json::Value /*owner*/) override { return {}; }

private:
    // How many resources fail a control, not which.
    Result<void> summary(json::Value value, const json::Element& element) {
        finding_.clear();
        element.write_pointer(finding_.place.path);
        finding_.place.line = element.line;
        finding_.place.offset = static_cast<std::int64_t>(element.offset);
        trivy::read_control(value, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }

    void read_owner(json::Value owner) {
        if (!resource_) {
            targets_.push_back(trivy::target_of(owner));
            return;
        }
        const std::string_view kind = owner["Kind"].str();
        const std::string_view name = owner["Name"].str();
        const std::string_view space = owner["Namespace"].str();
        const std::string resource = kind.empty() ? std::string() : elide(fmt::format("{}/{}", kind, name), 400);
        for (const json::Value result : owner["Results"].items()) {
            Target& target = targets_.emplace_back(trivy::target_of(result));
            target.resource = resource;
            target.asset = space.empty() ? resource : elide(fmt::format("{}/{}", space, resource), 500);
        }
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    std::vector<Target> targets_; // by index of the Result; one where the owner is a Result
    bool told_ = false, resource_ = false;
    std::string control_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    Sniff s;
    if (head.shape == Head::Shape::json_array) {
        const bool lists = head.has_element_key("Vulnerabilities") || head.has_element_key("Misconfigurations") ||
                           head.has_element_key("Secrets");
        if (head.has_element_key("Target") && (lists || head.has_element_key("Type")))
            s = {lists ? 80 : 60, "an array of objects with the keys Target and Vulnerabilities (before 0.20)", "1"};
        return s;
    }
    if (head.shape != Head::Shape::json_object) return s;
    const bool artifact = head.has_key("ArtifactName") || head.has_key("ArtifactType");
    const bool results = head.has_key("Results");
    if (head.has_key("SchemaVersion") && (artifact || results))
        s = {92, "top-level keys SchemaVersion and ArtifactName or Results", "2"};
    else if (head.has_key("ClusterName") && (head.has_key("Resources") || head.has_key("Vulnerabilities") ||
                                             head.has_key("Misconfigurations") || head.has_key("Findings")))
        s = {88, "top-level keys ClusterName and Resources", "2"};
    else if (head.contains("\"scanner\"") && head.contains("aquasecurity/trivy") &&
             (head.has_key("invocation") || head.has_key("predicate")))
        s = {84, "cosign's predicate of a vulnerability scan by Trivy", "2"};
    else if (head.has_key("ID") && head.has_key("Title") && (head.has_key("SummaryControls") || results))
        s = {head.has_key("RelatedResources") || head.has_key("SummaryControls") ? 80 : 60,
             "top-level keys ID, Title and Results or SummaryControls", "2"};
    else if (artifact && results)
        s = {80, "top-level keys ArtifactName and Results", "2"};
    else if (results && head.contains("\"VulnerabilityID\"") && head.contains("\"PkgName\""))
        s = {70, "Results with VulnerabilityID and PkgName", "2"};
    return s;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    std::vector<json::ArrayPath> arrays;
    for (const auto& [path, kind] : k_lists)
        arrays.push_back({path, false});
    arrays.push_back({k_packages, false});
    arrays.push_back({k_summary, false});
    for (const char* path : k_dropped)
        arrays.push_back({path, true});
    ParseStats stats;
    TrivyReport report(out, stats, options);
    if (auto ok = read_framed(in, arrays, report, stats, job, *options.limits); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_trivy_format{
    "trivy-json",
    FormatKind::findings,
    "Trivy",
    "application/json",
    "Trivy: vulnerabilities, misconfigurations, secrets and licences of images, files, clusters",
    sniff,
    parse};

} // namespace parapet
