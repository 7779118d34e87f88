#include "core/formats/common/auth_rule_table.h"

#include <array>

namespace parapet {

std::span<const EventRule> auth_rule_table() {
    using K = EventKind;
    using O = Outcome;
    using S = Severity;
    static constexpr std::array k_rules{
        EventRule{"sshd.failed_password", K::login, O::failure, S::low, false,
                  "Failed password for {user} from {source_ip} port {source_port} ssh2"},
        EventRule{"sshd.failed_password_invalid_user", K::login, O::failure, S::low, false,
                  "Failed password for invalid user {user} from {source_ip} port {source_port} ssh2"},
        EventRule{"sshd.invalid_user", K::ssh, O::failure, S::low, false,
                  "Invalid user {user} from {source_ip} port {source_port}"},
    };
    return k_rules;
}

} // namespace parapet
