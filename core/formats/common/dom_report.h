#pragma once
// Reports whose findings are spread over a document in ways of their own: read whole, then walked by the format.

#include "core/base/json.h"
#include "core/formats/common/vuln_fields.h"
#include "core/formats/format.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace parapet {

class DomReport {
public:
    DomReport(RecordSink& sink, ParseStats& parse_stats, const ParseOptions& options)
        : out(sink)
        , stats(parse_stats)
        , limits(*options.limits) {}

    // Before its findings.
    void scan(const ScanInfo& info);
    // Counts a record and gives an empty finding at that place: record("/results", 3), record("/a", 3, "vulns", 1).
    RawFinding& record(std::string_view list, std::size_t index);
    RawFinding& record(std::string_view list, std::size_t index, std::string_view inner, std::size_t inner_index);
    // The finding of the last record, filled.
    void emit() { out.finding(finding_); }
    // Set what is long or rated, with the warnings in their place.
    void text(std::string& field, std::string_view words) {
        fields::set_text(field, words, stats, finding_.place.path, limits);
    }

    RecordSink& out;
    ParseStats& stats;
    const Limits& limits;

private:
    RawFinding finding_;
};

using ReadDom = Result<void> (*)(json::Value root, DomReport& report);
[[nodiscard]] Result<ParseStats> parse_dom(Input& in, RecordSink& out, const ParseOptions& options, ReadDom read);

} // namespace parapet
