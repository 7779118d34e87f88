#pragma once
// What a report within an attestation says, with what the attestation says around it.

#include "core/formats/fact_sink.h"
#include "core/formats/format.h"

#include <cstdint>
#include <string>

namespace parapet::attestation {

// Of the statement: whom it is about, who scanned, and where in the file it stands.
struct Around {
    ScanInfo scan; // what the report itself leaves empty
    std::string path;
    std::int64_t line = 0;
};

class SubjectSink final : public RecordSink, public FactSink {
public:
    SubjectSink(RecordSink& below, const Around& around)
        : below_(below)
        , around_(around) {}
    void scan(const ScanInfo& info) override;
    // A line of what was encoded is no line of the file.
    void finding(RawFinding& finding) override;
    void event(const EventView& event) override { below_.event(event); }
    void fact(const AssetFact& fact) override { tell_fact(below_, fact); }

private:
    RecordSink& below_;
    const Around& around_;
};

// Adds what the reader of one report said to what is said of the whole file.
void add_stats(ParseStats& all, const ParseStats& one, const Around& around);

} // namespace parapet::attestation
