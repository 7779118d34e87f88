#pragma once
// A person's statement about one control, or about what one of its checks asks for, signed with name and date.

#include "core/views/compliance.h"
#include "ui/widgets/popup.h"

class QComboBox;
class QDateEdit;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class PlainLabel;
class PrimaryButton;

class AttestForm : public Popup {
    Q_OBJECT
public:
    // Over `anchor`; the subjects offered are the control and those of its checks that ask for an attestation.
    AttestForm(AppContext& app, QWidget* anchor, const views::ControlRow& control);

signals:
    void attested(const parapet::views::Attestation& said);

private:
    void buildWhat(QVBoxLayout* column, const views::ControlRow& control);
    void buildWords(QVBoxLayout* column);
    void buildSignature(QVBoxLayout* column);
    [[nodiscard]] views::AttestedVerdict verdict() const;
    void check();
    void submit();

    AppContext& app_;
    QComboBox *subject_ = nullptr, *verdict_ = nullptr;
    QPlainTextEdit* statement_ = nullptr;
    QLineEdit *name_ = nullptr, *role_ = nullptr;
    QDateEdit* until_ = nullptr;
    PlainLabel* problem_ = nullptr;
    PrimaryButton* go_ = nullptr;
};

} // namespace parapet::ui
