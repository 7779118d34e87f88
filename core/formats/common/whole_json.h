#pragma once
// Reports that are small enough for the DOM, and reports of one JSON document a line.

#include "core/base/json.h"
#include "core/formats/format.h"

#include <functional>
#include <string>

namespace parapet {

// A whole document as UTF-8; a byte order mark of UTF-8 stays, for the parser to pass over.
[[nodiscard]] Result<std::string> whole_text(Input& in, const Limits& limits);
// Broken characters and double keys of a document become warnings.
void warn_of_repairs(const json::Document& document, ParseStats& stats, const std::string& where = {},
                     std::int64_t line = -1);

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
