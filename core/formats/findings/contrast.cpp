// Contrast Security's XML of findings.

#include "core/base/text.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace parapet {

extern const FormatInfo k_contrast_format;

namespace {

// The export names rules only; severity and weakness are those that Contrast documents for them.
struct Rule {
    std::string_view id, title;
    Severity severity;
    int cwe;
};
constexpr std::array<Rule, 44> k_rules{{
    {"authorization-missing-deny", "Authorization rules without a deny", Severity::medium, 862},
    {"autocomplete-missing", "Forms without autocomplete prevention", Severity::info, 522},
    {"cache-control-disabled", "Cache control disabled", Severity::info, 525},
    {"cache-controls-missing", "Anti-caching controls missing", Severity::info, 525},
    {"clickjacking-control-missing", "Pages without anti-clickjacking controls", Severity::info, 1021},
    {"cmd-injection", "OS command injection", Severity::critical, 78},
    {"compilation-debug", "Compilation with debug", Severity::low, 11},
    {"cookie-flags-missing", "Session cookie without secure flag", Severity::medium, 614},
    {"cookie-header-missing-flags", "Cookies without flags", Severity::low, 614},
    {"crypto-bad-ciphers", "Insecure encryption algorithms", Severity::medium, 327},
    {"crypto-bad-mac", "Insecure hash algorithms", Severity::medium, 328},
    {"crypto-weak-randomness", "Weak random number generation", Severity::medium, 330},
    {"csp-header-insecure", "Insecure content security policy", Severity::low, 693},
    {"csp-header-missing", "Content security policy missing", Severity::low, 693},
    {"csrf", "Cross-site request forgery", Severity::high, 352},
    {"custom-errors-off", "Custom errors off", Severity::low, 12},
    {"el-injection", "Expression language injection", Severity::high, 917},
    {"event-validation-disabled", "Event validation disabled", Severity::medium, 20},
    {"forms-auth-protection", "Forms authentication without protection", Severity::medium, 312},
    {"forms-auth-redirect", "Forms authentication across applications", Severity::medium, 601},
    {"forms-auth-ssl", "Forms authentication without SSL", Severity::medium, 319},
    {"hardcoded-key", "Hard-coded cryptographic key", Severity::medium, 321},
    {"hardcoded-password", "Hard-coded password", Severity::medium, 798},
    {"header-injection", "HTTP header injection", Severity::medium, 113},
    {"hsts-header-missing", "HSTS header missing", Severity::medium, 319},
    {"http-only-disabled", "Cookies without HttpOnly", Severity::low, 1004},
    {"ldap-injection", "LDAP injection", Severity::high, 90},
    {"log-injection", "Log injection", Severity::low, 117},
    {"nosql-injection", "NoSQL injection", Severity::critical, 943},
    {"parameter-pollution", "Parameter pollution", Severity::low, 235},
    {"path-traversal", "Path traversal", Severity::high, 22},
    {"redos", "Regular expression denial of service", Severity::low, 400},
    {"reflected-xss", "Reflected cross-site scripting", Severity::high, 79},
    {"request-validation-disabled", "Request validation disabled", Severity::medium, 20},
    {"secure-flag-missing", "Session cookie without secure flag", Severity::low, 614},
    {"session-rewriting", "Session rewriting", Severity::low, 384},
    {"session-timeout", "Long session timeout", Severity::low, 613},
    {"sql-injection", "SQL injection", Severity::critical, 89},
    {"ssrf", "Server-side request forgery", Severity::high, 918},
    {"stored-xss", "Stored cross-site scripting", Severity::high, 79},
    {"unsafe-code-execution", "Unsafe code execution", Severity::high, 95},
    {"untrusted-deserialization", "Untrusted deserialisation", Severity::high, 502},
    {"unvalidated-redirect", "Unvalidated redirect", Severity::low, 601},
    {"xxe", "XML external entities", Severity::high, 611},
}};

const Rule* rule_of(std::string_view id) {
    for (const Rule& rule : k_rules)
        if (rule.id == id) return &rule;
    return nullptr;
}

// Cookies and form values are left out: they are those of whoever tested.
void read_request(xml::Node request, const std::vector<std::string_view>& pages, RawFinding& f) {
    if (!request) return;
    f.identity = IdentityKind::web;
    std::string host;
    for (const xml::Node h : request.child("headers").children("h"))
        if (iequals(h.attr("name"), "Host")) host = h.attr("value");
    const std::string_view protocol = request.attr("protocol");
    fields::put(f.location.method, request.attr("method"), 20);
    const std::string_view uri = pages.empty() ? request.attr("uri") : pages.front();
    if (host.empty())
        fields::put(f.location.url, uri, 2000);
    else
        fields::set_url(f.location, fmt::format("{}://{}{}", iequals(protocol, "https") ? "https" : "http", host, uri));
}

// What is missing from pages is told by page: <properties name="/shop/cart.aspx">.
std::vector<std::string_view> pages_of(xml::Node v) {
    std::vector<std::string_view> pages;
    for (const xml::Node p : v.child("props").children("properties"))
        if (p.attr("name").substr(0, 1) == "/" && pages.size() < 1000) pages.push_back(p.attr("name"));
    return pages;
}

void read_finding(xml::Node v, RawFinding& f, WholeReport& report) {
    const std::string_view id = v.attr("ruleId");
    const Rule* rule = rule_of(id);
    fields::put(f.rule, id);
    std::string title(rule ? rule->title : id);
    const auto pages = pages_of(v);
    const std::string_view uri = pages.empty() ? v.child("request").attr("uri") : pages.front();
    fields::put(f.rule_name, title);
    if (!uri.empty()) title += fmt::format(" at {}", uri);
    fields::set_title(f, {title, "Unnamed rule"}, report.limits);
    f.severity = rule ? rule->severity : Severity::medium;
    f.severity_known = rule != nullptr;
    if (rule)
        fields::add_cwe(f, rule->cwe);
    else
        report.stats.warn(f.place.path,
                          fmt::format("the rule {} is not known; its severity is a guess", visible(elide(id, 60))));
    f.phase = Phase::test;
    read_request(v.child("request"), pages, f);
    fields::LocationCount count;
    for (std::size_t i = 1; i < pages.size(); ++i) {
        Location other;
        fields::put(other.url, pages[i], 2000);
        fields::add_location(f, std::move(other), count, report.limits);
    }
    std::string text = title;
    if (const xml::Node route = v.path({"routes", "route", "signature"}); route) {
        text += fmt::format("\n\nRoute: {}", route.text());
        fields::put(f.location.function, route.text(), 500);
    }
    for (const xml::Node p : v.child("props").children("properties"))
        if (p.attr("name") == "snippet" || p.attr("name") == "path" || p.attr("name") == "webforms-page")
            text += fmt::format("\n{}: {}", p.attr("name"), elide(p.text(), 1000));
    report.text(f.description, text);
    fields::add_link(f, v.attr("link"));
    fields::put(f.fingerprint, v.attr("uuid"));
    fields::put(f.asset, v.attr("application-name"));
}

Result<void> read(const xml::Record& at, xml::Node root, WholeReport& report) {
    if (!report.told()) {
        ScanInfo info;
        info.tool = "Contrast";
        fields::put(info.tool_version, at.node.attr("agent-version"), 40);
        fields::put(info.target, at.node.attr("application-name"));
        info.target_kind = "other";
        report.tell(info);
    }
    if (!at.node || !(at.node.parent() == root)) return {};
    RawFinding& f = report.next(fmt::format("/findings/finding[{}]", report.stats.records + 1), at.line, at.offset);
    read_finding(at.node, f, report);
    report.emit();
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "findings") return {};
    if (head.contains("ruleId=") && head.contains("application-id="))
        return {92, "root element findings, of finding with ruleId and application-id", {}};
    if (!head.contains("<finding ")) return {42, "root element findings, which is empty", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_records(in, out, job, options, "findings", {"finding"}, read);
}

} // namespace

const FormatInfo k_contrast_format{"contrast-xml",
                                   FormatKind::findings,
                                   "Contrast",
                                   "application/xml",
                                   "Contrast Assess: weaknesses seen in running applications",
                                   sniff,
                                   parse};

} // namespace parapet
