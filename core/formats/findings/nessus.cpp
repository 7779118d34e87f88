// Nessus and Tenable, .nessus XML version 2: every host a scan, every report item a finding; compliance checks by
// outcome.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/installed_version.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace parapet {

extern const FormatInfo k_nessus_format;

namespace {

constexpr std::array<fields::SeverityWord, 10> k_severities{{
    {"4", Severity::critical},
    {"3", Severity::high},
    {"2", Severity::medium},
    {"1", Severity::low},
    {"0", Severity::info},
    {"Critical", Severity::critical},
    {"High", Severity::high},
    {"Medium", Severity::medium},
    {"Low", Severity::low},
    {"None", Severity::info},
}};

struct HostProperties {
    std::string name, fqdn, ip, start, end;
};

// "Mon Feb 17 10:07:25 2020", in the scanner's zone, which it does not tell; read as UTC.
std::optional<Time> time_of(std::string_view text) {
    static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(text, ' '))
        if (!part.empty()) parts.push_back(part);
    if (parts.size() != 5 || parts[3].size() != 8) return std::nullopt;
    const auto month = std::find(k_months.begin(), k_months.end(), parts[1]);
    std::array<std::int64_t, 5> n{};
    if (month == k_months.end() || !parse_int(parts[2], n[0]) || !parse_int(parts[4], n[1]) ||
        !parse_int(parts[3].substr(0, 2), n[2]) || !parse_int(parts[3].substr(3, 2), n[3]) ||
        !parse_int(parts[3].substr(6, 2), n[4]))
        return std::nullopt;
    return from_civil(static_cast<int>(n[1]), static_cast<unsigned>(month - k_months.begin() + 1),
                      static_cast<unsigned>(n[0]), static_cast<unsigned>(n[2]), static_cast<unsigned>(n[3]),
                      static_cast<unsigned>(n[4]));
}

HostProperties properties_of(xml::Node host) {
    HostProperties p;
    p.name = host.attr("name");
    for (const xml::Node tag : host.child("HostProperties").children("tag")) {
        const std::string_view name = tag.attr("name");
        if (name == "host-fqdn") p.fqdn = tag.text();
        if (name == "host-ip") p.ip = tag.text();
        if (name == "HOST_START") p.start = tag.text();
        if (name == "HOST_END") p.end = tag.text();
    }
    return p;
}

class Nessus {
public:
    Nessus(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> record(const xml::Record& at) {
        if (at.node.name() == "policyName") {
            if (policy_.empty()) fields::put(policy_, at.node.text());
            return {};
        }
        if (++stats_.records % 64 == 0) {
            if (auto ok = job_.check(); !ok) return ok;
        }
        const xml::Node host = at.node.parent();
        if (host.name() == "ReportHost" && !(host == host_)) tell(host);
        if (!host_) tell({});
        finding_.clear();
        finding_.place.line = at.line;
        finding_.place.offset = at.offset;
        finding_.place.path = fmt::format("/Report/ReportHost[{}]/ReportItem[{}]", target_, ++items_);
        read(at.node);
        out_.finding(finding_);
        return {};
    }

    // Hosts without a single item were scanned, too.
    Result<void> finish(xml::Node root) {
        if (root.name() != "NessusClientData_v2") {
            return root.name() == "NessusClientData"
                       ? Result<void>(fail(Errc::unsupported_version,
                                           "the first .nessus format is not read; the second is", "/"))
                       : Result<void>(fail(Errc::malformed, "the root element is not NessusClientData_v2", "/"));
        }
        std::vector<xml::Node> silent;
        std::size_t known = 0;
        for (const xml::Node report : root.children("Report")) {
            for (const xml::Node host : report.children("ReportHost")) {
                if (known < told_.size() && told_[known] == host)
                    ++known;
                else
                    silent.push_back(host);
            }
        }
        for (const xml::Node host : silent)
            tell(host);
        if (!any_) tell({});
        return {};
    }

private:
    void tell(xml::Node host) {
        host_ = host;
        any_ = true;
        if (host) told_.push_back(host);
        items_ = 0;
        const HostProperties p = properties_of(host);
        target_ = elide(p.fqdn.empty() ? p.name : p.fqdn, 300);
        address_ = elide(p.ip.empty() ? p.name : p.ip, 100);
        ScanInfo scan;
        scan.tool = stats_.tool = "Nessus";
        scan.target = target_;
        scan.target_kind = "host";
        scan.policy = policy_;
        scan.started = time_of(p.start);
        scan.finished = time_of(p.end);
        if (host && p.end.empty() && !p.start.empty()) scan.complete = false; // the host was not done with
        out_.scan(scan);
    }

    void read(xml::Node item) {
        RawFinding& f = finding_;
        fields::put(f.rule, item.attr("pluginID"));
        fields::put(f.rule_name, item.attr("pluginName"));
        fields::set_title(f, {item.attr("pluginName"), item.child_text("plugin_name"), f.rule}, limits_);
        fields::add_tag(f, item.attr("pluginFamily"));
        const std::string_view severity = item.attr("severity");
        fields::set_severity(f, severity.empty() ? item.child_text("risk_factor") : severity, k_severities, stats_);
        if (const auto word = item.child_text("risk_factor"); !word.empty()) fields::put(f.severity_raw, word, 40);
        f.location.host = address_;
        std::int64_t port = 0;
        if (parse_int(item.attr("port"), port) && port > 0 && port < 65536) f.location.port = port;
        const std::string_view protocol = item.attr("protocol");
        const std::string_view service = item.attr("svc_name");
        if (port > 0) f.location.resource = elide(fmt::format("{}/{} {}", port, protocol, service), 200);
        f.identity = IdentityKind::other;
        read_children(item);
        if (item.child("compliance-result")) read_compliance(item);
    }

    void read_children(xml::Node item) {
        RawFinding& f = finding_;
        fields::CvssPick cvss;
        const auto offer = [&](std::string_view vector, std::string_view score, std::string_view prefix) {
            double number = 0;
            const bool has = parse_double(item.child_text(score), number);
            std::string text(item.child_text(vector));
            if (text.find("CVSS2#") == 0) text.erase(0, 6);
            if (!text.empty() && text.find("CVSS:") != 0 && !prefix.empty()) text.insert(0, prefix);
            cvss.offer(text, has ? std::optional(number) : std::nullopt);
        };
        offer("cvss4_vector", "cvss4_base_score", "CVSS:4.0/");
        offer("cvss3_vector", "cvss3_base_score", "CVSS:3.0/");
        offer("cvss_vector", "cvss_base_score", {});
        cvss.put(f);
        for (const xml::Node node : item.children()) {
            const std::string_view name = node.name();
            if (name == "cve") fields::add_id(f, node.text());
            if (name == "cwe") add_cwe(node.text());
            if (name == "cpe") fields::set_cpe(f.location, node.text());
            if (name == "xref") read_xref(node.text());
            if (name == "see_also")
                for (const std::string_view url : split(node.text(), '\n'))
                    fields::add_link(f, url);
        }
        std::string text(item.child_text("synopsis"));
        if (const auto more = item.child_text("description"); !more.empty())
            text += fmt::format("{}{}", text.empty() ? "" : "\n\n", more);
        fields::set_text(f.description, text, stats_, f.place.path, limits_);
        const std::string_view solution = item.child_text("solution");
        if (!iequals(solution, "n/a")) fields::set_text(f.remediation, solution, stats_, f.place.path, limits_);
        fields::set_text(f.evidence, item.child_text("plugin_output"), stats_, f.place.path, limits_);
        fields::set_installed_version(f.location, item.child_text("plugin_output"));
        double epss = 0;
        if (parse_double(item.child_text("epss_score"), epss) && epss >= 0 && epss <= 1) f.epss = epss;
        if (item.child("cisa-known-exploited")) f.kev = true;
        if (!f.cve.empty()) f.identity = IdentityKind::vuln;
    }

    // "79" or "CWE-79"
    void add_cwe(std::string_view text) {
        std::int64_t number = 0;
        if (parse_int(text, number))
            fields::add_cwe(finding_, number);
        else
            fields::add_cwes_of(finding_, text);
    }
    // "CWE:79", "CISA-KNOWN-EXPLOITED:2022/06/22", "IAVA:2021-A-0001"
    void read_xref(std::string_view text) {
        if (istarts_with(text, "CWE:"))
            add_cwe(text.substr(4));
        else if (istarts_with(text, "CISA-KNOWN-EXPLOITED"))
            finding_.kev = true;
        else
            fields::add_tag(finding_, text);
    }

    void read_compliance(xml::Node item) {
        RawFinding& f = finding_;
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view name = item.child_text("compliance-check-name");
        fields::set_title(f, {name, f.title}, limits_);
        fields::put(f.rule_name, name);
        if (const auto id = item.child_text("compliance-check-id"); !id.empty()) fields::put(f.rule, id);
        fields::set_text(f.remediation, item.child_text("compliance-solution"), stats_, f.place.path, limits_);
        const std::string_view result = item.child_text("compliance-result");
        if (result == "PASSED") f.outcome = CheckOutcome::pass;
        if (result == "WARNING" || result == "SKIPPED") f.outcome = CheckOutcome::not_reviewed;
        if (result == "ERROR") f.outcome = CheckOutcome::error;
        // "800-53|CM-6,CCI|CCI-000366"
        for (const std::string_view reference : split(item.child_text("compliance-reference"), ',')) {
            const auto bar = reference.find('|');
            if (bar == std::string_view::npos) continue;
            const std::string_view scheme = trim(reference.substr(0, bar));
            const std::string_view id = reference.substr(bar + 1);
            if (istarts_with(scheme, "800-53")) fields::add_control(f, "nist", id);
            if (iequals(scheme, "CCI")) fields::add_control(f, "cci", id);
        }
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    xml::Node host_;
    std::vector<xml::Node> told_;
    bool any_ = false;
    std::uint64_t items_ = 0;
    std::string policy_, target_, address_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml) return {};
    if (head.xml_root == "NessusClientData_v2") return {95, "root element NessusClientData_v2", "2"};
    if (head.xml_root == "NessusClientData") return {80, "root element NessusClientData", "1"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    Nessus nessus(out, stats, job, *options.limits);
    xml::Document document;
    xml::Options reading;
    reading.discard = {"Preferences", "FamilySelection", "IndividualPluginSelection", "attachment"};
    const auto on_record = [&](const xml::Record& at) { return nessus.record(at); };
    if (auto ok = document.stream(in, {"ReportItem", "policyName"}, on_record, reading, *options.limits); !ok)
        return fail(ok.error());
    if (auto ok = nessus.finish(document.root()); !ok) return fail(ok.error());
    return stats;
}

} // namespace

const FormatInfo k_nessus_format{"nessus-xml",
                                 FormatKind::findings,
                                 "Nessus",
                                 "application/xml",
                                 ".nessus version 2, of Nessus and Tenable, with compliance checks",
                                 sniff,
                                 parse};

} // namespace parapet
