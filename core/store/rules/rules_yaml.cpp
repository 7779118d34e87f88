// The YAML form of the rules.
#include "core/base/embedded.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/store/rules/finding_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

namespace {

using yaml::Member;
using yaml::Value;

constexpr std::array<std::string_view, 7> k_weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view k_sections = "calendars, assets, cause, phase, owner, deadline";

std::string quoted(std::string_view text) {
    return "\"" + visible(elide(text, 60)) + "\"";
}

class Reader {
public:
    Result<FindingRules> read(const Value& root) {
        if (root.kind == Value::Kind::null) return std::move(out_);
        if (!root.is_map()) return fail(root.error("rules are sections with a name", std::string(k_sections)));
        // Rules name calendars wherever these stand.
        if (const Value* calendars = root.find("calendars"))
            if (auto done = read_calendars(*calendars); !done) return fail(std::move(done.error()));
        for (const Member& section : root.members)
            if (auto done = read_section(section); !done) return fail(std::move(done.error()));
        return std::move(out_);
    }

private:
    using Done = Result<void>;

    Done read_section(const Member& section) {
        const std::string& name = section.key.text;
        if (name == "calendars" || name == "version") return {};
        if (section.value.kind == Value::Kind::null) return {}; // a heading of which everything is commented out
        if (name == "assets") return each(section.value, [&](const Value& v) { return read_asset(v); });
        if (name == "cause") return each(section.value, [&](const Value& v) { return read_named(v, out_.causes); });
        if (name == "phase") return each(section.value, [&](const Value& v) { return read_named(v, out_.phases); });
        if (name == "owner") return each(section.value, [&](const Value& v) { return read_owner(v); });
        if (name == "deadline") return each(section.value, [&](const Value& v) { return read_deadline(v); });
        return fail(section.key.error("there is no section " + quoted(name), std::string(k_sections)));
    }

    template<class Read>
    static Done each(const Value& list, Read read) {
        if (!list.is_list()) return fail(list.error("a list is expected here", "each rule begins with \"- \""));
        if (list.items.size() > FindingRules::k_most_rules)
            return fail(list.error(fmt::format("there are more than {} rules here", FindingRules::k_most_rules)));
        for (const Value& item : list.items) {
            if (!item.is_map()) return fail(item.error("a rule is a map", "such as - {when: 'asset:shop*', set: ...}"));
            if (Done done = read(item); !done) return done;
        }
        return {};
    }

    static Done known_keys(const Value& map, std::initializer_list<std::string_view> keys) {
        for (const Member& member : map.members) {
            if (std::find(keys.begin(), keys.end(), member.key.text) != keys.end()) continue;
            std::string help;
            for (const std::string_view key : keys)
                help.append(help.empty() ? "" : ", ").append(key);
            return fail(member.key.error("there is no key " + quoted(member.key.text), help));
        }
        return {};
    }

    static Result<std::string> text_of(const Value& value, std::size_t most = 500) {
        if (!value.is_scalar()) return fail(value.error("a text is expected here"));
        if (value.text.size() > most) return fail(value.error(fmt::format("it is longer than {} bytes", most)));
        return std::string(trim(value.text));
    }
    static Done text_into(const Value& map, std::string_view key, std::string& to) {
        const Value* value = map.find(key);
        if (value == nullptr || value->kind == Value::Kind::null) return {};
        auto text = text_of(*value);
        if (!text) return fail(std::move(text.error()));
        to = std::move(*text);
        return {};
    }
    // One text, or a list of them.
    static Done texts_into(const Value& map, std::string_view key, std::vector<std::string>& to) {
        const Value* value = map.find(key);
        if (value == nullptr || value->kind == Value::Kind::null) return {};
        const auto add = [&to](const Value& one) -> Done {
            auto text = text_of(one);
            if (!text) return fail(std::move(text.error()));
            if (text->empty()) return fail(one.error("it is empty"));
            to.push_back(std::move(*text));
            return {};
        };
        if (!value->is_list()) return add(*value);
        for (const Value& one : value->items)
            if (Done done = add(one); !done) return done;
        return {};
    }

    // ---- conditions ----

    static Result<RuleCondition> condition(const Value& rule) {
        const Value* when = rule.find("when");
        if (when == nullptr || when->kind == Value::Kind::null) return RuleCondition();
        auto text = text_of(*when, 4000);
        if (!text) return fail(std::move(text.error()));
        auto parsed = RuleCondition::parse(when->text);
        if (parsed) return parsed;
        Error error = std::move(parsed.error());
        const std::int64_t within = std::max<std::int64_t>(error.column, 1);
        error.where = fmt::format("when, character {}", within);
        error.line = when->line;
        error.column = when->text_column > 0 ? when->text_column + within - 1 : when->column;
        error.offset = -1;
        return fail(std::move(error));
    }

    template<class T>
    static Done begin_rule(const Value& v, SettingRule<T>& rule) {
        auto when = condition(v);
        if (!when) return fail(std::move(when.error()));
        rule.when = std::move(*when);
        rule.line = v.line;
        return text_into(v, "because", rule.because);
    }

    // ---- sections ----

    template<class E>
    static Done read_named(const Value& v, std::vector<SettingRule<E>>& to) {
        if (Done done = known_keys(v, {"when", "set", "because", "as_reported"}); !done) return done;
        SettingRule<E> rule;
        if (Done done = begin_rule(v, rule); !done) return done;
        if (const Value* reported = v.find("as_reported")) {
            if (reported->text != "true" || v.find("set") != nullptr)
                return fail(reported->error("as_reported stands alone", "- {as_reported: true}, perhaps with when"));
            rule.as_reported = true;
            to.push_back(std::move(rule));
            return {};
        }
        const Value* set = v.find("set");
        if (set == nullptr) return fail(v.error("set is missing", "what the rule makes of it"));
        const auto value = parse_enum<E>(set->text);
        if (!value)
            return fail(set->error("not a value of this section: " + quoted(set->text),
                                   std::is_same_v<E, Cause> ? "configuration, missing_patch, code, secret, other"
                                                            : "plan, code, build, test, release, deploy, operate,"
                                                              " monitor"));
        rule.value = *value;
        to.push_back(std::move(rule));
        return {};
    }

    Done read_owner(const Value& v) {
        if (Done done = known_keys(v, {"when", "set", "because"}); !done) return done;
        SettingRule<std::string> rule;
        if (Done done = begin_rule(v, rule); !done) return done;
        if (rule.when.asks_for(RuleField::owner))
            return fail(v.find("when")->error("a rule about owners cannot ask for the owner", "leave it out"));
        const Value* set = v.find("set");
        if (set == nullptr) return fail(v.error("set is missing", "the owner's name"));
        if (Done done = text_into(v, "set", rule.value); !done) return done;
        out_.owners.push_back(std::move(rule));
        return {};
    }

    Done read_asset(const Value& v) {
        if (Done done = known_keys(v, {"name", "tags", "group", "env", "team", "owner"}); !done) return done;
        AssetRule rule;
        rule.line = v.line;
        if (Done done = texts_into(v, "name", rule.names); !done) return done;
        if (rule.names.empty()) return fail(v.error("name is missing", "the asset's name; * stands for anything"));
        if (Done done = texts_into(v, "tags", rule.tags); !done) return done;
        for (const auto& [key, to] : {std::pair<std::string_view, std::string*>{"group", &rule.group},
                                      {"env", &rule.env},
                                      {"team", &rule.team},
                                      {"owner", &rule.owner}})
            if (Done done = text_into(v, key, *to); !done) return done;
        out_.assets.push_back(std::move(rule));
        return {};
    }

    static Result<int> days_of(const Value& value) {
        std::int64_t days = 0;
        if (value.text == "none") return 0;
        if (!value.is_scalar() || !parse_int(value.text, days) || days < 0 || days > WorkCalendar::k_most_days)
            return fail(
                value.error(fmt::format("days are from 0 to {}", WorkCalendar::k_most_days), "0 or none: no deadline"));
        return static_cast<int>(days);
    }

    Done read_days(const Value& value, DeadlineTerms& terms) {
        if (!value.is_map()) {
            auto days = days_of(value);
            if (!days) return fail(std::move(days.error()));
            terms.days.fill(*days);
            return {};
        }
        for (const Member& member : value.members) {
            const auto severity = parse_enum<Severity>(member.key.text);
            if (!severity) return fail(member.key.error("not a severity", "critical, high, medium, low, info"));
            auto days = days_of(member.value);
            if (!days) return fail(std::move(days.error()));
            terms.days[static_cast<std::size_t>(*severity)] = *days;
        }
        return {};
    }

    Done read_deadline(const Value& v) {
        if (Done done = known_keys(v, {"when", "days", "working_days", "calendar", "because"}); !done) return done;
        SettingRule<DeadlineTerms> rule;
        if (Done done = begin_rule(v, rule); !done) return done;
        const Value* days = v.find("days");
        const Value* working = v.find("working_days");
        if ((days == nullptr) == (working == nullptr))
            return fail(v.error("either days or working_days", "days: 30, or days: {critical: 7, high: 14}"));
        rule.value.working_days = working != nullptr;
        if (Done done = read_days(working != nullptr ? *working : *days, rule.value); !done) return done;
        if (const Value* name = v.find("calendar")) {
            const auto at = std::find(out_.calendar_names.begin(), out_.calendar_names.end(), name->text);
            if (at == out_.calendar_names.end())
                return fail(name->error("there is no calendar " + quoted(name->text), "name it under calendars"));
            rule.value.calendar = static_cast<int>(at - out_.calendar_names.begin());
        } else if (rule.value.working_days) {
            if (out_.calendars.empty()) add_calendar("Monday to Friday, UTC", WorkCalendar());
            rule.value.calendar = 0; // the first one
        }
        out_.deadlines.push_back(std::move(rule));
        return {};
    }

    // ---- calendars ----

    void add_calendar(std::string name, WorkCalendar calendar) {
        out_.calendar_names.push_back(std::move(name));
        out_.calendars.push_back(std::move(calendar));
    }

    Done read_calendars(const Value& section) {
        if (section.kind == Value::Kind::null) return {};
        if (!section.is_map()) return fail(section.error("calendars have names", "such as berlin: {zone: ...}"));
        for (const Member& member : section.members) {
            if (!member.value.is_map()) return fail(member.value.error("a calendar is a map", "zone, work, holidays"));
            if (Done done = read_calendar(member); !done) return done;
        }
        return {};
    }

    Done read_calendar(const Member& member) {
        const Value& v = member.value;
        if (Done done = known_keys(v, {"zone", "work", "holidays"}); !done) return done;
        WorkCalendar calendar;
        if (const Value* zone = v.find("zone"))
            if (auto done = calendar.set_zone(zone->text); !done)
                return fail(zone->error(done.error().what, done.error().help));
        if (const Value* work = v.find("work")) {
            auto days = weekdays(*work);
            if (!days) return fail(std::move(days.error()));
            calendar.work_on(*days);
        }
        if (const Value* holidays = v.find("holidays"); holidays != nullptr && holidays->kind != Value::Kind::null) {
            if (!holidays->is_list()) return fail(holidays->error("holidays are a list of days"));
            for (const Value& day : holidays->items) {
                // {date: 12-25, name: Christmas}, or the day alone
                const Value* date = day.is_map() ? day.find("date") : &day;
                if (date == nullptr || !date->is_scalar()) return fail(day.error("date is missing"));
                if (auto done = calendar.add_holiday(date->text); !done)
                    return fail(date->error(done.error().what, done.error().help));
            }
        }
        if (!calendar.has_working_days())
            return fail(v.error("nobody works by this calendar", "leave some days free of holidays"));
        add_calendar(member.key.text, std::move(calendar));
        return {};
    }

    static Result<std::bitset<7>> weekdays(const Value& list) {
        std::bitset<7> days;
        if (!list.is_list()) return fail(list.error("a list of days of the week", "[mon, tue, wed, thu, fri]"));
        for (const Value& day : list.items) {
            const std::string name = to_lower(day.text).substr(0, 3);
            const auto at = std::find(k_weekdays.begin(), k_weekdays.end(), name);
            if (at == k_weekdays.end()) return fail(day.error("not a day of the week", "mon, tue, wed, thu ..."));
            days.set(static_cast<std::size_t>(at - k_weekdays.begin()));
        }
        if (days.none()) return fail(list.error("nobody works by this calendar"));
        return days;
    }

    FindingRules out_;
};

template<class T>
bool any_asks(const std::vector<SettingRule<T>>& rules, RuleField field) {
    return std::any_of(rules.begin(), rules.end(),
                       [field](const SettingRule<T>& rule) { return rule.when.asks_for(field); });
}

} // namespace

bool FindingRules::asks_for(RuleField field) const {
    return any_asks(causes, field) || any_asks(phases, field) || any_asks(owners, field) || any_asks(deadlines, field);
}

Result<FindingRules> parse_finding_rules(std::string_view text) {
    yaml::Bounds bounds;
    bounds.bytes = FindingRules::k_most_bytes;
    auto root = yaml::parse(text, bounds);
    if (!root) return fail(std::move(root.error()));
    return Reader().read(*root);
}

std::string_view default_finding_rules() {
    return embedded_file(embedded_data(), "mappings/finding_rules.yaml").value_or("");
}

} // namespace parapet
