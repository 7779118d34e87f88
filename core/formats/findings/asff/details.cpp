#include "core/formats/findings/asff/details.h"

#include "core/base/text.h"
#include "core/formats/common/vuln_fields.h"

#include <fmt/format.h>

#include <array>

namespace parapet::asff {

namespace {

void read_package(json::Value package, Location& at) {
    fields::put(at.package, package["Name"].str());
    std::string version(package["Version"].str());
    if (const std::string_view release = package["Release"].str(); !release.empty())
        version += fmt::format("-{}", release);
    if (const std::string_view epoch = package["Epoch"].str(); !epoch.empty() && epoch != "0")
        version = fmt::format("{}:{}", epoch, version);
    fields::put(at.version, version);
    std::string_view fixed = package["FixedInVersion"].str();
    if (istarts_with(fixed, "0:")) fixed.remove_prefix(2);
    if (!iequals(fixed, "NotAvailable")) fields::put(at.fixed_version, fixed);
    fields::put(at.file, package["FilePath"].str(), 500);
}

void read_lines(json::Value first, json::Value last, Location& at) {
    at.line = fields::line_number(first.integer());
    if (const auto end = fields::line_number(last.integer()); end >= at.line) at.end_line = end;
}

// Inspector's scan of the code of functions.
void read_code(json::Value code, RawFinding& f, fields::LocationCount& dropped, bool& first, const Limits& limits) {
    f.identity = IdentityKind::code;
    f.cause = Cause::code;
    for (const json::Value cwe : code["Cwes"].items())
        fields::add_cwes_of(f, cwe.str());
    const json::Value place = code["FilePath"];
    Location at;
    at.resource = f.location.resource;
    at.file = fields::normal_path(place.any({"FilePath", "FileName"}).str());
    read_lines(place["StartLine"], place["EndLine"], at);
    if (first)
        f.location = std::move(at);
    else
        fields::add_location(f, std::move(at), dropped, limits);
    first = false;
}

void read_vulnerability(json::Value v, RawFinding& f, fields::CvssPick& cvss) {
    fields::add_alias(f, v["Id"].str());
    for (const json::Value id : v["RelatedVulnerabilities"].items())
        fields::add_alias(f, id.str());
    for (const json::Value score : v["Cvss"].items())
        cvss.offer(score["BaseVector"].str(), score["BaseScore"].number());
    for (const json::Value url : v["ReferenceUrls"].items())
        fields::add_link(f, url.str());
    fields::add_link(f, v["Vendor"]["Url"].str());
    fields::set_epss(f, v["EpssScore"].number());
    if (v["ExploitAvailable"].str() == "YES") fields::add_tag(f, "exploit available");
}

void read_vulnerabilities(json::Value list, RawFinding& f, fields::CvssPick& cvss, RecordRun& run) {
    fields::LocationCount dropped;
    bool first = true;
    for (const json::Value v : list.items()) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        read_vulnerability(v, f, cvss);
        for (const json::Value package : v["VulnerablePackages"].items()) {
            if (first) {
                read_package(package, f.location);
                if (f.remediation.empty()) fields::put(f.remediation, package["Remediation"].str(), 2000);
            } else {
                Location more;
                more.resource = f.location.resource;
                read_package(package, more);
                fields::add_location(f, std::move(more), dropped, run.limits);
            }
            first = false;
        }
        for (const json::Value code : v["CodeVulnerabilities"].items())
            read_code(code, f, dropped, first, run.limits);
    }
    fields::finish_locations(dropped, f.place.path, run.stats);
}

// What Trivy's template writes beside a container.
void read_other(json::Value other, RawFinding& f, fields::CvssPick& cvss) {
    const std::string_view id = other["CVE ID"].str();
    if (!id.empty()) {
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::add_alias(f, id);
    }
    if (const std::string_view file = other["Filename"].str(); !file.empty()) { // misconfigurations and secrets
        f.location.file = fields::normal_path(file);
        read_lines(other["StartLine"], other["EndLine"], f.location);
    }
    if (!other["PkgName"]) return;
    fields::put(f.location.package, other["PkgName"].str());
    fields::put(f.location.version, other["Installed Package"].str());
    fields::put(f.location.fixed_version, other["Patched Package"].str());
    cvss.offer(other["NvdCvssVectorV3"].str(), other["NvdCvssScoreV3"].number());
    cvss.offer(other["NvdCvssVectorV2"].str(), other["NvdCvssScoreV2"].number());
}

// The port on the side of the resource: of a threat's action, or of a network that is open.
void read_port(json::Value v, RawFinding& f) {
    const json::Value action = v["Action"];
    for (const json::Value port : {action["NetworkConnectionAction"]["LocalPortDetails"]["Port"],
                                   action["PortProbeAction"]["PortProbeDetails"].at(0)["LocalPortDetails"]["Port"],
                                   v["Network"]["DestinationPort"], v["Network"]["OpenPortRange"]["Begin"]}) {
        const auto number = port.integer().value_or(0);
        if (f.location.port == 0 && number > 0 && number < 65536) f.location.port = number;
    }
}

} // namespace

void read_details(json::Value finding, RawFinding& f, RecordRun& run) {
    fields::CvssPick cvss;
    fields::set_epss(f, finding["EpssScore"].number()); // of some exports
    read_vulnerabilities(finding["Vulnerabilities"], f, cvss, run);
    read_other(finding["Resources"].at(0)["Details"]["Other"], f, cvss);
    read_port(finding, f);
    cvss.put(f);
}

void read_hdf_tag(std::string_view tag, RawFinding& f) {
    struct Kind {
        std::string_view head, scheme;
    };
    static constexpr std::array<Kind, 8> k_kinds{{
        {"Tags/nist/", "nist"},
        {"Tags/cci/", "cci"},
        {"Tags/gid/", "stig"},
        {"Tags/rid/", "stig"},
        {"Tags/stig_id/", "stig"},
        {"Tags/gtitle/", "srg"},
        {"Tags/cweid/", "cwe"},
        {"Tags/cveid/", "cve"},
    }};
    for (const Kind& kind : k_kinds) {
        if (!istarts_with(tag, kind.head)) continue;
        // One id as it is, or as JSON: a word in quotes, or a list of them.
        const std::string plain = replace_all(
            replace_all(replace_all(std::string(tag.substr(kind.head.size())), "[", ""), "]", ""), "\"", "");
        for (std::string_view id : split(plain, ',')) {
            id = trim(id);
            if (id.empty() || istarts_with(id, "Rev_")) continue; // which revision the others are of
            std::int64_t number = 0;
            if (kind.scheme == "cwe" && parse_int(id, number))
                fields::add_cwe(f, number);
            else if (kind.scheme == "cve")
                fields::add_ids_of(f, istarts_with(id, "CVE-") ? std::string(id) : fmt::format("CVE-{}", id));
            else if (kind.scheme != "cwe")
                fields::add_control(f, kind.scheme, id);
        }
        return;
    }
}

std::string image_of(json::Value image) {
    const std::string_view name = image["RepositoryName"].str();
    const std::string_view tag = image["ImageTags"].at(0).str();
    return elide(tag.empty() ? std::string(name) : fmt::format("{}:{}", name, tag), 300);
}

} // namespace parapet::asff
