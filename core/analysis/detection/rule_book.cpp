#include "core/analysis/detection/gates.h"
#include "core/analysis/detection/rule.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace parapet::detect {

namespace {

// magic, rules, gates, patterns compiled, gates compiled. Numbers are little endian, strings have their length before.
constexpr std::string_view k_magic = "PARAPET-RULES-2\n";

void put(std::string& out, std::uint32_t n) {
    for (int shift = 0; shift < 32; shift += 8)
        out += static_cast<char>((n >> shift) & 0xFF);
}
void put(std::string& out, std::string_view text) {
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

// Compiled patterns begin at a multiple of 16 bytes, as the library's loader would have it.
void put_aligned(std::string& out, std::string_view bytes) {
    while ((out.size() + 4) % 16 != 0)
        out += '\0';
    put(out, bytes);
}

struct Reader {
    explicit Reader(std::string_view whole)
        : bytes(whole)
        , start(whole.data()) {}
    std::string_view bytes;
    const char* start;
    bool good = true;

    std::uint32_t number() {
        if (bytes.size() < 4) {
            good = false;
            return 0;
        }
        std::uint32_t n = 0;
        for (unsigned i = 0; i < 4; ++i)
            n |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        bytes.remove_prefix(4);
        return n;
    }
    std::string_view text() {
        const std::uint32_t size = number();
        if (!good || size > bytes.size()) {
            good = false;
            return {};
        }
        const std::string_view out = bytes.substr(0, size);
        bytes.remove_prefix(size);
        return out;
    }
    std::string_view aligned() {
        const auto at = static_cast<std::size_t>(bytes.data() - start);
        bytes.remove_prefix(std::min((16 - (at + 4) % 16) % 16, bytes.size()));
        return text();
    }
};

using PatternLists = std::vector<std::vector<Pattern>>; // one a view, the gates last

PatternLists lists_of(const std::vector<Rule>& rules, const std::vector<std::string_view>& gates) {
    PatternLists lists(k_view_names.size() + 1);
    for (std::size_t view = 0; view < k_view_names.size(); ++view)
        for (std::size_t i = 0; i < rules.size(); ++i)
            if ((rules[i].views & bit(static_cast<View>(view))) != 0)
                lists[view].push_back(
                    {rules[i].pattern, static_cast<std::uint32_t>(i), static_cast<View>(view) != View::shape, true});
    for (const std::string_view gate : gates)
        lists.back().push_back({gate, static_cast<std::uint32_t>(lists.back().size()), true, false});
    return lists;
}

// Views of the target that one can tell from the pattern what its matches hold.
constexpr std::uint16_t k_reckoned_views =
    bit(View::text) | bit(View::sql) | bit(View::tight) | bit(View::close) | bit(View::shell) | bit(View::path);
// Requests and agents are looked at in any case (web_log.cpp, RequestScanner::gate_headers).
// What leads to a rule: reckoned, and what its author named. "x$" is x at the end of a path: targets are looked at a
// line each.
Result<std::set<std::string>> gates_of_rule(const RuleSource& rule) {
    std::set<std::string> out;
    for (const std::string& gate : rule.gates) {
        if (!gate.ends_with('$')) {
            out.insert(gate);
            continue;
        }
        for (const char end : {'\n', '?'})
            out.insert(gate.substr(0, gate.size() - 1) + end);
    }
    if (!rule.gates.empty() || (rule.views & k_reckoned_views) == 0) return out;
    Gates gates = gates_of(rule.pattern, (rule.views & bit(View::close)) != 0);
    // The request may have spaces anywhere in what the tight view shows.
    if (!gates.known || ((rule.views & bit(View::tight)) != 0 && !gates.texts.empty()))
        return fail(Errc::malformed, "nothing that every match of this rule holds can be told: name its gates",
                    rule.id);
    out.merge(gates.texts);
    return out;
}

// All gates, without those that hold another one.
Result<std::set<std::string>> gate_texts(const std::vector<RuleSource>& rules) {
    std::set<std::string> all;
    for (const RuleSource& rule : rules) {
        auto gates = gates_of_rule(rule);
        if (!gates) return fail(gates.error());
        all.merge(*gates);
    }
    std::set<std::string> out;
    for (const std::string& gate : all) {
        const bool covered = std::any_of(all.begin(), all.end(), [&gate](const std::string& other) {
            return other != gate && gate.find(other) != std::string::npos;
        });
        if (!covered) out.insert(gate);
    }
    return out;
}

// The last list is of texts.
Result<PatternSet> compile_list(const PatternLists& lists, std::size_t index) {
    return index + 1 == lists.size() ? PatternSet::compile_texts(lists[index]) : PatternSet::compile(lists[index]);
}

Result<std::string> pack_rules(const std::vector<RuleSource>& rules) {
    const auto gates = gate_texts(rules);
    if (!gates) return fail(gates.error());
    std::string out(k_magic);
    put(out, static_cast<std::uint32_t>(rules.size()));
    for (const RuleSource& r : rules) {
        for (const std::string* text : {&r.id, &r.title, &r.technique, &r.pattern})
            put(out, std::string_view(*text));
        put(out, static_cast<std::uint32_t>(r.kind));
        put(out, static_cast<std::uint32_t>(r.severity));
        put(out, static_cast<std::uint32_t>(r.cwe));
        put(out, static_cast<std::uint32_t>(r.views));
        put(out, static_cast<std::uint32_t>(r.weight));
        put(out, r.absent ? 1U : 0U);
    }
    put(out, static_cast<std::uint32_t>(gates->size()));
    for (const std::string& gate : *gates)
        put(out, std::string_view(gate));
    return out;
}

Result<std::pair<std::vector<Rule>, std::vector<std::string_view>>> unpack_rules(Reader& in) {
    if (!in.bytes.starts_with(k_magic)) return fail(Errc::malformed, "these are no packed detection rules");
    in.bytes.remove_prefix(k_magic.size());
    std::pair<std::vector<Rule>, std::vector<std::string_view>> out;
    for (std::uint32_t n = in.number(); n > 0 && in.good; --n) {
        Rule r;
        for (std::string_view* text : {&r.id, &r.title, &r.technique, &r.pattern})
            *text = in.text();
        r.kind = static_cast<EventKind>(in.number());
        r.severity = static_cast<Severity>(in.number());
        r.cwe = static_cast<std::uint16_t>(in.number());
        r.views = static_cast<std::uint16_t>(in.number());
        r.weight = static_cast<std::uint8_t>(in.number());
        r.absent = in.number() != 0;
        out.first.push_back(r);
    }
    for (std::uint32_t n = in.number(); n > 0 && in.good; --n)
        out.second.push_back(in.text());
    if (!in.good) return fail(Errc::malformed, "the packed detection rules are cut short");
    return out;
}

} // namespace

Result<std::string> RuleBook::pack(const std::vector<RuleSource>& rules) {
    const auto plain = pack_rules(rules);
    if (!plain) return fail(plain.error());
    Reader in(*plain);
    auto unpacked = unpack_rules(in);
    if (!unpacked) return fail(unpacked.error());
    std::string out = *plain;
    const PatternLists lists = lists_of(unpacked->first, unpacked->second);
    for (std::size_t i = 0; i < lists.size(); ++i) {
        auto set = compile_list(lists, i);
        if (!set) return fail(set.error());
        auto bytes = set->serialize();
        if (!bytes) return fail(bytes.error());
        put_aligned(out, *bytes);
    }
    return out;
}

Result<RuleBook> RuleBook::load(std::string_view bytes) {
    Reader in(bytes);
    auto unpacked = unpack_rules(in);
    if (!unpacked) return fail(unpacked.error());
    RuleBook book;
    book.rules_ = std::move(unpacked->first);
    std::vector<PatternSet> sets;
    for (std::size_t i = 0; i <= k_view_names.size(); ++i) {
        const std::string_view packed = in.aligned();
        if (!in.good) book.prepared_ = false; // cut short
        if (packed.empty()) {
            sets.emplace_back();
            continue;
        }
        auto set = PatternSet::load(packed);
        if (!set) book.prepared_ = false;
        sets.push_back(set ? std::move(*set) : PatternSet());
    }
    if (!book.prepared_) {
        const PatternLists lists = lists_of(book.rules_, unpacked->second);
        for (std::size_t i = 0; i < lists.size(); ++i) {
            auto set = compile_list(lists, i);
            if (!set) return fail(set.error());
            sets[i] = std::move(*set);
        }
    }
    std::move(sets.begin(), sets.end() - 1, book.patterns_.begin());
    book.gates_ = std::move(sets.back());
    return book;
}

Result<RuleBook> RuleBook::compile(const std::vector<RuleSource>& rules) {
    auto bytes = pack(rules);
    if (!bytes) return fail(bytes.error());
    auto owned = std::make_shared<const std::string>(std::move(*bytes));
    auto book = load(*owned);
    if (book) book->owned_ = std::move(owned);
    return book;
}

const Rule* RuleBook::find(std::string_view id) const {
    const auto at = std::find_if(rules_.begin(), rules_.end(), [id](const Rule& r) { return r.id == id; });
    return at == rules_.end() ? nullptr : &*at;
}

} // namespace parapet::detect
