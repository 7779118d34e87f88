#include "core/ingest/finding_sink.h"

#include "core/base/hash.h"

#include <utility>

namespace parapet {

namespace {
constexpr std::int64_t k_clock_skew_seconds = 86'400;
} // namespace

FindingSink::FindingSink(WriteSession& session, FindingLoader& loader, Given given, const Limits& limits)
    : session_(session)
    , loader_(loader)
    , given_(std::move(given))
    , packer_(limits) {}

void FindingSink::post(Writer::Task task) {
    if (!failed_ && !session_.post(std::move(task))) failed_ = true;
}

void FindingSink::scan(const ScanInfo& info) {
    flush();
    ScanStart start;
    start.tool = info.tool.empty() ? given_.tool : info.tool;
    start.tool_version = info.tool_version;
    start.target = given_.asset.empty() ? info.target : given_.asset;
    start.target_kind = info.target_kind;
    start.digest = info.digest;
    start.branch = info.branch;
    start.commit = info.commit;
    start.policy = info.policy;
    start.lineage = given_.lineage;
    start.complete = info.complete;
    start.failed = info.failed;
    const auto& said = info.finished ? info.finished : info.started;
    start.at = said ? unix_seconds(*said) : 0;
    // A clock that runs ahead would make every later scan look older than this one.
    if (start.at > given_.now + k_clock_skew_seconds) ++future_;
    start.dated = start.at > 0 && start.at <= given_.now + k_clock_skew_seconds;
    if (!start.dated) start.at = given_.now;
    if (start.target != target_ || start.tool != tool_ || scans_ == 0) {
        first_spots_.clear();
        spots_.clear();
        spot_counts_.clear();
    }
    target_ = start.target;
    target_kind_ = start.target_kind;
    tool_ = start.tool;
    scan_at_ = start.at;
    ++scans_;
    post([this, start = std::move(start)](Connection&) { return loader_.start_scan(start); });
}

// The n-th different spot of one identity within a scan gets the number n.
std::uint32_t FindingSink::number_of_spot() {
    if (identity_.spot == 0) return 1;
    const std::uint64_t base = identity_key(identity_, 1);
    const auto spot = static_cast<std::int64_t>(identity_.spot);
    const std::int64_t* first = first_spots_.find(base);
    if (first == nullptr) {
        first_spots_.insert(base, spot);
        return 1;
    }
    if (*first == spot) return 1;
    const std::uint64_t here = hash64({reinterpret_cast<const char*>(&identity_.spot), sizeof identity_.spot}, base);
    if (const std::int64_t* known = spots_.find(here)) return static_cast<std::uint32_t>(*known);
    std::int64_t* count = spot_counts_.find(base);
    if (count == nullptr) {
        spot_counts_.insert(base, 1);
        count = spot_counts_.find(base);
    }
    ++*count;
    const std::int64_t number = *count;
    spots_.insert(here, number);
    return static_cast<std::uint32_t>(number);
}

void FindingSink::finding(RawFinding& finding) {
    if (failed_) return;
    if (scans_ == 0) scan({});
    if (batch_ == nullptr) {
        batch_ = std::make_unique<FindingBatch>();
        batch_->records.reserve(FindingBatch::k_most_records);
        batch_->scan = scans_ - 1;
    }
    const bool own_asset = given_.asset.empty() && !finding.asset.empty();
    Packer::Given given;
    given.asset = own_asset ? std::string_view(finding.asset) : std::string_view(target_);
    given.target_kind = target_kind_;
    identify(finding, given.asset, identity_);
    const std::uint32_t number = number_of_spot();
    given.identity = &identity_;
    given.key = identity_key(identity_, number);
    given.proof = identity_key(identity_, number, given_.seed);
    given.scan_at = scan_at_;
    packer_.pack(finding, given, *batch_);
    if (batch_->full()) flush();
}

bool FindingSink::flush() {
    if (batch_ != nullptr && !batch_->records.empty()) {
        std::shared_ptr<FindingBatch> batch = std::move(batch_);
        post([this, batch = std::move(batch), feeds = given_.feeds, at = scan_at_](Connection& db) -> Result<void> {
            if (auto done = feeds.fill(db, *batch, at); !done) return done;
            return loader_.add(*batch);
        });
    }
    batch_.reset();
    return !failed_;
}

} // namespace parapet
