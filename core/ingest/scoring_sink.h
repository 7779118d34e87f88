#pragma once
// Between a findings parser and whoever takes its records: scores the CVSS vectors that came without a score, and says
// where a report's score is not what its vector gives. Credentials in what a web scanner tells go no further.

#include "core/analysis/cvss.h"
#include "core/formats/fact_sink.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace parapet {

class ScoringSink final : public RecordSink, public FactSink {
public:
    explicit ScoringSink(RecordSink& below)
        : below_(below) {}
    void scan(const ScanInfo& info) override { below_.scan(info); }
    void finding(RawFinding& finding) override;
    void event(const EventView& event) override { below_.event(event); }
    void fact(const AssetFact& fact) override { tell_fact(below_, fact); }

    // Adds its warnings to what the parser itself said.
    void tell(ParseStats& stats) const;

private:
    struct Known {
        std::optional<cvss::Scores> scores;
        std::string error;
    };
    const Known& scored(const std::string& vector);

    RecordSink& below_;
    std::unordered_map<std::string, Known> known_; // a report has few vectors and many findings
    ParseStats said_;
};

} // namespace parapet
