#pragma once
// One spelling for control ids. Tools write AC-2 (3) (d), AC-2(3)(d), ac_2_3_d, AC-02, ac-2.3 or AC-1 a 1 (a) for the
// same things; masonry's and many others' tables break on that.

#include <optional>
#include <string>
#include <string_view>

namespace parapet::compliance {

struct ControlId {
    std::string id;   // as NIST prints it: "AC-2", "AC-2(3)"
    std::string part; // "d", "a.1.a"; empty = the whole control
    bool operator==(const ControlId&) const = default;
};

// Finds an SP 800-53 control id in `text`, which may carry a scheme or a title around it ("nist:AC-2 (3)",
// "NIST-800-53-AC-2"). A number right after the control is its enhancement: `ac_2_3` is AC-2(3).
[[nodiscard]] std::optional<ControlId> parse_control_id(std::string_view text);

// "AC-2(3)" -> "ac-2.3", the id of OSCAL.
[[nodiscard]] std::string oscal_id(std::string_view label);

// Order of the catalogue within a family: AC-2 < AC-2(1) < AC-2(10) < AC-10.
[[nodiscard]] bool control_less(std::string_view a, std::string_view b);

} // namespace parapet::compliance
