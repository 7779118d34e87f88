#include "core/ingest/finding_sink.h"

#include "core/base/hash.h"

#include <algorithm>
#include <utility>

namespace parapet {

namespace {
constexpr std::int64_t k_clock_skew_seconds = 86'400;
constexpr std::size_t k_most_held_bytes = 32U << 20U; // of a scan whose spots are not numbered yet
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
    end_batch();
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
        number_held();
        streaming_ = false;
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

// The n-th different spot that is asked for gets the number n.
std::uint32_t FindingSink::number_of_spot(std::uint64_t key, std::uint64_t line) {
    const auto spot = static_cast<std::int64_t>(line);
    const std::int64_t* first = first_spots_.find(key);
    if (first == nullptr) {
        first_spots_.insert(key, spot);
        return 1;
    }
    if (*first == spot) return 1;
    const std::uint64_t here = hash64({reinterpret_cast<const char*>(&line), sizeof line}, key);
    if (const std::int64_t* known = spots_.find(here)) return static_cast<std::uint32_t>(*known);
    std::int64_t* count = spot_counts_.find(key);
    if (count == nullptr) {
        spot_counts_.insert(key, 1);
        count = spot_counts_.find(key);
    }
    ++*count;
    const std::int64_t number = *count;
    spots_.insert(here, number);
    return static_cast<std::uint32_t>(number);
}

// By line, whatever the order of the report; then they go to the writer.
void FindingSink::number_held() {
    std::stable_sort(held_spots_.begin(), held_spots_.end(),
                     [](const Spot& a, const Spot& b) { return a.line < b.line; });
    for (const Spot& spot : held_spots_) {
        const std::uint32_t number = number_of_spot(spot.key, spot.line);
        FindingRecord& record = held_[spot.batch].batch->records[spot.record];
        record.identity = numbered_key(spot.key, number);
        record.proof = numbered_key(spot.proof, number);
    }
    held_spots_.clear();
    for (Held& held : held_)
        post(std::move(held));
    held_.clear();
    held_bytes_ = 0;
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
    given.identity = &identity_;
    given.key = identity_key(identity_, 1);
    given.proof = identity_key(identity_, 1, given_.seed);
    given.scan_at = scan_at_;
    if (identity_.spot != 0 && streaming_) {
        const std::uint32_t number = number_of_spot(given.key, identity_.spot);
        given.key = numbered_key(given.key, number);
        given.proof = numbered_key(given.proof, number);
    } else if (identity_.spot != 0) {
        held_spots_.push_back({held_.size(), batch_->records.size(), identity_.spot, given.key, given.proof});
    }
    packer_.pack(finding, given, *batch_);
    if (batch_->full()) end_batch();
}

void FindingSink::end_batch() {
    if (batch_ == nullptr || batch_->records.empty()) return batch_.reset();
    Held done{std::move(batch_), scan_at_};
    if (held_spots_.empty()) return post(std::move(done));
    held_bytes_ += done.batch->arena.used() + done.batch->records.size() * sizeof(FindingRecord);
    held_.push_back(std::move(done));
    if (held_bytes_ < k_most_held_bytes) return;
    number_held();
    streaming_ = true;
}

void FindingSink::post(Held held) {
    std::shared_ptr<FindingBatch> batch = std::move(held.batch);
    post([this, batch = std::move(batch), feeds = given_.feeds, at = held.scan_at](Connection& db) -> Result<void> {
        if (auto done = feeds.fill(db, *batch, at); !done) return done;
        return loader_.add(*batch);
    });
}

bool FindingSink::flush() {
    end_batch();
    number_held();
    return !failed_;
}

} // namespace parapet
