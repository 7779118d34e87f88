// gosec's page, which carries its JSON in a script.

#include "core/base/text.h"
#include "core/formats/common/html_page.h"
#include "core/formats/common/translated.h"
#include "core/formats/format.h"

#include <string>
#include <string_view>

namespace parapet {

extern const FormatInfo k_gosec_html_format;
extern const FormatInfo k_gosec_format;

namespace {

constexpr std::string_view k_data = "data = {";

// From the bracket that opens at `from` to the one that closes it; empty where none does.
std::string_view object_at(std::string_view text, std::size_t from) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = from; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return text.substr(from, i + 1 - from);
        }
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (!iequals(head.xml_root, "html")) return {};
    if (head.contains("<title>Golang Security Checker</title>") || head.contains("\"GosecVersion\""))
        return {92, "a page with the title Golang Security Checker", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto html = html_page(in, *options.limits);
    if (!html) return fail(html.error());
    const auto at = html->find(k_data);
    const std::string_view data =
        at == std::string::npos ? std::string_view() : object_at(*html, at + k_data.size() - 1);
    if (data.empty() || html->find("</html>", at) == std::string::npos)
        return fail(Errc::malformed, "a page of gosec without its data", "/html");
    return parse_translated(data, k_gosec_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_gosec_html_format{
    "gosec-html", FormatKind::findings, "gosec", "text/html", "gosec: weaknesses in Go, as a page", sniff, parse};

} // namespace parapet
