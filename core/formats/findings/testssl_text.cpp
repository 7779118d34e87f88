// What testssl.sh prints and writes with --logfile: a line a test. Its colours tell how bad a thing is, and they are
// not in the text; what the words leave open is presumed.

#include "core/base/text.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/text_report.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/findings/testssl/testssl_row.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace parapet {

extern const FormatInfo k_testssl_text_format;

namespace {

// The names of its tests in its other reports.
constexpr std::array<std::pair<std::string_view, std::string_view>, 33> k_ids{{
    {"SSLv2", "SSLv2"},
    {"SSLv3", "SSLv3"},
    {"TLS 1", "TLS1"},
    {"TLS 1.1", "TLS1_1"},
    {"TLS 1.2", "TLS1_2"},
    {"TLS 1.3", "TLS1_3"},
    {"NULL ciphers", "cipherlist_NULL"},
    {"Anonymous NULL Ciphers", "cipherlist_aNULL"},
    {"Export ciphers", "cipherlist_EXPORT"},
    {"LOW: 64 Bit", "cipherlist_LOW"},
    {"Triple DES Ciphers", "cipherlist_3DES_IDEA"},
    {"Obsoleted CBC ciphers", "cipherlist_OBSOLETED"},
    {"Has server cipher order?", "cipher_order"},
    {"Chain of trust", "cert_chain_of_trust"},
    {"Trust (hostname)", "cert_trust"},
    {"Certificate Validity (UTC)", "cert_expirationStatus"},
    {"Strict Transport Security", "HSTS"},
    {"Heartbleed", "heartbleed"},
    {"CCS", "CCS"},
    {"Ticketbleed", "ticketbleed"},
    {"ROBOT", "ROBOT"},
    {"Secure Renegotiation", "secure_renego"},
    {"Secure Client-Initiated Renegotiation", "secure_client_renego"},
    {"CRIME, TLS", "CRIME_TLS"},
    {"BREACH", "BREACH"},
    {"POODLE, SSL", "POODLE_SSL"},
    {"TLS_FALLBACK_SCSV", "fallback_SCSV"},
    {"SWEET32", "SWEET32"},
    {"FREAK", "FREAK"},
    {"DROWN", "DROWN"},
    {"LOGJAM", "LOGJAM"},
    {"BEAST", "BEAST"},
    {"LUCKY13", "LUCKY13"},
}};

// "Heartbleed (CVE-2014-0160)" is heartbleed; what is not known keeps its name.
std::string_view id_of(std::string_view label) {
    std::string_view out = label;
    std::size_t length = 0;
    for (const auto& [name, id] : k_ids) {
        if (!label.starts_with(name) || name.size() <= length) continue;
        const std::string_view rest = label.substr(name.size());
        if (!rest.empty() && rest.front() != ' ' && rest.front() != ',') continue;
        out = id;
        length = name.size();
    }
    return out;
}

// The word of testssl.sh's other reports that comes nearest; "" where nothing is said of good or bad.
std::string_view severity_of(std::string_view id, std::string_view said) {
    const bool maybe = icontains(said, "potentially");
    if (said.find("NOT ok") != std::string_view::npos || said.starts_with("not ok")) {
        if (maybe) return "MEDIUM";
        return id == "heartbleed" || id == "CCS" || id == "SSLv2" ? "CRITICAL" : "HIGH";
    }
    if (said.find("VULNERABLE") != std::string_view::npos) return "LOW"; // only of what it does not think bad
    if (said.find("(deprecated)") != std::string_view::npos) return "LOW";
    if (id == "cert_expirationStatus" && said.starts_with("expired")) return "HIGH";
    if (id == "cipherlist_3DES_IDEA" && said == "offered") return "MEDIUM";
    if (id == "cipherlist_OBSOLETED" && said == "offered") return "LOW";
    if (id == "HSTS" && said.starts_with("not offered")) return "LOW";
    return icontains(said, "(OK)") ? "OK" : "";
}

// "-->> 192.0.2.7:443 (shop.example) <<--"
struct Server {
    std::string host, port;
    std::optional<Time> started;
};
std::optional<Server> server_of(std::string_view line) {
    const auto start = after_key(line, "Start ");
    const auto from = line.find("-->> ");
    const auto to = line.find(" <<--");
    if (!start || from == std::string_view::npos || to == std::string_view::npos || to < from) return std::nullopt;
    std::string_view text = line.substr(from + 5, to - from - 5);
    Server server;
    server.started = loose_time(start->substr(0, 19));
    const auto open = text.find(" (");
    const std::string_view address = text.substr(0, open);
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    server.port = address.substr(colon + 1);
    server.host = address.substr(0, colon);
    if (open != std::string_view::npos) server.host = text.substr(open + 2, text.find(')', open) - open - 2);
    return server;
}

class Reader {
public:
    Reader(WholeReport& report, bool done)
        : report_(report)
        , done_(done) {}

    void line(std::string_view whole, std::int64_t number) {
        const std::string_view line = trim(whole);
        if (const auto server = server_of(line)) return begin(*server);
        if (line.starts_with("Testing ") || line.starts_with("Running ") || line.starts_with("Rating "))
            section_ = line.starts_with("Testing ");
        if (!told_ || !section_ || whole.find_first_not_of(' ') > 15) return; // that of the line before goes on
        const auto gap = line.find("  ");
        if (gap == std::string_view::npos) return;
        test(trim(line.substr(0, gap)), trim(line.substr(gap)), number);
    }
    void finish() {
        if (told_) return;
        ScanInfo scan;
        scan.tool = "testssl.sh";
        scan.complete = false;
        report_.tell(scan);
    }

private:
    void begin(const Server& server) {
        server_ = server;
        told_ = true;
        section_ = false;
        ScanInfo scan;
        scan.tool = "testssl.sh";
        scan.target = elide(server.host, 300);
        scan.target_kind = "host";
        scan.started = server.started;
        scan.complete = done_;
        report_.tell(scan);
    }

    void test(std::string_view label, std::string_view said, std::int64_t number) {
        const std::string_view id = id_of(label);
        const std::string_view severity = severity_of(id, said);
        if (severity.empty()) return;
        RawFinding& f = report_.next(fmt::format("/{}", number), number);
        read_testssl_row({id, server_.host, server_.port, severity, said, label, {}}, f, report_.stats, report_.limits);
        f.severity_raw.clear();
        f.severity_known = false;
        f.seen = server_.started;
        report_.emit();
    }

    WholeReport& report_;
    Server server_;
    bool done_ = false, told_ = false, section_ = false;
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text) return {};
    if (head.contains("testssl.sh ") && head.contains("from https://testssl.sh/"))
        return {90, "the banner of testssl.sh", {}};
    for (const std::string_view line : head.lines)
        if (server_of(trim(line))) return {85, "a line of testssl.sh's with the server it tests", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    ParseStats stats;
    TextReport text;
    if (auto ok = text.read(in, stats, *options.limits); !ok) return fail(ok.error());
    bool known = false;
    bool done = false;
    for (const std::string_view line : text.lines()) {
        known = known || line.find("from https://testssl.sh/") != std::string_view::npos || server_of(trim(line));
        done = done || trim(line).starts_with("Done ");
    }
    if (!known) return not_the_report("no banner of testssl.sh");
    WholeReport report(out, stats, job, options);
    Reader reader(report, done);
    std::int64_t number = 0;
    for (const std::string_view line : text.lines()) {
        if (!report.go_on()) break;
        reader.line(line, ++number);
    }
    reader.finish();
    return finish_whole(report);
}

} // namespace

const FormatInfo k_testssl_text_format{
    "testssl-text", FormatKind::findings, "testssl.sh", "text/plain", "testssl.sh: what it prints", sniff, parse};

} // namespace parapet
