#pragma once
// Ids that cannot be mixed up. 0 is "none".

#include <compare>
#include <cstdint>
#include <functional>

namespace parapet {

template<class Tag>
struct Id {
    std::int64_t value = 0;
    [[nodiscard]] explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

using FindingId = Id<struct FindingTag>;
using AssetId = Id<struct AssetTag>;
using ImportId = Id<struct ImportTag>;
using SourceId = Id<struct SourceTag>;
using ScanId = Id<struct ScanTag>;
using StringId = Id<struct StringTag>; // interned text
using EventId = Id<struct EventTag>;   // block << 20 | row in block

} // namespace parapet

template<class Tag>
struct std::hash<parapet::Id<Tag>> {
    std::size_t operator()(parapet::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
