#pragma once
// Finds attempts in web requests with the rules of resources/detection. One RequestScanner a thread: it holds the
// buffers that make scanning free of allocation.

#include "core/analysis/detection/decode.h"
#include "core/analysis/detection/rule.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

// What a parser found out about a request line; malformed.yaml names them @empty, @no-version …
using HttpFacts = std::uint8_t;
namespace fact {
inline constexpr HttpFacts empty = 1, no_version = 2, unknown_method = 4, method_case = 8, space_in_target = 16,
                           binary = 32;
}

// The parts of a request as far as they are known; empty otherwise. As they came: still encoded.
struct HttpRequest {
    std::string_view line;   // the whole request line
    std::string_view target; // path and query
    std::string_view referrer;
    std::string_view agent;
    std::string_view rest; // headers and body, where a log has them
    int status = 0;        // of the answer; 0 = not known
    HttpFacts facts = 0;
    bool log_escaped = false; // the log wrote \x22 or \" for what it could not
};

struct Verdict {
    const detect::Rule* rule = nullptr; // the weightiest rule of the kind; nullptr: nothing suspicious
    int weight = 0;                     // of all rules of that kind
    explicit operator bool() const { return rule != nullptr; }
};

// Does the target hold a character, or an escape, that harmless ones do without? Rules that need none of these have
// gates (RequestScanner::gate_targets); detection/gates.cpp relies on what this stops at.
[[nodiscard]] bool suspicious_characters(std::string_view target);
// Has the query a value that is base64 of readable text?
[[nodiscard]] bool hides_base64(std::string_view target);

class RequestScanner {
public:
    explicit RequestScanner(const detect::RuleBook& book = detect::RuleBook::builtin());
    // One with the built-in rules that callers on a thread take turns with.
    [[nodiscard]] static RequestScanner& of_this_thread();

    // Cheap looks at what is still encoded; what neither these nor suspicious_characters(target) point at needs no
    // inspect(). Targets come many at once, a line each: the offsets of the lines that deserve it, sorted, good until
    // the next call. Headers come one by one, and those of a line are remembered with the answer.
    [[nodiscard]] Result<const std::vector<std::uint32_t>*> gate_targets(std::string_view lines);
    [[nodiscard]] bool gate_headers(std::string_view referrer, std::string_view agent);
    [[nodiscard]] bool remembered(std::string_view text, bool& look) const;
    void remember(std::string_view text, bool look);

    [[nodiscard]] Verdict inspect(const HttpRequest& request);
    // A payload without a request round it, encoded or not.
    [[nodiscard]] Verdict inspect_payload(std::string_view payload);

    // Indexes into the book's rules of all that fitted what was inspected last, whatever their weight.
    [[nodiscard]] const std::vector<std::uint32_t>& matched() const { return matched_; }

private:
    void clear();
    void add_request_line(const HttpRequest& request);
    void add_target(std::string_view target);
    void add_rest(std::string_view rest);
    void add_form(std::string_view form, bool plus_is_space);
    void add_quoted(std::string_view text, std::string_view quotes);
    void add_text(std::string_view raw, bool plus_is_space);
    void add_shape(std::string_view decoded);
    void add_base64(std::string_view value);
    void scan(std::string_view text, detect::View view);
    [[nodiscard]] Verdict judge(int status = 0);

    const detect::RuleBook& book_;
    detect::PatternSet::Scratch scratch_;
    detect::Decoder decoder_;
    std::vector<detect::Hit> hits_;
    std::vector<std::uint32_t> lines_;
    std::vector<std::uint64_t> headers_seen_; // hash with the answer as its last bit, by hash
    std::uint64_t seed_ = 0;                  // nobody can make headers that collide
    std::string text_, sql_, tight_, close_, shell_, shape_, path_, agent_, request_, raw_, unescaped_, piece_;
    std::vector<std::uint32_t> matched_; // indexes of rules that fit what is being inspected
};

} // namespace parapet
