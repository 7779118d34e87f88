#pragma once
// The equations of each version; cvss.cpp chooses.

#include "core/analysis/cvss.h"

namespace parapet::cvss {

[[nodiscard]] Scores score_v2(const Vector& vector);
[[nodiscard]] Scores score_v3(const Vector& vector);
[[nodiscard]] Scores score_v4(const Vector& vector);

// The factor that belongs to a metric's value; `absent` when it is not defined.
struct Weight {
    std::string_view value;
    double factor = 0;
};
[[nodiscard]] double weight(std::string_view value, std::initializer_list<Weight> table, double absent = 1);

} // namespace parapet::cvss
