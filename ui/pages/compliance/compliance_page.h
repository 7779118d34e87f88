#pragma once
// "Which controls fail, why, since when, what proves it?" (design/ui.md section 8, mock-up 05)

#include "core/views/compliance.h"
#include "ui/jobs/job_bridge.h"
#include "ui/models/list_model.h"
#include "ui/shell/page_info.h"

#include <memory>

class QComboBox;
class QTreeView;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class ChartWidget;
class ControlTree;
class DataTable;
class Donut;
class ElidedLabel;
class LinkLabel;
class Panel;
class PlainLabel;
class SearchField;
class StatusLabel;
class Tabs;

class CompliancePage : public Page {
    Q_OBJECT
public:
    CompliancePage(AppContext& app, QWidget* parent);
    void open(const QString& query) override; // a framework's id, a control's id, or both: "nist-…-moderate SI-2"
    [[nodiscard]] QString query() const override;
    void refresh() override;
    void export_list() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildTree();
    QWidget* buildTop();
    QWidget* buildControl();
    void buildTables(Panel* panel);
    void buildChecks(Panel* panel);
    void layOutChecks(Panel* panel);
    void buildFindings(Panel* panel);
    void layOutFindings(Panel* panel);
    void buildRecords(Panel* panel);
    void show(std::shared_ptr<const views::ComplianceView> view);
    void showCoverage();
    void showStale();
    QWidget* staleRow(const views::ControlCheck& check, bool whole);
    void showControl(const views::ControlRow* control);
    void showRows();
    void askFindings();
    void openCheck(int row);
    [[nodiscard]] const views::ControlRow* chosen() const; // nullptr before anything is
    void attest();
    void keep(const views::Attestation& said);

    AppContext& app_;
    QString framework_, control_;
    std::shared_ptr<const views::ComplianceView> view_;
    Ticket ticket_, findings_ticket_, export_ticket_, attest_ticket_;
    QComboBox* frameworks_ = nullptr;
    PlainLabel* framework_note_ = nullptr;
    SearchField* search_ = nullptr;
    QTreeView* tree_ = nullptr;
    ControlTree* tree_model_ = nullptr;
    Panel *side_ = nullptr, *coverage_ = nullptr, *trend_ = nullptr, *stale_ = nullptr, *control_panel_ = nullptr;
    Donut* donut_ = nullptr;
    QVBoxLayout *legend_ = nullptr, *stale_rows_ = nullptr;
    ChartWidget* trend_chart_ = nullptr;
    ElidedLabel* control_title_ = nullptr;
    PlainLabel *control_since_ = nullptr, *reason_ = nullptr;
    StatusLabel* control_status_ = nullptr;
    Tabs* tabs_ = nullptr;
    DataTable *checks_ = nullptr, *findings_ = nullptr;
    ListModel<views::ControlCheck>* checks_model_ = nullptr;
    ListModel<views::FindingRow>* findings_model_ = nullptr;
    ListModel<views::EvidenceItem>* evidence_model_ = nullptr;
    DataTable* evidence_ = nullptr;
    PlainLabel* keeps_ = nullptr;
    LinkLabel* all_findings_ = nullptr;
    Button* attest_ = nullptr;
    bool narrow_ = false;
};

} // namespace parapet::ui
