#pragma once
// The look: colours, type, spacing. One object for the program; widgets ask it while they paint, so a change of theme
// or of the text size needs a repaint and nothing else.

#include "ui/theme/tokens.h"

#include <QFont>
#include <QObject>
#include <QPalette>

class QApplication;

namespace parapet::ui {

enum class ThemeMode : std::uint8_t { system, dark, light };
enum class Density : std::uint8_t { compact, normal, roomy };

// The type scale (design/ui.md section 3): px and weight at 100 %.
enum class Type : std::uint8_t {
    tiny,           // 10 medium: badges
    caption,        // 11: axes, captions
    caption_strong, // 11 medium: table header
    small,          // 12: tables, detail
    small_medium,   // 12 medium
    small_strong,   // 12 semibold
    body,           // 13: controls
    body_medium,    // 13 medium
    title,          // 13 semibold: panel title
    lead,           // 14: a sentence under a large title
    page_title,     // 15 semibold
    search,         // 15: the palette's field
    object_title,   // 18 semibold
    figure_small,   // 22 semibold
    headline,       // 24 semibold
    figure,         // 28 semibold
    score,          // 44 semibold
    mono,           // 12 JetBrains Mono
    mono_small,     // 11 JetBrains Mono
};

class Theme : public QObject {
    Q_OBJECT
public:
    static Theme& instance();

    // Fonts, style and palette; once, after the QApplication exists. Tests call it too.
    void install(QApplication& app);

    [[nodiscard]] ThemeMode mode() const { return mode_; }
    void setMode(ThemeMode mode);
    [[nodiscard]] Scheme scheme() const { return scheme_; } // dark or light, as shown
    [[nodiscard]] bool dark() const { return scheme_ == Scheme::dark; }
    [[nodiscard]] Density density() const { return density_; }
    void setDensity(Density density);
    [[nodiscard]] int textScale() const { return text_scale_; } // per cent, 90..200
    void setTextScale(int percent);

    [[nodiscard]] QColor color(Tone tone) const { return color_of(tone, scheme_); }
    [[nodiscard]] QColor color(ColorRole role) const { return color_of(role, scheme_); }
    [[nodiscard]] QFont font(Type type) const;
    // A length of the design at 100 %, in this text size.
    [[nodiscard]] int px(int design) const;
    [[nodiscard]] int rowHeight() const; // 24, 28 or 32 by density
    [[nodiscard]] QPalette palette() const;
    // No transitions: asked for by the system or the settings.
    [[nodiscard]] bool reducedMotion() const { return reduced_motion_; }
    [[nodiscard]] bool hasOwnFonts() const { return own_fonts_; }

    // The portal's answer (org.freedesktop.appearance color-scheme): 0 no preference, 1 dark, 2 light.
    void setSystemPreference(uint preference);

signals:
    void changed(); // colours, type or density

private:
    explicit Theme(QObject* parent = nullptr);
    void apply();
    [[nodiscard]] bool systemIsDark() const;

    ThemeMode mode_ = ThemeMode::system;
    Scheme scheme_ = Scheme::dark;
    Density density_ = Density::normal;
    int text_scale_ = 100;
    uint preference_ = 0;
    bool window_dark_ = true; // of the palette that the platform gave, before ours
    bool own_fonts_ = false;
    bool reduced_motion_ = false;
    bool installed_ = false;
    QString sans_, mono_;
};

[[nodiscard]] inline Theme& theme() {
    return Theme::instance();
}
[[nodiscard]] inline QColor tone(Tone t) {
    return Theme::instance().color(t);
}
[[nodiscard]] inline QColor tone(ColorRole r) {
    return Theme::instance().color(r);
}
[[nodiscard]] inline QFont type(Type t) {
    return Theme::instance().font(t);
}
[[nodiscard]] inline int px(int design) {
    return Theme::instance().px(design);
}

// Lengths of the design (px at 100 %); pass them through px().
namespace metric {
inline constexpr int k_grid = 4, k_gap = 12, k_page_margin = 16, k_panel_inner = 12;
inline constexpr int k_radius_tag = 3, k_radius_control = 4, k_radius_panel = 6, k_radius_dialog = 8;
inline constexpr int k_control = 28, k_control_small = 24, k_query_bar = 32;
inline constexpr int k_menu_bar = 28, k_context_bar = 44, k_rail = 72, k_status_bar = 24, k_panel_header = 36;
inline constexpr int k_table_header = 28, k_two_line_row = 40;
} // namespace metric

} // namespace parapet::ui
