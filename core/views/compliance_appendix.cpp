// Controls, evidence, exceptions, and how the report was made.

#include "core/base/text.h"
#include "core/views/compliance_report.h"

#include <algorithm>
#include <set>

namespace parapet::views::compliance_report {
namespace {

std::string kind_words(const std::string& type) {
    if (type == "findings") return "Findings";
    if (type == "telemetry") return "Telemetry";
    if (type == "pipeline") return "Pipeline";
    return "Attestation";
}

std::string freshness_words(EvidenceFreshness freshness) {
    constexpr std::array<const char*, 4> k_words{"current", "due soon", "run out", "missing"};
    return k_words[static_cast<std::size_t>(freshness)];
}

std::int64_t of_type(const ControlRow& control, std::string_view type) {
    return std::count_if(control.checks.begin(), control.checks.end(),
                         [&](const ControlCheck& c) { return c.type == type; });
}

std::optional<Time> latest(const ControlRow& control) {
    std::optional<Time> newest;
    for (const ControlCheck& check : control.checks)
        if (check.as_of && (!newest || *check.as_of > *newest)) newest = check.as_of;
    return newest;
}

TableBlock checks_table(const ControlRow& control) {
    TableBlock table;
    table.columns = {{"Kind", 1.1},   {"Check", 4.2}, {"Result", 1.4}, {"Measured", 2.4},
                     {"Target", 1.1}, {"As of", 1.2}, {"Evidence", 1}};
    for (const ControlCheck& check : control.checks) {
        Cell title = cell(check.title + (check.required ? "" : " (support)"));
        title.link = check.rule == "attestation.control" ? "attestations" : check_anchor(control, check);
        table.rows.push_back({muted_cell(kind_words(check.type)), std::move(title), status_cell(check.status),
                              cell(check.measured), muted_cell(check.target.empty() ? "–" : check.target),
                              muted_cell(check.as_of ? day_words(*check.as_of) : "–"),
                              muted_cell(freshness_words(check.freshness))});
    }
    return table;
}

TableBlock records_table(const ControlCheck& check) {
    TableBlock table;
    table.columns = {{"Record", 1.3}, {"Time, UTC", 1.5}, {"Source", 1.6}, {"What it says", 5}, {"SHA-256", 1}};
    table.empty = "No record.";
    for (const EvidenceItem& item : check.evidence)
        table.rows.push_back(
            {strong_cell(item.id),
             muted_cell(item.time ? replace_all(format_rfc3339(*item.time).substr(0, 16), "T", " ") : "–"),
             cell(item.source.empty() ? "–" : item.source), cell(item.summary),
             mono_cell(item.sha256.empty() ? "–" : short_hash(item.sha256))});
    return table;
}

} // namespace

void add_controls(ReportDoc& doc, const ComplianceView& view) {
    doc.blocks.emplace_back(HeadingBlock{1, "Controls", "controls"});
    ParagraphBlock note;
    note.text = "Checks by kind: findings (F), telemetry (T), pipeline (P), attestations (A). Status as of " +
                moment_words(view.as_of) + ".";
    note.muted = true;
    doc.blocks.emplace_back(std::move(note));
    TableBlock table;
    table.columns = {{"Control", 1.2}, {"Title", 4.4},   {"Status", 1.8},          {"F", 0.5, true}, {"T", 0.5, true},
                     {"P", 0.5, true}, {"A", 0.5, true}, {"Latest evidence", 1.5}, {"Since", 1.4}};
    for (const FamilyRow& family : view.families) {
        table.rows.push_back({strong_cell(family.id + " " + family.title)});
        for (const ControlRow& control : view.controls) {
            if (control.family != family.id) continue;
            std::vector<Cell> row{
                strong_cell(control.id, control.checks.empty() ? std::string() : control_anchor(control.id)),
                cell(control.title), status_cell(control.status)};
            for (const char* type : {"findings", "telemetry", "pipeline", "attestation"}) {
                const std::int64_t n = of_type(control, type);
                row.push_back(n == 0 ? muted_cell("0") : cell(std::to_string(n)));
            }
            const auto newest = latest(control);
            row.push_back(muted_cell(newest ? day_words(*newest) : "–"));
            row.push_back(muted_cell(control.since ? day_words(*control.since) : "–"));
            table.rows.push_back(std::move(row));
        }
    }
    doc.blocks.emplace_back(std::move(table));
}

void add_evidence(ReportDoc& doc, const ComplianceView& view) {
    doc.blocks.emplace_back(HeadingBlock{1, "Evidence appendix", "evidence"});
    std::string without;
    std::int64_t bare = 0;
    for (const ControlRow& control : view.controls) {
        if (control.checks.empty()) {
            without += (without.empty() ? "" : ", ") + control.id;
            ++bare;
            continue;
        }
        doc.blocks.emplace_back(HeadingBlock{2, control.id + " " + control.title, control_anchor(control.id)});
        ParagraphBlock state;
        state.status = control.status;
        state.muted = true;
        state.text = (control.since ? "since " + day_words(*control.since) + ". " : "") + control.reason + ".";
        doc.blocks.emplace_back(std::move(state));
        doc.blocks.emplace_back(checks_table(control));
    }
    if (bare == 0) return;
    doc.blocks.emplace_back(HeadingBlock{2, "Controls without an evidence rule", "without-rule"});
    ParagraphBlock text;
    text.text = plural(bare, "control has", "controls have") +
                " no rule that evidence could satisfy. They stay not assessed until somebody attests them: " + without +
                ".";
    doc.blocks.emplace_back(std::move(text));
}

void add_checks(ReportDoc& doc, const ComplianceView& view) {
    doc.blocks.emplace_back(HeadingBlock{1, "Records behind the checks", "checks"});
    ParagraphBlock note;
    note.text =
        "Each check once. Where there are more records than listed, the measured figure counts them all and the "
        "query shows them. SHA-256 is of the file that was imported.";
    note.muted = true;
    doc.blocks.emplace_back(std::move(note));
    std::set<std::string> done;
    for (const ControlRow& control : view.controls)
        for (const ControlCheck& check : control.checks) {
            const std::string anchor = check_anchor(control, check);
            // Statements about one control stand in the chapter of attestations.
            if (check.evidence.empty() || check.rule == "attestation.control" || !done.insert(anchor).second) continue;
            const bool own = anchor != "check-" + check.rule;
            doc.blocks.emplace_back(HeadingBlock{2, check.title + (own ? " (" + control.id + ")" : ""), anchor});
            ParagraphBlock state;
            state.status = check.status;
            state.muted = true;
            state.text = kind_words(check.type) + ", " + check.measured + ". Rule " + check.rule + ".";
            doc.blocks.emplace_back(std::move(state));
            if (!check.query.empty()) {
                ParagraphBlock query;
                query.text = check.query;
                query.mono = true;
                doc.blocks.emplace_back(std::move(query));
            }
            doc.blocks.emplace_back(records_table(check));
        }
}

void add_attestations(ReportDoc& doc, const std::vector<Attestation>& said, Time as_of) {
    doc.blocks.emplace_back(HeadingBlock{1, "Attestations", "attestations"});
    TableBlock table;
    table.columns = {{"Record", 0.8}, {"About", 2}, {"Statement", 5}, {"By", 1.8}, {"Signed", 1.2}, {"Until", 1.2}};
    table.empty = "Nobody has attested anything.";
    for (auto at = said.rbegin(); at != said.rend(); ++at) {
        const bool over = at->expires && *at->expires <= as_of;
        table.rows.push_back({strong_cell(at->id), cell(at->subject), cell(at->statement),
                              cell(at->by + (at->role.empty() ? "" : ", " + at->role)), muted_cell(day_words(at->at)),
                              muted_cell(at->expires ? day_words(*at->expires) + (over ? ", run out" : "") : "–")});
    }
    doc.blocks.emplace_back(std::move(table));
}

void add_exceptions(ReportDoc& doc, const FindingsPage& accepted) {
    doc.blocks.emplace_back(HeadingBlock{1, "Exceptions", "exceptions"});
    ParagraphBlock note;
    note.text =
        "Findings whose risk was accepted. They stay in every count of what is open; until their end they do not "
        "fail a control.";
    note.muted = true;
    doc.blocks.emplace_back(std::move(note));
    TableBlock table;
    table.columns = {{"Finding", 0.9}, {"Severity", 1.2}, {"Title", 4.4},
                     {"Asset", 1.8},   {"Owner", 1.4},    {"Until", 1.2}};
    table.empty = "No risk is accepted.";
    for (const FindingRow& row : accepted.rows)
        table.rows.push_back({strong_cell("F-" + std::to_string(row.id.value)), severity_cell(row.severity),
                              cell((row.vuln_or_rule.empty() ? "" : row.vuln_or_rule + ", ") + row.title),
                              cell(row.asset), cell(row.owner.empty() ? "–" : row.owner),
                              muted_cell(row.decided_until ? day_words(*row.decided_until) : "–")});
    if (!accepted.next.empty()) table.rows.push_back({strong_cell("More are in the workspace: status:risk_accepted")});
    doc.blocks.emplace_back(std::move(table));
}

void add_basis(ReportDoc& doc, const ComplianceView& view) {
    doc.blocks.emplace_back(HeadingBlock{1, "Basis and limits", "basis"});
    const auto say = [&](const std::string& text) {
        ParagraphBlock p;
        p.text = text;
        doc.blocks.emplace_back(std::move(p));
    };
    say("Made from the findings, telemetry and attestations held in this workspace. No figure was typed in by hand. "
        "The "
        "evaluation is repeatable: the same data, the same rules and the same moment (" +
        moment_words(view.as_of) + ") give the same document.");
    say("A control is judged by evidence rules. A required check that fails makes it not met; one without current "
        "evidence "
        "makes it not assessed; only when all required checks pass is it met. A check that is only a support can make "
        "it "
        "partly met. Findings can fail a control, never pass it: that none was found counts only where a scan of the "
        "right kind looked lately.");
    say("The rules and the mapping from weaknesses to controls are a starting point and need the review of an expert. "
        "The "
        "mapping from CWE is coarse. A status here is an aid to an assessment and does not replace it.");
    doc.blocks.emplace_back(HeadingBlock{2, "Words", "words"});
    TableBlock words;
    words.columns = {{"Word", 1}, {"Meaning", 5}};
    const std::vector<std::pair<ControlStatus, const char*>> rows{
        {ControlStatus::satisfied, "All required checks pass on current evidence."},
        {ControlStatus::partial, "No required check fails; one holds only in part, or a supporting check fails."},
        {ControlStatus::not_satisfied, "At least one required check fails."},
        {ControlStatus::not_assessed,
         "Required evidence is missing, too old, or the attempt to collect it failed; or no rule exists."},
        {ControlStatus::not_applicable, "Recorded as such, with a reason and an end date."}};
    for (const auto& [status, meaning] : rows)
        words.rows.push_back({status_cell(status), cell(meaning)});
    words.rows.push_back({strong_cell("Never scanned"),
                          cell("No scan of the kind was ever imported for the asset. It says nothing about it.")});
    words.rows.push_back({strong_cell("Scan failed"),
                          cell("The newest scan ended with an error. It neither finds nor clears anything.")});
    words.rows.push_back({strong_cell("Scanned clean"), cell("A complete scan within its time found nothing.")});
    words.rows.push_back(
        {strong_cell("Support"), cell("A check that adds to the picture; its absence means nothing.")});
    doc.blocks.emplace_back(std::move(words));
}

} // namespace parapet::views::compliance_report
