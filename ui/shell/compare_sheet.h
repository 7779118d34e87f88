#pragma once
// Two imports beside each other: what came, what went, what changed.

#include "core/views/import_compare.h"
#include "core/ingest/preview_rows.h"
#include "ui/jobs/job_bridge.h"

#include <QWidget>

#include <array>
#include <memory>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class Button;
class DataTable;
class PlainLabel;
class PreviewModel;
class SearchField;
class Shade;

class CompareSheet : public QWidget {
    Q_OBJECT
public:
    struct Side {
        ImportId id{};
        QString name; // "trivy.json, 18 Nov 14:32"
    };
    CompareSheet(AppContext& app, Side from, Side to, QWidget* window);
    void open();
    void dismiss();
    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] PreviewModel& model() { return *model_; }
    void chooseKind(int kind); // -1: all

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Answer {
        std::shared_ptr<PreviewRows> rows;
        Result<views::ImportsCompared> whole = views::ImportsCompared{};
    };
    void buildHead(QVBoxLayout* column);
    void buildKinds(QVBoxLayout* column);
    void buildTable(QVBoxLayout* column);
    void ask();
    void show(Answer answer);
    void askRows();
    void place();
    void openFinding(int row);

    AppContext& app_;
    Side from_, to_;
    Shade* shade_;
    PreviewModel* model_;
    std::shared_ptr<PreviewRows> rows_;
    Ticket ticket_, rows_ticket_;
    std::array<Button*, 5> kind_buttons_{};
    SearchField* search_ = nullptr;
    DataTable* table_ = nullptr;
    Banner* note_ = nullptr;
    int kind_ = -1;
    bool ready_ = false;
};

} // namespace parapet::ui
