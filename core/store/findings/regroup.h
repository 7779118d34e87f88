#pragma once
// Findings joined and split by hand. What a person says here outlives every import: records of a joined finding are
// sightings of the one that it is part of, and what was split off stays a finding of its own.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet {

struct Regrouping {
    std::string who, reason;
    std::int64_t now_ns = 0;
};

// Within a transaction, all four; the journal says who and why, the history of each finding what.
// The others become part of `into`. Errors: not_found, bad_argument.
[[nodiscard]] Result<void> join_findings(Connection& db, std::int64_t into, const std::vector<std::int64_t>& others,
                                         const Regrouping& order);
// What these sightings' rules say becomes a finding of its own, whose number is returned. At least one sighting stays.
[[nodiscard]] Result<std::int64_t> split_finding(Connection& db, std::int64_t finding,
                                                 const std::vector<std::int64_t>& sightings, const Regrouping& order);
// Takes a split back: what went is where it was. Returns its sightings there; the finding is part of the one it came
// from.
struct Unsplit {
    std::int64_t finding = 0;
    std::vector<std::int64_t> sightings;
};
[[nodiscard]] Result<Unsplit> unsplit_finding(Connection& db, std::int64_t finding, const Regrouping& order);
// Takes a join back: the finding comes back with its number, history and decision. Returns what it was part of.
[[nodiscard]] Result<std::int64_t> unjoin_finding(Connection& db, std::int64_t finding, const Regrouping& order);

// The finding that it is part of, itself when it is none's.
[[nodiscard]] Result<std::int64_t> whole_of(Connection& db, std::int64_t finding);

// What was joined into a finding, and where it was split off.
struct ByHand {
    enum class What : std::uint8_t { joined, split } what = What::joined;
    std::int64_t finding = 0; // joined: what it was; split: what it was split off
    std::int64_t identity = 0;
    std::string title, tool, rule; // joined: its title; split: the tool and the rule
    std::string who, reason;
    std::int64_t at = 0; // seconds
};
[[nodiscard]] Result<std::vector<ByHand>> by_hand(Connection& db, std::int64_t finding);

// All of it in memory, for an import: which finding a record belongs to by a person's word.
class HandLinks {
public:
    [[nodiscard]] Result<void> load(Connection& db);
    [[nodiscard]] bool empty() const { return links_.empty(); }
    // 0: by its identity, as usual.
    [[nodiscard]] std::int64_t find(std::uint64_t identity, std::uint64_t proof, std::string_view tool,
                                    std::string_view rule) const;
    [[nodiscard]] bool is_own(std::int64_t finding, std::uint64_t identity) const;

private:
    struct Link {
        std::int64_t proof = 0, finding = 0;
        bool whole = false; // of every tool and rule
        std::string tool, rule;
    };
    std::unordered_map<std::int64_t, std::vector<Link>> links_;
    std::unordered_map<std::int64_t, std::int64_t> own_; // finding -> identity, of those that links lead to
};

} // namespace parapet
