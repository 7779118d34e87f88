#pragma once
// Does the desktop want dark or light? Qt 6.4 does not say (QStyleHints::colorScheme is 6.5).

namespace parapet::ui {

class Theme;

// Asks the settings portal over D-Bus, without waiting, and follows its changes. Without a session bus nothing happens
// and the lightness of the platform's window colour decides.
void watch_system_scheme(Theme& theme);

} // namespace parapet::ui
