#pragma once
// What a scanner saw of an asset, good or bad: what expectations are held against.

#include <cstdint>
#include <string_view>

namespace parapet {

enum class FactKind : std::uint8_t { port = 0, package = 1, setting = 2 }; // stands in workspaces: only append

// port: name "22/tcp", value the service; package: name and version; setting: name and value.
struct AssetFact {
    FactKind kind = FactKind::setting;
    std::string_view asset; // "" = the target of the scan
    std::string_view name, value;
};

} // namespace parapet
