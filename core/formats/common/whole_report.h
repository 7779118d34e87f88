#pragma once
// For reports that are read with everything at hand: a RecordRun that, once stopped, hands nothing out any more and
// says so at the end.

#include "core/base/json.h"
#include "core/base/xml.h"
#include "core/formats/common/record_run.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parapet {

class WholeReport : public RecordRun {
public:
    WholeReport(RecordSink& out, ParseStats& stats, JobContext& job, const ParseOptions& options);

    // The next record, empty but for its place. Where no scan was told of, an empty one is.
    [[nodiscard]] RawFinding& next(std::string path, std::int64_t line = 0, std::int64_t offset = -1);
    [[nodiscard]] RawFinding& next(std::string path, const xml::Document& document, xml::Node node);
    // Another finding of the same record.
    [[nodiscard]] RawFinding& again(std::string path);
    using RecordRun::again;
    void emit() { emit(current()); }
    void emit(RawFinding& finding) {
        if (stopped_) RecordRun::emit(finding);
    }
    // The record that next() began gave nothing.
    void skip(const std::string& reason) { stats.skip(reason); }
    // False once the job was stopped: leave the loop; the parse then fails.
    [[nodiscard]] bool go_on() const { return stopped_.has_value(); }

    void severity(RawFinding& finding, std::string_view word, std::span<const fields::SeverityWord> table) {
        fields::set_severity(finding, word, table, stats);
    }

    const ParseOptions& options;

private:
    friend Result<ParseStats> finish_whole(WholeReport& report);
    Result<void> stopped_;
};

[[nodiscard]] Result<ParseStats> finish_whole(WholeReport& report);

// A JSON document as a whole. `read` fails where it is not what it should be.
using ReadJson = Result<void> (*)(json::Value root, WholeReport& report);
[[nodiscard]] Result<ParseStats> parse_whole_json(Input& in, RecordSink& out, JobContext& job,
                                                  const ParseOptions& options, ReadJson read);

// The same of YAML (yaml_json.h).
[[nodiscard]] Result<ParseStats> parse_whole_yaml(Input& in, RecordSink& out, JobContext& job,
                                                  const ParseOptions& options, ReadJson read);

// An XML document as a whole, whose root element must be `root` ("" for any).
using ReadXml = Result<void> (*)(const xml::Document& document, xml::Node root, WholeReport& report);
[[nodiscard]] Result<ParseStats> parse_whole_xml(Input& in, RecordSink& out, JobContext& job,
                                                 const ParseOptions& options, std::string_view root, ReadXml read);

// XML of many records in bounded memory: `read` is called for each element of one of these names; `told()` says whether
// it is the first. After the last it is called once more with an empty node and the root.
using ReadXmlRecord = Result<void> (*)(const xml::Record& record, xml::Node root, WholeReport& report);
[[nodiscard]] Result<ParseStats> parse_xml_records(Input& in, RecordSink& out, JobContext& job,
                                                   const ParseOptions& options, std::string_view root,
                                                   const std::vector<std::string_view>& names, ReadXmlRecord read,
                                                   const xml::Options& reading = {});

} // namespace parapet
