#include "ui/pages/findings/detail_pane.h"

#include "ui/shell/app_context.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

constexpr int k_longest_title = 240; // characters; all of it in the tool tip

} // namespace

DetailPane::DetailPane(AppContext& app, QWidget* parent)
    : QWidget(parent)
    , app_(app) {
    setAccessibleName(tr("Finding"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHead(column);
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll_, 1);
    buildFoot(column);
    connect(&theme(), &Theme::changed, this, &DetailPane::fill);
    refill_.setSingleShot(true);
    connect(&refill_, &QTimer::timeout, this, &DetailPane::fill);
    present(nullptr);
}

// What stands in one line depends on the width.
void DetailPane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->oldSize().width() != event->size().width() && detail_ != nullptr) refill_.start(0);
}

void DetailPane::buildHead(QVBoxLayout* column) {
    auto* head = new QWidget(this);
    auto* box = new QVBoxLayout(head);
    box->setContentsMargins(px(16), px(10), px(12), 0);
    box->setSpacing(px(4));
    auto* row = new QHBoxLayout;
    row->setSpacing(px(8));
    severity_ = new SeverityLabel(Severity::info, head);
    kev_ = new Tag(tr("KEV"), Tag::Look::kev, head);
    kev_->setIconName(QStringLiteral("flame"));
    row->addWidget(severity_);
    row->addWidget(kev_);
    row->addStretch(1);
    const auto button = [&](const char* icon, const QString& name, const QString& key, void (DetailPane::*signal)()) {
        auto* b = new IconButton(QString::fromLatin1(icon), name, head);
        b->setName(name, key);
        b->setSide(metric::k_control_small);
        connect(b, &IconButton::clicked, this, signal);
        row->addWidget(b);
    };
    button("chevron-up", tr("Previous finding"), QStringLiteral("["), &DetailPane::previousRequested);
    button("chevron-down", tr("Next finding"), QStringLiteral("]"), &DetailPane::nextRequested);
    button("close", tr("Close"), QStringLiteral("Esc"), &DetailPane::closeRequested);
    box->addLayout(row);
    title_ = new PlainLabel({}, Type::page_title, Tone::text, head);
    title_->setWordWrap(true);
    box->addWidget(title_);
    auto* line = new QHBoxLayout;
    line->setSpacing(px(6));
    vuln_ = new LinkLabel({}, Type::small, head);
    connect(vuln_, &LinkLabel::clicked, this, [this] {
        if (detail_) app_.navigate(QStringLiteral("findings"), QStringLiteral("\"%1\"").arg(vuln_->text()));
    });
    vuln_->setElides(true);
    vuln_->setMaximumWidth(px(200));
    where_ = new ElidedLabel({}, Type::small, Tone::text2, head);
    line->addWidget(vuln_);
    line->addWidget(where_, 1);
    box->addLayout(line);
    tabs_ = new Tabs(head);
    for (const QString& name : {tr("Summary"), tr("Evidence"), tr("Assets"), tr("Controls"), tr("History")})
        tabs_->add(name);
    connect(tabs_, &Tabs::currentChanged, this, &DetailPane::fill);
    box->addWidget(tabs_);
    column->addWidget(head);
}

void DetailPane::buildFoot(QVBoxLayout* column) {
    foot_ = new QWidget(this);
    auto* row = new QHBoxLayout(foot_);
    row->setContentsMargins(px(16), px(10), px(12), px(10));
    row->setSpacing(px(8));
    const auto add = [&](Button* b, const QString& key, void (DetailPane::*signal)()) {
        if (!key.isEmpty()) b->setKeyHint(key);
        connect(b, &Button::clicked, this, signal);
        row->addWidget(b);
    };
    add(new PrimaryButton(tr("Assign"), foot_), QStringLiteral("A"), &DetailPane::assignRequested);
    add(new Button(tr("Status"), foot_), QStringLiteral("S"), &DetailPane::statusRequested);
    add(new Button(tr("Accept risk…"), foot_), {}, &DetailPane::acceptRequested);
    row->addStretch(1);
    auto* more = new IconButton(QStringLiteral("more"), tr("More"), foot_);
    connect(more, &IconButton::clicked, this, [this, more] { emit moreRequested(more->mapToGlobal(QPoint(0, 0))); });
    row->addWidget(more);
    column->addWidget(foot_);
}

void DetailPane::showFinding(FindingId id) {
    id_ = id;
    refresh();
}

void DetailPane::refresh() {
    const auto workspace = app_.workspace();
    if (!workspace || !id_) {
        present(nullptr);
        return;
    }
    app_.jobs().ask(
        ticket_, this,
        [workspace, id = id_](const std::stop_token& stop) { return views::finding_detail(*workspace, id, stop); },
        [this](Result<views::FindingDetail> answer) {
            if (answer)
                present(std::make_shared<views::FindingDetail>(std::move(*answer)));
            else if (answer.error().code != Errc::cancelled)
                present(nullptr);
        },
        1);
}

void DetailPane::present(std::shared_ptr<const views::FindingDetail> found) {
    detail_ = std::move(found);
    const bool some = detail_ != nullptr;
    for (QWidget* w : std::initializer_list<QWidget*>{severity_, title_, vuln_, where_, tabs_, foot_})
        w->setVisible(some);
    kev_->setVisible(some && detail_->row.kev.value_or(false));
    if (some) {
        const views::FindingDetail& d = *detail_;
        severity_->setSeverity(d.row.severity);
        const QString title = shown(d.row.title);
        title_->setText(title.size() > k_longest_title ? title.left(k_longest_title) + QStringLiteral("…") : title);
        set_plain_tip(title_, title.size() > k_longest_title ? title : QString());
        vuln_->setText(shown(d.row.vuln_or_rule));
        const auto others = static_cast<int>(d.other_assets.size());
        where_->setText(others > 0            ? tr("on %1 and %n more", nullptr, others).arg(shown(d.row.asset))
                        : d.row.asset.empty() ? QString()
                                              : tr("on %1").arg(shown(d.row.asset)));
        tabs_->setCount(evidence, static_cast<qint64>(d.sightings.size()));
        tabs_->setCount(assets, others + 1);
        tabs_->setCount(controls, static_cast<qint64>(d.controls.size()));
        tabs_->setCount(history, static_cast<qint64>(d.history.size()));
    }
    fill();
}

void DetailPane::setTab(int index) {
    tabs_->setCurrentIndex(index);
}

void DetailPane::fill() {
    if (scroll_ == nullptr) return;
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(px(16), px(12), px(16), px(12));
    column->setSpacing(px(6));
    if (detail_ == nullptr) {
        paragraph(column, tr("Choose a finding to see its evidence, its fix and its history."),
                  static_cast<int>(Tone::text3));
    } else {
        switch (tabs_->currentIndex()) {
        case evidence:
            fillEvidence(column, 50);
            break;
        case assets:
            fillAssets(column);
            break;
        case controls:
            fillControls(column);
            break;
        case history:
            fillHistory(column, 200);
            break;
        default:
            fillSummary(column);
            break;
        }
    }
    column->addStretch(1);
    scroll_->setWidget(page); // the old page goes with it
    content_ = page;
}

void DetailPane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), tone(Tone::surface));
    painter.fillRect(QRect(0, 0, 1, height()), tone(Tone::line));
    if (foot_->isVisible()) painter.fillRect(QRect(0, foot_->y(), width(), 1), tone(Tone::line));
}

} // namespace parapet::ui
