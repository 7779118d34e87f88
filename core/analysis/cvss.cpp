#include "core/analysis/cvss.h"

#include "core/analysis/cvss/score.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace parapet::cvss {

namespace {

constexpr std::size_t k_most_bytes = 400;

constexpr std::array<Metric, 14> k_v2{{
    {"AV", "N A L", Group::base},
    {"AC", "L M H", Group::base},
    {"Au", "N S M", Group::base},
    {"C", "C P N", Group::base},
    {"I", "C P N", Group::base},
    {"A", "C P N", Group::base},
    {"E", "U POC F H ND", Group::threat},
    {"RL", "OF TF W U ND", Group::threat},
    {"RC", "UC UR C ND", Group::threat},
    {"CDP", "N L LM MH H ND", Group::environmental},
    {"TD", "N L M H ND", Group::environmental},
    {"CR", "L M H ND", Group::environmental},
    {"IR", "L M H ND", Group::environmental},
    {"AR", "L M H ND", Group::environmental},
}};

constexpr std::array<Metric, 22> k_v3{{
    {"AV", "N A L P", Group::base},
    {"AC", "L H", Group::base},
    {"PR", "N L H", Group::base},
    {"UI", "N R", Group::base},
    {"S", "U C", Group::base},
    {"C", "H L N", Group::base},
    {"I", "H L N", Group::base},
    {"A", "H L N", Group::base},
    {"E", "X H F P U", Group::threat},
    {"RL", "X U W T O", Group::threat},
    {"RC", "X C R U", Group::threat},
    {"CR", "X H M L", Group::environmental},
    {"IR", "X H M L", Group::environmental},
    {"AR", "X H M L", Group::environmental},
    {"MAV", "X N A L P", Group::environmental},
    {"MAC", "X L H", Group::environmental},
    {"MPR", "X N L H", Group::environmental},
    {"MUI", "X N R", Group::environmental},
    {"MS", "X U C", Group::environmental},
    {"MC", "X H L N", Group::environmental},
    {"MI", "X H L N", Group::environmental},
    {"MA", "X H L N", Group::environmental},
}};

constexpr std::array<Metric, 32> k_v4{{
    {"AV", "N A L P", Group::base},
    {"AC", "L H", Group::base},
    {"AT", "N P", Group::base},
    {"PR", "N L H", Group::base},
    {"UI", "N P A", Group::base},
    {"VC", "H L N", Group::base},
    {"VI", "H L N", Group::base},
    {"VA", "H L N", Group::base},
    {"SC", "H L N", Group::base},
    {"SI", "H L N", Group::base},
    {"SA", "H L N", Group::base},
    {"E", "X A P U", Group::threat},
    {"CR", "X H M L", Group::environmental},
    {"IR", "X H M L", Group::environmental},
    {"AR", "X H M L", Group::environmental},
    {"MAV", "X N A L P", Group::environmental},
    {"MAC", "X L H", Group::environmental},
    {"MAT", "X N P", Group::environmental},
    {"MPR", "X N L H", Group::environmental},
    {"MUI", "X N P A", Group::environmental},
    {"MVC", "X H L N", Group::environmental},
    {"MVI", "X H L N", Group::environmental},
    {"MVA", "X H L N", Group::environmental},
    {"MSC", "X H L N", Group::environmental},
    {"MSI", "X S H L N", Group::environmental},
    {"MSA", "X S H L N", Group::environmental},
    {"S", "X N P", Group::supplemental},
    {"AU", "X N Y", Group::supplemental},
    {"R", "X A U I", Group::supplemental},
    {"V", "X D C", Group::supplemental},
    {"RE", "X L M H", Group::supplemental},
    {"U", "X Clear Green Amber Red", Group::supplemental},
}};

std::span<const Metric> metrics_of(Version version) {
    if (version == Version::v2_0) return k_v2;
    if (version == Version::v4_0) return k_v4;
    return k_v3;
}

// The value as the table has it, so that it outlives the text; "" when the metric has no such value.
std::string_view known_value(const Metric& metric, std::string_view value) {
    for (const std::string_view known : split(metric.values, ' '))
        if (known == value) return known;
    return {};
}

struct Prefix {
    std::string_view text;
    Version version;
};
constexpr std::array<Prefix, 8> k_prefixes{{
    {"CVSS:4.0/", Version::v4_0},
    {"CVSS:3.1/", Version::v3_1},
    {"CVSS:3.0/", Version::v3_0},
    {"CVSS:2.0/", Version::v2_0},
    {"CVSS:2/", Version::v2_0},
    {"CVSS2#", Version::v2_0},
    {"CVSS3.1#", Version::v3_1},
    {"CVSS3#", Version::v3_0},
}};

Result<Version> take_version(std::string_view& text) {
    for (const Prefix& prefix : k_prefixes) {
        if (!text.starts_with(prefix.text)) continue;
        text.remove_prefix(prefix.text.size());
        return prefix.version;
    }
    if (istarts_with(text, "CVSS"))
        return fail(Errc::unsupported_version,
                    "the CVSS version \"" + visible(elide(text.substr(0, text.find('/')), 20)) + "\" is not known", {},
                    "2.0, 3.0, 3.1 and 4.0 are");
    if (text.find("Au:") != std::string_view::npos) return Version::v2_0;
    // Some tools drop the prefix that the standard asks for; only version 3 has PR and S but no VC.
    if (text.find("/PR:") != std::string_view::npos && text.find("/VC:") == std::string_view::npos)
        return Version::v3_1;
    return fail(Errc::malformed, "a CVSS vector begins with CVSS: and its version", {}, "such as CVSS:3.1/AV:N/...");
}

} // namespace

std::string_view name_of(Version version) {
    switch (version) {
    case Version::v2_0:
        return "2.0";
    case Version::v3_0:
        return "3.0";
    case Version::v3_1:
        return "3.1";
    case Version::v4_0:
        return "4.0";
    }
    return "3.1";
}

std::string_view Vector::operator[](std::string_view metric) const {
    const auto metrics = metrics_of(version_);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (metrics[i].name != metric) continue;
        return values_[i] == "X" || values_[i] == "ND" ? std::string_view() : values_[i];
    }
    return {};
}

bool Vector::has(Group group) const {
    for (const Metric& metric : metrics_of(version_))
        if (metric.group == group && !(*this)[metric.name].empty()) return true;
    return false;
}

Result<void> Vector::put(std::string_view part, std::string_view text) {
    const auto wrong = [&](std::string what) {
        return fail(Errc::malformed, "CVSS " + std::string(name_of(version_)) + ": " + std::move(what),
                    visible(elide(text, 120)));
    };
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos)
        return wrong("\"" + visible(elide(part, 20)) + "\" is not a metric with its value");
    const std::string_view name = part.substr(0, colon), value = part.substr(colon + 1);
    const auto metrics = metrics_of(version_);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        if (metrics[i].name != name) continue;
        if (!values_[i].empty()) return wrong("the metric " + std::string(name) + " stands there twice");
        values_[i] = known_value(metrics[i], value);
        if (values_[i].empty())
            return wrong(fmt::format("the metric {} has no value \"{}\" (it has {})", name, visible(elide(value, 20)),
                                     replace_all(std::string(metrics[i].values), " ", ", ")));
        return {};
    }
    return wrong("there is no metric \"" + visible(elide(name, 20)) + "\"");
}

Result<Vector> Vector::parse(std::string_view text) {
    text = trim(text);
    if (text.size() > k_most_bytes) return fail(Errc::limit, "a CVSS vector is at most 400 bytes long");
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
    std::string_view rest = text;
    auto version = take_version(rest);
    if (!version) return fail(std::move(version.error()));
    Vector out;
    out.version_ = *version;
    if (rest.ends_with('/')) rest.remove_suffix(1);
    for (const std::string_view part : split(rest, '/'))
        if (auto done = out.put(part, text); !done) return fail(std::move(done.error()));
    for (const Metric& metric : metrics_of(out.version_)) {
        if (metric.group != Group::base || !out[metric.name].empty()) continue;
        return fail(Errc::malformed,
                    fmt::format("CVSS {}: the metric {} is missing", name_of(out.version_), metric.name),
                    visible(elide(text, 120)));
    }
    return out;
}

double weight(std::string_view value, std::initializer_list<Weight> table, double absent) {
    for (const Weight& known : table)
        if (known.value == value) return known.factor;
    return absent;
}

Scores score(const Vector& vector) {
    switch (vector.version()) {
    case Version::v2_0:
        return score_v2(vector);
    case Version::v4_0:
        return score_v4(vector);
    case Version::v3_0:
    case Version::v3_1:
        break;
    }
    return score_v3(vector);
}

Result<Scores> score(std::string_view vector) {
    auto parsed = Vector::parse(vector);
    if (!parsed) return fail(std::move(parsed.error()));
    return score(*parsed);
}

} // namespace parapet::cvss
