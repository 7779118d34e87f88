#include "core/store/expect/expectations.h"

#include "core/base/text.h"
#include "core/base/yaml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace parapet {

namespace {

using yaml::Value;

constexpr std::array<std::string_view, 11> k_keys{"name",         "assets",         "severity", "because",
                                                  "closed_ports", "only_ports",     "package",  "setting",
                                                  "check",        "no_open_groups", "at_least"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Result<std::vector<std::string>> texts(const Value& value) {
    std::vector<std::string> out;
    const auto add = [&out](const Value& one) {
        if (one.is_scalar() && !trim(one.text).empty() && one.text.size() <= 300) out.emplace_back(trim(one.text));
    };
    if (!value.is_list()) add(value);
    for (const Value& one : value.items)
        add(one);
    if (out.size() != (value.is_list() ? value.items.size() : 1))
        return fail(value.error("a text or a list of texts is expected here"));
    return out;
}

Result<std::vector<std::string>> ports(const Value& value) {
    auto words = texts(value);
    if (!words) return words;
    for (std::string& word : *words) {
        const std::size_t slash = word.find('/');
        std::int64_t number = 0;
        const std::string protocol = slash == std::string::npos ? "tcp" : to_lower(word.substr(slash + 1));
        const bool known = protocol == "tcp" || protocol == "udp" || protocol == "sctp";
        if (!parse_int(word.substr(0, slash), number) || number < 1 || number > 65535 || !known)
            return fail(value.error("\"" + visible(elide(word, 40)) + "\" is no port", "such as 22 or 53/udp"));
        word = fmt::format("{}/{}", number, protocol);
    }
    return words;
}

class Reader {
public:
    Result<Expectations> read(const Value& root) {
        if (root.kind == Value::Kind::null) return std::move(out_);
        const Value* list = root.is_map() ? root.find("expectations") : nullptr;
        if (list == nullptr) return fail(root.error("there is no list \"expectations\"", "expectations: [...]"));
        if (list->kind == Value::Kind::null) return std::move(out_);
        if (!list->is_list()) return fail(list->error("a list is expected here"));
        if (list->items.size() > Expectations::k_most)
            return fail(list->error(fmt::format("there are more than {} expectations", Expectations::k_most)));
        for (const Value& item : list->items)
            if (auto done = one(item); !done) return fail(std::move(done.error()));
        return std::move(out_);
    }

private:
    using Done = Result<void>;

    Done one(const Value& v) {
        if (!v.is_map()) return fail(v.error("an expectation is a map", "- {name: ..., closed_ports: [22]}"));
        for (const yaml::Member& member : v.members)
            if (member.key.text != "equals" && std::find(k_keys.begin(), k_keys.end(), member.key.text) == k_keys.end())
                return fail(member.key.error("there is no key \"" + visible(elide(member.key.text, 40)) + "\"",
                                             fmt::format("{}, equals", fmt::join(k_keys, ", "))));
        Expectation e;
        e.line = v.line;
        if (Done done = about(v, e); !done) return done;
        if (Done done = kind(v, e); !done) return done;
        if (Done done = value(v, e); !done) return done;
        out_.list.push_back(std::move(e));
        return {};
    }

    Done about(const Value& v, Expectation& e) {
        const Value* name = v.find("name");
        if (name == nullptr || trim(name->text).empty()) return fail(v.error("name is missing"));
        e.name = elide(trim(name->text), 200);
        if (!names_.insert(e.name).second) return fail(name->error("another expectation has this name"));
        if (const Value* because = v.find("because")) e.because = elide(trim(because->text), 1000);
        e.assets = {"*"};
        if (const Value* assets = v.find("assets")) {
            auto words = texts(*assets);
            if (!words) return fail(std::move(words.error()));
            e.assets = std::move(*words);
        }
        if (const Value* severity = v.find("severity")) {
            const auto s = parse_enum<Severity>(severity->text);
            if (!s) return fail(severity->error("not a severity", "critical, high, medium, low, info"));
            e.severity = *s;
        }
        return {};
    }

    static Done kind(const Value& v, Expectation& e) {
        constexpr std::array<std::pair<std::string_view, ExpectationKind>, 6> k_kinds{
            {{"closed_ports", ExpectationKind::closed_ports},
             {"only_ports", ExpectationKind::only_ports},
             {"package", ExpectationKind::package},
             {"setting", ExpectationKind::setting},
             {"check", ExpectationKind::check},
             {"no_open_groups", ExpectationKind::groups}}};
        const Value* found = nullptr;
        for (const auto& [key, kind] : k_kinds) {
            const Value* here = v.find(key);
            if (here == nullptr) continue;
            if (found != nullptr) return fail(here->error("an expectation is about one thing", "write a second one"));
            found = here;
            e.kind = kind;
        }
        if (found == nullptr)
            return fail(v.error("it expects nothing",
                                "closed_ports, only_ports, package, setting, check or no_open_groups: true"));
        if (e.kind == ExpectationKind::closed_ports || e.kind == ExpectationKind::only_ports) {
            if (found->is_list() && found->items.empty() && e.kind == ExpectationKind::only_ports) return {};
            auto list = ports(*found);
            if (!list) return fail(std::move(list.error()));
            e.ports = std::move(*list);
        } else if (e.kind == ExpectationKind::groups) {
            if (found->text != "true" && found->text != "yes") return fail(found->error("write true, or leave it out"));
        } else {
            e.subject = trim(found->text);
            if (e.subject.empty() || e.subject.size() > 300) return fail(found->error("a name is expected here"));
        }
        return {};
    }

    static Done value(const Value& v, Expectation& e) {
        const Value* least = v.find("at_least");
        const Value* equals = v.find("equals");
        const bool measured = e.kind == ExpectationKind::package || e.kind == ExpectationKind::setting;
        if (!measured) {
            const Value* stray = least != nullptr ? least : equals;
            return stray == nullptr ? Done() : fail(stray->error("only packages and settings have a value"));
        }
        if ((least == nullptr) == (equals == nullptr) || (e.kind == ExpectationKind::package && least == nullptr))
            return fail(
                v.error(e.kind == ExpectationKind::package ? "at_least is missing" : "either equals or at_least",
                        "package: openssl and at_least: 3.0.13; setting: PermitRootLogin and equals: \"no\""));
        const Value& said = least != nullptr ? *least : *equals;
        if (!said.is_scalar()) return fail(said.error("a value is expected here"));
        (least != nullptr ? e.at_least : e.equals) = elide(trim(said.text), 300);
        return {};
    }

    Expectations out_;
    std::set<std::string> names_;
};

// A run of digits or of letters; what stands between does not count, but '~' comes before everything.
std::string_view next_part(std::string_view& text) {
    while (!text.empty() && text.front() != '~' && !is_digit(text.front()) &&
           (static_cast<unsigned char>(text.front()) | 32U) - 'a' > 25U)
        text.remove_prefix(1);
    if (text.empty()) return {};
    std::size_t n = 1;
    if (text.front() != '~') {
        const bool digits = is_digit(text.front());
        while (n < text.size() && is_digit(text[n]) == digits &&
               (digits || (static_cast<unsigned char>(text[n]) | 32U) - 'a' <= 25U))
            ++n;
    }
    const std::string_view part = text.substr(0, n);
    text.remove_prefix(n);
    return part;
}

int compare_parts(std::string_view a, std::string_view b) {
    const auto rank = [](std::string_view part) { // 1.2~rc < 1.2-rc < 1.2 < 1.2.1
        if (part == "~") return 0;
        if (part.empty()) return 2;
        return is_digit(part.front()) ? 3 : 1;
    };
    if (rank(a) != rank(b)) return rank(a) - rank(b);
    if (!a.empty() && is_digit(a.front())) {
        while (a.size() > 1 && a.front() == '0')
            a.remove_prefix(1);
        while (b.size() > 1 && b.front() == '0')
            b.remove_prefix(1);
        if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    }
    return a.compare(b);
}

std::string_view without_epoch(std::string_view version, std::int64_t& epoch) {
    version = trim(version);
    if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
    const std::size_t colon = version.find(':');
    epoch = 0;
    if (colon == std::string_view::npos || !parse_int(version.substr(0, colon), epoch)) return version;
    return version.substr(colon + 1);
}

} // namespace

int compare_versions(std::string_view a, std::string_view b) {
    std::int64_t epoch_a = 0, epoch_b = 0;
    const bool both = a.find(':') != std::string_view::npos && b.find(':') != std::string_view::npos;
    a = without_epoch(a, epoch_a);
    b = without_epoch(b, epoch_b);
    if (both && epoch_a != epoch_b) return epoch_a < epoch_b ? -1 : 1;
    while (!a.empty() || !b.empty()) {
        const std::string_view x = next_part(a), y = next_part(b);
        if (const int order = compare_parts(x, y); order != 0) return order;
        if (x.empty() && y.empty()) return 0;
    }
    return 0;
}

std::string expected_words(const Expectation& e) {
    switch (e.kind) {
    case ExpectationKind::closed_ports:
        return fmt::format("closed: {}", fmt::join(e.ports, ", "));
    case ExpectationKind::only_ports:
        return e.ports.empty() ? "no port open" : fmt::format("only open: {}", fmt::join(e.ports, ", "));
    case ExpectationKind::package:
        return fmt::format("{} at least {}", e.subject, e.at_least);
    case ExpectationKind::setting:
        return e.at_least.empty() ? fmt::format("{} is {}", e.subject, e.equals)
                                  : fmt::format("{} at least {}", e.subject, e.at_least);
    case ExpectationKind::check:
        return fmt::format("{} passes", e.subject);
    case ExpectationKind::groups:
        return "no security group open to the world";
    }
    return {};
}

Result<Expectations> parse_expectations(std::string_view text) {
    yaml::Bounds bounds;
    bounds.bytes = Expectations::k_most_bytes;
    auto root = yaml::parse(text, bounds);
    if (!root) return fail(std::move(root.error()));
    return Reader().read(*root);
}

} // namespace parapet
