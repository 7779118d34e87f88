#pragma once
// Reports that are small enough for the DOM, and reports of one JSON document a line.

#include "core/base/json.h"
#include "core/formats/format.h"

#include <functional>
#include <string>

namespace parapet {

// Holds a whole document while it is read.
class WholeJson {
public:
    // Reads and parses all of it. Broken characters and double keys become warnings.
    [[nodiscard]] Result<json::Value> read(Input& in, ParseStats& stats, const Limits& limits);

private:
    std::string text_;
    json::Document document_;
};

struct JsonLine {
    json::Value value;
    std::uint64_t line = 0; // from 1
    std::uint64_t offset = 0;
};

// Each line that is not blank. A line that is no JSON is skipped with a warning, unless none is any: then the document
// is refused.
[[nodiscard]] Result<void> each_json_line(Input& in, ParseStats& stats, JobContext& job, const Limits& limits,
                                          const std::function<Result<void>(const JsonLine&)>& line);

} // namespace parapet
