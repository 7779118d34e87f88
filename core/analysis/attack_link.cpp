#include "core/analysis/attack_link.h"

#include <algorithm>
#include <array>

namespace parapet {

namespace {

// By CWE's own hierarchy: SQL injection and its kin, cross-site scripting and its variants, and what else shows in a
// request (paths, commands, code, templates, objects, XML, LDAP, redirects, requests of the server itself).
constexpr std::array<int, 3> k_sql{89, 564, 943};
constexpr std::array<int, 9> k_xss{79, 80, 81, 83, 84, 85, 86, 87, 692};
constexpr std::array<int, 31> k_other{22, 23, 24,  27,  35,  36,  73,  77,  78,  88,  90,  91,  93,  94,   95,  96,
                                      97, 98, 113, 434, 444, 502, 601, 611, 643, 776, 829, 917, 918, 1321, 1336};

template<std::size_t N>
bool has(const std::array<int, N>& sorted, int cwe) {
    return std::binary_search(sorted.begin(), sorted.end(), cwe);
}

} // namespace

std::optional<EventKind> attack_on(int cwe) {
    if (has(k_sql, cwe)) return EventKind::sql_injection;
    if (has(k_xss, cwe)) return EventKind::xss;
    if (has(k_other, cwe)) return EventKind::attack_other;
    return std::nullopt;
}

} // namespace parapet
