#include "core/formats/common/json_objects.h"

namespace parapet {

Result<void> for_each_json_object(Input& in, const Limits& limits,
                                  const std::function<Result<void>(json::Value, const ObjectFrame&)>& take) {
    json::Document document;
    const auto parse = [&](const ObjectFrame& frame) -> Result<void> {
        auto value = document.parse(frame.bytes, limits);
        if (value) return take(*value, frame);
        Error error = std::move(value.error());
        error.line = static_cast<std::int64_t>(frame.line);
        error.offset = static_cast<std::int64_t>(frame.offset);
        return fail(std::move(error));
    };
    auto framed = for_each_object(in, parse, limits);
    if (!framed) return fail(std::move(framed.error()));
    if (!framed->cut) return {};
    Error error{Errc::malformed, "the last object has no end", {}, {}};
    error.line = static_cast<std::int64_t>(framed->cut_line);
    return fail(std::move(error));
}

} // namespace parapet
