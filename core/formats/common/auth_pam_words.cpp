// What PAM's modules say in their own words, apart from the usual "authentication failure" and "session opened".

#include "core/formats/common/auth_matchers.h"
#include "core/formats/common/text_pattern.h"

#include <array>
#include <vector>

namespace parapet {

namespace {

enum class Says : std::uint8_t { note, failed, refused, locked, granted, changed, not_changed };

struct PamWords {
    Says says;
    std::string_view pattern; // text_pattern.h
};

constexpr std::array k_pam_words{
    PamWords{Says::locked, "Consecutive login failures for user {user} "},
    PamWords{Says::locked, "user {user} {*}tally "},
    PamWords{Says::locked, "user {user} {*}has time limit"},
    PamWords{Says::failed, "User unknown"},
    PamWords{Says::failed, "Authentication failure; user={user}$"},
    PamWords{Says::failed, "error trying to bind as user \"uid={user},{*}(Invalid credentials)"},
    PamWords{Says::failed, "error trying to bind as user \"{*}(Invalid credentials)"},
    PamWords{Says::failed, "user '{user>}' denied access ("},
    PamWords{Says::failed, "Invalid verification code for {user}$"},
    PamWords{Says::failed, "Invalid verification code"},
    PamWords{Says::failed, "auth could not identify password for [{user>}]"},
    PamWords{Says::failed, "bad username [{user>}]"},
    PamWords{Says::failed, "auth failed: {*}"},
    PamWords{Says::refused, "access denied for user `{user>}' from `{ip}'"},
    PamWords{Says::refused, "access denied for user `{user>}'"},
    PamWords{Says::refused, "Access denied for user {user}: {*}"},
    PamWords{Says::refused, "Access denied to '{user}' for '{target>}'"},
    PamWords{Says::refused, "access denied: {*}"},
    PamWords{Says::refused, "account {user} has expired"},
    PamWords{Says::refused, "Refused user {user>} for service "},
    PamWords{Says::refused, "User has an invalid shell "},
    PamWords{Says::refused, "user {user} inactive for {d} days - denied"},
    PamWords{Says::granted, "user '{user>}' granted access"},
    PamWords{Says::granted, "user {user} authenticated as {*}"},
    PamWords{Says::granted, "Accepted google_authenticator for {user}$"},
    PamWords{Says::changed, "password changed for {user}"},
    PamWords{Says::changed, "user '{user>}' password changed"},
    PamWords{Says::not_changed, "new password not acceptable"},
    PamWords{Says::not_changed, "Password change failed for user {user}: {*}"},
    PamWords{Says::note, "received for user {user}: {d} ("},
    PamWords{Says::note, "expired password for user {user} ("},
    PamWords{Says::note, "password for user {user} will expire in "},
};

AuthRule rule_of(Says says, bool sshd, bool named) {
    switch (says) {
    case Says::failed:
        if (!sshd) return AuthRule::pam_failure;
        return named ? AuthRule::sshd_pam_failure : AuthRule::sshd_pam_failure_unknown_user;
    case Says::refused:
        return AuthRule::pam_access_denied;
    case Says::locked:
        return AuthRule::pam_account_locked;
    case Says::granted: // sshd says "Accepted" itself
        return sshd ? AuthRule::sshd_pam_note : AuthRule::pam_success;
    case Says::changed:
        return AuthRule::pam_password_changed;
    case Says::not_changed:
        return AuthRule::pam_password_refused;
    case Says::note:
        break;
    }
    return sshd ? AuthRule::sshd_pam_note : AuthRule::pam_note;
}

} // namespace

void match_pam_words(std::string_view text, bool sshd, EventView& event, AuthScratch& scratch) {
    static const std::vector<TextPattern> k_patterns = [] {
        std::vector<TextPattern> all;
        for (const PamWords& words : k_pam_words)
            all.emplace_back(words.pattern);
        return all;
    }();
    while (text.ends_with(' '))
        text.remove_suffix(1);
    PatternMatch match;
    for (std::size_t i = 0; i < k_patterns.size(); ++i) {
        if (!k_patterns[i].match(text, match)) continue;
        event.user = match.user;
        event.target_user = match.target;
        if (!match.source.empty()) event.source_ip = canonical_address(match.source, scratch.source);
        set_rule(event, rule_of(k_pam_words[i].says, sshd, !match.user.empty()));
        return;
    }
    set_rule(event, rule_of(Says::note, sshd, false));
}

} // namespace parapet
