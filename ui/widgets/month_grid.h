#pragma once
// A month of days to choose a span from: press a first and a last day, or drag. QCalendarWidget cannot do either.

#include "ui/theme/theme.h"

#include <QDate>
#include <QWidget>

namespace parapet::ui {

class MonthGrid : public QWidget {
    Q_OBJECT
public:
    explicit MonthGrid(QWidget* parent = nullptr);
    void setSpan(const QDate& from, const QDate& to); // shows the month of `to`
    void setLast(const QDate& last);                  // no day after it can be chosen
    [[nodiscard]] QDate from() const { return from_; }
    [[nodiscard]] QDate to() const { return to_; }
    void showMonth(const QDate& any_day);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void spanChosen(const QDate& from, const QDate& to);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] QDate dayOf(int index) const;
    [[nodiscard]] QDate dayAt(const QPoint& position) const;
    void choose(const QDate& day, bool extend);
    QDate month_, from_, to_, last_, anchor_, cursor_, hover_;
    QRect before_, after_;
    bool second_ = false; // the next press ends the span
};

} // namespace parapet::ui
