#include "core/formats/common/auth_services.h"

#include "core/base/text.h"
#include "core/formats/common/scan.h"
#include "core/formats/common/text_pattern.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace parapet {

namespace {

struct Compiled {
    TextPattern pattern;
    const EventRule* rule;
    std::string_view user;
};

struct Group {
    std::vector<Compiled> patterns;
};

class Services {
public:
    static const Services& instance() {
        static const Services k_services;
        return k_services;
    }

    [[nodiscard]] const Group* of_program(std::string_view program) const {
        const auto it = by_program_.find(program);
        return it == by_program_.end() ? nullptr : &it->second;
    }
    [[nodiscard]] const std::vector<Group>& of_anyone() const { return anyone_; }
    [[nodiscard]] const Group& httpd() const { return httpd_; }
    [[nodiscard]] std::span<const EventRule> rules() const { return rules_; }

private:
    Services() {
        rules_.reserve(1024); // pointers into it are kept
        for (const ServiceGroup& g : account_service_groups())
            add(g);
        for (const ServiceGroup& g : network_service_groups())
            add(g);
        for (const ServicePattern& p : httpd_patterns())
            httpd_.patterns.push_back({TextPattern(p.pattern), rule_of(p), p.user});
    }
    void add(const ServiceGroup& g) {
        Group group;
        for (const ServicePattern& p : g.patterns)
            group.patterns.push_back({TextPattern(p.pattern), rule_of(p), p.user});
        if (g.programs.empty()) {
            anyone_.push_back(std::move(group));
            return;
        }
        for (const std::string_view program : split(g.programs, ',')) { // a program may have several tables
            std::vector<Compiled>& patterns = by_program_[program].patterns;
            patterns.insert(patterns.end(), group.patterns.begin(), group.patterns.end());
        }
    }
    const EventRule* rule_of(const ServicePattern& p) {
        const auto same = std::find_if(rules_.begin(), rules_.end(), [&](const EventRule& r) {
            return r.id == p.id && r.kind == p.kind && r.outcome == p.outcome && r.severity == p.severity;
        });
        if (same != rules_.end()) return &*same;
        rules_.push_back({p.id, p.kind, p.outcome, p.severity});
        return &rules_.back();
    }

    std::vector<EventRule> rules_;
    Group httpd_;
    std::vector<Group> anyone_;
    std::unordered_map<std::string_view, Group> by_program_;
};

void take_match(const PatternMatch& match, const EventRule& rule, EventView& event, AuthScratch& scratch) {
    set_rule(event, rule);
    event.user = match.user;
    event.target_user = match.target;
    event.object = match.object;
    if (!match.source.empty()) event.source_ip = canonical_address(match.source, scratch.source);
    if (!match.destination.empty()) event.destination_ip = canonical_address(match.destination, scratch.destination);
    event.source_port = match.port;
    if (match.count > 0) event.count = match.count;
}

bool match_group(const Group& group, std::string_view message, EventView& event, AuthScratch& scratch) {
    PatternMatch match;
    for (const Compiled& c : group.patterns) {
        if (!c.pattern.ignores_case() && message.find(c.pattern.needle()) == std::string_view::npos) continue;
        if (!c.pattern.match(message, match)) continue;
        if (!c.user.empty()) match.user = c.user;
        take_match(match, *c.rule, event, scratch);
        return true;
    }
    return false;
}

// "[authz_core:error] [pid 17512:tid 1401] [client 192.0.2.1:51380] AH01630: words": the words and the client.
bool take_httpd_head(std::string_view& message, PatternMatch& client) {
    static const TextPattern k_client("client {client}$");
    static const TextPattern k_remote("remote {client}$");
    std::string_view text = message;
    bool found = false;
    while (text.starts_with('[')) {
        std::size_t close = text.find("] ");
        if (close > 128) break; // npos too
        const std::string_view inside = text.substr(1, close - 1);
        if (k_client.match(inside, client) || k_remote.match(inside, client)) found = true;
        text.remove_prefix(close + 2);
        if (found) break;
    }
    if (!found) return false;
    if (text.starts_with("AH") && text.size() > 9 && is_digit(text[2])) {
        if (const std::size_t colon = text.find(": "); colon <= 8) text.remove_prefix(colon + 2);
    }
    if (text.starts_with("Digest: ")) text.remove_prefix(8);
    message = text;
    return true;
}

bool match_httpd(std::string_view message, EventView& event, AuthScratch& scratch) {
    PatternMatch client;
    if (!take_httpd_head(message, client)) return false;
    if (!match_group(Services::instance().httpd(), message, event, scratch)) return false;
    event.source_ip = canonical_address(client.source, scratch.source);
    event.source_port = client.port;
    return true;
}

// Lines that could match a pattern of no program: a look that costs little, as most lines of a system log cannot.
bool may_be_anyones(std::string_view message) {
    static constexpr std::array<std::string_view, 9> k_needles{"ogin", "uthent", "OGIN", "user", "AUTH",
                                                               "SMTP", " 401 ",  "FAIL", "H="};
    static constexpr std::array<std::string_view, 5> k_rare{"Rcon", "SSL_", "CONNECT", "Login", "Peer Conn"};
    const auto holds = [&](std::string_view needle) { return message.find(needle) != std::string_view::npos; };
    return std::any_of(k_needles.begin(), k_needles.end(), holds) || std::any_of(k_rare.begin(), k_rare.end(), holds) ||
           message.find("not allowed to talk") != std::string_view::npos ||
           message.find("- NOTEXIST - ") != std::string_view::npos ||
           message.find("- NOTALLOWED - ") != std::string_view::npos;
}

} // namespace

bool match_service(std::string_view program, std::string_view message, EventView& event, AuthScratch& scratch) {
    const Services& services = Services::instance();
    if (!program.empty()) {
        const Group* group = services.of_program(program);
        if (group == nullptr && program.find('/') != std::string_view::npos && program.front() != '/') {
            group = services.of_program(program.substr(0, program.find('/')));
        }
        if (group != nullptr && match_group(*group, message, event, scratch)) return true;
    }
    if (message.starts_with('[') && match_httpd(message, event, scratch)) return true;
    if (!may_be_anyones(message)) return false;
    for (const Group& group : services.of_anyone()) {
        if (match_group(group, message, event, scratch)) return true;
    }
    return false;
}

bool match_service_of(std::string_view program, std::string_view message, EventView& event, AuthScratch& scratch) {
    const Group* group = Services::instance().of_program(program);
    return group != nullptr && match_group(*group, message, event, scratch);
}

bool is_auth_program(std::string_view program) {
    static constexpr std::array<std::string_view, 8> k_hand_written{"sshd", "sshd-session", "sshd-auth", "sudo",
                                                                    "CRON", "cron",         "crond",     "sudo-i"};
    return std::find(k_hand_written.begin(), k_hand_written.end(), program) != k_hand_written.end() ||
           Services::instance().of_program(program) != nullptr;
}

std::span<const EventRule> service_rules() {
    return Services::instance().rules();
}

} // namespace parapet
