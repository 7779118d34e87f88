// The lower right of the page: one control, its checks, what keeps it from being met, the records behind it.

#include "core/base/text.h"
#include "ui/pages/compliance/attest_form.h"
#include "ui/pages/compliance/compliance_page.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

QString type_text(const std::string& type) {
    if (type == "finding" || type == "findings") return CompliancePage::tr("Findings");
    if (type == "telemetry") return CompliancePage::tr("Telemetry");
    if (type == "change" || type == "pipeline") return CompliancePage::tr("Pipeline");
    if (type == "attestation") return CompliancePage::tr("Attestation");
    return CompliancePage::tr("Check");
}

QString type_icon(const std::string& type) {
    if (type == "finding" || type == "findings") return QStringLiteral("bug");
    if (type == "telemetry") return QStringLiteral("antenna");
    if (type == "change" || type == "pipeline") return QStringLiteral("branch");
    return type == "attestation" ? QStringLiteral("signature") : QStringLiteral("check-circle");
}

} // namespace

QWidget* CompliancePage::buildControl() {
    control_panel_ = new Panel({}, this);
    control_panel_->setBodyMargins(0, 0, 0, 0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(px(16), px(12), px(16), 0);
    head->setSpacing(px(5));
    auto* row = new QHBoxLayout;
    row->setSpacing(px(10));
    control_title_ = new ElidedLabel({}, Type::page_title, Tone::text, control_panel_);
    control_status_ = new StatusLabel(Status::not_assessed, {}, control_panel_);
    control_since_ = new PlainLabel({}, Type::small, Tone::text3, control_panel_);
    row->addWidget(control_title_);
    row->addWidget(control_status_);
    row->addWidget(control_since_);
    row->addStretch(1);
    attest_ = new Button(tr("Add attestation"), control_panel_);
    attest_->setIconName(QStringLiteral("signature"));
    connect(attest_, &Button::clicked, this, &CompliancePage::attest);
    row->addWidget(attest_);
    auto* report = new Button(tr("Export"), control_panel_);
    report->setIconName(QStringLiteral("file-export"));
    connect(report, &Button::clicked, this, &CompliancePage::export_list);
    row->addWidget(report);
    head->addLayout(row);
    reason_ = new PlainLabel({}, Type::small, Tone::text2, control_panel_);
    reason_->setWordWrap(true);
    head->addWidget(reason_);
    tabs_ = new Tabs(control_panel_);
    for (const QString& t : {tr("Evidence"), tr("Mapped findings"), tr("Records")})
        tabs_->add(t);
    head->addWidget(tabs_);
    control_panel_->body()->addLayout(head);
    buildTables(control_panel_);
    connect(tabs_, &Tabs::currentChanged, this, &CompliancePage::showRows);
    return control_panel_;
}

void CompliancePage::buildTables(Panel* panel) {
    buildChecks(panel);
    buildFindings(panel);
    buildRecords(panel);
}

void CompliancePage::buildChecks(Panel* panel) {
    using Evaluated = views::ControlCheck;
    checks_model_ = new ListModel<Evaluated>(
        {{{},
          [](const Evaluated& c, int role) -> QVariant {
              return role == StatusRole               ? QVariant(static_cast<int>(status_of(c.status)))
                     : role == Qt::AccessibleTextRole ? QVariant(word(c.status))
                                                      : QVariant();
          }},
         {tr("Check"),
          [](const Evaluated& c, int role) -> QVariant {
              switch (role) {
              case Qt::DisplayRole:
                  return qs(c.title);
              case SecondRole:
                  return type_text(c.type) + (c.required ? QString() : tr(", supporting"));
              case IconRole:
                  return type_icon(c.type);
              default:
                  return {};
              }
          }},
         {tr("Measured"),
          [](const Evaluated& c, int role) -> QVariant {
              return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(shown(c.measured))
                     : role == StrongRole                               ? QVariant(true)
                                                                        : QVariant();
          }},
         {tr("Target"),
          [](const Evaluated& c, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(c.target)) : QVariant();
          }},
         {tr("As of"),
          [this](const Evaluated& c, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(c.as_of ? app_.timeText(*c.as_of, false) : unknown_text())
                                             : QVariant();
          },
          [this](const QString& title) { return app_.zoned(title); }},
         {tr("Population"),
          [](const Evaluated& c, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(number_text(c.population)) : QVariant();
          }}},
        this);
    layOutChecks(panel);
}

void CompliancePage::layOutChecks(Panel* panel) {
    checks_ = new DataTable(panel);
    checks_->setAccessibleName(tr("Checks"));
    checks_->setModel(checks_model_);
    checks_->setColumns({{"state", 36, false, false},
                         {"check", 240, true, false},
                         {"measured", 138, false, false},
                         {"target", 96, false, false},
                         {"asof", 130, false, false},
                         {"population", 80, false, false}},
                        QStringLiteral("checks"));
    checks_->setTwoLine(true);
    checks_->setCell(0, new StatusDelegate(checks_));
    checks_->setCell(1, new TwoLineDelegate(checks_));
    checks_->setCell(2, new TextDelegate(checks_));
    for (const int c : {3, 4})
        checks_->setCell(c, new TextDelegate(checks_, Tone::text2));
    checks_->setCell(5, new NumberDelegate(checks_));
    checks_->setEmptyText(tr("No rule judges this control"),
                          tr("It stays not assessed until evidence or an attestation says more"));
    connect(checks_, &DataTable::rowOpened, this, &CompliancePage::openCheck);
    panel->body()->addWidget(checks_, 3);
}

void CompliancePage::buildFindings(Panel* panel) {
    auto* line = new QHBoxLayout;
    line->setContentsMargins(px(16), px(8), px(16), px(4));
    keeps_ = new PlainLabel({}, Type::small_strong, Tone::text, panel);
    all_findings_ = new LinkLabel({}, Type::small, panel);
    connect(all_findings_, &LinkLabel::clicked, this, [this] {
        if (const views::ControlRow* control = chosen())
            app_.navigate(QStringLiteral("findings"), qs(views::findings_query_for(*control)));
    });
    line->addWidget(keeps_);
    line->addStretch(1);
    line->addWidget(all_findings_);
    panel->body()->addLayout(line);

    using Row = views::FindingRow;
    findings_model_ = new ListModel<Row>(
        {{{},
          [](const Row& r, int role) -> QVariant {
              return role == SeverityRole             ? QVariant(static_cast<int>(r.severity))
                     : role == Qt::AccessibleTextRole ? QVariant(word(r.severity))
                                                      : QVariant();
          }},
         {tr("Rule"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(r.vuln_or_rule)) : QVariant();
          }},
         {tr("Title"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(r.title)) : QVariant();
          }},
         {tr("Asset"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(r.asset)) : QVariant();
          }},
         {tr("Deadline"),
          [this](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(r.due ? app_.dayText(*r.due) : unknown_text()) : QVariant();
          }},
         {tr("Owner"),
          [](const Row& r, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(r.owner.empty() ? unknown_text() : shown(r.owner)) : QVariant();
          }}},
        this);
    layOutFindings(panel);
}

void CompliancePage::layOutFindings(Panel* panel) {
    findings_ = new DataTable(panel);
    findings_->setAccessibleName(tr("Findings that bear on the control"));
    findings_->setModel(findings_model_);
    findings_->setColumns({{"severity", 36, false, false},
                           {"rule", 130, false, false},
                           {"title", 220, true, false},
                           {"asset", 130, false, false},
                           {"due", 92, false, false},
                           {"owner", 110, false, false}},
                          QStringLiteral("control-findings"));
    findings_->setCell(0, new SeverityDelegate(findings_));
    findings_->setCell(2, new TextDelegate(findings_));
    for (const int c : {1, 3, 4, 5})
        findings_->setCell(c, new TextDelegate(findings_, Tone::text2));
    findings_->setEmptyText(tr("None"));
    connect(findings_, &DataTable::rowOpened, this, [this](int i) {
        if (const auto* r = findings_model_->rowAt(i))
            app_.navigate(QStringLiteral("findings"), QStringLiteral("id:%1").arg(r->id.value));
    });
    panel->body()->addWidget(findings_, 2);
}

void CompliancePage::buildRecords(Panel* panel) {
    using Item = views::EvidenceItem;
    evidence_model_ = new ListModel<Item>(
        {{tr("Record"),
          [](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(e.id)) : QVariant();
          }},
         {tr("Kind"),
          [](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(type_text(e.type)) : QVariant();
          }},
         {tr("What it says"),
          [](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(shown(e.summary)) : QVariant();
          }},
         {tr("Source"),
          [](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(shown(e.source)) : QVariant();
          }},
         {tr("Collected"),
          [this](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole ? QVariant(e.time ? app_.timeText(*e.time, false) : unknown_text())
                                             : QVariant();
          },
          [this](const QString& title) { return app_.zoned(title); }},
         {tr("SHA-256"),
          [](const Item& e, int role) -> QVariant {
              return role == Qt::DisplayRole || role == CopyRole ? QVariant(shown(e.sha256))
                     : role == MonoRole                          ? QVariant(true)
                                                                 : QVariant();
          }}},
        this);
    evidence_ = new DataTable(panel);
    evidence_->setAccessibleName(tr("Records behind the checks"));
    evidence_->setModel(evidence_model_);
    evidence_->setColumns({{"id", 90, false, false},
                           {"kind", 90, false, false},
                           {"summary", 240, true, false},
                           {"source", 150, false, false},
                           {"time", 144, false, false},
                           {"sha", 130, false, false}},
                          QStringLiteral("evidence"));
    for (int c = 0; c < 6; ++c)
        evidence_->setCell(c, new TextDelegate(evidence_, c == 2 ? Tone::text : Tone::text2));
    evidence_->setEmptyText(tr("No record yet"));
    panel->body()->addWidget(evidence_, 5);
}

void CompliancePage::showControl(const views::ControlRow* c) {
    if (c == nullptr) {
        checks_model_->setRows({});
        findings_model_->setRows({});
        evidence_model_->setRows({});
        return;
    }
    control_ = qs(c->id);
    control_title_->setText(QStringLiteral("%1 %2").arg(qs(c->id), qs(c->title)));
    control_status_->setStatus(status_of(c->status), word(c->status));
    control_status_->setMinimumWidth(control_status_->sizeHint().width()); // a long title gives way, never this
    control_since_->setText(c->since ? tr("since %1").arg(app_.dayText(*c->since)) : QString());
    reason_->setText(shown(c->reason));
    tabs_->setCount(0, static_cast<qint64>(c->checks.size()));
    tabs_->setCount(1, c->findings);
    std::vector<views::EvidenceItem> records;
    for (const views::ControlCheck& check : c->checks)
        records.insert(records.end(), check.evidence.begin(), check.evidence.end());
    tabs_->setCount(2, static_cast<qint64>(records.size()));
    checks_model_->setRows(c->checks);
    evidence_model_->setRows(std::move(records));
    all_findings_->setText(tr("Show all %1 in Findings").arg(number_text(c->findings)));
    keeps_->setText(tr("Open findings that bear on it"));
    showRows();
    askFindings();
}

void CompliancePage::showRows() {
    const int tab = tabs_->currentIndex();
    checks_->setVisible(tab == 0);
    findings_->setVisible(tab != 2);
    keeps_->setVisible(tab != 2);
    const views::ControlRow* control = chosen();
    all_findings_->setVisible(tab != 2 && control != nullptr && control->findings > 0);
    evidence_->setVisible(tab == 2);
}

void CompliancePage::askFindings() {
    if (!app_.workspace() || !view_) return;
    views::FindingsRequest request;
    if (const views::ControlRow* control = chosen()) request.scope.filter = views::findings_query_for(*control);
    request.group = views::FindingGroup::none; // as many rows as the tab counts
    request.limit = 200;
    if (request.scope.filter.empty()) return findings_model_->setRows({});
    app_.jobs().ask(
        findings_ticket_, this,
        [ws = app_.workspace(), request](const std::stop_token& stop) {
            return views::findings_page(*ws, request, stop);
        },
        [this](Result<views::FindingsPage> answer) {
            findings_model_->setRows(answer ? std::move(answer->rows) : std::vector<views::FindingRow>{});
        });
}

void CompliancePage::openCheck(int row) {
    const auto* c = checks_model_->rowAt(row);
    if (c != nullptr && !c->page.empty()) app_.navigate(qs(c->page), qs(c->query));
}

const views::ControlRow* CompliancePage::chosen() const {
    if (!view_) return nullptr;
    const auto found = std::find_if(view_->controls.begin(), view_->controls.end(),
                                    [this](const views::ControlRow& c) { return qs(c.id) == control_; });
    return found == view_->controls.end() ? nullptr : &*found;
}

void CompliancePage::attest() {
    const views::ControlRow* control = chosen();
    if (control == nullptr) return;
    if (app_.isReadOnly())
        return app_.showError(tr("The workspace is open for reading only"), tr("Open it for writing to attest"));
    auto* form = new AttestForm(app_, this, *control);
    connect(form, &AttestForm::attested, this, &CompliancePage::keep);
    form->openBelow(attest_, Qt::AlignRight);
}

void CompliancePage::keep(const views::Attestation& said) {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    app_.jobs().ask(
        attest_ticket_, this,
        [workspace, said](const std::stop_token&) { return views::add_attestation(*workspace, said); },
        [this](Result<std::string> id) {
            if (!id) return app_.showError(qs(id.error().what), qs(id.error().help));
            app_.toast(tr("Signed as %1; it cannot be changed, only followed by another").arg(qs(*id)));
            refresh();
        });
}

} // namespace parapet::ui
