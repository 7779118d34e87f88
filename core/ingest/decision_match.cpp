// Which findings a statement of a decision file speaks of.

#include "core/base/text.h"
#include "core/base/wildcard.h"
#include "core/ingest/decision_file.h"
#include "core/ingest/purl.h"

#include <algorithm>

namespace parapet {

namespace {

std::string_view last_part(std::string_view name) {
    const std::size_t cut = name.find_last_of("/:");
    return cut == std::string_view::npos ? name : name.substr(cut + 1);
}

// One that is written in full ("org.apache:log4j") means the other that is not ("log4j"); two in full must be the same.
bool same_name(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return false;
    if (iequals(replace_all(std::string(a), ":", "/"), replace_all(std::string(b), ":", "/"))) return true;
    const bool full_a = last_part(a) != a, full_b = last_part(b) != b;
    return full_a != full_b && iequals(last_part(a), last_part(b));
}

// "registry.example/shop/till:1.2@sha256:..." without tag and digest.
std::string_view plain_asset(std::string_view name) {
    name = name.substr(0, name.find('@'));
    const std::size_t slash = name.rfind('/');
    const std::size_t colon = name.rfind(':');
    if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash) && colon > 0)
        name = name.substr(0, colon);
    return name;
}

struct Named {
    std::string name, version;
};
Named taken_apart(const std::string& text, const std::string& version) {
    Purl purl;
    if (!parse_purl(text, purl)) return {text, version};
    return {purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name, purl.version};
}

bool is_asset(const std::string& product, std::string_view asset) {
    if (asset.empty()) return false;
    if (iequals(product, asset)) return true;
    const Named named = taken_apart(product, {});
    const std::string_view a = plain_asset(named.name), b = plain_asset(asset);
    const bool full_a = a.find('/') != std::string_view::npos, full_b = b.find('/') != std::string_view::npos;
    if (iequals(a, b)) return true;
    return full_a != full_b && iequals(a.substr(a.rfind('/') + 1), b.substr(b.rfind('/') + 1));
}

bool is_package(const DecisionStatement::Product& product, const DecidedThing& thing) {
    const Named named = taken_apart(product.name, product.version);
    if (!same_name(named.name, thing.package)) {
        // A distribution's package has the distribution as its name space.
        Purl purl;
        const bool distribution =
            parse_purl(product.name, purl) && (purl.type == "deb" || purl.type == "rpm" || purl.type == "apk");
        if (!distribution || !iequals(purl.name, thing.package)) return false;
    }
    return named.version.empty() || thing.version.empty() || named.version == thing.version;
}

bool is_product(const DecisionStatement::Product& product, const DecidedThing& thing) {
    if (!product.inside.empty()) return is_asset(product.inside, thing.asset) && is_package(product, thing);
    return is_package(product, thing) || is_asset(product.name, thing.asset);
}

bool has_any(const std::vector<std::string>& vulnerabilities, std::string_view advisories) {
    for (const std::string_view word : split(advisories, '\n')) {
        if (word.empty()) continue;
        for (const std::string& v : vulnerabilities)
            if (iequals(v, word)) return true;
    }
    return false;
}

bool fits(const std::string& pattern, std::string_view text) {
    return pattern.empty() || matches_glob_nocase(pattern, text);
}

bool fits_any(const std::string& pattern, std::string_view lines) {
    if (pattern.empty()) return true;
    const auto words = split(lines, '\n');
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return !word.empty() && matches_glob_nocase(pattern, word); });
}

} // namespace

bool speaks_of(const DecisionStatement& s, const DecidedThing& thing) {
    if (s.products.empty())
        return fits(s.rule, thing.rule) && fits_any(s.cve, thing.advisories) && fits(s.package, thing.package) &&
               fits(s.path, thing.file) && fits(s.asset, thing.asset);
    return has_any(s.vulnerabilities, thing.advisories) &&
           std::any_of(s.products.begin(), s.products.end(),
                       [&](const DecisionStatement::Product& product) { return is_product(product, thing); });
}

} // namespace parapet
