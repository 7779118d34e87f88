#include "ui/theme/theme.h"

#include "core/base/embedded.h"
#include "ui/theme/parapet_style.h"
#include "ui/theme/system_scheme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QToolTip>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace parapet::ui {

namespace {

struct TypeSpec {
    int px;
    QFont::Weight weight;
    bool mono = false;
};

TypeSpec spec_of(Type type) {
    switch (type) {
    case Type::tiny:
        return {10, QFont::Medium};
    case Type::caption:
        return {11, QFont::Normal};
    case Type::caption_strong:
        return {11, QFont::Medium};
    case Type::small:
        return {12, QFont::Normal};
    case Type::small_medium:
        return {12, QFont::Medium};
    case Type::small_strong:
        return {12, QFont::DemiBold};
    case Type::body:
        return {13, QFont::Normal};
    case Type::body_medium:
        return {13, QFont::Medium};
    case Type::title:
        return {13, QFont::DemiBold};
    case Type::lead:
        return {14, QFont::Normal};
    case Type::page_title:
        return {15, QFont::DemiBold};
    case Type::search:
        return {15, QFont::Normal};
    case Type::object_title:
        return {18, QFont::DemiBold};
    case Type::figure_small:
        return {22, QFont::DemiBold};
    case Type::headline:
        return {24, QFont::DemiBold};
    case Type::figure:
        return {28, QFont::DemiBold};
    case Type::score:
        return {44, QFont::DemiBold};
    case Type::mono:
        return {12, QFont::Normal, true};
    case Type::mono_small:
        return {11, QFont::Normal, true};
    }
    return {13, QFont::Normal};
}

// The first of the families that the system has; "" when it has none of them.
QString first_family(const QStringList& wanted) {
    const QStringList have = QFontDatabase::families();
    for (const QString& family : wanted) {
        if (have.contains(family)) return family;
    }
    return {};
}

// The embedded fonts stay where they are: no copy of 0.9 MB into the heap.
int load_embedded_fonts() {
    int loaded = 0;
    for (const EmbeddedFile& file : embedded_fonts()) {
        const QByteArray bytes = QByteArray::fromRawData(file.bytes.data(), static_cast<qsizetype>(file.bytes.size()));
        if (QFontDatabase::addApplicationFontFromData(bytes) >= 0) ++loaded;
    }
    return loaded;
}

} // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme(QObject* parent)
    : QObject(parent) {}

void Theme::install(QApplication& app) {
    if (installed_) return;
    installed_ = true;
    window_dark_ = app.palette().color(QPalette::Window).lightness() < 128;
    own_fonts_ = load_embedded_fonts() > 0;
    sans_ = first_family({QStringLiteral("Parapet Sans"), QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                          QStringLiteral("DejaVu Sans")});
    mono_ = first_family(
        {QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono")});
    QApplication::setStyle(new ParapetStyle);
    watch_system_scheme(*this);
    apply();
}

bool Theme::systemIsDark() const {
    if (preference_ == 1) return true;
    if (preference_ == 2) return false;
    return window_dark_;
}

void Theme::setMode(ThemeMode mode) {
    mode_ = mode;
    apply();
}

void Theme::setSystemPreference(uint preference) {
    if (preference_ == preference) return;
    preference_ = preference;
    if (mode_ == ThemeMode::system) apply();
}

void Theme::setDensity(Density density) {
    if (density_ == density) return;
    density_ = density;
    apply();
}

void Theme::setTextScale(int percent) {
    const int wanted = std::clamp(percent, 90, 200);
    if (text_scale_ == wanted) return;
    text_scale_ = wanted;
    apply();
}

void Theme::apply() {
    const bool dark = mode_ == ThemeMode::system ? systemIsDark() : mode_ == ThemeMode::dark;
    scheme_ = dark ? Scheme::dark : Scheme::light;
    if (!installed_) return;
    const QFont body = font(Type::body);
    const QFont small = font(Type::small);
    QApplication::setFont(body);
    QApplication::setFont(small, "QMenu");
    QApplication::setFont(small, "QMenuBar");
    QApplication::setFont(small, "QAbstractItemView");
    QApplication::setFont(font(Type::caption_strong), "QHeaderView");
    QApplication::setPalette(palette());
    QToolTip::setFont(small);
    QToolTip::setPalette(palette());
    emit changed();
    const QWidgetList all = QApplication::allWidgets();
    for (QWidget* widget : all) {
        widget->updateGeometry();
        widget->update();
    }
}

QFont Theme::font(Type type) const {
    const TypeSpec spec = spec_of(type);
    QFont font(spec.mono ? mono_ : sans_);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(spec.px * text_scale_ / 100.0))));
    font.setWeight(spec.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (spec.px >= 40) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, -1.0);
    } else if (spec.px >= 24) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, -0.3);
    }
    if (spec.mono) font.setStyleHint(QFont::Monospace);
    return font;
}

int Theme::px(int design) const {
    return static_cast<int>(std::lround(design * text_scale_ / 100.0));
}

int Theme::rowHeight() const {
    switch (density_) {
    case Density::compact:
        return px(24);
    case Density::normal:
        return px(28);
    case Density::roomy:
        return px(32);
    }
    return px(28);
}

QPalette Theme::palette() const {
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, Tone tone) { p.setColor(role, color(tone)); };
    set(QPalette::Window, Tone::page);
    set(QPalette::WindowText, Tone::text);
    set(QPalette::Base, Tone::surface);
    set(QPalette::AlternateBase, Tone::header);
    set(QPalette::Text, Tone::text);
    set(QPalette::PlaceholderText, Tone::text3);
    set(QPalette::Button, Tone::raised);
    set(QPalette::ButtonText, Tone::text);
    set(QPalette::BrightText, Tone::on_accent);
    set(QPalette::ToolTipBase, Tone::raised);
    set(QPalette::ToolTipText, Tone::text);
    set(QPalette::Highlight, Tone::accent_fill);
    set(QPalette::HighlightedText, Tone::on_accent);
    set(QPalette::Link, Tone::accent);
    set(QPalette::LinkVisited, Tone::accent);
    set(QPalette::Light, Tone::raised);
    set(QPalette::Midlight, Tone::line_strong);
    set(QPalette::Mid, Tone::line_strong);
    set(QPalette::Dark, Tone::line);
    set(QPalette::Shadow, Tone::chrome);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, color(Tone::disabled));
    }
    p.setColor(QPalette::Inactive, QPalette::Highlight, color(Tone::accent_fill));
    return p;
}

} // namespace parapet::ui
