#pragma once
// parapet://findings?q=severity:critical&range=7d&filter=env:production

#include "ui/shell/history.h"

#include <optional>

namespace parapet::ui {

[[nodiscard]] QString to_link(const ViewPlace& place);
// nullopt: not a link of ours, or longer than 8 KB. The page has to be checked against the table by the caller.
[[nodiscard]] std::optional<ViewPlace> from_link(const QString& link);

} // namespace parapet::ui
