#pragma once
// The page of an empty workspace (mock-up 11): bring in a report, look around with sample data.

#include <QWidget>

class QScrollArea;

namespace parapet::ui {

class AppContext;
class Button;
class PlainLabel;

class FirstRun : public QWidget {
    Q_OBJECT
public:
    explicit FirstRun(AppContext& app, QWidget* parent = nullptr);
    void setDragOver(bool over);
    // The sample can be opened (whoever makes it has said so), or why not.
    void setSampleReady(bool ready, const QString& why_not);
    void setSampleBusy(bool busy);

signals:
    void sampleRequested();
    void openWorkspaceRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* dropZone();
    QWidget* formatsCard();
    QWidget* sampleCard();
    QWidget* workspaceCard();
    AppContext& app_;
    QWidget* zone_ = nullptr;
    QScrollArea* scroll_;
    QWidget* inside_;
    Button* sample_button_ = nullptr;
    PlainLabel* sample_note_ = nullptr;
};

} // namespace parapet::ui
