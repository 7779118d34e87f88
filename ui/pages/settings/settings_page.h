#pragma once

#include "ui/jobs/job_bridge.h"
#include "ui/shell/page_info.h"

#include <array>

class QSpinBox;
class QStackedWidget;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class ExpectationsPanel;
class PlainLabel;
class RulesPanel;
class Segmented;
class Tabs;
class Toggle;
class TrackerPanel;

// How it looks, how times are shown, how long a finding may stay open, all keys.
class SettingsPage : public Page {
    Q_OBJECT
public:
    explicit SettingsPage(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void open(const QString& query) override;
    [[nodiscard]] QString query() const override;
    [[nodiscard]] bool uses_range() const override { return false; }

private:
    QWidget* general();
    QWidget* inMargins(QWidget* content);
    QWidget* appearance();
    QWidget* time();
    QWidget* deadlines();
    QWidget* keyboard();
    void readDeadlines();
    void saveDeadlines();
    void showDeadlines(const QString& text);

    AppContext& app_;
    Segmented* zone_ = nullptr;
    std::array<QSpinBox*, 5> days_{}; // info to critical
    TrackerPanel* tracker_ = nullptr;
    Button* save_ = nullptr;
    PlainLabel* deadline_note_ = nullptr;
    Tabs* tabs_ = nullptr;
    QStackedWidget* parts_ = nullptr;
    RulesPanel* rules_ = nullptr;
    ExpectationsPanel* expectations_ = nullptr;
    Ticket read_ticket_, save_ticket_;
};

} // namespace parapet::ui
