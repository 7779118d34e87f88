// What Nikto prints, and its text report: a line an item. "+ OSVDB-3268: /icons/: Directory indexing found.",
// "+ GET /icons/: ..." and "+ [003268] /icons/: ...".

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/findings/nikto/nikto_lines.h"

#include <array>

namespace parapet {

extern const FormatInfo k_nikto_text_format;

namespace {

constexpr std::array<std::string_view, 9> k_methods{"GET", "HEAD",  "POST",     "OPTIONS", "TRACE",
                                                    "PUT", "DEBUG", "PROPFIND", "SEARCH"};

// The first word where it ends with `end`.
std::string_view take_word(std::string_view& text, std::string_view end) {
    const auto at = text.find(end);
    if (at > 40) return {}; // npos too
    const std::string_view word = text.substr(0, at);
    text = trim(text.substr(at + end.size()));
    return word;
}

void take_method(std::string_view& text, NiktoItem& item) {
    for (const std::string_view method : k_methods) {
        if (!text.starts_with(method)) continue;
        const std::string_view rest = text.substr(method.size());
        if (!rest.starts_with(": ") && !rest.starts_with(" /") && !rest.starts_with(" Allowed HTTP")) continue;
        item.method = method;
        text = trim(rest.substr(1));
        return;
    }
}

// What stands behind "+ ".
NiktoItem item_of(std::string_view text, const std::string& origin) {
    NiktoItem item{};
    if (text.starts_with("[")) {
        text.remove_prefix(1);
        item.id = take_word(text, "]");
    }
    if (text.starts_with("OSVDB-")) item.osvdb = nikto_osvdb(take_word(text, ":"));
    take_method(text, item);
    item.url = origin;
    const auto colon = text.find(": ");
    if (text.starts_with("/") && colon != std::string_view::npos &&
        text.substr(0, colon).find(' ') == std::string_view::npos) {
        item.url += text.substr(0, colon);
        text = trim(text.substr(colon + 2));
    }
    item.references = nikto_references(text);
    if (item.references.find("://") == std::string_view::npos) item.references = {};
    // As the other reports have it: the links are not of the message.
    item.message = item.references.empty() ? text : trim(text.substr(0, text.rfind("See: ")));
    return item;
}

// What Nikto says of its own work or of the server as such.
bool is_remark(std::string_view text) {
    for (const std::string_view start :
         {"Server:", "No CGI Directories", "All CGI directories", "CGI Directories", "Root page /", "ERROR:",
          "Scan terminated:", "Multiple IPs found", "Platform:", "SSL Info:", "Start Time:", "End Time:", "Target ",
          "Virtual Host:", "Site Link", "No web server found", "requires a value", "User Agent:"})
        if (text.starts_with(start)) return true;
    const auto word = text.find(' ');
    if (word == std::string_view::npos) return true;
    std::int64_t count = 0;
    const std::string_view rest = text.substr(word + 1);
    return parse_int(text.substr(0, word), count) &&
           (rest.starts_with("requests:") || rest.starts_with("host(s)") || rest.starts_with("items checked") ||
            rest.starts_with("error(s)"));
}

void read_line(std::string_view text, std::int64_t line, NiktoLines& lines) {
    if (const auto ip = after_key(text, "Target IP:")) return lines.host(*ip);
    if (const auto name = after_key(text, "Target Hostname:")) return lines.host(*name);
    if (const auto name = after_key(text, "Target Host:")) return lines.host(*name);
    if (const auto port = after_key(text, "Target Port:")) return lines.port(*port);
    if (text.starts_with("SSL Info:")) return lines.tls();
    if (const auto start = after_key(text, "Start Time:")) return lines.started(loose_time(start->substr(0, 19)));
    if (!is_remark(text)) lines.item(item_of(text, lines.origin()), line);
}

bool is_title(std::string_view line) {
    return line.starts_with("- Nikto v");
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (is_title(line) && (head.contains("\n+ Target ") || head.contains("host(s) tested")))
            return {92, "lines of Nikto and its target", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    NiktoLines told(report);
    std::int64_t number = 0;
    bool any = false;
    for (const std::string_view line : lines) {
        ++number;
        if (is_title(line)) told.title(trim(line));
        any = any || is_title(line);
        if (!any || !line.starts_with("+ ")) continue;
        if (!report.go_on()) break;
        read_line(trim(line.substr(2)), number, told);
    }
    if (any) told.tell();
    return any;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no line of Nikto's", read);
}

} // namespace

const FormatInfo k_nikto_text_format{
    "nikto-text", FormatKind::findings, "Nikto", "text/plain", "Nikto: what it prints of web servers", sniff, parse};

} // namespace parapet
