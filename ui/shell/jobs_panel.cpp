#include "ui/shell/jobs_panel.h"

#include "ui/jobs/import_job.h"
#include "ui/shell/app_context.h"
#include "ui/shell/job_card.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

JobList::JobList(AppContext& app, QObject* parent)
    : QObject(parent)
    , app_(app) {
    connect(&app, &AppContext::importRequested, this, &JobList::startImport);
}

void JobList::startImport(const QStringList& paths) {
    if (!app_.workspace()) return;
    if (app_.isReadOnly()) {
        app_.showError(tr("This workspace is open for reading only"), tr("Open it for writing, then import again."));
        return;
    }
    auto* job = new ImportJob(app_.workspace(), paths, this);
    jobs_.insert(jobs_.begin(), job);
    connect(job, &ImportJob::changed, this, &JobList::changed);
    connect(job, &ImportJob::finished, this, [this, job] { emit finished(job); });
    job->start();
    emit started();
    emit changed();
}

int JobList::running() const {
    return static_cast<int>(std::count_if(jobs_.begin(), jobs_.end(), [](const ImportJob* j) { return !j->isOver(); }));
}

ImportJob* JobList::leading() const {
    const auto at = std::find_if(jobs_.begin(), jobs_.end(), [](const ImportJob* j) { return !j->isOver(); });
    return at == jobs_.end() ? nullptr : *at;
}

void JobList::forget(ImportJob* job) {
    std::erase(jobs_, job);
    job->deleteLater();
    emit changed();
}

JobsPanel::JobsPanel(JobList& jobs, QWidget* window)
    : QWidget(window)
    , jobs_(jobs)
    , count_(new PlainLabel({}, Type::small, Tone::text3, this))
    , column_(new QVBoxLayout) {
    setAccessibleName(tr("Jobs"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 0, 1, 1);
    outer->setSpacing(0);
    auto* head = new QWidget(this);
    head->setFixedHeight(px(40));
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(px(16), 0, px(8), 0);
    row->setSpacing(px(8));
    row->addWidget(new PlainLabel(tr("Jobs"), Type::title, Tone::text, head));
    row->addWidget(count_, 1);
    auto* fold = new IconButton(QStringLiteral("minus"), tr("Hide jobs; they go on"), head);
    fold->setSide(metric::k_control_small);
    connect(fold, &QAbstractButton::clicked, this, &QWidget::hide);
    row->addWidget(fold);
    outer->addWidget(head);
    column_->setSpacing(0);
    outer->addLayout(column_);
    window->installEventFilter(this);
    connect(&jobs, &JobList::started, this, [this] {
        rebuild();
        show();
        raise();
    });
    connect(&jobs, &JobList::changed, this, [this] {
        const int running = jobs_.running();
        count_->setText(running > 0 ? tr("%n running", nullptr, running) : tr("none running"));
    });
    hide();
}

void JobsPanel::rebuild() {
    while (QLayoutItem* item = column_->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    constexpr std::size_t k_most_cards = 3;
    std::size_t shown = 0;
    for (ImportJob* job : jobs_.jobs()) {
        if (++shown > k_most_cards) break;
        auto* card = new JobCard(*job, this);
        connect(card, &JobCard::resized, this, &JobsPanel::place, Qt::QueuedConnection);
        connect(card, &JobCard::forgetRequested, this, [this, job] {
            jobs_.forget(job);
            rebuild();
            if (jobs_.jobs().empty()) hide();
        });
        column_->addWidget(card);
        card->show();
    }
    if (jobs_.jobs().empty()) {
        auto* none = new PlainLabel(tr("Nothing is running."), Type::small, Tone::text3, this);
        none->setContentsMargins(px(16), px(4), px(16), px(14));
        column_->addWidget(none);
        none->show();
    }
    place();
}

void JobsPanel::place() {
    const QRect room = parentWidget()->rect();
    const int width = std::min(px(448), room.width() - px(24));
    setFixedWidth(width);
    const int wanted = layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : layout()->sizeHint().height();
    const int height = std::min(wanted, room.height() - px(110));
    setGeometry(room.width() - width - px(12), room.height() - height - px(metric::k_status_bar + 8), width, height);
}

void JobsPanel::toggle() {
    if (isVisible()) {
        hide();
        return;
    }
    rebuild();
    show();
    raise();
    setFocus(Qt::PopupFocusReason);
}

void JobsPanel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paint_box(painter, rect(), px(metric::k_radius_dialog), tone(Tone::surface), tone(Tone::line_strong));
}

bool JobsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
    return QWidget::eventFilter(watched, event);
}

void JobsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace parapet::ui
