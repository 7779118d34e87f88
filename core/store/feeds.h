#pragma once
// Feeds in the workspace, and what they say of findings. A finding takes the feed's value when it has none, when the
// one that it has came from an older feed, or when the feed is not older than the report that gave it; a report's
// "known to be exploited" stays.

#include "core/base/result.h"
#include "core/model/feed.h"
#include "core/store/connection.h"
#include "core/store/findings/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet {

struct FeedRow {
    FeedKind kind = FeedKind::epss;
    std::int64_t date = 0, imported = 0; // seconds
    std::int64_t entries = 0, import_id = 0;
    std::string version;
};
[[nodiscard]] Result<std::vector<FeedRow>> read_feeds(Connection& db);

// What the feeds say of a set of CVEs: the highest probability, and whether any is exploited.
struct VulnIntel {
    double epss = -1;
    int kev = -1; // -1: no catalogue, or no CVE
    std::int64_t kev_added = 0, kev_due = 0;
};

class FeedLookup {
public:
    // Reads which feeds there are.
    [[nodiscard]] Result<void> open(Connection& db);
    [[nodiscard]] bool any() const { return epss_date_ != 0 || kev_date_ != 0; }
    [[nodiscard]] std::int64_t epss_date() const { return epss_date_; } // seconds; 0: none
    [[nodiscard]] std::int64_t kev_date() const { return kev_date_; }
    // `advisories`: one a line.
    [[nodiscard]] Result<VulnIntel> of(Connection& db, std::string_view advisories) const;
    // Puts the feeds' values into records on their way into the workspace, by the rule above.
    [[nodiscard]] Result<void> fill(Connection& db, FindingBatch& batch, std::int64_t scan_at) const;

private:
    std::int64_t epss_date_ = 0, kev_date_ = 0;
};

struct FeedRecord {
    std::int64_t cve = 0;
    double epss = 0;
    std::int64_t added = 0, due = 0; // seconds; 0: not said
};

// Replaces a feed within the caller's transaction, and brings all findings up to it.
class FeedLoader {
public:
    // bad_argument when the workspace has a newer one.
    [[nodiscard]] Result<void> begin(Connection& db, const FeedRow& feed);
    [[nodiscard]] Result<void> add(Connection& db, const std::vector<FeedRecord>& records);
    // How many findings changed.
    [[nodiscard]] Result<std::int64_t> finish(Connection& db);

private:
    using BySet = std::unordered_map<std::int64_t, VulnIntel>; // by advisory set
    [[nodiscard]] Result<BySet> intel_of_sets(Connection& db) const;
    [[nodiscard]] Result<void> write_changes(Connection& db, const BySet& now);

    FeedRow feed_;
    BySet before_;
};

} // namespace parapet
