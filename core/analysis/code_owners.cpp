#include "core/analysis/code_owners.h"

#include "core/base/text.h"
#include "core/base/wildcard.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace parapet {

namespace {

constexpr std::size_t k_most_skipped = 200;
constexpr std::size_t k_most_parts = 64; // folders of a path or pattern
constexpr std::string_view k_any_folders = "**";

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

// The next word, with `\ ` kept as it is; a '#' at its beginning starts a comment.
std::string_view next_word(std::string_view& line) {
    while (!line.empty() && is_space(line.front()))
        line.remove_prefix(1);
    if (line.empty() || line.front() == '#') {
        line = {};
        return {};
    }
    std::size_t end = 0;
    while (end < line.size() && !is_space(line[end]))
        end += line[end] == '\\' && end + 1 < line.size() ? 2 : 1;
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

bool has_wildcard(std::string_view part) {
    return part.find_first_of("*?\\") != std::string_view::npos;
}

// One folder or file name: * and ? within it, \ takes the next character as it is.
bool part_matches(std::string_view pattern, std::string_view name) {
    return matches_with_stars(pattern, name, [](std::string_view rest, char c) -> std::size_t {
        const bool escaped = rest.size() > 1 && rest[0] == '\\';
        if (rest[0] == '?') return 1;
        if (rest[escaped ? 1 : 0] != c) return 0;
        return escaped ? 2 : 1;
    });
}

using Parts = std::vector<std::string_view>;

// Row by row, so that several ** cost no more than their number times the path's length.
bool path_matches(const std::vector<std::string>& pattern, const Parts& path, bool beneath, bool only_beneath) {
    std::vector<char> reached(path.size() + 1, 0), next(path.size() + 1, 0);
    reached[0] = 1;
    for (const std::string& part : pattern) {
        std::fill(next.begin(), next.end(), 0);
        if (part == k_any_folders) {
            bool any = false;
            for (std::size_t i = 0; i <= path.size(); ++i) {
                any = any || reached[i] != 0;
                next[i] = any ? 1 : 0;
            }
        } else {
            for (std::size_t i = 0; i < path.size(); ++i)
                if (reached[i] != 0 && part_matches(part, path[i])) next[i + 1] = 1;
        }
        std::swap(reached, next);
    }
    if (!only_beneath && reached[path.size()] != 0) return true;
    if (!beneath && !only_beneath) return false;
    return std::any_of(reached.begin(), reached.end() - 1, [](char c) { return c != 0; });
}

Parts parts_of(std::string_view path) {
    Parts out;
    for (const std::string_view part : split(path, '/'))
        if (!part.empty() && part != ".") out.push_back(part);
    return out;
}

bool is_owner(std::string_view word) {
    return word.size() > 1 && word.find('@') != std::string_view::npos;
}

} // namespace

Result<CodeOwners> CodeOwners::parse(std::string_view text) {
    if (text.size() > k_most_bytes)
        return fail(Errc::limit, "the CODEOWNERS file is larger than 3 MiB", {}, "GitHub does not load it either");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    CodeOwners out;
    std::int64_t number = 0;
    for (const std::string_view line : split(text, '\n'))
        out.read_line(line, ++number);
    return out;
}

void CodeOwners::read_line(std::string_view line, std::int64_t number) {
    const auto skip = [&](std::string what) {
        if (skipped_.size() < k_most_skipped) skipped_.push_back({number, std::move(what)});
    };
    line = trim(line);
    bool section = false;
    if (line.starts_with('[') || line.starts_with("^[")) { // GitLab: [Name], ^[Name], [Name][2] @owners
        const std::size_t end = line.rfind(']');
        if (end == std::string_view::npos) return skip("a section that does not end");
        line.remove_prefix(end + 1);
        section = true;
    }
    const std::string_view pattern = section ? std::string_view() : next_word(line);
    if (!section && pattern.empty()) return;
    Owned owned;
    owned.line = number;
    for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
        if (!is_owner(word)) return skip(fmt::format("\"{}\" is no owner", visible(elide(word, 60))));
        if (!owned.owners.empty()) owned.owners += ", ";
        owned.owners += sanitize_utf8(word);
    }
    owned.owners = elide(owned.owners, 500);
    if (section) {
        section_owners_ = owned.owners;
        return;
    }
    if (pattern.front() == '!') return skip("patterns cannot be negated with !");
    if (pattern.find('[') != std::string_view::npos) return skip("ranges in [ ] are not known in patterns");
    if (owned.owners.empty()) owned.owners = section_owners_;
    add_rule(pattern, std::move(owned));
}

void CodeOwners::add_rule(std::string_view pattern, Owned owned) {
    Rule rule;
    rule.owned = std::move(owned);
    rule.only_beneath = pattern.ends_with('/');
    const Parts parts = parts_of(pattern);
    if (parts.size() > k_most_parts) return skipped_.push_back({rule.owned.line, "the pattern is nested too deeply"});
    const std::string_view inner = rule.only_beneath ? pattern.substr(0, pattern.size() - 1) : pattern;
    const bool anchored = inner.find('/') != std::string_view::npos;
    if (!anchored) rule.parts.emplace_back(k_any_folders);
    for (const std::string_view part : parts)
        rule.parts.emplace_back(part);
    if (parts.empty()) rule.parts = {std::string(k_any_folders)}; // "/": all
    // docs/* are the files right in docs; docs, docs/ and *.js mean what lies below as well.
    rule.beneath = !rule.only_beneath && !(anchored && !parts.empty() && parts.back() == "*");
    std::string folder;
    for (const std::string& part : rule.parts) {
        if (has_wildcard(part)) break;
        folder += part + "/";
    }
    by_folder_[folder].push_back(rules_.size());
    rules_.push_back(std::move(rule));
}

const CodeOwners::Owned* CodeOwners::owner_of(std::string_view path) const {
    const Parts parts = parts_of(path);
    if (parts.empty() || parts.size() > k_most_parts) return nullptr;
    std::vector<std::size_t> candidates;
    std::string folder;
    for (std::size_t i = 0; i <= parts.size(); ++i) {
        if (const auto known = by_folder_.find(folder); known != by_folder_.end())
            candidates.insert(candidates.end(), known->second.begin(), known->second.end());
        if (i < parts.size()) (folder += parts[i]) += '/';
    }
    std::sort(candidates.begin(), candidates.end(), std::greater<>());
    for (const std::size_t i : candidates)
        if (path_matches(rules_[i].parts, parts, rules_[i].beneath, rules_[i].only_beneath)) return &rules_[i].owned;
    return nullptr;
}

} // namespace parapet
