#include "core/analysis/scan_kind.h"

#include "core/base/text.h"

namespace parapet {

namespace {

struct Word {
    std::string_view part; // of the tool's name or the format's slug, in lower case
    ScanKind kind;
};
// The first that fits, so the narrower ones stand first. Tools that look for several things by themselves go by target.
constexpr Word k_words[] = {
    {"secret-scanning", ScanKind::secrets},
    {"gitlab secret", ScanKind::secrets},
    {"gitleaks", ScanKind::secrets},
    {"trufflehog", ScanKind::secrets},
    {"detect-secrets", ScanKind::secrets},
    {"whispers", ScanKind::secrets},
    {"talisman", ScanKind::secrets},
    {"ggshield", ScanKind::secrets},
    {"gitguardian", ScanKind::secrets},
    {"noseyparker", ScanKind::secrets},
    {"secretlint", ScanKind::secrets},
    {"snapshot", ScanKind::dependencies},
    {"dependabot", ScanKind::dependencies},
    {"dependency", ScanKind::dependencies},
    {"gemnasium", ScanKind::dependencies},
    {"audit-ci", ScanKind::dependencies},
    {"npm-audit", ScanKind::dependencies},
    {"npm audit", ScanKind::dependencies},
    {"yarn", ScanKind::dependencies},
    {"pip-audit", ScanKind::dependencies},
    {"cargo-audit", ScanKind::dependencies},
    {"bundler", ScanKind::dependencies},
    {"composer", ScanKind::dependencies},
    {"mix-audit", ScanKind::dependencies},
    {"auditjs", ScanKind::dependencies},
    {"osv", ScanKind::dependencies},
    {"retire", ScanKind::dependencies},
    {"govulncheck", ScanKind::dependencies},
    {"safety", ScanKind::dependencies},
    {"nancy", ScanKind::dependencies},
    {"sonatype", ScanKind::dependencies},
    {"mend", ScanKind::dependencies},
    {"blackduck", ScanKind::dependencies},
    {"veracode-sca", ScanKind::dependencies},
    {"checkmarx-osa", ScanKind::dependencies},
    {"dotnet-list", ScanKind::dependencies},
    {"clair", ScanKind::image},
    {"anchore-policy", ScanKind::configuration},
    {"anchore", ScanKind::image},
    {"twistlock", ScanKind::image},
    {"prisma", ScanKind::image},
    {"xray", ScanKind::image},
    {"neuvector", ScanKind::image},
    {"harbor", ScanKind::image},
    {"aqua-json", ScanKind::image},
    {"sysdig", ScanKind::image},
    {"gcp-artifact", ScanKind::image},
    {"dockle", ScanKind::configuration},
    {"docker-bench", ScanKind::configuration},
    {"checkov", ScanKind::configuration},
    {"tfsec", ScanKind::configuration},
    {"kics", ScanKind::configuration},
    {"terrascan", ScanKind::configuration},
    {"hadolint", ScanKind::configuration},
    {"ansible", ScanKind::configuration},
    {"cookstyle", ScanKind::configuration},
    {"foodcritic", ScanKind::configuration},
    {"cfn", ScanKind::configuration},
    {"kube-hunter", ScanKind::network},
    {"kube", ScanKind::configuration},
    {"popeye", ScanKind::configuration},
    {"xccdf", ScanKind::configuration},
    {"arf", ScanKind::configuration},
    {"stig", ScanKind::configuration},
    {"inspec", ScanKind::configuration},
    {"hdf", ScanKind::configuration},
    {"chef", ScanKind::configuration},
    {"lynis", ScanKind::configuration},
    {"prowler", ScanKind::configuration},
    {"scoutsuite", ScanKind::configuration},
    {"cloudsploit", ScanKind::configuration},
    {"asff", ScanKind::configuration},
    {"ocsf", ScanKind::configuration},
    {"azure", ScanKind::configuration},
    {"ms-secure-score", ScanKind::configuration},
    {"gcp-scc", ScanKind::configuration},
    {"wiz", ScanKind::configuration},
    {"cis-cat", ScanKind::configuration},
    {"aide", ScanKind::configuration},
    {"tripwire", ScanKind::configuration},
    {"rkhunter", ScanKind::configuration},
    {"chkrootkit", ScanKind::configuration},
    {"nmap", ScanKind::network},
    {"nessus", ScanKind::network},
    {"openvas", ScanKind::network},
    {"greenbone", ScanKind::network},
    {"qualys-was", ScanKind::dynamic},
    {"qualys", ScanKind::network},
    {"nexpose", ScanKind::network},
    {"sslyze", ScanKind::network},
    {"testssl", ScanKind::network},
    {"ssl", ScanKind::network},
    {"ssh-audit", ScanKind::network},
    {"zap", ScanKind::dynamic},
    {"burp", ScanKind::dynamic},
    {"dastardly", ScanKind::dynamic},
    {"nikto", ScanKind::dynamic},
    {"nuclei", ScanKind::dynamic},
    {"wapiti", ScanKind::dynamic},
    {"arachni", ScanKind::dynamic},
    {"acunetix", ScanKind::dynamic},
    {"invicti", ScanKind::dynamic},
    {"netsparker", ScanKind::dynamic},
    {"wpscan", ScanKind::dynamic},
    {"stackhawk", ScanKind::dynamic},
    {"observatory", ScanKind::dynamic},
    {"semgrep", ScanKind::code},
    {"opengrep", ScanKind::code},
    {"codeql", ScanKind::code},
    {"bandit", ScanKind::code},
    {"brakeman", ScanKind::code},
    {"gosec", ScanKind::code},
    {"spotbugs", ScanKind::code},
    {"cppcheck", ScanKind::code},
    {"clang", ScanKind::code},
    {"flawfinder", ScanKind::code},
    {"eslint", ScanKind::code},
    {"sonar", ScanKind::code},
    {"checkmarx", ScanKind::code},
    {"fortify", ScanKind::code},
    {"veracode", ScanKind::code},
    {"coverity", ScanKind::code},
    {"polaris", ScanKind::code},
    {"snyk code", ScanKind::code},
    {"snykcode", ScanKind::code},
    {"horusec", ScanKind::code},
    {"bearer", ScanKind::code},
    {"devskim", ScanKind::code},
    {"njsscan", ScanKind::code},
    {"mobsf", ScanKind::code},
    {"pmd", ScanKind::code},
    {"pylint", ScanKind::code},
    {"rubocop", ScanKind::code},
    {"code-scanning", ScanKind::code},
    {"code-quality", ScanKind::code},
    {"codechecker", ScanKind::code},
    {"contrast", ScanKind::dynamic},
};

ScanKind kind_by_target(std::string_view target_kind) {
    if (target_kind == "image") return ScanKind::image;
    if (target_kind == "repository" || target_kind == "filesystem") return ScanKind::dependencies;
    if (target_kind == "url") return ScanKind::dynamic;
    if (target_kind == "cluster" || target_kind == "account") return ScanKind::configuration;
    if (target_kind == "host") return ScanKind::network;
    return ScanKind::other;
}

} // namespace

std::string_view name_of(ScanKind kind) {
    constexpr std::array<std::string_view, k_scan_kind_count> names{"image",   "dependencies",  "code",    "secrets",
                                                                    "dynamic", "configuration", "network", "other"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view title_of(ScanKind kind) {
    constexpr std::array<std::string_view, k_scan_kind_count> titles{
        "Container images",    "Dependencies",  "Static analysis", "Secrets",
        "Running application", "Configuration", "Network",         "Other scans"};
    return titles[static_cast<std::size_t>(kind)];
}

ScanKind scan_kind(std::string_view format, std::string_view tool, std::string_view target_kind) {
    // The tool first: a SARIF file may be anybody's.
    for (const std::string& text : {to_lower(tool), to_lower(format)})
        for (const Word& word : k_words)
            if (text.find(word.part) != std::string::npos) return word.kind;
    return kind_by_target(target_kind);
}

bool is_scanned_for(std::string_view asset_kind, ScanKind kind) {
    switch (kind) {
    case ScanKind::image:
        return asset_kind == "image";
    case ScanKind::dependencies:
    case ScanKind::code:
    case ScanKind::secrets:
        return asset_kind == "repository" || asset_kind == "filesystem" || asset_kind.empty();
    case ScanKind::dynamic:
        return asset_kind == "url" || asset_kind.empty();
    case ScanKind::configuration:
        return asset_kind != "url";
    case ScanKind::network:
        return asset_kind == "host" || asset_kind == "url";
    case ScanKind::other:
        break;
    }
    return false;
}

} // namespace parapet
