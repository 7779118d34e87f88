#pragma once
// What runs, how far it is, what it did so far, and what cancelling would mean (mock-up 12b).

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class ImportJob;
class PlainLabel;

// The jobs of the window. Owns them.
class JobList : public QObject {
    Q_OBJECT
public:
    explicit JobList(AppContext& app, QObject* parent = nullptr);
    void startImport(const QStringList& paths);
    [[nodiscard]] const std::vector<ImportJob*>& jobs() const { return jobs_; } // newest first
    [[nodiscard]] int running() const;
    [[nodiscard]] ImportJob* leading() const; // the running job that the status bar tells of; or nullptr
    void forget(ImportJob* job);              // a finished one

signals:
    void changed();
    void started();
    void finished(ImportJob* job);

private:
    AppContext& app_;
    std::vector<ImportJob*> jobs_;
};

class JobsPanel : public QWidget {
    Q_OBJECT
public:
    JobsPanel(JobList& jobs, QWidget* window);
    void toggle();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void rebuild();
    void place();
    JobList& jobs_;
    PlainLabel* count_;
    QVBoxLayout* column_;
};

} // namespace parapet::ui
