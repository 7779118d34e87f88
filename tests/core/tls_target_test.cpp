// What follows from what a TLS server offers.

#include "core/formats/findings/tls/tls_target.h"

#include <QTest>

#include <vector>

using namespace parapet;

namespace {

std::vector<RawFinding> judged(const TlsTarget& target) {
    std::vector<RawFinding> out;
    RawFinding finding;
    const std::function<RawFinding&()> next = [&]() -> RawFinding& {
        finding.clear();
        return finding;
    };
    const std::function<void()> keep = [&] { out.push_back(finding); };
    judge_tls(target, next, keep);
    return out;
}

} // namespace

class TlsTargetTest final : public QObject {
    Q_OBJECT
private slots:
    void knows_protocols_by_any_name_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* text, const char* name) { QTest::newRow(text) << text << name; };
        row("ssl_2_0_cipher_suites", "SSL 2.0");
        row("sslv3", "SSL 3.0");
        row("SSLv2", "SSL 2.0");
        row("tlsv1", "TLS 1.0");
        row("TLSv1.0", "TLS 1.0");
        row("tls_1_1_cipher_suites", "TLS 1.1");
        row("TLS_1_2", "TLS 1.2");
        row("tlsv1.3", "TLS 1.3");
        row("dtls", "");
        row("", "");
    }
    void knows_protocols_by_any_name() {
        QFETCH(QString, text);
        QFETCH(QString, name);
        QCOMPARE(QString::fromStdString(tls_protocol_name(text.toStdString())), name);
    }

    void tells_recommended_ciphers_data() {
        QTest::addColumn<QString>("cipher");
        QTest::addColumn<bool>("recommended");
        for (const char* good :
             {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
              "TLS_DHE_RSA_WITH_AES_256_CCM", "ECDHE-RSA-CHACHA20-POLY1305", "DHE-RSA-AES128-GCM-SHA256"})
            QTest::newRow(good) << good << true;
        for (const char* bad : {"TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                                "AES128-GCM-SHA256", "ADH-AES128-GCM-SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
                                "TLS_ECDHE_ECDSA_WITH_NULL_SHA", "EXP-RC4-MD5", "ECDHE-RSA-DES-CBC3-SHA"})
            QTest::newRow(bad) << bad << false;
    }
    void tells_recommended_ciphers() {
        QFETCH(QString, cipher);
        QFETCH(bool, recommended);
        QCOMPARE(recommended_cipher(cipher.toStdString()), recommended);
    }

    void a_server_in_order_gives_nothing() {
        TlsTarget target;
        target.protocols = {{"TLS 1.2", {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, true},
                            {"TLS 1.3", {"TLS_AES_128_GCM_SHA256"}, true},
                            {"TLS 1.0", {}, false}};
        QVERIFY(judged(target).empty());
    }

    void each_weakness_is_a_finding_of_its_place() {
        TlsTarget target;
        target.host = "shop.example";
        target.port = 8443;
        target.protocols = {{"SSL 3.0", {"RC4-SHA"}, true}, {"TLS 1.2", {"TLS_RSA_WITH_AES_128_CBC_SHA"}, true}};
        target.heartbleed = target.ccs_injection = target.robot = true;
        target.insecure_renegotiation = target.client_renegotiation = target.compression = true;
        target.no_fallback_scsv = target.early_data = true;
        target.certificate_problems = {"it expired"};
        const auto found = judged(target);
        QCOMPARE(found.size(), std::size_t{11});
        for (const RawFinding& f : found) {
            QVERIFY(!f.title.empty() && !f.rule.empty() && !f.remediation.empty());
            QVERIFY(f.severity_known);
            QCOMPARE(f.location.resource, std::string("shop.example:8443"));
        }
        QVERIFY(found[1].description.find("TLS_RSA_WITH_AES_128_CBC_SHA") != std::string::npos);
        QCOMPARE(found[2].cve, std::vector<std::string>{"CVE-2014-0160"});
        QVERIFY(found[10].description.find("it expired") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TlsTargetTest)
#include "tls_target_test.moc"
