// What WPScan prints and writes with -o, of 2 and 3. It says what its JSON says, so it is put into that one's form.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/translated.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_wpscan_format;
extern const FormatInfo k_wpscan_text_format;

namespace {

// What the JSON calls an interesting finding, by what it begins with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> k_kinds{{
    {"Headers", "headers"},
    {"Interesting header", "headers"},
    {"XML-RPC", "xmlrpc"},
    {"WordPress readme", "readme"},
    {"The external WP-Cron", "wp_cron"},
    {"robots.txt", "robots_txt"},
    {"Upload directory", "upload_directory_listing"},
    {"Includes directory", "includes_directory_listing"},
    {"This site seems to be a multisite", "multisite"},
    {"Registration is enabled", "registration"},
    {"Debug Log", "debug_log"},
    {"A backup directory", "backup_db"},
    {"This site has 'Must Use Plugins'", "mu_plugins"},
    {"Full Path Disclosure", "full_path_disclosure"},
    {"Search Replace DB", "search_replace_db2"},
    {"A Duplicator Installer", "duplicator_installer_log"},
    {"PHP Disabled", "php_disabled"},
}};

struct Vulnerability {
    std::string title, fixed;
    std::vector<std::string> links;
};
// WordPress itself, a theme, a plugin, or something of interest.
struct Thing {
    std::string name, version, url, found_by, confidence;
    std::vector<std::string> entries, links;
    std::deque<Vulnerability> vulnerabilities;
};
struct Report {
    std::string version, url, aborted;
    std::optional<Time> started, finished;
    bool known = false;
    std::deque<Thing> interesting, plugins;
    Thing core, theme;
    std::vector<std::string> backups, exports, guessed;
};

// "http://shop.example/ [192.0.2.7]" and "1.8 (80% confidence)"
std::string first_word(std::string_view text) {
    return std::string(trim(text).substr(0, trim(text).find_first_of(" \t")));
}

class Reader {
public:
    Report read(const std::vector<std::string_view>& lines) {
        for (const std::string_view whole : lines) {
            const std::string_view line = trim(whole);
            if (line.find("WordPress Security Scanner by the WPScan Team") != std::string_view::npos)
                report_.known = true;
            else if (line.starts_with("|"))
                detail(trim(line.substr(1)));
            else if (line.starts_with("[!] Title: ") || line.starts_with("Reference: ") ||
                     line.starts_with("[i] Fixed in: ") || line.starts_with("[!] The version is out of date"))
                detail(line); // as 2 has them
            else if (line.starts_with("[+] ") || line.starts_with("[i] ") || line.starts_with("[!] "))
                heading(trim(line.substr(4)), line.front() == '[' && line[1] == 'i');
            else
                other(line);
        }
        return std::move(report_);
    }

private:
    enum class Section { none, interesting, things, backups, exports, guessed };

    void other(std::string_view line) {
        if (const auto version = after_key(line, "Version "); version && report_.version.empty())
            report_.version = first_word(*version);
        if (line == "Interesting Finding(s):") report_.known = true;
        if (const auto why = after_key(line, "Scan Aborted: ")) report_.aborted = *why;
        if (const auto at = line.find("[SUCCESS] - "); at != std::string_view::npos)
            guessed(first_word(line.substr(at + 12)));
    }

    // A guess is told when it is made and once more at the end.
    void guessed(std::string user) {
        auto& all = report_.guessed;
        if (std::find(all.begin(), all.end(), user) == all.end()) all.push_back(std::move(user));
    }

    // "[i] Plugin(s) Identified:"
    void begin(std::string_view text) {
        section_ = text.starts_with("Parent Theme") ? Section::things : Section::none;
        if (!text.ends_with("Identified:")) return;
        for (const char* word : {"Plugin", "Theme", "Timthumb"})
            if (text.starts_with(word)) section_ = Section::things;
        if (text.starts_with("Config Backup")) section_ = Section::backups;
        if (text.starts_with("DB Export")) section_ = Section::exports;
    }

    void heading(std::string_view text, bool info) {
        thing_ = nullptr;
        vulnerability_ = nullptr;
        list_ = nullptr;
        if (info) return begin(text);
        if (const auto url = after_key(text, "URL: ")) {
            report_.url = first_word(*url);
        } else if (const auto start = after_key(text, "Started: ")) {
            report_.started = time_of_ctime(*start);
            section_ = Section::interesting;
        } else if (const auto end = after_key(text, "Finished: ")) {
            report_.finished = time_of_ctime(*end);
            section_ = Section::none;
        } else if (const auto version = after_key(text, "WordPress version ")) {
            thing_ = &report_.core;
            thing_->version = first_word(*version);
        } else if (text.find(" vulnerabilit") != std::string_view::npos && text.find(" identified") != text.npos) {
            thing_ = &report_.core; // of 2: "12 vulnerabilities identified from the version number"
        } else if (const auto theme = after_key(text, "WordPress theme in use: ")) {
            thing_ = &report_.theme;
            name(*theme);
        } else if (const auto named = after_key(text, "Name: ")) { // of 2
            thing_ = report_.theme.name == first_word(*named) ? &report_.theme : &report_.plugins.emplace_back();
            name(*named);
        } else if (text.starts_with("Valid Combinations Found")) {
            section_ = Section::guessed;
        } else if (text.starts_with("Enumerating ") || text.starts_with("Checking ") ||
                   text.starts_with("Performing ") || text.starts_with("WPScan DB API") ||
                   text.starts_with("No WPScan API Token")) {
            section_ = Section::none;
        } else {
            item(text);
        }
    }

    // "jar - v1.2"
    void name(std::string_view text) {
        const auto dash = text.find(" - v");
        thing_->name = trim(text.substr(0, dash));
        if (dash != std::string_view::npos) thing_->version = first_word(text.substr(dash + 4));
    }

    void item(std::string_view text) {
        if (section_ == Section::backups) {
            report_.backups.push_back(first_word(text));
        } else if (section_ == Section::exports) {
            report_.exports.push_back(first_word(text));
        } else if (section_ == Section::things) {
            thing_ = &report_.plugins.emplace_back();
            thing_->name = text;
        } else if (section_ == Section::interesting) {
            thing_ = &report_.interesting.emplace_back();
            thing_->name = text;
            const auto at = text.rfind(": http");
            thing_->url = at == std::string_view::npos ? report_.url : first_word(text.substr(at + 2));
        }
    }

    void detail(std::string_view text) {
        if (section_ == Section::guessed) {
            if (const auto user = after_key(text, "Username: "))
                guessed(std::string(user->substr(0, user->find(", Password:"))));
            return;
        }
        if (thing_ == nullptr) return;
        if (text.starts_with("- ")) {
            if (list_ != nullptr) list_->push_back(first_or_all(trim(text.substr(2))));
            return;
        }
        list_ = nullptr;
        if (const auto title = after_key(text, "[!] Title: ")) {
            vulnerability_ = &thing_->vulnerabilities.emplace_back();
            vulnerability_->title = *title;
        } else if (const auto link = after_key(text, "Reference: "); link && vulnerability_ != nullptr) {
            vulnerability_->links.emplace_back(*link);
        } else if (const auto fixed = after_key(text.starts_with("[i] ") ? text.substr(4) : text, "Fixed in: ");
                   fixed && vulnerability_ != nullptr) {
            vulnerability_->fixed = *fixed;
        } else if (text == "References:" || text == "Reference:") {
            list_ = vulnerability_ != nullptr ? &vulnerability_->links : &thing_->links;
        } else {
            fact(text);
        }
    }
    [[nodiscard]] std::string first_or_all(std::string_view text) const {
        return thing_ != nullptr && list_ == &thing_->entries ? std::string(text) : first_word(text);
    }

    void fact(std::string_view text) {
        if (const auto place = after_key(text, "Location: ")) {
            thing_->url = *place;
        } else if (const auto version = after_key(text, "Version: ")) {
            thing_->version = first_word(*version);
            vulnerability_ = nullptr;
        } else if (const auto by = after_key(text, "Found By: "); by && thing_->found_by.empty()) {
            thing_->found_by = *by;
        } else if (const auto sure = after_key(text, "Confidence: ")) {
            thing_->confidence = sure->substr(0, sure->find('%'));
        } else if (const auto entry = after_key(text, "Interesting Entry: ")) {
            thing_->entries.emplace_back(*entry);
        } else if (text == "Interesting Entries:") {
            list_ = &thing_->entries;
        }
    }

    Report report_;
    Section section_ = Section::none;
    Thing* thing_ = nullptr;
    Vulnerability* vulnerability_ = nullptr;
    std::vector<std::string>* list_ = nullptr;
};

class JsonWriter {
public:
    std::string write(const Report& report) {
        to_.begin_object();
        to_.key("banner").begin_object().key("version").value(report.version).end_object();
        to_.key("target_url").value(report.url);
        if (report.started) to_.key("start_time").value(unix_seconds(*report.started));
        if (report.finished) to_.key("stop_time").value(unix_seconds(*report.finished));
        if (!report.aborted.empty()) to_.key("scan_aborted").value(report.aborted);
        to_.key("interesting_findings").begin_array();
        for (const Thing& one : report.interesting)
            interesting(one);
        to_.end_array();
        to_.key("version");
        thing(report.core, false);
        to_.key("main_theme");
        thing(report.theme, true);
        to_.key("plugins").begin_object();
        for (const Thing& one : report.plugins) {
            to_.key(one.name);
            thing(one, true);
        }
        to_.end_object();
        keys("config_backups", report.backups);
        keys("db_exports", report.exports);
        keys("password_attack", report.guessed);
        to_.end_object();
        return std::move(out_);
    }

private:
    void keys(std::string_view name, const std::vector<std::string>& all) {
        to_.key(name).begin_object();
        for (const std::string& key : all)
            to_.key(key).begin_object().end_object();
        to_.end_object();
    }
    void list(std::string_view name, const std::vector<std::string>& all) {
        to_.key(name).begin_array();
        for (const std::string& one : all)
            to_.value(one);
        to_.end_array();
    }

    void references(const std::vector<std::string>& links) {
        std::vector<std::string> cves;
        std::vector<std::string> ids;
        std::vector<std::string> urls;
        for (const std::string& link : links) {
            const std::string_view last = std::string_view(link).substr(link.rfind('/') + 1);
            const auto cve = link.find("?name=CVE-");
            if (cve != std::string::npos)
                cves.push_back(link.substr(cve + 10));
            else if (link.find("wpscan.com/vulnerability/") != std::string::npos ||
                     link.find("wpvulndb.com/vulnerabilities/") != std::string::npos)
                ids.emplace_back(last);
            else
                urls.push_back(link);
        }
        to_.key("references").begin_object();
        list("cve", cves);
        list("wpvulndb", ids);
        list("url", urls);
        to_.end_object();
    }

    void interesting(const Thing& one) {
        std::string kind = to_lower(one.name.substr(0, one.name.find(':')));
        for (const auto& [start, known] : k_kinds)
            if (std::string_view(one.name).starts_with(start)) kind = known;
        std::int64_t sure = 0;
        static_cast<void>(parse_int(one.confidence, sure));
        to_.begin_object();
        to_.key("type").value(kind).key("to_s").value(one.name).key("url").value(one.url);
        to_.key("found_by").value(one.found_by).key("confidence").value(sure);
        list("interesting_entries", one.entries);
        references(one.links);
        to_.end_object();
    }

    void thing(const Thing& one, bool versioned) {
        to_.begin_object();
        if (!one.name.empty()) to_.key("slug").value(one.name);
        if (!one.url.empty()) to_.key("location").value(one.url);
        if (versioned)
            to_.key("version").begin_object().key("number").value(one.version).end_object();
        else
            to_.key("number").value(one.version);
        to_.key("vulnerabilities").begin_array();
        for (const Vulnerability& v : one.vulnerabilities) {
            to_.begin_object().key("title").value(v.title);
            if (!v.fixed.empty()) to_.key("fixed_in").value(v.fixed);
            references(v.links);
            to_.end_object();
        }
        to_.end_array().end_object();
    }

    std::string out_;
    json::Writer to_{out_};
};

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_object || head.shape == Head::Shape::xml) return {};
    if (head.contains("WordPress Security Scanner by the WPScan Team")) return {90, "the banner of WPScan", {}};
    if (head.contains("Interesting Finding(s):") && head.contains("[+] URL: ")) return {80, "headings of WPScan", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats reading;
    TextReport text;
    if (auto ok = text.read(in, reading, *options.limits); !ok) return fail(ok.error());
    const Report report = Reader().read(text.lines());
    if (!report.known) return not_the_report("no banner of WPScan");
    return parse_translated(JsonWriter().write(report), k_wpscan_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_wpscan_text_format{
    "wpscan-text", FormatKind::findings, "WPScan", "text/plain", "WPScan: what it prints", sniff, parse};

} // namespace parapet
