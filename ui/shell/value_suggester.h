#pragma once

#include "ui/widgets/filter_bar.h"

namespace parapet::ui {

class AppContext;

// Values of the workspace's findings for a field, with counts, asked on a worker. For any FilterBar over findings; it
// lives as long as `owner`.
[[nodiscard]] FilterBar::Suggester value_suggester(AppContext& app, QObject* owner);

} // namespace parapet::ui
