#pragma once
// A line of log against a pattern with holes, in linear time and without allocation.
//
//   "login failure for user {user} from {ip} via "
//
// Literal text must match to the byte (from the first byte of the line on; `~` as the first character makes it ignore
// case). Holes:
//   {user} {target} {object} {*}   anything, as little as fits          {user>} ... {*>}   as much as fits
//   {ip}       an address or host name, brackets allowed                 {ip:port}          with a port behind it
//   {client}   an address, with a port only where that is unambiguous    {dst}              an address: the destination
//   {port} {n} digits: the port, how often                               {d}                digits that mean nothing
//   {w}        one word without a space
// `$` as the last character: nothing may follow.

#include "core/formats/common/address.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace parapet {

struct PatternMatch {
    std::string_view user, target, object;
    std::string_view source, destination; // as written, brackets apart
    std::uint16_t port = 0;
    std::uint32_t count = 0; // 0: the pattern says none
};

class TextPattern {
public:
    explicit TextPattern(std::string_view pattern); // must outlive this
    [[nodiscard]] bool match(std::string_view line, PatternMatch& out) const;
    // A literal that every matching line holds: the longest one.
    [[nodiscard]] std::string_view needle() const { return needle_; }
    [[nodiscard]] bool ignores_case() const { return ignore_case_; }

private:
    enum class Part : std::uint8_t {
        literal,
        user,
        target,
        object,
        skip,
        ip,
        ip_port,
        client,
        destination,
        port,
        count,
        digits,
        word
    };
    struct Element {
        Part part = Part::literal;
        bool greedy = false;
        std::string_view text;
    };
    void add_hole(std::string_view name);
    // Matches the elements from `first` up to the next open hole, at `at`; moves `at` behind them.
    bool match_group(std::size_t first, std::string_view line, std::size_t& at, PatternMatch& out) const;
    bool match_one(const Element& element, std::string_view line, std::size_t& at, PatternMatch& out) const;
    [[nodiscard]] bool literal_at(std::string_view line, std::size_t at, std::string_view text) const;
    [[nodiscard]] static bool is_open(Part part) { return part >= Part::user && part <= Part::skip; }

    std::vector<Element> elements_;
    std::string_view needle_;
    bool ignore_case_ = false;
    bool anchored_end_ = false;
};

} // namespace parapet
