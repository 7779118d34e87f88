#pragma once
// The tiles of the Overview (mock-up 01): each draws one part of views::Overview; every figure is a link.

#include "core/views/overview.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/link_area.h"

namespace parapet::ui {

class OverviewTile : public LinkArea {
    Q_OBJECT
public:
    OverviewTile(AppContext& app, QWidget* parent)
        : LinkArea(parent)
        , app_(app) {}
    void setData(std::shared_ptr<const views::Overview> overview) {
        data_ = std::move(overview);
        update();
    }

protected:
    void draw(QPainter& painter) final {
        if (data_) paint(painter, *data_);
    }
    virtual void paint(QPainter& painter, const views::Overview& o) = 0;
    static Target target(const views::Link& link, const QString& name);
    AppContext& app_;

private:
    std::shared_ptr<const views::Overview> data_;
};

// Large number, change, best and target; on its right what moved it. The line between them is a chart of the page.
class ScoreTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;
    [[nodiscard]] QRect chartRect() const; // left free for the trend

protected:
    void paint(QPainter& painter, const views::Overview& o) override;

private:
    void paintFigure(QPainter& painter, const views::PostureScore& s);
    void paintCauses(QPainter& painter, const views::PostureScore& s, const QRectF& area);
    void paintTrend(QPainter& painter, const views::PostureScore& s, const QRectF& area);
};

class SinceTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class DeadlinesTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class SeverityLegend : public OverviewTile { // under the chart of open findings
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class FlagsLine : public OverviewTile { // under the chart of attacks
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class ComplianceTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class PhasesTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class CausesTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;
};

class SourcesTile : public OverviewTile {
    Q_OBJECT
public:
    using OverviewTile::OverviewTile;

protected:
    void paint(QPainter& painter, const views::Overview& o) override;

private:
    void paintScans(QPainter& painter, const views::Overview& o, const QRectF& line);
};

} // namespace parapet::ui
