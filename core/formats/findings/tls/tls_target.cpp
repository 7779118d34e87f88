#include "core/formats/findings/tls/tls_target.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parapet {

namespace {

struct Weakness {
    std::string rule, title, description, remediation;
    Severity severity = Severity::medium;
    int cwe = 0;
    std::string_view cve = {};
};

class Judge {
public:
    Judge(const TlsTarget& target, const std::function<RawFinding&()>& next, const std::function<void()>& emit)
        : target_(target)
        , next_(next)
        , emit_(emit) {}

    void add(const Weakness& w) {
        RawFinding& f = next_();
        f.identity = w.cve.empty() ? IdentityKind::config : IdentityKind::vuln;
        f.cause = w.cve.empty() ? Cause::configuration : Cause::missing_patch;
        f.rule = w.rule;
        f.title = w.title;
        f.description = elide(w.description, 8000);
        f.remediation = w.remediation;
        f.severity = w.severity;
        f.severity_known = true;
        fields::add_cwe(f, w.cwe);
        if (!w.cve.empty()) fields::add_id(f, w.cve);
        f.location.host = target_.host;
        f.location.port = target_.port;
        f.location.resource = elide(fmt::format("{}:{}", target_.host, target_.port), 300);
        emit_();
    }

    void protocols() {
        for (const TlsTarget::Protocol& p : target_.protocols) {
            if (!p.supported) continue;
            const bool ssl = p.name.substr(0, 3) == "SSL";
            if (ssl || p.name == "TLS 1.0" || p.name == "TLS 1.1") {
                add({fmt::format("old-protocol-{}", p.name), fmt::format("{} is accepted", p.name),
                     fmt::format("{}:{} accepts connections with {}, which is deprecated.", target_.host, target_.port,
                                 p.name),
                     "Offer TLS 1.2 and TLS 1.3 only.", ssl ? Severity::high : Severity::medium, 326,
                     p.name == "SSL 3.0" ? "CVE-2014-3566" : std::string_view()});
            } else {
                ciphers(p);
            }
        }
    }

    void ciphers(const TlsTarget::Protocol& p) {
        std::string weak;
        for (const std::string& cipher : p.ciphers)
            if (!recommended_cipher(cipher)) weak += fmt::format("\n- {}", cipher);
        if (weak.empty()) return;
        add({fmt::format("weak-ciphers-{}", p.name),
             fmt::format("Cipher suites for {} that are not recommended", p.name),
             fmt::format("{}:{} accepts, for {}, suites without forward secrecy or without authenticated encryption:{}",
                         target_.host, target_.port, p.name, weak),
             "Accept suites with ECDHE or DHE and with GCM, CCM or ChaCha20 only.", Severity::medium, 327});
    }

    void flaws() {
        if (target_.heartbleed)
            add({"heartbleed", "Heartbleed: memory of the server can be read", "The server answers as Heartbleed does.",
                 "Update OpenSSL, then change keys and passwords.", Severity::critical, 126, "CVE-2014-0160"});
        if (target_.ccs_injection)
            add({"ccs-injection", "OpenSSL accepts an early change of ciphers (CCS injection)",
                 "A man in the middle can weaken the keys.", "Update OpenSSL.", Severity::high, 326, "CVE-2014-0224"});
        if (target_.robot)
            add({"robot", "ROBOT: the server is an oracle for RSA encryption",
                 "Recorded sessions with RSA key exchange can be decrypted.", "Disable key exchange by RSA.",
                 Severity::high, 203, "CVE-2017-13099"});
        if (target_.insecure_renegotiation)
            add({"insecure-renegotiation", "Secure renegotiation is not supported",
                 "Sessions can be continued by someone else.", "Support RFC 5746.", Severity::medium, 310});
        if (target_.client_renegotiation)
            add({"client-renegotiation", "Clients may renegotiate", "A client can make the server compute at its will.",
                 "Refuse renegotiation by clients.", Severity::medium, 400});
        if (target_.compression)
            add({"compression", "TLS compresses (CRIME)", "What is secret can be guessed from the length.",
                 "Switch TLS compression off.", Severity::medium, 310, "CVE-2012-4929"});
        if (target_.no_fallback_scsv)
            add({"fallback-scsv", "Downgrades of the protocol are not detected",
                 "The server does not support TLS_FALLBACK_SCSV.", "Support RFC 7507, or TLS 1.3.", Severity::low,
                 757});
        if (target_.early_data)
            add({"early-data", "TLS 1.3 early data is accepted", "Early data can be replayed.",
                 "Accept it for requests only that may be repeated.", Severity::low, 294});
        if (target_.certificate_problems.empty()) return;
        std::string text = target_.certificate;
        for (const std::string& problem : target_.certificate_problems)
            text += fmt::format("{}- {}", text.empty() ? "" : "\n", problem);
        add({"certificate", "The certificate is not to be trusted", text, "Install a valid certificate with its chain.",
             Severity::medium, 295});
    }

private:
    const TlsTarget& target_;
    const std::function<RawFinding&()>& next_;
    const std::function<void()>& emit_;
};

} // namespace

void add_problem(TlsTarget& target, std::string problem) {
    auto& all = target.certificate_problems;
    if (std::find(all.begin(), all.end(), problem) == all.end()) all.push_back(std::move(problem));
}

void judge_key(TlsTarget& target, std::string_view algorithm, std::int64_t bits) {
    const bool curve = icontains(algorithm, "EC") || icontains(algorithm, "curve") || icontains(algorithm, "25519") ||
                       icontains(algorithm, "448");
    const std::int64_t least = curve ? 224 : 2048;
    if (bits > 0 && bits < least) add_problem(target, fmt::format("its key of {} bits is too short", bits));
}

void judge_signature(TlsTarget& target, std::string_view algorithm) {
    for (const auto& [word, name] : {std::pair{"sha1", "SHA-1"}, std::pair{"md5", "MD5"}, std::pair{"md2", "MD2"}})
        if (icontains(algorithm, word)) add_problem(target, fmt::format("its signature is made with {}", name));
}

std::string tls_protocol_name(std::string_view text) {
    const std::string low = to_lower(text);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_names{{
        {"SSL 2.0", "ssl2"},
        {"SSL 3.0", "ssl3"},
        {"TLS 1.1", "tls11"},
        {"TLS 1.2", "tls12"},
        {"TLS 1.3", "tls13"},
        {"TLS 1.0", "tls1"},
    }};
    std::string packed; // "tls_1_0_cipher_suites" -> "tls10"
    for (const char c : low.substr(0, low.find("_cipher")))
        if (c != '_' && c != '.' && c != ' ' && c != 'v') packed += c;
    if (packed == "ssl20" || packed == "ssl30" || packed == "tls10") packed.pop_back();
    for (const auto& [name, key] : k_names)
        if (packed == key) return std::string(name);
    return {};
}

bool recommended_cipher(std::string_view name) {
    if (name.empty()) return true;
    for (const char* bad : {"NULL", "EXPORT", "EXP-", "anon", "ADH", "AECDH", "RC4", "DES", "MD5", "RC2", "IDEA"})
        if (name.find(bad) != std::string_view::npos) return false;
    const bool aead = name.find("GCM") != std::string_view::npos || name.find("CCM") != std::string_view::npos ||
                      icontains(name, "chacha20");
    if (!aead) return false;
    // Suites of TLS 1.3 do not name the key exchange: it always has forward secrecy.
    const bool tls13 = istarts_with(name, "TLS_AES_") || istarts_with(name, "TLS_CHACHA20_");
    return tls13 || name.find("DHE") != std::string_view::npos;
}

void judge_tls(const TlsTarget& target, const std::function<RawFinding&()>& next, const std::function<void()>& emit) {
    Judge judge(target, next, emit);
    judge.protocols();
    judge.flaws();
}

} // namespace parapet
