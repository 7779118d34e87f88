#pragma once
// "What is connected, what is late, what is missing?" (design/ui.md section 8, mock-up 08): sources, every import with
// its hash and counts, and which kinds of telemetry are heard.

#include "core/views/imports.h"
#include "core/views/scan_coverage.h"
#include "ui/jobs/job_bridge.h"
#include "ui/models/list_model.h"
#include "ui/shell/page_info.h"

#include <array>

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class DataTable;
class EmptyState;
class Panel;
class PlainLabel;
class SearchField;
class StatusLabel;

class SourcesPage : public Page {
    Q_OBJECT
public:
    SourcesPage(AppContext& app, QWidget* parent);
    void open(const QString& query) override;
    [[nodiscard]] QString query() const override { return source_; }
    void refresh() override;
    [[nodiscard]] bool uses_range() const override { return false; }
    void export_list() override;

private:
    QWidget* buildTop();
    QWidget* buildSources();
    QWidget* layOutSources();
    QWidget* buildImports();
    QWidget* buildCoverage();
    QWidget* buildTelemetry(QWidget* parent);
    QWidget* buildScanCoverage(QWidget* parent);
    void askScans();
    void showScans(views::ScanCoverage coverage);
    void openScan(int row, int column);
    QWidget* buildDetail();
    void askImports();
    void showSources(std::vector<views::SourceRow> rows);
    void showDetail(const views::ImportDetail& detail);
    void chooseSource(const QString& name);
    void choosePaths();
    void openMapping(const QString& path);
    void askDetail(ImportId import);
    void showCompare();
    void compareSelected();

    AppContext& app_;
    QString source_;
    Ticket sources_ticket_, imports_ticket_, coverage_ticket_, scans_ticket_, detail_ticket_;
    ListModel<views::SourceRow>* sources_model_ = nullptr;
    ListModel<views::ImportRow>* imports_model_ = nullptr;
    ListModel<views::Coverage>* coverage_model_ = nullptr;
    ListModel<views::CoverageRow>* scans_model_ = nullptr;
    DataTable* scans_ = nullptr;
    std::array<StatusLabel*, 4> scan_counts_{}; // clean, in part, failed, never
    DataTable *sources_ = nullptr, *imports_ = nullptr, *coverage_ = nullptr;
    Panel* imports_panel_ = nullptr;
    StatusLabel *current_ = nullptr, *behind_ = nullptr, *stopped_ = nullptr;
    PlainLabel* records_ = nullptr;
    SearchField* search_ = nullptr;
    Button* compare_ = nullptr;
    QWidget* detail_ = nullptr;
    QVBoxLayout* detail_column_ = nullptr;
};

} // namespace parapet::ui
