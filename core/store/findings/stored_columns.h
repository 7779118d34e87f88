#pragma once
// The columns of findings kept in the workspace, beside the table they say the same as. Commits that change a few
// findings note which; one that changes many stores the columns anew.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/findings/columns.h"
#include "core/store/id_set.h"

#include <cstdint>
#include <memory>

namespace parapet {

// The columns of what `db` sees: the stored ones with what was changed since, else from the table. Null: do not fit.
// Within a transaction.
[[nodiscard]] Result<std::shared_ptr<const FindingColumns>> load_columns(Connection& db);

// Stores them anew, within the caller's transaction. Nothing when the table is small.
[[nodiscard]] Result<void> store_columns(Connection& db);

// Whether the stored columns, with the changes that were noted, say what the table says.
[[nodiscard]] Result<bool> stored_columns_are_right(Connection& db);

// Watches a connection for changed findings.
class FindingChanges {
public:
    explicit FindingChanges(Connection& db);
    ~FindingChanges();
    FindingChanges(const FindingChanges&) = delete;
    FindingChanges& operator=(const FindingChanges&) = delete;
    [[nodiscard]] Result<void> begin();  // after BEGIN
    [[nodiscard]] Result<void> settle(); // before COMMIT

private:
    friend struct FindingWatch;
    Connection& db_;
    IdSet changed_;
    std::int64_t last_id_ = 0, tried_ = 0; // as in finding_columns
    bool there_ = false;                   // the tables are (there may be a workspace of tests without them)
};

} // namespace parapet
