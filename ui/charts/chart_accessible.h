#pragma once

namespace parapet::ui {

// Charts are one focusable widget to a screen reader: a name, one sentence, and the place that is read. Once.
void install_chart_accessibility();

} // namespace parapet::ui
