#pragma once
// The colours by what they mean. The machine-readable list of the design is copied here once, by hand; theme_test holds
// the contrasts that the design promises.

#include "core/model/enums.h"

#include <QColor>

#include <cstddef>
#include <cstdint>

namespace parapet::ui {

enum class Scheme : std::uint8_t { dark, light, print };

// Grounds, lines, text and states of the window. What core names (severity, kinds of event) is a ColorRole.
enum class Tone : std::uint8_t {
    chrome,
    page,
    surface,
    raised,
    sunken,
    hover,
    selected,
    header,
    line,
    line_strong,
    control,
    text,
    text2,
    text3,
    disabled,
    accent,
    accent_fill,
    accent_hover,
    on_accent,
    accent_soft,
    focus,
    critical,
    high,
    medium,
    low,
    info,
    ok,
    warn,
    fail,
    none,
    ok_soft,
    warn_soft,
    fail_soft,
    info_soft,
};
inline constexpr std::size_t k_tone_count = static_cast<std::size_t>(Tone::info_soft) + 1;

[[nodiscard]] QColor color_of(Tone tone, Scheme scheme);
[[nodiscard]] QColor color_of(ColorRole role, Scheme scheme);

// A pale fill that needs a 1 px edge in text3 to stand out from the surface (contrast under 3).
[[nodiscard]] bool needs_edge(ColorRole role, Scheme scheme);

// WCAG 2 contrast of two opaque colours, 1..21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

} // namespace parapet::ui
