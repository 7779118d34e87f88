#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/scan.h"

namespace parapet {

namespace {

std::string_view field(std::string_view text, std::string_view name) {
    const std::size_t at = text.rfind(name);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + name.size());
    return text.substr(0, text.find(" ;"));
}

AuthRule rule_of_refusal(std::string_view reason) {
    for (const std::string_view words : {"NOT in sudoers", "not allowed", "NOT authorized", "may not run"}) {
        if (reason.find(words) != std::string_view::npos) return AuthRule::sudo_denied;
    }
    return AuthRule::sudo_failure;
}

} // namespace

// "alice : [why not ; ]TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls". The command is the caller's own
// words and stands last; a folder's name may hold anything as well, so the user is read next to the command.
bool match_sudo(std::string_view message, EventView& event) {
    std::string_view text = message;
    while (text.starts_with(' '))
        text.remove_prefix(1);
    const std::size_t colon = text.find(" : ");
    const std::size_t command = text.find(" ; COMMAND=");
    if (colon > 255) return false; // npos too
    const std::string_view caller = text.substr(0, colon);
    text = text.substr(0, command);
    std::string_view rest = text.substr(std::min(text.size(), colon + 3));
    const bool ran = rest.starts_with("TTY=") || rest.starts_with("PWD=") || rest.starts_with("HOST=") ||
                     rest.starts_with("USER=") || rest.starts_with("GROUP=") || rest.starts_with("(command continued)");
    if (command == std::string_view::npos && rest.find("TTY=") == std::string_view::npos) {
        if (rest.starts_with("(command continued)")) {
            set_rule(event, AuthRule::sudo_note);
            event.user = caller;
            return true;
        }
        return false;
    }
    event.user = caller;
    event.target_user = field(rest, " ; USER=");
    if (command != std::string_view::npos) {
        const std::size_t from = message.find(" ; COMMAND=", static_cast<std::size_t>(caller.data() - message.data()));
        event.object = message.substr(from + 11);
    }
    if (ran) {
        set_rule(event, AuthRule::sudo_command);
        return true;
    }
    set_rule(event, rule_of_refusal(rest.substr(0, rest.find(" ; "))));
    Scan s(rest);
    int attempts = 0;
    if (s.number(1, 4, attempts) && s.take(" incorrect password attempt") && attempts > 0) {
        event.count = static_cast<std::uint32_t>(attempts);
    }
    return true;
}

bool match_cron(std::string_view message, EventView& event) {
    // "(root) CMD (run-parts /etc/cron.hourly)"
    const std::size_t close = message.find(") ");
    if (!message.starts_with('(') || close == std::string_view::npos) {
        set_rule(event, AuthRule::cron_note);
        event.counted_only = true;
        return true;
    }
    event.user = message.substr(1, close - 1);
    const std::string_view rest = message.substr(close + 2);
    if (rest.starts_with("CMD (") || rest.starts_with("CMDOUT (") || rest.starts_with("CMDEND (")) {
        set_rule(event, AuthRule::cron_command);
        event.object = rest.substr(rest.find('(') + 1);
        if (event.object.ends_with(')')) event.object.remove_suffix(1);
        return true;
    }
    set_rule(event, AuthRule::cron_note);
    return true;
}

} // namespace parapet
