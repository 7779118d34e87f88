#pragma once
// Flags in a list, and the values that occur most, with a bar each. Every line filters.

#include "core/views/attacks.h"
#include "ui/widgets/link_area.h"

namespace parapet::ui {

class AppContext;

class FlagList : public LinkArea {
    Q_OBJECT
public:
    FlagList(AppContext& app, QWidget* parent);
    void setFlags(std::vector<views::AttackFlag> flags, bool known);

protected:
    void draw(QPainter& painter) override;

private:
    AppContext& app_;
    std::vector<views::AttackFlag> flags_;
    bool known_ = true;
};

class TopList : public LinkArea {
    Q_OBJECT
public:
    explicit TopList(QWidget* parent);
    // `field` of the filter language: source, target, user.
    void setValues(const QString& field, std::vector<views::TopValue> values);

protected:
    void draw(QPainter& painter) override;

private:
    QString field_;
    std::vector<views::TopValue> values_;
};

} // namespace parapet::ui
