#pragma once
// Ctrl K: actions, pages, findings and assets in one list (mock-up 12).

#include "ui/jobs/job_bridge.h"
#include "ui/shell/palette/palette_items.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace parapet::ui {

class AppContext;
class PaletteList;
class Shade;
class Tag;

class CommandPalette : public QWidget {
    Q_OBJECT
public:
    CommandPalette(AppContext& app, QWidget* window);
    // What is offered before anything is asked of core: actions and pages, as they are now.
    void open(const QList<PaletteItem>& fixed, const QString& typed = {});
    void dismiss();
    [[nodiscard]] QLineEdit* edit() { return edit_; }
    [[nodiscard]] const QList<PaletteItem>& items() const { return shown_; }
    [[nodiscard]] int current() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool handleKey(QKeyEvent& event);
    void typed();
    void ask();
    void askFindings(const std::string& text);
    void askAssets(const std::string& text);
    void refresh();
    void narrow(const QString& group);
    void runItem(int index);
    void place();

    AppContext& app_;
    Shade* shade_;
    QLineEdit* edit_;
    Tag* scope_;
    PaletteList* list_;
    QList<PaletteItem> fixed_, findings_, assets_, shown_;
    QString narrowed_; // a group, or ""
    QTimer ask_timer_;
    Ticket findings_ticket_, assets_ticket_;
    QPointer<QWidget> focus_before_;
};

} // namespace parapet::ui
