#pragma once
// Why sightings are one finding: the rule that made an identity, and its words for people.

#include "core/model/enums.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

// Stands in workspaces: only append.
enum class IdentityBasis : std::uint8_t {
    vuln_package = 0,     // advisory, package, asset
    vuln_place = 1,       // advisory, asset, port or file: no package is named
    code_snippet = 2,     // weakness, file, hash of the source text
    code_fingerprint = 3, // weakness, file, the tool's own fingerprint
    code_function = 4,    // weakness, file, function
    code_file = 5,        // weakness, file; places told apart by their order
    config_resource = 6,  // check, resource, asset
    config_file = 7,      // check, file, asset
    config_asset = 8,     // check, asset
    secret_value = 9,     // masked secret, file
    secret_place = 10,    // rule, file
    web_parameter = 11,   // weakness, method, path, parameter
    web_path = 12,        // weakness, method, path
    other_place = 13,     // rule, asset, place
    other_fingerprint = 14,
};

[[nodiscard]] IdentityKind kind_of(IdentityBasis basis);

// "the same advisory (CVE-2024-1) in the same package (pkg) on the same asset (payments-api)"
struct IdentityWords {
    std::string_view advisory, rule, weakness, package, asset, file, function, resource, url, method, parameter;
};
[[nodiscard]] std::string identity_reason(IdentityBasis basis, const IdentityWords& words);

} // namespace parapet
