#pragma once
// A RawFinding as the writer lane takes it: cut to size, classified, its words in one piece of memory.

#include "core/analysis/classify.h"
#include "core/base/limits.h"
#include "core/ingest/identity.h"
#include "core/model/finding.h"
#include "core/store/findings/record.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

class Packer {
public:
    explicit Packer(const Limits& limits)
        : limits_(limits) {}

    struct Given {
        std::string_view asset, target_kind;
        const Identity* identity = nullptr;
        std::uint64_t key = 0, proof = 0;
        std::int64_t scan_at = 0; // seconds
    };
    // Appends to the batch.
    void pack(const RawFinding& finding, const Given& given, FindingBatch& into);
    [[nodiscard]] std::uint64_t cut() const { return cut_; } // fields that were longer than is kept

private:
    [[nodiscard]] std::string_view bounded(std::string_view text, std::size_t most, std::string& scratch);
    void fill_texts(const RawFinding& finding, const Given& given);
    void fill_sets(const RawFinding& finding);
    void fill_detail(const RawFinding& finding);
    void copy_texts(FindingRecord& record, Arena& arena);

    const Limits& limits_;
    std::uint64_t cut_ = 0;
    std::string_view texts_[k_record_texts];
    std::string scratch_[k_record_texts];
};

} // namespace parapet
