#pragma once
// A painted area in which figures and lines are links: under the mouse, by Tab and Enter, and for screen readers.

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

class QPainter;

namespace parapet::ui {

class LinkArea : public QWidget {
    Q_OBJECT
public:
    explicit LinkArea(QWidget* parent = nullptr);

    struct Target {
        QString page, query;
        QString name; // said by screen readers: "5 critical findings overdue"
    };

signals:
    void activated(const QString& page, const QString& query);

protected:
    // Draws everything; calls link() for each area that leads somewhere, in reading order.
    virtual void draw(QPainter& painter) = 0;
    // Registers `rect` and paints its hover ground and focus ring. Call it before drawing the text over it.
    void link(QPainter& painter, const QRectF& rect, const Target& target);

    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int at(const QPointF& position) const;
    struct Spot {
        QRectF rect;
        Target target;
    };
    QList<Spot> spots_;
    int hover_ = -1, focus_ = -1;
};

// One line of text within `rect`, cut with "…" when there is no room; returns the width used.
int draw_text(QPainter& painter, const QRectF& rect, const QString& text, Type type, const QColor& color,
              Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter);
[[nodiscard]] int text_width(const QString& text, Type type);

} // namespace parapet::ui
