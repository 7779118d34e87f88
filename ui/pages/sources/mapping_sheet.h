#pragma once
// A mapping, made once: columns or paths at the right of our fields, words for severities, and how the first records
// look then.

#include "core/formats/common/report_mapping.h"
#include "ui/jobs/job_bridge.h"
#include "ui/models/list_model.h"
#include "ui/widgets/sheet.h"

#include <array>
#include <map>
#include <memory>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Banner;
class Button;
class DataTable;
class PlainLabel;

class MappingSheet : public Sheet {
    Q_OBJECT
public:
    MappingSheet(AppContext& app, QString path, QWidget* window);
    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] ReportMapping mapping() const;
    void setFrom(MappedField field, const QString& column);
    void setNames(const QString& name, const QString& tool);
    void save(); // keeps it in the workspace and imports the file

signals:
    void importWanted(const QStringList& paths);

protected:
    [[nodiscard]] QRect place(const QSize& window) const override;
    void opened() override;

private:
    struct Row {
        QString title, rule, asset, where, word;
        int severity = 0;
        bool severity_known = false;
    };
    struct Shown {
        std::vector<Row> rows;
        QString problem;
    };
    void buildHead(QVBoxLayout* column);
    QWidget* buildFields();
    QWidget* buildSample();
    void buildFoot(QVBoxLayout* column);
    void read();
    void adopt(MappingSample sample);
    void fillWords();
    void tryIt();
    void exportFile();
    void say(const QString& problem);
    [[nodiscard]] static Shown tried(const ReportMapping& mapping, const std::string& text);

    AppContext& app_;
    QString path_;
    std::shared_ptr<const std::string> text_; // the beginning of the file
    MappingSample sample_;
    std::map<QString, int> words_; // severities by the tool's words; -1: as usual
    Ticket read_ticket_, try_ticket_, save_ticket_;
    QLineEdit *name_ = nullptr, *tool_ = nullptr;
    QComboBox* lists_ = nullptr;
    std::array<QComboBox*, k_mapped_fields> combos_{};
    QWidget* words_box_ = nullptr;
    QGridLayout* words_grid_ = nullptr;
    ListModel<Row>* rows_model_ = nullptr;
    DataTable* table_ = nullptr;
    Banner* problem_ = nullptr;
    PlainLabel* note_ = nullptr;
    Button *save_ = nullptr, *export_ = nullptr;
    bool ready_ = false, filling_ = false;
};

} // namespace parapet::ui
