#include "core/formats/format.h"

#include "core/base/text.h"

#include <algorithm>

namespace parapet {

std::string_view name_of(FormatKind kind) {
    switch (kind) {
    case FormatKind::findings:
        return "findings";
    case FormatKind::events:
        return "events";
    case FormatKind::compliance:
        return "compliance";
    case FormatKind::changes:
        return "changes";
    case FormatKind::feed:
        return "feed";
    }
    return "findings";
}

void ParseStats::warn(std::string where, std::string what, std::int64_t line) {
    ++warning_count;
    if (warnings.size() < default_limits().max_warnings) warnings.push_back({std::move(where), std::move(what), line});
}

void ParseStats::skip(const std::string& reason, std::uint64_t n) {
    skipped += n;
    skipped_by_reason[reason] += n;
}

const FormatInfo* find_format(std::string_view slug) {
    const auto all = formats();
    const auto it = std::find_if(all.begin(), all.end(), [&](const FormatInfo* f) { return f->slug == slug; });
    return it == all.end() ? nullptr : *it;
}

Recognition recognise(const Head& head) {
    Recognition out;
    for (const FormatInfo* format : formats()) {
        if (format->sniff == nullptr) continue;
        Sniff sniff = format->sniff(head);
        if (sniff.score > 0) out.candidates.push_back({format, std::move(sniff)});
    }
    std::sort(out.candidates.begin(), out.candidates.end(), [](const auto& a, const auto& b) {
        if (a.sniff.score != b.sniff.score) return a.sniff.score > b.sniff.score;
        if (a.sniff.why.size() != b.sniff.why.size()) return a.sniff.why.size() > b.sniff.why.size();
        return a.format->slug < b.format->slug;
    });
    constexpr int k_likely = 40;
    if (!out.candidates.empty() && out.candidates.front().sniff.score >= k_likely) {
        out.format = out.candidates.front().format;
        out.sniff = out.candidates.front().sniff;
    }
    out.saw = describe(head);
    return out;
}

} // namespace parapet
