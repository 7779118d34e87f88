#include "ui/pages/settings/expectations_panel.h"

#include "core/ingest/expect.h"
#include "ui/pages/settings/yaml_edit.h"
#include "ui/shell/app_context.h"
#include "ui/shell/look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

constexpr const char* k_example = R"(expectations:
  # What must be true of assets; `parapet expect --help` tells the form.
  # - {name: Only web ports answer, assets: "web-*", only_ports: [80, 443], severity: high}
  # - {name: OpenSSL is new, package: openssl, at_least: 3.0.13}
  # - {name: Root does not log in, setting: PermitRootLogin, equals: "no"}
  # - {name: Nothing is open to the world, assets: "aws-*", no_open_groups: true}
)";

Status status_of(views::Expected state) {
    switch (state) {
    case views::Expected::holds:
        return Status::met;
    case views::Expected::broken:
        return Status::not_met;
    case views::Expected::not_seen:
        break;
    }
    return Status::not_assessed;
}

QString word_of(views::Expected state) {
    switch (state) {
    case views::Expected::holds:
        return ExpectationsPanel::tr("holds");
    case views::Expected::broken:
        return ExpectationsPanel::tr("broken");
    case views::Expected::not_seen:
        break;
    }
    return ExpectationsPanel::tr("not seen by any scanner");
}

} // namespace

ExpectationsPanel::ExpectationsPanel(AppContext& app, QWidget* parent)
    : QWidget(parent)
    , app_(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(12));
    buildTable();
    buildText();
    column->addWidget(table_panel_, 3);
    column->addWidget(text_panel_, 2);
}

void ExpectationsPanel::buildTable() {
    const auto text = [](auto get) {
        return [get](const Row& r, int role) {
            return role == Qt::DisplayRole || role == SortRole ? QVariant(get(r)) : QVariant();
        };
    };
    const auto or_unknown = [](const std::string& words) { return words.empty() ? unknown_text() : shown(words); };
    model_ = new ListModel<Row>(
        {{{},
          [](const Row& r, int role) -> QVariant {
              if (role == StatusRole) return static_cast<int>(status_of(r.state));
              return role == Qt::ToolTipRole || role == Qt::AccessibleTextRole ? QVariant(word_of(r.state))
                                                                               : QVariant();
          }},
         {tr("Expectation"), text([](const Row& r) { return shown(r.expectation); })},
         {tr("Asset"), text([](const Row& r) { return shown(r.asset); })},
         {tr("Expected"), text([](const Row& r) { return shown(r.expected); })},
         {tr("Actual"), text([or_unknown](const Row& r) {
              return r.state == views::Expected::not_seen && r.actual.empty() ? word_of(r.state) : or_unknown(r.actual);
          })},
         {tr("Seen"), text([this](const Row& r) { return r.seen ? app_.timeText(*r.seen, false) : unknown_text(); })},
         {tr("By"), text([or_unknown](const Row& r) { return or_unknown(r.tool); })}},
        this);
    table_panel_ = new Panel(tr("Expected against actual"), this);
    table_panel_->setBodyMargins(1, 0, 1, 1);
    table_ = new DataTable(table_panel_);
    table_->setAccessibleName(tr("Expected against actual"));
    table_->setModel(model_);
    table_->setColumns({{"state", 34, false, false},
                        {"name", 220, false, false},
                        {"asset", 150, false, false},
                        {"expected", 190, false, false},
                        {"actual", 210, true, false},
                        {"seen", 130, false, false},
                        {"by", 90, false, false}},
                       QStringLiteral("expectations"));
    table_->setCell(0, new StatusDelegate(table_));
    table_->setCell(1, new TextDelegate(table_));
    for (const int c : {2, 3, 5, 6})
        table_->setCell(c, new TextDelegate(table_, Tone::text2));
    table_->setCell(4, new TextDelegate(table_));
    table_->setEmptyText(tr("Nothing is expected yet"), tr("Write below what must be true, and save it"));
    table_panel_->body()->addWidget(table_);
}

void ExpectationsPanel::buildText() {
    text_panel_ = new Panel(tr("What must be true"), this);
    text_panel_->setSubtitle(tr("ports, packages, settings, checks, security groups"));
    text_ = new YamlEdit(tr("Expectations, as YAML"), text_panel_);
    text_panel_->body()->addWidget(text_, 1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(8), 0, 0);
    note_ = new PlainLabel({}, Type::small, Tone::text2, text_panel_);
    note_->setWordWrap(true);
    again_ = new Button(tr("Discard changes"), text_panel_);
    connect(again_, &QAbstractButton::clicked, this, [this] { text_->discard(); });
    save_ = new Button(tr("Save and look"), text_panel_);
    connect(save_, &QAbstractButton::clicked, this, &ExpectationsPanel::save);
    row->setSpacing(px(8));
    row->addWidget(note_, 1);
    row->addWidget(again_);
    row->addWidget(save_);
    text_panel_->body()->addLayout(row);
    connect(text_, &YamlEdit::touched, this, [this] { save_->setEnabled(false); });
    connect(text_, &YamlEdit::tried, this, &ExpectationsPanel::tryText);
}

void ExpectationsPanel::read() {
    text_->setReadOnly(!app_.workspace() || app_.isReadOnly());
    if (!app_.workspace()) return;
    app_.jobs().ask(
        read_ticket_, this,
        [workspace = app_.workspace()](const std::stop_token& stop) { return views::expectations(*workspace, stop); },
        [this](const Result<views::ExpectationsView>& view) {
            if (view) show(*view);
        });
}

void ExpectationsPanel::show(const views::ExpectationsView& view) {
    model_->setRows(view.rows);
    table_panel_->setSubtitle(
        view.rows.empty() ? QString()
                          : tr("%1 broken, %2 not seen by any scanner, %3 hold")
                                .arg(number_text(view.broken), number_text(view.not_seen), number_text(view.holds)));
    text_->setKept(view.text.empty() ? QString::fromLatin1(k_example) : qs(view.text));
    if (text_->isChanged()) return;
    text_->clearError();
    save_->setEnabled(false);
    again_->setEnabled(false);
    note_->setText(
        tr("Looked at after each import. A breach is a finding; it closes when a scan shows that it is over."));
}

void ExpectationsPanel::tryText() {
    again_->setEnabled(text_->isChanged());
    if (!text_->isChanged()) return read();
    const auto count = views::count_expectations(ss(text_->text())); // a small text: no job
    if (!count) {
        text_->setError(count.error());
        return note_->setText(qs(count.error().help));
    }
    text_->clearError();
    save_->setEnabled(app_.workspace() && !app_.isReadOnly());
    note_->setText(tr("%n expectation(s)", "", static_cast<int>(*count)));
}

void ExpectationsPanel::save() {
    if (!app_.workspace()) return;
    save_->setEnabled(false);
    note_->setText(tr("Looking at all assets…"));
    app_.jobs().ask(
        save_ticket_, this,
        [workspace = app_.workspace(), text = ss(text_->text()), who = ss(app_.userName())](const std::stop_token&) {
            return set_expectations(*workspace, text, who);
        },
        [this](const Result<ExpectOutcome>& done) {
            if (!done) return text_->setError(done.error());
            text_->saved();
            app_.toast(tr("%1 broken, %2 hold").arg(number_text(done->broken), number_text(done->holds)));
            read();
        });
}

} // namespace parapet::ui
