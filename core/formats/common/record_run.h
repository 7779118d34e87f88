#pragma once
// What handing out the records of a report always is: counting them, giving each finding its place, naming the tool,
// and looking now and then whether somebody wants it to stop. How a document is walked is the business of those that
// build on it (whole_report.h, dom_report.h, xml_report.h, record_report.h).

#include "core/formats/common/finding_fields.h"
#include "core/formats/format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace parapet {

struct AssetFact;

// A scan of a file; the first one names the tool of the file as a whole.
void tell_scan(RecordSink& out, ParseStats& stats, const ScanInfo& scan);

class RecordRun {
public:
    RecordRun(RecordSink& sink, ParseStats& parse_stats, JobContext& context, const ParseOptions& options)
        : stats(parse_stats)
        , limits(*options.limits)
        , out_(sink)
        , job_(context) {}

    // Before its findings; again for each further scan of the same file.
    void tell(const ScanInfo& scan);
    [[nodiscard]] bool told() const { return told_; }
    // A new record, counted; its finding, empty but for the place.
    [[nodiscard]] RawFinding& next(std::string_view path, std::int64_t line = 0);
    // Another finding of the same record.
    [[nodiscard]] RawFinding& again();
    void emit() { out_.finding(finding_); }
    void emit(RawFinding& other) { out_.finding(other); } // made by the format, counted as it sees fit
    void fact(const AssetFact& fact);                     // what was seen besides findings
    // Fails once the job was stopped. Looks every 64 records.
    [[nodiscard]] Result<void> check();
    // A long text, with the warning in its place.
    void text(std::string& field, std::string_view words) {
        fields::set_text(field, words, stats, finding_.place.path, limits);
    }

    ParseStats& stats;
    const Limits& limits;

protected:
    [[nodiscard]] RawFinding& begin(std::string path, std::int64_t line, std::int64_t offset);
    [[nodiscard]] RawFinding& current() { return finding_; }
    [[nodiscard]] JobContext& job() { return job_; }

private:
    RecordSink& out_;
    JobContext& job_;
    RawFinding finding_;
    bool told_ = false;
};

} // namespace parapet
