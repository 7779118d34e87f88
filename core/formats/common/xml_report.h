#pragma once
// The common case of an XML report: elements of one or two names, each a record, read one at a time in a document that
// tells around them what was scanned.

#include "core/base/xml.h"
#include "core/formats/common/record_run.h"

#include <string>
#include <string_view>
#include <vector>

namespace parapet {

class XmlReport : protected RecordRun {
public:
    using RecordRun::RecordRun;
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
