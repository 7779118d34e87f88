#pragma once
// "What would this import do?" Counts and rows before anything is stored; then Import, or Cancel.

#include "ui/jobs/job_bridge.h"
#include "ui/widgets/sheet.h"

#include <QPointer>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class Button;
class DataTable;
class ElidedLabel;
class KindRow;
class PlainLabel;
class PreviewJob;
class PreviewModel;
class ProgressLine;

class ImportPreview : public Sheet {
    Q_OBJECT
public:
    ImportPreview(AppContext& app, const QStringList& paths, QWidget* window);
    ~ImportPreview() override;
    void dismiss() override;
    [[nodiscard]] bool ready() const { return ready_; } // its rows are shown
    [[nodiscard]] PreviewModel& model() { return *model_; }
    void chooseKind(int kind); // -1: all
    void accept();             // imports

signals:
    void importWanted(const QStringList& paths);

protected:
    [[nodiscard]] QRect place(const QSize& window) const override;
    void opened() override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildHead(QVBoxLayout* column);
    void buildKinds(QVBoxLayout* column);
    void buildTable(QVBoxLayout* column);
    void buildFoot(QVBoxLayout* column);
    void showProgress();
    void showResult();
    void askRows();
    [[nodiscard]] QString summary() const;

    AppContext& app_;
    QStringList paths_;
    PreviewJob* job_;
    PreviewModel* model_;
    Ticket ticket_;
    ElidedLabel* files_ = nullptr;
    QWidget* running_ = nullptr;
    ProgressLine* line_ = nullptr;
    PlainLabel *amount_ = nullptr, *summary_ = nullptr;
    KindRow* kinds_ = nullptr;
    DataTable* table_ = nullptr;
    Banner* problem_ = nullptr;
    Button* go_ = nullptr;
    bool ready_ = false;
};

} // namespace parapet::ui
