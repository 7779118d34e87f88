#include "core/formats/common/event_rules.h"

#include "core/formats/common/auth_rule_table.h"
#include "core/formats/common/auth_services.h"
#include "core/formats/common/netfilter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <vector>

namespace parapet {

namespace {

constexpr std::array<std::string_view, 12> k_month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_number(std::string& out, std::uint64_t n) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n);
    out.append(digits.data(), end.ptr);
}

void append_field(std::string& out, std::string_view name, const EventView& e) {
    if (name == "user") {
        out += e.user;
    } else if (name == "target_user") {
        out += e.target_user;
    } else if (name == "source_ip") {
        out += e.source_ip;
    } else if (name == "source_port") {
        append_number(out, e.source_port);
    } else if (name == "destination_ip") {
        out += e.destination_ip;
    } else if (name == "destination_port") {
        append_number(out, e.destination_port);
    } else if (name == "host") {
        out += e.host;
    } else if (name == "process") {
        out += e.process;
    } else if (name == "pid") {
        append_number(out, e.pid);
    } else if (name == "object") {
        out += e.object;
    }
}

void append_two(std::string& out, unsigned n, char pad) {
    out += n < 10 ? pad : static_cast<char>('0' + n / 10);
    out += static_cast<char>('0' + n % 10);
}

void append_bsd_stamp(std::string& out, Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const auto second_of_day = std::chrono::floor<std::chrono::seconds>(time - day).count();
    const auto s = static_cast<unsigned>(second_of_day);
    out += k_month_names[static_cast<unsigned>(date.month()) - 1];
    out += ' ';
    append_two(out, static_cast<unsigned>(date.day()), ' ');
    out += ' ';
    append_two(out, s / 3600, '0');
    out += ':';
    append_two(out, s / 60 % 60, '0');
    out += ':';
    append_two(out, s % 60, '0');
}

} // namespace

std::span<const EventRule> event_rules() {
    static const std::vector<EventRule> k_sorted = [] {
        std::vector<EventRule> rules(k_auth_rules.begin(), k_auth_rules.end());
        const auto services = service_rules();
        rules.insert(rules.end(), services.begin(), services.end());
        const auto packets = netfilter_rules();
        rules.insert(rules.end(), packets.begin(), packets.end());
        const auto words = login_word_rules();
        rules.insert(rules.end(), words.begin(), words.end());
        std::stable_sort(rules.begin(), rules.end(),
                         [](const EventRule& a, const EventRule& b) { return a.id < b.id; });
        // A rule of the tables may say "pam.note" again: one row an id.
        rules.erase(std::unique(rules.begin(), rules.end(),
                                [](const EventRule& a, const EventRule& b) { return a.id == b.id; }),
                    rules.end());
        return rules;
    }();
    return k_sorted;
}

const EventRule* find_event_rule(std::string_view id) {
    const auto rules = event_rules();
    const auto it = std::lower_bound(rules.begin(), rules.end(), id,
                                     [](const EventRule& rule, std::string_view wanted) { return rule.id < wanted; });
    return it != rules.end() && it->id == id ? &*it : nullptr;
}

void append_rendered(std::string& out, std::string_view wording, const EventView& event) {
    while (!wording.empty()) {
        const std::size_t open = wording.find('{');
        const std::size_t close = open == std::string_view::npos ? open : wording.find('}', open);
        if (close == std::string_view::npos) break;
        out += wording.substr(0, open);
        append_field(out, wording.substr(open + 1, close - open - 1), event);
        wording.remove_prefix(close + 1);
    }
    out += wording;
}

std::string message_of(const EventView& event) {
    if (!event.message.empty()) return std::string(event.message);
    std::string text;
    if (const EventRule* rule = find_event_rule(event.rule)) append_rendered(text, rule->wording, event);
    return text;
}

std::string line_of(const EventView& event, LineShape shape) {
    std::string line;
    if (shape == LineShape::unknown) return line;
    append_bsd_stamp(line, event.time);
    line += ' ';
    line += event.host;
    line += ' ';
    line += event.process;
    if (shape == LineShape::bsd_pid) {
        line += '[';
        append_number(line, event.pid);
        line += ']';
    }
    line += ": ";
    line += message_of(event);
    return line;
}

} // namespace parapet
