#pragma once
// Reports whose JSON objects come one after the other (object_frames.h), each parsed by itself.

#include "core/base/json.h"
#include "core/formats/common/object_frames.h"

#include <functional>

namespace parapet {

// Calls `take` for each object; its value is good until the call returns. An object that is not JSON, and a last one
// without an end, are errors with their line.
[[nodiscard]] Result<void>
for_each_json_object(Input& in, const Limits& limits,
                     const std::function<Result<void>(json::Value, const ObjectFrame&)>& take);

} // namespace parapet
