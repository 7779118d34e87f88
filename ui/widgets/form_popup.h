#pragma once
// A small form over the window: fields, one line that says what is missing, Cancel and the button that does it
// (Ctrl Return too).

#include "ui/widgets/popup.h"

class QDate;
class QDateEdit;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace parapet::ui {

class PlainLabel;
class PrimaryButton;

class FormPopup : public Popup {
    Q_OBJECT
public:
    FormPopup(QWidget* anchor, const QString& title, int width);

protected:
    [[nodiscard]] QVBoxLayout* column() { return column_; }
    // Fields, each asked again by check() when it changes. `label` stands above it, `name` is for screen readers.
    void addLabel(const QString& label);
    QPlainTextEdit* addText(const QString& label, const QString& name, int height);
    QLineEdit* addLine(const QString& name, const QString& text);
    QDateEdit* addDate(const QString& label, const QString& name, const QDate& today, int usual_days, int most_days);
    // After the fields. `first` gets the focus.
    void addFoot(const QString& verb, QWidget* first);
    void check();
    void trySubmit(); // unless something is missing

    [[nodiscard]] virtual QString problem() const = 0; // what is missing; empty: nothing
    virtual void submit() = 0;

private:
    QVBoxLayout* column_;
    PlainLabel* problem_ = nullptr;
    PrimaryButton* go_ = nullptr;
};

} // namespace parapet::ui
