#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace parapet::ui {

// Chips and tags one after the other, in as many lines as it takes.
class FlowLayout : public QLayout {
    Q_OBJECT
public:
    explicit FlowLayout(QWidget* parent = nullptr, int gap = 6);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override;
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;
    void clear(); // and deletes the widgets

private:
    int place(const QRect& rect, bool move) const;
    std::vector<std::unique_ptr<QLayoutItem>> items_;
    int gap_;
};

} // namespace parapet::ui
