#pragma once
// Reports that no format knows and a person's mapping does.

#include "core/formats/common/report_mapping.h"
#include "core/ingest/import.h"

namespace parapet {

// The mapping to use: the one that was given, else a kept one that fits when no format is `known`. Null: none.
[[nodiscard]] const ReportMapping* choose_mapping(const Head& head, const ImportOptions& options,
                                                  const std::vector<ReportMapping>& kept, bool known);
[[nodiscard]] Recognition mapped_recognition(const ReportMapping& mapping, bool given);

} // namespace parapet
