#include "core/store/findings/decidable.h"

namespace parapet {

Result<void> each_decidable(Connection& db, const std::function<void(const DecidableFinding&)>& each) {
    auto rows = db.prepare("SELECT f.id, f.status, r.code, a.name, (SELECT text FROM string WHERE id = f.file_id),"
                           " (SELECT text FROM string WHERE id = f.package_id), f.version, f.resource,"
                           " coalesce(f.vuln, '') || char(10) || coalesce((SELECT items FROM word_set WHERE id ="
                           " f.advisory_set), ''), coalesce(d.at, 0) FROM finding f JOIN rule r ON r.id = f.rule_id"
                           " JOIN asset a ON a.id = f.asset_id LEFT JOIN decision d ON d.finding_id = f.id");
    if (!rows) return fail(std::move(rows.error()));
    DecidableFinding row;
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        row.id = rows->integer(0);
        row.status = static_cast<int>(rows->integer(1));
        row.rule = rows->text(2);
        row.asset = rows->text(3);
        row.file = rows->text(4);
        row.package = rows->text(5);
        row.version = rows->text(6);
        row.resource = rows->text(7);
        row.advisories = rows->text(8);
        row.decided_at = rows->integer(9);
        each(row);
    }
}

Result<bool> has_note(Connection& db, std::int64_t finding, const std::string& note) {
    auto row = db.cached("SELECT 1 FROM history h JOIN journal j ON j.id = h.journal_id WHERE h.finding_id = ?1"
                         " AND j.kind = 'decision' AND json_extract(j.body, '$.note') = ?2");
    if (!row) return fail(std::move(row.error()));
    return (*row)->bind(1, finding).bind(2, note).step();
}

} // namespace parapet
