#include "core/ingest/pack.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/model/feed.h"
#include "core/model/update_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace parapet {

namespace {

constexpr std::size_t k_most_words = 200;       // of one set
constexpr std::size_t k_most_word_bytes = 2048; // of one of them
constexpr std::size_t k_most_name_bytes = 4096; // paths, packages, rules
constexpr std::size_t k_most_snippet_bytes = 16384;

std::size_t at(RecordText t) {
    return static_cast<std::size_t>(t);
}

std::string_view first_of(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts)
        if (!text.empty()) return text;
    return {};
}

// The first bytes of a text, cut between code points.
std::string_view prefix(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
        --most;
    return text.substr(0, most);
}

// Two searches for one byte are many times faster than one for either.
bool has_line_break(std::string_view text) {
    return text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
}

// The advice to update to the fixed version is made anew where it is shown: tens of thousands of texts less to store.
std::string_view own_remediation(const RawFinding& f) {
    const Location& l = f.location;
    if (l.package.empty() || l.fixed_version.empty()) return f.remediation;
    constexpr std::size_t k_other_bytes = 12; // "Update " " to " "."
    if (f.remediation.size() != l.package.size() + l.fixed_version.size() + k_other_bytes) return f.remediation;
    return f.remediation == update_advice(l.package, l.fixed_version) ? std::string_view() : f.remediation;
}

// One a line; a line break within a word would make two of it.
void append_word(std::string_view word, std::string& out) {
    word = prefix(trim(word), k_most_word_bytes);
    if (word.empty()) return;
    if (!out.empty()) out += '\n';
    const std::size_t from = out.size();
    out += word;
    if (has_line_break(word))
        std::replace_if(
            out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), [](char c) { return c == '\n' || c == '\r'; },
            ' ');
}

// The same set whatever the order in which a tool lists it.
void append_sorted(const std::vector<std::string>& words, std::string& out) {
    if (words.empty()) return;
    if (words.size() == 1) return append_word(words.front(), out);
    std::vector<std::string_view> sorted(words.begin(), words.end());
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted.size() > k_most_words) sorted.resize(k_most_words);
    for (const std::string_view word : sorted)
        append_word(word, out);
}

bool is_web_link(std::string_view link) {
    return istarts_with(link, "https://") || istarts_with(link, "http://");
}

// A JSON object, written as fast as its text can be copied: this runs for every record of every report.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out)
        : out_(out) {
        out_ += '{';
    }
    ~ObjectWriter() { out_ += '}'; }
    ObjectWriter(const ObjectWriter&) = delete;
    ObjectWriter& operator=(const ObjectWriter&) = delete;

    // `key` comes with quotes and colon. Empty values are left out.
    void text(std::string_view key, std::string_view value, std::size_t most = k_most_name_bytes) {
        if (value.empty()) return;
        start(key);
        value = prefix(value, most);
        if (needs_escapes(value)) return json::append_string(out_, value);
        out_ += '"';
        out_ += value;
        out_ += '"';
    }
    void number(std::string_view key, std::int64_t value) { // 0 is left out
        if (value <= 0) return;
        start(key);
        std::array<char, 24> digits{};
        out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }
    std::string& start(std::string_view key) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += key;
        return out_;
    }

private:
    static bool needs_escapes(std::string_view text) {
        unsigned found = 0;
        for (const char c : text)
            found |= static_cast<unsigned>(static_cast<unsigned char>(c) < 0x20) | static_cast<unsigned>(c == '"') |
                     static_cast<unsigned>(c == '\\');
        return found != 0;
    }
    std::string& out_;
    bool first_ = true;
};

void write_location(const Location& l, ObjectWriter& w) {
    w.number("\"end_line\":", l.end_line);
    w.number("\"column\":", l.column);
    w.text("\"function\":", l.function);
    w.text("\"snippet\":", l.snippet, k_most_snippet_bytes);
    w.text("\"ecosystem\":", l.ecosystem);
    w.text("\"purl\":", l.purl);
    w.text("\"url\":", l.url);
    w.text("\"method\":", l.method);
    w.text("\"parameter\":", l.parameter, k_most_snippet_bytes);
    w.text("\"host\":", l.host);
    w.number("\"port\":", l.port);
    w.text("\"resource\":", l.resource);
}

void write_whole_location(const Location& l, std::string& out) {
    ObjectWriter w(out);
    w.text("\"file\":", l.file);
    w.number("\"line\":", l.line);
    w.text("\"package\":", l.package);
    w.text("\"version\":", l.version);
    w.text("\"fixed\":", l.fixed_version);
    write_location(l, w);
}

// What the identity and the columns leave over, as small numbers.
struct Numbers {
    double score = -1, epss = -1;
    std::int64_t line = 0, seen = 0;
    std::uint8_t severity = 0, cause = 0, phase = 0, suppressed = 0;
    std::int8_t kev = -1, reachable = -1;
    std::uint8_t basis = 0, unused = 0;
};

double within(std::optional<double> value, double most) {
    return value && std::isfinite(*value) && *value >= 0 && *value <= most ? *value : -1;
}

std::int8_t tristate(std::optional<bool> value) {
    return value ? static_cast<std::int8_t>(*value ? 1 : 0) : std::int8_t{-1};
}

} // namespace

std::string_view Packer::bounded(std::string_view text, std::size_t most, std::string& scratch) {
    if (text.size() <= most) return text;
    ++cut_;
    scratch = elide(text, most);
    return scratch;
}

void Packer::fill_texts(const RawFinding& f, const Given& given) {
    const Location& l = f.location;
    const auto set = [&](RecordText t, std::string_view text, std::size_t most) {
        texts_[at(t)] = bounded(text, most, scratch_[at(t)]);
    };
    const std::string_view title = trim(f.title);
    set(RecordText::title, first_of({title, f.rule_name, f.rule, main_advisory(f), "(no title)"}),
        limits_.max_title_bytes);
    if (has_line_break(texts_[at(RecordText::title)])) {
        std::string& line = scratch_[at(RecordText::title)];
        line = std::string(texts_[at(RecordText::title)]);
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
        texts_[at(RecordText::title)] = line;
    }
    set(RecordText::description, f.description, limits_.max_field_bytes);
    set(RecordText::remediation, own_remediation(f), limits_.max_field_bytes);
    set(RecordText::evidence, f.evidence, limits_.max_field_bytes);
    set(RecordText::rule, first_of({f.rule, f.rule_name}), k_most_name_bytes);
    set(RecordText::rule_name, f.rule_name, k_most_name_bytes);
    set(RecordText::severity_raw, f.severity_raw, 256);
    set(RecordText::asset, given.asset, k_most_name_bytes);
    set(RecordText::vuln, main_advisory(f), 256);
    set(RecordText::file, l.file, k_most_name_bytes);
    set(RecordText::package, l.package, k_most_name_bytes);
    set(RecordText::version, l.version, 512);
    set(RecordText::fixed_version, l.fixed_version, 512);
    std::string_view resource = first_of({l.url, l.resource, l.host});
    if (resource == l.host && l.port > 0 && !l.host.empty()) {
        scratch_[at(RecordText::resource)] = fmt::format("{}:{}", l.host, l.port);
        resource = scratch_[at(RecordText::resource)];
    }
    if (resource.size() > k_most_name_bytes)
        set(RecordText::resource, resource, k_most_name_bytes);
    else
        texts_[at(RecordText::resource)] = resource;
}

void Packer::fill_sets(const RawFinding& f) {
    const auto fresh = [&](RecordText t) -> std::string& {
        scratch_[at(t)].clear();
        return scratch_[at(t)];
    };
    std::string& cwe = fresh(RecordText::cwe);
    if (f.cwe.size() == 1) {
        cwe = std::to_string(f.cwe.front());
    } else if (!f.cwe.empty()) {
        std::vector<int> numbers = f.cwe;
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        if (numbers.size() > k_most_words) numbers.resize(k_most_words);
        for (const int n : numbers)
            append_word(std::to_string(n), cwe);
    }
    std::string& advisories = fresh(RecordText::advisories);
    // A CVE that only the rule's name tells is one all the same.
    if (f.cve.empty() && cve_number(f.rule) != 0 &&
        std::find(f.aliases.begin(), f.aliases.end(), f.rule) == f.aliases.end())
        append_word(f.rule, advisories);
    append_sorted(f.cve, advisories);
    append_sorted(f.aliases, advisories);
    append_sorted(f.tags, fresh(RecordText::tags));
    append_sorted(f.controls, fresh(RecordText::controls));
    std::string& links = fresh(RecordText::links);
    for (std::size_t i = 0; i < std::min(f.links.size(), k_most_words); ++i)
        if (is_web_link(f.links[i])) append_word(f.links[i], links);
    for (const RecordText t :
         {RecordText::cwe, RecordText::advisories, RecordText::tags, RecordText::controls, RecordText::links})
        texts_[at(t)] = scratch_[at(t)];
}

void Packer::fill_detail(const RawFinding& f) {
    std::string& detail = scratch_[at(RecordText::detail)];
    detail.clear();
    {
        ObjectWriter w(detail);
        write_location(f.location, w);
        w.text("\"fingerprint\":", f.fingerprint);
        w.text("\"cvss\":", f.cvss_vector);
        w.text("\"suppression\":", f.suppression);
        if (f.kev == true) w.start("\"kev\":true"); // a feed may not take it back
        if (!f.more_locations.empty()) {
            w.start("\"more\":[");
            const std::size_t most = std::min(f.more_locations.size(), limits_.max_locations);
            for (std::size_t i = 0; i < most; ++i) {
                if (i > 0) detail += ',';
                write_whole_location(f.more_locations[i], detail);
            }
            detail += ']';
        }
    }
    texts_[at(RecordText::detail)] = detail;
    texts_[at(RecordText::place)] = prefix(f.place.path, k_most_name_bytes);
}

// In one piece, so that one hash covers all that the tool says; `place` last and outside of it.
void Packer::copy_texts(FindingRecord& record, Arena& arena) {
    std::size_t bytes = 0;
    std::array<std::uint32_t, k_record_texts> sizes{};
    for (std::size_t i = 0; i < k_record_texts; ++i) {
        sizes[i] = static_cast<std::uint32_t>(texts_[i].size());
        bytes += texts_[i].size();
    }
    char* const begin = arena.take(bytes);
    char* to = begin;
    for (std::size_t i = 0; i < k_record_texts; ++i) {
        if (!texts_[i].empty()) std::memcpy(to, texts_[i].data(), texts_[i].size());
        record.texts[i] = {to, texts_[i].size()};
        to += texts_[i].size();
    }
    const std::size_t place = texts_[at(RecordText::place)].size();
    sizes[at(RecordText::place)] = 0;
    const std::uint64_t shape = hash64({reinterpret_cast<const char*>(sizes.data()), sizeof sizes});
    record.content = hash64({begin, bytes - place}, shape);
}

void Packer::pack(const RawFinding& f, const Given& given, FindingBatch& into) {
    FindingRecord record;
    record.identity = given.key;
    record.proof = given.proof;
    record.basis = static_cast<std::uint8_t>(given.identity->basis);
    record.severity = f.severity;
    record.outcome = f.outcome;
    record.suppressed = f.suppressed;
    record.kev = tristate(f.kev);
    record.reachable = tristate(f.reachable);
    record.score = within(f.score, 10);
    record.epss = within(f.epss, 1);
    record.line = std::max<std::int64_t>(f.location.line, 0);
    record.place_line = std::max<std::int64_t>(f.place.line, 0);
    record.place_offset = f.place.offset;
    if (f.seen) {
        const std::int64_t seen = unix_seconds(*f.seen);
        if (seen > 0 && seen <= given.scan_at) record.seen = seen;
    }
    const Classified classified = classify(f, given.target_kind);
    record.cause = classified.cause;
    record.phase = classified.phase;
    record.cause_rule = static_cast<std::uint8_t>(classified.cause_rule);
    record.phase_rule = static_cast<std::uint8_t>(classified.phase_rule);
    fill_texts(f, given);
    fill_sets(f);
    fill_detail(f);
    copy_texts(record, into.arena);
    Numbers numbers;
    numbers.score = record.score;
    numbers.epss = record.epss;
    numbers.line = record.line;
    numbers.severity = static_cast<std::uint8_t>(record.severity);
    numbers.cause = static_cast<std::uint8_t>(record.cause);
    numbers.phase = static_cast<std::uint8_t>(record.phase);
    numbers.suppressed = record.suppressed ? 1 : 0;
    numbers.kev = record.kev;
    numbers.reachable = record.reachable;
    numbers.basis = record.basis;
    record.content = hash64({reinterpret_cast<const char*>(&numbers), sizeof numbers}, record.content);
    into.records.push_back(record);
}

} // namespace parapet
