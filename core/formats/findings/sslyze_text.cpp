// What SSLyze prints: a server, under it " * TLS 1.0 Cipher Suites:" and the like.

#include "core/base/text.h"
#include "core/formats/common/printed_report.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/tls/tls_target.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

extern const FormatInfo k_sslyze_text_format;

namespace {

constexpr std::size_t k_most_ciphers = 500; // of a protocol

// "SCAN RESULTS FOR SHOP.EXAMPLE:443 - 192.0.2.7"
bool is_beginning(std::string_view line) {
    return line.starts_with("SCAN RESULTS FOR ");
}

class Reader {
public:
    explicit Reader(WholeReport& report)
        : report_(report) {}

    void line(std::string_view text, std::size_t index) {
        text = trim(text);
        if (is_beginning(text)) {
            finish();
            begin(trim(text.substr(17)), index);
        } else if (open_ && text.starts_with("* ")) {
            section_ = to_lower(text.substr(2));
            protocol_ = nullptr;
            const auto suites = section_.find(" cipher suites");
            if (suites != std::string::npos) add_protocol(section_.substr(0, suites));
        } else if (open_ && protocol_ != nullptr) {
            cipher(text);
        } else if (open_ && !text.empty()) {
            fact(text);
        }
    }
    void finish() {
        if (!open_) return;
        open_ = false;
        ScanInfo scan;
        scan.tool = "SSLyze";
        scan.target = target_.host;
        scan.target_kind = "host";
        report_.tell(scan);
        const auto number = static_cast<std::int64_t>(line_) + 1;
        const std::string path = fmt::format("/{}", number);
        RawFinding* made = &report_.next(path, number);
        bool any = false;
        const std::function<RawFinding&()> next = [&]() -> RawFinding& {
            if (any) made = &report_.again(path);
            return *made;
        };
        const std::function<void()> emit = [&] {
            any = true;
            report_.emit();
        };
        judge_tls(target_, next, emit);
        if (!any) report_.skip("a server without fault");
    }

private:
    void begin(std::string_view text, std::size_t index) {
        target_ = {};
        const auto dash = text.rfind(" - ");
        if (dash != std::string_view::npos) fields::put(target_.ip, text.substr(dash + 3));
        text = trim(text.substr(0, dash));
        const auto colon = text.rfind(':');
        std::int64_t port = 0;
        if (colon != std::string_view::npos && parse_int(text.substr(colon + 1), port) && port > 0 && port < 65536) {
            target_.port = port;
            text = text.substr(0, colon);
        }
        target_.host = to_lower(elide(text, 255)); // it shouts
        target_.protocols.reserve(16);
        line_ = index;
        open_ = true;
        section_.clear();
        protocol_ = nullptr;
    }
    void add_protocol(const std::string& name) {
        const std::string known = tls_protocol_name(replace_all(replace_all(name, " ", "_"), ".", "_"));
        if (known.empty() || target_.protocols.size() >= 16) return;
        target_.protocols.push_back({known, {}, false});
        protocol_ = &target_.protocols.back();
    }
    // "TLS_RSA_WITH_RC4_128_SHA     128"
    void cipher(std::string_view text) {
        const std::string_view name = text.substr(0, text.find(' '));
        if (!name.starts_with("TLS_") && !name.starts_with("SSL_")) return;
        protocol_->supported = true;
        if (!recommended_cipher(name) && protocol_->ciphers.size() < k_most_ciphers)
            protocol_->ciphers.push_back(elide(name, 100));
    }
    void fact(std::string_view text) {
        const auto within = [&](std::string_view words) { return section_.find(words) != std::string::npos; };
        const bool vulnerable = text.find("VULNERABLE") != std::string_view::npos;
        if (within("heartbleed"))
            target_.heartbleed = target_.heartbleed || vulnerable;
        else if (within("ccs injection"))
            target_.ccs_injection = target_.ccs_injection || vulnerable;
        else if (within("robot"))
            target_.robot = target_.robot || vulnerable;
        else if (within("compression"))
            target_.compression = target_.compression || vulnerable;
        else if (within("downgrade") || within("fallback"))
            target_.no_fallback_scsv = target_.no_fallback_scsv || vulnerable;
        else if (within("renegotiation"))
            renegotiation(text, vulnerable);
        else if (within("certificate"))
            certificate(text);
    }
    void renegotiation(std::string_view text, bool vulnerable) {
        if (text.starts_with("Client")) target_.client_renegotiation = target_.client_renegotiation || vulnerable;
        if (text.starts_with("Secure")) target_.insecure_renegotiation = target_.insecure_renegotiation || vulnerable;
    }
    void certificate(std::string_view text) {
        std::int64_t bits = 0;
        if (const auto key = after_key(text, "Public Key Algorithm:"))
            key_ = *key;
        else if (const auto name = after_key(text, "Common Name:"); name && target_.certificate.empty())
            fields::put(target_.certificate, *name);
        else if (const auto size = after_key(text, "Key Size:"); size && parse_int(*size, bits))
            judge_key(target_, key_.find("RSA") == std::string::npos ? std::string_view(key_) : "RSA", bits);
        else if (const auto signature = after_key(text, "Signature Algorithm:"))
            judge_signature(target_, *signature);
        else if (const auto hostname = after_key(text, "Hostname Validation:");
                 hostname && hostname->starts_with("FAILED"))
            add_problem(target_, "its name is not the server's");
        else if (text.find(" CA Store (") != std::string_view::npos && text.find("FAILED") != std::string_view::npos)
            add_problem(target_, elide(fmt::format("it is not trusted: {}", fields::folded(text)), 200));
    }

    WholeReport& report_;
    TlsTarget target_;
    TlsTarget::Protocol* protocol_ = nullptr; // whose ciphers are being listed
    std::string section_, key_;
    std::size_t line_ = 0;
    bool open_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("CHECKING CONNECTIVITY TO SERVER(S)") || head.contains("CHECKING HOST(S) AVAILABILITY"))
        return {90, "the heading of what SSLyze does first", {}};
    if (head.contains("SCAN RESULTS FOR ") &&
        (head.contains("Cipher Suites:") || head.contains("* Certificates Information:")))
        return {88, "scan results with cipher suites, as SSLyze prints them", {}};
    return {};
}

bool read(const std::vector<std::string_view>& lines, WholeReport& report) {
    Reader reader(report);
    bool known = false;
    for (std::size_t i = 0; i < lines.size() && report.go_on(); ++i) {
        const std::string_view line = trim(lines[i]);
        known = known || is_beginning(line) || line.starts_with("CHECKING ");
        reader.line(line, i);
    }
    reader.finish();
    if (known && !report.told()) {
        ScanInfo scan;
        scan.tool = "SSLyze";
        report.tell(scan);
    }
    return known;
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_lines(in, out, job, options, "no server that SSLyze scanned", read);
}

} // namespace

const FormatInfo k_sslyze_text_format{
    "sslyze-text", FormatKind::findings, "SSLyze", "text/plain", "SSLyze: what it prints of TLS servers", sniff, parse};

} // namespace parapet
