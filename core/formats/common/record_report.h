#pragma once
// Reports that are held as a whole, whose records come as the list of a document, as a bare list, one behind the other
// (JSON lines) or as a single one. RecordRun hands them out.

#include "core/base/json.h"
#include "core/formats/common/record_run.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct JsonRecord {
    json::Value value;
    std::string path;      // JSON pointer
    std::int64_t line = 0; // where records stand in lines of their own
};

class JsonRecords {
public:
    // `lists`: paths of the arrays of records in a document, "/" between keys: "Findings", "detail/findings". A
    // document with none of them, and each of several documents, counts as one record.
    [[nodiscard]] Result<void> read(Input& in, const std::vector<std::string_view>& lists, ParseStats& stats,
                                    const Limits& limits);

    // The document; of several the list of them.
    [[nodiscard]] json::Value root() const { return root_; }
    [[nodiscard]] const std::vector<JsonRecord>& records() const { return records_; }
    // The document is an object without a list, or there are several documents.
    [[nodiscard]] bool single() const { return single_; }
    [[nodiscard]] bool several() const { return several_; }
    // The text ended within a record, or one of them is not JSON (only of several; else it is an error).
    [[nodiscard]] bool cut() const { return cut_; }

private:
    [[nodiscard]] Result<void> read_several(const Error& whole, const std::vector<std::string_view>& lists,
                                            ParseStats& stats, const Limits& limits);
    void find(const std::vector<std::string_view>& lists);
    bool take_lists(json::Value document, const std::vector<std::string_view>& lists, const std::string& prefix,
                    std::int64_t line);

    std::string text_, joined_;
    json::Document document_;
    json::Value root_;
    std::vector<JsonRecord> records_;
    bool single_ = false, several_ = false, cut_ = false;
};

} // namespace parapet
