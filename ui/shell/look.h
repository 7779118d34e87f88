#pragma once

#include "ui/theme/theme.h"

namespace parapet::ui {

// Theme, density, text size and single keys, between the settings and the program.
void load_look();
void choose_theme(ThemeMode mode);
void choose_density(Density density);
void choose_text_scale(int percent);
void choose_single_keys(bool enabled);

} // namespace parapet::ui
