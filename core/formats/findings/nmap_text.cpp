// What Nmap prints, and its reports of -oN and -oG. They say less than its XML but in the same terms: they are put into
// the XML's form, each line where it stood, and read as that.

#include "core/base/text.h"
#include "core/base/xml_text.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/translated.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_nmap_format;
extern const FormatInfo k_nmap_text_format;

namespace {

struct Script {
    std::int64_t line = 0;
    std::string id, output;
};
struct Port {
    std::int64_t line = 0;
    std::string number, protocol, state, service, product;
    std::vector<Script> scripts;
};
struct Host {
    std::int64_t line = 0;
    std::string name, address;
    bool down = false;
    std::vector<Port> ports;
    std::vector<Script> scripts;
};
struct Report {
    std::string version, scope;
    std::optional<Time> started, finished;
    bool known = false, done = false;
    std::vector<Host> hosts;
};

bool is_number(std::string_view text) {
    std::int64_t value = 0;
    return parse_int(text, value);
}

// The next word, and what follows it.
std::string_view take_word(std::string_view& rest) {
    rest = trim(rest);
    const auto end = rest.find_first_of(" \t");
    const std::string_view word = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : trim(rest.substr(end));
    return word;
}

// The words of a command that say which ports were looked at: reports of others do not close each other's findings.
std::string scope_of(std::string_view command) {
    std::string out;
    bool value = false;
    while (!command.empty()) {
        const std::string_view word = take_word(command);
        const bool asks = word.starts_with("-p") || word.starts_with("--top-ports") || word == "-F" || word == "-sU";
        if (asks || value) out += fmt::format("{}{}", out.empty() ? "" : " ", word);
        value = word == "-p" || word == "--top-ports";
    }
    return out;
}

class Reader {
public:
    Report read(const std::vector<std::string_view>& lines) {
        for (const std::string_view line : lines) {
            ++number_;
            if (line.starts_with("|") && !report_.hosts.empty())
                script_line(line);
            else
                plain_line(trim(line));
        }
        return std::move(report_);
    }

private:
    void plain_line(std::string_view line) {
        script_ = nullptr;
        if (const auto first = after_key(line, "# Nmap ")) return remark(*first);
        if (const auto start = after_key(line, "Starting Nmap ")) {
            report_.known = true;
            report_.version = start->substr(0, start->find(' '));
        } else if (line.starts_with("Nmap done: ")) {
            report_.done = report_.known;
        } else if (const auto host = after_key(line, "Nmap scan report for ")) {
            new_host(*host);
        } else if (const auto older = after_key(line, "Interesting ports on ")) {
            new_host(older->substr(0, older->rfind(':')));
        } else if (line.starts_with("Host: ") && line.find('\t') != std::string_view::npos) {
            grepable(line);
        } else if (line.starts_with("PORT ")) {
            header_ = line;
        } else if (line == "Host script results:" && !report_.hosts.empty()) {
            scripts_ = &report_.hosts.back().scripts;
        } else if (!report_.hosts.empty()) {
            port_line(line);
        }
    }

    // "7.94 scan initiated Fri Oct  2 09:14:00 2026 as: nmap -p- ..." or "done at Fri Oct  2 09:15:00 2026 -- ..."
    void remark(std::string_view text) {
        if (const auto at = text.find(" scan initiated "); at != std::string_view::npos) {
            report_.known = true;
            report_.version = text.substr(0, at);
            const std::string_view rest = text.substr(at + 16);
            const auto command = rest.find(" as: ");
            report_.started = time_of_ctime(rest.substr(0, command));
            if (command != std::string_view::npos) report_.scope = scope_of(rest.substr(command + 5));
        } else if (const auto when = after_key(text, "done at ")) {
            report_.known = true;
            report_.done = true;
            report_.finished = time_of_ctime(trim(when->substr(0, when->find(" -- "))));
        }
    }

    // "shop.example (192.0.2.7)", "192.0.2.7", "192.0.2.9 [host down]"
    void new_host(std::string_view text) {
        report_.known = true;
        Host host;
        host.line = number_;
        if (const auto down = text.find(" [host down"); down != std::string_view::npos) {
            host.down = true;
            text = text.substr(0, down);
        }
        const auto open = text.rfind(" (");
        if (open != std::string_view::npos && text.ends_with(")")) {
            host.name = trim(text.substr(0, open));
            host.address = text.substr(open + 2, text.size() - open - 3);
        } else {
            host.address = text;
        }
        report_.hosts.push_back(std::move(host));
        scripts_ = nullptr;
        header_ = {};
    }

    // "443/tcp  open  ssl/http  syn-ack  nginx 1.18.0"
    void port_line(std::string_view line) {
        std::string_view rest = line;
        const std::string_view place = take_word(rest);
        const auto slash = place.find('/');
        if (slash == std::string_view::npos || slash == 0 || !is_number(place.substr(0, slash))) return;
        Port port;
        port.line = number_;
        port.number = place.substr(0, slash);
        port.protocol = place.substr(slash + 1);
        port.state = take_word(rest);
        port.service = take_word(rest);
        // Columns stand where their names do.
        const auto column = header_.find("VERSION");
        if (header_.find("REASON") == std::string_view::npos)
            port.product = rest;
        else if (column != std::string_view::npos && column < line.size())
            port.product = trim(line.substr(column));
        add_port(std::move(port));
    }
    void add_port(Port port) {
        report_.hosts.back().ports.push_back(std::move(port));
        scripts_ = &report_.hosts.back().ports.back().scripts;
    }

    // "Host: 192.0.2.7 (shop.example)\tPorts: 22/open/tcp//ssh//OpenSSH 8.2/, 80/...\tIgnored State: closed (998)"
    void grepable(std::string_view line) {
        for (const std::string_view field : split(line, '\t')) {
            if (const auto text = after_key(field, "Host: ")) {
                const auto open = text->find(" (");
                const std::string_view address = text->substr(0, open);
                if (!report_.hosts.empty() && report_.hosts.back().address == address) continue;
                const std::string_view name = open == std::string_view::npos ? "" : text->substr(open + 2);
                new_host(address);
                report_.hosts.back().name = name.substr(0, name.find(')'));
            } else if (const auto status = after_key(field, "Status: ")) {
                report_.hosts.back().down = *status == "Down";
            } else if (const auto ports = after_key(field, "Ports: ")) {
                std::string_view rest = *ports;
                while (!rest.empty()) {
                    const auto end = rest.find("/, ");
                    grepable_port(split(rest.substr(0, end), '/'));
                    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 3);
                }
            }
        }
    }
    void grepable_port(const std::vector<std::string_view>& parts) {
        if (parts.size() < 5 || !is_number(trim(parts[0]))) return;
        Port port;
        port.line = number_;
        port.number = trim(parts[0]);
        port.state = parts[1];
        port.protocol = parts[2];
        port.service = replace_all(std::string(parts[4]), "|", "/"); // "ssl|http"
        if (parts.size() > 6) port.product = parts[6];
        add_port(std::move(port));
    }

    // "| id: text", lines of it, the last of them with "|_"; "|_id: text" where there is but one.
    void script_line(std::string_view line) {
        if (scripts_ == nullptr) return;
        const bool last = line.starts_with("|_");
        const std::string_view text = line.size() > 2 ? line.substr(2) : std::string_view();
        if (script_ == nullptr) {
            const auto colon = text.find(':');
            if (colon == std::string_view::npos || text.substr(0, colon).find(' ') != std::string_view::npos) return;
            scripts_->push_back(
                {number_, std::string(text.substr(0, colon)), std::string(trim(text.substr(colon + 1)))});
            script_ = &scripts_->back();
        } else {
            script_->output += fmt::format("\n{}", text);
        }
        if (last) script_ = nullptr;
    }

    Report report_;
    std::int64_t number_ = 0;
    std::string_view header_;
    std::vector<Script>* scripts_ = nullptr; // of the port or the host whose turn it is
    Script* script_ = nullptr;               // that is not at its end
};

class XmlWriter {
public:
    std::string write(const Report& report) {
        out_ = fmt::format(R"(<nmaprun version="{}">)", quoted(report.version));
        if (!report.scope.empty()) out_ += fmt::format(R"(<scaninfo services="{}"/>)", quoted(report.scope));
        // A text that ends before its end is that of a scan that did.
        out_ += fmt::format(R"(<runstats><finished{}{}/></runstats>)", when("time", report.finished),
                            report.done ? "" : R"( exit="error")");
        for (const Host& host : report.hosts)
            write(host, report);
        return std::move(out_) + "</nmaprun>";
    }

private:
    static std::string when(std::string_view name, std::optional<Time> time) {
        return time ? fmt::format(R"( {}="{}")", name, unix_seconds(*time)) : std::string();
    }
    static std::string quoted(std::string_view text) {
        // In an attribute an XML reader takes both for a space.
        return replace_all(replace_all(xml_text(text), "\n", "&#10;"), "\t", "&#9;");
    }
    void go_to(std::int64_t line) {
        for (; line_ < line; ++line_)
            out_ += '\n';
    }

    void write(const Host& host, const Report& report) {
        go_to(host.line);
        out_ += fmt::format(R"(<host{}{}><status state="{}"/>)", when("starttime", report.started),
                            when("endtime", report.finished), host.down ? "down" : "up");
        out_ += fmt::format(R"(<address addr="{}" addrtype="ip"/>)", quoted(host.address));
        if (!host.name.empty())
            out_ += fmt::format(R"(<hostnames><hostname name="{}"/></hostnames>)", quoted(host.name));
        out_ += "<ports>";
        for (const Port& port : host.ports)
            write(port);
        out_ += "</ports><hostscript>";
        for (const Script& script : host.scripts)
            write(script);
        out_ += "</hostscript></host>";
    }

    void write(const Port& port) {
        go_to(port.line);
        std::string_view service = port.service;
        const bool tls = service.starts_with("ssl/");
        if (tls) service.remove_prefix(4);
        if (service.ends_with("?")) service.remove_suffix(1);
        out_ += fmt::format(R"(<port protocol="{}" portid="{}"><state state="{}"/>)", quoted(port.protocol),
                            quoted(port.number), quoted(port.state));
        out_ += fmt::format(R"(<service name="{}" product="{}"{}/>)", quoted(service), quoted(port.product),
                            tls ? R"( tunnel="ssl")" : "");
        for (const Script& script : port.scripts)
            write(script);
        out_ += "</port>";
    }

    void write(const Script& script) {
        go_to(script.line);
        out_ += fmt::format(R"(<script id="{}" output="{}">)", quoted(script.id), quoted(script.output));
        if (script.id == "vulners") write_vulners(script.output);
        out_ += "</script>";
    }

    // "  cpe:/a:maker:jar:1.2:" and below it lines of "    CVE-2026-1  7.5  https://..."
    void write_vulners(std::string_view output) {
        bool any = false;
        for (const std::string_view whole : split(output, '\n')) {
            std::string_view line = trim(whole);
            if (line.ends_with(":")) {
                if (any) out_ += "</elem>";
                any = true;
                out_ += fmt::format(R"(<elem key="{}">)", quoted(line.substr(0, line.size() - 1)));
            } else if (any) {
                while (!line.empty())
                    out_ += fmt::format("{}&#9;", quoted(take_word(line)));
                out_ += "&#10;";
            }
        }
        if (any) out_ += "</elem>";
    }

    std::string out_;
    std::int64_t line_ = 1;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines) {
        if (line.starts_with("# Nmap ") && line.find(" scan initiated ") != std::string_view::npos)
            return {92, "the first line of Nmap's report", {}};
        if (line.starts_with("Starting Nmap ") || line.starts_with("Nmap scan report for "))
            return {88, "a line of Nmap's", {}};
    }
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats reading;
    TextReport text;
    if (auto ok = text.read(in, reading, *options.limits); !ok) return fail(ok.error());
    const Report report = Reader().read(text.lines());
    if (!report.known) return not_the_report("no line of Nmap's");
    const std::string written = XmlWriter().write(report);
    return parse_translated(written, k_nmap_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_nmap_text_format{
    "nmap-text", FormatKind::findings, "Nmap", "text/plain", "Nmap -oN, -oG and what it prints", sniff, parse};

} // namespace parapet
