#include "ui/shell/first_run.h"

#include "core/formats/format.h"
#include "ui/shell/app_context.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace parapet::ui {

namespace {

class DropZone : public QWidget {
public:
    using QWidget::QWidget;
    bool over = false;

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath path;
        path.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8));
        painter.fillPath(path, tone(over ? Tone::accent_soft : Tone::surface));
        QPen pen(tone(over ? Tone::accent : Tone::control), 1);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.drawPath(path);
    }
};

class IconPlate : public QWidget {
public:
    IconPlate(QString icon, int size, Tone ink, QWidget* parent)
        : QWidget(parent)
        , icon_(std::move(icon))
        , size_(size)
        , ink_(ink) {
        setFixedSize(px(size), px(size));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        paint_icon(painter, icon_, rect(), tone(ink_), px(size_));
    }

private:
    QString icon_;
    int size_;
    Tone ink_;
};

// "SARIF, CycloneDX, Trivy and 38 more": the best known that are really read, then how many more.
QString format_words() {
    static constexpr std::array k_first{"SARIF",   "CycloneDX", "SPDX", "Trivy",  "Grype",
                                        "Semgrep", "Checkov",   "ZAP",  "Nessus", "Prowler"};
    QStringList names;
    for (const char* wanted : k_first) {
        for (const FormatInfo* format : formats()) {
            const QString tool = qs(format->tool) + QLatin1Char(' ') + qs(format->description);
            if (!tool.contains(QLatin1String(wanted), Qt::CaseInsensitive)) continue;
            names << QString::fromLatin1(wanted);
            break;
        }
    }
    const auto more = static_cast<int>(formats().size()) - static_cast<int>(names.size());
    const QString list = names.join(QStringLiteral(", "));
    if (more <= 0) return list;
    return names.isEmpty() ? FirstRun::tr("%n formats", nullptr, more)
                           : FirstRun::tr("%1 and %n more formats", nullptr, more).arg(list);
}

QVBoxLayout* card(Panel& panel, const QString& title, const QString& text) {
    panel.setBodyMargins(20, 16, 20, 16);
    QVBoxLayout* column = panel.body();
    column->addWidget(new PlainLabel(title, Type::page_title, Tone::text, &panel));
    column->addSpacing(px(2));
    auto* words = new PlainLabel(text, Type::small, Tone::text2, &panel);
    words->setWordWrap(true);
    column->addWidget(words);
    return column;
}

} // namespace

FirstRun::FirstRun(AppContext& app, QWidget* parent)
    : QWidget(parent)
    , app_(app)
    , scroll_(new QScrollArea(this))
    , inside_(new QWidget) {
    setAccessibleName(tr("First steps"));
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->viewport()->setAutoFillBackground(false);
    auto* ground = new QWidget;
    ground->setAutoFillBackground(false);
    inside_->setParent(ground);
    scroll_->setWidget(ground);
    auto* column = new QVBoxLayout(inside_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new PlainLabel(tr("See where you stand"), Type::headline, Tone::text, inside_));
    column->addSpacing(px(4));
    column->addWidget(new PlainLabel(tr("Bring in one scanner report, a log, or look around with sample data."),
                                     Type::lead, Tone::text2, inside_));
    column->addSpacing(px(24));
    column->addWidget(dropZone());
    column->addSpacing(px(16));
    auto* cards = new QGridLayout;
    cards->setSpacing(px(16));
    cards->addWidget(formatsCard(), 0, 0, 2, 1);
    cards->addWidget(sampleCard(), 0, 1);
    cards->addWidget(workspaceCard(), 1, 1);
    cards->setColumnStretch(0, 1);
    cards->setColumnStretch(1, 1);
    column->addLayout(cards);
    column->addSpacing(px(16));
    auto* hints = new QHBoxLayout;
    hints->setSpacing(px(8));
    hints->addWidget(new IconPlate(QStringLiteral("keyboard"), 15, Tone::text3, inside_));
    hints->addWidget(new KeyCap(QStringLiteral("Ctrl K"), inside_));
    hints->addWidget(new PlainLabel(tr("runs any command"), Type::small, Tone::text3, inside_));
    hints->addSpacing(px(12));
    hints->addWidget(new KeyCap(QStringLiteral("?"), inside_));
    hints->addWidget(new PlainLabel(tr("shows all keys"), Type::small, Tone::text3, inside_));
    hints->addSpacing(px(12));
    hints->addWidget(new IconPlate(QStringLiteral("moon"), 15, Tone::text3, inside_));
    const QString look =
        theme().mode() == ThemeMode::system ? tr("Theme follows the system") : tr("Theme is set in Settings");
    hints->addWidget(new PlainLabel(look, Type::small, Tone::text3, inside_));
    hints->addStretch(1);
    column->addLayout(hints);
}

QWidget* FirstRun::dropZone() {
    zone_ = new DropZone(inside_);
    zone_->setFixedHeight(px(196));
    auto* column = new QVBoxLayout(zone_);
    column->setSpacing(px(10));
    column->addStretch(1);
    column->addWidget(new IconPlate(QStringLiteral("file-import"), 32, Tone::accent, zone_), 0, Qt::AlignHCenter);
    column->addWidget(new PlainLabel(tr("Drop a report here"), Type::object_title, Tone::text, zone_), 0,
                      Qt::AlignHCenter);
    auto* which = new PlainLabel(format_words(), Type::body, Tone::text2, zone_);
    which->setWordWrap(true);
    which->setAlignment(Qt::AlignHCenter);
    column->addWidget(which);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(6), 0, 0);
    row->setSpacing(px(8));
    auto* files = new PrimaryButton(tr("Choose files…"), zone_);
    auto* folder = new Button(tr("Choose a folder…"), zone_);
    row->addStretch(1);
    row->addWidget(files);
    row->addWidget(folder);
    row->addStretch(1);
    column->addLayout(row);
    column->addStretch(1);
    connect(files, &QAbstractButton::clicked, this, [this] {
        ask_open_files(this, tr("Import reports and logs"), {},
                       [this](const QStringList& paths) { app_.startImport(paths); });
    });
    connect(folder, &QAbstractButton::clicked, this, [this] {
        ask_folder(this, tr("Import a folder"), [this](const QString& path) { app_.startImport({path}); });
    });
    return zone_;
}

QWidget* FirstRun::formatsCard() {
    auto* panel = new Panel({}, inside_);
    QVBoxLayout* column = card(*panel, tr("What Parapet reads"), tr("Files are read, never changed. Nothing is sent."));
    column->addSpacing(px(8));
    struct Row {
        const char* icon;
        QString name, what;
        FormatKind kind;
    };
    const Row rows[] = {
        {"bug", tr("Scanner reports"), tr("findings of code, images, hosts, clouds"), FormatKind::findings},
        {"attacks", tr("Logs"), tr("logins, web attacks, changes"), FormatKind::events},
        {"compliance", tr("Control statements"), tr("OSCAL, OpenControl, XCCDF"), FormatKind::compliance},
        {"changes", tr("Delivery records"), tr("commits, runs, deploys"), FormatKind::changes},
        {"flame", tr("Reference data"), tr("KEV, EPSS"), FormatKind::feed},
    };
    for (const Row& row : rows) {
        const auto count =
            std::count_if(formats().begin(), formats().end(), [&](const FormatInfo* f) { return f->kind == row.kind; });
        if (count == 0) continue;
        auto* box = new QWidget(panel);
        box->setFixedHeight(px(32));
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(px(8));
        line->addWidget(new IconPlate(QString::fromLatin1(row.icon), 18, Tone::text3, box));
        line->addWidget(new PlainLabel(row.name, Type::body_medium, Tone::text, box));
        line->addWidget(new ElidedLabel(row.what, Type::small, Tone::text3, box), 1);
        line->addWidget(
            new PlainLabel(tr("%n formats", nullptr, static_cast<int>(count)), Type::small, Tone::text2, box));
        column->addWidget(box);
    }
    column->addStretch(1);
    return panel;
}

QWidget* FirstRun::sampleCard() {
    auto* panel = new Panel({}, inside_);
    QVBoxLayout* column = card(*panel, tr("Open the sample workspace"),
                               tr("90 days of a small made-up company, written by Parapet. Marked as a sample on every "
                                  "page and print."));
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(10), 0, 0);
    row->setSpacing(px(8));
    sample_button_ = new Button(tr("Open sample"), panel);
    sample_note_ = new PlainLabel({}, Type::small, Tone::text3, panel);
    row->addWidget(sample_button_);
    row->addWidget(sample_note_, 1);
    column->addLayout(row);
    connect(sample_button_, &QAbstractButton::clicked, this, &FirstRun::sampleRequested);
    return panel;
}

QWidget* FirstRun::workspaceCard() {
    auto* panel = new Panel({}, inside_);
    QVBoxLayout* column = card(*panel, tr("Have a workspace already?"),
                               tr("Open its file. To look at it without changing anything, open it for reading only."));
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(10), 0, 0);
    row->setSpacing(px(8));
    auto* open = new Button(tr("Open workspace…"), panel);
    row->addWidget(open);
    row->addWidget(new PlainLabel(QStringLiteral(".parapet"), Type::small, Tone::text3, panel), 1);
    column->addLayout(row);
    connect(open, &QAbstractButton::clicked, this, &FirstRun::openWorkspaceRequested);
    return panel;
}

void FirstRun::setDragOver(bool over) {
    static_cast<DropZone*>(zone_)->over = over;
    zone_->update();
}

void FirstRun::setSampleReady(bool ready, const QString& why_not) {
    sample_button_->setEnabled(ready);
    sample_note_->setText(ready ? QString() : why_not);
}

void FirstRun::setSampleBusy(bool busy) {
    sample_button_->setEnabled(!busy);
    sample_note_->setText(busy ? tr("Writing the sample…") : QString());
}

void FirstRun::resizeEvent(QResizeEvent* /*event*/) {
    scroll_->setGeometry(rect());
    const int wide = std::min(px(1000), width() - px(48));
    const int wanted = inside_->heightForWidth(wide) > 0 ? inside_->heightForWidth(wide) : inside_->sizeHint().height();
    const int top = std::max(px(16), std::min(px(72), (height() - wanted) / 2));
    scroll_->widget()->resize(width(), std::max(height(), top + wanted + px(16)));
    inside_->setGeometry((width() - wide) / 2, top, wide, wanted);
}

void FirstRun::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), tone(Tone::page));
}

} // namespace parapet::ui
