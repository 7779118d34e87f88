#pragma once
// The gates of a pattern, reckoned from the pattern itself so that no spelling of an attack slips: texts of which every
// match holds one as it stands in a request, still encoded. Needed at build time only.

#include <set>
#include <string>
#include <string_view>

namespace parapet::detect {

struct Gates {
    bool known = false;          // false: matches of the pattern have nothing in common
    std::set<std::string> texts; // none, but known: every match holds a character that harmless requests lack
};

// `words_only`: the view leaves out spaces beside signs, so that a text must not run over a sign.
[[nodiscard]] Gates gates_of(std::string_view pattern, bool words_only);

} // namespace parapet::detect
