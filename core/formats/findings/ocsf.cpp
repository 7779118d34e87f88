// OCSF findings (Open Cybersecurity Schema Framework 1.x): vulnerability, compliance, detection, data security and the
// older security finding; of Prowler, Amazon Security Lake and others.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/framework_ids.h"
#include "core/formats/common/record_report.h"
#include "core/formats/findings/prowler/result.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_ocsf_format;

namespace {

constexpr std::array<fields::SeverityWord, 14> k_severities{{
    {"Fatal", Severity::critical},
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"Informational", Severity::info},
    {"Information", Severity::info},
    {"Info", Severity::info},
    // severity_id; 0 is unknown, 99 other
    {"6", Severity::critical},
    {"5", Severity::critical},
    {"4", Severity::high},
    {"3", Severity::medium},
    {"2", Severity::low},
    {"1", Severity::info},
}};

struct Status {
    std::string_view word;
    CheckOutcome outcome;
};
constexpr std::array<Status, 12> k_outcomes{{
    {"PASS", CheckOutcome::pass},
    {"PASSED", CheckOutcome::pass},
    {"Success", CheckOutcome::pass},
    {"FAIL", CheckOutcome::fail},
    {"FAILED", CheckOutcome::fail},
    {"Failure", CheckOutcome::fail},
    {"MANUAL", CheckOutcome::not_reviewed},
    {"WARNING", CheckOutcome::not_reviewed},
    {"NOT_AVAILABLE", CheckOutcome::not_reviewed},
    {"Unknown", CheckOutcome::not_reviewed},
    {"NOT_APPLICABLE", CheckOutcome::not_applicable},
    {"INFO", CheckOutcome::informational},
}};

enum Class : std::int64_t { k_security = 2001, k_vulnerability = 2002, k_compliance = 2003, k_detection = 2004 };

json::Value info_of(json::Value v) {
    return v.any({"finding_info", "finding"});
}
// The first of the keys that says something: an id may be there and empty.
std::string_view text_of(json::Value v, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (const auto text = v[key].str(); !trim(text).empty()) return text;
    return {};
}

// What stands for nothing.
std::string_view id_of(json::Value v) {
    const std::string_view id = trim(v.str());
    return iequals(id, "N/A") || iequals(id, "null") || iequals(id, "None") || id == "-" ? std::string_view() : id;
}

// Version 1.0 of the schema had one where later ones have a list.
template<class Use>
void each_of(json::Value one_or_many, const Use& use) {
    if (one_or_many.is_object()) use(one_or_many);
    for (const json::Value item : one_or_many.items())
        use(item);
}

json::Value resource_of(json::Value v) {
    const json::Value first = v["resources"].at(0);
    return first ? first : v["resource"];
}
bool by_prowler(json::Value v) {
    return iequals(v["metadata"]["product"]["name"].str(), "Prowler");
}

std::optional<Time> time_of(json::Value v) {
    if (const auto when = parse_rfc3339(v.any({"time_dt", "event_time"}).str())) return when;
    auto n = v.any({"time", "event_time"}).integer().value_or(0);
    // Milliseconds, as the schema has it; Prowler writes seconds, others micro- or nanoseconds.
    while (n > 100'000'000'000)
        n /= 1000;
    if (n <= 0 || n > 9'000'000'000) return std::nullopt;
    return from_unix_seconds(n);
}

class Ocsf {
public:
    explicit Ocsf(RecordRun& run)
        : run_(run) {}

    void one(const JsonRecord& record) {
        RawFinding& f = run_.next(record.path, record.line);
        const json::Value v = record.value;
        if (!v.is_object()) return run_.stats.skip("a result that is no object");
        if (!info_of(v)) return run_.stats.skip("an event that is no finding");
        read_kind(v, f);
        read_texts(v, f);
        const std::string_view word = text_of(v, {"severity", "severity_name"});
        fields::set_severity(f, word.empty() ? v["severity_id"].text() : std::string(word), k_severities, run_.stats);
        read_resources(v, f);
        fields::CvssPick cvss;
        fields::LocationCount dropped;
        bool first = true;
        for (const json::Value vulnerability : v["vulnerabilities"].items())
            read_vulnerability(vulnerability, f, cvss, dropped, first);
        fields::finish_locations(dropped, f.place.path, run_.stats);
        cvss.put(f);
        read_controls(v, f);
        read_status(v, f);
        if (f.rule.empty() && !f.cve.empty()) f.rule = f.cve.front();
        f.seen = time_of(v);
        run_.emit();
    }

private:
    static void read_kind(json::Value v, RawFinding& f) {
        const auto kind = v["class_uid"].integer().value_or(0);
        f.identity = IdentityKind::other;
        f.cause = Cause::other;
        if (kind == k_vulnerability || v["vulnerabilities"].size() > 0) {
            f.identity = IdentityKind::vuln;
            f.cause = Cause::missing_patch;
        } else if (kind == k_compliance || v["compliance"] || by_prowler(v)) {
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
        }
        for (const std::string_view id : {v["metadata"]["event_code"].str(), v["compliance"]["control"].str(),
                                          info_of(v)["analytic"]["uid"].str(), v["analytic"]["uid"].str()})
            if (f.rule.empty()) fields::put(f.rule, id);
        // Prowler 3 wrote it here; Security Hub with its standard in front.
        const std::string_view feature = v["metadata"]["product"]["feature"]["uid"].str();
        if (f.rule.empty() && by_prowler(v)) fields::put(f.rule, feature);
        if (f.rule.empty() && feature.find("/v/") != std::string_view::npos)
            fields::put(f.rule, feature.substr(feature.rfind('/') + 1));
        const std::string_view type = info_of(v)["types"].at(0).str();
        if (f.rule.empty() && kind == k_security) fields::put(f.rule, type);
        // "TTPs/Defense Evasion/Stealth:IAMUser-CloudTrailLoggingDisabled"
        if (f.rule.empty() && kind == k_detection && type.find('/') != std::string_view::npos)
            fields::put(f.rule, type.substr(type.rfind('/') + 1));
    }

    void read_texts(json::Value v, RawFinding& f) {
        const json::Value info = info_of(v);
        std::string_view detail = v["status_detail"].str();
        if (iequals(detail, "Success")) detail = {}; // of the export, and nothing about the finding
        const std::string_view message = v["message"].str();
        std::string title = fields::folded(info["title"].str());
        // Of a framework's report the title is the number of a requirement.
        const json::Value compliance = v["compliance"];
        if (const auto check = compliance["checks"].at(0)["name"].str();
            !check.empty() && title == compliance["requirements"].at(0).str())
            title = fields::folded(check);
        fields::set_title(f, {title, fields::folded(message), f.rule, "Unnamed finding"}, run_.limits);
        fields::put(f.fingerprint, info["uid"].str(), 500);
        std::string text;
        std::string_view last;
        for (const std::string_view said :
             {detail.empty() ? message : detail, info["desc"].str(), v["risk_details"].str()}) {
            if (trim(said).empty() || said == last) continue;
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", said);
            last = said;
        }
        fields::set_text(f.description, text, run_.stats, f.place.path, run_.limits);
        json::Value remedy = v["remediation"];
        if (!remedy) remedy = info["remediation"];
        fields::set_text(f.remediation, remedy["desc"].str(), run_.stats, f.place.path, run_.limits);
        for (const json::Value list : {remedy["references"], remedy["kb_articles"]})
            for (const json::Value url : list.items())
                fields::add_link(f, url.str());
        fields::add_link(f, info["src_url"].str());
        fields::add_link(f, v["unmapped"]["related_url"].str());
        for (const json::Value type : info["types"].items())
            fields::add_tag(f, type.str());
        for (const json::Value attack : info["attacks"].items())
            fields::add_tag(f, attack["technique"]["uid"].str());
    }

    void read_resources(json::Value v, RawFinding& f) {
        const json::Value resource = resource_of(v);
        fields::put(f.location.resource, text_of(resource, {"uid", "name"}), 500);
        fields::put(f.location.host, text_of(v["device"], {"hostname", "ip"}), 200);
        fields::add_tag(f, resource["type"].str());
        fields::add_tag(f, resource["region"].str());
        fields::LocationCount dropped;
        bool first = true;
        for (const json::Value more : v["resources"].items()) {
            if (!first) {
                Location at;
                fields::put(at.resource, text_of(more, {"uid", "name"}), 500);
                fields::add_location(f, std::move(at), dropped, run_.limits);
            }
            first = false;
        }
        fields::finish_locations(dropped, f.place.path, run_.stats);
    }

    static void read_package(json::Value package, Location& at) {
        fields::put(at.package, package["name"].str());
        std::string version(package["version"].str());
        if (const auto release = package["release"].str(); !release.empty()) version += fmt::format("-{}", release);
        fields::put(at.version, version);
        std::string_view fixed = package["fixed_in_version"].str();
        if (fixed.starts_with("0:")) fixed.remove_prefix(2);
        fields::put(at.fixed_version, fixed);
        fields::set_purl(at, package["purl"].str());
        at.file = fields::normal_path(package["path"].str());
    }

    void read_vulnerability(json::Value v, RawFinding& f, fields::CvssPick& cvss, fields::LocationCount& dropped,
                            bool& first) {
        const json::Value cve = v["cve"];
        fields::add_alias(f, id_of(cve["uid"]));
        fields::add_alias(f, id_of(v["advisory"]["uid"]));
        each_of(cve["cvss"],
                [&](json::Value score) { cvss.offer(score["vector_string"].str(), score["base_score"].number()); });
        if (const auto epss = cve["epss"]["score"].number(); epss && *epss >= 0 && *epss <= 1) f.epss = epss;
        for (const json::Value cwe : {cve["cwe"], v["cwe"]})
            fields::add_cwes_of(f, cwe["uid"].str());
        for (const json::Value cwe : cve["related_cwes"].items())
            fields::add_cwes_of(f, cwe["uid"].str());
        for (const json::Value list : {v["references"], cve["references"], v["kb_articles"]})
            for (const json::Value url : list.items())
                fields::add_link(f, url.str());
        if (f.remediation.empty())
            fields::set_text(f.remediation, v["remediation"]["desc"].str(), run_.stats, f.place.path, run_.limits);
        if (v["is_exploit_available"].boolean().value_or(false)) fields::add_tag(f, "exploit available");
        for (const json::Value package : v.any({"affected_packages", "packages"}).items()) {
            if (first) {
                read_package(package, f.location);
            } else {
                Location more;
                more.resource = f.location.resource;
                read_package(package, more);
                fields::add_location(f, std::move(more), dropped, run_.limits);
            }
            first = false;
        }
        for (const json::Value code : v["affected_code"].items()) {
            if (!f.location.file.empty()) break;
            f.location.file = fields::normal_path(code["file"].any({"path", "name"}).str());
            const auto line = code["start_line"].integer().value_or(0);
            if (line > 0 && line < (1LL << 31)) f.location.line = line;
        }
    }

    static void read_controls(json::Value v, RawFinding& f) {
        const json::Value compliance = v["compliance"];
        const std::string_view standard = compliance["standards"].at(0).str();
        for (const json::Value id : compliance["requirements"].items()) {
            if (id.str().find(": ") != std::string_view::npos) {
                prowler::add_compliance(id.str(), f); // "CIS-1.4: 1.20, 1.21"
                continue;
            }
            // "PCI DSS 10.5.2", "NIST.800-53.r5 AC-2": with its framework in front
            const auto space = id.str().rfind(' ');
            if (space == std::string_view::npos)
                fields::add_framework_control(f, standard, id.str());
            else
                fields::add_framework_control(f, id.str().substr(0, space), id.str().substr(space + 1));
        }
        for (const json::Member framework : v["unmapped"]["compliance"].members())
            for (const json::Value id : framework.value.items())
                fields::add_framework_control(f, framework.key, id.str());
        std::sort(f.controls.begin(), f.controls.end()); // an object has no order
    }

    static void read_status(json::Value v, RawFinding& f) {
        std::string_view word = v["compliance"]["status"].str();
        if (word.empty()) word = v["status_code"].str();
        if (const auto number = v["compliance"]["status_id"].integer().value_or(0); word.empty())
            word = number == 1 ? "PASS" : number == 2 ? "WARNING" : number == 3 ? "FAIL" : "";
        for (const Status& known : k_outcomes)
            if (iequals(known.word, word)) f.outcome = known.outcome;
        // Class 2001 calls it state; its status is the outcome.
        const bool old = v["class_uid"].integer().value_or(0) == k_security;
        const std::string_view status = old ? text_of(v, {"state", "state_name"}) : v["status"].str();
        const auto id = status.empty() ? v[old ? "state_id" : "status_id"].integer().value_or(0) : 0;
        if (word.empty() && old)
            for (const Status& known : k_outcomes)
                if (iequals(known.word, v["status"].str())) f.outcome = known.outcome;
        if (iequals(status, "Suppressed") || id == 3) {
            f.suppressed = true;
            f.suppression = "suppressed where it was found";
        }
        if (iequals(status, "Resolved") || id == 4) fields::set_fixed(f);
        if (f.suppressed) fields::put(f.suppression, fmt::format("{}. {}", f.suppression, v["comment"].str()), 2000);
    }

    RecordRun& run_;
};

ScanInfo scan_of(json::Value v, bool complete) {
    ScanInfo scan;
    const json::Value product = v["metadata"]["product"];
    fields::put(scan.tool, product.any({"name", "vendor_name"}).str(), 80);
    if (scan.tool.empty()) scan.tool = "OCSF";
    fields::put(scan.tool_version, product["version"].str(), 60);
    fields::put(scan.target, text_of(v["cloud"]["account"], {"uid", "name"}));
    if (scan.target.empty()) fields::put(scan.target, v["cloud"]["account_uid"].text()); // before version 1
    if (scan.target.empty()) fields::put(scan.target, resource_of(v)["account_uid"].text());
    scan.target_kind = "account";
    if (scan.target.empty()) {
        fields::put(scan.target, text_of(v["device"], {"hostname", "ip"}));
        scan.target_kind = "host";
    }
    if (scan.target.empty()) {
        fields::put(scan.target,
                    prowler::cluster_of(v["finding_info"]["uid"].str(), v["metadata"]["event_code"].str()));
        if (!scan.target.empty()) scan.target_kind = "cluster";
    }
    scan.complete = complete;
    return scan;
}

// A scan for each product and account.
Result<void> read_all(const JsonRecords& records, RecordRun& run) {
    struct Group {
        ScanInfo scan;
        std::vector<const JsonRecord*> records;
    };
    std::map<std::string, std::size_t> known;
    std::vector<Group> groups;
    for (const JsonRecord& record : records.records()) {
        ScanInfo scan = scan_of(record.value, !records.single() && !records.cut());
        const auto [at, fresh] = known.emplace(fmt::format("{}\n{}", scan.tool, scan.target), groups.size());
        if (fresh) groups.push_back({std::move(scan), {}});
        Group& group = groups[at->second];
        const auto when = time_of(record.value);
        if (when && (!group.scan.finished || *when > *group.scan.finished)) group.scan.finished = when;
        group.records.push_back(&record);
    }
    if (groups.empty()) run.tell(scan_of({}, false));
    Ocsf report(run);
    for (const Group& group : groups) {
        run.tell(group.scan);
        for (const JsonRecord* record : group.records) {
            if (auto ok = run.check(); !ok) return ok;
            report.one(*record);
        }
    }
    return {};
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    const auto has = [&](std::string_view key) { return head.has_key(key) || head.has_element_key(key); };
    if (!has("class_uid") && !has("type_uid") && !has("category_uid")) return {};
    if (has("finding_info")) return {92, "keys class_uid and finding_info", {}};
    if (has("finding") && has("metadata")) return {85, "keys class_uid, finding and metadata", {}};
    // The head may end before it.
    if (head.contains("\"finding_info\"") && has("metadata"))
        return {80, "keys class_uid and metadata, finding_info", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {}, stats, *options.limits); !ok) return fail(ok.error());
    if (records.single() && !info_of(records.root()))
        return fail(Errc::malformed, "it is no finding of OCSF", "/", "other OCSF events are telemetry");
    RecordRun run(out, stats, job, options);
    if (auto ok = read_all(records, run); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_ocsf_format{"ocsf-json",
                               FormatKind::findings,
                               "OCSF",
                               "application/json",
                               "OCSF 1.x findings: of Prowler, Security Lake and others",
                               sniff,
                               parse};

} // namespace parapet
