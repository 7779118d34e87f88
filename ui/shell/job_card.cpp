#include "ui/shell/job_card.h"

#include "core/base/text.h"
#include "ui/jobs/import_job.h"
#include "ui/shell/plurals.h"
#include "ui/theme/paint.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace parapet::ui {

namespace {

constexpr int k_most_lines = 8;

QString duration_words(qint64 seconds) {
    if (seconds < 60) return JobCard::tr("about %1 s left").arg(std::max<qint64>(5, (seconds + 4) / 5 * 5));
    const qint64 rest = seconds % 60 / 10 * 10;
    if (rest == 0) return JobCard::tr("about %1 min left").arg(seconds / 60);
    return JobCard::tr("about %1 min %2 s left").arg(seconds / 60).arg(rest);
}

QHBoxLayout* line(QVBoxLayout* column, int top) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, px(top), 0, 0);
    row->setSpacing(px(8));
    column->addLayout(row);
    return row;
}

// Four figures in one frame, with lines between.
class FigureBox : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        paint_box(painter, rect(), px(metric::k_radius_control), {}, tone(Tone::line));
        for (int i = 1; i < 4; ++i) {
            painter.fillRect(QRect(width() * i / 4, 1, 1, height() - 2), tone(Tone::line));
        }
    }
};

} // namespace

JobCard::JobCard(ImportJob& job, QWidget* parent)
    : QWidget(parent)
    , job_(job) {
    build();
    connect(&job, &ImportJob::changed, this, &JobCard::refresh);
    refresh();
}

void JobCard::build() {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(px(16), px(12), px(16), px(12));
    outer->setSpacing(0);
    running_ = new QWidget(this);
    auto* column = new QVBoxLayout(running_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = line(column, 0);
    head->addWidget(title_ = new PlainLabel({}, Type::body_medium, Tone::text, this), 1);
    head->addWidget(left_ = new PlainLabel({}, Type::small, Tone::text2, this));
    column->addSpacing(px(8));
    column->addWidget(line_ = new ProgressLine(this));
    auto* amounts = line(column, 6);
    amounts->addWidget(amount_ = new PlainLabel({}, Type::small, Tone::text2, this), 1);
    amounts->addWidget(records_ = new PlainLabel({}, Type::small, Tone::text2, this));
    column->addSpacing(px(2));
    column->addWidget(file_ = new ElidedLabel({}, Type::mono_small, Tone::text3, this));
    file_->setElideMode(Qt::ElideMiddle);
    column->addSpacing(px(10));
    column->addWidget(figures());
    column->addSpacing(px(10));
    column->addWidget(note_ =
                          new Banner(Banner::Look::info,
                                     tr("If you cancel, finished files stay and the current one is undone."), this));
    auto* buttons = line(column, 10);
    buttons->addWidget(pause_ = new Button(tr("Pause"), this));
    buttons->addWidget(cancel_ = new Button(tr("Cancel"), this));
    buttons->addStretch(1);
    connect(pause_, &QAbstractButton::clicked, this,
            [this] { job_.setPaused(job_.state() != ImportJob::State::paused); });
    connect(cancel_, &QAbstractButton::clicked, this, [this] {
        cancel_->setEnabled(false);
        job_.cancel();
    });
    outer->addWidget(running_);

    over_ = new QWidget(this);
    auto* end = new QVBoxLayout(over_);
    end->setContentsMargins(0, 0, 0, 0);
    end->setSpacing(px(2));
    auto* first = line(end, 0);
    first->addWidget(outcome_ = new StatusLabel(Status::met, {}, this, Type::body), 1);
    first->addWidget(dismiss_ = new LinkLabel(tr("Dismiss"), Type::small, this));
    outcome_detail_ = new PlainLabel({}, Type::small, Tone::text3, this);
    outcome_detail_->setWordWrap(true);
    outcome_detail_->setContentsMargins(px(19), 0, 0, 0);
    end->addWidget(outcome_detail_);
    connect(dismiss_, &QAbstractButton::clicked, this, &JobCard::forgetRequested);
    outer->addWidget(over_);

    rejected_link_ = new LinkLabel({}, Type::small, this);
    connect(rejected_link_, &QAbstractButton::clicked, this, &JobCard::showRejected);
    outer->addSpacing(px(6));
    outer->addWidget(rejected_link_, 0, Qt::AlignRight);
    rejected_list_ = new QWidget(this);
    rejected_list_->setLayout(new QVBoxLayout);
    rejected_list_->layout()->setContentsMargins(0, px(6), 0, 0);
    rejected_list_->hide();
    outer->addWidget(rejected_list_);
}

QWidget* JobCard::figures() {
    auto* box = new FigureBox(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, px(6), 0, px(6));
    grid->setHorizontalSpacing(0);
    grid->setVerticalSpacing(0);
    const QStringList names{tr("new"), tr("already known"), tr("events stored"), tr("unreadable")};
    for (int i = 0; i < 4; ++i) {
        figures_[i] = new PlainLabel(QStringLiteral("0"), Type::page_title, Tone::text, box);
        figures_[i]->setContentsMargins(px(10), 0, 0, 0);
        auto* name = new PlainLabel(names[i], Type::caption, Tone::text3, box);
        name->setContentsMargins(px(10), 0, 0, 0);
        grid->addWidget(figures_[i], 0, i);
        grid->addWidget(name, 1, i);
        grid->setColumnStretch(i, 1);
    }
    return box;
}

void JobCard::refresh() {
    const bool was_over = over_->isVisibleTo(this);
    running_->setVisible(!job_.isOver());
    over_->setVisible(job_.isOver());
    if (job_.isOver()) {
        refreshOver();
    } else {
        refreshRunning();
    }
    const auto rejected = static_cast<int>(job_.rejectedCount());
    const bool had_link = rejected_link_->isVisibleTo(this);
    rejected_link_->setVisible(rejected > 0 && !rejected_list_->isVisibleTo(this));
    rejected_link_->setText(tr("Show %n unreadable", nullptr, rejected));
    rejected_link_->updateGeometry();
    if (was_over != over_->isVisibleTo(this) || had_link != rejected_link_->isVisibleTo(this)) emit resized();
}

void JobCard::refreshRunning() {
    const Progress& p = job_.progress();
    const bool paused = job_.state() == ImportJob::State::paused;
    title_->setText(paused ? tr("Import is paused") : tr("Importing reports"));
    pause_->setText(paused ? tr("Resume") : tr("Pause"));
    const qint64 left = job_.secondsLeft();
    left_->setText(left >= 0 ? duration_words(left) : QString());
    line_->setPart(job_.part());
    QString amount;
    if (p.files_total > 0) {
        amount =
            tr("%1 of %2 files")
                .arg(number_text(static_cast<qint64>(p.files_done)), number_text(static_cast<qint64>(p.files_total)));
    }
    if (p.bytes_total > 0) {
        if (!amount.isEmpty()) amount += QStringLiteral(", ");
        amount += tr("%1 of %2").arg(qs(format_bytes(p.bytes_done)), qs(format_bytes(p.bytes_total)));
    }
    amount_->setText(amount);
    records_->setText(tr("%1 results").arg(number_text(static_cast<qint64>(p.records))));
    file_->setText(shown(p.label));
    const std::uint64_t values[4] = {p.findings_new, p.findings_known, p.events_stored, p.rejected};
    for (int i = 0; i < 4; ++i) {
        figures_[i]->setText(short_number_text(static_cast<qint64>(values[i])));
    }
}

void JobCard::refreshOver() {
    const Progress& p = job_.progress();
    const auto files = static_cast<int>(job_.documents());
    const auto bad = static_cast<int>(job_.rejectedCount());
    QStringList parts;
    if (p.findings_new > 0) parts << counted(tr("%n new findings"), static_cast<qint64>(p.findings_new));
    if (p.findings_known > 0) parts << tr("%1 already known").arg(number_text(static_cast<qint64>(p.findings_known)));
    if (p.findings_gone > 0) parts << tr("%1 closed").arg(number_text(static_cast<qint64>(p.findings_gone)));
    if (p.events_stored + p.events_counted > 0) {
        parts << counted(tr("%n events"), static_cast<qint64>(p.events_stored + p.events_counted));
    }
    switch (job_.state()) {
    case ImportJob::State::done:
        if (files > 0 && bad == files) {
            outcome_->setStatus(Status::not_met, tr("Nothing could be read"));
        } else {
            outcome_->setStatus(bad > 0 ? Status::partly : Status::met, tr("Imported %n files", nullptr, files - bad));
        }
        break;
    case ImportJob::State::cancelled:
        outcome_->setStatus(Status::paused, tr("Import was cancelled"));
        parts.prepend(tr("%n files are in, the last one was undone", nullptr, files - bad));
        break;
    default:
        outcome_->setStatus(Status::not_met, tr("Import stopped"));
        if (job_.error()) parts = {shown(job_.error()->one_line())};
    }
    outcome_->setStrong(true);
    outcome_detail_->setText(parts.isEmpty() ? tr("Nothing new in it") : parts.join(QStringLiteral(", ")));
}

void JobCard::showRejected() {
    if (list_filled_) return;
    list_filled_ = true;
    rejected_link_->hide();
    const auto& all = job_.rejected();
    for (std::size_t i = 0; i < all.size() && i < k_most_lines; ++i) {
        const ImportOutcome& outcome = all[i];
        auto* name = new ElidedLabel(shown(outcome.path), Type::mono_small, Tone::text, rejected_list_);
        name->setElideMode(Qt::ElideMiddle);
        rejected_list_->layout()->addWidget(name);
        const QString reason = outcome.error ? shown(outcome.error->what) : tr("not a report that Parapet knows");
        auto* why = new PlainLabel(reason, Type::caption, Tone::text3, rejected_list_);
        why->setWordWrap(true);
        rejected_list_->layout()->addWidget(why);
    }
    if (job_.rejectedCount() > k_most_lines) {
        const auto rest = static_cast<int>(job_.rejectedCount()) - k_most_lines;
        rejected_list_->layout()->addWidget(
            new PlainLabel(tr("and %n more; all of them stand in Sources", nullptr, rest), Type::caption, Tone::text3,
                           rejected_list_));
    }
    rejected_list_->show();
    emit resized();
}

void JobCard::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), tone(Tone::line));
}

} // namespace parapet::ui
