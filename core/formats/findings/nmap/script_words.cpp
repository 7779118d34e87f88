#include "core/formats/findings/nmap/script_words.h"

#include <array>

namespace parapet {

namespace {

constexpr std::array<NmapWeakness, 12> k_weaknesses{{
    {"ftp-anon", "Anonymous FTP login allowed", "Anonymous FTP login is allowed", Severity::medium, 306, false},
    {"mysql-empty-password", "account has empty password", "An account of MySQL has no password", Severity::high, 521,
     false},
    {"ms-sql-empty-password", "Login Success", "An account of SQL Server has no password", Severity::high, 521, false},
    {"x11-access", "access is granted", "The X server lets everyone in", Severity::high, 306, false},
    {"http-default-accounts", " at /", "An account that the product ships with lets in", Severity::high, 1392, true},
    {"*-brute", "Valid credentials", "A password was guessed", Severity::high, 521, true},
    {"http-open-proxy", "OPEN proxy", "An open proxy", Severity::medium, 441, false},
    {"smb-security-mode", "message_signing: disabled", "SMB messages are not signed", Severity::medium, 347, false},
    {"smb2-security-mode", "not required", "SMB messages need not be signed", Severity::low, 347, false},
    {"smb2-security-mode", "signing disabled", "SMB messages are not signed", Severity::medium, 347, false},
    {"telnet-encryption", "does not support encryption", "Telnet without encryption", Severity::medium, 319, false},
    {"http-trace", "TRACE is enabled", "The method TRACE is enabled", Severity::low, 0, false},
}};

bool is_script(std::string_view known, std::string_view id) {
    if (known.front() != '*') return known == id;
    known.remove_prefix(1);
    return id.size() > known.size() && id.substr(id.size() - known.size()) == known;
}

} // namespace

const NmapWeakness* nmap_weakness(std::string_view script, std::string_view output) {
    for (const NmapWeakness& known : k_weaknesses)
        if (is_script(known.script, script) && output.find(known.says) != std::string_view::npos) return &known;
    return nullptr;
}

} // namespace parapet
