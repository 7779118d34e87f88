#include "ui/pages/overview/overview_page.h"

#include "ui/charts/chart_widget.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/popup.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

constexpr int k_wide_from = 1180; // px of content at 100 %
constexpr int k_row1 = 208, k_row2 = 258, k_row3 = 146, k_row4 = 128;

} // namespace

OverviewPage::OverviewPage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app) {
    build();
    connect(&theme(), &Theme::changed, this, &OverviewPage::arrange);
}

Panel* OverviewPage::panel(const QString& title, const QString& subtitle) {
    auto* p = new Panel(title, sheet_);
    p->setSubtitle(subtitle);
    return p;
}

template<class T>
T* OverviewPage::tile(Panel* panel) {
    auto* t = new T(app_, panel);
    connect(t, &LinkArea::activated, this,
            [this](const QString& page, const QString& query) { app_.navigate(page, query); });
    panel->body()->addWidget(t);
    tiles_ << t;
    return t;
}

void OverviewPage::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sheet_ = new QWidget;
    scroll_->setWidget(sheet_);
    scroll_->setWidgetResizable(false);
    scroll_->viewport()->installEventFilter(this);
    column->addWidget(scroll_);

    score_ = panel(tr("Posture score"), tr("weighted by severity, deadline and exploitation, per asset"));
    auto* how = new LinkLabel(tr("How it is calculated"), Type::small);
    how->setRestTone(Tone::text2);
    connect(how, &LinkLabel::clicked, this, &OverviewPage::explainScore);
    score_->addTool(how);
    tile<ScoreTile>(score_);
    since_ = panel(tr("Since yesterday"), {});
    tile<SinceTile>(since_);
    deadlines_ = panel(tr("Fix deadlines"), tr("SLA"));
    tile<DeadlinesTile>(deadlines_);
    open_ = panel(tr("Open findings"), tr("daily, 30 days"));
    open_chart_ = new ChartWidget(open_);
    open_->body()->addWidget(open_chart_, 1);
    tile<SeverityLegend>(open_)->setFixedHeight(px(22));
    attacks_ = panel(tr("Attack activity"), {});
    attack_chart_ = new ChartWidget(attacks_);
    attacks_->body()->addWidget(attack_chart_, 1);
    tile<FlagsLine>(attacks_)->setFixedHeight(px(22));
    compliance_ = panel(tr("Compliance"), tr("controls met"));
    tile<ComplianceTile>(compliance_);
    phases_ = panel(tr("Posture along the delivery cycle"),
                    tr("score, automated checks switched on, open findings by the phase that could have caught them"));
    tile<PhasesTile>(phases_);
    causes_ = panel(tr("Causes of open findings"), tr("30 days"));
    tile<CausesTile>(causes_);
    sources_ = panel(tr("Sources"), tr("freshness"));
    tile<SourcesTile>(sources_);

    const auto corner = [this](Panel* p, const QString& name, const char* page, const QString& query) {
        connect(p->addCornerLink(name), &IconButton::clicked, this,
                [this, page, query] { app_.navigate(QString::fromLatin1(page), query); });
    };
    corner(deadlines_, tr("Overdue findings"), "findings", QStringLiteral("overdue:yes"));
    corner(compliance_, tr("Compliance"), "compliance", {});
    corner(attacks_, tr("Attack activity"), "attacks", {});

    // Alt+1…9 jump to the tiles.
    const QList<Panel*> order{score_, since_, deadlines_, open_, attacks_, compliance_, phases_, causes_, sources_};
    for (int i = 0; i < order.size(); ++i) {
        auto* key = new QShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + i)), this);
        connect(key, &QShortcut::activated, this, [this, p = order[i]] {
            scroll_->ensureWidgetVisible(p);
            if (auto* area = p->findChild<LinkArea*>()) area->setFocus(Qt::TabFocusReason);
        });
    }
}

void OverviewPage::refresh() {
    const auto workspace = app_.workspace();
    if (!workspace) return;
    app_.jobs().ask(
        ticket_, this,
        [workspace, scope = app_.scope()](const std::stop_token& stop) {
            return views::overview(*workspace, scope, stop);
        },
        [this](Result<views::Overview> answer) {
            if (answer)
                show(std::make_shared<views::Overview>(std::move(*answer)));
            else if (answer.error().code != Errc::cancelled)
                app_.showError(qs(answer.error().what), qs(answer.error().help));
        });
}

void OverviewPage::show(std::shared_ptr<const views::Overview> overview) {
    data_ = std::move(overview);
    for (OverviewTile* t : std::as_const(tiles_))
        t->setData(data_);
    since_->setSubtitle(app_.timeText(data_->since_at));
    sources_->setSubtitle(tr("%1 of %2 current").arg(data_->sources_current).arg(data_->sources.size()));
    attacks_->setSubtitle(qs(data_->attacks.subtitle));
    open_->setSubtitle(
        tr("daily, 30 days; now %1 (%2)")
            .arg(number_text(data_->open_total), signed_text(static_cast<double>(data_->open_change), 0)));
    showCharts(*data_);
}

void OverviewPage::showCharts(const views::Overview& o) {
    open_chart_->setSpec(o.open_findings);
    attack_chart_->setSpec(o.attacks);
}

// The viewport is told its size after the page; only then is there something to arrange.
bool OverviewPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) arrange();
    return Page::eventFilter(watched, event);
}

void OverviewPage::arrange() {
    const int margin = px(metric::k_page_margin);
    const int bar = theme().px(8);
    const int width = scroll_->viewport()->width() - 2 * margin;
    const bool wide = scroll_->viewport()->width() >= px(k_wide_from);
    const int height =
        wide ? arrangeWide(width, scroll_->viewport()->height() - margin - px(4)) : arrangeNarrow(width - bar / 2);
    sheet_->resize(scroll_->viewport()->width(), height + margin);
}

int OverviewPage::arrangeWide(int w, int available) {
    const int g = px(metric::k_gap), m = px(metric::k_page_margin), top = px(metric::k_gap);
    const int fixed = px(k_row1 + k_row2 + k_row3 + k_row4) + 3 * g + top;
    const int extra = std::max(0, available - fixed); // a tall window gives it to the charts
    const int h1 = px(k_row1), h2 = px(k_row2) + extra, h3 = px(k_row3), h4 = px(k_row4);
    const int c1 = w * 533 / 1000, c2 = w * 221 / 1000;
    score_->setGeometry(m, top, c1, h1);
    since_->setGeometry(m + c1 + g, top, c2, h1);
    deadlines_->setGeometry(m + c1 + c2 + 2 * g, top, w - c1 - c2 - 2 * g, h1);
    const int d1 = w * 326 / 1000, d2 = w * 416 / 1000, y2 = top + h1 + g;
    open_->setGeometry(m, y2, d1, h2);
    attacks_->setGeometry(m + d1 + g, y2, d2, h2);
    compliance_->setGeometry(m + d1 + d2 + 2 * g, y2, w - d1 - d2 - 2 * g, h2);
    const int left = d1 + g + d2, y3 = y2 + h2 + g;
    phases_->setGeometry(m, y3, left, h3);
    causes_->setGeometry(m, y3 + h3 + g, left, h4);
    sources_->setGeometry(m + left + g, y3, w - left - g, h3 + g + h4);
    return y3 + h3 + g + h4;
}

int OverviewPage::arrangeNarrow(int w) {
    const int g = px(metric::k_gap), m = px(metric::k_page_margin);
    const int half = (w - g) / 2;
    int y = px(metric::k_gap);
    const auto full = [&](Panel* p, int height) {
        p->setGeometry(m, y, w, px(height));
        y += px(height) + g;
    };
    const auto pair = [&](Panel* a, Panel* b, int height) {
        a->setGeometry(m, y, half, px(height));
        b->setGeometry(m + half + g, y, w - half - g, px(height));
        y += px(height) + g;
    };
    full(score_, k_row1);
    pair(since_, deadlines_, k_row1);
    pair(open_, attacks_, k_row2);
    full(phases_, k_row3);
    full(causes_, k_row4);
    pair(compliance_, sources_, 290);
    return y - g;
}

void OverviewPage::explainScore() {
    auto* popup = new Popup(this, metric::k_radius_dialog);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(popup);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(8));
    column->addWidget(new PlainLabel(tr("How the score is calculated"), Type::title, Tone::text, popup));
    auto* text = new PlainLabel(data_ ? qs(data_->posture.explanation) : QString(), Type::small, Tone::text2, popup);
    text->setWordWrap(true);
    text->setFixedWidth(px(440));
    column->addWidget(text);
    connect(popup, &Popup::dismissed, popup, &QObject::deleteLater);
    popup->adjustSize();
    popup->openBelow(score_, Qt::AlignRight);
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_overview_page;
const PageInfo k_overview_page{
    "overview", QT_TRANSLATE_NOOP("Pages", "Overview"), "overview", 10,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::OverviewPage(app, parent); }};
} // namespace parapet
