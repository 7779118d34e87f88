#pragma once
// The long tail of services that let people in: tables of patterns, by program.

#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/event_rules.h"

#include <array>
#include <span>
#include <string_view>

namespace parapet {

struct ServicePattern {
    std::string_view id; // of the rule; several patterns may share one
    EventKind kind;
    Outcome outcome;
    Severity severity;
    std::string_view pattern; // text_pattern.h
    std::string_view user{};  // whom the words mean without naming
};

struct ServiceGroup {
    std::string_view programs; // "dropbear,other"; "" = whoever wrote it
    std::span<const ServicePattern> patterns;
};

// su, login, useradd and their kin; systemd-logind, polkit.
[[nodiscard]] std::span<const ServiceGroup> account_service_groups();
// Mail, file transfer, web, telephony, databases ...
[[nodiscard]] std::span<const ServiceGroup> network_service_groups();
// Apache's messages behind "[client ...]".
[[nodiscard]] std::span<const ServicePattern> httpd_patterns();

// True when a pattern of this program, or of no program, knows the message.
[[nodiscard]] bool match_service(std::string_view program, std::string_view message, EventView& event,
                                 AuthScratch& scratch);

// The same with the patterns of this program alone.
[[nodiscard]] bool match_service_of(std::string_view program, std::string_view message, EventView& event,
                                    AuthScratch& scratch);

// Is this a program of the tables or of the hand-written matchers?
[[nodiscard]] bool is_auth_program(std::string_view program);

// The last resort for programs nobody knows: plain words for a failed or good login, an address, a user.
[[nodiscard]] bool match_login_words(std::string_view message, EventView& event, AuthScratch& scratch);

// The rules of all patterns, and of match_login_words.
[[nodiscard]] std::span<const EventRule> service_rules();
[[nodiscard]] std::array<EventRule, 2> login_word_rules();

} // namespace parapet
