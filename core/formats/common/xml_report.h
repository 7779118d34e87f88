#pragma once
// The common case of an XML report: elements of one or two names, each a record, read one at a time in a document that
// tells around them what was scanned.

#include "core/base/xml.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/format.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class XmlReport {
public:
    XmlReport(RecordSink& out, ParseStats& stats, JobContext& job, const ParseOptions& options);
    virtual ~XmlReport() = default;
    XmlReport(const XmlReport&) = delete;
    XmlReport& operator=(const XmlReport&) = delete;

    // Reads everything; a root element that none of `roots` names is refused.
    [[nodiscard]] Result<void> run(Input& in, const std::vector<std::string_view>& roots,
                                   const std::vector<std::string_view>& records, const xml::Options& options = {});

protected:
    virtual void record(const xml::Record& at) = 0;
    virtual void finish(xml::Node /*root*/) {}

    // The next record: an empty finding whose place is set.
    [[nodiscard]] RawFinding& start(const xml::Record& at, std::string_view path);
    // Another finding of the same record.
    [[nodiscard]] RawFinding& again();
    void emit() { out_.finding(finding_); }
    void tell(const ScanInfo& scan);
    [[nodiscard]] bool told() const { return told_; }

    ParseStats& stats;
    const Limits& limits;

private:
    RecordSink& out_;
    JobContext& job_;
    RawFinding finding_;
    bool told_ = false;
};

template<class Report>
Result<ParseStats> parse_xml_report(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options,
                                    const std::vector<std::string_view>& roots,
                                    const std::vector<std::string_view>& records, const xml::Options& reading = {}) {
    ParseStats stats;
    Report report(out, stats, job, options);
    if (auto ok = report.run(in, roots, records, reading); !ok) return fail(ok.error());
    return stats;
}

} // namespace parapet
