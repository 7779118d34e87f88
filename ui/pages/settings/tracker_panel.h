#pragma once
// Where new issues go: the address of the tracker's own form, with places for the title and the text.

#include "ui/jobs/job_bridge.h"
#include "ui/widgets/panel.h"

class QLineEdit;

namespace parapet::ui {

class AppContext;
class Button;
class PlainLabel;

class TrackerPanel : public Panel {
    Q_OBJECT
public:
    explicit TrackerPanel(AppContext& app, QWidget* parent = nullptr);
    void read();

private:
    void check();
    void save();
    AppContext& app_;
    QLineEdit* address_;
    PlainLabel* note_;
    Button* save_;
    QString saved_;
    Ticket read_ticket_, save_ticket_;
};

} // namespace parapet::ui
