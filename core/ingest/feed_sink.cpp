#include "core/ingest/feed_sink.h"

#include "core/base/time.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace parapet {

namespace {
constexpr std::size_t k_batch = 4096;
} // namespace

void FeedSink::post(Writer::Task task) {
    if (!failed_ && !session_.post(std::move(task))) failed_ = true;
}

void FeedSink::feed(const ScanInfo& info) {
    begun_ = true;
    FeedRow row;
    row.kind = info.tool == name_of(FeedKind::kev) ? FeedKind::kev : FeedKind::epss;
    // A feed of the future would keep every later one out.
    row.date = info.finished ? std::min(unix_seconds(*info.finished), now_) : now_;
    row.imported = now_;
    row.import_id = import_id_;
    row.version = info.tool_version;
    // Waited for, so that a feed that is too old is refused before it is parsed.
    if (!session_.run([this, row](Connection& db) { return loader_.begin(db, row); })) failed_ = true;
}

void FeedSink::entry(const RawFinding& entry) {
    FeedRecord record;
    record.cve = cve_number(entry.rule);
    if (record.cve == 0 || failed_) return;
    record.epss = entry.epss.value_or(0);
    if (entry.seen) record.added = unix_seconds(*entry.seen);
    for (const std::string& tag : entry.tags)
        if (const auto due = parse_rfc3339(std::string_view(tag).substr(std::min<std::size_t>(tag.size(), 4))))
            record.due = unix_seconds(*due);
    records_.push_back(record);
    if (records_.size() >= k_batch) flush();
}

void FeedSink::flush() {
    if (records_.empty()) return;
    auto batch = std::make_shared<std::vector<FeedRecord>>(std::move(records_));
    records_.clear();
    post([this, batch](Connection& db) { return loader_.add(db, *batch); });
}

Result<std::int64_t> FeedSink::finish() {
    if (!begun_) return 0;
    flush();
    std::int64_t changed = 0;
    auto done = session_.run([this, &changed](Connection& db) -> Result<void> {
        auto count = loader_.finish(db);
        if (!count) return fail(std::move(count.error()));
        changed = *count;
        return {};
    });
    if (!done) return fail(std::move(done.error()));
    return changed;
}

} // namespace parapet
