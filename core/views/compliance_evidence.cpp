#include "core/views/compliance_evidence.h"

#include "core/base/text.h"
#include "core/query/filter.h"

#include <algorithm>

namespace parapet::views {
namespace {

using compliance::Assertion;
using compliance::RuleKind;
using compliance::RuleResult;

// What is listed of each; the figures always say how many there are in all.
constexpr std::size_t k_findings = 25, k_scans = 12, k_hosts = 12, k_people = 6;

std::string day_text(Time at) {
    return format_rfc3339(at).substr(0, 10);
}

template<class T>
std::size_t bounded(const std::vector<T>& items, std::size_t most) {
    return std::min(items.size(), most);
}

std::string open_query(const compliance::EvidenceRule& rule) {
    std::string query = rule.query;
    const auto add = [&](const std::string& more) { query += (query.empty() ? "" : " ") + more; };
    switch (rule.assertion) {
    case Assertion::acceptances_current:
        add("status:risk_accepted");
        return query;
    case Assertion::triaged:
        add("status:open age:>" +
            std::to_string(std::chrono::duration_cast<std::chrono::hours>(rule.span).count() / 24) + "d");
        return query;
    default:
        break;
    }
    add("status:open,triaged,in_progress");
    if (rule.assertion == Assertion::within_deadline) add("overdue:yes");
    if (rule.assertion == Assertion::below_gate && rule.gate)
        add("(severity:>=" + std::string(name_of(*rule.gate)) + " or overdue:yes)");
    return query;
}

} // namespace

EvidenceMaker::EvidenceMaker(compliance_rows::Queries& queries, const compliance::LoadedFacts& loaded, Time as_of)
    : queries_(queries)
    , loaded_(loaded)
    , as_of_(as_of) {
    for (std::size_t i = 0; i < loaded.facts.assets.size(); ++i)
        assets_.emplace(loaded.facts.assets[i].id, i);
}

Result<void> EvidenceMaker::prepare(const compliance::Evaluation& evaluation, const std::stop_token& stop) {
    for (const RuleResult& result : evaluation.rules) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "reading the evidence was stopped");
        if (auto done = read(result); !done) return done;
    }
    for (const auto& own : evaluation.own)
        if (auto done = read(*own); !done) return done;
    return {};
}

Result<void> EvidenceMaker::read(const RuleResult& result) {
    for (std::size_t i = 0; i < bounded(result.violating, k_findings); ++i) {
        const std::uint32_t at = result.violating[i];
        if (findings_.count(at) != 0) continue;
        auto row = queries_.finding_evidence(loaded_.facts.findings[at].id.value);
        if (!row) return fail(std::move(row.error()));
        findings_.emplace(at, std::move(*row));
    }
    for (std::size_t i = 0; i < bounded(result.scans, k_scans); ++i) {
        const std::uint32_t at = result.scans[i];
        if (scan_sha256_.count(at) != 0) continue;
        auto sha256 = queries_.import_sha256(loaded_.facts.scans[at].import.value);
        if (!sha256) return fail(std::move(sha256.error()));
        scan_sha256_.emplace(at, std::move(*sha256));
    }
    return {};
}

const std::string& EvidenceMaker::asset_name(AssetId id) const {
    static const std::string k_none = "(unnamed)";
    const auto found = assets_.find(id);
    if (found == assets_.end()) return k_none;
    const std::string& name = loaded_.facts.assets[found->second].name;
    return name.empty() ? k_none : name;
}

void EvidenceMaker::add_findings(const RuleResult& result, std::vector<EvidenceItem>& out) const {
    for (std::size_t i = 0; i < bounded(result.violating, k_findings); ++i) {
        const compliance::FindingFact& fact = loaded_.facts.findings[result.violating[i]];
        const auto row = findings_.find(result.violating[i]);
        if (row == findings_.end()) continue;
        const auto& f = row->second;
        EvidenceItem item{"finding", "F-" + std::to_string(fact.id.value), fact.first_seen, f.tool, f.import_sha256,
                          {}};
        item.summary =
            (f.vuln.empty() ? "" : f.vuln + ", ") + f.title + ", on " + (f.asset.empty() ? "(unnamed)" : f.asset);
        if (fact.due != compliance::k_never)
            item.summary += (fact.due <= as_of_ ? ", was due " : ", due ") + day_text(fact.due);
        out.push_back(std::move(item));
    }
}

void EvidenceMaker::add_scans(const RuleResult& result, std::vector<EvidenceItem>& out) const {
    for (std::size_t i = 0; i < bounded(result.scans, k_scans); ++i) {
        const std::uint32_t at = result.scans[i];
        const compliance::ScanFact& scan = loaded_.facts.scans[at];
        const auto sha256 = scan_sha256_.find(at);
        EvidenceItem item{"check",
                          "S-" + std::to_string(scan.id.value),
                          scan.at,
                          loaded_.facts.tools[scan.tool],
                          sha256 == scan_sha256_.end() ? std::string() : sha256->second,
                          {}};
        item.summary = "Scan of " + asset_name(scan.asset) + ", " + format_count(loaded_.scan_findings[at]) +
                       (loaded_.scan_findings[at] == 1 ? " finding" : " findings");
        out.push_back(std::move(item));
    }
}

void EvidenceMaker::add_telemetry(const RuleResult& result, std::vector<EvidenceItem>& out) const {
    for (std::size_t i = 0; i < bounded(result.lacking, k_hosts); ++i)
        out.push_back({"telemetry",
                       asset_name(result.lacking[i]),
                       std::nullopt,
                       {},
                       {},
                       "Silent: " + asset_name(result.lacking[i])});
    for (std::size_t i = 0; i < bounded(result.telemetry, k_hosts); ++i) {
        const std::uint32_t at = result.telemetry[i];
        const compliance::TelemetryFact& fact = loaded_.facts.telemetry[at];
        const compliance::TelemetryOrigin& origin = loaded_.telemetry_origin[at];
        EvidenceItem item{"telemetry",
                          asset_name(fact.asset) + "/" + std::string(name_of(fact.kind)),
                          fact.last,
                          origin.source,
                          origin.import_sha256,
                          {}};
        item.summary = std::string(title_of(fact.kind)) + " on " + asset_name(fact.asset) + ", " +
                       format_count(fact.count) + " events";
        out.push_back(std::move(item));
    }
}

void EvidenceMaker::add_people(const RuleResult& result, std::vector<EvidenceItem>& out) const {
    for (std::size_t i = 0; i < bounded(result.attestations, k_people); ++i) {
        const compliance::AttestationFact& said = loaded_.facts.attestations[result.attestations[i]];
        EvidenceItem item{"attestation", said.id,       said.at, said.by + (said.role.empty() ? "" : ", " + said.role),
                          said.sha256,   said.statement};
        if (said.expires != compliance::k_never) item.summary += " (until " + day_text(said.expires) + ")";
        out.push_back(std::move(item));
    }
    for (std::size_t i = 0; i < bounded(result.changes, k_findings); ++i) {
        const compliance::ChangeFact& change = loaded_.facts.changes[result.changes[i]];
        out.push_back({"change", change.id, change.at, change.source, change.sha256,
                       change.title + ": not " + result.rule->property});
    }
}

std::vector<EvidenceItem> EvidenceMaker::items(const RuleResult& result) const {
    std::vector<EvidenceItem> out;
    add_findings(result, out);
    if (result.rule->kind == RuleKind::telemetry) {
        add_telemetry(result, out);
    } else {
        for (std::size_t i = 0; i < bounded(result.lacking, k_hosts); ++i)
            out.push_back({"check",
                           asset_name(result.lacking[i]),
                           std::nullopt,
                           {},
                           {},
                           "No such scan lately: " + asset_name(result.lacking[i])});
        add_scans(result, out);
    }
    add_people(result, out);
    return out;
}

std::pair<std::string, std::string> EvidenceMaker::link(const RuleResult& result) const {
    const compliance::EvidenceRule& rule = *result.rule;
    if (rule.kind == RuleKind::findings) {
        if (&rule != &compliance::mapped_rule()) return {"findings", open_query(rule)};
        std::string ids;
        for (std::size_t i = 0; i < bounded(result.violating, k_findings); ++i)
            ids += (ids.empty() ? "id:" : ",") + std::to_string(loaded_.facts.findings[result.violating[i]].id.value);
        return {"findings", ids};
    }
    if (rule.kind == RuleKind::pipeline) return {"sources", ""};
    if (rule.kind == RuleKind::attestation) return {"compliance", ""};
    std::string kinds;
    for (std::size_t i = 0; i < k_event_kind_count && rule.events != 0; ++i)
        if (rule.about_events(static_cast<EventKind>(i)))
            kinds += (kinds.empty() ? "kind:" : ",") + std::string(name_of(static_cast<EventKind>(i)));
    return {"attacks", kinds};
}

} // namespace parapet::views
