#pragma once

#include <QWidget>

class QVBoxLayout;

namespace parapet::ui {

class Banner;
class Button;
class ElidedLabel;
class ImportJob;
class LinkLabel;
class PlainLabel;
class ProgressLine;
class StatusLabel;

// One import in the jobs panel: running, or what came of it.
class JobCard : public QWidget {
    Q_OBJECT
public:
    explicit JobCard(ImportJob& job, QWidget* parent = nullptr);

signals:
    void forgetRequested();
    void resized(); // the panel has to place itself again

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void refresh();
    void refreshRunning();
    void refreshOver();
    void showRejected();
    [[nodiscard]] QWidget* figures();

    ImportJob& job_;
    PlainLabel *title_, *left_, *amount_, *records_;
    ElidedLabel* file_;
    ProgressLine* line_;
    PlainLabel* figures_[4];
    StatusLabel* outcome_;
    PlainLabel* outcome_detail_;
    Banner* note_;
    Button *pause_, *cancel_;
    LinkLabel *rejected_link_, *dismiss_;
    QWidget *running_, *over_, *rejected_list_;
    bool list_filled_ = false;
};

} // namespace parapet::ui
