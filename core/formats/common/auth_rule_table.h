#pragma once

#include "core/formats/common/event_rules.h"

#include <span>

namespace parapet {

// The rules of sshd, PAM, sudo, account tools and the other services that let people in, in the order of AuthRule.
[[nodiscard]] std::span<const EventRule> auth_rule_table();

} // namespace parapet
