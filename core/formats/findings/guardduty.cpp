// Amazon GuardDuty's own findings: of its API, of its export to S3 (lines), and as events of EventBridge. Through
// Security Hub they come as ASFF (asff.cpp).

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/record_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace parapet {

extern const FormatInfo k_guardduty_format;

namespace {

// The API of the command line begins its keys with capitals, everything else does not.
json::Value get(json::Value v, std::string_view key) {
    if (const json::Value found = v[key]; found.exists()) return found;
    std::string capital(key);
    capital.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(capital.front())));
    return v[capital];
}
json::Value get(json::Value v, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        v = get(v, key);
    return v;
}

// Its documentation: low from 1, medium from 4, high from 7, critical from 9.
void rate(json::Value severity, RawFinding& f, ParseStats& stats) {
    const auto number = severity.number();
    f.severity_raw = elide(severity.text(), 20);
    f.severity_known = number && *number > 0 && *number <= 10;
    if (!f.severity_known) {
        stats.warn(f.place.path, "its severity is none; shown as unknown");
        return;
    }
    f.severity = *number >= 9   ? Severity::critical
                 : *number >= 7 ? Severity::high
                 : *number >= 4 ? Severity::medium
                                : Severity::low;
}

struct ResourceName {
    std::string_view holder, id;
};
constexpr std::array<ResourceName, 7> k_resources{{
    {"instanceDetails", "instanceId"},
    {"accessKeyDetails", "userName"},
    {"eksClusterDetails", "arn"},
    {"ecsClusterDetails", "arn"},
    {"lambdaDetails", "functionArn"},
    {"rdsDbInstanceDetails", "dbInstanceArn"},
    {"containerDetails", "name"},
}};

void read_resource(json::Value resource, RawFinding& f) {
    fields::add_tag(f, get(resource, "resourceType").str());
    for (const ResourceName& name : k_resources) {
        const std::string_view id = get(resource, {name.holder, name.id}).str();
        if (f.location.resource.empty()) fields::put(f.location.resource, id, 500);
    }
    const json::Value bucket = get(resource, "s3BucketDetails").at(0);
    if (f.location.resource.empty()) fields::put(f.location.resource, get(bucket, "arn").str(), 500);
    if (f.location.resource.empty()) fields::put(f.location.resource, get(bucket, "name").str(), 500);
    const json::Value network = get(resource, {"instanceDetails", "networkInterfaces"}).at(0);
    std::string_view address = get(network, "publicIp").str();
    if (address.empty()) address = get(network, "privateIpAddress").str();
    fields::put(f.location.host, address, 100);
}

std::string_view address_of(json::Value action) {
    return get(action, {"remoteIpDetails", "ipAddressV4"}).str();
}

void read_action(json::Value action, RawFinding& f) {
    fields::add_tag(f, get(action, "actionType").str());
    std::string said;
    std::int64_t port = 0;
    for (const char* kind :
         {"networkConnectionAction", "awsApiCallAction", "kubernetesApiCallAction", "rdsLoginAttemptAction"}) {
        const json::Value one = get(action, kind);
        if (const auto from = address_of(one); !from.empty()) said += fmt::format("Remote address: {}\n", from);
        if (const auto api = get(one, "api").str(); !api.empty())
            said += fmt::format("Call: {} {}\n", elide(get(one, "serviceName").str(), 100), elide(api, 100));
        if (port == 0) port = get(one, {"localPortDetails", "port"}).integer().value_or(0);
    }
    if (const auto domain = get(action, {"dnsRequestAction", "domain"}).str(); !domain.empty())
        said += fmt::format("Domain asked for: {}\n", elide(domain, 300));
    for (const json::Value probe : get(action, {"portProbeAction", "portProbeDetails"}).items()) {
        if (port == 0) port = get(probe, {"localPortDetails", "port"}).integer().value_or(0);
        if (const auto from = address_of(probe); !from.empty() && said.size() < 4000)
            said += fmt::format("Remote address: {}\n", from);
    }
    if (port > 0 && port < 65536) f.location.port = port;
    fields::put(f.evidence, said, 8000);
}

void read_finding(json::Value v, RawFinding& f, RecordRun& run) {
    f.identity = IdentityKind::other;
    f.cause = Cause::other;
    f.phase = Phase::operate;
    fields::put(f.rule, get(v, "type").str());
    fields::set_title(f, {fields::folded(get(v, "title").str()), f.rule, "Unnamed finding"}, run.limits);
    run.text(f.description, get(v, "description").str());
    rate(get(v, "severity"), f, run.stats);
    fields::put(f.fingerprint, get(v, "id").str(), 200);
    fields::put(f.asset, get(v, "accountId").text(), 80);
    read_resource(get(v, "resource"), f);
    const json::Value service = get(v, "service");
    read_action(get(service, "action"), f);
    f.seen = parse_rfc3339(get(service, "eventLastSeen").str());
    if (!f.seen) f.seen = parse_rfc3339(get(v, "updatedAt").str());
    if (get(service, "archived").boolean().value_or(false)) {
        f.suppressed = true;
        f.suppression = "archived in GuardDuty";
    }
}

bool is_finding(json::Value v) {
    return get(v, {"service", "detectorId"}).is_string() || (get(v, "type").is_string() && get(v, "resource").exists());
}

Sniff sniff(const Head& head) {
    using Shape = Head::Shape;
    if (head.shape != Shape::json_object && head.shape != Shape::json_array && head.shape != Shape::json_lines)
        return {};
    const bool detector =
        head.contains("\"detectorId\"") || head.contains("\"DetectorId\"") || head.contains(":detector/");
    const bool resource = head.contains("\"resourceType\"") || head.contains("\"ResourceType\"");
    if (detector && resource && !head.contains("\"ProductArn\""))
        return {86, "findings with resourceType and the detectorId of GuardDuty", {}};
    if (head.contains("\"GuardDuty Finding\"") && (head.has_key("detail") || head.has_element_key("detail")))
        return {86, "an event with the detail-type GuardDuty Finding", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    JsonRecords records;
    if (auto ok = records.read(in, {"Findings", "findings"}, stats, *options.limits); !ok) return fail(ok.error());
    const json::Value root = records.root();
    if (records.single() && !is_finding(root) && !is_finding(root["detail"]))
        return fail(Errc::malformed, "it holds no findings of GuardDuty", "/");
    ScanInfo scan;
    scan.tool = "Amazon GuardDuty";
    scan.target_kind = "account";
    scan.complete = false; // it tells of what happened: what is not told again has not gone away
    for (const JsonRecord& record : records.records()) {
        const json::Value v = record.value["detail"].is_object() ? record.value["detail"] : record.value;
        if (scan.target.empty()) fields::put(scan.target, get(v, "accountId").text(), 80);
        const auto seen = parse_rfc3339(get(v, "updatedAt").str());
        if (seen && (!scan.finished || *seen > *scan.finished)) scan.finished = seen;
    }
    RecordRun run(out, stats, job, options);
    run.tell(scan);
    for (const JsonRecord& record : records.records()) {
        if (auto ok = run.check(); !ok) return fail(ok.error());
        const json::Value v = record.value["detail"].is_object() ? record.value["detail"] : record.value;
        RawFinding& f = run.next(record.path, record.line);
        if (!is_finding(v)) {
            stats.skip("an object that is no finding");
            continue;
        }
        read_finding(v, f, run);
        run.emit();
    }
    return stats;
}

} // namespace

const FormatInfo k_guardduty_format{"guardduty-json",
                                    FormatKind::findings,
                                    "Amazon GuardDuty",
                                    "application/json",
                                    "Amazon GuardDuty: threats, from its API, its export or its events",
                                    sniff,
                                    parse};

} // namespace parapet
