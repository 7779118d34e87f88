#pragma once

#include "core/views/expectations.h"
#include "ui/jobs/job_bridge.h"
#include "ui/models/list_model.h"

#include <QWidget>

namespace parapet::ui {

class AppContext;
class Button;
class DataTable;
class Panel;
class PlainLabel;
class YamlEdit;

// What must be true of assets, beside what scanners saw of them.
class ExpectationsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ExpectationsPanel(AppContext& app, QWidget* parent = nullptr);
    void read();

private:
    using Row = views::ExpectationRow;
    void buildTable();
    void buildText();
    void show(const views::ExpectationsView& view);
    void tryText();
    void save();

    AppContext& app_;
    Panel *table_panel_ = nullptr, *text_panel_ = nullptr;
    ListModel<Row>* model_ = nullptr;
    DataTable* table_ = nullptr;
    YamlEdit* text_ = nullptr;
    PlainLabel* note_ = nullptr;
    Button *save_ = nullptr, *again_ = nullptr;
    Ticket read_ticket_, save_ticket_;
};

} // namespace parapet::ui
