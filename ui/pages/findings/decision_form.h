#pragma once
// One form for what needs a reason: accept a risk until a date, a false positive, a note, an owner, a status.

#include "core/views/findings.h"
#include "ui/widgets/popup.h"

#include <functional>

class QDateEdit;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace parapet::ui {

class AppContext;
class PlainLabel;
class PrimaryButton;

class DecisionForm : public Popup {
    Q_OBJECT
public:
    enum class Kind : std::uint8_t { accept, false_positive, assign, note };
    DecisionForm(AppContext& app, QWidget* anchor, Kind kind, std::size_t findings);

signals:
    // Everything but the findings themselves.
    void decided(const parapet::views::Decision& decision);

private:
    void buildReason(QVBoxLayout* column);
    void buildEnd(QVBoxLayout* column);
    void check();
    void submit();
    AppContext& app_;
    Kind kind_;
    QPlainTextEdit* reason_ = nullptr;
    QLineEdit* owner_ = nullptr;
    QDateEdit* until_ = nullptr;
    PlainLabel* problem_ = nullptr;
    PrimaryButton* go_ = nullptr;
};

} // namespace parapet::ui
