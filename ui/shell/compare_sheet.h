#pragma once
// Two imports beside each other: what came, what went, what changed.

#include "core/ingest/preview_rows.h"
#include "core/views/import_compare.h"
#include "ui/jobs/job_bridge.h"
#include "ui/widgets/sheet.h"

#include <memory>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class Button;
class DataTable;
class KindRow;
class PlainLabel;
class PreviewModel;

class CompareSheet : public Sheet {
    Q_OBJECT
public:
    struct Side {
        ImportId id{};
        QString name; // "trivy.json, 18 Nov 14:32"
    };
    CompareSheet(AppContext& app, Side from, Side to, QWidget* window);
    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] PreviewModel& model() { return *model_; }
    void chooseKind(int kind); // -1: all

protected:
    [[nodiscard]] QRect place(const QSize& window) const override;
    void opened() override;

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
    void openFinding(int row);
    void showCount();
    void showInFindings();

    AppContext& app_;
    Side from_, to_;
    PreviewModel* model_;
    std::shared_ptr<PreviewRows> rows_;
    Ticket ticket_, rows_ticket_;
    KindRow* kinds_ = nullptr;
    DataTable* table_ = nullptr;
    Banner* note_ = nullptr;
    Button* show_ = nullptr;
    views::ImportsCompared whole_;
    bool ready_ = false;
};

} // namespace parapet::ui
