// The tool's own identity of a result: one of its fingerprints, or its partial ones together (3.27.16, 3.27.17).

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/findings/sarif/result.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace parapet::sarif {

namespace {

// Semgrep writes the same words for each result when nobody is logged in.
bool says_nothing(json::Value value) {
    return !value || (value.is_string() && (value.str().empty() || value.str() == "requires login"));
}

// What some tools put there though many results share it: who committed it when (Gitleaks), what the whole file is.
bool is_shared(std::string_view name) {
    static constexpr std::array<std::string_view, 8> k_names{"commitSha", "commitMessage", "author",       "email",
                                                             "date",      "scanFileHash",  "scanTagsHash", "fileHash"};
    return std::any_of(k_names.begin(), k_names.end(), [&](std::string_view known) { return iequals(known, name); });
}

std::string text_of_print(json::Value value) {
    std::string text = value.is_string() ? std::string(value.str()) : std::string(value.raw());
    return text.size() > 200 ? sha256_hex(text) : text;
}

// Each of them is an identity by itself: the first by name, as the order of names must not matter.
std::string whole_print(json::Value prints) {
    json::Member best;
    for (const json::Member m : prints.members()) {
        if (says_nothing(m.value) || (best.value && m.key > best.key)) continue;
        best = m;
    }
    return best.value ? fmt::format("{}={}", best.key, text_of_print(best.value)) : std::string();
}

// They contribute to one: all of them together, but for the one that GitHub knows results by.
std::string partial_print(json::Value prints) {
    constexpr std::string_view k_line = "primaryLocationLineHash";
    if (const json::Value line = prints[k_line]; !says_nothing(line))
        return fmt::format("{}={}", k_line, text_of_print(line));
    std::map<std::string_view, json::Value> known;
    for (const json::Member m : prints.members())
        if (!says_nothing(m.value) && !is_shared(m.key) && known.size() < 50) known.emplace(m.key, m.value);
    std::string out;
    for (const auto& [name, value] : known)
        out += fmt::format("{}{}={}", out.empty() ? "" : ";", name, text_of_print(value));
    return out.size() > 300 ? fmt::format("partial={}", sha256_hex(out)) : out;
}

} // namespace

void read_fingerprint(json::Value fingerprints, json::Value partial, json::Value correlation, RawFinding& finding) {
    finding.fingerprint = whole_print(fingerprints);
    if (finding.fingerprint.empty()) finding.fingerprint = partial_print(partial);
    if (finding.fingerprint.empty() && !correlation.str().empty())
        finding.fingerprint = fmt::format("correlation={}", elide(correlation.str(), 64));
}

} // namespace parapet::sarif
