#include "ui/shell/compare_sheet.h"

#include "ui/models/preview_model.h"
#include "ui/shell/app_context.h"
#include "ui/theme/paint.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
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
    : QWidget(window)
    , app_(app)
    , from_(std::move(from))
    , to_(std::move(to))
    , shade_(new Shade(window))
    , model_(new PreviewModel(this)) {
    setAccessibleName(tr("Two imports compared"));
    setFocusPolicy(Qt::StrongFocus);
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
    connect(shade_, &Shade::pressed, this, &CompareSheet::dismiss);
    window->installEventFilter(this);
    hide();
}

void CompareSheet::buildHead(QVBoxLayout* column) {
    auto* head = new QHBoxLayout;
    head->setSpacing(px(12));
    head->addWidget(new PlainLabel(tr("Two imports compared"), Type::page_title, Tone::text, this), 1);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close"), this);
    close->setSide(metric::k_control_small);
    connect(close, &QAbstractButton::clicked, this, &CompareSheet::dismiss);
    head->addWidget(close);
    column->addLayout(head);
    auto* names = new ElidedLabel(from_.name + QStringLiteral("  →  ") + to_.name, Type::small, Tone::text2, this);
    names->setElideMode(Qt::ElideMiddle);
    column->addWidget(names);
    note_ = new Banner(Banner::Look::info, {}, this);
    note_->hide();
    column->addWidget(note_);
}

void CompareSheet::buildKinds(QVBoxLayout* column) {
    auto* row = new QHBoxLayout;
    row->setSpacing(px(8));
    for (std::size_t i = 0; i < kind_buttons_.size(); ++i) {
        auto* button = new Button(i == 0 ? tr("All") : kind_word(static_cast<views::ComparedKind>(i - 1)), this);
        button->setCheckable(true);
        button->setChecked(i == 0);
        button->setEnabled(false);
        connect(button, &QAbstractButton::clicked, this, [this, i] { chooseKind(static_cast<int>(i) - 1); });
        row->addWidget(button);
        kind_buttons_[i] = button;
    }
    row->addStretch(1);
    search_ = new SearchField(tr("Part of a title, rule, asset or place"), this);
    search_->setFixedWidth(px(260));
    connect(search_, &QLineEdit::textChanged, this, &CompareSheet::askRows);
    row->addWidget(search_);
    column->addLayout(row);
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
}

void CompareSheet::open() {
    place();
    shade_->show();
    shade_->raise();
    QWidget::show();
    raise();
    setFocus(Qt::PopupFocusReason);
    ask();
}

void CompareSheet::place() {
    const QRect room = parentWidget()->rect();
    const int width = std::min(px(1180), room.width() - px(48)), height = std::min(px(760), room.height() - px(64));
    setGeometry((room.width() - width) / 2, (room.height() - height) / 2, width, height);
}

void CompareSheet::ask() {
    app_.jobs().ask(
        ticket_, this,
        [ws = app_.workspace(), from = from_.id, to = to_.id](const std::stop_token& stop) {
            Answer answer;
            answer.rows = std::make_shared<PreviewRows>();
            answer.rows->set_order({0, 1, 2, 3, 4});
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
    const auto& counts = answer.whole->counts;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        kind_buttons_[i + 1]->setDetail(number_text(static_cast<qint64>(counts[i])));
        kind_buttons_[i + 1]->setEnabled(counts[i] > 0);
        all += counts[i];
    }
    kind_buttons_[0]->setDetail(number_text(static_cast<qint64>(all)));
    kind_buttons_[0]->setEnabled(true);
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
    kind_ = kind;
    for (std::size_t i = 0; i < kind_buttons_.size(); ++i)
        kind_buttons_[i]->setChecked(static_cast<int>(i) - 1 == kind);
    askRows();
}

void CompareSheet::askRows() {
    if (!rows_) return;
    app_.jobs().ask(
        rows_ticket_, this,
        [rows = rows_, kind = kind_, words = ss(search_->text().trimmed())](const std::stop_token& stop) {
            return rows->find(kind, words, stop);
        },
        [this](std::vector<std::uint32_t> found) {
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

void CompareSheet::dismiss() {
    if (isHidden()) return;
    hide();
    shade_->hide();
    shade_->deleteLater();
    deleteLater();
}

bool CompareSheet::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) place();
    return QWidget::eventFilter(watched, event);
}

void CompareSheet::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::line_strong));
}

void CompareSheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return dismiss();
    QWidget::keyPressEvent(event);
}

} // namespace parapet::ui
