#include "core/formats/events/auditd/audit_record.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>
#include <utility>

namespace parapet::audit_log {

namespace {

constexpr std::string_view k_unset = "4294967295"; // -1 as 32 bits

std::string_view type_of_number(std::string_view type) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> k_types{{
        {"1100", "USER_AUTH"},
        {"1101", "USER_ACCT"},
        {"1105", "USER_START"},
        {"1112", "USER_LOGIN"},
        {"1123", "USER_CMD"},
        {"1300", "SYSCALL"},
        {"1302", "PATH"},
        {"1305", "CONFIG_CHANGE"},
        {"1309", "EXECVE"},
        {"1325", "NETFILTER_CFG"},
        {"1326", "SECCOMP"},
        {"1400", "AVC"},
    }};
    for (const auto& [number, name] : k_types) {
        if (number == type) return name;
    }
    return type;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool decode_hex(std::string_view hex, std::string& out) {
    if (hex.empty() || hex.size() % 2 != 0) return false;
    out.clear();
    out.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return false;
        out += static_cast<char>(high * 16 + low);
    }
    return true;
}

// "1481077043.046:408"
bool read_stamp(std::string_view stamp, Record& out) {
    std::uint64_t seconds = 0, millis = 0, serial = 0;
    std::size_t at = 0;
    const auto number = [&](std::uint64_t& value, std::size_t max) {
        const std::size_t from = at;
        while (at < stamp.size() && is_digit(stamp[at]) && at - from < max)
            value = value * 10 + static_cast<std::uint64_t>(stamp[at++] - '0');
        return at > from;
    };
    if (!number(seconds, 10) || at >= stamp.size() || stamp[at++] != '.') return false;
    if (!number(millis, 3) || at >= stamp.size() || stamp[at++] != ':') return false;
    if (!number(serial, 19) || at != stamp.size()) return false;
    constexpr std::uint64_t k_last_second = 9'000'000'000; // Time ends in 2262
    if (seconds > k_last_second) return false;
    out.time = from_unix_seconds(static_cast<std::int64_t>(seconds)) + std::chrono::milliseconds{millis};
    out.serial = serial;
    out.stamp = stamp;
    return true;
}

} // namespace

bool read_record(std::string_view line, Record& out) {
    std::size_t type_at = line.starts_with("type=") ? 0 : line.find(" type=");
    if (type_at == std::string_view::npos) return false;
    const std::string_view before = line.substr(0, type_at);
    out = {};
    if (const std::size_t node = before.find("node="); node != std::string_view::npos) {
        out.node = before.substr(node + 5, before.find(' ', node) - node - 5);
    }
    std::string_view rest = line.substr(type_at + (type_at == 0 ? 5 : 6));
    const std::size_t space = rest.find(' ');
    if (space == std::string_view::npos || space == 0) return false;
    out.type = type_of_number(rest.substr(0, space));
    rest.remove_prefix(space + 1);
    if (rest.starts_with("msg=")) rest.remove_prefix(4);
    if (!rest.starts_with("audit(")) return false;
    const std::size_t close = rest.find(')');
    if (close == std::string_view::npos || !read_stamp(rest.substr(6, close - 6), out)) return false;
    rest.remove_prefix(close + 1);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    while (rest.starts_with(' '))
        rest.remove_prefix(1);
    out.text = rest;
    return true;
}

std::string_view field(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const char before = at == 0 ? ' ' : text[at - 1];
        if (before != ' ' && before != '\'' && before != '(' && before != '\x1d' && before != ',') continue;
        std::string_view value = text.substr(at + name.size());
        if (value.starts_with('"')) {
            value.remove_prefix(1);
            return value.substr(0, value.find('"'));
        }
        value = value.substr(0, value.find_first_of(std::string_view(" '\x1d,)", 5)));
        return value == "?" || value == "(null" || value == "(none" ? std::string_view() : value;
    }
    return {};
}

std::string text_field(std::string_view text, std::string_view name) {
    const std::string_view value = field(text, name);
    const bool quoted = value.data() > text.data() && value.data()[-1] == '"';
    std::string decoded;
    // Only whole bytes in capitals are hex: "dead" may be a name, but would stand in quotes then.
    if (quoted || !decode_hex(value, decoded)) return std::string(value);
    for (char& c : decoded) {
        if (c == '\0') c = ' '; // between the arguments of a command
    }
    return sanitize_utf8(decoded);
}

std::string_view user_field(std::string_view text, std::string_view name, std::string_view enriched_name) {
    const std::size_t at = text.rfind(enriched_name);
    if (at != std::string_view::npos && at + enriched_name.size() < text.size() &&
        text[at + enriched_name.size()] == '"') {
        std::string_view value = text.substr(at + enriched_name.size() + 1);
        value = value.substr(0, value.find('"'));
        return value == "unset" ? std::string_view() : value;
    }
    const std::string_view number = field(text, name);
    return number == k_unset || number == "-1" || number == "unset" ? std::string_view() : number;
}

bool read_socket_address(std::string_view hex, std::string& address, std::uint16_t& port) {
    std::string bytes;
    if (!decode_hex(hex.substr(0, 56), bytes) || bytes.size() < 8) return false;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
    const unsigned family = byte(0) | (byte(1) << 8); // little endian, as the machines that log it
    port = static_cast<std::uint16_t>((byte(2) << 8) | byte(3));
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = family == AF_INET, v6 = family == AF_INET6 && bytes.size() >= 24;
    if (!v4 && !v6) return false;
    if (inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? 4 : 8), text.data(),
                  static_cast<socklen_t>(text.size())) == nullptr) {
        return false;
    }
    address = text.data();
    return true;
}

} // namespace parapet::audit_log
