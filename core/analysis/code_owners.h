#pragma once
// CODEOWNERS files, as GitHub documents them: patterns of paths, the last one that matches says who owns it.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet {

class CodeOwners {
public:
    static constexpr std::size_t k_most_bytes = 3U << 20U; // GitHub's own limit

    struct Skipped {
        std::int64_t line = 0;
        std::string what;
    };
    // A line that GitHub would not understand is skipped and told, as there. Sections of GitLab are read as one file;
    // owners in a section's heading are those of its lines that name none. Errc::limit only.
    [[nodiscard]] static Result<CodeOwners> parse(std::string_view text);

    struct Owned {
        std::string owners;    // "@org/team, @someone"; "" when the line says that nobody does
        std::int64_t line = 0; // of the file
    };
    // Null: no line matches. `path` is relative to the root of the repository; "./" and "/" before it do not matter.
    [[nodiscard]] const Owned* owner_of(std::string_view path) const;

    [[nodiscard]] std::size_t lines() const { return rules_.size(); }
    [[nodiscard]] const std::vector<Skipped>& skipped() const { return skipped_; }

private:
    struct Rule {
        std::vector<std::string> parts; // of the pattern; "**" stands for any number of folders
        bool beneath = false;           // whatever lies below a match, too
        bool only_beneath = false;      // it names a folder: itself is no file
        Owned owned;
    };
    void read_line(std::string_view line, std::int64_t number);
    void add_rule(std::string_view pattern, Owned owned);

    std::vector<Rule> rules_;
    std::vector<Skipped> skipped_;
    std::string section_owners_;
    // Rules by the folders that their pattern names before its first wildcard: few need to be tried for a path.
    std::unordered_map<std::string, std::vector<std::size_t>> by_folder_;
};

} // namespace parapet
