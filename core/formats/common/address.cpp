#include "core/formats/common/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace parapet {

namespace {

bool parse_ipv6(std::string_view token, in6_addr& address) {
    std::array<char, INET6_ADDRSTRLEN + 1> text{};
    if (token.size() >= text.size()) return false;
    std::copy(token.begin(), token.end(), text.begin());
    return inet_pton(AF_INET6, text.data(), &address) == 1;
}

} // namespace

std::string_view canonical_address(std::string_view token, AddressBuffer& buffer) {
    if (token.size() > 2 && token.front() == '[' && token.back() == ']') token = token.substr(1, token.size() - 2);
    if (token.find(':') == std::string_view::npos) return token;
    const std::string_view bare = token.substr(0, token.find('%'));
    in6_addr address{};
    if (!parse_ipv6(bare, address)) return token;
    const void* from = &address;
    int family = AF_INET6;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        from = &address.s6_addr[12];
        family = AF_INET;
    }
    if (inet_ntop(family, from, buffer.data(), static_cast<socklen_t>(buffer.size())) == nullptr) return token;
    return {buffer.data(), std::strlen(buffer.data())};
}

bool is_address(std::string_view text) {
    const char* const end = text.data() + text.size();
    if (scan_ipv4(text.data(), end) == end && !text.empty()) return true;
    in6_addr address{};
    return text.find(':') != std::string_view::npos && parse_ipv6(text, address);
}

} // namespace parapet
