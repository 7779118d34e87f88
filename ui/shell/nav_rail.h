#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace parapet::ui {

class RailButton : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(const QString& title, const QString& icon, QWidget* parent);
    void setBadge(const QString& badge);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_, badge_;
};

// The pages at the left edge. Those of order 1000 and above stand at the bottom (Settings).
class NavRail : public QWidget {
    Q_OBJECT
public:
    explicit NavRail(QWidget* parent = nullptr);
    void addPage(const QString& id, const QString& title, const QString& icon, const QString& shortcut, bool at_bottom);
    void setCurrent(const QString& id);
    void setBadge(const QString& id, const QString& badge);
    // In an empty workspace most pages have nothing to show: still there, grey, with the reason in the tool tip.
    void setPageEnabled(const QString& id, bool enabled, const QString& why);

signals:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry {
        QString id, tip;
        RailButton* button;
    };
    [[nodiscard]] RailButton* find(const QString& id) const;
    std::vector<Entry> entries_;
    QVBoxLayout* column_;
    int bottom_from_ = 0; // items of the layout before the stretch
};

} // namespace parapet::ui
