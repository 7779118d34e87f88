// MobSF: the static analysis of an app (Android, iOS, Windows) and its scorecard, JSON.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace parapet {

extern const FormatInfo k_mobsf_format;

namespace {

constexpr std::array<fields::SeverityWord, 11> k_severities{{
    {"critical", Severity::critical},
    {"high", Severity::high},
    {"bad", Severity::high},      // of certificates, up to version 3.4
    {"insecure", Severity::high}, // of connections, up to version 3.2
    {"warning", Severity::medium},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"info", Severity::info},
    {"hotspot", Severity::info},
    {"secure", Severity::info}, // what is as it should be
    {"good", Severity::info},
}};

// What MobSF says of a permission: dangerous ones open a user's data.
constexpr std::array<fields::SeverityWord, 6> k_permissions{{
    {"dangerous", Severity::high},
    {"unknown", Severity::medium},
    {"signature", Severity::info},
    {"signatureOrSystem", Severity::info},
    {"normal", Severity::info},
    {"SystemOrSignature", Severity::info},
}};

struct Words {
    std::string_view section, rule, title, description, severity;
};

class MobsfReader {
public:
    explicit MobsfReader(WholeReport& report)
        : report_(report) {}

    void read(json::Value root) {
        read_permissions(root["permissions"]);
        read_certificate(root["certificate_analysis"]);
        read_list(root["manifest_analysis"], "manifest_analysis", "manifest_findings");
        read_list(root["network_security"], "network_security", "network_findings");
        read_list(root["ats_analysis"], "ats_analysis", "ats_findings");
        for (const char* key : {"binary_analysis", "macho_analysis", "dylib_analysis", "framework_analysis"})
            read_binaries(root[key], key);
        read_rules(root["android_api"], "android_api");
        read_rules(root["ios_api"], "ios_api");
        const json::Value code = root["code_analysis"];
        read_rules(code["findings"].is_object() ? code["findings"] : code, "code_analysis");
        read_connections(root["insecure_connections"]);
        read_list(root["manifest"], "manifest", {}); // before version 1.0
        read_levels(root["findings"]);
    }

    // Lists by severity.
    void read_scorecard(json::Value root) {
        for (const char* severity : {"high", "warning", "info", "secure", "hotspot"}) {
            std::size_t n = 0;
            for (const json::Value v : root[severity].items()) {
                begin({v["section"].str(), {}, v["title"].str(), v["description"].str(), severity},
                      fmt::format("/{}/{}", severity, n++));
                report_.emit();
            }
        }
    }

private:
    RawFinding& begin(const Words& w, std::string path) {
        RawFinding& f = report_.next(std::move(path));
        f.identity = IdentityKind::config;
        const std::string title = fields::folded(text_of_html(w.title));
        fields::set_title(f, {title, text_of_html(w.description), w.rule, "Unnamed"}, report_.limits);
        report_.text(f.description, text_of_html(w.description));
        fields::put(f.rule, w.rule.empty() ? title : w.rule);
        report_.severity(f, w.severity, k_severities);
        if (iequals(w.severity, "secure") || iequals(w.severity, "good")) f.outcome = CheckOutcome::pass;
        fields::add_tag(f, w.section);
        return f;
    }

    void read_permissions(json::Value permissions) {
        const auto one = [&](std::string_view name, json::Value about, std::string path) {
            RawFinding& f = report_.next(std::move(path));
            f.identity = IdentityKind::config;
            f.cause = Cause::configuration;
            fields::put(f.rule, name);
            fields::set_title(f, {name, "Unnamed permission"}, report_.limits);
            const json::Value info = about.any({"info", "reason"});
            report_.text(f.description, fmt::format("{}\n\n{}", info.str(), about["description"].str()));
            report_.severity(f, about["status"].str(), k_permissions);
            fields::add_tag(f, "permissions");
            fields::put(f.location.resource, name);
            report_.emit();
        };
        for (const json::Member m : permissions.members())
            one(m.key, m.value, fmt::format("/permissions/{}", elide(m.key, 200)));
        std::size_t n = 0;
        for (const json::Value v : permissions.items())
            one(v["name"].str(), v, fmt::format("/permissions/{}", n++));
    }

    // ["warning", "why", "what"]
    void read_certificate(json::Value certificate) {
        if (!certificate) return;
        std::size_t n = 0;
        for (const json::Value v : certificate["certificate_findings"].items()) {
            const std::string_view what = v.at(2).str();
            begin({"certificate_analysis", {}, what.empty() ? v.at(1).str() : what, v.at(1).str(), v.at(0).str()},
                  fmt::format("/certificate_analysis/certificate_findings/{}", n++));
            report_.emit();
        }
    }

    // A list, or an object with one; the words were stat and desc before version 3.2.
    void read_list(json::Value section, std::string_view name, std::string_view key) {
        const json::Value list = section.is_array() ? section : section[key];
        std::size_t n = 0;
        for (const json::Value v : list.items()) {
            const std::string_view title = v.any({"title", "name", "issue"}).str();
            const std::string_view text = v.any({"description", "desc"}).str();
            RawFinding& f = begin({name, v["rule"].str(), title.empty() ? text : title, text,
                                   v.any({"severity", "stat", "status"}).str()},
                                  fmt::format("/{}/{}", name, n++));
            f.cause = Cause::configuration;
            std::string place;
            for (const json::Value part : v.any({"component", "scope"}).items())
                place += fmt::format("{}{}", place.empty() ? "" : ", ", part.str());
            fields::put(f.location.resource, place.empty() ? std::string(v["component"].str()) : place, 300);
            report_.emit();
        }
    }

    // Checks by name for each library; of iOS findings by title, or the checks of the one binary.
    void read_binaries(json::Value binaries, std::string_view section) {
        std::size_t n = 0;
        for (const json::Value binary : binaries.items())
            read_checks(binary, binary["name"].str(), section, fmt::format("/{}/{}", section, n++));
        if (!binaries.is_object()) return;
        const json::Value findings = binaries["findings"];
        if (findings.is_object())
            read_checks(findings, {}, section, fmt::format("/{}/findings", section));
        else
            read_checks(binaries, binaries["name"].str(), section, fmt::format("/{}", section));
    }
    void read_checks(json::Value checks, std::string_view file, std::string_view section, const std::string& path) {
        for (const json::Member check : checks.members()) {
            const json::Value about = check.value;
            if (!about["severity"].is_string() || !report_.go_on()) continue;
            const std::string_view text = about.any({"description", "detailed_desc"}).str();
            const bool titled = check.key.find(' ') != std::string_view::npos;
            RawFinding& f = begin({section, check.key, titled ? check.key : text.substr(0, text.find(". ")), text,
                                   about["severity"].str()},
                                  fmt::format("{}/{}", path, elide(check.key, 100)));
            fields::set_code(f, file, 0);
            read_about(about, f);
            report_.emit();
        }
    }

    void read_about(json::Value about, RawFinding& f) {
        fields::add_cwes_of(f, about["cwe"].str());
        fields::CvssPick cvss;
        cvss.offer({}, about["cvss"].number());
        cvss.put(f);
        for (const char* key : {"owasp-mobile", "masvs"})
            fields::add_tag(f, about[key].str());
        fields::add_link(f, about.any({"ref", "reference"}).str());
    }

    // Rules by id with the lines of each file: {"a/b.java": "12,15"}.
    void read_rules(json::Value rules, std::string_view section) {
        for (const json::Member rule : rules.members()) {
            const json::Value about = rule.value["metadata"];
            if (!about.is_object() || !report_.go_on()) continue;
            RawFinding& f = begin(
                {section, rule.key, about["description"].str(), about["description"].str(), about["severity"].str()},
                fmt::format("/{}/{}", section, elide(rule.key, 150)));
            read_about(about, f);
            read_files(rule.value["files"], f);
            report_.emit();
        }
    }
    void read_files(json::Value files, RawFinding& f) {
        f.identity = IdentityKind::code;
        std::map<std::string_view, std::int64_t> lines; // by name: the order in an object means nothing
        for (const json::Member file : files.members())
            lines[file.key] = fields::first_line_number(file.value.text());
        fields::LocationCount count;
        bool first = true;
        for (const auto& [file, line] : lines) {
            if (first) {
                fields::set_code(f, file, line);
                first = false;
                continue;
            }
            Location other;
            other.file = fields::normal_path(file);
            other.line = line;
            fields::add_location(f, std::move(other), count, report_.limits);
        }
        fields::finish_locations(count, f.place.path, report_.stats);
    }

    // Before version 1.0: {"The app logs": {"level": "info", "path": ["a/b.java"]}}.
    void read_levels(json::Value findings) {
        for (const json::Member one : findings.members()) {
            if (!one.value["level"].is_string() || !report_.go_on()) continue;
            RawFinding& f = begin({"findings", {}, one.key, one.key, one.value["level"].str()},
                                  fmt::format("/findings/{}", elide(one.key, 150)));
            fields::LocationCount count;
            bool first = true;
            for (const json::Value path : one.value["path"].items()) {
                Location other;
                other.file = fields::normal_path(path.str());
                if (first)
                    fields::set_code(f, path.str(), 0);
                else
                    fields::add_location(f, std::move(other), count, report_.limits);
                first = false;
            }
            fields::finish_locations(count, f.place.path, report_.stats);
            report_.emit();
        }
    }

    void read_connections(json::Value list) {
        std::size_t n = 0;
        for (const json::Value v : list.items()) {
            begin({"insecure_connections", "insecure_connections", "Insecure connections", v.text(), "low"},
                  fmt::format("/insecure_connections/{}", n++));
            report_.emit();
        }
    }

    WholeReport& report_;
};

Result<void> read(json::Value root, WholeReport& report) {
    if (!root.is_object()) return fail(Errc::malformed, "a report of MobSF is an object", "/");
    ScanInfo info;
    info.tool = "MobSF";
    fields::put(info.tool_version, root["version"].str(), 40);
    fields::put(info.target, root.any({"package_name", "packagename", "bundle_id", "file_name", "app_name"}).str());
    info.target_kind = "other";
    fields::put(info.digest, root.any({"sha256", "hash", "md5"}).str(), 100);
    info.finished = parse_rfc3339(root["timestamp"].str());
    report.tell(info);
    MobsfReader reader(report);
    if (root["high"].is_array() && root["warning"].is_array())
        reader.read_scorecard(root);
    else
        reader.read(root);
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::json_object) return {};
    std::size_t seen = 0;
    for (const char* key :
         {"\"permissions\"", "\"certificate_analysis\"", "\"manifest_analysis\"", "\"binary_analysis\"",
          "\"android_api\"", "\"ios_api\"", "\"code_analysis\"", "\"app_name\"", "\"main_activity\"",
          "\"browsable_activities\"", "\"exported_activities\"", "\"niap_analysis\"", "\"average_cvss\"",
          "\"exported_count\"", "\"playstore_details\"", "\"appsec\"", "\"dwd_dir\"", "\"firebase_urls\""})
        seen += head.contains(key) ? 1 : 0;
    if (seen >= 3) return {88, "keys of MobSF: app_name, permissions, manifest_analysis, code_analysis", {}};
    if (head.has_key("packagename") && head.has_key("findings") && head.contains("\"level\""))
        return {84, "top-level keys packagename and findings, as before version 1.0", {}};
    if (head.has_key("security_score") && head.has_key("hotspot") && head.has_key("app_name"))
        return {85, "top-level keys high, warning, hotspot and security_score", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_json(in, out, job, options, read);
}

} // namespace

const FormatInfo k_mobsf_format{"mobsf-json",
                                FormatKind::findings,
                                "MobSF",
                                "application/json",
                                "MobSF: static analysis of mobile apps, and its scorecard",
                                sniff,
                                parse};

} // namespace parapet
