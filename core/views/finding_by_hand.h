#pragma once
// Why a person's word made a finding what it is.

#include "core/store/findings/rows_read.h"
#include "core/views/findings.h"

namespace parapet {
class Connection;
}

namespace parapet::views {

// Fills FindingDetail::joined, and the reasons of what was joined or split by hand.
[[nodiscard]] Result<void> tell_by_hand(Connection& db, const FindingBodyAll& all, FindingDetail& detail);

} // namespace parapet::views
