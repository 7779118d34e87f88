#include "ui/shell/compare_sheet.h"

#include "ui/models/preview_model.h"
#include "ui/shell/app_context.h"
#include "ui/shell/kind_row.h"
#include "ui/shell/plurals.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

QString kind_word(views::ComparedKind kind) {
    switch (kind) {
    case views::ComparedKind::added:
        return CompareSheet::tr("Added");
    case views::ComparedKind::gone:
        return CompareSheet::tr("Gone");
    case views::ComparedKind::changed:
        return CompareSheet::tr("Changed");
    case views::ComparedKind::unchanged:
        break;
    }
    return CompareSheet::tr("Unchanged");
}

// The filter that finds these rows on the Findings page; -1: all of them.
QString filter_of(int kind, ImportId from, ImportId to) {
    const QString pair = QStringLiteral(":%1..%2").arg(from.value).arg(to.value);
    const auto field = [&](const char* name) { return QLatin1String(name) + pair; };
    if (kind < 0)
        return field("new_in") + QStringLiteral(" or ") + field("gone_in") + QStringLiteral(" or ") + field("still_in");
    switch (static_cast<views::ComparedKind>(kind)) {
    case views::ComparedKind::added:
        return field("new_in");
    case views::ComparedKind::gone:
        return field("gone_in");
    case views::ComparedKind::changed:
        return field("changed_in");
    case views::ComparedKind::unchanged:
        break;
    }
    return field("still_in") + QStringLiteral(" -") + field("changed_in");
}

std::string field_word(const std::string& field) {
    if (field == "severity") return ss(CompareSheet::tr("severity"));
    if (field == "fixed_version") return ss(CompareSheet::tr("fixed in"));
    return ss(CompareSheet::tr("moved"));
}

// Of a changed one the changes, else where it is.
std::string place_of(const views::ComparedRow& row) {
    std::string out;
    const std::string none = ss(CompareSheet::tr("none"));
    for (const views::ComparedChange& c : row.changes)
        out += (out.empty() ? "" : ", ") + field_word(c.field) + ": " + (c.from.empty() ? none : c.from) + " → " +
               (c.to.empty() ? none : c.to);
    return out.empty() ? row.location : out;
}

} // namespace

CompareSheet::CompareSheet(AppContext& app, Side from, Side to, QWidget* window)
    : Sheet(tr("Two imports compared"), window)
    , app_(app)
    , from_(std::move(from))
    , to_(std::move(to))
    , model_(new PreviewModel(this)) {
    model_->setWords(tr("In the later"), {{kind_word(views::ComparedKind::added), Tone::fail, true},
                                          {kind_word(views::ComparedKind::gone), Tone::ok, true},
                                          {kind_word(views::ComparedKind::changed), Tone::accent, true},
                                          {kind_word(views::ComparedKind::unchanged), Tone::text3, false}});
    model_->setPlaceTitle(tr("Where, or what changed"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(14), px(20), px(16));
    column->setSpacing(px(10));
    buildHead(column);
    buildKinds(column);
    buildTable(column);
    closeOnPressBeside();
}

void CompareSheet::buildHead(QVBoxLayout* column) {
    addHead(column, nullptr, tr("Close"));
    auto* names = new ElidedLabel(from_.name + QStringLiteral("  →  ") + to_.name, Type::small, Tone::text2, this);
    names->setElideMode(Qt::ElideMiddle);
    column->addWidget(names);
    note_ = new Banner(Banner::Look::info, {}, this);
    note_->hide();
    column->addWidget(note_);
}

void CompareSheet::buildKinds(QVBoxLayout* column) {
    QStringList words;
    for (const auto kind : {views::ComparedKind::added, views::ComparedKind::gone, views::ComparedKind::changed,
                            views::ComparedKind::unchanged})
        words << kind_word(kind);
    column->addWidget(kinds_ = new KindRow(words, this));
    connect(kinds_, &KindRow::changed, this, &CompareSheet::askRows);
}

void CompareSheet::buildTable(QVBoxLayout* column) {
    table_ = new DataTable(this);
    table_->setAccessibleName(tr("What differs"));
    table_->setModel(model_);
    table_->setColumns({{"kind", 96, false, false},
                        {"severity", 34, false, false},
                        {"title", 280, true, false},
                        {"rule", 160, false, false},
                        {"asset", 160, false, false},
                        {"place", 300, false, false},
                        {"file", 10, false, true}},
                       QStringLiteral("compare"));
    table_->setCell(0, new TextDelegate(table_));
    table_->setCell(1, new SeverityDelegate(table_));
    table_->setCell(2, new TextDelegate(table_));
    for (const int c : {3, 4, 5})
        table_->setCell(c, new TextDelegate(table_, Tone::text2));
    table_->setLoading(true);
    connect(table_, &DataTable::escaped, this, &CompareSheet::dismiss);
    connect(table_, &DataTable::rowOpened, this, &CompareSheet::openFinding);
    column->addWidget(table_, 1);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    show_ = new Button({}, this);
    show_->setEnabled(false);
    connect(show_, &Button::clicked, this, &CompareSheet::showInFindings);
    foot->addWidget(show_);
    column->addLayout(foot);
    showCount();
}

// All of the kind, whatever words it is searched for.
void CompareSheet::showCount() {
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < whole_.counts.size(); ++i)
        if (kinds_->kind() < 0 || static_cast<int>(i) == kinds_->kind()) n += whole_.counts[i];
    show_->setText(counted(tr("Show %n findings"), static_cast<std::int64_t>(n)));
    show_->setEnabled(n > 0);
}

void CompareSheet::showInFindings() {
    app_.navigate(QStringLiteral("findings"), filter_of(kinds_->kind(), from_.id, to_.id));
    dismiss();
}

QRect CompareSheet::place(const QSize& window) const {
    return middle(window, {px(1180), px(760)}, {px(48), px(64)});
}

void CompareSheet::opened() {
    ask();
}

void CompareSheet::ask() {
    app_.jobs().ask(
        ticket_, this,
        [ws = app_.workspace(), from = from_.id, to = to_.id](const std::stop_token& stop) {
            Answer answer;
            answer.rows = std::make_shared<PreviewRows>();
            answer.rows->set_order({0, 1, 2, 3, 4, 5});
            answer.whole = views::compare_imports(
                *ws, from, to,
                [&](const views::ComparedRow& row) {
                    PreviewRow packed;
                    packed.kind = static_cast<PreviewKind>(row.kind);
                    packed.severity = row.severity;
                    packed.title = row.title;
                    packed.rule = row.rule;
                    packed.asset = row.asset;
                    packed.place = place_of(row);
                    answer.rows->add(packed);
                },
                stop);
            return answer;
        },
        [this](Answer answer) { show(std::move(answer)); });
}

void CompareSheet::show(Answer answer) {
    if (!answer.whole) {
        table_->setLoading(false);
        table_->setEmptyText(qs(answer.whole.error().what), qs(answer.whole.error().help));
        return;
    }
    rows_ = std::move(answer.rows);
    whole_ = *answer.whole;
    kinds_->setCounts(whole_.counts);
    QStringList notes;
    if (answer.whole->other_scopes)
        notes << tr("They are of different tools or targets; severities are each import's own.");
    if (answer.whole->partial) notes << tr("A scan was not complete: what it left out counts as it was known then.");
    note_->setText(notes.join(QLatin1Char(' ')));
    note_->setVisible(!notes.isEmpty());
    table_->setEmptyText(tr("No row fits"));
    model_->setRows(rows_, {}, {});
    askRows();
}

void CompareSheet::chooseKind(int kind) {
    kinds_->choose(kind);
}

void CompareSheet::askRows() {
    if (!rows_) return;
    showCount();
    kinds_->find(app_, rows_ticket_, this, rows_, [this](std::vector<std::uint32_t> found) {
        table_->setLoading(false);
        model_->setShown(std::move(found));
        ready_ = true;
    });
}

void CompareSheet::openFinding(int row) {
    QString rule = model_->index(row, static_cast<int>(PreviewColumn::rule)).data().toString();
    if (rule.isEmpty()) rule = model_->index(row, static_cast<int>(PreviewColumn::title)).data().toString();
    rule.remove(QLatin1Char('"'));
    app_.navigate(QStringLiteral("findings"), QLatin1Char('"') + rule + QLatin1Char('"'));
    dismiss();
}

} // namespace parapet::ui
