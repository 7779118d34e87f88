// govulncheck -json: a stream of messages (config, progress, osv, finding), or those in an array; before 1.0 one
// object.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_govulncheck_format;

namespace {

constexpr std::size_t k_max_advisories = 50'000; // Go's database has some thousands

struct Advisory {
    std::string title, details, url;
    std::vector<std::string> aliases, links;
};

Advisory advisory_of(json::Value osv) {
    Advisory a;
    a.title = elide(osv["summary"].str(), 500);
    a.details = elide(osv["details"].str(), 20000);
    a.url = elide(osv["database_specific"]["url"].str(), 500);
    for (const json::Value alias : osv["aliases"].items())
        a.aliases.push_back(elide(alias.str(), 100));
    for (const json::Value link : osv["references"].items())
        a.links.push_back(elide(link["url"].str(), 1000));
    return a;
}

void put_advisory(const Advisory& a, std::string_view id, RawFinding& finding, const Limits& limits) {
    fields::set_title(finding, {a.title}, limits);
    fields::set_vulnerability(finding, id, limits);
    finding.description = a.details;
    for (const std::string& alias : a.aliases)
        fields::add_alias(finding, alias);
    fields::add_link(finding, a.url);
    for (const std::string& link : a.links)
        fields::add_link(finding, link);
    // Go's database rates nothing.
    finding.severity = Severity::info;
}

class Reader {
public:
    Reader(RecordSink& out, ParseStats& stats, const Limits& limits)
        : out_(out)
        , stats_(stats)
        , limits_(limits) {}

    Result<void> take(const ObjectFrame& frame) {
        auto value = document_.parse(frame.bytes, limits_);
        if (!value) {
            Error error = value.error();
            if (error.line > 0) error.line += static_cast<std::int64_t>(frame.line) - 1;
            return fail(std::move(error));
        }
        if (const json::Value config = (*value)["config"]; config.is_object()) tell(config);
        if (const json::Value osv = (*value)["osv"]; osv.is_object() && advisories_.size() < k_max_advisories)
            advisories_[elide(osv["id"].text(), 100)] = advisory_of(osv);
        if (const json::Value finding = (*value)["finding"]; finding.is_object()) read(finding, frame);
        for (const json::Value module : (*value)["Modules"].items())
            versions_[module["Path"].text()] = elide(module["Version"].str(), 100);
        for (const json::Member module : (*value)["Requires"]["Modules"].members())
            versions_[module.value["Path"].text()] = elide(module.value["Version"].str(), 100);
        std::size_t i = 0;
        for (const json::Value old : (*value)["Vulns"].items())
            read_old(old, i++, frame);
        return {};
    }
    void tell(json::Value config) {
        if (told_) return;
        told_ = true;
        ScanInfo scan;
        scan.tool = stats_.tool = "govulncheck";
        fields::put(scan.tool_version, config["scanner_version"].str(), 60);
        stats_.tool_version = scan.tool_version;
        scan.target_kind = "repository";
        fields::put(scan.policy, config["scan_level"].str());
        out_.scan(scan);
    }

private:
    void start(const ObjectFrame& frame) {
        tell({});
        ++stats_.records;
        finding_.clear();
        finding_.place.line = static_cast<std::int64_t>(frame.line);
        finding_.place.offset = static_cast<std::int64_t>(frame.offset);
        finding_.location.ecosystem = "golang";
    }
    // The first frame is the vulnerable symbol, the last one is ours that leads to it.
    void read(json::Value value, const ObjectFrame& frame) {
        start(frame);
        const json::Value trace = value["trace"];
        const json::Value symbol = trace.at(0);
        Location& at = finding_.location;
        fields::put(at.package, symbol["module"].str());
        fields::put(at.version, symbol["version"].str());
        fields::put(at.fixed_version, value["fixed_version"].str());
        fields::put(at.resource, symbol["package"].str());
        std::string function(symbol["receiver"].str());
        if (!function.empty()) function += ".";
        fields::put(at.function, function + std::string(symbol["function"].str()));
        json::Value caller;
        for (const json::Value step : trace.items())
            if (step["position"].is_object()) caller = step["position"];
        at.file = fields::normal_path(caller["filename"].str());
        at.line = fields::line_number(caller["line"].integer());
        at.column = fields::line_number(caller["column"].integer());
        const std::string id = elide(value["osv"].str(), 100);
        const auto known = advisories_.find(id);
        put_advisory(known == advisories_.end() ? Advisory{} : known->second, id, finding_, limits_);
        if (!at.function.empty()) finding_.reachable = true;
        fields::add_tag(finding_, !at.function.empty() ? "called" : !at.resource.empty() ? "imported" : "required");
        fields::set_update_remedy(finding_);
        out_.finding(finding_);
    }
    void read_old(json::Value value, std::size_t index, const ObjectFrame& frame) {
        start(frame);
        finding_.place.path = fmt::format("/Vulns/{}", index);
        const json::Value osv = value["OSV"];
        Location& at = finding_.location;
        fields::put(at.package, value["ModPath"].str());
        if (const auto known = versions_.find(at.package); known != versions_.end()) at.version = known->second;
        fields::put(at.resource, value["PkgPath"].str());
        fields::put(at.function, value["Symbol"].str());
        put_advisory(advisory_of(osv), osv["id"].str(), finding_, limits_);
        if (value["CallSink"].integer().value_or(0) > 0) finding_.reachable = true;
        out_.finding(finding_);
    }

    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    json::Document document_;
    std::map<std::string, Advisory, std::less<>> advisories_;
    std::map<std::string, std::string> versions_; // of modules, before 1.0
    bool told_ = false;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object && head.shape != Head::Shape::json_lines &&
        head.shape != Head::Shape::json_array)
        return {};
    if (head.contains("\"protocol_version\"") && head.contains("\"scanner_name\"") &&
        (head.has_key("config") || head.has_element_key("config")))
        return {88, "a message config with protocol_version and scanner_name", "1"};
    if (head.has_key("Calls") && head.has_key("Imports") && head.has_key("Requires") && head.has_key("Modules"))
        return {84, "top-level keys Calls, Imports, Requires and Modules (before 1.0)", "0"};
    if (head.has_key("Vulns") && head.has_key("Calls") && head.has_key("Imports"))
        return {70, "top-level keys Calls, Imports and Vulns (before 1.0)", "0"};
    if (head.has_key("Vulns") && head.has_key("Modules")) return {60, "top-level keys Vulns and Modules", "0"};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& /*job*/, const ParseOptions& options) {
    ParseStats stats;
    Reader reader(out, stats, *options.limits);
    auto found = for_each_object(
        in, [&](const ObjectFrame& frame) { return reader.take(frame); }, *options.limits);
    if (!found) return fail(found.error());
    if (found->cut || found->objects == 0) {
        Error error{
            Errc::malformed, found->cut ? "An object begins here and has no end" : "There is no message", {}, {}};
        error.line = found->cut ? static_cast<std::int64_t>(found->cut_line) : 1;
        return fail(std::move(error));
    }
    reader.tell({});
    return stats;
}

} // namespace

const FormatInfo k_govulncheck_format{"govulncheck-json",
                                      FormatKind::findings,
                                      "govulncheck",
                                      "application/json",
                                      "govulncheck -json: Go vulnerabilities, with what is called",
                                      sniff,
                                      parse};

} // namespace parapet
