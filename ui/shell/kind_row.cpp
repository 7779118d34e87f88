#include "ui/shell/kind_row.h"

#include "core/base/text.h"
#include "ui/shell/app_context.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>

namespace parapet::ui {

KindRow::KindRow(const QStringList& kinds, QWidget* parent)
    : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(8));
    for (int i = -1; i < kinds.size(); ++i) {
        auto* button = new Button(i < 0 ? tr("All") : kinds[i], this);
        button->setCheckable(true);
        button->setChecked(i < 0);
        connect(button, &QAbstractButton::clicked, this, [this, i] { choose(i); });
        row->addWidget(button);
        buttons_.push_back(button);
    }
    row->addStretch(1);
    search_ = new SearchField(tr("Part of a title, rule, asset or place"), this);
    search_->setFixedWidth(px(260));
    connect(search_, &QLineEdit::textChanged, this, &KindRow::changed);
    row->addWidget(search_);
    setEnabled(false);
}

void KindRow::setCounts(std::span<const std::uint64_t> counts) {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < counts.size() && i + 1 < buttons_.size(); ++i) {
        buttons_[i + 1]->setDetail(number_text(static_cast<qint64>(counts[i])));
        buttons_[i + 1]->setEnabled(counts[i] > 0);
        all += counts[i];
    }
    buttons_[0]->setDetail(number_text(static_cast<qint64>(all)));
    setEnabled(true);
}

void KindRow::choose(int kind) {
    kind_ = kind;
    for (std::size_t i = 0; i < buttons_.size(); ++i)
        buttons_[i]->setChecked(static_cast<int>(i) - 1 == kind);
    emit changed();
}

void KindRow::find(AppContext& app, Ticket& ticket, QObject* receiver, const std::shared_ptr<PreviewRows>& rows,
                   const std::function<void(std::vector<std::uint32_t>)>& found) const {
    app.jobs().ask(
        ticket, receiver,
        [rows, kind = kind_, words = ss(search_->text().trimmed())](const std::stop_token& stop) {
            return rows->find(kind, words, stop);
        },
        found);
}

} // namespace parapet::ui
