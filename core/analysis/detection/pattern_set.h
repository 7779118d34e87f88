#pragma once
// Many regular expressions at once, over blocks of whole lines (Vectorscan, block mode). Immutable and shared between
// threads; each thread brings its own Scratch.

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::detect {

struct Pattern {
    std::string_view text; // the subset that Vectorscan and RE2 share: no look-around, no back-reference
    std::uint32_t id = 0;
    bool caseless = true;
    bool once = false; // report only the first match in a block
};

struct Hit {
    std::uint32_t id = 0;
    std::uint32_t end = 0; // offset just behind the match
};

class PatternSet {
public:
    PatternSet() = default;

    // `^` and `$` match at line ends and `.` never crosses one. The error names the pattern that cannot be compiled.
    // The code made runs on every CPU of this architecture (no AVX assumed): it measured as fast as tuned code.
    [[nodiscard]] static Result<PatternSet> compile(std::span<const Pattern> patterns);

    // Texts instead of patterns (caseless): several times as fast for hundreds of them.
    [[nodiscard]] static Result<PatternSet> compile_texts(std::span<const Pattern> texts);

    // What serialize() gave, in 0.1 ms instead of the 0.2 s of compiling. Errc::unsupported_version when another
    // release of the library or another architecture made it: compile instead.
    [[nodiscard]] static Result<PatternSet> load(std::string_view serialized);
    [[nodiscard]] Result<std::string> serialize() const;

    [[nodiscard]] bool empty() const { return !impl_; }

    class Scratch {
    public:
        Scratch();
        explicit Scratch(const PatternSet& set);
        ~Scratch();
        Scratch(Scratch&&) noexcept;
        Scratch& operator=(Scratch&&) noexcept;
        // Makes it fit `set` too; one Scratch may serve several sets.
        [[nodiscard]] Result<void> fit(const PatternSet& set);

    private:
        friend class PatternSet;
        struct Impl;
        std::unique_ptr<Impl> impl_;
    };

    // Appends every match. Blocks are at most 4 GiB; the order of hits is not defined.
    [[nodiscard]] Result<void> scan(std::string_view block, Scratch& scratch, std::vector<Hit>& hits) const;

private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

// Offsets of the lines of `block` that at least one hit ends in: sorted, each once. A match that ends with the newline
// belongs to the line before it.
void lines_of_hits(std::string_view block, std::vector<Hit>& hits, std::vector<std::uint32_t>& line_starts);

} // namespace parapet::detect
