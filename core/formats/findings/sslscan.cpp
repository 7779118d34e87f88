// sslscan's XML: what each server offers. Heartbleed, old protocols, weak ciphers that were accepted and certificates
// that have expired or are nobody's are findings.

#include "core/base/text.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/tls/tls_target.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_sslscan_format;

namespace {

class SslscanReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        const xml::Node node = at.node;
        TlsTarget target;
        fields::put(target.host, node.attr("host"));
        std::int64_t port = 0;
        if (parse_int(node.attr("port"), port) && port > 0 && port < 65536) target.port = port;
        tell_target(node.parent(), target.host);
        static_cast<void>(start(at, "/document/ssltest"));
        read_target(node, target);
        const std::function<RawFinding&()> next = [&]() -> RawFinding& { return again(); };
        bool any = false;
        const std::function<void()> hand_out = [&] {
            any = true;
            emit();
        };
        judge_tls(target, next, hand_out);
        if (!any) stats.skip("a server without fault");
    }
    void finish(xml::Node root) override {
        if (!told()) tell_target(root, {});
    }

private:
    void tell_target(xml::Node document, const std::string& host) {
        ScanInfo scan;
        scan.tool = "sslscan";
        fields::put(scan.tool_version, document.attr("version"), 40);
        scan.target = host;
        scan.target_kind = "host";
        tell(scan);
    }

    static void read_target(xml::Node node, TlsTarget& target) {
        for (const char* name : {"SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"}) {
            TlsTarget::Protocol p;
            p.name = tls_protocol_name(name);
            for (const xml::Node cipher : node.children("cipher")) {
                if (!iequals(cipher.attr("sslversion"), name)) continue;
                const std::string_view status = cipher.attr("status");
                if (status != "accepted" && status != "preferred") continue;
                p.supported = true;
                // Its own judgement is finer than what a name tells.
                const std::string_view strength = cipher.attr("strength");
                const bool fine = strength == "strong" || strength == "acceptable";
                const bool weak = strength.empty() ? !recommended_cipher(cipher.attr("cipher")) : !fine;
                if (weak && p.ciphers.size() < 500) p.ciphers.push_back(elide(cipher.attr("cipher"), 100));
            }
            for (const xml::Node protocol : node.children("protocol")) {
                const std::string whole = fmt::format("{}v{}", protocol.attr("type"), protocol.attr("version"));
                if (tls_protocol_name(whole) == p.name && protocol.attr("enabled") == "1") p.supported = true;
            }
            target.protocols.push_back(std::move(p));
        }
        for (const xml::Node heartbleed : node.children("heartbleed"))
            if (heartbleed.attr("vulnerable") == "1") target.heartbleed = true;
        target.compression = node.child("compression").attr("supported") == "1";
        const xml::Node renegotiation = node.child("renegotiation");
        target.insecure_renegotiation = renegotiation.attr("supported") == "1" && renegotiation.attr("secure") == "0";
        target.no_fallback_scsv = node.child("fallback").attr("supported") == "0";
        for (const xml::Node certificate : node.descendants("certificate")) {
            if (target.certificate.empty()) target.certificate = elide(certificate.child_text("subject"), 300);
            if (certificate.child_text("expired") == "true")
                add_problem(target,
                            elide(fmt::format("it expired on {}", certificate.child_text("not-valid-after")), 200));
            if (certificate.child_text("self-signed") == "true") add_problem(target, "it is signed by itself");
            const xml::Node key = certificate.child("pk");
            std::int64_t bits = 0;
            if (parse_int(key.attr("bits"), bits)) judge_key(target, key.attr("type"), bits);
            judge_signature(target, certificate.child_text("signature-algorithm"));
        }
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "document") return {};
    if (head.contains("SSLScan Results") || head.contains("<ssltest"))
        return {92, "root element document, of SSLScan results", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<SslscanReport>(in, out, job, options, {"document"}, {"ssltest"});
}

} // namespace

const FormatInfo k_sslscan_format{
    "sslscan-xml", FormatKind::findings, "sslscan", "application/xml", "sslscan: what TLS servers offer", sniff, parse};

} // namespace parapet
