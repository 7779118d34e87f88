// npm audit --json: version 1 (npm 6, also pnpm and yarn 3+: advisories by id) and 2 (npm 7 and later: vulnerabilities
// by package); yarn's lines are in yarn_audit.cpp.

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/with_reader.h"
#include "core/formats/findings/npm_audit/advisory.h"
#include "core/formats/format.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_npm_audit_format;

namespace {

class NpmAudit {
public:
    NpmAudit(RecordSink& out, ParseStats& stats, JobContext& job, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> read(json::Value root) {
        const json::Value packages = root["vulnerabilities"];
        const json::Value advisories = root["advisories"];
        const auto version = root["auditReportVersion"].integer();
        if (version && *version > 2)
            return fail(Errc::unsupported_version,
                        fmt::format("version {} of npm's audit report is not read; 1 and 2 are", *version),
                        "/auditReportVersion");
        if (root["error"].is_object() && !packages && !advisories) return refused(root["error"]);
        const bool by_package = packages.is_object();
        const bool empty = (version && root["vulnerabilities"].exists()) || advisories.exists(); // null
        if (!by_package && !advisories.is_object() && !advisories.is_array() && !empty) return read_bulk(root);
        tell();
        for (const json::Member m : (by_package ? packages : advisories).members()) {
            if (auto ok = one(by_package, m.key, m.value, packages); !ok) return ok;
        }
        std::size_t n = 0;
        for (const json::Value advisory : advisories.items()) {
            if (auto ok = one(false, std::to_string(n++), advisory, packages); !ok) return ok;
        }
        return {};
    }

private:
    void tell() {
        ScanInfo scan;
        scan.tool = "npm audit";
        scan.target_kind = "repository";
        stats_.tool = scan.tool;
        out_.scan(scan);
    }

    // Lists of advisories by package, as the registry answers and bun audit --json hands on.
    Result<void> read_bulk(json::Value root) {
        bool listed = false;
        for (const json::Member package : root.members())
            listed = listed || package.value.at(0)["vulnerable_versions"].exists();
        if (!listed) return fail(Errc::malformed, "it holds neither vulnerabilities nor advisories", "/");
        tell();
        for (const json::Member package : root.members()) {
            std::size_t n = 0;
            for (const json::Value advisory : package.value.items())
                if (auto ok = one(false, fmt::format("{}/{}", package.key, n++), advisory, {}, package.key); !ok)
                    return ok;
        }
        return {};
    }

    Result<void> one(bool by_package, std::string_view key, json::Value value, json::Value packages,
                     std::string_view package = {}) {
        if (++stats_.records % 256 == 0) {
            if (auto ok = job_.check(); !ok) return ok;
        }
        if (!value.is_object()) {
            stats_.skip("an entry that is no object");
            return {};
        }
        finding_.clear();
        fields::put(finding_.location.package, package);
        finding_.place.path = package.empty()
                                  ? fmt::format("/{}/{}", by_package ? "vulnerabilities" : "advisories", key)
                                  : fmt::format("/{}", key);
        if (by_package)
            npm::read_package(key, value, packages, finding_, stats_, limits_);
        else
            npm::read_advisory(key, value, finding_, stats_, limits_);
        out_.finding(finding_);
        return {};
    }

    // npm tells of its own failure in the same file.
    [[nodiscard]] static Result<void> refused(json::Value error) {
        return fail(Errc::malformed,
                    fmt::format("npm could not audit: {} {}", error["code"].text(),
                                visible(elide(error["summary"].text(), 300))),
                    "/error", "run npm audit again where the registry can be reached");
    }

    RecordSink& out_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    if (head.has_key("auditReportVersion")) return {92, "top-level key auditReportVersion", "2"};
    const bool npm_words = head.contains("\"module_name\"") || head.contains("\"vulnerable_versions\"");
    const bool counts = head.contains("\"totalDependencies\"") || head.contains("\"devDependencies\"");
    if (head.has_key("advisories") && (head.has_key("metadata") || head.has_key("actions") || npm_words))
        return {npm_words || counts || head.has_key("muted") ? 85 : 55,
                "top-level keys advisories and metadata, as npm 6 and pnpm write", "1"};
    if (head.has_key("vulnerabilities") && head.contains("\"fixAvailable\"") && head.contains("\"via\""))
        return {75, "vulnerabilities with via and fixAvailable", "2"};
    if (!head.has_key("advisories") && !head.has_key("vulnerabilities") && !head.has_key("type") &&
        head.contains("\"vulnerable_versions\"") && head.contains("\"severity\"") && head.contains("\"url\"") &&
        head.contains("\"cvss\""))
        return {62, "lists of advisories by package, with vulnerable_versions and cvss", "1"};
    if (head.has_key("error") && head.contains("\"summary\"") && head.contains("\"detail\"") &&
        (head.has_key("statusCode") || head.contains("\"code\"")))
        return {60, "an error with summary and detail, as npm writes", {}};
    return {};
}

} // namespace

const FormatInfo k_npm_audit_format{"npm-audit",
                                    FormatKind::findings,
                                    "npm audit",
                                    "application/json",
                                    "npm audit --json of npm 6 and 7+, and pnpm audit --json",
                                    sniff,
                                    parse_json_with<NpmAudit>};

} // namespace parapet
