#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace parapet::ui {

class StatusLabel;

// A field of one line with an icon before the text.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

// A labelled field that says in words what is wrong with its text.
class TextField : public QWidget {
    Q_OBJECT
public:
    explicit TextField(const QString& label, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit* edit() { return edit_; }
    [[nodiscard]] QString text() const { return edit_->text(); }
    void setError(const QString& error); // "" = fine

private:
    QLineEdit* edit_;
    StatusLabel* error_;
};

// Looks like a search field, works like a button: opens the palette.
class SearchButton : public QWidget {
    Q_OBJECT
public:
    SearchButton(const QString& text, const QString& key, QWidget* parent = nullptr);
    void setCompact(bool compact); // its key only
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString text_, key_;
    bool compact_ = false;
};

} // namespace parapet::ui
