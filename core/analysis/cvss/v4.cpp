// Version 4.0 (specification, section 8): the score of the vector's equivalence class, lowered in proportion to how far
// the vector lies below the highest vectors of its class.

#include "core/analysis/cvss/score.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace parapet::cvss {

namespace {

// Classes by EQ1 (0..2), EQ2 (0..1), EQ3 (0..2), EQ4 (0..2), EQ5 (0..2), EQ6 (0..1), in tenths. Within EQ3 = 2 there is
// only EQ6 = 1. The rows: EQ1, EQ2, EQ3; the columns: EQ4, EQ5, EQ6.
struct ClassRow {
    std::array<std::uint8_t, 18> both; // EQ3 0 and 1
};
struct ClassRowLow {
    std::array<std::uint8_t, 9> only; // EQ3 2
};
struct ClassScores {
    ClassRow high, middle;
    ClassRowLow low;
};
constexpr std::array<ClassScores, 6> k_scores{{
    {{{100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68}},
     {{98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48}},
     {{92, 82, 72, 79, 69, 50, 69, 55, 27}}},
    {{{99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53}},
     {{95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30}},
     {{86, 75, 52, 71, 52, 29, 63, 29, 17}}},
    {{{98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49}},
     {{94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25}},
     {{83, 70, 54, 65, 58, 26, 53, 21, 13}}},
    {{{95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30}},
     {{89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16}},
     {{71, 59, 30, 58, 26, 15, 23, 13, 6}}},
    {{{93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22}},
     {{85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8}},
     {{64, 51, 20, 47, 21, 11, 24, 9, 4}}},
    {{{88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11}},
     {{75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2}},
     {{53, 24, 14, 24, 12, 5, 10, 3, 1}}},
}};

struct Class {
    int eq1 = 0, eq2 = 0, eq3 = 0, eq4 = 0, eq5 = 0, eq6 = 0;
};

constexpr double k_no_class = -1;

double score_of(const Class& c) {
    const bool exists =
        c.eq1 <= 2 && c.eq2 <= 1 && c.eq3 <= 2 && c.eq4 <= 2 && c.eq5 <= 2 && c.eq6 <= 1 && !(c.eq3 == 2 && c.eq6 == 0);
    if (!exists) return k_no_class;
    const int row = c.eq1 * 2 + c.eq2, level = c.eq4 * 3 + c.eq5;
    const ClassScores& scores = k_scores[static_cast<std::size_t>(row)];
    const auto column = static_cast<std::size_t>(level);
    if (c.eq3 == 2) return scores.low.only[column] / 10.0;
    return (c.eq3 == 0 ? scores.high : scores.middle).both[column * 2 + static_cast<std::size_t>(c.eq6)] / 10.0;
}

// Each metric's value as a number of steps below its worst.
struct Levels {
    int av = 0, pr = 0, ui = 0, ac = 0, at = 0;
    int vc = 0, vi = 0, va = 0, sc = 0, si = 0, sa = 0; // s*: 0 = safety
    int cr = 0, ir = 0, ar = 0, e = 0;
};

int level(std::string_view value, std::string_view order) {
    const std::size_t at = value.empty() ? std::string_view::npos : order.find(value.front());
    return at == std::string_view::npos ? 0 : static_cast<int>(at);
}

Levels levels_of(const Vector& v, bool threat, bool environment) {
    const auto value = [&](std::string_view modified, std::string_view base) {
        const std::string_view own = environment ? v[modified] : std::string_view();
        return own.empty() ? v[base] : own;
    };
    const auto requirement = [&](std::string_view metric) { return environment ? level(v[metric], "HML") : 0; };
    Levels l;
    l.av = level(value("MAV", "AV"), "NALP");
    l.pr = level(value("MPR", "PR"), "NLH");
    l.ui = level(value("MUI", "UI"), "NPA");
    l.ac = level(value("MAC", "AC"), "LH");
    l.at = level(value("MAT", "AT"), "NP");
    l.vc = level(value("MVC", "VC"), "HLN");
    l.vi = level(value("MVI", "VI"), "HLN");
    l.va = level(value("MVA", "VA"), "HLN");
    l.sc = level(value("MSC", "SC"), "SHLN");
    l.si = level(value("MSI", "SI"), "SHLN");
    l.sa = level(value("MSA", "SA"), "SHLN");
    l.cr = requirement("CR");
    l.ir = requirement("IR");
    l.ar = requirement("AR");
    l.e = threat ? level(v["E"], "APU") : 0;
    return l;
}

Class class_of(const Levels& l) {
    Class c;
    const int worst = (l.av == 0 ? 1 : 0) + (l.pr == 0 ? 1 : 0) + (l.ui == 0 ? 1 : 0);
    c.eq1 = worst == 3 ? 0 : worst > 0 && l.av != 3 ? 1 : 2;
    c.eq2 = l.ac == 0 && l.at == 0 ? 0 : 1;
    c.eq3 = l.vc == 0 && l.vi == 0 ? 0 : l.vc == 0 || l.vi == 0 || l.va == 0 ? 1 : 2;
    c.eq4 = l.si == 0 || l.sa == 0 ? 0 : l.sc == 1 || l.si == 1 || l.sa == 1 ? 1 : 2;
    c.eq5 = l.e;
    const bool required = (l.cr == 0 && l.vc == 0) || (l.ir == 0 && l.vi == 0) || (l.ar == 0 && l.va == 0);
    c.eq6 = required ? 0 : 1;
    return c;
}

// The highest vectors of each class, by the metrics that make it (section 8.2, table of highest severity vectors), as
// steps below the worst.
template<std::size_t N>
using Highest = std::array<int, N>;
constexpr std::array<Highest<3>, 1> k_eq1_0{{{0, 0, 0}}}; // AV, PR, UI
constexpr std::array<Highest<3>, 3> k_eq1_1{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr std::array<Highest<3>, 2> k_eq1_2{{{3, 0, 0}, {1, 1, 1}}};
constexpr std::array<Highest<2>, 1> k_eq2_0{{{0, 0}}}; // AC, AT
constexpr std::array<Highest<2>, 2> k_eq2_1{{{1, 0}, {0, 1}}};
constexpr std::array<Highest<6>, 1> k_eq36_00{{{0, 0, 0, 0, 0, 0}}}; // VC, VI, VA, CR, IR, AR
constexpr std::array<Highest<6>, 2> k_eq36_01{{{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}};
constexpr std::array<Highest<6>, 2> k_eq36_10{{{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}};
constexpr std::array<Highest<6>, 5> k_eq36_11{
    {{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}}};
constexpr std::array<Highest<6>, 1> k_eq36_21{{{1, 1, 1, 0, 0, 0}}};
constexpr std::array<Highest<3>, 1> k_eq4_0{{{1, 0, 0}}}; // SC, SI, SA
constexpr std::array<Highest<3>, 1> k_eq4_1{{{1, 1, 1}}};
constexpr std::array<Highest<3>, 1> k_eq4_2{{{2, 2, 2}}};

// Steps from the first of `highest` that is nowhere below `value`.
template<std::size_t N>
int distance(const Highest<N>& value, std::span<const Highest<N>> highest) {
    for (const Highest<N>& top : highest) {
        int sum = 0;
        bool reachable = true;
        for (std::size_t i = 0; i < N; ++i) {
            reachable = reachable && value[i] >= top[i];
            sum += value[i] - top[i];
        }
        if (reachable) return sum;
    }
    return 0;
}

int distance_eq1(const Levels& l, const Class& c) {
    const Highest<3> value{l.av, l.pr, l.ui};
    if (c.eq1 == 0) return distance<3>(value, k_eq1_0);
    return c.eq1 == 1 ? distance<3>(value, k_eq1_1) : distance<3>(value, k_eq1_2);
}

int distance_eq2(const Levels& l, const Class& c) {
    const Highest<2> value{l.ac, l.at};
    return c.eq2 == 0 ? distance<2>(value, k_eq2_0) : distance<2>(value, k_eq2_1);
}

int distance_eq36(const Levels& l, const Class& c) {
    const Highest<6> value{l.vc, l.vi, l.va, l.cr, l.ir, l.ar};
    if (c.eq3 == 2) return distance<6>(value, k_eq36_21);
    if (c.eq3 == 1) return c.eq6 == 0 ? distance<6>(value, k_eq36_10) : distance<6>(value, k_eq36_11);
    return c.eq6 == 0 ? distance<6>(value, k_eq36_00) : distance<6>(value, k_eq36_01);
}

int distance_eq4(const Levels& l, const Class& c) {
    const Highest<3> value{l.sc, l.si, l.sa};
    if (c.eq4 == 0) return distance<3>(value, k_eq4_0);
    return c.eq4 == 1 ? distance<3>(value, k_eq4_1) : distance<3>(value, k_eq4_2);
}

// The best of the next lower classes of EQ3 and EQ6, which depend on each other.
double lower_eq36(const Class& c) {
    Class by3 = c, by6 = c;
    ++by3.eq3;
    ++by6.eq6;
    if (c.eq3 == 0 && c.eq6 == 0) return std::max(score_of(by3), score_of(by6));
    if (c.eq6 == 1) return score_of(by3); // 01 -> 11 -> 21
    return score_of(by6);                 // 10 -> 11
}

constexpr std::array<int, 3> k_depth_eq1{1, 4, 5};
constexpr std::array<int, 2> k_depth_eq2{1, 2};
constexpr std::array<std::array<int, 2>, 3> k_depth_eq36{{{7, 6}, {8, 8}, {10, 10}}};
constexpr std::array<int, 3> k_depth_eq4{6, 5, 4};

double score_of(const Levels& l) {
    constexpr int k_none = 2;
    if (l.vc == k_none && l.vi == k_none && l.va == k_none && l.sc == k_none + 1 && l.si == k_none + 1 &&
        l.sa == k_none + 1)
        return 0;
    const Class c = class_of(l);
    const double value = score_of(c);
    double sum = 0;
    int lower_classes = 0;
    const auto lower = [&](double next, int steps, int depth) {
        if (next < 0) return;
        ++lower_classes;
        sum += (value - next) * steps / depth;
    };
    Class next = c;
    ++next.eq1;
    lower(score_of(next), distance_eq1(l, c), k_depth_eq1[static_cast<std::size_t>(c.eq1)]);
    next = c;
    ++next.eq2;
    lower(score_of(next), distance_eq2(l, c), k_depth_eq2[static_cast<std::size_t>(c.eq2)]);
    lower(lower_eq36(c), distance_eq36(l, c),
          k_depth_eq36[static_cast<std::size_t>(c.eq3)][static_cast<std::size_t>(c.eq6)]);
    next = c;
    ++next.eq4;
    lower(score_of(next), distance_eq4(l, c), k_depth_eq4[static_cast<std::size_t>(c.eq4)]);
    next = c;
    ++next.eq5;
    lower(score_of(next), 0, 1);
    const double mean = lower_classes == 0 ? 0 : sum / lower_classes;
    // The small addition keeps halves that binary fractions cannot hold from being rounded down.
    return std::floor(std::clamp(value - mean, 0.0, 10.0) * 10 + 0.5 + 1e-6) / 10;
}

} // namespace

int macro_vector(const Vector& vector) {
    const Class c = class_of(levels_of(vector, true, true));
    return ((((c.eq1 * 10 + c.eq2) * 10 + c.eq3) * 10 + c.eq4) * 10 + c.eq5) * 10 + c.eq6;
}

Scores score_v4(const Vector& v) {
    Scores out;
    out.version = Version::v4_0;
    out.base = score_of(levels_of(v, false, false));
    if (v.has(Group::threat)) out.threat = score_of(levels_of(v, true, false));
    if (v.has(Group::environmental)) out.environmental = score_of(levels_of(v, true, true));
    return out;
}

} // namespace parapet::cvss
