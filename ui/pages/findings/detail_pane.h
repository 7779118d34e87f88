#pragma once
// What is known of one finding (mock-up 02, right): summary, evidence, assets, controls, history. Plain text
// throughout.

#include "core/views/findings.h"
#include "core/views/regroup.h"
#include "ui/jobs/job_bridge.h"

#include <QTimer>
#include <QWidget>

class QScrollArea;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class Button;
class ElidedLabel;
class IconButton;
class LinkLabel;
class PlainLabel;
class SeverityLabel;
class Tabs;
class Tag;

class DetailPane : public QWidget {
    Q_OBJECT
public:
    DetailPane(AppContext& app, QWidget* parent);

    void showFinding(FindingId id); // asks in the background; an id of 0 empties the pane
    void refresh();
    [[nodiscard]] FindingId current() const { return id_; }
    [[nodiscard]] const views::FindingDetail* detail() const { return detail_.get(); }
    void setTab(int index);

signals:
    void previousRequested();
    void nextRequested();
    void closeRequested();
    void assignRequested();
    void statusRequested();
    void acceptRequested();
    void moreRequested(const QPoint& global);
    void regroupRequested(const parapet::views::Regroup& what);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum Tab : int { summary, evidence, assets, controls, history };
    void buildHead(QVBoxLayout* column);
    void buildFoot(QVBoxLayout* column);
    void present(std::shared_ptr<const views::FindingDetail> detail);
    void fill();
    void fillSummary(QVBoxLayout* into);
    void fillFigures(QVBoxLayout* into);
    void fillFacts(QVBoxLayout* into);
    void fillFix(QVBoxLayout* into);
    void fillLinks(QVBoxLayout* into);
    void fillEvidence(QVBoxLayout* into, int most);
    void fillSeenBy(QVBoxLayout* into);
    void addWitness(QVBoxLayout* into, const views::Sighting& sighting);
    void fillRisk(QVBoxLayout* into);
    void fillAssets(QVBoxLayout* into);
    void fillControls(QVBoxLayout* into);
    void fillHistory(QVBoxLayout* into, int most);
    void section(QVBoxLayout* into, const QString& icon, const QString& title, const QString& note);
    void fact(QVBoxLayout* into, const QString& name, const QString& value, const QString& rest = {});
    void because(QVBoxLayout* into, const std::string& reason); // why the fact above is so; nothing if empty
    PlainLabel* paragraph(QVBoxLayout* into, const QString& text, int tone);

    AppContext& app_;
    Ticket ticket_;
    QTimer refill_;
    FindingId id_{};
    std::shared_ptr<const views::FindingDetail> detail_;
    SeverityLabel* severity_ = nullptr;
    Tag* kev_ = nullptr;
    PlainLabel* title_ = nullptr;
    ElidedLabel* where_ = nullptr;
    LinkLabel* vuln_ = nullptr;
    Tabs* tabs_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget *content_ = nullptr, *foot_ = nullptr;
};

} // namespace parapet::ui
