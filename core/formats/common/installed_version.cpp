#include "core/formats/common/installed_version.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"

namespace parapet::fields {

namespace {

constexpr std::size_t k_longest = 80; // of a name or version; what is longer is prose

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "1.2.3", "v2", "1.2 / 1.3.1"; not "this version is no longer supported".
bool is_version(std::string_view text) {
    if (text.empty() || text.size() > k_longest) return false;
    if (text.size() > 1 && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
    return is_digit(text.front());
}

// "tar_1.2-3" of Debian, "tar-1.2-3.el7" of RPM: where the name ends.
std::size_t end_of_name(std::string_view package) {
    const auto underline = package.find('_');
    if (underline != std::string_view::npos && is_version(package.substr(underline + 1))) return underline;
    const auto release = package.rfind('-');
    if (release == std::string_view::npos || release == 0) return std::string_view::npos;
    const auto version = package.rfind('-', release - 1);
    if (version == std::string_view::npos || !is_version(package.substr(version + 1))) return std::string_view::npos;
    return version;
}

// Name and version of an installed package; the name is only taken together with the version.
void set_package(Location& location, std::string_view package) {
    const auto end = end_of_name(package);
    if (end == std::string_view::npos || package.size() > 2 * k_longest || !location.version.empty()) return;
    put(location.package, package.substr(0, end), k_longest);
    put(location.version, package.substr(end + 1), k_longest);
}

void read_line(Location& location, std::string_view key, std::string_view value) {
    if (iequals(key, "Installed version") || iequals(key, "Reported version")) {
        if (location.version.empty() && is_version(value)) location.version = value;
    } else if (iequals(key, "Fixed version")) {
        if (location.fixed_version.empty() && is_version(value)) location.fixed_version = value;
    } else if (iequals(key, "Remote package installed")) {
        set_package(location, value);
    } else if (iequals(key, "Should be")) {
        const auto end = end_of_name(value);
        if (location.fixed_version.empty() && end != std::string_view::npos && value.size() <= 2 * k_longest)
            put(location.fixed_version, value.substr(end + 1), k_longest);
    }
}

} // namespace

void set_installed_version(Location& location, std::string_view output) {
    for (const std::string_view line : split(output.substr(0, 20'000), '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        std::string_view key = trim(line.substr(0, colon));
        if (key.substr(0, 2) == "- ") key = trim(key.substr(2));
        read_line(location, key, trim(line.substr(colon + 1)));
    }
}

void set_cpe(Location& location, std::string_view cpe) {
    cpe = trim(cpe);
    const auto parts = split(cpe.substr(0, cpe.find_first_of(", \n\r<")), ':');
    if (parts.size() < 4) return;
    // "cpe:2.3:a:" against "cpe:/a:"
    std::size_t name = 3;
    if (parts[0] == "p-cpe") name = 4;
    if (parts[0] == "cpe" && parts[1] == "2.3") name = 4;
    if ((parts[0] != "cpe" && parts[0] != "p-cpe") || parts.size() <= name) return;
    if (!location.package.empty()) return;
    put(location.package, parts[name], k_longest);
    if (location.version.empty() && parts.size() > name + 1 && is_version(parts[name + 1]))
        put(location.version, parts[name + 1], k_longest);
}

} // namespace parapet::fields
