#include "ui/shell/look.h"

#include "ui/settings/settings.h"
#include "ui/widgets/data_table.h"

#include <array>
#include <utility>

namespace parapet::ui {

namespace {

constexpr std::array k_modes{std::pair{ThemeMode::system, "system"}, std::pair{ThemeMode::dark, "dark"},
                             std::pair{ThemeMode::light, "light"}};
constexpr std::array k_densities{std::pair{Density::compact, "compact"}, std::pair{Density::normal, "normal"},
                                 std::pair{Density::roomy, "roomy"}};

template<class Table, class Value>
QString name_in(const Table& table, Value value) {
    for (const auto& [one, name] : table) {
        if (one == value) return QString::fromLatin1(name);
    }
    return {};
}

template<class Table>
auto value_in(const Table& table, const QString& name) {
    for (const auto& [one, known] : table) {
        if (name == QLatin1String(known)) return one;
    }
    return table.front().first;
}

} // namespace

void load_look() {
    theme().setTextScale(Settings::get(setting::text_scale));
    theme().setDensity(value_in(k_densities, Settings::get(setting::density)));
    theme().setMode(value_in(k_modes, Settings::get(setting::theme)));
    set_single_keys_enabled(Settings::get(setting::single_keys));
}

void choose_theme(ThemeMode mode) {
    Settings::set(setting::theme, name_in(k_modes, mode));
    theme().setMode(mode);
}

void choose_density(Density density) {
    Settings::set(setting::density, name_in(k_densities, density));
    theme().setDensity(density);
}

void choose_text_scale(int percent) {
    theme().setTextScale(percent);
    Settings::set(setting::text_scale, theme().textScale());
}

void choose_single_keys(bool enabled) {
    Settings::set(setting::single_keys, enabled);
    set_single_keys_enabled(enabled);
}

} // namespace parapet::ui
