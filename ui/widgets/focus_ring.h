#pragma once

class QApplication;

namespace parapet::ui {

// A ring of 2 px around what has the keyboard focus, 1 px away from it, after Tab and shortcuts only: a click says by
// itself where it was. Once per program.
void install_focus_ring(QApplication& app);

} // namespace parapet::ui
