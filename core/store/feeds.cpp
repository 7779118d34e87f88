#include "core/store/feeds.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/store/findings/interner.h"

#include <algorithm>

namespace parapet {

namespace {

constexpr std::int64_t k_day = 86'400;

// A feed is of a day: reports of that day are not newer.
std::int64_t end_of_day(std::int64_t date) {
    return (date / k_day + 1) * k_day;
}

std::string day_of(std::int64_t seconds) {
    return format_rfc3339(from_unix_seconds(seconds)).substr(0, 10);
}

} // namespace

Result<std::vector<FeedRow>> read_feeds(Connection& db) {
    auto rows = db.cached("SELECT name, date, version, entries, imported, import_id FROM feed ORDER BY name");
    if (!rows) return fail(std::move(rows.error()));
    std::vector<FeedRow> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        FeedRow row;
        row.kind = (*rows)->text(0) == name_of(FeedKind::kev) ? FeedKind::kev : FeedKind::epss;
        row.date = (*rows)->integer(1);
        row.version = (*rows)->str(2);
        row.entries = (*rows)->integer(3);
        row.imported = (*rows)->integer(4);
        row.import_id = (*rows)->integer(5);
        out.push_back(std::move(row));
    }
}

Result<void> FeedLookup::open(Connection& db) {
    auto feeds = read_feeds(db);
    if (!feeds) return fail(std::move(feeds.error()));
    epss_date_ = kev_date_ = 0;
    for (const FeedRow& feed : *feeds)
        (feed.kind == FeedKind::epss ? epss_date_ : kev_date_) = feed.date;
    return {};
}

Result<VulnIntel> FeedLookup::of(Connection& db, std::string_view advisories) const {
    VulnIntel out;
    if (!any() || advisories.empty()) return out;
    auto epss = db.cached("SELECT score FROM feed_epss WHERE cve = ?1");
    if (!epss) return fail(std::move(epss.error()));
    auto kev = db.cached("SELECT added, due FROM feed_kev WHERE cve = ?1");
    if (!kev) return fail(std::move(kev.error()));
    for (const std::string_view word : split(advisories, '\n')) {
        const std::int64_t cve = cve_number(word);
        if (cve == 0) continue;
        (*epss)->reset();
        auto scored = (*epss)->bind(1, cve).step();
        if (!scored) return fail(std::move(scored.error()));
        if (*scored) out.epss = std::max(out.epss, (*epss)->real(0));
        if (kev_date_ == 0) continue;
        (*kev)->reset();
        auto listed = (*kev)->bind(1, cve).step();
        if (!listed) return fail(std::move(listed.error()));
        if (*listed && out.kev != 1) {
            out.kev_added = (*kev)->integer(0);
            out.kev_due = (*kev)->integer(1);
        }
        out.kev = std::max(out.kev, *listed ? 1 : 0);
    }
    return out;
}

Result<void> FeedLookup::fill(Connection& db, FindingBatch& batch, std::int64_t scan_at) const {
    if (!any()) return {};
    for (FindingRecord& record : batch.records) {
        if (record.outcome != CheckOutcome::fail || record[RecordText::advisories].empty()) continue;
        auto intel = of(db, record[RecordText::advisories]);
        if (!intel) return fail(std::move(intel.error()));
        const auto newer = [scan_at](std::int64_t date) { return scan_at < end_of_day(date); };
        if (intel->epss >= 0 && (record.epss < 0 || newer(epss_date_))) record.epss = intel->epss;
        if (intel->kev >= 0 && (record.kev < 0 || (record.kev == 0 && newer(kev_date_))))
            record.kev = static_cast<std::int8_t>(intel->kev);
    }
    return {};
}

Result<FeedLoader::BySet> FeedLoader::intel_of_sets(Connection& db) const {
    FeedLookup lookup;
    if (auto done = lookup.open(db); !done) return fail(std::move(done.error()));
    BySet out;
    auto rows = db.prepare("SELECT id, items FROM word_set WHERE kind = ?1 AND items LIKE '%CVE-%'");
    if (!rows) return fail(std::move(rows.error()));
    rows->bind(1, static_cast<int>(WordSet::advisory));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        auto intel = lookup.of(db, rows->text(1));
        if (!intel) return fail(std::move(intel.error()));
        out.emplace(rows->integer(0), *intel);
    }
}

Result<void> FeedLoader::begin(Connection& db, const FeedRow& feed) {
    feed_ = feed;
    auto feeds = read_feeds(db);
    if (!feeds) return fail(std::move(feeds.error()));
    for (const FeedRow& stored : *feeds) {
        if (stored.kind != feed.kind || stored.date <= feed.date) continue;
        return fail(Errc::bad_argument,
                    std::string(name_of(feed.kind)) + " of " + day_of(feed.date) +
                        " is older than what the workspace has, of " + day_of(stored.date),
                    {}, "import a newer one");
    }
    auto before = intel_of_sets(db);
    if (!before) return fail(std::move(before.error()));
    before_ = std::move(*before);
    if (auto done = db.exec(feed.kind == FeedKind::epss ? "DELETE FROM feed_epss" : "DELETE FROM feed_kev"); !done)
        return done;
    // From here on its rows are this import's: the undo log tells them by it.
    auto own = db.prepare("UPDATE feed SET import_id = ?2 WHERE name = ?1");
    if (!own) return fail(std::move(own.error()));
    return own->bind(1, name_of(feed.kind)).bind(2, feed.import_id).run();
}

Result<void> FeedLoader::add(Connection& db, const std::vector<FeedRecord>& records) {
    const bool epss = feed_.kind == FeedKind::epss;
    auto put = db.cached(epss ? "INSERT OR REPLACE INTO feed_epss(cve, score) VALUES(?1, ?2)"
                              : "INSERT OR REPLACE INTO feed_kev(cve, added, due) VALUES(?1, ?2, ?3)");
    if (!put) return fail(std::move(put.error()));
    for (const FeedRecord& record : records) {
        (*put)->bind(1, record.cve);
        if (epss)
            (*put)->bind(2, record.epss);
        else
            (*put)->bind(2, record.added).bind(3, record.due);
        if (auto done = (*put)->run(); !done) return done;
    }
    feed_.entries += static_cast<std::int64_t>(records.size());
    return {};
}

Result<void> FeedLoader::write_changes(Connection& db, const BySet& now) {
    auto made = db.exec("CREATE TEMP TABLE feed_change(set_id INTEGER PRIMARY KEY, old_epss REAL, new_epss REAL,"
                        " old_kev INTEGER, new_kev INTEGER)");
    if (!made) return made;
    auto put = db.prepare("INSERT INTO temp.feed_change VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!put) return fail(std::move(put.error()));
    for (const auto& [set, intel] : now) {
        const auto was = before_.find(set);
        const VulnIntel old = was == before_.end() ? VulnIntel{} : was->second;
        put->bind(1, set).bind(2, old.epss).bind(3, intel.epss).bind(4, old.kev).bind(5, intel.kev);
        if (auto done = put->run(); !done) return done;
    }
    return {};
}

Result<std::int64_t> FeedLoader::finish(Connection& db) {
    auto row = db.prepare("INSERT OR REPLACE INTO feed(name, date, version, entries, imported, import_id)"
                          " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!row) return fail(std::move(row.error()));
    row->bind(1, name_of(feed_.kind)).bind(2, feed_.date).bind(3, feed_.version).bind(4, feed_.entries);
    if (auto done = row->bind(5, feed_.imported).bind(6, feed_.import_id).run(); !done)
        return fail(std::move(done.error()));
    auto now = intel_of_sets(db);
    if (!now) return fail(std::move(now.error()));
    if (auto done = write_changes(db, *now); !done) return fail(std::move(done.error()));
    // A value equal to that of the feed before came from it.
    auto update = db.prepare(
        feed_.kind == FeedKind::epss
            ? "UPDATE finding SET epss = c.new_epss FROM temp.feed_change c WHERE finding.advisory_set = c.set_id"
              " AND c.new_epss >= 0 AND finding.epss <> c.new_epss"
              " AND (finding.epss < 0 OR finding.epss = c.old_epss OR finding.last_seen < ?1)"
            : "UPDATE finding SET kev = c.new_kev FROM temp.feed_change c WHERE finding.advisory_set = c.set_id"
              " AND c.new_kev >= 0 AND finding.kev IS NOT c.new_kev AND (finding.kev IS NULL"
              " OR (finding.kev = 0 AND (c.old_kev = 0 OR finding.last_seen < ?1))"
              " OR (finding.kev = 1 AND c.old_kev = 1 AND NOT EXISTS (SELECT 1 FROM sighting s"
              " WHERE s.id BETWEEN finding.id << 16 AND (finding.id << 16) + 65535"
              " AND s.detail LIKE '%\"kev\":true%')))");
    if (!update) return fail(std::move(update.error()));
    if (auto done = update->bind(1, end_of_day(feed_.date)).run(); !done) return fail(std::move(done.error()));
    const std::int64_t changed = db.changes();
    if (auto done = db.exec("DROP TABLE temp.feed_change"); !done) return fail(std::move(done.error()));
    return changed;
}

} // namespace parapet
