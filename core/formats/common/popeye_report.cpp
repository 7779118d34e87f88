#include "core/formats/common/popeye_report.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"

#include <fmt/format.h>

namespace parapet::popeye {

namespace {

class Popeye {
public:
    explicit Popeye(WholeReport& report)
        : report_(report) {}

    void read(json::Value popeye, std::string_view list) {
        std::size_t i = 0;
        for (const json::Value section : popeye[list].items()) {
            const std::string path = fmt::format("/popeye/{}/{}/issues", list, i++);
            for (const json::Member resource : section["issues"].members()) {
                std::size_t n = 0;
                for (const json::Value issue : resource.value.items()) {
                    if (!report_.go_on()) return;
                    one(section, resource.key, issue, fmt::format("{}/{}/{}", path, resource.key, n++));
                }
            }
        }
    }

private:
    void one(json::Value section, std::string_view resource, json::Value v, const std::string& path) {
        RawFinding& f = report_.next(path);
        if (!v.is_object()) return report_.skip("an issue that is no object");
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        const std::string_view linter = section.any({"linter", "sanitizer"}).str();
        // "[POP-106] No resources requests/limits defined"
        std::string_view message = trim(v["message"].str());
        if (const auto end = message.find("] "); message.starts_with("[") && end != std::string_view::npos) {
            fields::put(f.rule, message.substr(1, end - 1));
            message = trim(message.substr(end + 2));
        }
        if (f.rule.empty()) fields::put(f.rule, linter);
        fields::set_title(f, {fields::folded(message), f.rule}, report_.limits);
        const std::string_view group = v["group"].str();
        fields::put(f.location.resource, resource_of(linter, resource, group), 500);
        f.description = elide(fmt::format("{}: {}", f.location.resource, message), 2000);
        fields::add_tag(f, linter);
        fields::add_tag(f, v["gvr"].str());
        std::int64_t level = v["level"].integer().value_or(-1);
        if (v["level"].is_string() && !parse_int(v["level"].str(), level)) level = -1; // all of YAML are strings
        rate(level, f);
        report_.emit();
    }

    static std::string resource_of(std::string_view linter, std::string_view name, std::string_view group) {
        if (group.empty() || group == "__root__") return fmt::format("{}/{}", linter, name);
        return fmt::format("{}/{} {}", linter, name, group); // a container in it
    }

    // 0 ok, 1 info, 2 warning, 3 error
    void rate(std::int64_t level, RawFinding& f) {
        f.severity_raw = level >= 0 ? fmt::format("level {}", level) : std::string();
        f.severity_known = level >= 0 && level <= 3;
        f.severity = level == 3 ? Severity::high : level == 2 ? Severity::low : Severity::info;
        if (level == 0) f.outcome = CheckOutcome::pass;
        if (!f.severity_known) report_.stats.warn(f.place.path, "its level is not one of 0 to 3; shown as unknown");
    }

    WholeReport& report_;
};

} // namespace

Result<void> read(json::Value root, WholeReport& report) {
    const json::Value popeye = root["popeye"];
    if (!popeye.is_object()) return fail(Errc::malformed, "it is no report of Popeye", "/");
    ScanInfo scan;
    scan.tool = "Popeye";
    scan.target_kind = "cluster";
    fields::put(scan.target, root["ClusterName"].str());
    scan.finished = parse_rfc3339(popeye["report_time"].str());
    if (popeye["errors"].size() > 0) {
        scan.complete = false;
        report.stats.warn("/popeye/errors", "Popeye could not check everything: nothing is closed by this scan");
    }
    report.tell(scan);
    for (const char* list : {"sections", "sanitizers"})
        Popeye(report).read(popeye, list);
    return {};
}

} // namespace parapet::popeye
