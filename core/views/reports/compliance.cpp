// The compliance report: cover, summary, controls, evidence, exceptions, basis (mock-up 10).

#include "core/views/compliance_report.h"

namespace parapet {
namespace {

using namespace views;

constexpr std::size_t k_exceptions = 500;

void add_attested(Snapshot& snapshot, const std::vector<Attestation>& said) {
    for (const Attestation& a : said) {
        for (const std::string* text : {&a.id, &a.subject, &a.statement, &a.by, &a.role})
            snapshot.add(*text);
        snapshot.add(a.at);
        snapshot.add(a.expires);
    }
}

Result<ReportDoc> make(const Workspace& workspace, const ReportOptions& options, JobContext& job) {
    const bool has_period = options.period.to > options.period.from;
    const Time now = workspace.now();
    const Time as_of =
        options.scope.as_of ? *options.scope.as_of : (has_period ? std::min(options.period.to, now) : now);
    auto view = compliance(workspace, options.framework, as_of, job.token());
    if (!view) return fail(std::move(view.error()));
    auto said = attestations(workspace, as_of, job.token());
    if (!said) return fail(std::move(said.error()));
    FindingsRequest request;
    request.scope = options.scope;
    request.scope.as_of = as_of == now ? std::nullopt : std::optional(as_of);
    request.scope.range.to = as_of;
    auto open = compliance_report::open_by_age(workspace, request.scope, job.token());
    if (!open) return fail(std::move(open.error()));
    request.scope.filter = "status:risk_accepted";
    request.limit = k_exceptions;
    auto accepted = findings_page(workspace, request, job.token());
    if (!accepted) return fail(std::move(accepted.error()));

    const compliance_report::Numbers numbers = compliance_report::numbers_of(*view);
    ReportDoc doc;
    doc.kind = "compliance";
    doc.title = "Compliance report";
    doc.subtitle = owner_of(workspace);
    doc.cover_lines.push_back(view->framework.title + " baseline");
    doc.cover_lines.push_back("Status on " + day_words(as_of) +
                              (has_period ? ", testing period " + day_words(options.period.from) + " – " +
                                                day_words(options.period.to - std::chrono::nanoseconds(1))
                                          : ""));
    SquaresBlock squares;
    for (const ControlRow& control : view->controls)
        squares.squares.push_back(control.status);
    squares.caption = std::to_string(squares.squares.size()) + " controls, one square each";
    doc.cover_blocks.emplace_back(std::move(squares));
    compliance_report::add_summary(doc, *view, numbers, options.period, *open);
    compliance_report::add_controls(doc, *view);
    compliance_report::add_evidence(doc, *view);
    compliance_report::add_checks(doc, *view);
    compliance_report::add_attestations(doc, *said, as_of);
    compliance_report::add_exceptions(doc, *accepted);
    compliance_report::add_basis(doc, *view);

    Snapshot snapshot;
    snapshot.add("parapet compliance report 1");
    compliance_report::add_view(snapshot, *view);
    add_attested(snapshot, *said);
    for (const std::int64_t n : *open)
        snapshot.add(n);
    for (const FindingRow& row : accepted->rows) {
        snapshot.add(row.id.value);
        snapshot.add(row.title);
        snapshot.add(row.decided_until);
    }
    finish_report(doc, workspace, options, snapshot,
                  {{"Evidence", std::to_string(numbers.records) + " records"}, {"Snapshot", moment_words(as_of)}});
    return doc;
}

} // namespace

extern const ReportInfo k_compliance_report;
const ReportInfo k_compliance_report{"compliance", "Compliance",
                                     "Status of a framework's controls with the evidence behind it", true, make};

} // namespace parapet
