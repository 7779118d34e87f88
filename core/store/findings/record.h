#pragma once
// Findings on their way from the parser's thread to the writer's, packed: the text of a record lies in one piece.

#include "core/model/enums.h"
#include "core/model/fact.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// Bytes that live as long as the batch.
class Arena {
public:
    // Room for `bytes` bytes in one piece.
    [[nodiscard]] char* take(std::size_t bytes);
    [[nodiscard]] std::size_t used() const { return used_; }

private:
    std::vector<std::unique_ptr<char[]>> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t used_ = 0;
};

enum class RecordText : std::uint8_t {
    title,
    description,
    remediation,
    evidence,
    rule,
    rule_name,
    severity_raw,
    asset,
    vuln, // the advisory it goes by
    file,
    package,
    version,
    fixed_version,
    resource, // URL, resource or host to show and search
    detail,   // JSON: what no column has
    cwe,      // sets: one word a line
    advisories,
    tags,
    links,
    controls,
    place, // path of where it stands in the report; not part of `content`
};
inline constexpr std::size_t k_record_texts = 21;

struct FindingRecord {
    std::uint64_t identity = 0, proof = 0;
    std::uint64_t content = 0; // hash of everything that the tool says, without `place`
    std::int64_t seen = 0;     // seconds; 0 = the scan's time
    std::int64_t line = 0;
    std::int64_t place_line = 0, place_offset = -1;
    double score = -1, epss = -1;
    Severity severity = Severity::info;
    Cause cause = Cause::other;
    Phase phase = Phase::operate;
    CheckOutcome outcome = CheckOutcome::fail;
    std::uint8_t basis = 0, cause_rule = 0, phase_rule = 0;
    bool suppressed = false;
    std::int8_t kev = -1, reachable = -1; // -1 = unknown
    std::string_view texts[k_record_texts];

    [[nodiscard]] std::string_view operator[](RecordText t) const { return texts[static_cast<std::size_t>(t)]; }
};

struct FactRecord {
    FactKind kind = FactKind::setting;
    std::string asset, name, value;
};
struct FactBatch {
    std::size_t scan = 0; // number of the scan within the import
    std::vector<FactRecord> facts;
};

// Records of one scan, in the order of the report.
struct FindingBatch {
    static constexpr std::size_t k_most_records = 512;
    static constexpr std::size_t k_most_bytes = 2U << 20U;

    std::size_t scan = 0; // number of the scan within the import
    Arena arena;
    std::vector<FindingRecord> records;

    [[nodiscard]] bool full() const { return records.size() >= k_most_records || arena.used() >= k_most_bytes; }
};

} // namespace parapet
