#pragma once

#include "core/views/rules.h"
#include "ui/jobs/job_bridge.h"
#include "ui/widgets/panel.h"

class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class PlainLabel;
class YamlEdit;

// The rules of the workspace as the text that they are: tried while one writes, saved at once for all findings.
class RulesPanel : public Panel {
    Q_OBJECT
public:
    explicit RulesPanel(AppContext& app, QWidget* parent = nullptr);
    void read();

private:
    void build();
    void readOwnerFiles();
    void showOwnerFiles(const std::vector<views::OwnerFileRow>& files);
    void tryText();
    void showTried(const Result<views::RuleChanges>& tried);
    void showError(const Error& error);
    void save();
    void addOwnerFile();
    void keepOwnerFile(const QString& path, const QString& asset);
    void removeOwnerFile(const std::string& asset);
    void told(const Result<views::RuleChanges>& done, const QString& what);

    AppContext& app_;
    YamlEdit* text_ = nullptr;
    PlainLabel* note_ = nullptr;
    Button *save_ = nullptr, *again_ = nullptr, *add_ = nullptr;
    QVBoxLayout* files_ = nullptr;
    Ticket read_ticket_, files_ticket_, try_ticket_, save_ticket_;
};

} // namespace parapet::ui
