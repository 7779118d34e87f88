// MainWindow's actions and menus.
#include "ui/settings/settings.h"
#include "ui/shell/about_sheet.h"
#include "ui/shell/actions.h"
#include "ui/shell/app_context.h"
#include "ui/shell/context_bar.h"
#include "ui/shell/deep_link.h"
#include "ui/shell/jobs_panel.h"
#include "ui/shell/keys_sheet.h"
#include "ui/shell/look.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_host.h"
#include "ui/theme/icons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/text.h"

#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {

namespace {

// The mark and the name at the left of the menu bar.
class Brand : public QWidget {
public:
    using QWidget::QWidget;
    [[nodiscard]] QSize sizeHint() const override {
        return {px(12 + 16 + 7 + 8) +
                    QFontMetrics(type(Type::small_strong)).horizontalAdvance(QStringLiteral("Parapet")),
                px(metric::k_menu_bar)};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.fillRect(rect(), tone(Tone::chrome));
        painter.fillRect(QRect(0, height() - 1, width(), 1), tone(Tone::line));
        paint_icon(painter, QStringLiteral("shield-logo"), QRectF(px(12), 0, px(16), height()), tone(Tone::accent),
                   px(16));
        painter.setFont(type(Type::small_strong));
        painter.setPen(tone(Tone::text));
        painter.drawText(rect().adjusted(px(35), 0, 0, 0), Qt::AlignVCenter, QStringLiteral("Parapet"));
    }
};

// The workspace's file at the right end of the menu bar.
class WorkspaceCorner : public QWidget {
public:
    using QWidget::QWidget;
    void setText(const QString& text) {
        text_ = text;
        setAccessibleName(text);
    }
    [[nodiscard]] QSize sizeHint() const override {
        const int words = QFontMetrics(type(Type::small)).horizontalAdvance(text_);
        return {std::min(words, px(320)) + px(14 + 6 + 12 + 16), px(metric::k_menu_bar)};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.fillRect(rect(), tone(Tone::chrome));
        painter.fillRect(QRect(0, height() - 1, width(), 1), tone(Tone::line));
        painter.setFont(type(Type::small));
        painter.setPen(tone(Tone::text3));
        const QRect words(px(16 + 14 + 6), 0, width() - px(16 + 14 + 6 + 12) + 1, height() - 1);
        paint_icon(painter, QStringLiteral("database"), QRectF(px(16), 0, px(14), height() - 1), tone(Tone::text3),
                   px(14));
        painter.drawText(words, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text_, Qt::ElideMiddle, words.width()));
    }

private:
    QString text_;
};

} // namespace

void MainWindow::makeFileActions() {
    actions_->add({"open", tr("&Open workspace…"), "folder", QKeySequence::Open}, [this] { chooseWorkspace(false); });
    actions_->add({"open-read-only", tr("Open for &reading only…"), "eye"}, [this] { chooseWorkspace(true); });
    actions_->add({"new", tr("&New workspace…"), "plus", QKeySequence::New}, [this] {
        ask_save_file(this, tr("New workspace"), QStringLiteral("workspace.parapet"), tr("Workspaces (*.parapet)"),
                      [this](const QString& path) {
                          const bool named = path.endsWith(QLatin1String(".parapet"));
                          app_.openWorkspace(named ? path : path + QStringLiteral(".parapet"));
                      });
    });
    actions_->add({"sample", tr("Open the &sample workspace"), "flask"}, [this] { openSample(); });
    actions_->add({"import", tr("&Import files…"), "file-import", QKeySequence(Qt::CTRL | Qt::Key_I)}, [this] {
        ask_open_files(this, tr("Import reports and logs"), {},
                       [this](const QStringList& paths) { app_.startImport(paths); });
    });
    actions_->add(
        {"import-preview", tr("Import with &preview…"), "eye", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, [this] {
            ask_open_files(this, tr("See what an import would do"), {},
                           [this](const QStringList& paths) { app_.previewImport(paths); });
        });
    actions_->add({"import-folder", tr("Import a &folder…"), "folder"}, [this] {
        ask_folder(this, tr("Import a folder"), [this](const QString& path) { app_.startImport({path}); });
    });
    actions_->add({"export", tr("&Export the list…"), "download", QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] {
        if (Page* page = host_->currentPage()) page->export_list();
    });
    actions_->add({"quit", tr("&Quit"), "close", QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
}

void MainWindow::makeEditActions() {
    QUndoStack& stack = app_.undoStack();
    QAction* undo = actions_->add({"undo", tr("&Undo"), "undo", QKeySequence::Undo}, [&stack] { stack.undo(); });
    QAction* redo = actions_->add({"redo", tr("&Redo"), "redo", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
                                  [&stack] { stack.redo(); });
    const auto refresh = [this, undo, redo] {
        const QUndoStack& s = app_.undoStack();
        undo->setEnabled(s.canUndo());
        redo->setEnabled(s.canRedo());
        undo->setText(s.canUndo() ? tr("&Undo: %1").arg(s.undoText()) : tr("&Undo"));
        redo->setText(s.canRedo() ? tr("&Redo: %1").arg(s.redoText()) : tr("&Redo"));
    };
    connect(&stack, &QUndoStack::indexChanged, this, refresh);
    refresh();
    actions_->add({"take-back", tr("&Take back the last import"), "undo"}, [this] { app_.takeBackImport(); });
    actions_->add({"find", tr("&Filter this page"), "filter", QKeySequence::Find}, [this] { focusQuery(); });
    actions_->add({"copy-link", tr("Copy &link to this view"), "link", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                  [this] {
                      QGuiApplication::clipboard()->setText(to_link(place()));
                      app_.toast(tr("Link copied"));
                  });
}

void MainWindow::makeViewActions() {
    const auto add_choice = [this](QActionGroup* group, const Actions::Spec& spec, bool on, std::function<void()> run) {
        QAction* action = actions_->add(spec, std::move(run));
        action->setCheckable(true);
        action->setChecked(on);
        action->setIcon({});
        group->addAction(action);
    };
    auto* themes = new QActionGroup(this);
    const ThemeMode mode = theme().mode();
    add_choice(themes, {"theme-system", tr("As the &system"), "contrast", {}, tr("Theme: as the system")},
               mode == ThemeMode::system, [] { choose_theme(ThemeMode::system); });
    add_choice(themes, {"theme-dark", tr("&Dark"), "moon", {}, tr("Theme: dark")}, mode == ThemeMode::dark,
               [] { choose_theme(ThemeMode::dark); });
    add_choice(themes, {"theme-light", tr("&Light"), "sun", {}, tr("Theme: light")}, mode == ThemeMode::light,
               [] { choose_theme(ThemeMode::light); });
    auto* rows = new QActionGroup(this);
    const Density density = theme().density();
    add_choice(rows, {"rows-compact", tr("&Compact"), "list", {}, tr("Rows: compact")}, density == Density::compact,
               [] { choose_density(Density::compact); });
    add_choice(rows, {"rows-normal", tr("&Normal"), "list", {}, tr("Rows: normal")}, density == Density::normal,
               [] { choose_density(Density::normal); });
    add_choice(rows, {"rows-roomy", tr("&Roomy"), "list", {}, tr("Rows: roomy")}, density == Density::roomy,
               [] { choose_density(Density::roomy); });
    actions_->add({"text-larger", tr("&Larger text"), "zoom-in", QKeySequence::ZoomIn},
                  [] { choose_text_scale(theme().textScale() + 10); });
    actions_->add({"text-smaller", tr("S&maller text"), "search", QKeySequence::ZoomOut},
                  [] { choose_text_scale(theme().textScale() - 10); });
    actions_->add({"text-normal", tr("&Usual text size"), "zoom-reset", QKeySequence(Qt::CTRL | Qt::Key_0)},
                  [] { choose_text_scale(100); });
    actions_->add({"utc", tr("UTC or local &time"), "clock", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U)},
                  [this] { app_.setUtc(!app_.utc()); });
    actions_->add({"full-screen", tr("&Full screen"), "expand", QKeySequence(Qt::Key_F11)},
                  [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    actions_->add({"reset-layout", tr("&Reset layout"), "window"}, [this] {
        Settings::resetLayout();
        resize(1440, 900);
        app_.toast(tr("Layout is as at first; columns follow at the next start"));
    });
}

void MainWindow::makeGoActions() {
    actions_->add({"back", tr("&Back"), "arrow-left", QKeySequence(Qt::ALT | Qt::Key_Left)}, [this] { back(); });
    actions_->add({"forward", tr("&Forward"), "arrow-right", QKeySequence(Qt::ALT | Qt::Key_Right)},
                  [this] { forward(); });
    actions_->add({"palette", tr("&Search or run…"), "search", QKeySequence(Qt::CTRL | Qt::Key_K), {}, false},
                  [this] { openPalette(); });
    actions_->add({"range", tr("&Time range"), "calendar-time"}, [this] { context_->openRange(); });
    actions_->add({"filter-all", tr("Filter for &every page"), "filter"}, [this] { context_->openFilter(); });
    // Ctrl+1 to Ctrl+9, for the pages there are.
    for (const PageInfo* info : PageHost::ordered()) {
        if (info->order < 10 || info->order > 90) continue;
        auto* action = new QAction(this);
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + info->order / 10)));
        connect(action, &QAction::triggered, this, [this, id = QString::fromLatin1(info->id)] { navigate(id, {}); });
        addAction(action);
    }
}

void MainWindow::makeToolActions() {
    actions_->add({"refresh", tr("&Ask again"), "refresh", QKeySequence(Qt::CTRL | Qt::Key_R)},
                  [this] { host_->refreshVisible(); });
    actions_->add({"jobs", tr("&Jobs"), "pulse", QKeySequence(Qt::CTRL | Qt::Key_J)},
                  [this] { jobs_panel_->toggle(); });
    actions_->add({"critical", tr("Critical and &high findings"), "bug"}, [this] {
        navigate(QStringLiteral("findings"), QStringLiteral("severity:critical,high status:open,triaged,in_progress"));
    });
    actions_->add({"overdue", tr("&Overdue findings"), "calendar-due", {}, tr("Show overdue findings")},
                  [this] { navigate(QStringLiteral("findings"), QStringLiteral("overdue:yes")); });
    actions_->add({"kev", tr("Findings on the &KEV list"), "flame"}, [this] {
        navigate(QStringLiteral("findings"), QStringLiteral("kev:yes status:open,triaged,in_progress"));
    });
    actions_->add({"keys", tr("All &keys"), "keyboard"}, [this] { (new KeysSheet(this))->open(); });
    actions_->add({"about", tr("&About Parapet"), "shield"}, [this] { (new AboutSheet(this))->open(); });
}

void MainWindow::makeMenus() {
    QMenuBar* bar = menuBar();
#ifndef Q_OS_MACOS
    bar->setNativeMenuBar(false);
#endif
    const auto menu = [&](const QString& title, std::initializer_list<const char*> ids) {
        QMenu* made = bar->addMenu(title);
        for (const char* id : ids) {
            if (*id == '\0') {
                made->addSeparator();
            } else {
                made->addAction(actions_->get(id));
            }
        }
        return made;
    };
    QMenu* file = menu(tr("&File"), {"new", "open", "open-read-only"});
    QMenu* recent = file->addMenu(tr("Open re&cent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
    for (const char* id : {"sample", "", "import", "import-preview", "import-folder", "export", "", "quit"}) {
        if (*id == '\0') {
            file->addSeparator();
        } else {
            file->addAction(actions_->get(id));
        }
    }
    menu(tr("&Edit"), {"undo", "redo", "take-back", "", "find", "copy-link"});
    QMenu* view = bar->addMenu(tr("&View"));
    QMenu* themes = view->addMenu(tr("&Theme"));
    for (const char* id : {"theme-system", "theme-dark", "theme-light"}) {
        themes->addAction(actions_->get(id));
    }
    QMenu* rows = view->addMenu(tr("&Rows"));
    for (const char* id : {"rows-compact", "rows-normal", "rows-roomy"}) {
        rows->addAction(actions_->get(id));
    }
    view->addSeparator();
    for (const char* id : {"text-larger", "text-smaller", "text-normal", "utc", "full-screen", "reset-layout"}) {
        view->addAction(actions_->get(id));
    }
    QMenu* to = menu(tr("&Go"), {"back", "forward", "", "palette", "range", "filter-all", ""});
    for (const PageInfo* info : PageHost::ordered()) {
        QAction* action =
            to->addAction(icon(QString::fromLatin1(info->icon)), QCoreApplication::translate("Pages", info->title));
        if (info->order >= 10 && info->order <= 90) {
            action->setText(action->text() + QStringLiteral("\tCtrl+%1").arg(info->order / 10));
        }
        connect(action, &QAction::triggered, this, [this, id = QString::fromLatin1(info->id)] { navigate(id, {}); });
    }
    menu(tr("F&indings"), {"critical", "overdue", "kev"});
    menu(tr("&Tools"), {"refresh", "jobs"});
    menu(tr("&Help"), {"keys", "about"});
    makeCorners();
}

void MainWindow::makeCorners() {
    menuBar()->setCornerWidget(new Brand(menuBar()), Qt::TopLeftCorner);
    showWorkspaceName({});
}

void MainWindow::showWorkspaceName(const QString& path) {
    auto* corner = new WorkspaceCorner(menuBar());
    corner->setText(path.isEmpty() ? tr("No workspace") : path.section(QLatin1Char('/'), -1));
    set_plain_tip(corner, path);
    // A menu bar measures its corner once, when it is given.
    delete menuBar()->cornerWidget(Qt::TopRightCorner);
    menuBar()->setCornerWidget(corner, Qt::TopRightCorner);
    corner->show();
}

void MainWindow::fillRecent(QMenu& menu) {
    menu.clear();
    const QStringList recent = Settings::get(setting::recent_workspaces);
    for (const QString& path : recent) {
        QString text = path;
        QAction* action = menu.addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, path] { app_.openWorkspace(path); });
    }
    if (recent.isEmpty()) menu.addAction(tr("None yet"))->setEnabled(false);
}

} // namespace parapet::ui
