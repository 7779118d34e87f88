#pragma once
// Which controls a finding or an event bears on, and why: own ids of the tool, then CCI, then CWE, then the cause. Also
// which kinds of scan a tool makes. Tables of resources/mappings.

#include "core/base/result.h"
#include "core/model/enums.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet::compliance {

// Bits: one scan may be several.
enum ScanKind : std::uint16_t {
    k_scan_sast = 1,
    k_scan_sca = 2,
    k_scan_secret = 4,
    k_scan_iac = 8,
    k_scan_image = 16,
    k_scan_host = 32,
    k_scan_config = 64,
    k_scan_cloud = 128,
    k_scan_dast = 256,
    k_scan_any = 511,
};
// "sast,dast" or "any"; 0 when a word is not known.
[[nodiscard]] std::uint16_t parse_scan_kinds(std::string_view words);
// What a scan of this tool on this kind of target covers; 0 = unknown tool and target.
[[nodiscard]] std::uint16_t scan_kinds_of(std::string_view tool, std::string_view target_kind);
// The scans that an asset of this kind should have: image -> image|sca ...; 0 = none in particular.
[[nodiscard]] std::uint16_t scan_kinds_for_asset(std::string_view asset_kind);

struct MappedControl {
    std::string id;     // "SI-10"
    std::string reason; // "CWE-89 (mitre-cwe-r4, advisory)"
    auto operator<=>(const MappedControl&) const = default;
};

struct MappingInput {
    std::span<const std::string> tool_controls; // "nist:AC-2 (3)", "cci:CCI-000366", "AC-3", as the tool says
    std::span<const int> cwe;
    Cause cause = Cause::other;
    IdentityKind identity = IdentityKind::other;
};
// In order of exactness, each control once with its first reason. Only the most exact level that says anything counts,
// and the default of the cause beside it.
[[nodiscard]] std::vector<MappedControl> controls_of(const MappingInput& finding);
// What the tool itself names: SP 800-53 ids and CCI, lifted to rev 5. Other schemes are left alone.
[[nodiscard]] std::vector<MappedControl> explicit_controls(std::span<const std::string> tool_controls);
[[nodiscard]] const std::vector<std::string>& controls_of(EventKind kind);
// CWEs that the table gives to a control, ascending.
[[nodiscard]] const std::vector<int>& cwes_of(const std::string& control);

} // namespace parapet::compliance
