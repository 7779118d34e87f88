#pragma once
// One evidence rule, judged over a year of facts.

#include "core/compliance/facts.h"
#include "core/compliance/rules.h"
#include "core/compliance/timeline.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace parapet::compliance {

struct Window {
    Time from{}, as_of{};
    std::vector<Time> trend_at; // 90 days, ascending, the last is as_of
};

// Facts by asset, made once for all rules.
struct FactIndex {
    std::unordered_map<AssetId, std::vector<std::uint32_t>> scans; // ascending by time
    std::unordered_map<AssetId, std::vector<std::uint32_t>> telemetry;
    [[nodiscard]] static FactIndex make(const Facts& facts);
};

struct RuleResult {
    const EvidenceRule* rule = nullptr;
    Timeline timeline;
    CheckState state = CheckState::missing;
    // Findings: open, violating; else: population, and how many of it are good.
    std::int64_t population = 0, bad = 0, good = 0;
    std::string measured;
    std::optional<Time> newest, oldest; // of the evidence that counts
    std::optional<Time> expires;        // when it stops counting
    std::vector<double> trend;
    // Indexes into Facts, in the order in which they are shown.
    std::vector<std::uint32_t> violating;    // findings
    std::vector<std::uint32_t> scans;        // newest of each asset, within max_age
    std::vector<std::uint32_t> telemetry;    // newest of each asset
    std::vector<AssetId> lacking;            // assets without what is asked
    std::vector<std::uint32_t> attestations; // newest first
    std::vector<std::uint32_t> changes;      // without the property
    std::vector<bool> open;                  // findings: selected and open, by index
};

// A rule whose query does not parse is an Errc::bad_argument: our own table is wrong.
[[nodiscard]] Result<RuleResult> evaluate_rule(const EvidenceRule& rule, const Facts& facts, const FactIndex& index,
                                               const Window& window);

// The same judgement for findings that a tool itself tied to `control`: they can fail it, never pass it. nullopt when
// there is none.
[[nodiscard]] std::optional<RuleResult> evaluate_mapped(const EvidenceRule& rule, const std::string& control,
                                                        const Facts& facts, const FactIndex& index,
                                                        const Window& window);
// The rule that evaluate_mapped judges by.
[[nodiscard]] const EvidenceRule& mapped_rule();
// What people say of this very control; nullopt when nobody did.
[[nodiscard]] std::optional<RuleResult> evaluate_attested(const std::string& subject, Duration max_age,
                                                          const Facts& facts, const Window& window);

// When a host counts as a log source: from its fifth day with events within 30 days, until 90 days after such a day. A
// machine that is mentioned now and then is none, and its silence means nothing.
[[nodiscard]] std::vector<Interval> source_spans(const std::vector<std::int32_t>& days);
// time + span without overflow
[[nodiscard]] Time later(Time time, Duration span);

namespace detail { // one file each
[[nodiscard]] Result<RuleResult> check_findings(const EvidenceRule&, const Facts&, const FactIndex&, const Window&);
[[nodiscard]] RuleResult check_scanned(const EvidenceRule&, const Facts&, const FactIndex&, const Window&);
[[nodiscard]] RuleResult check_telemetry(const EvidenceRule&, const Facts&, const FactIndex&, const Window&);
[[nodiscard]] RuleResult check_changes(const EvidenceRule&, const Facts&, const Window&);
[[nodiscard]] RuleResult check_attested(const EvidenceRule&, const std::string& subject, const Facts&, const Window&);

// Counters `first`.. : assets scanned by `kinds` in the last 90 days, covered within max_age, and last seen failing.
void add_scan_coverage(Sweep& sweep, std::size_t first, std::uint16_t kinds, Duration max_age, const Facts& facts,
                       const FactIndex& index);
// The newest fitting scan of each asset up to as_of that still counts, into result.scans, newest and oldest.
void note_scans(RuleResult& result, std::uint16_t kinds, Duration max_age, const Facts& facts, const FactIndex& index,
                Time as_of);
void finish(RuleResult& result, Sweep::Result swept);
[[nodiscard]] std::string of_text(std::int64_t part, std::int64_t whole, std::string_view what); // "5 of 12 hosts"
[[nodiscard]] CheckState share_state(std::int64_t good, std::int64_t all, const EvidenceRule& rule);
} // namespace detail

} // namespace parapet::compliance
