#pragma once
// What the reports share: dates for people, cells, the snapshot's hash, the cover.

#include "core/base/hash.h"
#include "core/views/report_doc.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet::views {

[[nodiscard]] std::string day_words(Time at);                                   // "18 Nov 2026"
[[nodiscard]] std::string moment_words(Time at);                                // "18 Nov 2026 14:06 UTC"
[[nodiscard]] std::string percent_words(std::int64_t part, std::int64_t whole); // "80 %", "–" of nothing
[[nodiscard]] std::string signed_words(std::int64_t change);                    // "+32", "−9", "no change"
[[nodiscard]] std::string plural(std::int64_t n, std::string_view one,
                                 std::string_view many); // "1 control", "12 controls"

[[nodiscard]] Cell cell(std::string text);
[[nodiscard]] Cell strong_cell(std::string text, std::string link = {});
[[nodiscard]] Cell muted_cell(std::string text);
[[nodiscard]] Cell mono_cell(std::string text);
[[nodiscard]] Cell status_cell(ControlStatus status);
[[nodiscard]] Cell severity_cell(Severity severity);
[[nodiscard]] std::string_view words_of(ControlStatus status);   // "Met", "Partly met"
[[nodiscard]] std::string_view words_of(Severity severity);      // "Critical"
[[nodiscard]] std::string_view words_of(FindingStatus status);   // "Open", "Accepted risk"
[[nodiscard]] std::string short_hash(const std::string& sha256); // "a17e…90c4"

// SHA-256 over data in a canonical form: every part with its length, so that no two lists of parts look alike.
class Snapshot {
public:
    void add(std::string_view text);
    void add(std::int64_t number);
    void add(const std::optional<Time>& time);
    [[nodiscard]] std::string hex();

private:
    Sha256 hash_;
};

// Ids, owner, sample mark and the cover's facts; `facts` come between the shared ones.
void finish_report(ReportDoc& doc, const Workspace& workspace, const ReportOptions& options, Snapshot& snapshot,
                   const std::vector<std::pair<std::string, std::string>>& facts);
// The organisation that the workspace belongs to, or its name.
[[nodiscard]] std::string owner_of(const Workspace& workspace);

} // namespace parapet::views
