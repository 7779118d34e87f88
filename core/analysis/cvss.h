#pragma once
// The Common Vulnerability Scoring System of FIRST: vectors of versions 2.0, 3.0, 3.1 and 4.0, read strictly and
// scored by each version's own equations.

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parapet::cvss {

enum class Version : std::uint8_t { v2_0, v3_0, v3_1, v4_0 };
[[nodiscard]] std::string_view name_of(Version version); // "3.1"

// base, threat (v2 and v3: temporal), environmental; supplemental ones do not score.
enum class Group : std::uint8_t { base, threat, environmental, supplemental };

struct Metric {
    std::string_view name;   // "AV"
    std::string_view values; // by a space between each two: "N A L P"
    Group group = Group::base;
};

class Vector {
public:
    static constexpr std::size_t k_most_metrics = 32;

    // "CVSS:3.1/AV:N/...", v2 also without a prefix, in brackets or as "CVSS2#...". Metrics may come in any order. An
    // error names the metric that is off: unknown, twice, missing, or with a value that it does not have.
    [[nodiscard]] static Result<Vector> parse(std::string_view text);

    [[nodiscard]] Version version() const { return version_; }
    // The value's letters; "" when it is absent or not defined (X, ND).
    [[nodiscard]] std::string_view operator[](std::string_view metric) const;
    [[nodiscard]] bool has(Group group) const; // a metric of that group is defined

private:
    [[nodiscard]] Result<void> put(std::string_view part, std::string_view text);
    Version version_ = Version::v3_1;
    std::array<std::string_view, k_most_metrics> values_{}; // into the tables of metrics
};

struct Scores {
    Version version = Version::v3_1;
    double base = 0;
    std::optional<double> threat;        // with the threat (temporal) metrics, where the vector has any
    std::optional<double> environmental; // with all metrics, where the vector has environmental ones
    // What the vector as a whole says.
    [[nodiscard]] double overall() const { return environmental ? *environmental : threat ? *threat : base; }
};
[[nodiscard]] Scores score(const Vector& vector);
[[nodiscard]] Result<Scores> score(std::string_view vector);

// The macro-vector of version 4.0: "EQ1 EQ2 EQ3 EQ4 EQ5 EQ6" as a number of six digits, such as 1201. For tests and
// explanations.
[[nodiscard]] int macro_vector(const Vector& vector);

} // namespace parapet::cvss
