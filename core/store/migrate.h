#pragma once
// Brings a workspace to this program's schema. Migrations are core/store/migrations/NNNN_name.sql; which of them a
// workspace has stands in its table `migration`.

#include "core/base/embedded.h"
#include "core/base/result.h"
#include "core/store/connection.h"

#include <span>

namespace parapet {

// "PRPT": tells a workspace from other SQLite files.
inline constexpr std::int64_t k_application_id = 0x50525054;

// Applies what is missing, in order, in one transaction; before that an existing workspace is copied to
// `FILE.backup-SCHEMA`. workspace_newer when it holds migrations that `known` has not; workspace_unusable when it is
// some other program's database.
[[nodiscard]] Result<void> migrate(Connection& db, std::span<const EmbeddedFile> known);

// The same questions without changing anything: for read-only connections. An older one is workspace_unusable.
[[nodiscard]] Result<void> check_schema(Connection& db, std::span<const EmbeddedFile> known);

// Number of the newest migration that it has.
[[nodiscard]] Result<std::int64_t> schema_number(Connection& db);

} // namespace parapet
