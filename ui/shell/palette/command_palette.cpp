#include "ui/shell/palette/command_palette.h"

#include "core/query/filter.h"
#include "ui/settings/settings.h"
#include "ui/shell/app_context.h"
#include "ui/shell/palette/palette_list.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/popup.h"
#include "ui/widgets/text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr int k_width = 640;
constexpr int k_top = 88;
constexpr int k_ask_ms = 60;
constexpr std::size_t k_objects = 5;
constexpr qsizetype k_recent = 12;

QWidget* foot(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(px(16), 0, px(16), 0);
    row->setSpacing(px(16));
    row->addWidget(key_hint({CommandPalette::tr("Up"), CommandPalette::tr("Down")}, CommandPalette::tr("choose"), box));
    row->addWidget(key_hint({CommandPalette::tr("Enter")}, CommandPalette::tr("run"), box));
    row->addWidget(key_hint({CommandPalette::tr("Tab")}, CommandPalette::tr("narrow to group"), box));
    row->addStretch(1);
    row->addWidget(
        new PlainLabel(CommandPalette::tr("severity: or asset: starts a query"), Type::caption, Tone::text3, box));
    box->setFixedHeight(px(32));
    return box;
}

} // namespace

CommandPalette::CommandPalette(AppContext& app, QWidget* window)
    : QWidget(window)
    , app_(app)
    , shade_(new Shade(window))
    , edit_(new QLineEdit(this))
    , scope_(new Tag({}, Tag::Look::plain, this))
    , list_(new PaletteList(this)) {
    setAccessibleName(tr("Commands"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(px(36), px(10), px(16), px(10));
    edit_->setFrame(false);
    edit_->setPlaceholderText(tr("Search or run…"));
    edit_->setAccessibleName(tr("Search or run"));
    edit_->installEventFilter(this);
    head->addWidget(edit_, 1);
    head->addWidget(scope_);
    column->addLayout(head);
    column->addSpacing(1); // the line, painted
    column->addWidget(list_, 1);
    column->addWidget(foot(this));
    ask_timer_.setSingleShot(true);
    ask_timer_.setInterval(k_ask_ms);
    connect(&ask_timer_, &QTimer::timeout, this, &CommandPalette::ask);
    connect(edit_, &QLineEdit::textChanged, this, &CommandPalette::typed);
    connect(list_, &PaletteList::chosen, this, &CommandPalette::runItem);
    connect(shade_, &Shade::pressed, this, &CommandPalette::dismiss);
    window->installEventFilter(this);
    hide();
}

int CommandPalette::current() const {
    return list_->current();
}

void CommandPalette::open(const QList<PaletteItem>& fixed, const QString& typed) {
    if (!isVisible()) focus_before_ = QApplication::focusWidget();
    fixed_ = fixed;
    findings_.clear();
    assets_.clear();
    narrow({});
    edit_->setFont(type(Type::search));
    edit_->setFixedHeight(px(28));
    edit_->setText(typed);
    list_->setCurrent(0);
    refresh();
    shade_->show();
    shade_->raise();
    show();
    raise();
    edit_->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::dismiss() {
    ask_timer_.stop();
    findings_ticket_.cancel();
    assets_ticket_.cancel();
    if (!isVisible()) return;
    hide();
    shade_->hide();
    if (focus_before_ != nullptr) focus_before_->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::typed() {
    list_->setCurrent(0);
    refresh();
    ask_timer_.start();
}

void CommandPalette::narrow(const QString& group) {
    narrowed_ = group;
    scope_->setVisible(!group.isEmpty());
    scope_->setText(tr("in %1").arg(group));
}

void CommandPalette::refresh() {
    const QString text = edit_->text().trimmed();
    QList<PaletteItem> all;
    if (looks_like_query(text)) {
        const bool parses = query::parse(ss(text), query::Domain::findings).has_value();
        PaletteItem item{QStringLiteral("query"),
                         tr("Findings"),
                         QStringLiteral("filter"),
                         parses ? tr("Show findings with %1").arg(text) : tr("Finish the query: %1").arg(text),
                         {},
                         {tr("Enter")},
                         {},
                         false};
        if (parses) item.run = [this, text] { app_.navigate(QStringLiteral("findings"), text); };
        all << item;
    }
    const qsizetype most = narrowed_.isEmpty() ? (text.isEmpty() ? 8 : 5) : 50;
    all << palette_matches(fixed_, text, Settings::get(setting::recent_commands), most);
    if (!text.isEmpty()) {
        all << findings_ << assets_;
        const QString quoted = QStringLiteral("\"") + QString(text).remove(QLatin1Char('"')) + QStringLiteral("\"");
        all << PaletteItem{QStringLiteral("search"),
                           tr("Search everywhere"),
                           QStringLiteral("search"),
                           tr("Find “%1” in findings").arg(text),
                           {},
                           {tr("Ctrl"), tr("Enter")},
                           [this, quoted] { app_.navigate(QStringLiteral("findings"), quoted); },
                           false};
    }
    // Groups stay together, in the order of their first item.
    QStringList order;
    for (const PaletteItem& item : all) {
        if (!order.contains(item.group)) order << item.group;
    }
    std::stable_sort(all.begin(), all.end(), [&](const PaletteItem& a, const PaletteItem& b) {
        return order.indexOf(a.group) < order.indexOf(b.group);
    });
    shown_.clear();
    for (const PaletteItem& item : all) {
        if (narrowed_.isEmpty() || item.group == narrowed_) shown_ << item;
    }
    list_->setItems(shown_, text);
    place();
}

void CommandPalette::ask() {
    const QString text = edit_->text().trimmed();
    if (text.size() < 2 || !app_.workspace() || looks_like_query(text)) {
        findings_.clear();
        assets_.clear();
        refresh();
        return;
    }
    askFindings(ss(text));
    askAssets(ss(text));
}

void CommandPalette::askFindings(const std::string& text) {
    views::FindingsRequest request;
    request.scope = app_.scope();
    request.scope.filter = query::quote(text);
    request.group = views::FindingGroup::vulnerability;
    request.limit = k_objects;
    app_.jobs().ask(
        findings_ticket_, this,
        [workspace = app_.workspace(), request](const std::stop_token& stop) {
            return views::findings_page(*workspace, request, stop);
        },
        [this](const Result<views::FindingsPage>& page) {
            if (!page) return;
            findings_.clear();
            for (const views::FindingRow& row : page->rows) {
                // "ID:" opens this finding in its page.
                const QString name = shown(row.vuln_or_rule);
                const QString wanted =
                    QStringLiteral("\"") + qs(row.title).remove(QLatin1Char('"')) + QStringLiteral("\"");
                findings_ << PaletteItem{QStringLiteral("finding:%1").arg(row.id.value),
                                         tr("Findings"),
                                         QStringLiteral("bug"),
                                         shown(row.title),
                                         name,
                                         {},
                                         [this, wanted] { app_.navigate(QStringLiteral("findings"), wanted); },
                                         true};
            }
            refresh();
        },
        8);
}

void CommandPalette::askAssets(const std::string& text) {
    app_.jobs().ask(
        assets_ticket_, this,
        [workspace = app_.workspace(), scope = app_.scope(), text](const std::stop_token& stop) {
            return views::suggest_values(*workspace, scope, "asset", text, stop);
        },
        [this](const Result<std::vector<views::FacetValue>>& found) {
            if (!found) return;
            assets_.clear();
            for (const views::FacetValue& value : *found) {
                if (assets_.size() == static_cast<qsizetype>(k_objects)) break;
                const QString asset_query = QStringLiteral("asset:") + qs(query::quote(value.value));
                assets_ << PaletteItem{QStringLiteral("asset:") + qs(value.value),
                                       tr("Assets"),
                                       QStringLiteral("server"),
                                       shown(value.value),
                                       tr("%n findings", nullptr, static_cast<int>(value.count)),
                                       {},
                                       [this, asset_query] { app_.navigate(QStringLiteral("findings"), asset_query); },
                                       true};
            }
            refresh();
        },
        7);
}

void CommandPalette::runItem(int index) {
    if (index < 0 || index >= shown_.size() || !shown_[index].run) return;
    const PaletteItem item = shown_[index];
    QStringList recent = Settings::get(setting::recent_commands);
    if (item.id.startsWith(QLatin1String("action:")) || item.id.startsWith(QLatin1String("page:"))) {
        recent.removeAll(item.id);
        recent.prepend(item.id);
        Settings::set(setting::recent_commands, recent.mid(0, k_recent));
    }
    dismiss();
    item.run();
}

bool CommandPalette::handleKey(QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Down:
        list_->moveCurrent(1);
        return true;
    case Qt::Key_Up:
        list_->moveCurrent(-1);
        return true;
    case Qt::Key_PageDown:
        list_->moveCurrent(5);
        return true;
    case Qt::Key_PageUp:
        list_->moveCurrent(-5);
        return true;
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Tab:
        if (current() >= 0 && current() < shown_.size()) narrow(shown_[current()].group);
        list_->setCurrent(0);
        refresh();
        return true;
    case Qt::Key_Backtab:
        narrow({});
        refresh();
        return true;
    case Qt::Key_Backspace:
        if (!edit_->text().isEmpty() || narrowed_.isEmpty()) return false;
        narrow({});
        refresh();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runItem((event.modifiers() & Qt::ControlModifier) != 0 ? static_cast<int>(shown_.size()) - 1 : current());
        return true;
    default:
        return false;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == edit_ && event->type() == QEvent::KeyPress) return handleKey(*static_cast<QKeyEvent*>(event));
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
    return QWidget::eventFilter(watched, event);
}

void CommandPalette::place() {
    const QRect room = parentWidget()->rect();
    const int width = std::min(px(k_width), room.width() - px(32));
    const int top = std::min(px(k_top), room.height() / 8);
    const int wanted = px(49) + list_->wantedHeight() + px(33);
    const int height = std::min(wanted, room.height() - top - px(40));
    setGeometry((room.width() - width) / 2, top, width, height);
}

void CommandPalette::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::line_strong));
    painter.fillRect(QRect(1, px(48), width() - 2, 1), tone(Tone::line));
    const QRectF low(1, height() - px(33), width() - 2, px(32));
    painter.fillRect(low.adjusted(0, 0, 0, -px(6)), tone(Tone::sunken));
    paint_box(painter, low, px(metric::k_radius_dialog) - 1, tone(Tone::sunken), {});
    painter.fillRect(QRectF(1, low.y(), width() - 2, 1), tone(Tone::line));
    paint_icon(painter, QStringLiteral("search"), QRectF(px(16), 0, px(18), px(48)), tone(Tone::text3), px(18));
}

} // namespace parapet::ui
