#pragma once
// What a search finds by names and texts that findings share, over the columns in memory.

#include "core/store/findings/columns.h"
#include "core/store/findings/condition.h"

#include <string>

namespace parapet {

class ColumnReach final : public SearchReach {
public:
    ColumnReach(Connection& db, const FindingColumns& columns)
        : SearchReach(db)
        , c_(columns) {}
    [[nodiscard]] Result<void> of_assets(const std::string& pattern, IdSet& into) override;
    [[nodiscard]] Result<void> of_titles(const std::string& pattern, IdSet& into) override;
    [[nodiscard]] Result<void> of_descriptions(const IdSet& texts, IdSet& into) override;

private:
    void add_those(const CodeColumn& column, const IdSet& wanted, IdSet& into) const;
    const FindingColumns& c_;
};

} // namespace parapet
