#pragma once

#include "ui/jobs/job_bridge.h"
#include "ui/shell/page_info.h"

#include <array>

class QSpinBox;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class PlainLabel;
class Segmented;
class Toggle;

// How it looks, how times are shown, how long a finding may stay open, all keys.
class SettingsPage : public Page {
    Q_OBJECT
public:
    explicit SettingsPage(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] bool uses_range() const override { return false; }

private:
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
    Button* save_ = nullptr;
    PlainLabel* deadline_note_ = nullptr;
    Ticket read_ticket_, save_ticket_;
};

} // namespace parapet::ui
