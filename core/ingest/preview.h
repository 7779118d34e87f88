#pragma once

#include "core/ingest/import.h"
#include "core/store/findings/loader.h"

namespace parapet {

// Makes rows of what the loader tells; `db` is that of the import's transaction.
[[nodiscard]] std::function<void(LoadedAs, const FindingRecord*, std::int64_t)> preview_watch(Connection& db,
                                                                                              PreviewFn tell);

// What the list shows of a finding that the workspace has.
void read_stored(Connection& db, std::int64_t finding, PreviewRow& row);

} // namespace parapet
