// Logs of nothing but packets: iptables, nftables, ufw, pve-firewall. Lines among other syslog lines are known there
// too.

#include "core/formats/common/netfilter.h"
#include "core/formats/common/syslog_parse.h"

#include <fmt/format.h>

namespace parapet {

namespace {

Sniff sniff(const Head& head) {
    int lines = 0, packets = 0;
    AuthScratch scratch;
    for (const std::string_view line : head.lines) {
        if (line.empty() || line.front() == '#') continue;
        ++lines;
        EventView event;
        if (match_netfilter(line, event, scratch)) ++packets;
    }
    if (packets == 0 || packets * 2 < lines) return {};
    return {82, fmt::format("{} of the first {} lines are packets: SRC=, DST=, LEN=", packets, lines), {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    SyslogParser parser(out, options);
    return parser.parse(in, job);
}

bool parse_line(std::string_view line, std::uint64_t line_no, std::uint64_t offset, RecordSink& out,
                const ParseOptions& options) {
    AuthScratch scratch;
    EventView event;
    if (!match_netfilter(line, event, scratch)) return false;
    SyslogParser parser(out, options);
    return parser.parse_line(line, line_no, offset, SyslogParser::Wanted::known);
}

} // namespace

extern const FormatInfo k_iptables_format;
const FormatInfo k_iptables_format{"iptables",
                                   FormatKind::events,
                                   "Linux netfilter",
                                   "text/plain",
                                   "Packets logged by iptables, nftables, ufw or pve-firewall",
                                   sniff,
                                   parse,
                                   parse_line};

} // namespace parapet
