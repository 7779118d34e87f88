#include "ui/shell/value_suggester.h"

#include "core/query/filter.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/text.h"

#include <memory>

namespace parapet::ui {

FilterBar::Suggester value_suggester(AppContext& app, QObject* owner) {
    auto ticket = std::make_shared<Ticket>();
    return [&app, owner, ticket](const QString& field, const QString& typed, const FilterBar::Answer& answer) {
        if (!app.workspace()) return;
        app.jobs().ask(
            *ticket, owner,
            [workspace = app.workspace(), scope = app.scope(), field = ss(field), typed = ss(typed)](
                const std::stop_token& stop) { return views::suggest_values(*workspace, scope, field, typed, stop); },
            [answer](const Result<std::vector<views::FacetValue>>& found) {
                if (!found) return;
                QList<Suggestion> rows;
                for (const views::FacetValue& value : *found) {
                    const QString detail = value.label == value.value ? QString() : shown(value.label);
                    rows.append({qs(query::quote(value.value)), shown(value.value), detail, value.count});
                }
                answer(rows);
            },
            5);
    };
}

} // namespace parapet::ui
