#include "core/views/attack_flags.h"

#include "core/analysis/baseline.h"
#include "core/base/text.h"
#include "core/query/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parapet::views {

namespace {

constexpr std::int64_t k_hour = 3600, k_weeks_back = 26;
constexpr std::size_t k_most = 8;

AttackFlag flag_of(EventKind kind, const Unusual& u) {
    AttackFlag flag;
    flag.kind = kind;
    flag.span = {from_unix_seconds(u.from * k_hour), from_unix_seconds(u.to * k_hour)};
    flag.factor = u.outside_schedule ? 0 : u.factor;
    const std::string title(title_of(kind));
    flag.text = u.outside_schedule ? title + " outside its hours"
                                   : fmt::format("{} {:.{}f}× usual", title, u.factor, u.factor < 10 ? 1 : 0);
    flag.why = u.why();
    flag.query = fmt::format("kind:{}", name_of(kind));
    return flag;
}

} // namespace

Result<std::vector<AttackFlag>> attack_flags(const Workspace& ws, const Scope& scope, std::stop_token stop) {
    const std::int64_t from = unix_seconds(scope.range.from) / k_hour,
                       to = (unix_seconds(scope.range.to) + k_hour - 1) / k_hour;
    auto span = events_span(ws, stop);
    if (!span) return fail(span.error());
    if (!*span) return std::vector<AttackFlag>{};
    ActivityRequest request;
    request.scope = scope;
    request.scope.range.from = scope.range.from - std::chrono::hours(24 * 7 * k_weeks_back);
    request.bucket = Bucket::hour;
    auto counts = activity(ws, request, stop);
    if (!counts) return fail(counts.error());

    const std::int64_t first = unix_seconds(request.scope.range.from) / k_hour;
    std::map<EventKind, HourlyCounts> series;
    for (const ActivityCell& cell : counts->cells) {
        const auto kind = parse_enum<EventKind>(cell.value);
        const std::int64_t at = unix_seconds(cell.bucket) / k_hour - first;
        if (!kind || *kind == EventKind::other || at < 0 || at >= to - first) continue;
        HourlyCounts& s = series[*kind];
        s.counts.resize(static_cast<std::size_t>(to - first), 0.0);
        s.counts[static_cast<std::size_t>(at)] += static_cast<double>(cell.count);
    }
    struct Found {
        EventKind kind;
        Unusual unusual;
    };
    std::vector<Found> found;
    for (auto& [kind, s] : series) {
        s.first = first;
        s.known_from = unix_seconds((*span)->from) / k_hour;
        for (const Unusual& u : unusual_hours(s, from, to))
            found.push_back({kind, u});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        if (a.unusual.outside_schedule != b.unusual.outside_schedule) return a.unusual.outside_schedule;
        return a.unusual.count - a.unusual.usual > b.unusual.count - b.unusual.usual;
    });
    std::vector<AttackFlag> out;
    for (const Found& f : found) {
        if (out.size() == k_most) break;
        out.push_back(flag_of(f.kind, f.unusual));
        out.back().number = static_cast<int>(out.size());
    }
    return out;
}

} // namespace parapet::views
