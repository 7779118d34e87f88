#pragma once

#include "ui/widgets/sheet.h"

namespace parapet::ui {

// Name, version, licence, what it is built with.
class AboutSheet : public Sheet {
    Q_OBJECT
public:
    explicit AboutSheet(QWidget* window);

protected:
    [[nodiscard]] QRect place(const QSize& window) const override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace parapet::ui
