#pragma once
// "3 selected": above the table's header while rows are selected; what its buttons do concerns all of them.

#include <QWidget>

namespace parapet::ui {

class Button;
class PlainLabel;

class BulkBar : public QWidget {
    Q_OBJECT
public:
    explicit BulkBar(QWidget* parent);
    void setCounts(int rows, qint64 findings); // findings below 0: not known yet

signals:
    void assign();
    void status();
    void ticket();
    void accept();
    void falsePositive();
    void join();
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PlainLabel *count_, *detail_;
    Button* join_ = nullptr;
};

} // namespace parapet::ui
