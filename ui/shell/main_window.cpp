#include "ui/shell/main_window.h"

#include "core/sample/sample.h"
#include "ui/jobs/import_job.h"
#include "ui/settings/settings.h"
#include "ui/shell/actions.h"
#include "ui/shell/app_context.h"
#include "ui/shell/context_bar.h"
#include "ui/shell/drop_sheet.h"
#include "ui/shell/first_run.h"
#include "ui/shell/import_preview.h"
#include "ui/shell/import_undo.h"
#include "ui/shell/jobs_panel.h"
#include "ui/shell/nav_rail.h"
#include "ui/shell/notices.h"
#include "ui/shell/page_host.h"
#include "ui/shell/palette/command_palette.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/text.h"

#include <QCloseEvent>
#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QMimeData>
#include <QScreen>

#include <filesystem>

namespace parapet::ui {

namespace {

constexpr int k_bottom_of_rail = 1000; // PageInfo::order from here on: Settings
constexpr qsizetype k_recent = 8;

QString page_title(const PageInfo& info) {
    return QCoreApplication::translate("Pages", info.title);
}

QString key_of(const PageInfo& info) {
    return info.order >= 10 && info.order <= 90 ? QStringLiteral("Ctrl+%1").arg(info.order / 10) : QString();
}

QStringList local_files(const QMimeData& data) {
    QStringList paths;
    const QList<QUrl> urls = data.urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile()) paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

MainWindow::MainWindow(AppContext& app, QWidget* parent)
    : QMainWindow(parent)
    , app_(app)
    , actions_(new Actions(this))
    , jobs_(new JobList(app, this))
    , notices_(new Notices(app, *jobs_, this)) {
    setWindowTitle(QStringLiteral("Parapet"));
    setAcceptDrops(true);
    buildParts();
    buildRail();
    makeFileActions();
    makeEditActions();
    makeViewActions();
    makeGoActions();
    makeToolActions();
    makeMenus();
    connectParts();
    connectApp();
    const QSize room = screen() != nullptr ? screen()->availableSize() : QSize(1440, 900);
    setMinimumSize(QSize(1100, 700).boundedTo(room));
    resize(QSize(1440, 900).boundedTo(room));
    restoreGeometry(Settings::layoutState(QStringLiteral("window")));
}

MainWindow::~MainWindow() = default;

void MainWindow::buildParts() {
    auto* inside = new QWidget(this);
    auto* grid = new QGridLayout(inside);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    rail_ = new NavRail(inside);
    context_ = new ContextBar(app_, inside);
    host_ = new PageHost(app_, inside);
    status_ = new StatusBar(app_, *jobs_, inside);
    grid->addWidget(rail_, 0, 0, 2, 1);
    grid->addWidget(context_, 0, 1);
    grid->addWidget(host_, 1, 1);
    grid->addWidget(status_, 2, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    setCentralWidget(inside);
    toast_ = new Toast(inside);
    jobs_panel_ = new JobsPanel(*jobs_, inside);
    palette_ = new CommandPalette(app_, this);
}

void MainWindow::buildRail() {
    for (const PageInfo* info : PageHost::ordered()) {
        const QString title =
            info->short_title == nullptr ? page_title(*info) : QCoreApplication::translate("Pages", info->short_title);
        rail_->addPage(QString::fromLatin1(info->id), title, QString::fromLatin1(info->icon), key_of(*info),
                       info->order >= k_bottom_of_rail);
    }
}

ImportPreview* MainWindow::preview() const {
    return preview_;
}

void MainWindow::openPreview(const QStringList& paths) {
    if (!app_.workspace() || preview_ != nullptr) return;
    if (app_.isReadOnly())
        return app_.showError(tr("This workspace is open for reading only"),
                              tr("Open it for writing, then import again."));
    preview_ = new ImportPreview(app_, paths, this);
    connect(preview_, &ImportPreview::importWanted, &app_, &AppContext::startImport);
    preview_->open();
}

void MainWindow::connectParts() {
    auto* import_undo = new ImportUndo(app_, this);
    connect(jobs_, &JobList::finished, import_undo, [import_undo](const ImportJob* job) { import_undo->offer(*job); });
    connect(&app_, &AppContext::previewRequested, this, &MainWindow::openPreview);
    connect(rail_, &NavRail::chosen, this, [this](const QString& id) { navigate(id, {}); });
    connect(context_, &ContextBar::backRequested, this, &MainWindow::back);
    connect(context_, &ContextBar::forwardRequested, this, &MainWindow::forward);
    connect(context_, &ContextBar::searchRequested, this, [this] { openPalette(); });
    connect(context_, &ContextBar::bellPressed, this, &MainWindow::openBell);
    connect(host_, &PageHost::badgeChanged, rail_, &NavRail::setBadge);
    connect(host_, &PageHost::shownChanged, this, &MainWindow::shownChanged);
    connect(host_, &PageHost::pageQueryChanged, this, &MainWindow::record);
    connect(status_, &StatusBar::jobsPressed, jobs_panel_, &JobsPanel::toggle);
    connect(status_, &StatusBar::sourcesPressed, this, [this] { navigate(QStringLiteral("sources"), {}); });
    connect(notices_, &Notices::changed, this, [this] { context_->setNews(notices_->anyUnread()); });
    connect(toast_, &Toast::undoRequested, &app_.undoStack(), &QUndoStack::undo);
    connect(host_->firstRun(), &FirstRun::sampleRequested, this, &MainWindow::openSample);
    connect(host_->firstRun(), &FirstRun::openWorkspaceRequested, this, [this] { chooseWorkspace(false); });
}

void MainWindow::connectApp() {
    connect(&app_, &AppContext::navigationRequested, this, &MainWindow::navigate);
    connect(&app_, &AppContext::workspaceOpened, this, &MainWindow::workspaceOpened);
    connect(&app_, &AppContext::infoChanged, this, &MainWindow::shownChanged);
    connect(&app_, &AppContext::toastRequested, toast_, &Toast::say);
    connect(&app_, &AppContext::errorRaised, host_, &PageHost::setError);
    connect(&app_, &AppContext::rangeChanged, this, &MainWindow::record);
    connect(&app_, &AppContext::globalFilterChanged, this, &MainWindow::record);
}

ViewPlace MainWindow::place() const {
    const Page* page = host_->currentPage();
    return {host_->currentId(), page != nullptr ? page->query() : QString(), app_.rangeText(), app_.globalFilter()};
}

void MainWindow::record() {
    if (restoring_ || host_->currentId().isEmpty()) return;
    history_.go(place());
    context_->setHistory(history_.canBack(), history_.canForward());
}

void MainWindow::navigate(const QString& page, const QString& query) {
    if (!host_->currentId().isEmpty()) history_.amend(place());
    restoring_ = true; // what the page says about its query while it opens is this very step
    const bool shown_now = host_->show(page, query);
    restoring_ = false;
    if (!shown_now) return;
    record();
    shownChanged();
    if (app_.workspace()) {
        Settings::setWorkspaceValue(qs(app_.workspace()->path().string()), QStringLiteral("page"), page);
    }
}

void MainWindow::go(const ViewPlace& place) {
    restoring_ = true;
    if (!place.range.isEmpty()) app_.setRange(place.range);
    if (!place.filter.isEmpty()) app_.setGlobalFilter(place.filter);
    restoring_ = false;
    navigate(place.page, place.query);
}

void MainWindow::restore(const ViewPlace& to) {
    restoring_ = true;
    app_.setRange(to.range);
    app_.setGlobalFilter(to.filter);
    host_->show(to.page, to.query);
    restoring_ = false;
    shownChanged();
}

void MainWindow::back() {
    if (!history_.canBack()) return;
    history_.amend(place());
    restore(history_.back());
}

void MainWindow::forward() {
    if (!history_.canForward()) return;
    history_.amend(place());
    restore(history_.forward());
}

void MainWindow::shownChanged() {
    const PageInfo* info = PageHost::find(host_->currentId());
    const Page* page = host_->currentPage();
    rail_->setCurrent(host_->currentId());
    context_->setTitle(info != nullptr ? page_title(*info) : tr("Overview"));
    context_->setRangeShown(page != nullptr && page->uses_range());
    context_->setHistory(history_.canBack(), history_.canForward());
    const bool empty = app_.isEmpty();
    for (const PageInfo* one : PageHost::ordered()) {
        const QString id = QString::fromLatin1(one->id);
        const bool useful = !empty || id == QLatin1String("overview") || id == QLatin1String("sources") ||
                            id == QLatin1String("settings");
        rail_->setPageEnabled(id, useful, tr("%1: nothing imported yet").arg(page_title(*one)));
    }
    actions_->get("export")->setEnabled(page != nullptr);
}

void MainWindow::workspaceOpened() {
    history_.clear();
    const QString path = app_.workspace() ? qs(app_.workspace()->path().string()) : QString();
    showWorkspaceName(path);
    setWindowTitle(path.isEmpty() ? QStringLiteral("Parapet")
                                  : tr("%1 – Parapet").arg(path.section(QLatin1Char('/'), -1)));
    if (!path.isEmpty()) remember(path);
    host_->firstRun()->setSampleBusy(false);
    if (host_->currentId().isEmpty() || PageHost::find(host_->currentId()) == nullptr) {
        QString id = Settings::workspaceValue(path, QStringLiteral("page"), QStringLiteral("overview"));
        const auto pages = PageHost::ordered();
        if (PageHost::find(id) == nullptr && !pages.empty() && pages.front()->order < k_bottom_of_rail) {
            id = QString::fromLatin1(pages.front()->id);
        }
        if (PageHost::find(id) != nullptr) navigate(id, {});
    }
    record();
    shownChanged();
}

void MainWindow::remember(const QString& path) {
    QStringList recent = Settings::get(setting::recent_workspaces);
    recent.removeAll(path);
    recent.prepend(path);
    Settings::set(setting::recent_workspaces, recent.mid(0, k_recent));
}

void MainWindow::chooseWorkspace(bool read_only) {
    ask_open_files(this, read_only ? tr("Open a workspace for reading only") : tr("Open a workspace"),
                   tr("Workspaces (*.parapet)"), [this, read_only](const QStringList& paths) {
                       if (!paths.isEmpty()) app_.openWorkspace(paths.front(), read_only);
                   });
}

void MainWindow::openSample() {
    const std::filesystem::path file = Workspace::default_path().parent_path() / "sample.parapet";
    host_->firstRun()->setSampleBusy(true);
    app_.jobs().ask(
        sample_ticket_, this,
        [file](const std::stop_token& stop) -> Result<void> {
            std::error_code ignored;
            if (std::filesystem::exists(file, ignored)) return {};
            std::filesystem::create_directories(file.parent_path(), ignored);
            JobContext job(stop);
            auto made = make_sample(file, SampleOptions{}, job);
            // Half a sample would be opened as a whole one the next time.
            if (!made) std::filesystem::remove(file, ignored);
            return made;
        },
        [this, file](const Result<void>& made) {
            host_->firstRun()->setSampleBusy(false);
            if (made) {
                app_.openWorkspace(qs(file.string()));
            } else {
                app_.showError(tr("The sample could not be written"), qs(made.error().one_line()));
            }
        },
        -3);
}

void MainWindow::openBell() {
    if (bell_popup_ != nullptr) return bell_popup_->dismiss();
    bell_popup_ = new NoticePopup(*notices_, app_, context_->bell());
    connect(bell_popup_, &Popup::dismissed, bell_popup_, &QObject::deleteLater);
    bell_popup_->openBelow(context_->bell(), Qt::AlignRight);
    notices_->markRead();
}

QList<PaletteItem> MainWindow::paletteItems() {
    QList<PaletteItem> items = palette_actions(actions_->all());
    if (const Page* page = host_->currentPage()) items << palette_actions(page->actions());
    for (const PageInfo* info : PageHost::ordered()) {
        const QString id = QString::fromLatin1(info->id);
        items << PaletteItem{QStringLiteral("page:") + id,
                             tr("Go to"),
                             QString::fromLatin1(info->icon),
                             page_title(*info),
                             {},
                             key_names(key_of(*info)),
                             [this, id] { navigate(id, {}); },
                             true};
    }
    return items;
}

void MainWindow::openPalette(const QString& typed) {
    palette_->open(paletteItems(), typed);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    Settings::setLayoutState(QStringLiteral("window"), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (local_files(*event->mimeData()).isEmpty() || !app_.workspace() || app_.isReadOnly()) return;
    event->acceptProposedAction();
    if (host_->showsFirstRun()) {
        host_->firstRun()->setDragOver(true);
    } else if (drop_sheet_ == nullptr) {
        drop_sheet_ = new DropSheet(this);
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* /*event*/) {
    host_->firstRun()->setDragOver(false);
    delete drop_sheet_;
}

void MainWindow::dropEvent(QDropEvent* event) {
    host_->firstRun()->setDragOver(false);
    delete drop_sheet_;
    event->acceptProposedAction();
    app_.startImport(local_files(*event->mimeData()));
}

} // namespace parapet::ui
