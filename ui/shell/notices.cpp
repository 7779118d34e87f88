#include "ui/shell/notices.h"

#include "core/views/imports.h"
#include "ui/jobs/import_job.h"
#include "ui/shell/app_context.h"
#include "ui/shell/jobs_panel.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

namespace {

constexpr qsizetype k_most = 50;
constexpr qsizetype k_most_shown = 8;

// One notice: icon, two lines, age. A press leads to it.
class NoticeRow : public QAbstractButton {
public:
    NoticeRow(Notice notice, QString age, QWidget* parent)
        : QAbstractButton(parent)
        , notice_(std::move(notice))
        , age_(std::move(age)) {
        setAttribute(Qt::WA_Hover);
        setAccessibleName(notice_.title + QStringLiteral(". ") + notice_.detail);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        set_plain_tip(this, notice_.detail);
    }
    [[nodiscard]] QSize sizeHint() const override { return {px(380), px(48)}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        if (underMouse()) painter.fillRect(rect(), tone(Tone::hover));
        painter.fillRect(QRect(0, height() - 1, width(), 1), tone(Tone::line));
        paint_icon(painter, notice_.icon, QRectF(px(12), px(8), px(16), px(18)),
                   tone(notice_.bad ? Tone::fail : Tone::warn), px(16));
        painter.setFont(type(Type::caption));
        painter.setPen(tone(Tone::text3));
        const int wide = painter.fontMetrics().horizontalAdvance(age_);
        painter.drawText(QRect(width() - wide - px(12), px(7), wide, px(18)), Qt::AlignVCenter, age_);
        const QRect first(px(38), px(7), width() - px(58) - wide, px(18));
        painter.setFont(type(notice_.read ? Type::small : Type::small_medium));
        painter.setPen(tone(Tone::text));
        painter.drawText(first, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(notice_.title, Qt::ElideRight, first.width()));
        const QRect second(px(38), px(24), width() - px(50), px(16));
        painter.setFont(type(Type::caption));
        painter.setPen(tone(Tone::text2));
        painter.drawText(second, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(notice_.detail, Qt::ElideRight, second.width()));
    }

private:
    Notice notice_;
    QString age_;
};

} // namespace

Notices::Notices(AppContext& app, JobList& jobs, QObject* parent)
    : QObject(parent)
    , app_(app) {
    connect(&app, &AppContext::workspaceOpened, this, [this] {
        clear();
        askSources();
    });
    connect(&app, &AppContext::dataChanged, this, &Notices::askSources);
    connect(&app, &AppContext::errorRaised, this, [this](const QString& what, const QString& help) {
        add({tr("Window"), QStringLiteral("alert-circle"), what, help, {}, {}, app_.now(), true, false, what});
    });
    connect(&jobs, &JobList::finished, this, [this](const ImportJob* job) { importEnded(*job); });
}

void Notices::askSources() {
    if (!app_.workspace()) return;
    app_.jobs().ask(
        ticket_, this,
        [workspace = app_.workspace()](const std::stop_token& stop) { return views::sources(*workspace, stop); },
        [this](const Result<std::vector<views::SourceRow>>& found) {
            if (!found) return;
            for (const views::SourceRow& row : *found) {
                const bool bad = row.state == views::Freshness::stopped || row.state == views::Freshness::failed;
                if (!bad && row.state != views::Freshness::behind) continue;
                const QString name = shown(row.name);
                const QString detail = row.last_error.empty()
                                           ? (row.last ? tr("Last data %1").arg(app_.timeText(*row.last)) : QString())
                                           : shown(row.last_error);
                add({tr("Sources"), bad ? QStringLiteral("plug-off") : QStringLiteral("clock"),
                     bad ? tr("%1 stopped").arg(name) : tr("%1 is late").arg(name), detail, QStringLiteral("sources"),
                     name, row.last.value_or(app_.now()), bad, false,
                     QStringLiteral("source:%1:%2").arg(name).arg(static_cast<int>(row.state))});
            }
        },
        -8);
}

void Notices::importEnded(const ImportJob& job) {
    const auto bad = static_cast<int>(job.rejectedCount());
    if (job.state() == ImportJob::State::failed && job.error()) {
        add({tr("Imports"),
             QStringLiteral("file-import"),
             tr("Import stopped"),
             shown(job.error()->one_line()),
             QStringLiteral("sources"),
             {},
             app_.now(),
             true,
             false,
             {}});
    } else if (bad > 0) {
        const ImportOutcome& first = job.rejected().front();
        const QString why = shown(first.path) + QStringLiteral(": ") +
                            (first.error ? shown(first.error->what) : tr("not a report that Parapet knows"));
        add({tr("Imports"),
             QStringLiteral("file-import"),
             tr("%n files could not be read", nullptr, bad),
             why,
             QStringLiteral("sources"),
             {},
             app_.now(),
             false,
             false,
             {}});
    }
}

void Notices::add(Notice notice) {
    if (muted_.contains(notice.group)) return;
    const auto same = [&](const Notice& other) { return !notice.key.isEmpty() && other.key == notice.key; };
    if (std::any_of(notices_.begin(), notices_.end(), same)) return;
    notices_.prepend(std::move(notice));
    if (notices_.size() > k_most) notices_.removeLast();
    emit changed();
}

bool Notices::anyUnread() const {
    return std::any_of(notices_.begin(), notices_.end(), [](const Notice& n) { return !n.read; });
}

void Notices::markRead() {
    for (Notice& notice : notices_) {
        notice.read = true;
    }
    emit changed();
}

void Notices::clear() {
    notices_.clear();
    emit changed();
}

void Notices::mute(const QString& group) {
    muted_.insert(group);
    notices_.removeIf([&](const Notice& n) { return n.group == group; });
    emit changed();
}

NoticePopup::NoticePopup(Notices& notices, AppContext& app, QWidget* anchor)
    : Popup(anchor) {
    setAccessibleName(tr("Notifications"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, px(4), 1, px(4));
    column->setSpacing(0);
    if (notices.all().isEmpty()) {
        auto* none = new PlainLabel(tr("Nothing needs your attention."), Type::small, Tone::text2, this);
        none->setContentsMargins(px(16), px(14), px(60), px(14));
        column->addWidget(none);
        return;
    }
    QStringList groups;
    for (const Notice& notice : notices.all()) {
        if (!groups.contains(notice.group)) groups << notice.group;
    }
    qsizetype count = 0;
    for (const QString& group : groups) {
        auto* head = new QHBoxLayout;
        head->setContentsMargins(px(12), px(8), px(12), px(4));
        head->addWidget(new PlainLabel(group, Type::caption_strong, Tone::text3, this), 1);
        auto* less = new LinkLabel(tr("Less of this"), Type::caption, this);
        less->setRestTone(Tone::text3);
        connect(less, &QAbstractButton::clicked, this, [this, &notices, group] {
            notices.mute(group);
            dismiss();
        });
        head->addWidget(less);
        column->addLayout(head);
        for (const Notice& notice : notices.all()) {
            if (notice.group != group || ++count > k_most_shown) continue;
            auto* row = new NoticeRow(notice, app.ageText(notice.at), this);
            connect(row, &QAbstractButton::clicked, this, [this, &app, page = notice.page] {
                dismiss();
                if (!page.isEmpty()) app.navigate(page);
            });
            column->addWidget(row);
        }
    }
}

} // namespace parapet::ui
