// The compliance report: cover, summary, controls, evidence, exceptions, basis (mock-up 10).

#include "core/views/compliance_report.h"

namespace parapet {
namespace {

using namespace views;

constexpr std::size_t k_exceptions = 500;

struct Parts {
    ComplianceView view;
    std::vector<Attestation> said;
    FindingsPage accepted;
    compliance_report::OpenByAge open{};
};

Result<Parts> read(const Workspace& workspace, const ReportOptions& options, Time as_of, JobContext& job) {
    Parts parts;
    auto view = compliance(workspace, options.framework, as_of, job.token());
    if (!view) return fail(std::move(view.error()));
    parts.view = std::move(*view);
    auto said = attestations(workspace, as_of, job.token());
    if (!said) return fail(std::move(said.error()));
    parts.said = std::move(*said);
    FindingsRequest request;
    request.scope = options.scope;
    request.scope.as_of = as_of == workspace.now() ? std::nullopt : std::optional(as_of);
    request.scope.range.to = as_of;
    auto open = compliance_report::open_by_age(workspace, request.scope, job.token());
    if (!open) return fail(std::move(open.error()));
    parts.open = *open;
    request.scope.filter = "status:risk_accepted";
    request.limit = k_exceptions;
    auto accepted = findings_page(workspace, request, job.token());
    if (!accepted) return fail(std::move(accepted.error()));
    parts.accepted = std::move(*accepted);
    return parts;
}

void add_parts(Snapshot& snapshot, const Parts& parts) {
    snapshot.add("parapet compliance report 1");
    compliance_report::add_view(snapshot, parts.view);
    for (const Attestation& a : parts.said) {
        for (const std::string* text : {&a.id, &a.subject, &a.statement, &a.by, &a.role})
            snapshot.add(*text);
        snapshot.add(a.at);
        snapshot.add(a.expires);
    }
    for (const std::int64_t n : parts.open)
        snapshot.add(n);
    for (const FindingRow& row : parts.accepted.rows) {
        snapshot.add(row.id.value);
        snapshot.add(row.title);
        snapshot.add(row.decided_until);
    }
}

void add_cover(ReportDoc& doc, const ComplianceView& view, const TimeRange& period) {
    doc.cover_lines.push_back(view.framework.title + " baseline");
    std::string status = "Status on " + day_words(view.as_of);
    if (period.to > period.from)
        status +=
            ", testing period " + day_words(period.from) + " – " + day_words(period.to - std::chrono::nanoseconds(1));
    doc.cover_lines.push_back(std::move(status));
    SquaresBlock squares;
    for (const ControlRow& control : view.controls)
        squares.squares.push_back(control.status);
    squares.caption = std::to_string(squares.squares.size()) + " controls, one square each";
    doc.cover_blocks.emplace_back(std::move(squares));
}

Result<ReportDoc> make(const Workspace& workspace, const ReportOptions& options, JobContext& job) {
    const bool has_period = options.period.to > options.period.from;
    const Time now = workspace.now();
    const Time end = has_period ? std::min(options.period.to, now) : now;
    const Time as_of = options.scope.as_of.value_or(end);
    auto parts = read(workspace, options, as_of, job);
    if (!parts) return fail(std::move(parts.error()));
    const ComplianceView& view = parts->view;
    const compliance_report::Numbers numbers = compliance_report::numbers_of(view);
    ReportDoc doc;
    doc.kind = "compliance";
    doc.title = "Compliance report";
    doc.subtitle = owner_of(workspace);
    add_cover(doc, view, options.period);
    compliance_report::add_summary(doc, view, numbers, options.period, parts->open);
    compliance_report::add_controls(doc, view);
    compliance_report::add_evidence(doc, view);
    compliance_report::add_checks(doc, view);
    compliance_report::add_attestations(doc, parts->said, as_of);
    compliance_report::add_exceptions(doc, parts->accepted);
    compliance_report::add_basis(doc, view);
    Snapshot snapshot;
    add_parts(snapshot, *parts);
    finish_report(doc, workspace, options, snapshot,
                  {{"Evidence", std::to_string(numbers.records) + " records"}, {"Snapshot", moment_words(as_of)}});
    return doc;
}

} // namespace

extern const ReportInfo k_compliance_report;
const ReportInfo k_compliance_report{"compliance", "Compliance",
                                     "Status of a framework's controls with the evidence behind it", true, make};

} // namespace parapet
