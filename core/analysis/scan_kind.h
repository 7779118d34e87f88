#pragma once
// What a scan looks for, told from who made it and of what: a clean report says nothing else.

#include <array>
#include <cstdint>
#include <string_view>

namespace parapet {

// Only append.
enum class ScanKind : std::uint8_t { image, dependencies, code, secrets, dynamic, configuration, network, other };
inline constexpr std::size_t k_scan_kind_count = 8;

[[nodiscard]] std::string_view name_of(ScanKind kind);  // stable, for JSON
[[nodiscard]] std::string_view title_of(ScanKind kind); // for people: "Container images"

// `format`: its slug; `target_kind`: of the scan ("image", "repository" ...), may be empty.
[[nodiscard]] ScanKind scan_kind(std::string_view format, std::string_view tool, std::string_view target_kind);

// Whether an asset of this kind ("image", "host" ...) is one that such scans are made of. Of unknown kinds every scan
// is.
[[nodiscard]] bool is_scanned_for(std::string_view asset_kind, ScanKind kind);

} // namespace parapet
