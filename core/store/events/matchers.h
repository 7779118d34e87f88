#pragma once
// The values of a filter against texts, ids of texts and addresses. Case does not matter; '*' stands for any
// characters.

#include "core/query/filter.h"
#include "core/store/connection.h"
#include "core/store/events/address.h"
#include "core/store/events/event_tables.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet::events {

class TextMatcher {
public:
    explicit TextMatcher(const std::vector<query::Term>& terms);
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::vector<std::string> equal_, patterns_; // lower case
    bool none_ = false, any_ = false;
};

// Against ids of event_string: what is equal is looked up once, what has a '*' is tried once per id.
class IdMatcher {
public:
    [[nodiscard]] static Result<IdMatcher> make(Connection& db, const std::vector<query::Term>& terms);
    [[nodiscard]] bool matches(std::int64_t id, StringCache& texts);
    // By entry of a sorted dictionary; returns how many match.
    std::size_t mark(std::span<const AddressCode> codes, StringCache& texts, std::vector<std::uint8_t>& marks);

private:
    std::vector<std::int64_t> ids_; // sorted
    std::vector<std::string> patterns_;
    bool none_ = false, any_ = false;
    std::unordered_map<std::int64_t, bool> tried_;
};

class AddressMatcher {
public:
    [[nodiscard]] static Result<AddressMatcher> make(Connection& db, const std::vector<query::Term>& terms);
    [[nodiscard]] bool matches(AddressCode code, StringCache& texts);
    std::size_t mark(std::span<const AddressCode> codes, StringCache& texts, std::vector<std::uint8_t>& marks);

private:
    struct Span { // of IPv4 addresses, both ends included
        std::uint32_t first = 0, last = 0;
    };
    struct Network { // IPv6
        std::array<std::uint8_t, 16> address{};
        unsigned bits = 128;
    };
    [[nodiscard]] Result<void> add(Connection& db, const query::Term& term);
    [[nodiscard]] bool add_network(std::string_view text);
    [[nodiscard]] bool text_matches(std::int64_t id, StringCache& texts);
    [[nodiscard]] bool slow_matches(AddressCode code, StringCache& texts); // what cannot be looked up

    std::vector<Span> spans_;
    std::vector<Network> networks_;
    std::vector<std::int64_t> ids_;
    std::vector<std::string> patterns_;
    bool none_ = false, any_ = false;
    std::unordered_map<std::int64_t, bool> tried_;
};

} // namespace parapet::events
