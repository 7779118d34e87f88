#pragma once
// The JSON objects of a log one after the other, however they are strung together: JSON lines, json-seq (RFC 7464),
// pretty-printed one behind the other, server-sent events ("data: {...}"), or elements of one array.

#include "core/base/input.h"
#include "core/base/limits.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace parapet {

struct ObjectFrame {
    std::string_view bytes; // one object from '{' to '}'; good until the call returns
    std::uint64_t line = 1; // where it begins
    std::uint64_t offset = 0;
};

struct FramedObjects {
    std::uint64_t objects = 0;
    bool cut = false;           // the last object has no end
    std::uint64_t cut_line = 0; // where that one begins
};

// Calls `take` for each object at the outermost level, whose errors end the walk. An object over
// limits.max_element_bytes or nested deeper than limits.max_depth is an Errc::limit.
[[nodiscard]] Result<FramedObjects> for_each_object(Input& in,
                                                    const std::function<Result<void>(const ObjectFrame&)>& take,
                                                    const Limits& limits = default_limits());

} // namespace parapet
