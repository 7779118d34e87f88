#include "core/store/read_pool.h"
#include "core/views/imports.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace parapet::views {

namespace {

std::string names_of(const std::vector<std::string>& sources) {
    constexpr std::size_t k_most = 3;
    std::string out;
    for (std::size_t i = 0; i < sources.size() && i < k_most; ++i)
        out += (i == 0 ? "" : ", ") + sources[i];
    return out;
}

} // namespace

Result<std::vector<Coverage>> telemetry_coverage(const Workspace& workspace, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto fixed = reader->snapshot(); !fixed) return fail(std::move(fixed.error()));
    // Everything that is known to exist, by name: what scans saw and what logs speak of.
    auto all = (*reader)->integer("SELECT count(*) FROM (SELECT name FROM asset WHERE name <> '' UNION "
                                  "SELECT text FROM event_string WHERE id IN (SELECT DISTINCT asset FROM event_seen))");
    if (!all) return fail(std::move(all.error()));
    auto find = (*reader)->prepare("SELECT seen.kind, seen.asset, seen.last_ns, source.name FROM event_seen AS seen "
                                   "LEFT JOIN source ON source.id = seen.source_id ORDER BY seen.last_ns DESC");
    if (!find) return fail(std::move(find.error()));
    std::array<std::set<std::int64_t>, k_event_kind_count> assets;
    std::array<std::vector<std::string>, k_event_kind_count> sources;
    std::vector<Coverage> out(k_event_kind_count);
    for (std::size_t kind = 0; kind < out.size(); ++kind) {
        out[kind].kind = static_cast<EventKind>(kind);
        out[kind].assets_all = *all;
    }
    for (;;) {
        auto row = find->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) break;
        const auto kind = static_cast<std::size_t>(find->integer(0));
        if (kind >= out.size()) continue;
        if (find->integer(1) != 0) assets[kind].insert(find->integer(1));
        if (!out[kind].last) out[kind].last = from_unix_nanos(find->integer(2));
        const std::string name = find->str(3);
        auto& names = sources[kind];
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (std::size_t kind = 0; kind < out.size(); ++kind) {
        out[kind].assets = static_cast<std::int64_t>(assets[kind].size());
        out[kind].sources = names_of(sources[kind]);
    }
    return out;
}

} // namespace parapet::views
