#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet::ui {

namespace {

struct Pair {
    QRgb dark;
    QRgb light;
};

// In the order of Tone. Paper takes the light column.
constexpr std::array<Pair, k_tone_count> k_tones{{
    {0x0F1216, 0xECEEF1}, // chrome
    {0x14181D, 0xF5F6F8}, // page
    {0x1A1F25, 0xFFFFFF}, // surface
    {0x222830, 0xFFFFFF}, // raised
    {0x11151A, 0xF1F3F5}, // sunken
    {0x242B34, 0xEEF1F5}, // hover
    {0x26304F, 0xE1E7FD}, // selected
    {0x1D232A, 0xF7F8FA}, // header
    {0x29303A, 0xDFE3E8}, // line
    {0x3B4551, 0xC3CAD2}, // line_strong
    {0x677483, 0x818B97}, // control
    {0xE8EBF0, 0x171B21}, // text
    {0xB0B9C5, 0x434C58}, // text2
    {0x95A0AE, 0x5B6572}, // text3
    {0x5A6572, 0x9AA3AE}, // disabled
    {0x93A7FF, 0x3149C6}, // accent
    {0x5068E6, 0x3F57D6}, // accent_fill
    {0x465DDA, 0x2F45B8}, // accent_hover
    {0xFFFFFF, 0xFFFFFF}, // on_accent
    {0x232B49, 0xE8ECFD}, // accent_soft
    {0x93A7FF, 0x3F57D6}, // focus
    {0xFE789E, 0x9C0E37}, // critical
    {0xFFB067, 0xB35405}, // high
    {0xAD8C45, 0xAF8F54}, // medium
    {0x3C87C7, 0x307FB5}, // low
    {0x666E76, 0x878C93}, // info
    {0x3CC2A6, 0x0B7F6B}, // ok
    {0xE3B341, 0xAD7A00}, // warn
    {0xFF7366, 0xB3202E}, // fail
    {0x7E8894, 0x707A86}, // none
    {0x17322E, 0xE1F3EF}, // ok_soft
    {0x352C16, 0xFBF0D9}, // warn_soft
    {0x3A2023, 0xFCE8E6}, // fail_soft
    {0x1E2A3E, 0xE6EEFA}, // info_soft
}};

// Kinds of event keep their colour for ever. Four hue families (access blue, account violet, web orange, system teal)
// and olive for what a sensor or scanner says; neighbours in the stack differ by 10 or more (CIEDE2000) in normal
// sight, deuteranopia and protanopia.
Pair kind_pair(ColorRole role) {
    switch (role) {
    case ColorRole::kind_ssh:
        return {0x3D6FD1, 0x1F4FB0};
    case ColorRole::kind_login:
        return {0x6FA3F5, 0x5B8FE6};
    case ColorRole::kind_reset:
        return {0xB9D4FF, 0x9DBDF0};
    case ColorRole::kind_account:
        return {0xA773D8, 0x8A55C0};
    case ColorRole::kind_billing:
        return {0xE3AEE0, 0xC988D6};
    case ColorRole::kind_sqli:
        return {0xDE5630, 0xB23A14};
    case ColorRole::kind_malformed:
        return {0xF59A4A, 0xE88430};
    case ColorRole::kind_xss:
        return {0xF9DD92, 0xEFC05A};
    case ColorRole::kind_firewall:
        return {0x1F8A84, 0x0B6B66};
    case ColorRole::kind_infra:
        return {0x5CC4B5, 0x3FA79A};
    case ColorRole::kind_privesc:
        return {0xC5EBE0, 0x9BD3C7};
    case ColorRole::kind_attack_other:
        return {0xD79B7D, 0x805D4F};
    case ColorRole::kind_scan:
        return {0xA08A55, 0xB67B20};
    case ColorRole::kind_new_user:
        return {0x937AAA, 0x726083};
    case ColorRole::kind_file_change:
        return {0x31B6B7, 0x529285};
    case ColorRole::kind_outbound:
        return {0x507198, 0x7B8EB7};
    case ColorRole::kind_intrusion:
        return {0xB2CB9F, 0x7B9453};
    case ColorRole::kind_malware:
        return {0x65784E, 0x666733};
    case ColorRole::kind_mode:
        return {0x40766A, 0x095650};
    case ColorRole::kind_availability:
        return {0x99F0F5, 0x45786F};
    default:
        return k_tones[static_cast<std::size_t>(Tone::none)];
    }
}

// What the other roles share with the window.
Tone tone_of(ColorRole role) {
    switch (role) {
    case ColorRole::accent:
        return Tone::accent;
    case ColorRole::text:
        return Tone::text;
    case ColorRole::text2:
        return Tone::text2;
    case ColorRole::text3:
        return Tone::text3;
    case ColorRole::ok:
        return Tone::ok;
    case ColorRole::warn:
        return Tone::warn;
    case ColorRole::fail:
        return Tone::fail;
    case ColorRole::neutral:
        return Tone::line_strong;
    case ColorRole::usual_range:
        return Tone::text3;
    case ColorRole::grid:
        return Tone::line;
    case ColorRole::critical:
        return Tone::critical;
    case ColorRole::high:
        return Tone::high;
    case ColorRole::medium:
        return Tone::medium;
    case ColorRole::low:
        return Tone::low;
    case ColorRole::info:
        return Tone::info;
    default:
        return Tone::none;
    }
}

double channel(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
    return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

QColor pick(const Pair& pair, Scheme scheme) {
    return QColor::fromRgb(scheme == Scheme::dark ? pair.dark : pair.light);
}

} // namespace

QColor color_of(Tone tone, Scheme scheme) {
    return pick(k_tones[static_cast<std::size_t>(tone)], scheme);
}

QColor color_of(ColorRole role, Scheme scheme) {
    if (role >= ColorRole::kind_ssh) return pick(kind_pair(role), scheme);
    return color_of(tone_of(role), scheme);
}

bool needs_edge(ColorRole role, Scheme scheme) {
    return contrast(color_of(role, scheme), color_of(Tone::surface, scheme)) < 3.0;
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace parapet::ui
