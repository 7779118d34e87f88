#pragma once
// What a scanner of TLS saw at one server, and the weaknesses that follow from it. Such scanners report what is
// offered, not what is wrong, so the judging is ours: RFC 8996 for old protocols, RFC 9325 for ciphers.

#include "core/formats/common/finding_fields.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct TlsTarget {
    struct Protocol {
        std::string name;                 // "SSL 2.0", "TLS 1.0"
        std::vector<std::string> ciphers; // accepted, IANA's or OpenSSL's names
        bool supported = false;
    };
    std::string host, ip;
    std::int64_t port = 0;
    std::vector<Protocol> protocols;
    bool heartbleed = false, ccs_injection = false, robot = false;
    bool insecure_renegotiation = false, client_renegotiation = false;
    bool compression = false, no_fallback_scsv = false, early_data = false;
    std::vector<std::string> certificate_problems;
    std::string certificate; // subject, for people
};

// "tls_1_0", "TLS_1_0", "tlsv1_1", "TLSv1.2", "sslv3" -> "TLS 1.0" ...; "" when it is none.
[[nodiscard]] std::string tls_protocol_name(std::string_view text);
// Neither forward secrecy nor authenticated encryption missing: RFC 9325 section 4.2.
[[nodiscard]] bool recommended_cipher(std::string_view name);

// Adds what is wrong with a certificate's key ("RSA", 1024) or signature ("sha1WithRSAEncryption") to the problems:
// NIST SP 800-57 asks for 112 bits of strength.
void judge_key(TlsTarget& target, std::string_view algorithm, std::int64_t bits);
void judge_signature(TlsTarget& target, std::string_view algorithm);
// Adds a problem that is not among them yet.
void add_problem(TlsTarget& target, std::string problem);

// Fills and hands out a finding for each weakness: `next` gives an empty one with its place, `emit` takes it.
void judge_tls(const TlsTarget& target, const std::function<RawFinding&()>& next, const std::function<void()>& emit);

} // namespace parapet
