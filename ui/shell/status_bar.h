#pragma once

#include "ui/jobs/job_bridge.h"

#include <QWidget>

namespace parapet::ui {

class AppContext;
class ImportJob;
class JobList;
class PlainLabel;
class ProgressLine;
class StatusLabel;

// Sources, last import, size, jobs, how the workspace is open, zone. Always true, never a guess.
class StatusBar : public QWidget {
    Q_OBJECT
public:
    StatusBar(AppContext& app, JobList& jobs, QWidget* parent = nullptr);

signals:
    void jobsPressed();
    void sourcesPressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void askSources();
    void refresh();
    void refreshJobs();
    AppContext& app_;
    JobList& jobs_;
    StatusLabel* sources_;
    PlainLabel *sync_, *amounts_, *job_text_, *job_part_, *job_count_, *mode_, *zone_;
    ProgressLine* job_line_;
    Ticket ticket_;
};

} // namespace parapet::ui
