#pragma once
// Bounds on what comes from outside. One place, so that they can be found, argued about and tested.

#include <cstddef>
#include <cstdint>

namespace parapet {

struct Limits {
    std::uint64_t max_file_bytes = 16ULL << 30;    // a log may be large; refused from its size alone
    std::uint64_t max_document_bytes = 1ULL << 30; // a report that must be held as one document (DOM)
    std::size_t max_line_bytes = 1U << 20;         // one line of a log, JSONL or CSV
    std::size_t max_string_bytes = 16U << 20;      // one string of a report while it is read
    std::size_t max_element_bytes = 64U << 20;     // one element of a framed JSON array
    std::size_t max_field_bytes = 64U << 10;       // what is kept of one text field (the rest is cut, with a warning)
    std::size_t max_title_bytes = 512;
    std::size_t max_depth = 512;      // JSON and XML nesting
    std::size_t max_locations = 1000; // per finding; "N more not shown"
    std::size_t max_warnings = 200;   // kept word for word; the rest is counted
    std::uint64_t max_archive_members = 100'000;
    std::uint64_t max_archive_bytes = 16ULL << 30; // inflated, all members
    std::uint64_t max_archive_ratio = 250;         // inflated : packed, once past 64 MiB
    int max_archive_depth = 3;                     // an archive in an archive in an archive
    std::size_t max_csv_columns = 2000;
};

[[nodiscard]] inline const Limits& default_limits() {
    static const Limits k_limits;
    return k_limits;
}

} // namespace parapet
