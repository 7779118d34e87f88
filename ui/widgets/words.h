#pragma once
// core's enums in the words of the window, translated.

#include "core/model/enums.h"

#include <QString>

#include <cstdint>

namespace parapet::views {
enum class Freshness : std::uint8_t;
}

namespace parapet::ui {

// met = filled disc with tick, partly = half disc, not_met = filled square with cross, not_assessed = dashed ring,
// not_applicable = ring with dash, running = open arc, paused = ring with two bars.
enum class Status : std::uint8_t { met, partly, not_met, not_assessed, not_applicable, running, paused };

[[nodiscard]] QString word(Severity severity);    // "Critical", translated
[[nodiscard]] QString word(Status status);        // "Met"
[[nodiscard]] QString word(FindingStatus status); // "Open", "Accepted risk"
[[nodiscard]] QString word(Cause cause);          // "Configuration error"
[[nodiscard]] QString word(Phase phase);          // "Build"
[[nodiscard]] QString word(ControlStatus status); // "Met", "Partly met"
[[nodiscard]] QString icon_of(Phase phase);       // icon names
[[nodiscard]] QString icon_of(Cause cause);
[[nodiscard]] Status status_of(ControlStatus status);
[[nodiscard]] Status status_of(views::Freshness freshness);

// "Marta Ruiz" -> "MR", "@payments" -> "PA"
[[nodiscard]] QString initials_of(const QString& name);

} // namespace parapet::ui
