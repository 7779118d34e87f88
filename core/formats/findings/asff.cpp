// AWS Security Finding Format: Security Hub and what sends to it (GuardDuty, Inspector, Macie, Prowler, Trivy, HDF), as
// a document, a bare list, lines, one finding, or an EventBridge event around them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/asff/details.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_asff_format;

namespace {

constexpr std::array<fields::SeverityWord, 5> k_severities{{
    {"CRITICAL", Severity::critical},
    {"HIGH", Severity::high},
    {"MEDIUM", Severity::medium},
    {"LOW", Severity::low},
    {"INFORMATIONAL", Severity::info},
}};

// Of Severity.Normalized, as AWS maps it.
std::string_view label_of(double normalized) {
    if (normalized <= 0) return "INFORMATIONAL";
    if (normalized < 40) return "LOW";
    if (normalized < 70) return "MEDIUM";
    return normalized < 90 ? "HIGH" : "CRITICAL";
}

std::string_view last_part(std::string_view text) {
    const auto slash = text.rfind('/');
    return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

// The product behind Security Hub: a name of its own, else the end of its ARN.
std::string tool_of(json::Value finding) {
    const json::Value fields = finding["ProductFields"];
    for (const std::string_view name : {finding["ProductName"].str(), fields["aws/securityhub/ProductName"].str(),
                                        fields["ProviderName"].str(), fields["Product Name"].str()})
        if (!trim(name).empty() && !iequals(name, "default")) return elide(trim(name), 80);
    for (const json::Value type : finding["FindingProviderFields"]["Types"].items())
        if (type.str().find("hdf2asff") != std::string_view::npos) return "HDF";
    const std::string_view product = last_part(finding["ProductArn"].str());
    if (product == "aquasecurity") return "Trivy";
    return product.empty() || product == "default" ? "Security Hub" : elide(product, 80);
}

std::string rule_of(json::Value finding, std::string_view tool) {
    const json::Value product = finding["ProductFields"];
    const std::string_view generator = finding["GeneratorId"].str();
    const std::string_view cve = finding["Resources"].at(0)["Details"]["Other"]["CVE ID"].str();
    if (generator == "Trivy" && !cve.empty()) return fmt::format("Trivy/{}", elide(cve, 80)); // its older template
    for (const std::string_view id :
         {product["ControlId"].str(), product["RuleId"].str(), finding["Compliance"]["SecurityControlId"].str()})
        if (!trim(id).empty()) return elide(trim(id), 200);
    if (tool == "GuardDuty") {
        // "TTPs/Defense Evasion/DefenseEvasion:EC2-UnusualDNSResolver"; the generator is only the detector.
        const std::string_view type = finding["Types"].at(0).str();
        if (!type.empty()) return elide(last_part(type), 200);
    }
    // Inspector and its kin name themselves; what they found is an id.
    const std::string_view id = finding["Vulnerabilities"].at(0)["Id"].str();
    if (!id.empty() && generator.find('/') == std::string_view::npos) return elide(id, 80);
    if (generator.starts_with("prowler-")) return elide(generator.substr(8), 200); // as in its other formats
    const auto rule = generator.rfind("/rule/");
    return elide(rule == std::string_view::npos ? generator : generator.substr(rule + 6), 200);
}

// "NIST.800-53.r5 AC-2(1)", "PCI DSS v3.2.1/10.5.2", "CIS AWS Foundations Benchmark v1.4.0/1.5"
void add_requirement(RawFinding& finding, std::string_view text) {
    text = trim(text);
    struct Scheme {
        std::string_view head, scheme;
    };
    static constexpr std::array<Scheme, 8> k_schemes{{
        {"NIST.800-53", "nist"},
        {"NIST 800-53", "nist"},
        {"NIST.800-171", "sp800-171"},
        {"NIST CSF", "csf"},
        {"CIS AWS", "cis"},
        {"PCI DSS", "pci"},
        {"ISO 27001", "iso27001-2013"},
        {"ISO27001", "iso27001-2013"},
    }};
    for (const Scheme& known : k_schemes) {
        if (!istarts_with(text, known.head)) continue;
        const auto cut = text.find_last_of(" /");
        if (cut != std::string_view::npos) fields::add_control(finding, known.scheme, text.substr(cut + 1));
        return;
    }
    fields::add_tag(finding, text);
}

struct Group {
    ScanInfo scan;
    std::vector<std::size_t> records;
};

class Asff {
public:
    Asff(RecordRun& run, bool part)
        : run_(run)
        , part_(part) {}

    Result<void> read(const std::vector<JsonRecord>& records) {
        std::map<std::string, std::size_t> known;
        std::vector<Group> groups;
        for (std::size_t i = 0; i < records.size(); ++i) {
            const json::Value finding = records[i].value;
            const std::string tool = tool_of(finding);
            const std::string account = elide(finding["AwsAccountId"].text(), 80);
            const auto [at, fresh] = known.emplace(fmt::format("{}\n{}", tool, account), groups.size());
            if (fresh) groups.push_back(group_of(finding, tool, account));
            Group& group = groups[at->second];
            const auto seen = parse_rfc3339(finding["UpdatedAt"].str());
            if (seen && (!group.scan.finished || *seen > *group.scan.finished)) group.scan.finished = seen;
            group.records.push_back(i);
        }
        if (groups.empty()) groups.push_back(group_of({}, "Security Hub", {}));
        for (const Group& group : groups) {
            run_.tell(group.scan);
            for (const std::size_t i : group.records) {
                if (auto ok = run_.check(); !ok) return ok;
                one(records[i], group.scan.tool);
            }
        }
        return {};
    }

private:
    Group group_of(json::Value finding, const std::string& tool, const std::string& account) const {
        Group group;
        group.scan.tool = tool;
        group.scan.target = account;
        group.scan.target_kind = "account";
        group.scan.complete = !part_;
        fields::put(group.scan.tool_version, finding["ProductFields"]["ProviderVersion"].str(), 60);
        return group;
    }

    void one(const JsonRecord& record, std::string_view tool) {
        RawFinding& f = run_.next(record.path, record.line);
        const json::Value v = record.value;
        if (!v.is_object()) return run_.stats.skip("a result that is no object");
        f.rule = rule_of(v, tool);
        std::string_view title = v["Title"].str();
        if (const auto end = title.find("] "); tool == "Prowler" && title.starts_with("[") && end != title.npos)
            title = title.substr(end + 2); // "[check11] Avoid ..."
        fields::set_title(f, {fields::folded(title), f.rule}, run_.limits);
        fields::put(f.fingerprint, v["Id"].str(), 500);
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        read_types(v, f);
        read_status(v, f);
        read_severity(v, f);
        read_texts(v, f);
        read_resources(v["Resources"], f);
        asff::read_details(v, f, run_);
        name_in_title(f);
        f.seen = parse_rfc3339(v.any({"LastObservedAt", "UpdatedAt"}).str());
        run_.emit();
    }

    // "CVE-2026-1111 - kernel", where the list of vulnerabilities is missing.
    static void name_in_title(RawFinding& f) {
        if (!f.cve.empty() || f.identity != IdentityKind::config) return;
        fields::add_ids_of(f, f.title);
        if (f.cve.empty()) return;
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
    }

    static void read_types(json::Value v, RawFinding& f) {
        for (const json::Value type : v["Types"].items()) {
            fields::add_tag(f, type.str());
            if (istarts_with(type.str(), "Software and Configuration Checks")) continue;
            f.identity = IdentityKind::other; // threats, unusual behaviour, effects, sensitive data
            f.cause = Cause::other;
        }
        for (const json::Value requirement : v["Compliance"]["RelatedRequirements"].items())
            add_requirement(f, requirement.str());
        for (const json::Value tag : v["FindingProviderFields"]["Types"].items())
            asff::read_hdf_tag(tag.str(), f);
    }

    static void read_status(json::Value v, RawFinding& f) {
        const std::string_view status = v["Compliance"]["Status"].str();
        if (status == "PASSED") fields::set_fixed(f); // the same finding (Id) whose control failed before
        if (status == "WARNING" || status == "NOT_AVAILABLE") f.outcome = CheckOutcome::not_reviewed;
        // A summary of a run that HDF's converter adds: about no check.
        if (!v["Types"] && f.title.find(" | ") != std::string::npos) f.outcome = CheckOutcome::informational;
        const std::string_view workflow = v["Workflow"]["Status"].str();
        if (workflow == "RESOLVED") fields::set_fixed(f);
        if (workflow == "SUPPRESSED") {
            f.suppressed = true;
            fields::put(f.suppression, fmt::format("suppressed in Security Hub. {}", v["Note"]["Text"].str()), 2000);
        }
        if (v["RecordState"].str() == "ARCHIVED") {
            f.suppressed = true;
            if (f.suppression.empty()) f.suppression = "archived in Security Hub";
        }
    }

    void read_severity(json::Value v, RawFinding& f) {
        const json::Value severity = v["Severity"];
        std::string_view label = severity["Label"].str();
        if (label.empty()) label = v["FindingProviderFields"]["Severity"]["Label"].str();
        if (const auto normalized = severity["Normalized"].number(); label.empty() && normalized)
            label = label_of(*normalized);
        fields::set_severity(f, label, k_severities, run_.stats);
    }

    void read_texts(json::Value v, RawFinding& f) {
        std::string text(v["Description"].str());
        for (const json::Value reason : v["Compliance"]["StatusReasons"].items())
            text += fmt::format("\n\n{}", reason["Description"].str());
        for (const json::Value resource : v["Resources"].items()) {
            text += fmt::format("\n\nResource: {} {}", resource["Type"].str(), elide(resource["Id"].str(), 500));
            if (text.size() > run_.limits.max_field_bytes) break;
        }
        fields::set_text(f.description, text, run_.stats, f.place.path, run_.limits);
        const json::Value advice = v["Remediation"]["Recommendation"];
        if (!iequals(advice["Text"].str(), "None Provided"))
            fields::set_text(f.remediation, advice["Text"].str(), run_.stats, f.place.path, run_.limits);
        fields::add_link(f, advice["Url"].str());
        fields::add_link(f, v["SourceUrl"].str());
    }

    void read_resources(json::Value resources, RawFinding& f) {
        fields::LocationCount dropped;
        bool first = true;
        for (const json::Value resource : resources.items()) {
            Location at;
            at.resource = resource_of(resource, f.description);
            if (first) {
                const json::Value details = resource["Details"];
                fields::put(f.asset, details["Container"]["ImageName"].str(), 300);
                if (f.asset.empty()) f.asset = asff::image_of(details["AwsEcrContainerImage"]);
                fields::put(at.host, details["AwsEc2Instance"]["IpV4Addresses"].at(0).str(), 100);
                f.location = std::move(at);
            } else {
                fields::add_location(f, std::move(at), dropped, run_.limits);
            }
            first = false;
        }
        fields::finish_locations(dropped, f.place.path, run_.stats);
    }

    // Prowler 2 names the account where it means one user of it: then only its words tell them apart.
    static std::string resource_of(json::Value resource, std::string_view said) {
        const std::string_view id = resource["Id"].str();
        const std::string_view type = resource["Type"].str();
        if (!id.starts_with("AWS::::Account") || type == "AwsAccount") return elide(trim(id), 500);
        return elide(fmt::format("{}: {}", type, said.substr(0, said.find('\n'))), 500);
    }

    RecordRun& run_;
    bool part_;
};

bool is_asff(json::Value v) {
    return v.is_object() && v["ProductArn"] && (v["AwsAccountId"] || v["GeneratorId"] || v["SchemaVersion"]);
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    // Who keeps only some of the fields may have dropped the account.
    const bool words =
        head.contains("\"ProductArn\"") && (head.contains("\"AwsAccountId\"") || head.contains("\"GeneratorId\""));
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (has("ProductArn") && (has("AwsAccountId") || has("GeneratorId")))
        return {92, "keys ProductArn and AwsAccountId", {}};
    const bool list = head.has_key("Findings") || head.has_key("findings") || head.has_key("detail");
    if (list && words) return {92, "findings with ProductArn and AwsAccountId", {}};
    if (head.shape != Shape::json_object) return {};
    if (head.has_key("detail") && head.has_key("detail-type") && head.contains("Security Hub Findings"))
        return {90, "an event of Security Hub", {}};
    if (head.json_keys.size() <= 2 && head.has_key("Findings") && !head.truncated && head.contains("[]"))
        return {50, "an empty list Findings, as Security Hub gives it", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"Findings", "findings", "detail/findings"}, stats, *options.limits); !ok)
        return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !is_asff(root))
        return fail(Errc::malformed, "it holds no findings of AWS Security Hub", "/");
    // A page of many, one event or one finding tells nothing of the rest.
    const bool part = records.single() || records.cut() || root["detail"] || !root["NextToken"].str().empty();
    RecordRun run(out, stats, job, options);
    Asff asff(run, part);
    if (auto ok = asff.read(records.records()); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_asff_format{"asff-json",
                               FormatKind::findings,
                               "AWS Security Hub",
                               "application/json",
                               "ASFF: Security Hub, GuardDuty, Inspector, Prowler, Trivy and others",
                               sniff,
                               parse};

} // namespace parapet
