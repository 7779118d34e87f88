#pragma once
// The steps that joining and splitting by hand are made of (core/store/findings/regroup.h).

#include "core/store/findings/interner.h"
#include "core/store/findings/regroup.h"
#include "core/store/journal.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::regrouping {

// One change by a person: its journal record, and the history rows that belong to it.
class Change {
public:
    Change(Connection& db, const Regrouping& order)
        : db_(db)
        , order_(order) {}
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> end(std::string_view kind, std::int64_t finding,
                                   const std::vector<std::int64_t>& others);
    [[nodiscard]] Result<void> note(std::int64_t finding, HistoryKind what, int from, int to, std::int64_t until,
                                    std::int64_t owner);
    [[nodiscard]] std::int64_t journal() const { return journal_; }
    [[nodiscard]] Interner& names() { return *names_; }

private:
    [[nodiscard]] Result<void> rule();
    Connection& db_;
    const Regrouping& order_;
    std::set<std::int64_t> noted_;
    std::int64_t journal_ = 0;
    std::optional<HistoryWriter> history_;
    std::unique_ptr<Interner> names_;
};

[[nodiscard]] Result<std::vector<std::int64_t>> ids_of(Connection& db, const std::string& sql);
[[nodiscard]] Result<std::vector<std::string>> columns_of_finding(Connection& db);
[[nodiscard]] Result<void> must_be_there(Connection& db, std::int64_t finding);
// "id BETWEEN a AND b", with `alias` before the column.
[[nodiscard]] std::string sightings_of(std::string_view alias, std::int64_t finding);

// The row goes to finding_joined, and back.
[[nodiscard]] Result<void> put_aside(Connection& db, std::int64_t finding, std::int64_t into, Change& change);
[[nodiscard]] Result<void> bring_back(Connection& db, std::int64_t finding);

// Sightings of `finding` (in either table) go where the tables now say that they belong. Returns to which findings.
[[nodiscard]] Result<std::vector<std::int64_t>> bring_home(Connection& db, std::int64_t finding, Change& change);
// Severity, times and status as its sightings now say. `what`: for its history.
[[nodiscard]] Result<void> settle(Connection& db, std::int64_t finding, Change& change, HistoryKind what);

} // namespace parapet::regrouping
