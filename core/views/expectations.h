#pragma once
// Expected against actual: what must be true of assets, and what scanners saw.

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/model/enums.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::views {

enum class Expected : std::uint8_t { holds, broken, not_seen }; // not seen by any scanner: no pass

struct ExpectationRow {
    std::string expectation, asset, expected, actual, tool, report;
    Expected state = Expected::not_seen;
    Severity severity = Severity::medium;
    std::optional<Time> seen;
    ImportId import{};
};
struct ExpectationsView {
    std::string text; // as it was kept; "" = nothing is expected
    std::vector<ExpectationRow> rows;
    std::int64_t holds = 0, broken = 0, not_seen = 0;
};
// As it was found out last: after the last import that told of an asset. Broken ones first.
[[nodiscard]] Result<ExpectationsView> expectations(const Workspace& workspace, std::stop_token stop = {});

// Whether a text can be read, and how many it holds. Its errors have line and column.
[[nodiscard]] Result<std::int64_t> count_expectations(const std::string& text);

[[nodiscard]] std::string_view name_of(Expected state); // holds, broken, not_seen

} // namespace parapet::views
