#pragma once
// "What would this import do?" Counts and rows before anything is stored; then Import, or Cancel.

#include "ui/jobs/job_bridge.h"

#include <QPointer>
#include <QWidget>

#include <array>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class Button;
class DataTable;
class ElidedLabel;
class PlainLabel;
class PreviewJob;
class PreviewModel;
class ProgressLine;
class SearchField;
class Shade;

class ImportPreview : public QWidget {
    Q_OBJECT
public:
    ImportPreview(AppContext& app, const QStringList& paths, QWidget* window);
    ~ImportPreview() override;
    void open();
    void dismiss();
    [[nodiscard]] bool ready() const { return ready_; } // its rows are shown
    [[nodiscard]] PreviewModel& model() { return *model_; }
    void chooseKind(int kind); // -1: all
    void accept();             // imports

signals:
    void importWanted(const QStringList& paths);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead(QVBoxLayout* column);
    void buildKinds(QVBoxLayout* column);
    void buildTable(QVBoxLayout* column);
    void buildFoot(QVBoxLayout* column);
    void showProgress();
    void showResult();
    void askRows();
    void place();
    [[nodiscard]] QString summary() const;

    AppContext& app_;
    QStringList paths_;
    Shade* shade_;
    PreviewJob* job_;
    PreviewModel* model_;
    Ticket ticket_;
    ElidedLabel* files_ = nullptr;
    QWidget* running_ = nullptr;
    ProgressLine* line_ = nullptr;
    PlainLabel *amount_ = nullptr, *summary_ = nullptr;
    QWidget* kinds_ = nullptr;
    std::array<Button*, 6> kind_buttons_{};
    SearchField* search_ = nullptr;
    DataTable* table_ = nullptr;
    Banner* problem_ = nullptr;
    Button* go_ = nullptr;
    int kind_ = -1;
    bool ready_ = false;
};

} // namespace parapet::ui
