#include "core/formats/findings/trivy/records.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parapet::trivy {

namespace {

constexpr std::array<fields::SeverityWord, 4> k_severities{{
    {"CRITICAL", Severity::critical}, {"HIGH", Severity::high}, {"MEDIUM", Severity::medium}, {"LOW", Severity::low},
    // UNKNOWN is what Trivy says when no source rated it.
}};

struct Ecosystem {
    std::string_view type; // Trivy's
    std::string_view purl;
};
constexpr std::array<Ecosystem, 53> k_ecosystems{{
    {"alpine", "apk"},
    {"wolfi", "apk"},
    {"chainguard", "apk"},
    {"debian", "deb"},
    {"ubuntu", "deb"},
    {"redhat", "rpm"},
    {"centos", "rpm"},
    {"rocky", "rpm"},
    {"alma", "rpm"},
    {"fedora", "rpm"},
    {"amazon", "rpm"},
    {"oracle", "rpm"},
    {"photon", "rpm"},
    {"cbl-mariner", "rpm"},
    {"azurelinux", "rpm"},
    {"opensuse", "rpm"},
    {"opensuse.leap", "rpm"},
    {"opensuse-leap", "rpm"},
    {"opensuse-tumbleweed", "rpm"},
    {"suse linux enterprise server", "rpm"},
    {"sles", "rpm"},
    {"npm", "npm"},
    {"yarn", "npm"},
    {"pnpm", "npm"},
    {"node-pkg", "npm"},
    {"bun", "npm"},
    {"pip", "pypi"},
    {"pipenv", "pypi"},
    {"poetry", "pypi"},
    {"python-pkg", "pypi"},
    {"uv", "pypi"},
    {"pylock", "pypi"},
    {"gomod", "golang"},
    {"gobinary", "golang"},
    {"jar", "maven"},
    {"pom", "maven"},
    {"gradle", "maven"},
    {"gradle-lockfile", "maven"},
    {"sbt-lockfile", "maven"},
    {"cargo", "cargo"},
    {"rustbinary", "cargo"},
    {"composer", "composer"},
    {"composer-vendor", "composer"},
    {"bundler", "gem"},
    {"gemspec", "gem"},
    {"nuget", "nuget"},
    {"dotnet-core", "nuget"},
    {"packages-props", "nuget"},
    {"conan", "conan"},
    {"pub", "pub"},
    {"hex", "hex"},
    {"swift", "swift"},
    {"cocoapods", "cocoapods"},
}};

std::string_view ecosystem_of(std::string_view type) {
    for (const Ecosystem& known : k_ecosystems)
        if (iequals(known.type, type)) return known.purl;
    return {};
}

void read_cvss(json::Value cvss, std::string_view source, RawFinding& finding) {
    fields::CvssPick pick;
    const auto offer = [&](json::Value of) {
        std::string_view v4;
        std::string_view v3;
        std::string_view v2;
        json::Value score4;
        json::Value score3;
        json::Value score2;
        for (const json::Member m : of.members()) {
            if (m.key == "V3Vector")
                v3 = m.value.str();
            else if (m.key == "V3Score")
                score3 = m.value;
            else if (m.key == "V2Vector")
                v2 = m.value.str();
            else if (m.key == "V2Score")
                score2 = m.value;
            else if (m.key == "V40Vector")
                v4 = m.value.str();
            else if (m.key == "V40Score")
                score4 = m.value;
        }
        if (!v4.empty() || score4) pick.offer(v4, score4.number());
        if (!v3.empty() || score3) pick.offer(v3, score3.number());
        if (!v2.empty() || score2) pick.offer(v2, score2.number());
    };
    // Who rated the severity is asked first, then those who rate most.
    const std::array<std::string_view, 3> first{source, "nvd", "ghsa"};
    std::array<json::Value, 3> of_first;
    for (const json::Member m : cvss.members())
        for (std::size_t i = 0; i < first.size(); ++i)
            if (m.key == first[i]) of_first[i] = m.value;
    for (const json::Value of : of_first)
        if (of) offer(of);
    for (const json::Member m : cvss.members())
        if (std::find(first.begin(), first.end(), m.key) == first.end()) offer(m.value);
    pick.put(finding);
}

std::string remedy(const Location& at, std::string_view status) {
    if (!at.fixed_version.empty()) return fmt::format("Update {} to {}.", at.package, at.fixed_version);
    if (status == "will_not_fix")
        return "The vendor will not fix it: replace the package, or accept the risk with a reason.";
    if (status == "end_of_life") return "The release gets no more fixes: move to one that does.";
    if (status == "fix_deferred") return "The vendor has put the fix off: watch for it.";
    if (status == "under_investigation") return "The vendor is still looking into it.";
    return {};
}

bool is_file(std::string_view target, const Target& context) {
    return context.class_ != "os-pkgs" && target.find(" (") == std::string_view::npos &&
           (target.find('/') != std::string_view::npos || target.find('.') != std::string_view::npos);
}

// The members of a vulnerability, found in one pass.
struct VulnerabilityParts {
    std::string_view id, package, installed, fixed, path, title, description, severity, source, url, status,
        fingerprint;
    json::Value identifier, cvss, cwes, references, vendor_ids;
};

VulnerabilityParts parts_of(json::Value value) {
    VulnerabilityParts p;
    for (const json::Member m : value.members()) {
        const std::string_view key = m.key;
        if (key == "VulnerabilityID")
            p.id = m.value.str();
        else if (key == "PkgName")
            p.package = m.value.str();
        else if (key == "InstalledVersion")
            p.installed = m.value.str();
        else if (key == "FixedVersion")
            p.fixed = m.value.str();
        else if (key == "PkgPath")
            p.path = m.value.str();
        else if (key == "Title")
            p.title = m.value.str();
        else if (key == "Description")
            p.description = m.value.str();
        else if (key == "Severity")
            p.severity = m.value.str();
        else if (key == "SeveritySource")
            p.source = m.value.str();
        else if (key == "PrimaryURL")
            p.url = m.value.str();
        else if (key == "Status")
            p.status = m.value.str();
        else if (key == "Fingerprint")
            p.fingerprint = m.value.str();
        else if (key == "PkgIdentifier")
            p.identifier = m.value;
        else if (key == "CVSS")
            p.cvss = m.value;
        else if (key == "CweIDs")
            p.cwes = m.value;
        else if (key == "References")
            p.references = m.value;
        else if (key == "VendorIDs")
            p.vendor_ids = m.value;
    }
    return p;
}

void add_links(RawFinding& finding, std::string_view first, json::Value references) {
    fields::add_link(finding, first);
    for (const json::Value link : references.items())
        fields::add_link(finding, link.str());
}

void read_vulnerability(json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
                        const Limits& limits) {
    const VulnerabilityParts p = parts_of(value);
    finding.identity = IdentityKind::vuln;
    finding.cause = Cause::missing_patch;
    fields::put(finding.rule, p.id);
    fields::add_alias(finding, p.id);
    for (const json::Value id : p.vendor_ids.items())
        fields::add_alias(finding, id.str());
    Location& at = finding.location;
    fields::put(at.package, p.package);
    fields::put(at.version, p.installed);
    fields::put(at.fixed_version, p.fixed);
    fields::set_purl(at, p.identifier["PURL"].str());
    if (at.ecosystem.empty()) at.ecosystem = ecosystem_of(target.type);
    if (!p.path.empty())
        at.file = fields::normal_path(p.path);
    else if (is_file(target.name, target))
        at.file = fields::normal_path(target.name);
    at.resource = target.resource;
    fields::set_text(finding.description, p.description, stats, finding.place.path, limits);
    if (p.title.empty())
        finding.title = fmt::format("{} in {}", finding.rule, at.package);
    else
        fields::set_title(finding, {p.title}, limits);
    finding.remediation = remedy(at, p.status);
    fields::set_severity(finding, p.severity, k_severities, stats);
    read_cvss(p.cvss, p.source, finding);
    for (const json::Value cwe : p.cwes.items())
        fields::add_cwes_of(finding, cwe.str());
    add_links(finding, p.url, p.references);
    fields::put(finding.fingerprint, p.fingerprint);
    if (p.status == "not_affected") {
        finding.suppressed = true;
        finding.suppression = "the vendor says that the package is not affected";
    }
}

void read_code(json::Value code, Location& at) {
    for (const json::Value line : code["Lines"].items()) {
        if (at.snippet.size() > 4000) break;
        if (!line["IsCause"].boolean().value_or(false)) continue;
        if (!at.snippet.empty()) at.snippet += '\n';
        at.snippet += line["Content"].str();
    }
}

std::int64_t line_number(json::Value value) {
    const auto n = value.integer().value_or(0);
    return n > 0 && n < (1LL << 31) ? n : 0;
}

void read_misconfiguration(json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
                           const Limits& limits) {
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    const std::string_view avd = value["AVDID"].str();
    fields::put(finding.rule, value["ID"].str().empty() ? avd : value["ID"].str());
    if (avd != finding.rule) fields::add_tag(finding, avd);
    const std::string_view message = value["Message"].str();
    const std::string_view title = value["Title"].str();
    fields::set_title(finding, {title, message, finding.rule}, limits);
    const std::string_view description = value["Description"].str();
    const bool both = !message.empty() && !description.empty() && message != description;
    fields::set_text(finding.description,
                     both ? fmt::format("{}\n\n{}", message, description)
                          : std::string(message.empty() ? description : message),
                     stats, finding.place.path, limits);
    fields::set_text(finding.remediation, value["Resolution"].str(), stats, finding.place.path, limits);
    fields::set_severity(finding, value["Severity"].str(), k_severities, stats);
    add_links(finding, value["PrimaryURL"].str(), value["References"]);
    const json::Value cause = value["CauseMetadata"];
    Location& at = finding.location;
    if (target.resource.empty() || is_file(target.name, target)) at.file = fields::normal_path(target.name);
    at.line = line_number(cause["StartLine"]);
    at.end_line = line_number(cause["EndLine"]);
    fields::put(at.resource, cause["Resource"].str());
    if (at.resource.empty()) at.resource = target.resource;
    read_code(cause["Code"], at);
    const std::string_view status = value["Status"].str();
    if (status == "PASS") finding.outcome = CheckOutcome::pass;
    if (status == "EXCEPTION") {
        finding.suppressed = true;
        finding.suppression = "excepted by policy";
    }
}

void read_secret(json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
                 const Limits& limits) {
    fields::put(finding.rule, value["RuleID"].str());
    const std::string_view title = value["Title"].str();
    finding.title = elide(title.empty() ? fmt::format("Secret: {}", finding.rule) : std::string(trim(title)),
                          limits.max_title_bytes);
    const std::string_view category = value["Category"].str();
    finding.description = category.empty()
                              ? std::string()
                              : fmt::format("A secret of the kind {} stands in this file.", elide(category, 100));
    finding.remediation =
        "Revoke the secret, take it out of the file and of its history, and keep it in a secret store.";
    fields::add_tag(finding, category);
    fields::set_severity(finding, value["Severity"].str(), k_severities, stats);
    const std::string match(trim(value["Match"].str()));
    const bool masked = match.find("***") != std::string::npos; // Trivy does so itself since 0.28
    fields::set_secret(finding, masked ? std::string_view() : std::string_view(match));
    if (masked) finding.evidence = elide(match, 500);
    finding.location.file = fields::normal_path(target.name);
    finding.location.line = line_number(value["StartLine"]);
    finding.location.end_line = line_number(value["EndLine"]);
    finding.location.resource = target.resource;
}

void read_licence(json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
                  const Limits& limits) {
    fields::put(finding.rule, value["Name"].str());
    fields::put(finding.location.package, value["PkgName"].str());
    const std::string_view path = value["FilePath"].str();
    finding.location.file = fields::normal_path(path.empty() && is_file(target.name, target) ? target.name : path);
    finding.location.ecosystem = ecosystem_of(target.type);
    finding.title =
        elide(fmt::format("Licence {} of {}", finding.rule,
                          finding.location.package.empty() ? finding.location.file : finding.location.package),
              limits.max_title_bytes);
    const std::string_view category = value["Category"].str();
    if (!category.empty())
        finding.description = fmt::format("Trivy files this licence under \"{}\".", elide(category, 60));
    fields::set_severity(finding, value["Severity"].str(), k_severities, stats);
    fields::add_link(finding, value["Link"].str());
    fields::add_tag(finding, category);
    finding.cause = Cause::other;
    finding.identity = IdentityKind::other;
}

// What VEX or an ignore file took out of the results; Trivy tells of it on request.
void read_modified(json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
                   const Limits& limits) {
    const std::string_view type = value["Type"].str();
    const Kind kind = type == "misconfiguration" ? Kind::misconfiguration
                      : type == "secret"         ? Kind::secret
                      : type == "license"        ? Kind::licence
                                                 : Kind::vulnerability;
    read(kind, value["Finding"], target, finding, stats, limits);
    finding.suppressed = true;
    const std::string_view statement = value["Statement"].str();
    finding.suppression = elide(fmt::format("{}{}{} ({})", value["Status"].str(), statement.empty() ? "" : ": ",
                                            statement, value["Source"].str()),
                                2000);
}

} // namespace

Target target_of(json::Value result) {
    Target target;
    fields::put(target.name, result["Target"].str(), 1000);
    fields::put(target.class_, result["Class"].str(), 60);
    fields::put(target.type, result["Type"].str(), 60);
    return target;
}

void read_control(json::Value value, RawFinding& finding, ParseStats& stats, const Limits& limits) {
    finding.identity = IdentityKind::config;
    finding.cause = Cause::configuration;
    fields::put(finding.rule, value["ID"].str());
    fields::set_title(finding, {value["Name"].str(), finding.rule}, limits);
    fields::add_control(finding, "benchmark", finding.rule);
    fields::set_severity(finding, value["Severity"].str(), k_severities, stats);
    const auto failed = value["TotalFail"].integer();
    if (!failed)
        finding.outcome = CheckOutcome::not_reviewed; // no check of it is automatic
    else if (*failed == 0)
        finding.outcome = CheckOutcome::pass;
    else
        finding.description = fmt::format("{} resources fail it.", *failed);
}

void read(Kind kind, json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
          const Limits& limits) {
    finding.asset = target.asset;
    switch (kind) {
    case Kind::vulnerability:
        return read_vulnerability(value, target, finding, stats, limits);
    case Kind::misconfiguration:
        return read_misconfiguration(value, target, finding, stats, limits);
    case Kind::secret:
        return read_secret(value, target, finding, stats, limits);
    case Kind::licence:
        return read_licence(value, target, finding, stats, limits);
    case Kind::modified:
        return read_modified(value, target, finding, stats, limits);
    }
}

} // namespace parapet::trivy
