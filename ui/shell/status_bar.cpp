#include "ui/shell/status_bar.h"

#include "core/base/text.h"
#include "core/views/imports.h"
#include "ui/jobs/import_job.h"
#include "ui/shell/app_context.h"
#include "ui/shell/jobs_panel.h"
#include "ui/shell/plurals.h"
#include "ui/shell/time_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parapet::ui {

namespace {

PlainLabel* caption(QWidget* parent) {
    return new PlainLabel({}, Type::caption, Tone::text3, parent);
}

} // namespace

StatusBar::StatusBar(AppContext& app, JobList& jobs, QWidget* parent)
    : QWidget(parent)
    , app_(app)
    , jobs_(jobs)
    , sources_(new StatusLabel(Status::not_assessed, {}, this, Type::caption))
    , sync_(caption(this))
    , amounts_(caption(this))
    , job_text_(new PlainLabel({}, Type::caption, Tone::text, this))
    , job_part_(caption(this))
    , job_count_(new PlainLabel({}, Type::caption, Tone::accent, this))
    , mode_(caption(this))
    , zone_(caption(this))
    , job_line_(new ProgressLine(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(12), 1, px(12), 0);
    row->setSpacing(px(16));
    sources_->setGlyphSize(12);
    sources_->setTone(Tone::text3);
    row->addWidget(sources_);
    row->addWidget(sync_);
    row->addWidget(amounts_);
    row->addStretch(1);
    row->addWidget(job_text_);
    row->addWidget(job_line_);
    row->addWidget(job_part_);
    row->addWidget(job_count_);
    row->addWidget(mode_);
    row->addWidget(zone_);
    job_line_->setFixedWidth(px(120));
    job_count_->setCursor(Qt::PointingHandCursor);
    sources_->setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("Status"));
    connect(&app_, &AppContext::workspaceOpened, this, &StatusBar::askSources);
    connect(&app_, &AppContext::dataChanged, this, &StatusBar::askSources);
    connect(&app_, &AppContext::infoChanged, this, &StatusBar::refresh);
    connect(&app_, &AppContext::zoneChanged, this, &StatusBar::askSources);
    connect(&jobs_, &JobList::changed, this, &StatusBar::refreshJobs);
    const auto scale = [this] {
        setFixedHeight(px(metric::k_status_bar));
        sources_->setFixedHeight(px(metric::k_status_bar) - 1); // one baseline with the labels beside it
    };
    connect(&theme(), &Theme::changed, this, scale);
    scale();
    refresh();
    refreshJobs();
}

void StatusBar::askSources() {
    refresh();
    if (!app_.workspace()) return;
    app_.jobs().ask(
        ticket_, this,
        [workspace = app_.workspace()](const std::stop_token& stop) { return views::sources(*workspace, stop); },
        [this](const Result<std::vector<views::SourceRow>>& found) {
            if (!found) return;
            const auto all = static_cast<int>(found->size());
            int current = 0;
            bool stopped = false;
            std::optional<Time> last;
            for (const views::SourceRow& row : *found) {
                current += row.state == views::Freshness::current ? 1 : 0;
                stopped = stopped || row.state == views::Freshness::stopped || row.state == views::Freshness::failed;
                if (row.last && (!last || *row.last > *last)) last = row.last;
            }
            const Status status = all == 0         ? Status::not_assessed
                                  : stopped        ? Status::not_met
                                  : current == all ? Status::met
                                                   : Status::partly;
            sources_->setStatus(status,
                                all == 0 ? tr("No sources yet") : tr("%1 of %2 sources current").arg(current).arg(all));
            sync_->setText(last ? tr("Last import %1").arg(app_.timeText(*last)) : QString());
            sync_->setVisible(last.has_value());
        },
        -5);
}

void StatusBar::refresh() {
    const WorkspaceInfo& info = app_.info();
    const bool open = app_.workspace() != nullptr;
    if (!open) sources_->setStatus(Status::not_assessed, tr("No workspace open"));
    QStringList parts;
    if (info.findings > 0) parts << counted(tr("%n findings"), info.findings);
    if (info.events > 0)
        parts << (info.events == 1 ? tr("1 event") : tr("%1 events").arg(short_number_text(info.events)));
    if (open && info.file_bytes > 0) parts << qs(format_bytes(info.file_bytes));
    amounts_->setText(parts.join(QStringLiteral(" · ")));
    amounts_->setVisible(!parts.isEmpty());
    mode_->setText(app_.isReadOnly() ? tr("Read only")
                   : app_.isEmpty()  ? tr("Nothing leaves this computer")
                                     : tr("Read and write"));
    mode_->setVisible(open);
    zone_->setText(app_.utc() ? tr("All times UTC") : tr("All times %1").arg(zone_words(false)));
}

void StatusBar::refreshJobs() {
    const ImportJob* job = jobs_.leading();
    const int running = jobs_.running();
    for (QWidget* part : {static_cast<QWidget*>(job_text_), static_cast<QWidget*>(job_line_),
                          static_cast<QWidget*>(job_part_), static_cast<QWidget*>(job_count_)}) {
        part->setVisible(job != nullptr);
    }
    mode_->setVisible(job == nullptr && app_.workspace() != nullptr);
    zone_->setVisible(job == nullptr);
    if (job == nullptr) return;
    const Progress& p = job->progress();
    const bool paused = job->state() == ImportJob::State::paused;
    if (paused) {
        job_text_->setText(tr("Import is paused"));
    } else if (p.files_total > 0) {
        job_text_->setText(tr("Importing %1 of %2 files")
                               .arg(number_text(static_cast<qint64>(std::min(p.files_done + 1, p.files_total))),
                                    number_text(static_cast<qint64>(p.files_total))));
    } else {
        job_text_->setText(tr("Importing"));
    }
    job_line_->setPart(job->part());
    job_part_->setText(job->part() < 0 ? QString() : tr("%1 %").arg(std::lround(job->part() * 100)));
    job_count_->setText(tr("%n jobs", nullptr, running));
}

void StatusBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), tone(Tone::chrome));
    painter.fillRect(QRect(0, 0, width(), 1), tone(Tone::line));
}

void StatusBar::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (sources_->geometry().contains(at)) {
        emit sourcesPressed();
    } else if (job_text_->isVisible() && at.x() >= job_text_->x()) {
        emit jobsPressed();
    }
}

} // namespace parapet::ui
