// Masscan's lists: JSON (-oJ), also cut off or with its odd last element, lines (-oL) and those like Nmap's (-oG). Read
// as Nmap's XML, which Masscan writes itself (-oX).

#include "core/base/text.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/translated.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace parapet {

extern const FormatInfo k_masscan_format;
extern const FormatInfo k_nmap_format;

namespace {

struct Port {
    std::string number, protocol, state, service, banner;
};
using Hosts = std::map<std::string, std::map<std::pair<std::string, std::string>, Port>>; // by protocol and number

std::string attribute(std::string_view text) {
    std::string out;
    for (const char c : elide(text, 1000)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

std::string nmap_xml(const Hosts& hosts) {
    std::string out = "<nmaprun scanner=\"masscan\">";
    for (const auto& [host, ports] : hosts) {
        out += fmt::format("<host><address addr=\"{}\" addrtype=\"{}\"/><ports>", attribute(host),
                           host.find(':') == std::string::npos ? "ipv4" : "ipv6");
        for (const auto& [key, p] : ports) {
            out += fmt::format("<port protocol=\"{}\" portid=\"{}\"><state state=\"{}\"/>", attribute(p.protocol),
                               attribute(p.number), attribute(p.state));
            if (!p.service.empty())
                out += fmt::format("<service name=\"{}\" product=\"{}\"/>", attribute(p.service), attribute(p.banner));
            out += "</port>";
        }
        out += "</ports></host>";
    }
    return out + "</nmaprun>";
}

// A service may come as an element of its own, behind that of its port.
void add(Hosts& hosts, const std::string& host, Port port) {
    Port& known = hosts[host][{port.protocol, port.number}];
    if (known.number.empty()) {
        known = std::move(port);
        return;
    }
    if (known.service.empty()) known.service = std::move(port.service);
    if (known.banner.empty()) known.banner = std::move(port.banner);
}

Result<void> read_json(std::string_view text, Hosts& hosts, const Limits& limits) {
    const auto in = memory_input(text, "masscan");
    json::Document document;
    auto found = for_each_object(
        *in,
        [&](const ObjectFrame& frame) -> Result<void> {
            auto root = document.parse(frame.bytes, limits);
            if (!root)
                return frame.bytes.find("finished") == std::string_view::npos ? fail(root.error()) : Result<void>();
            const std::string host = elide((*root)["ip"].str(), 60);
            for (const json::Value p : (*root)["ports"].items()) {
                const json::Value service = p["service"];
                const std::string_view state = p["status"].str();
                add(hosts, host,
                    {p["port"].text(), std::string(p["proto"].str()), std::string(state.empty() ? "open" : state),
                     std::string(service["name"].str()), std::string(service["banner"].str())});
            }
            return {};
        },
        limits);
    if (!found) return fail(found.error());
    if (!found->cut) return {};
    Error error{Errc::malformed, "the last host is cut off", {}, {}};
    error.line = static_cast<std::int64_t>(found->cut_line);
    return fail(std::move(error));
}

// "open tcp 80 192.0.2.7 1600000000", "banner tcp 22 192.0.2.7 1600000000 ssh SSH-2.0-tea"
void read_line(std::string_view line, Hosts& hosts) {
    const std::vector<std::string_view> words = split(trim(line), ' ');
    if (words.size() < 5 || (words[0] != "open" && words[0] != "banner" && words[0] != "closed")) return;
    Port port{std::string(words[2]), std::string(words[1]), words[0] == "closed" ? "closed" : "open", {}, {}};
    if (words[0] == "banner" && words.size() > 5) {
        port.service = words[5];
        const auto rest = words.size() > 6 ? static_cast<std::size_t>(words[6].data() - line.data()) : line.size();
        port.banner = line.substr(rest);
    }
    add(hosts, std::string(words[3]), std::move(port));
}

// "Timestamp: 1600000000\tHost: 192.0.2.7 ()\tPorts: 80/open/tcp//http//"
void read_greppable(std::string_view line, Hosts& hosts) {
    const auto host = line.find("Host: ");
    const auto ports = line.find("Ports: ");
    if (host == std::string_view::npos || ports == std::string_view::npos || ports < host) return;
    std::string_view address = line.substr(host + 6, ports - host - 6);
    address = trim(address.substr(0, address.find(' ')));
    for (const std::string_view one : split(line.substr(ports + 7), ',')) {
        const std::vector<std::string_view> parts = split(trim(one), '/');
        if (parts.size() < 3) continue;
        add(hosts, std::string(address),
            {std::string(parts[0]),
             std::string(parts[2]),
             std::string(parts[1]),
             std::string(parts.size() > 4 ? parts[4] : std::string_view()),
             {}});
    }
}

Sniff sniff(const Head& head) {
    if (head.shape == Head::Shape::json_array && head.has_element_key("ip") && head.has_element_key("ports") &&
        head.contains("\"proto\""))
        return {84, "an array of hosts with ip, ports and proto", {}};
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (line.starts_with("#masscan") ||
            (line.starts_with("# Masscan ") && line.find("scan initiated") != std::string_view::npos))
            return {92, "the first line of Masscan's list", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats reading;
    TextReport text;
    if (auto ok = text.read(in, reading, *options.limits); !ok) return fail(ok.error());
    Hosts hosts;
    bool known = false;
    std::string whole;
    for (const std::string_view line : text.lines()) {
        known = known || line.starts_with("#masscan") || line.starts_with("# Masscan ");
        whole += std::string(line) + "\n";
        read_line(line, hosts);
        read_greppable(line, hosts);
    }
    if (trim(whole).starts_with('[')) {
        if (auto ok = read_json(whole, hosts, *options.limits); !ok) return fail(ok.error());
        known = known || !hosts.empty() || trimmed(whole) == "[]";
        if (!trim(whole).ends_with(']')) return fail(Errc::malformed, "the list is cut off", "/");
    }
    if (!known) return not_the_report("no list of Masscan's");
    return parse_translated(nmap_xml(hosts), k_nmap_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_masscan_format{
    "masscan", FormatKind::findings, "Masscan", "text/plain", "Masscan -oJ, -oL and -oG: open ports", sniff, parse};

} // namespace parapet
