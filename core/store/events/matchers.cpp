#include "core/store/events/matchers.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

namespace parapet::events {

namespace {

bool any_pattern(const std::vector<std::string>& patterns, std::string_view text) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [text](const std::string& pattern) { return matches_wildcard_nocase(pattern, text); });
}

bool parse_ipv6(std::string_view text, std::array<std::uint8_t, 16>& out) {
    if (text.find(':') == std::string_view::npos) return false;
    return inet_pton(AF_INET6, std::string(text).c_str(), out.data()) == 1;
}

bool within(const std::array<std::uint8_t, 16>& address, const std::array<std::uint8_t, 16>& network, unsigned bits) {
    for (unsigned i = 0; i < 16; ++i) {
        const unsigned left = bits > i * 8 ? bits - i * 8 : 0;
        if (left == 0) return true;
        const auto mask = static_cast<unsigned>(left >= 8 ? 0xFFU : 0xFFU << (8 - left));
        if (((address[i] ^ network[i]) & mask) != 0) return false;
    }
    return true;
}

// "203.0.113.*" and the like: as text it would have to be tried on every address.
bool leading_octets(std::string_view pattern, std::uint32_t& base, unsigned& bits) {
    if (pattern.size() < 3 || !pattern.ends_with(".*")) return false;
    pattern.remove_suffix(2);
    const auto parts = split(pattern, '.');
    if (parts.size() > 3) return false;
    std::string whole(pattern);
    for (std::size_t i = parts.size(); i < 4; ++i)
        whole += ".0";
    const auto address = parse_ipv4(whole);
    if (!address) return false;
    base = *address;
    bits = static_cast<unsigned>(parts.size()) * 8;
    return true;
}

} // namespace

TextMatcher::TextMatcher(const std::vector<query::Term>& terms) {
    for (const query::Term& term : terms) {
        none_ = none_ || term.none;
        any_ = any_ || term.any;
        if (term.none || term.any) continue;
        (term.wildcard ? patterns_ : equal_).push_back(to_lower(term.text));
    }
}

bool TextMatcher::matches(std::string_view text) const {
    if (text.empty()) return none_;
    if (any_) return true;
    for (const std::string& equal : equal_)
        if (iequals(equal, text)) return true;
    return any_pattern(patterns_, text);
}

Result<IdMatcher> IdMatcher::make(Connection& db, const std::vector<query::Term>& terms) {
    IdMatcher matcher;
    for (const query::Term& term : terms) {
        matcher.none_ = matcher.none_ || term.none;
        matcher.any_ = matcher.any_ || term.any;
        if (term.none || term.any) continue;
        if (term.wildcard) {
            matcher.patterns_.push_back(to_lower(term.text));
            continue;
        }
        auto ids = find_strings(db, term.text);
        if (!ids) return fail(std::move(ids.error()));
        matcher.ids_.insert(matcher.ids_.end(), ids->begin(), ids->end());
    }
    std::sort(matcher.ids_.begin(), matcher.ids_.end());
    return matcher;
}

bool IdMatcher::matches(std::int64_t id, StringCache& texts) {
    if (id == 0) return none_;
    if (any_ || std::binary_search(ids_.begin(), ids_.end(), id)) return true;
    if (patterns_.empty()) return false;
    const auto [entry, is_new] = tried_.try_emplace(id);
    if (is_new) entry->second = any_pattern(patterns_, texts.text(id));
    return entry->second;
}

std::size_t IdMatcher::mark(std::span<const AddressCode> codes, StringCache& texts, std::vector<std::uint8_t>& marks) {
    marks.assign(codes.size(), 0);
    if (any_ || !patterns_.empty()) {
        for (std::size_t i = 0; i < codes.size(); ++i)
            marks[i] = matches(static_cast<std::int64_t>(codes[i]), texts) ? 1 : 0;
        return static_cast<std::size_t>(std::count(marks.begin(), marks.end(), 1));
    }
    std::size_t count = 0;
    const auto look_up = [&](AddressCode code) {
        const auto at = std::lower_bound(codes.begin(), codes.end(), code);
        if (at == codes.end() || *at != code) return;
        marks[static_cast<std::size_t>(at - codes.begin())] = 1;
        ++count;
    };
    if (none_) look_up(0);
    for (const std::int64_t id : ids_)
        look_up(static_cast<AddressCode>(id));
    return count;
}

bool AddressMatcher::add_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view base = text.substr(0, slash);
    std::int64_t bits = -1;
    if (slash != std::string_view::npos && (!parse_int(text.substr(slash + 1), bits) || bits < 0)) return false;
    if (const auto ipv4 = parse_ipv4(base)) {
        if (bits > 32) return false;
        const unsigned free_bits = bits < 0 ? 0U : 32U - static_cast<unsigned>(bits);
        const std::uint32_t mask = free_bits == 32 ? 0U : ~0U << free_bits;
        spans_.push_back({*ipv4 & mask, (*ipv4 & mask) | ~mask});
        return true;
    }
    Network network;
    if (!parse_ipv6(base, network.address) || bits > 128) return false;
    if (bits >= 0) network.bits = static_cast<unsigned>(bits);
    networks_.push_back(network);
    return true;
}

Result<void> AddressMatcher::add(Connection& db, const query::Term& term) {
    none_ = none_ || term.none;
    any_ = any_ || term.any;
    if (term.none || term.any) return {};
    if (term.wildcard) {
        std::uint32_t base = 0;
        unsigned bits = 0;
        if (leading_octets(term.text, base, bits))
            spans_.push_back({base, base | (bits == 0 ? ~0U : ~0U >> bits)});
        else
            patterns_.push_back(to_lower(term.text));
        return {};
    }
    if (add_network(term.text)) return {};
    auto ids = find_strings(db, term.text);
    if (!ids) return fail(std::move(ids.error()));
    ids_.insert(ids_.end(), ids->begin(), ids->end());
    std::sort(ids_.begin(), ids_.end());
    return {};
}

Result<AddressMatcher> AddressMatcher::make(Connection& db, const std::vector<query::Term>& terms) {
    AddressMatcher matcher;
    for (const query::Term& term : terms)
        if (auto added = matcher.add(db, term); !added) return fail(std::move(added.error()));
    return matcher;
}

bool AddressMatcher::text_matches(std::int64_t id, StringCache& texts) {
    if (networks_.empty() && patterns_.empty()) return false;
    const auto [entry, is_new] = tried_.try_emplace(id);
    if (!is_new) return entry->second;
    const std::string_view text = texts.text(id);
    entry->second = any_pattern(patterns_, text);
    std::array<std::uint8_t, 16> address{};
    if (!entry->second && !networks_.empty() && parse_ipv6(text, address))
        entry->second = std::any_of(networks_.begin(), networks_.end(),
                                    [&](const Network& n) { return within(address, n.address, n.bits); });
    return entry->second;
}

bool AddressMatcher::slow_matches(AddressCode code, StringCache& texts) {
    if (code >= k_ipv4_base)
        return !patterns_.empty() && any_pattern(patterns_, ipv4_text(static_cast<std::uint32_t>(code)));
    return code != 0 && text_matches(static_cast<std::int64_t>(code), texts);
}

bool AddressMatcher::matches(AddressCode code, StringCache& texts) {
    if (code == 0) return none_;
    if (any_) return true;
    if (code >= k_ipv4_base) {
        const auto address = static_cast<std::uint32_t>(code);
        for (const Span& span : spans_)
            if (address >= span.first && address <= span.last) return true;
    } else if (std::binary_search(ids_.begin(), ids_.end(), static_cast<std::int64_t>(code))) {
        return true;
    }
    return slow_matches(code, texts);
}

std::size_t AddressMatcher::mark(std::span<const AddressCode> codes, StringCache& texts,
                                 std::vector<std::uint8_t>& marks) {
    marks.assign(codes.size(), 0);
    const auto set = [&](AddressCode first, AddressCode last) {
        auto at = std::lower_bound(codes.begin(), codes.end(), first);
        for (; at != codes.end() && *at <= last; ++at)
            marks[static_cast<std::size_t>(at - codes.begin())] = 1;
    };
    if (none_) set(0, 0);
    if (any_) set(1, ~AddressCode{0});
    for (const Span& span : spans_)
        set(k_ipv4_base + span.first, k_ipv4_base + span.last);
    for (const std::int64_t id : ids_)
        set(static_cast<AddressCode>(id), static_cast<AddressCode>(id));
    if (!patterns_.empty() || !networks_.empty())
        for (std::size_t i = 0; i < codes.size(); ++i)
            if (marks[i] == 0 && slow_matches(codes[i], texts)) marks[i] = 1;
    return static_cast<std::size_t>(std::count(marks.begin(), marks.end(), 1));
}

} // namespace parapet::events
