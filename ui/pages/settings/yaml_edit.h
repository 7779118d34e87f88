#pragma once

#include "core/base/result.h"

#include <QPlainTextEdit>
#include <QTimer>

#include <cstdint>

namespace parapet::ui {

class LinkLabel;

// A text that must be good: while one writes it is tried after a pause, and an error is shown where it stands.
class YamlEdit : public QWidget {
    Q_OBJECT
public:
    explicit YamlEdit(const QString& name, QWidget* parent = nullptr);
    [[nodiscard]] QString text() const { return text_->toPlainText(); }
    [[nodiscard]] bool isChanged() const { return text_->toPlainText() != kept_; }
    // As the workspace has it; what a person has written and not saved yet stays.
    void setKept(const QString& text);
    void saved() { kept_ = text(); }
    void discard() { text_->setPlainText(kept_); }
    void setReadOnly(bool read_only) { text_->setReadOnly(read_only); }
    void setError(const Error& error);
    void clearError();

signals:
    void touched(); // something was written
    void tried();   // and then nothing for a while

private:
    void goToError();

    QPlainTextEdit* text_;
    LinkLabel* error_;
    QTimer pause_;
    QString kept_;
    QTextCursor place_; // of the error
};

} // namespace parapet::ui
