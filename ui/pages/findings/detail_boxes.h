#pragma once
// What the detail pane draws itself: three figures in a frame, and lines of code.

#include <QList>
#include <QStringList>
#include <QWidget>

#include <cstdint>

namespace parapet::ui {

// Figures side by side in a frame: CVSS, EPSS, KEV.
class Figures : public QWidget {
    Q_OBJECT
public:
    struct Figure {
        QString label, value, note;
    };
    Figures(QList<Figure> figures, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Figure> figures_;
};

// Lines of code or text as they stand in the report, one of them marked. A `first_line` of 0: without numbers.
class CodeBox : public QWidget {
    Q_OBJECT
public:
    CodeBox(const QString& text, std::int64_t first_line, std::int64_t marked, QWidget* parent);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList lines_;
    std::int64_t first_, marked_;
    int gutter_ = 0; // of the lines' numbers
};

} // namespace parapet::ui
