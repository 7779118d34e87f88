#include "core/analysis/detection/pattern_set.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace parapet::detect {

struct PatternSet::Impl {
    hs_database_t* db = nullptr;
    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { hs_free_database(db); }
};

struct PatternSet::Scratch::Impl {
    hs_scratch_t* scratch = nullptr;
    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { hs_free_scratch(scratch); }
};

PatternSet::Scratch::Scratch()
    : impl_(std::make_unique<Impl>()) {}
PatternSet::Scratch::Scratch(const PatternSet& set)
    : Scratch() {
    // A failure here shows again, with its message, at the first scan.
    (void)fit(set);
}
PatternSet::Scratch::~Scratch() = default;
PatternSet::Scratch::Scratch(Scratch&&) noexcept = default;
PatternSet::Scratch& PatternSet::Scratch::operator=(Scratch&&) noexcept = default;

Result<void> PatternSet::Scratch::fit(const PatternSet& set) {
    if (set.impl_ && hs_alloc_scratch(set.impl_->db, &impl_->scratch) != HS_SUCCESS)
        return fail(Errc::internal, "no memory for scanning with the detection rules");
    return {};
}

Result<PatternSet> PatternSet::compile(std::span<const Pattern> patterns) {
    PatternSet set;
    if (patterns.empty()) return set;
    std::vector<std::string> texts; // the library wants NUL-terminated text
    std::vector<const char*> expressions;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids;
    texts.reserve(patterns.size());
    for (const Pattern& p : patterns) {
        texts.emplace_back(p.text);
        expressions.push_back(texts.back().c_str());
        flags.push_back(HS_FLAG_MULTILINE | (p.caseless ? HS_FLAG_CASELESS : 0U) | (p.once ? HS_FLAG_SINGLEMATCH : 0U));
        ids.push_back(p.id);
    }
    const hs_platform_info_t any_cpu{};
    auto impl = std::make_shared<Impl>();
    hs_compile_error_t* error = nullptr;
    const auto n = static_cast<unsigned>(texts.size());
    if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), n, HS_MODE_BLOCK, &any_cpu, &impl->db, &error) !=
        HS_SUCCESS) {
        const int at = error ? error->expression : -1;
        const std::string why = error && error->message ? error->message : "out of memory";
        hs_free_compile_error(error);
        if (at < 0) return fail(Errc::malformed, fmt::format("the patterns cannot be compiled: {}", why));
        const auto index = static_cast<std::size_t>(at);
        return fail(Errc::malformed, fmt::format("pattern {} cannot be compiled: {}", patterns[index].id, why),
                    texts[index]);
    }
    set.impl_ = std::move(impl);
    return set;
}

Result<PatternSet> PatternSet::compile_texts(std::span<const Pattern> texts) {
    PatternSet set;
    if (texts.empty()) return set;
    std::vector<const char*> bytes;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> flags(texts.size(), HS_FLAG_CASELESS);
    std::vector<unsigned> ids;
    for (const Pattern& p : texts) {
        bytes.push_back(p.text.data());
        sizes.push_back(p.text.size());
        ids.push_back(p.id);
    }
    const hs_platform_info_t any_cpu{};
    auto impl = std::make_shared<Impl>();
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(bytes.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(texts.size()),
                             HS_MODE_BLOCK, &any_cpu, &impl->db, &error) != HS_SUCCESS) {
        const std::string why = error && error->message ? error->message : "out of memory";
        hs_free_compile_error(error);
        return fail(Errc::malformed, fmt::format("the texts cannot be compiled: {}", why));
    }
    set.impl_ = std::move(impl);
    return set;
}

Result<PatternSet> PatternSet::load(std::string_view serialized) {
    auto impl = std::make_shared<Impl>();
    if (hs_deserialize_database(serialized.data(), serialized.size(), &impl->db) != HS_SUCCESS)
        return fail(Errc::unsupported_version, "the prepared patterns were made for another machine or library");
    PatternSet set;
    set.impl_ = std::move(impl);
    return set;
}

Result<std::string> PatternSet::serialize() const {
    if (!impl_) return std::string();
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(impl_->db, &bytes, &size) != HS_SUCCESS)
        return fail(Errc::internal, "the patterns cannot be serialised");
    std::string out(bytes, size);
    std::free(bytes); // hs_serialize_database allocates with malloc
    return out;
}

Result<void> PatternSet::scan(std::string_view block, Scratch& scratch, std::vector<Hit>& hits) const {
    if (!impl_ || block.empty()) return {};
    if (block.size() > std::numeric_limits<std::uint32_t>::max())
        return fail(Errc::limit, "a block over 4 GiB cannot be scanned");
    const auto on_match = [](unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
        static_cast<std::vector<Hit>*>(context)->push_back({id, static_cast<std::uint32_t>(to)});
        return 0;
    };
    const hs_error_t rc = hs_scan(impl_->db, block.data(), static_cast<unsigned>(block.size()), 0,
                                  scratch.impl_->scratch, on_match, &hits);
    if (rc != HS_SUCCESS) return fail(Errc::internal, fmt::format("scanning with the detection rules failed ({})", rc));
    return {};
}

void lines_of_hits(std::string_view block, std::vector<Hit>& hits, std::vector<std::uint32_t>& line_starts) {
    line_starts.clear();
    const auto by_end = [](const Hit& a, const Hit& b) { return a.end < b.end; };
    if (!std::is_sorted(hits.begin(), hits.end(), by_end)) std::sort(hits.begin(), hits.end(), by_end);
    std::size_t line_end = 0; // behind the newline of the line found last
    for (const Hit& hit : hits) {
        if (hit.end != 0 && hit.end <= line_end) continue;
        std::size_t at = hit.end;
        if (at > 0 && (at == block.size() || block[at - 1] == '\n')) --at;
        std::size_t start = at;
        if (start > 0) {
            const auto* nl = static_cast<const char*>(memrchr(block.data(), '\n', start));
            start = nl ? static_cast<std::size_t>(nl - block.data()) + 1 : 0;
        }
        const auto* end = static_cast<const char*>(std::memchr(block.data() + at, '\n', block.size() - at));
        line_end = end ? static_cast<std::size_t>(end - block.data()) + 1 : block.size();
        line_starts.push_back(static_cast<std::uint32_t>(start));
    }
}

} // namespace parapet::detect
