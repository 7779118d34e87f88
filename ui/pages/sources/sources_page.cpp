#include "ui/pages/sources/sources_page.h"

#include "core/base/text.h"
#include "ui/pages/sources/mapping_sheet.h"
#include "ui/shell/app_context.h"
#include "ui/shell/plurals.h"
#include "ui/shell/write_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace parapet::ui {

SourcesPage::SourcesPage(AppContext& app, QWidget* parent)
    : Page(parent)
    , app_(app) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(px(16), px(12), px(16), px(12));
    column->setSpacing(px(metric::k_gap));
    column->addWidget(buildTop());
    column->addWidget(buildSources(), 5);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(px(metric::k_gap));
    lower->addWidget(buildImports(), 1);
    lower->addWidget(buildCoverage(), 1);
    column->addLayout(lower, 7);
    row->addWidget(main, 1);
    row->addWidget(buildDetail());
}

QWidget* SourcesPage::buildTop() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(14));
    current_ = new StatusLabel(Status::met, {}, bar, Type::body);
    behind_ = new StatusLabel(Status::partly, {}, bar, Type::body);
    stopped_ = new StatusLabel(Status::not_met, {}, bar, Type::body);
    records_ = new PlainLabel({}, Type::body, Tone::text2, bar);
    for (QWidget* w : std::initializer_list<QWidget*>{current_, behind_, stopped_, records_})
        row->addWidget(w);
    row->addStretch(1);
    auto* back = new Button(tr("Undo import"), bar);
    back->setIconName(QStringLiteral("undo"));
    set_plain_tip(back, tr("Take back the last import"));
    connect(back, &Button::clicked, &app_, &AppContext::takeBackImport);
    row->addWidget(back);
    auto* map = new Button(tr("Map a report…"), bar);
    connect(map, &Button::clicked, this, [this] {
        ask_open_files(this, tr("Map a table or a JSON report"),
                       tr("Tables and JSON (*.csv *.tsv *.json *.jsonl);;All files (*)"),
                       [this](const QStringList& paths) { openMapping(paths.first()); });
    });
    row->addWidget(map);
    auto* preview = new Button(tr("Preview…"), bar);
    set_plain_tip(preview, tr("See what an import would do before it is done"));
    connect(preview, &Button::clicked, this, [this] {
        ask_open_files(this, tr("See what an import would do"), tr("All files (*)"),
                       [this](const QStringList& paths) { app_.previewImport(paths); });
    });
    row->addWidget(preview);
    auto* add = new PrimaryButton(tr("Import files…"), bar);
    add->setIconName(QStringLiteral("plus"));
    connect(add, &Button::clicked, this, &SourcesPage::choosePaths);
    row->addWidget(add);
    return bar;
}

void SourcesPage::openMapping(const QString& path) {
    if (!app_.workspace()) return;
    auto* sheet = new MappingSheet(app_, path, window());
    connect(sheet, &MappingSheet::importWanted, &app_, &AppContext::startImport);
    sheet->open();
}

void SourcesPage::choosePaths() {
    ask_open_files(this, tr("Import reports and logs"), tr("All files (*)"),
                   [this](const QStringList& paths) { app_.startImport(paths); });
}

void SourcesPage::open(const QString& query) {
    chooseSource(query);
    refresh();
}

void SourcesPage::refresh() {
    if (!app_.workspace()) return;
    app_.jobs().ask(
        sources_ticket_, this,
        [ws = app_.workspace()](const std::stop_token& stop) { return views::sources(*ws, stop); },
        [this](Result<std::vector<views::SourceRow>> answer) {
            if (answer)
                showSources(std::move(*answer));
            else if (answer.error().code != Errc::cancelled)
                app_.showError(qs(answer.error().what), qs(answer.error().help));
        });
    app_.jobs().ask(
        coverage_ticket_, this,
        [ws = app_.workspace()](const std::stop_token& stop) { return views::telemetry_coverage(*ws, stop); },
        [this](Result<std::vector<views::Coverage>> answer) {
            if (answer) coverage_model_->setRows(std::move(*answer));
        });
    askScans();
    askImports();
}

void SourcesPage::askImports() {
    if (!app_.workspace()) return;
    views::ImportsRequest request;
    request.source = ss(source_);
    request.text = ss(search_->text().trimmed());
    request.limit = 1000;
    imports_->setLoading(imports_model_->rowCount() == 0);
    app_.jobs().ask(
        imports_ticket_, this,
        [ws = app_.workspace(), request](const std::stop_token& stop) {
            return views::imports_page(*ws, request, stop);
        },
        [this](Result<views::ImportsPage> answer) {
            imports_->setLoading(false);
            if (!answer) return;
            const auto n = answer->rows.size();
            const bool more = !answer->next.empty();
            imports_model_->setRows(std::move(answer->rows));
            showCompare();
            const QString count = more ? tr("the latest %1").arg(number_text(static_cast<qint64>(n)))
                                       : number_text(static_cast<qint64>(n));
            imports_panel_->setSubtitle(source_.isEmpty() ? count : tr("%1 from %2").arg(count, source_));
            imports_->setEmptyText(tr("Nothing has been imported"), tr("Drop a report or a log on the window"));
        });
}

void SourcesPage::showSources(std::vector<views::SourceRow> rows) {
    int current = 0, behind = 0, stopped = 0;
    std::int64_t records = 0;
    for (const views::SourceRow& r : rows) {
        current += r.state == views::Freshness::current ? 1 : 0;
        behind += r.state == views::Freshness::behind ? 1 : 0;
        stopped += r.state == views::Freshness::stopped || r.state == views::Freshness::failed ? 1 : 0;
        records += r.records_24h;
    }
    current_->setStatus(Status::met, tr("%n current", nullptr, current));
    behind_->setStatus(Status::partly, tr("%n behind", nullptr, behind));
    stopped_->setStatus(Status::not_met, tr("%n stopped", nullptr, stopped));
    for (StatusLabel* label : {current_, behind_, stopped_})
        label->setMinimumWidth(label->sizeHint().width());
    records_->setText(counted(tr("%n records in 24 h"), records));
    sources_model_->setRows(std::move(rows));
}

void SourcesPage::chooseSource(const QString& name) {
    source_ = name;
    for (int i = 0; i < sources_model_->rowCount(); ++i) {
        if (qs(sources_model_->rows()[static_cast<std::size_t>(i)].name) == name)
            sources_->setCurrentIndex(sources_model_->index(i, 1));
    }
}

void SourcesPage::export_list() {
    ask_save_file(
        this, tr("Export the imports"), QStringLiteral("imports.csv"), tr("CSV (*.csv)"), [this](const QString& path) {
            std::string text =
                "at,path,sha256,format,tool,version,source,bytes,records,new,known,reopened,gone,events,warnings\r\n";
            for (const views::ImportRow& r : imports_model_->rows()) {
                for (const std::string& cell :
                     {format_rfc3339(r.at), r.path, r.sha256, r.format, r.tool, r.tool_version, r.source})
                    text += csv_cell(cell) + ",";
                text += std::to_string(r.bytes) + "," + std::to_string(r.records) + "," +
                        std::to_string(r.findings_new) + "," + std::to_string(r.findings_known) + "," +
                        std::to_string(r.findings_reopened) + "," + std::to_string(r.findings_gone) + "," +
                        std::to_string(r.events_stored) + "," + std::to_string(r.warning_count) + "\r\n";
            }
            write_text(app_, detail_ticket_, this, path, [text] { return text; });
        });
}

} // namespace parapet::ui

namespace parapet {
extern const PageInfo k_sources_page;
const PageInfo k_sources_page{
    "sources", QT_TRANSLATE_NOOP("Pages", "Sources"), "sources", 90,
    [](ui::AppContext& app, QWidget* parent) -> ui::Page* { return new ui::SourcesPage(app, parent); }};
} // namespace parapet
