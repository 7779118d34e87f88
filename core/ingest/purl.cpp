#include "core/ingest/purl.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_decoded(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
}

void append_lower(std::string_view text, std::string& out) {
    for (const char c : text)
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Alias {
    std::string_view name, type;
};
constexpr std::array<Alias, 89> k_ecosystems{{
    {"alma", "rpm"},
    {"almalinux", "rpm"},
    {"alpine", "apk"},
    {"alpm", "alpm"},
    {"amazon", "rpm"},
    {"amzn", "rpm"},
    {"apk", "apk"},
    {"arch", "alpm"},
    {"azurelinux", "rpm"},
    {"bun", "npm"},
    {"bundler", "gem"},
    {"cargo", "cargo"},
    {"cbl-mariner", "rpm"},
    {"centos", "rpm"},
    {"chainguard", "apk"},
    {"cocoapods", "cocoapods"},
    {"composer", "composer"},
    {"composer-vendor", "composer"},
    {"conan", "conan"},
    {"cran", "cran"},
    {"crates.io", "cargo"},
    {"deb", "deb"},
    {"debian", "deb"},
    {"distroless", "deb"},
    {"dotnet", "nuget"},
    {"dotnet-core", "nuget"},
    {"dpkg", "deb"},
    {"echo", "deb"},
    {"fedora", "rpm"},
    {"gem", "gem"},
    {"gemspec", "gem"},
    {"go", "golang"},
    {"go-module", "golang"},
    {"gobinary", "golang"},
    {"golang", "golang"},
    {"golang-module", "golang"},
    {"gomod", "golang"},
    {"gradle", "maven"},
    {"hex", "hex"},
    {"jar", "maven"},
    {"java", "maven"},
    {"java-archive", "maven"},
    {"javascript", "npm"},
    {"mariner", "rpm"},
    {"maven", "maven"},
    {"minimos", "apk"},
    {"node-pkg", "npm"},
    {"nodejs", "npm"},
    {"npm", "npm"},
    {"nuget", "nuget"},
    {"ol", "rpm"},
    {"opensuse", "rpm"},
    {"opensuse-leap", "rpm"},
    {"opensuse-tumbleweed", "rpm"},
    {"opensuse.leap", "rpm"},
    {"opensuse.tumbleweed", "rpm"},
    {"oracle", "rpm"},
    {"packages-props", "nuget"},
    {"packagist", "composer"},
    {"photon", "rpm"},
    {"php", "composer"},
    {"php-composer", "composer"},
    {"pip", "pypi"},
    {"pipenv", "pypi"},
    {"pnpm", "npm"},
    {"poetry", "pypi"},
    {"pom", "maven"},
    {"pypi", "pypi"},
    {"python", "pypi"},
    {"python-pkg", "pypi"},
    {"raspbian", "deb"},
    {"redhat", "rpm"},
    {"rhel", "rpm"},
    {"rocky", "rpm"},
    {"rpm", "rpm"},
    {"ruby", "gem"},
    {"rubygems", "gem"},
    {"rust", "cargo"},
    {"rust-crate", "cargo"},
    {"rustbinary", "cargo"},
    {"sbt", "maven"},
    {"sles", "rpm"},
    {"suse", "rpm"},
    {"suse linux enterprise server", "rpm"},
    {"ubuntu", "deb"},
    {"uv", "pypi"},
    {"wolfi", "apk"},
    {"wolfios", "apk"},
    {"yarn", "npm"},
}};

bool is_distribution(std::string_view type) {
    return type == "deb" || type == "rpm" || type == "apk" || type == "alpm";
}

// PEP 503: runs of - _ . are one dash.
void append_pypi(std::string_view name, std::string& out) {
    bool dash = false;
    for (const char c : name) {
        const bool separator = c == '-' || c == '_' || c == '.';
        if (separator && dash) continue;
        dash = separator;
        if (separator)
            out += '-';
        else
            append_lower({&c, 1}, out);
    }
}

void append_name(std::string_view type, std::string_view name_space, std::string_view name, std::string& out) {
    if (type == "pypi") return append_pypi(name, out);
    std::string_view space = name_space, rest = name;
    // "group:artifact" and "scope/name" of tools without purls
    if (space.empty()) {
        const std::size_t cut = type == "maven" ? rest.find_last_of(":/") : rest.rfind('/');
        if (cut != std::string_view::npos && cut > 0) {
            space = rest.substr(0, cut);
            rest = rest.substr(cut + 1);
        }
    }
    if (!space.empty() && !is_distribution(type)) {
        for (const char c : space) {
            const char one = c == ':' ? '/' : c;
            append_lower({&one, 1}, out);
        }
        out += '/';
    }
    append_lower(rest, out);
}

} // namespace

bool parse_purl(std::string_view text, Purl& out) {
    constexpr std::size_t k_longest = 4096;
    text = trim(text);
    if (text.size() > k_longest || !istarts_with(text, "pkg:")) return false;
    text.remove_prefix(4);
    while (!text.empty() && text.front() == '/')
        text.remove_prefix(1);
    text = text.substr(0, text.find('#'));
    text = text.substr(0, text.find('?'));
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0) return false;
    out = {};
    append_lower(text.substr(0, slash), out.type);
    text.remove_prefix(slash + 1);
    // The version follows the last '@'; the scope of an npm package is written %40.
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos && at > 0) {
        append_decoded(text.substr(at + 1), out.version);
        text = text.substr(0, at);
    }
    const std::size_t last = text.rfind('/');
    if (last != std::string_view::npos) append_decoded(text.substr(0, last), out.name_space);
    append_decoded(last == std::string_view::npos ? text : text.substr(last + 1), out.name);
    return !out.name.empty();
}

std::string normal_ecosystem(std::string_view ecosystem) {
    const std::string lower = to_lower(trim(ecosystem));
    const auto found = std::lower_bound(k_ecosystems.begin(), k_ecosystems.end(), lower,
                                        [](const Alias& a, const std::string& b) { return a.name < b; });
    if (found != k_ecosystems.end() && found->name == lower) return std::string(found->type);
    return lower;
}

namespace {

// What kind of package a name is that comes without one: "@scope/name", "group.id:artifact", "host.example/module".
std::string_view type_by_shape(std::string_view name) {
    const std::size_t slash = name.find('/'), colon = name.find(':');
    if (name.front() == '@' && slash != std::string_view::npos) return "npm";
    if (colon != std::string_view::npos && name.substr(0, colon).find('.') != std::string_view::npos) return "maven";
    if (slash != std::string_view::npos && name.substr(0, slash).find('.') != std::string_view::npos) return "golang";
    return {};
}

// An asset has packages of one distribution, if any. Whether a tool says which must not part its findings from those
// of a tool that does not.
void append_type(std::string_view type, std::string& out) {
    out += type.empty() || is_distribution(type) ? std::string_view("os") : type;
    out += '/';
}

} // namespace

void append_package_key(std::string_view purl, std::string_view ecosystem, std::string_view package, std::string& out) {
    Purl parsed;
    if (!purl.empty() && parse_purl(purl, parsed)) {
        const std::string type = normal_ecosystem(parsed.type);
        append_type(type, out);
        append_name(type, parsed.name_space, parsed.name, out);
        return;
    }
    package = trim(package);
    std::string type = normal_ecosystem(ecosystem);
    if (type.empty() && !package.empty()) type = type_by_shape(package);
    append_type(type, out);
    append_name(type, {}, package, out);
}

} // namespace parapet
