#include "ui/shell/import_preview.h"

#include "core/base/text.h"
#include "core/ingest/preview_rows.h"
#include "ui/jobs/preview_job.h"
#include "ui/models/preview_model.h"
#include "ui/shell/app_context.h"
#include "ui/shell/kind_row.h"
#include "ui/shell/plurals.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/small_charts.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <numeric>

namespace parapet::ui {

namespace {

QString number(std::uint64_t n) {
    return number_text(static_cast<qint64>(n));
}

} // namespace

ImportPreview::ImportPreview(AppContext& app, const QStringList& paths, QWidget* window)
    : Sheet(tr("Import preview"), window)
    , app_(app)
    , paths_(paths)
    , job_(new PreviewJob(app.workspace(), paths, this))
    , model_(new PreviewModel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(14), px(20), px(16));
    column->setSpacing(px(10));
    buildHead(column);
    buildKinds(column);
    buildTable(column);
    buildFoot(column);
    connect(job_, &PreviewJob::changed, this, &ImportPreview::showProgress);
    connect(job_, &PreviewJob::finished, this, &ImportPreview::showResult);
}

ImportPreview::~ImportPreview() = default;

void ImportPreview::buildHead(QVBoxLayout* column) {
    const QString first = paths_.first().section(QLatin1Char('/'), -1);
    files_ =
        new ElidedLabel(paths_.size() == 1 ? first : tr("%1 and %n more", nullptr, int(paths_.size()) - 1).arg(first),
                        Type::small, Tone::text3, this);
    files_->setElideMode(Qt::ElideMiddle);
    addHead(column, files_, tr("Close; nothing is imported"));
    running_ = new QWidget(this);
    auto* running = new QVBoxLayout(running_);
    running->setContentsMargins(0, 0, 0, 0);
    running->setSpacing(px(6));
    running->addWidget(line_ = new ProgressLine(running_));
    running->addWidget(amount_ = new PlainLabel(tr("Reading…"), Type::small, Tone::text2, running_));
    column->addWidget(running_);
    problem_ = new Banner(Banner::Look::warn, {}, this);
    problem_->hide();
    column->addWidget(problem_);
}

void ImportPreview::buildKinds(QVBoxLayout* column) {
    QStringList words;
    for (std::size_t i = 0; i < PreviewRows::k_kinds; ++i)
        words << preview_word(static_cast<PreviewKind>(i));
    column->addWidget(kinds_ = new KindRow(words, this));
    connect(kinds_, &KindRow::changed, this, &ImportPreview::askRows);
}

void ImportPreview::buildTable(QVBoxLayout* column) {
    table_ = new DataTable(this);
    table_->setAccessibleName(tr("What the import would do"));
    table_->setModel(model_);
    table_->setColumns({{"kind", 92, false, false},
                        {"severity", 34, false, false},
                        {"title", 300, true, false},
                        {"rule", 170, false, false},
                        {"asset", 170, false, false},
                        {"place", 190, true, false},
                        {"file", 150, false, paths_.size() == 1}},
                       QStringLiteral("import-preview"));
    table_->setCell(0, new TextDelegate(table_));
    table_->setCell(1, new SeverityDelegate(table_));
    table_->setCell(2, new TextDelegate(table_));
    table_->setCell(3, new TextDelegate(table_, Tone::text2));
    table_->setCell(4, new TextDelegate(table_, Tone::text2));
    table_->setCell(5, new TextDelegate(table_, Tone::text2));
    auto* path = new TextDelegate(table_, Tone::text2);
    path->setElide(Qt::ElideLeft); // the name tells more than the folder
    table_->setCell(6, path);
    table_->setLoading(true);
    connect(table_, &DataTable::escaped, this, &ImportPreview::dismiss);
    column->addWidget(table_, 1);
}

void ImportPreview::buildFoot(QVBoxLayout* column) {
    auto* foot = new QHBoxLayout;
    foot->setSpacing(px(8));
    summary_ =
        new PlainLabel(tr("Nothing is imported yet. Each file is tried by itself."), Type::small, Tone::text3, this);
    summary_->setWordWrap(true);
    foot->addWidget(summary_, 1);
    auto* cancel = new Button(tr("Cancel"), this);
    connect(cancel, &QAbstractButton::clicked, this, &ImportPreview::dismiss);
    foot->addWidget(cancel);
    go_ = new PrimaryButton(tr("Import"), this);
    go_->setEnabled(false);
    connect(go_, &QAbstractButton::clicked, this, &ImportPreview::accept);
    foot->addWidget(go_);
    column->addLayout(foot);
}

QRect ImportPreview::place(const QSize& window) const {
    return middle(window, {px(1180), px(760)}, {px(48), px(64)});
}

void ImportPreview::opened() {
    job_->start();
}

void ImportPreview::showProgress() {
    const Progress& p = job_->progress();
    line_->setPart(job_->part());
    amount_->setText(
        tr("%1 of %2 files, %3 records").arg(number(p.files_done), number(p.files_total), number(p.records)));
}

QString ImportPreview::summary() const {
    std::uint64_t records = 0, checks = 0, skipped = 0, events = 0, decided = 0, unchanged = 0, rejected = 0;
    for (const ImportOutcome& o : job_->outcomes()) {
        unchanged += o.status == ImportStatus::unchanged ? 1 : 0;
        rejected += o.status == ImportStatus::rejected ? 1 : 0;
        if (o.status != ImportStatus::previewed) continue;
        records += o.records;
        checks += o.checks_passed;
        skipped += o.skipped;
        events += o.events_stored + o.events_counted;
        decided += o.findings_decided;
    }
    QStringList parts{counted(tr("%n records"), static_cast<qint64>(records))};
    if (checks > 0) parts << counted(tr("%n checks without a finding"), static_cast<qint64>(checks));
    if (events > 0) parts << counted(tr("%n events"), static_cast<qint64>(events));
    if (decided > 0) parts << tr("%n findings decided", nullptr, static_cast<int>(decided));
    if (skipped > 0) parts << tr("%1 skipped").arg(number(skipped));
    if (unchanged > 0) parts << tr("%n files imported before", nullptr, static_cast<int>(unchanged));
    if (rejected > 0) parts << tr("%n files unreadable", nullptr, static_cast<int>(rejected));
    return parts.join(QStringLiteral(" · ")) + QStringLiteral(". ") + tr("Nothing is imported yet.");
}

void ImportPreview::showResult() {
    running_->hide();
    if (job_->cancelled()) return;
    if (job_->error()) {
        problem_->setText(qs(job_->error()->what));
        problem_->setDetail(qs(job_->error()->help));
        problem_->show();
        table_->setLoading(false);
        table_->setEmptyText(tr("The import could not be tried"));
        return;
    }
    std::vector<QString> documents;
    bool any = false;
    for (const ImportOutcome& o : job_->outcomes()) {
        documents.push_back(shown(o.path.substr(o.path.find_last_of('/') + 1)));
        any = any || o.status == ImportStatus::previewed;
        if (o.status != ImportStatus::rejected || problem_->isVisibleTo(this) || !o.error) continue;
        problem_->setText(tr("%1 cannot be read: %2").arg(documents.back(), qs(o.error->what)));
        problem_->setDetail(qs(o.error->help));
        problem_->show();
    }
    const auto& counts = job_->rows()->counts();
    kinds_->setCounts(counts);
    const std::uint64_t all = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    model_->setRows(job_->rows(), std::move(documents), {});
    summary_->setText(summary());
    go_->setEnabled(any);
    table_->setEmptyText(all > 0 ? tr("No row fits") : tr("No finding comes of it"),
                         any ? tr("Events are counted below") : QString());
    askRows();
}

void ImportPreview::chooseKind(int kind) {
    kinds_->choose(kind);
}

void ImportPreview::askRows() {
    if (!job_->isOver() || !job_->rows()) return;
    kinds_->find(app_, ticket_, this, job_->rows(), [this](std::vector<std::uint32_t> found) {
        table_->setLoading(false);
        model_->setShown(std::move(found));
        ready_ = true;
    });
}

void ImportPreview::accept() {
    if (!go_->isEnabled()) return;
    emit importWanted(paths_);
    dismiss();
}

void ImportPreview::dismiss() {
    if (isHidden()) return;
    job_->cancel();
    // The thread ends by itself; the job must live until then, or its end would be waited for here.
    if (!job_->isOver()) {
        job_->setParent(nullptr);
        connect(job_, &PreviewJob::finished, job_, &QObject::deleteLater);
    }
    Sheet::dismiss();
}

void ImportPreview::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return && event->modifiers() == Qt::ControlModifier) return accept();
    Sheet::keyPressEvent(event);
}

} // namespace parapet::ui
