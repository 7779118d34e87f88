#pragma once
// What a line of a system log says about who was let in, kept out, raised or changed.

#include "core/formats/common/auth_matchers.h"
#include "core/model/event.h"

#include <string_view>

namespace parapet {

class AuthMatcher {
public:
    // Fills kind, outcome, severity, rule, users, addresses and count of `event` from the message of one line, and sets
    // event.message: empty where the rule's wording renders it. False: no rule knows it; then only event.message is
    // set. Fields view `message` or this object, until the next call.
    [[nodiscard]] bool match(std::string_view program, std::string_view message, EventView& event);

    // For a line with neither time nor program: sshd's and PAM's words alone, or a login in plain words.
    [[nodiscard]] bool match_bare(std::string_view line, EventView& event);

private:
    [[nodiscard]] bool match_inner(std::string_view program, std::string_view message, EventView& event);
    [[nodiscard]] bool match_repeated(std::string_view program, std::string_view message, EventView& event);
    AuthScratch scratch_;
};

} // namespace parapet
