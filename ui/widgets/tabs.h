#pragma once

#include <QTabBar>

class QHBoxLayout;

namespace parapet::ui {

// "Summary  Evidence 4": text tabs over a line, the chosen one underlined in accent.
class Tabs : public QTabBar {
    Q_OBJECT
public:
    explicit Tabs(QWidget* parent = nullptr);
    int add(const QString& title);
    void setCount(int index, qint64 count); // behind the title; below 0: none

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList titles_;
};

// "Triage queue 38": saved views as buttons in a row; the chosen one on a soft accent ground.
class ViewBar : public QWidget {
    Q_OBJECT
public:
    explicit ViewBar(QWidget* parent = nullptr);
    void clear();
    int add(const QString& title, bool removable = false);
    void setCount(int index, qint64 count);
    void setCurrent(int index); // -1 = none
    [[nodiscard]] int current() const { return current_; }
    // A button after the last view.
    void setAddText(const QString& text);
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void chosen(int index);
    void addRequested();
    void menuRequested(int index, const QPoint& global);

private:
    void rebuild();
    struct View {
        QString title;
        qint64 count = -1;
        bool removable = false;
    };
    QList<View> views_;
    QString add_text_;
    int current_ = -1;
    QHBoxLayout* row_;
};

} // namespace parapet::ui
