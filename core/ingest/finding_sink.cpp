#include "core/ingest/finding_sink.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parapet {

namespace {
constexpr std::int64_t k_clock_skew_seconds = 86'400;
constexpr std::size_t k_most_facts = 1'000'000; // of an import
constexpr std::size_t k_most_fact_bytes = 300;
constexpr std::size_t k_most_held_bytes = 12U << 20U; // of a scan whose spots are not numbered yet
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
    flush_facts();
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
    known_facts_.clear();
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
    if (finding.location.port > 0 && !finding.location.host.empty() && finding.outcome != CheckOutcome::pass)
        open_port(finding, given.asset);
    if (batch_->full()) end_batch();
}

// A scanner that finds something at a port has reached it.
void FindingSink::open_port(const RawFinding& finding, std::string_view asset) {
    const Location& at = finding.location;
    const std::size_t slash = at.resource.find('/');
    const bool named = slash != std::string::npos && at.resource.substr(0, slash) == std::to_string(at.port);
    std::string_view protocol = named ? std::string_view(at.resource).substr(slash + 1) : std::string_view("tcp");
    if (protocol != "udp" && protocol != "sctp") protocol = "tcp";
    fact({FactKind::port, asset, fmt::format("{}/{}", at.port, protocol), {}});
}

void FindingSink::fact(const AssetFact& fact) {
    if (failed_ || fact.name.empty() || fact.name.size() > k_most_fact_bytes || fact_count_ >= k_most_facts) return;
    if (scans_ == 0) scan({});
    FactRecord record;
    record.kind = fact.kind;
    record.asset = given_.asset.empty() && !fact.asset.empty() ? std::string(fact.asset) : target_;
    record.name = fact.name;
    record.value = elide(fact.value, k_most_fact_bytes);
    const std::uint64_t key =
        hash64(record.value, hash64(record.name, hash64(record.asset, static_cast<std::uint64_t>(fact.kind) + 1)));
    if (known_facts_.find(key) != nullptr) return;
    known_facts_.insert(key, 1);
    ++fact_count_;
    if (facts_ == nullptr) facts_ = std::make_shared<FactBatch>();
    facts_->scan = scans_ - 1;
    facts_->facts.push_back(std::move(record));
    if (facts_->facts.size() >= FindingBatch::k_most_records) flush_facts();
}

void FindingSink::flush_facts() {
    if (facts_ == nullptr) return;
    post([this, facts = std::exchange(facts_, nullptr)](Connection&) { return loader_.add_facts(*facts); });
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
    flush_facts();
    end_batch();
    number_held();
    return !failed_;
}

} // namespace parapet
