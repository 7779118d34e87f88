// SSLyze's XML, versions 1 and before: every server a record, of which each weakness is a finding.

#include "core/base/text.h"
#include "core/formats/common/xml_report.h"
#include "core/formats/findings/tls/tls_target.h"

#include <fmt/format.h>

namespace parapet {

extern const FormatInfo k_sslyze_xml_format;

namespace {

class SslyzeXmlReport final : public XmlReport {
public:
    using XmlReport::XmlReport;

protected:
    void record(const xml::Record& at) override {
        const xml::Node node = at.node;
        TlsTarget target;
        fields::put(target.host, node.attr("host"));
        fields::put(target.ip, node.attr("ip"), 100);
        std::int64_t port = 0;
        if (parse_int(node.attr("port"), port) && port > 0 && port < 65536) target.port = port;
        ScanInfo scan;
        scan.tool = "SSLyze";
        fields::put(scan.tool_version, node.parent().parent().attr("SSLyzeVersion"), 40);
        scan.target = target.host;
        scan.target_kind = "host";
        tell(scan);
        static_cast<void>(start(at, "/document/results/target"));
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
        if (told()) return;
        ScanInfo scan;
        scan.tool = "SSLyze";
        fields::put(scan.tool_version, root.attr("SSLyzeVersion"), 40);
        tell(scan);
    }

private:
    static bool yes(std::string_view text) { return iequals(text, "True"); }
    static bool no(std::string_view text) { return iequals(text, "False"); }

    static void read_target(xml::Node node, TlsTarget& target) {
        for (const char* key : {"sslv2", "sslv3", "tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3"}) {
            TlsTarget::Protocol p;
            p.name = tls_protocol_name(key);
            for (const xml::Node cipher : node.child(key).child("acceptedCipherSuites").children("cipherSuite"))
                if (p.ciphers.size() < 500) p.ciphers.push_back(elide(cipher.attr("name"), 100));
            p.supported = !p.ciphers.empty();
            target.protocols.push_back(std::move(p));
        }
        target.heartbleed = yes(node.path({"heartbleed", "openSslHeartbleed"}).attr("isVulnerable"));
        target.ccs_injection = yes(node.path({"openssl_ccs", "openSslCcsInjection"}).attr("isVulnerable"));
        target.robot = istarts_with(node.path({"robot", "robotAttack"}).attr("resultEnum"), "VULNERABLE");
        const xml::Node renegotiation = node.path({"reneg", "sessionRenegotiation"});
        target.insecure_renegotiation = no(renegotiation.attr("isSecure"));
        target.client_renegotiation = yes(renegotiation.attr("canBeClientInitiated"));
        target.compression = yes(node.path({"compression", "compressionMethod"}).attr("isSupported"));
        target.no_fallback_scsv = no(node.path({"fallback", "tlsFallbackScsv"}).attr("isSupported"));
        const xml::Node chain = node.path({"certinfo", "receivedCertificateChain"});
        target.certificate = elide(chain.child("certificate").child_text("subject"), 300);
        const xml::Node validation = node.path({"certinfo", "certificateValidation"});
        if (no(validation.child("hostnameValidation").attr("certificateMatchesServerHostname")))
            target.certificate_problems.emplace_back("its names do not match the name of the host");
        for (const xml::Node path : validation.children("pathValidation")) {
            const std::string_view result = path.attr("validationResult");
            if (!result.empty() && !iequals(result, "ok"))
                target.certificate_problems.push_back(
                    elide(fmt::format("the trust store {} rejects it: {}", path.attr("usingTrustStore"), result), 500));
        }
    }
};

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "document") return {};
    if (head.contains("SSLyzeVersion")) return {95, "root element document with SSLyzeVersion", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_xml_report<SslyzeXmlReport>(in, out, job, options, {"document"}, {"target"},
                                             {.discard = {"rejectedCipherSuites", "asPEM"}});
}

} // namespace

const FormatInfo k_sslyze_xml_format{"sslyze-xml",
                                     FormatKind::findings,
                                     "SSLyze",
                                     "application/xml",
                                     "SSLyze, version 1: what TLS servers offer, as XML",
                                     sniff,
                                     parse};

} // namespace parapet
