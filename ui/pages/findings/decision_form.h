#pragma once
// One form for what needs a reason: accept a risk until a date, a false positive, a note, an owner, a status.

#include "core/views/findings.h"
#include "ui/widgets/form_popup.h"

namespace parapet::ui {

class AppContext;

class DecisionForm : public FormPopup {
    Q_OBJECT
public:
    enum class Kind : std::uint8_t { accept, false_positive, assign, note };
    DecisionForm(AppContext& app, QWidget* anchor, Kind kind, std::size_t findings);

signals:
    // Everything but the findings themselves.
    void decided(const parapet::views::Decision& decision);

protected:
    [[nodiscard]] QString problem() const override;
    void submit() override;

private:
    AppContext& app_;
    Kind kind_;
    QPlainTextEdit* reason_ = nullptr;
    QLineEdit* owner_ = nullptr;
    QDateEdit* until_ = nullptr;
};

} // namespace parapet::ui
