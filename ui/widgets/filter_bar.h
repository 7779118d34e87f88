#pragma once
// The query bar: chips of the query and a place to type, with suggestions. What it means is core/query's business.

#include "ui/widgets/query_chips.h"

#include <QLineEdit>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

class QKeyEvent;

namespace parapet::ui {

class Chip;
class IconButton;

// Rows under the bar; the keyboard stays in the bar.
class SuggestionList : public QWidget {
    Q_OBJECT
public:
    explicit SuggestionList(QWidget* window);
    void setRows(const QList<Suggestion>& rows, const QString& error);
    [[nodiscard]] int count() const { return static_cast<int>(rows_.size()); }
    [[nodiscard]] int current() const { return current_; }
    void move(int by);
    using QWidget::move;
    [[nodiscard]] Suggestion at(int row) const { return rows_.value(row); }
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void taken(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void paintRow(QPainter& painter, const QRect& rect, const Suggestion& row, bool on) const;
    [[nodiscard]] int errorHeight(int width) const;
    QList<Suggestion> rows_;
    QString error_;
    int current_ = -1;
};

class FilterBar : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(query::Domain domain, QWidget* parent = nullptr);

    [[nodiscard]] QString query() const { return query_; }
    void setQuery(const QString& query); // does not emit
    void setPlaceholder(const QString& text);
    void setBarHeight(int design_px); // 32; 28 inside of a panel header
    void focusEdit();
    // Values of the data for a field, with counts; answers later, on the GUI thread. At most 50 are shown.
    using Answer = std::function<void(const QList<Suggestion>&)>;
    using Suggester = std::function<void(const QString& field, const QString& typed, Answer answer)>;
    void setSuggester(Suggester suggester) { suggester_ = std::move(suggester); }
    // The core refused it after all (or ""): said below the bar; the last good result stays.
    void setError(const QString& error);
    [[nodiscard]] QString error() const { return error_; }
    [[nodiscard]] QLineEdit* edit() { return edit_; }
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void queryChanged(const QString& query); // by a person; parses

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuild();
    void layOut();
    void typed(const QString& text);
    bool handleKey(QKeyEvent& event);
    void commit();                    // Enter
    bool apply(const QString& query); // false: does not parse, said so
    void editChip(int index);
    void removeChip(int index);
    void take(int row);
    void suggest();
    void showRows();
    void hideRows();

    query::Domain domain_;
    QString query_, error_;
    QWidget* strip_;
    QLineEdit* edit_;
    IconButton* clear_;
    std::vector<Chip*> chips_;
    QPointer<SuggestionList> list_;
    QList<Suggestion> fixed_, found_;
    Suggester suggester_;
    QTimer suggest_timer_;
    int suggest_number_ = 0;
    int error_at_ = -1; // character of the edit's text, from 0
    int height_;
    bool as_text_ = false; // too much for chips
};

} // namespace parapet::ui
