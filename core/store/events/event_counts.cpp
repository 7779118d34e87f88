#include "core/store/events/event_counts.h"

#include "core/store/events/hour_cells.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace parapet::events {

namespace {

constexpr std::uint32_t k_no_slot = std::numeric_limits<std::uint32_t>::max();

Column column_of(GroupBy by) {
    switch (by) {
    case GroupBy::kind:
    case GroupBy::outcome:
        return Column::shape;
    case GroupBy::asset:
        return Column::place;
    case GroupBy::user:
        return Column::user;
    case GroupBy::source:
        return Column::source;
    }
    return Column::shape;
}

class BucketCounter : public RowConsumer {
public:
    BucketCounter(GroupBy by, std::int64_t bucket_seconds, const std::vector<GroupKey>& only)
        : by_(by)
        , bucket_ns_(bucket_seconds * 1'000'000'000)
        , only_(only) {}

    void begin_block(BlockReader& block, StringCache&) override {
        slots_.clear();
        switch (by_) {
        case GroupBy::kind:
            for (const Shape& shape : block.shapes())
                slots_.push_back(slot_of(static_cast<GroupKey>(shape.kind)));
            break;
        case GroupBy::outcome:
            for (const Shape& shape : block.shapes())
                slots_.push_back(slot_of(static_cast<GroupKey>(shape.outcome)));
            break;
        case GroupBy::asset:
            for (const Place& place : block.places())
                slots_.push_back(slot_of(place.asset));
            break;
        case GroupBy::user:
        case GroupBy::source:
            for (const AddressCode code : block.codes(column_of(by_)))
                slots_.push_back(code == 0
                                     ? k_no_slot
                                     : slot_of(only_.empty() || std::binary_search(only_.begin(), only_.end(), code)
                                                   ? code
                                                   : k_other_values));
            break;
        }
    }

    void rows(BlockReader& block, std::size_t segment, std::span<const std::uint8_t> marks) override {
        const auto groups = block.numbers(column_of(by_), segment);
        const auto times = block.times(segment);
        const bool ones =
            block.meta()[Column::count].encoding == Encoding::constant && block.meta()[Column::count].constant == 1;
        const auto counts = ones ? std::span<const std::uint32_t>() : block.numbers(Column::count, segment);
        for_rows(times.size(), marks, [&](std::size_t i) {
            const std::uint32_t slot = slots_[groups[i]];
            if (slot == k_no_slot) return;
            if (bucket_ == nullptr ||
                static_cast<std::uint64_t>(times[i]) - begin_ns_ >= static_cast<std::uint64_t>(bucket_ns_))
                use_bucket(times[i]);
            (*bucket_)[slot] += ones ? 1 : counts[i];
            last_ns_[slot] = std::max(last_ns_[slot], times[i]);
        });
    }

    void end_block(BlockReader&, StringCache&) override {}

    void add_to(BucketCounts& out) const {
        for (const auto& [begin, counts] : buckets_)
            for (std::size_t slot = 0; slot < counts.size(); ++slot)
                if (counts[slot] != 0) out.by_bucket[begin][keys_[slot]] += counts[slot];
        for (std::size_t slot = 0; slot < keys_.size(); ++slot) {
            if (last_ns_[slot] == k_never) continue;
            const auto [entry, is_new] = out.last_ns.try_emplace(keys_[slot], last_ns_[slot]);
            if (!is_new) entry->second = std::max(entry->second, last_ns_[slot]);
        }
    }

private:
    static constexpr std::int64_t k_never = std::numeric_limits<std::int64_t>::min();

    [[nodiscard]] std::uint32_t slot_of(GroupKey key) {
        const auto [entry, is_new] = slot_by_key_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
        if (is_new) {
            keys_.push_back(key);
            last_ns_.push_back(k_never);
            bucket_ = nullptr; // its row is too short now
        }
        return entry->second;
    }
    void use_bucket(std::int64_t time_ns) {
        const std::int64_t number = floor_divide(time_ns, bucket_ns_);
        begin_ns_ = static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(bucket_ns_);
        bucket_ = &buckets_[number * (bucket_ns_ / 1'000'000'000)];
        if (bucket_->size() < keys_.size()) bucket_->resize(keys_.size());
    }

    GroupBy by_;
    std::int64_t bucket_ns_;
    const std::vector<GroupKey>& only_;
    std::vector<std::uint32_t> slots_; // by entry of the block's dictionary
    std::unordered_map<GroupKey, std::uint32_t> slot_by_key_;
    std::vector<GroupKey> keys_;
    std::vector<std::int64_t> last_ns_;
    std::map<std::int64_t, std::vector<std::uint64_t>> buckets_;
    std::vector<std::uint64_t>* bucket_ = nullptr;
    std::uint64_t begin_ns_ = 0;
};

// By group and kind.
class GroupCounter : public RowConsumer {
public:
    explicit GroupCounter(GroupBy by)
        : by_(by)
        , column_(column_of(by)) {}

    void begin_block(BlockReader& block, StringCache&) override {
        codes_.clear();
        switch (by_) {
        case GroupBy::kind:
            for (const Shape& shape : block.shapes())
                codes_.push_back(static_cast<AddressCode>(shape.kind) + 1);
            break;
        case GroupBy::outcome:
            for (const Shape& shape : block.shapes())
                codes_.push_back(static_cast<AddressCode>(shape.outcome) + 1);
            break;
        case GroupBy::asset:
            for (const Place& place : block.places())
                codes_.push_back(AddressCode{place.asset} + 1);
            break;
        case GroupBy::user:
        case GroupBy::source:
            codes_ = block.codes(column_);
            break;
        }
        kinds_.clear();
        base_of_shape_.clear();
        for (const Shape& shape : block.shapes()) {
            auto known = std::find(kinds_.begin(), kinds_.end(), shape.kind);
            if (known == kinds_.end()) known = kinds_.insert(known, shape.kind);
            base_of_shape_.push_back(static_cast<std::size_t>(known - kinds_.begin()) * codes_.size());
        }
        local_.assign(codes_.size() * kinds_.size(), 0);
    }

    void rows(BlockReader& block, std::size_t segment, std::span<const std::uint8_t> marks) override {
        const auto shapes = block.numbers(Column::shape, segment);
        const auto groups = block.numbers(column_, segment);
        const auto counts = block.numbers(Column::count, segment);
        for_rows(shapes.size(), marks,
                 [&](std::size_t i) { local_[base_of_shape_[shapes[i]] + groups[i]] += counts[i]; });
    }

    void end_block(BlockReader&, StringCache&) override {
        for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
            auto& sums = sums_[static_cast<std::size_t>(kinds_[kind])];
            if (!sums) sums.emplace();
            const std::uint64_t* const counts = local_.data() + kind * codes_.size();
            for (std::size_t i = 0; i < codes_.size(); ++i)
                if (codes_[i] != 0 && counts[i] != 0) sums->add(codes_[i], counts[i]);
        }
    }

    void add_to(KindValues& out) const {
        for (std::size_t kind = 0; kind < sums_.size(); ++kind) {
            if (!sums_[kind]) continue;
            out.emplace_back(static_cast<EventKind>(kind), sums_[kind]->cells());
            std::sort(out.back().second.begin(), out.back().second.end(),
                      [](const ValueCell& a, const ValueCell& b) { return a.code < b.code; });
        }
    }

private:
    GroupBy by_;
    Column column_;
    std::vector<AddressCode> codes_; // by entry of the block's dictionary
    std::vector<EventKind> kinds_;
    std::vector<std::size_t> base_of_shape_;
    std::vector<std::uint64_t> local_; // by kind, then entry
    std::array<std::optional<ValueSums>, k_event_kind_count> sums_;
};

class RowCounter : public RowConsumer {
public:
    void begin_block(BlockReader&, StringCache&) override {}
    void rows(BlockReader& block, std::size_t segment, std::span<const std::uint8_t> marks) override {
        count_ += marks.empty() ? static_cast<std::int64_t>(block.meta().rows_of(segment))
                                : static_cast<std::int64_t>(std::count(marks.begin(), marks.end(), 1));
    }
    void end_block(BlockReader&, StringCache&) override {}
    [[nodiscard]] std::int64_t count() const { return count_; }

private:
    std::int64_t count_ = 0;
};

} // namespace

Result<BucketCounts> count_buckets(const Workspace& workspace, const Question& question, GroupBy by,
                                   std::int64_t bucket_seconds, const std::vector<GroupKey>& only,
                                   std::stop_token stop) {
    auto counters = scan(
        workspace, question, [&] { return std::make_unique<BucketCounter>(by, bucket_seconds, only); },
        std::move(stop));
    if (!counters) return fail(std::move(counters.error()));
    BucketCounts out;
    for (const auto& counter : *counters)
        static_cast<const BucketCounter&>(*counter).add_to(out);
    return out;
}

Result<void> count_groups(const Workspace& workspace, const Question& question, GroupBy by, KindValues& into,
                          std::stop_token stop) {
    auto counters = scan(
        workspace, question, [&] { return std::make_unique<GroupCounter>(by); }, std::move(stop));
    if (!counters) return fail(std::move(counters.error()));
    for (const auto& counter : *counters)
        static_cast<const GroupCounter&>(*counter).add_to(into);
    return {};
}

Result<std::int64_t> count_rows(const Workspace& workspace, const Question& question, std::stop_token stop) {
    auto counters = scan(
        workspace, question, [] { return std::make_unique<RowCounter>(); }, std::move(stop));
    if (!counters) return fail(std::move(counters.error()));
    std::int64_t count = 0;
    for (const auto& counter : *counters)
        count += static_cast<const RowCounter&>(*counter).count();
    return count;
}

} // namespace parapet::events
