#pragma once
// A person's statement about one control, or about what one of its checks asks for, signed with name and date.

#include "core/views/compliance.h"
#include "ui/widgets/form_popup.h"

class QComboBox;

namespace parapet::ui {

class AppContext;

class AttestForm : public FormPopup {
    Q_OBJECT
public:
    // Over `anchor`; the subjects offered are the control and those of its checks that ask for an attestation.
    AttestForm(AppContext& app, QWidget* anchor, const views::ControlRow& control);

signals:
    void attested(const parapet::views::Attestation& said);

protected:
    [[nodiscard]] QString problem() const override;
    void submit() override;

private:
    void addWhat(const views::ControlRow& control);
    void addSignature();
    [[nodiscard]] views::AttestedVerdict verdict() const;

    AppContext& app_;
    QComboBox *subject_ = nullptr, *verdict_ = nullptr;
    QPlainTextEdit* statement_ = nullptr;
    QLineEdit *name_ = nullptr, *role_ = nullptr;
    QDateEdit* until_ = nullptr;
};

} // namespace parapet::ui
