#pragma once
// The parser's side of an import of a feed: packs its entries and hands them to the writer. A feed comes as a scan
// whose tool is the feed, whose end is its day, and whose findings are its entries: rule = CVE, epss, kev, seen = when
// it was listed, a tag "due:DAY".

#include "core/model/feed.h"
#include "core/model/finding.h"
#include "core/store/feeds.h"
#include "core/store/writer.h"

#include <cstdint>
#include <vector>

namespace parapet {

class FeedSink {
public:
    FeedSink(WriteSession& session, std::int64_t import_id, std::int64_t now_seconds)
        : session_(session)
        , import_id_(import_id)
        , now_(now_seconds) {}

    void feed(const ScanInfo& info);
    void entry(const RawFinding& entry);
    // The writer failed: parsing on is for nothing.
    [[nodiscard]] bool failed() const { return failed_; }
    // How many findings changed. Waits for the writer.
    [[nodiscard]] Result<std::int64_t> finish();

private:
    void flush();
    void post(Writer::Task task);

    WriteSession& session_;
    std::int64_t import_id_, now_;
    FeedLoader loader_; // used in tasks of the session only
    std::vector<FeedRecord> records_;
    bool begun_ = false, failed_ = false;
};

} // namespace parapet
