#include "core/store/findings/indexes.h"

#include "core/store/writer.h"

#include <array>
#include <string>

namespace parapet {

namespace {

struct Definition {
    std::string_view name, columns;
};
// In the order of FindingIndex.
constexpr std::array<Definition, 13> k_indexes{{
    {"finding_by_due", "due"},
    {"finding_by_title", "title COLLATE NOCASE"},
    {"finding_by_asset", "asset_id"},
    {"finding_by_first_seen", "first_seen"},
    {"finding_by_last_seen", "last_seen"},
    {"finding_by_epss", "epss"},
    {"finding_by_score", "score"},
    {"finding_by_owner", "owner_id"},
    {"finding_by_status", "status"},
    {"finding_by_rule", "rule_id"},
    {"finding_by_vuln", "vuln, asset_id"},
    {"finding_by_file", "file_id"},
    {"finding_by_rule_and_asset", "rule_id, asset_id"},
}};

const Definition& of(FindingIndex index) {
    return k_indexes[static_cast<std::size_t>(index)];
}

constexpr std::int64_t k_small = 20'000; // rows that are sorted in a few milliseconds

} // namespace

std::string_view name_of(FindingIndex index) {
    return of(index).name;
}

bool has_finding_index(Connection& db, FindingIndex index) {
    auto find = db.cached("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?1");
    if (!find) return false;
    const auto there = (*find)->bind(1, of(index).name).step();
    return there && *there;
}

Result<void> build_finding_index(Connection& db, FindingIndex index) {
    return db.exec("CREATE INDEX IF NOT EXISTS " + std::string(of(index).name) + " ON finding(" +
                   std::string(of(index).columns) + ")");
}

void want_finding_index(const Workspace& workspace, Connection& reader, FindingIndex index) {
    if (workspace.read_only() || has_finding_index(reader, index)) return;
    const auto rows = reader.integer("SELECT max(id) FROM finding");
    if (!rows || *rows < k_small) return;
    // Nobody waits for it; when it fails, lists stay as they are.
    (void)workspace.writer().post([index](Connection& db) { return build_finding_index(db, index); }, Changed{});
}

} // namespace parapet
