// What sslscan prints, read as its XML: "TLSv1.0 is enabled", "Accepted TLSv1.2 128 bits RC4-SHA" ...

#include "core/base/text.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/translated.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace parapet {

extern const FormatInfo k_sslscan_text_format;
extern const FormatInfo k_sslscan_format;

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : elide(trim(text), 500)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> out;
    for (const std::string_view word : split(line, ' '))
        if (!word.empty() && out.size() < 40) out.push_back(word);
    return out;
}

bool is_beginning(std::string_view line) {
    return line.starts_with("Testing SSL server ") && line.find(" on port ") != std::string_view::npos;
}

// The lines of one server as <ssltest>, each line where it was.
class Writer {
public:
    std::string out = "<document title=\"SSLScan Results\">";

    void line(std::string_view text) {
        text = trim(text);
        const std::vector<std::string_view> words = words_of(text);
        if (is_beginning(text))
            begin(words);
        else if (open_ && !words.empty())
            fact(text, words);
        out += '\n';
    }
    void finish() {
        end();
        out += "</document>";
    }
    [[nodiscard]] bool any() const { return any_; }

private:
    // "Testing SSL server shop.example on port 443 using SNI name shop.example"
    void begin(const std::vector<std::string_view>& words) {
        end();
        if (words.size() < 7) return;
        out += fmt::format("<ssltest host=\"{}\" port=\"{}\">", escaped(words[3]), escaped(words[6]));
        open_ = any_ = true;
    }
    void end() {
        if (!certificate_.empty())
            out += "<certificates><certificate>" + certificate_ + "</certificate></certificates>";
        if (open_) out += "</ssltest>";
        certificate_.clear();
        open_ = false;
    }
    void fact(std::string_view text, const std::vector<std::string_view>& words) {
        const auto says = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
        const auto v = words[0].find('v');
        const bool protocol = words[0].starts_with("TLSv") || words[0].starts_with("SSLv");
        if (protocol && (text.ends_with("is enabled") || text.ends_with("is not enabled") ||
                         text.ends_with(" enabled") || text.ends_with(" disabled"))) {
            const bool on = !says("not enabled") && !says("disabled");
            out += fmt::format("<protocol type=\"{}\" version=\"{}\" enabled=\"{}\"/>", to_lower(words[0].substr(0, v)),
                               escaped(words[0].substr(v + 1)), on ? 1 : 0);
        } else if ((words[0] == "Accepted" || words[0] == "Preferred") && words.size() > 4 && words[3] == "bits") {
            out += fmt::format("<cipher status=\"{}\" sslversion=\"{}\" bits=\"{}\" cipher=\"{}\"/>",
                               to_lower(words[0]), escaped(words[1]), escaped(words[2]), escaped(words[4]));
        } else if (says("heartbleed")) {
            out += fmt::format("<heartbleed sslversion=\"{}\" vulnerable=\"{}\"/>", escaped(words[0]),
                               says("not vulnerable") ? 0 : 1);
        } else if (text.starts_with("Compression enabled") || text.starts_with("Compression disabled")) {
            out += fmt::format("<compression supported=\"{}\"/>", says("enabled") ? 1 : 0);
        } else if (says("TLS Fallback SCSV") && (says("supports") || says("support "))) {
            out += fmt::format("<fallback supported=\"{}\"/>", says("not support") ? 0 : 1);
        } else if (says("ession renegotiation")) {
            out += fmt::format("<renegotiation supported=\"{}\" secure=\"{}\"/>", says("not supported") ? 0 : 1,
                               istarts_with(text, "secure") ? 1 : 0);
        } else {
            certificate(text, words);
        }
    }
    void certificate(std::string_view text, const std::vector<std::string_view>& words) {
        const auto after = [&](std::string_view key) { return after_key(text, key); };
        if (const auto algorithm = after("Signature Algorithm:"))
            certificate_ += fmt::format("<signature-algorithm>{}</signature-algorithm>", escaped(*algorithm));
        else if (text.find(" Key Strength:") != std::string_view::npos)
            certificate_ +=
                fmt::format("<pk error=\"false\" type=\"{}\" bits=\"{}\"/>", escaped(words[0]), escaped(words.back()));
        else if (const auto subject = after("Subject:"))
            certificate_ += fmt::format("<subject>{}</subject>", escaped(*subject));
        else if (const auto issuer = after("Issuer:"))
            certificate_ += fmt::format("<issuer>{}</issuer>", escaped(*issuer));
        else if (const auto from = after("Not valid before:"))
            certificate_ += fmt::format("<not-valid-before>{}</not-valid-before>", escaped(*from));
        else if (const auto until = after("Not valid after:"))
            certificate_ += fmt::format("<not-valid-after>{}</not-valid-after>", escaped(*until));
    }

    std::string certificate_;
    bool open_ = false, any_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    for (const std::string_view line : head.lines)
        if (is_beginning(trim(line))) return {90, "the line Testing SSL server ... on port", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats reading;
    TextReport text;
    if (auto ok = text.read(in, reading, *options.limits); !ok) return fail(ok.error());
    Writer writer;
    for (const std::string_view line : text.lines())
        writer.line(line);
    writer.finish();
    if (!writer.any()) return not_the_report("no server that sslscan tested");
    return parse_translated(writer.out, k_sslscan_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_sslscan_text_format{
    "sslscan-text", FormatKind::findings, "sslscan", "text/plain", "sslscan: what it prints of TLS servers", sniff,
    parse};

} // namespace parapet
