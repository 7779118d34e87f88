#pragma once
// The window: puts the parts together and moves between pages. Pages describe themselves (page_info.h); a new page
// needs no line here.

#include "ui/jobs/job_bridge.h"
#include "ui/shell/history.h"
#include "ui/shell/palette/palette_items.h"

#include <QMainWindow>
#include <QPointer>

namespace parapet::ui {

class Actions;
class AppContext;
class CommandPalette;
class ContextBar;
class ImportPreview;
class JobList;
class JobsPanel;
class NavRail;
class NoticePopup;
class Notices;
class PageHost;
class StatusBar;
class Toast;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(AppContext& app, QWidget* parent = nullptr);
    ~MainWindow() override;

    // Where the person is; also what "Copy link" gives.
    [[nodiscard]] ViewPlace place() const;
    void go(const ViewPlace& place); // a link: empty parts leave things as they are
    void navigate(const QString& page, const QString& query);
    void back();
    void forward();
    void openPalette(const QString& typed = {});
    // Opens the sample workspace; it is written first when it is not there yet.
    void openSample();

    [[nodiscard]] PageHost& host() { return *host_; }
    [[nodiscard]] ContextBar& contextBar() { return *context_; }
    [[nodiscard]] CommandPalette& palette() { return *palette_; }
    [[nodiscard]] Actions& actions() { return *actions_; }
    [[nodiscard]] JobList& jobs() { return *jobs_; }
    [[nodiscard]] ImportPreview* preview() const; // nullptr: none is open
    [[nodiscard]] const History& history() const { return history_; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildParts();
    void buildRail();
    void connectParts();
    void connectApp();
    // main_menus.cpp
    void makeFileActions();
    void makeEditActions();
    void makeViewActions();
    void makeGoActions();
    void makeToolActions();
    void makeMenus();
    void makeCorners();
    void showWorkspaceName(const QString& path);
    void fillRecent(QMenu& menu);
    // window_keys.cpp
    [[nodiscard]] QList<QWidget*> regions() const;
    void moveRegion(int by);
    void focusQuery();

    void restore(const ViewPlace& place);
    void record(); // the current state as a history entry
    void shownChanged();
    void workspaceOpened();
    void openBell();
    void openPreview(const QStringList& paths);
    void chooseWorkspace(bool read_only);
    void remember(const QString& path);
    [[nodiscard]] QList<PaletteItem> paletteItems();

    AppContext& app_;
    Actions* actions_;
    JobList* jobs_;
    Notices* notices_;
    NavRail* rail_;
    ContextBar* context_;
    PageHost* host_;
    StatusBar* status_;
    Toast* toast_;
    JobsPanel* jobs_panel_;
    CommandPalette* palette_;
    QPointer<QWidget> drop_sheet_;
    QPointer<NoticePopup> bell_popup_;
    QPointer<ImportPreview> preview_;
    History history_;
    Ticket sample_ticket_;
    bool restoring_ = false;
};

} // namespace parapet::ui
