#include "core/store/scan_scopes.h"

namespace parapet {

Result<std::vector<ScanScopeRow>> scan_scopes(Connection& db) {
    auto rows = db.prepare(
        "SELECT c.id, c.tool, a.name, a.kind, c.policy, c.branch, i.format, n.target_kind, n.digest, n.commit_id,"
        " c.last_complete, c.last_failed, coalesce((SELECT max(at) FROM scan p WHERE p.scope_id = c.id AND p.complete"
        " = 0 AND p.failed = 0), 0),"
        // Several files may tell of one scan: what any of them reported counts.
        " coalesce((SELECT max(findings) FROM scan f WHERE f.scope_id = c.id AND f.at >= c.last_complete AND f.failed ="
        " 0), 0), n.import_id FROM scope c JOIN asset a ON a.id = c.asset_id JOIN scan n ON n.id = (SELECT id FROM scan"
        " WHERE scope_id = c.id ORDER BY at DESC, id DESC LIMIT 1) JOIN import i ON i.id = n.import_id"
        " ORDER BY a.name, c.tool, c.policy, c.branch, c.id");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<ScanScopeRow> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        ScanScopeRow r;
        r.id = rows->integer(0);
        r.tool = rows->str(1);
        r.asset = rows->str(2);
        r.asset_kind = rows->str(3);
        r.policy = rows->str(4);
        r.branch = rows->str(5);
        r.format = rows->str(6);
        r.target_kind = rows->str(7);
        r.digest = rows->str(8);
        r.commit = rows->str(9);
        r.complete_at = rows->integer(10);
        r.failed_at = rows->integer(11);
        r.partial_at = rows->integer(12);
        r.reported = rows->integer(13);
        r.import_id = rows->integer(14);
        out.push_back(std::move(r));
    }
}

Result<std::vector<ScanAsset>> scanned_assets(Connection& db) {
    auto rows = db.prepare("SELECT name, kind FROM asset a WHERE EXISTS (SELECT 1 FROM scope WHERE asset_id = a.id) OR"
                           " EXISTS (SELECT 1 FROM finding WHERE asset_id = a.id) ORDER BY name");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<ScanAsset> out;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        out.push_back({rows->str(0), rows->str(1)});
    }
}

} // namespace parapet
