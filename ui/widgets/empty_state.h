#pragma once

#include <QWidget>

namespace parapet::ui {

class Button;
class PlainLabel;

// What is shown instead of a list: an icon, what is (not) there, what to do. Zero, not run, failed and no permission
// are different sentences; the page chooses.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& icon, const QString& title, const QString& help, QWidget* parent = nullptr);
    void setTexts(const QString& icon, const QString& title, const QString& help);
    Button* addAction(const QString& text, bool primary = false);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    PlainLabel *title_, *help_;
    QWidget* actions_;
};

} // namespace parapet::ui
