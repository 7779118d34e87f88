#pragma once
// The records behind a check, and where a person finds them. Part of core/views/compliance.cpp.

#include "core/compliance/evaluate.h"
#include "core/compliance/load_facts.h"
#include "core/views/compliance.h"

#include <unordered_map>
#include <utility>

namespace parapet::views {

// The newest events before each of the times (ascending), looked at for what they say (assertions record_content and
// time_quality).
[[nodiscard]] Result<void> sample_events(const Workspace& workspace, const std::vector<Time>& times,
                                         compliance::Facts& facts, std::stop_token stop);

class EvidenceMaker {
public:
    EvidenceMaker(compliance_rows::Queries& queries, const compliance::LoadedFacts& loaded, Time as_of);
    // Reads what the items need from the workspace.
    [[nodiscard]] Result<void> prepare(const compliance::Evaluation& evaluation, const std::stop_token& stop);

    [[nodiscard]] std::vector<EvidenceItem> items(const compliance::RuleResult& result) const;
    [[nodiscard]] std::pair<std::string, std::string> link(const compliance::RuleResult& result) const; // page, query

private:
    Result<void> read(const compliance::RuleResult& result);
    [[nodiscard]] const std::string& asset_name(AssetId id) const;
    void add_findings(const compliance::RuleResult& result, std::vector<EvidenceItem>& out) const;
    void add_scans(const compliance::RuleResult& result, std::vector<EvidenceItem>& out) const;
    void add_telemetry(const compliance::RuleResult& result, std::vector<EvidenceItem>& out) const;
    void add_people(const compliance::RuleResult& result, std::vector<EvidenceItem>& out) const;

    compliance_rows::Queries& queries_;
    const compliance::LoadedFacts& loaded_;
    Time as_of_;
    std::unordered_map<AssetId, std::size_t> assets_;
    std::unordered_map<std::uint32_t, compliance_rows::FindingEvidenceRow> findings_; // by index into the facts
    std::unordered_map<std::uint32_t, std::string> scan_sha256_;
};

} // namespace parapet::views
