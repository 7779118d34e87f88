// Nmap's XML: every open port a finding of no weight in itself, and what the vulners script knows of its service.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/findings/nmap/script_words.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

extern const FormatInfo k_nmap_format;

namespace {

std::optional<Time> epoch(std::string_view text) {
    std::int64_t seconds = 0;
    if (!parse_int(text, seconds) || seconds <= 0 || seconds > 9'000'000'000) return std::nullopt;
    return from_unix_seconds(seconds);
}

class Nmap {
public:
    Nmap(const xml::Document& document, RecordSink& out, ParseStats& stats, const Limits& limits)
        : document_(document)
        , out_(out)
        , stats_(stats)
        , limits_(limits) {}

    void run(xml::Node root) {
        stats_.tool = "Nmap";
        fields::put(stats_.tool_version, root.attr("version"), 40);
        finished_ = epoch(root.path({"runstats", "finished"}).attr("time"));
        failed_ = root.path({"runstats", "finished"}).attr("exit") == "error";
        scope_ = ports_scanned(root);
    }

    void host(xml::Node host) {
        if (host.child("status").attr("state") == "down") return;
        any_ = true;
        address_.clear();
        for (const xml::Node address : host.children("address"))
            if (address.attr("addrtype") != "mac") address_ = address.attr("addr");
        const std::string_view name = host.child("hostnames").child("hostname").attr("name");
        target_ = elide(name.empty() ? std::string_view(address_) : name, 300);
        tell(target_, epoch(host.attr("starttime")), epoch(host.attr("endtime")));
        for (const xml::Node port : host.child("ports").children("port")) {
            if (port.child("state").attr("state") != "open") continue;
            ++stats_.records;
            open_port(port);
            for (const xml::Node script : port.children("script"))
                read_script(script, port);
        }
        for (const xml::Node script : host.child("hostscript").children("script"))
            read_script(script, {});
    }

    void finish() {
        if (!any_) tell({}, std::nullopt, finished_);
    }

private:
    // Scans of other ports do not close each other's.
    static std::string ports_scanned(xml::Node root) {
        std::string out;
        for (const xml::Node info : root.children("scaninfo"))
            out += fmt::format("{}{}:{}", out.empty() ? "" : " ", info.attr("protocol"), info.attr("services"));
        return elide(out, 200);
    }

    void tell(const std::string& target, std::optional<Time> started, std::optional<Time> finished) {
        ScanInfo scan;
        scan.tool = stats_.tool;
        scan.tool_version = stats_.tool_version;
        scan.target = target;
        scan.target_kind = "host";
        scan.policy = scope_;
        scan.started = started;
        scan.finished = finished ? finished : finished_;
        scan.failed = failed_;
        scan.complete = !failed_ && any_; // where no host was up, nothing was looked at
        out_.scan(scan);
    }

    void start(xml::Node node, xml::Node port) {
        finding_.clear();
        finding_.place.line = document_.line_of(node);
        finding_.place.offset = document_.offset_of(node);
        finding_.place.path = fmt::format("/nmaprun/host[{}]/port[{}]", target_, port.attr("portid"));
        Location& at = finding_.location;
        at.host = address_.empty() ? target_ : address_;
        std::int64_t number = 0;
        if (parse_int(port.attr("portid"), number) && number > 0 && number < 65536) at.port = number;
        if (port) at.resource = fmt::format("{}/{}", port.attr("portid"), port.attr("protocol"));
    }

    void open_port(xml::Node port) {
        start(port, port);
        RawFinding& f = finding_;
        const xml::Node service = port.child("service");
        f.rule = "open-port";
        f.identity = IdentityKind::config;
        f.cause = Cause::configuration;
        f.severity = Severity::info;
        f.severity_known = true;
        const std::string_view name = service.attr("name");
        const bool tls = service.attr("tunnel") == "ssl";
        f.title = elide(name.empty() ? fmt::format("Open Port: {}", port.attr("portid"))
                                     : fmt::format("Open Port: {} ({})", port.attr("portid"), name),
                        limits_.max_title_bytes);
        std::string product;
        for (const char* part : {"product", "version", "extrainfo"})
            if (!service.attr(part).empty())
                product += fmt::format("{}{}", product.empty() ? "" : " ", service.attr(part));
        fields::set_text(f.description,
                         fmt::format("{}/{} answers{}{}{}", port.attr("portid"), port.attr("protocol"),
                                     tls ? " over TLS" : "", product.empty() ? "" : ": ", product),
                         stats_, f.place.path, limits_);
        for (const xml::Node script : port.children("script")) {
            const NmapWeakness* known = nmap_weakness(script.attr("id"), script.attr("output"));
            if (f.evidence.size() < 8000 && (known == nullptr || !known->secret))
                f.evidence += fmt::format("{}: {}\n", script.attr("id"), elide(trim(script.attr("output")), 2000));
        }
        out_.finding(f);
    }

    void read_script(xml::Node script, xml::Node port) {
        if (script.attr("id") == "vulners") return read_vulners(script, port);
        if (script.attr("id") == "smb-protocols" && script.attr("output").find("SMBv1") != std::string_view::npos) {
            start(script, port);
            finding_.rule = "smb-protocols";
            finding_.identity = IdentityKind::config;
            finding_.cause = Cause::configuration;
            finding_.title = "SMB 1 is spoken (SMBv1)";
            finding_.description =
                "The first version of SMB has no protection against tampering and is no longer maintained.";
            finding_.severity = Severity::high; // the script reports it as dangerous
            finding_.severity_known = true;
            fields::put(finding_.evidence, script.attr("output"), 2000);
            out_.finding(finding_);
            return;
        }
        if (const NmapWeakness* known = nmap_weakness(script.attr("id"), script.attr("output")))
            return weakness(script, port, *known);
        if (!script.child("table")) return read_prose(script, port);
        for (const xml::Node table : script.children("table"))
            if (is_vulnerable(elem(table, "state"))) read_vulns(script, table, port);
    }

    // What follows a word in the output of a script, to the end of its line.
    static std::string_view after(std::string_view output, std::string_view word) {
        const auto at = output.find(word);
        if (at == std::string_view::npos) return {};
        output.remove_prefix(at + word.size());
        return trim(output.substr(0, output.find('\n')));
    }

    // The same as read_vulns() before it was written as tables: "VULNERABLE:", the title, "State: VULNERABLE", ids; and
    // the next.
    void read_prose(xml::Node script, xml::Node port) {
        constexpr std::string_view head = "VULNERABLE:\n";
        std::string_view rest = script.attr("output");
        while (!rest.empty()) {
            const auto first = rest.find(head);
            auto next = first == std::string_view::npos ? first : rest.find(head, first + 1);
            if (next != std::string_view::npos) next = rest.rfind('\n', next); // "  NOT VULNERABLE:"
            const std::string_view block = rest.substr(0, next);
            if (is_vulnerable(after(block, "State: "))) told_vulnerable(script, port, block);
            rest = next == std::string_view::npos ? std::string_view() : rest.substr(next);
        }
    }
    void told_vulnerable(xml::Node script, xml::Node port, std::string_view output) {
        start(script, port);
        RawFinding& f = finding_;
        fields::put(f.rule, script.attr("id"));
        fields::add_ids_of(f, output);
        f.identity = f.cve.empty() ? IdentityKind::config : IdentityKind::vuln;
        f.cause = f.cve.empty() ? Cause::configuration : Cause::missing_patch;
        const auto head = output.find("VULNERABLE:\n");
        fields::set_title(
            f, {head == std::string_view::npos ? std::string_view() : after(output.substr(head), "\n"), f.rule},
            limits_);
        fields::set_text(f.description, trim(output), stats_, f.place.path, limits_);
        fields::put(f.evidence, output, 2000);
        rate_vulns(output, istarts_with(after(output, "State: "), "LIKELY") ? Severity::medium : Severity::high);
        out_.finding(f);
    }

    void weakness(xml::Node script, xml::Node port, const NmapWeakness& known) {
        start(script, port);
        fields::put(finding_.rule, script.attr("id"), 100);
        finding_.identity = IdentityKind::config;
        finding_.cause = Cause::configuration;
        finding_.title = known.title;
        if (known.cwe > 0) fields::add_cwe(finding_, known.cwe);
        finding_.severity = known.severity; // presumed: the script does not rate
        if (!known.secret) fields::put(finding_.evidence, script.attr("output"), 2000);
        out_.finding(finding_);
    }

    static std::string_view elem(xml::Node table, std::string_view key) {
        for (const xml::Node one : table.children("elem"))
            if (one.attr("key") == key) return one.text();
        return {};
    }
    static xml::Node inner(xml::Node table, std::string_view key) {
        for (const xml::Node one : table.children("table"))
            if (one.attr("key") == key) return one;
        return {};
    }
    // "VULNERABLE", "VULNERABLE (Exploitable)", "LIKELY VULNERABLE"; not "NOT VULNERABLE".
    static bool is_vulnerable(std::string_view state) {
        return state.find("VULNERABLE") != std::string_view::npos && !istarts_with(state, "NOT ");
    }

    // What scripts with nmap's library of vulnerabilities report.
    void read_vulns(xml::Node script, xml::Node table, xml::Node port) {
        start(script, port);
        RawFinding& f = finding_;
        const std::string_view id = script.attr("id");
        const std::string_view state = elem(table, "state");
        fields::put(f.rule, id);
        for (const xml::Node one : inner(table, "ids").children("elem"))
            fields::add_ids_of(f, one.text());
        fields::add_ids_of(f, table.attr("key"));
        f.identity = f.cve.empty() ? IdentityKind::config : IdentityKind::vuln;
        f.cause = f.cve.empty() ? Cause::configuration : Cause::missing_patch;
        fields::set_title(f, {fields::folded(elem(table, "title")), id}, limits_);
        std::string text;
        for (const xml::Node one : inner(table, "description").children("elem"))
            text += fmt::format("{}\n", trim(one.text()));
        fields::set_text(f.description, fmt::format("{}State: {}", text, state), stats_, f.place.path, limits_);
        for (const xml::Node one : inner(table, "refs").children("elem"))
            fields::add_link(f, one.text());
        fields::put(f.evidence, script.attr("output"), 2000);
        rate_vulns(script.attr("output"), istarts_with(state, "LIKELY") ? Severity::medium : Severity::high);
        out_.finding(f);
    }

    // "Risk factor: High" stands in what it prints only.
    void rate_vulns(std::string_view output, Severity presumed) {
        finding_.severity = presumed;
        const auto at = output.find("Risk factor: ");
        if (at == std::string_view::npos) return;
        std::string_view word = output.substr(at + 13);
        word = trim(word.substr(0, word.find_first_of(" \n")));
        for (const fields::SeverityWord& known : fields::common_severities()) {
            if (!iequals(known.word, word)) continue;
            finding_.severity = known.severity;
            finding_.severity_known = true;
            fields::put(finding_.severity_raw, word, 40);
        }
    }

    struct Vulner {
        std::string_view cpe, id, score, link;
    };

    void read_vulners(xml::Node script, xml::Node port) {
        for (const xml::Node service : script.children("table"))
            for (const xml::Node entry : service.children("table"))
                vulnerability(entry, port, {service.attr("key"), elem(entry, "id"), elem(entry, "cvss"), {}});
        // Before 7.80 a text for each service, with a line of "CVE-2026-1\t\t7.5\t\thttps://..." for each.
        for (const xml::Node service : script.children("elem")) {
            for (const std::string_view line : split(service.text(), '\n')) {
                Vulner one{service.attr("key"), {}, {}, {}};
                for (const std::string_view word : split(line, '\t')) {
                    if (trim(word).empty()) continue;
                    for (std::string_view* field : {&one.id, &one.score, &one.link}) {
                        if (!field->empty()) continue;
                        *field = trim(word);
                        break;
                    }
                }
                vulnerability(service, port, one);
            }
        }
    }

    void vulnerability(xml::Node entry, xml::Node port, const Vulner& one) {
        if (one.id.empty()) return;
        const auto [cpe, id, score, link] = one;
        start(entry, port);
        RawFinding& f = finding_;
        f.identity = IdentityKind::vuln;
        f.cause = Cause::missing_patch;
        fields::put(f.rule, id);
        fields::add_alias(f, id);
        const auto parts = split(cpe, ':'); // cpe:/a:vendor:product:version
        if (parts.size() > 3) fields::put(f.location.package, parts[3]);
        if (parts.size() > 4) fields::put(f.location.version, parts[4]);
        if (parts.size() == 1) { // "jar 1.2" of a service whose CPE is not known
            const auto space = cpe.rfind(' ');
            fields::put(f.location.package, cpe.substr(0, space));
            if (space != std::string_view::npos) fields::put(f.location.version, cpe.substr(space + 1));
        }
        f.title =
            elide(fmt::format("{} in {} {}", f.rule, f.location.package, f.location.version), limits_.max_title_bytes);
        double number = 0;
        if (parse_double(score, number) && number >= 0 && number <= 10) {
            f.score = number;
            f.severity = severity_of_score(number);
            f.severity_known = true;
            fields::put(f.severity_raw, score, 20);
        }
        const std::string_view type = elem(entry, "type");
        fields::add_link(f, link.empty() ? fmt::format("https://vulners.com/{}/{}", type.empty() ? "cve" : type, id)
                                         : std::string(link));
        out_.finding(f);
    }

    const xml::Document& document_;
    RecordSink& out_;
    ParseStats& stats_;
    const Limits& limits_;
    bool any_ = false; // host that was up
    bool failed_ = false;
    std::optional<Time> finished_;
    std::string scope_, address_, target_;
    RawFinding finding_;
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::xml && head.xml_root == "nmaprun") return {95, "root element nmaprun", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    xml::Document document;
    Nmap nmap(document, out, stats, *options.limits);
    bool began = false;
    const auto on_record = [&](const xml::Record& at) -> Result<void> {
        if (auto ok = job.check(); !ok) return ok;
        if (!began) nmap.run(document.root());
        began = true;
        nmap.host(at.node);
        return {};
    };
    if (auto ok = document.stream(in, {"host"}, on_record, {}, *options.limits); !ok) return fail(ok.error());
    if (document.root().name() != "nmaprun") return fail(Errc::malformed, "the root element is not nmaprun", "/");
    if (!began) nmap.run(document.root());
    nmap.finish();
    return stats;
}

} // namespace

const FormatInfo k_nmap_format{"nmap-xml",
                               FormatKind::findings,
                               "Nmap",
                               "application/xml",
                               "Nmap -oX: open ports, services, what scripts say of vulnerabilities",
                               sniff,
                               parse};

} // namespace parapet
