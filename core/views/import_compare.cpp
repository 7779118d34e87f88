#include "core/views/import_compare.h"

#include "core/model/enums.h"
#include "core/store/findings/column_cache.h"
#include "core/store/findings/compare.h"
#include "core/store/read_pool.h"

namespace parapet::views {

namespace {

std::vector<ComparedChange> changes_of(const ComparedFinding& f) {
    std::vector<ComparedChange> out;
    if (f.kind != Compared::changed) return out;
    const auto severity = [](int s) { return std::string(name_of(static_cast<Severity>(s))); };
    if (f.severity_from != f.severity_to)
        out.push_back({"severity", severity(f.severity_from), severity(f.severity_to)});
    if (f.fixed_from != f.fixed_to) out.push_back({"fixed_version", f.fixed_from, f.fixed_to});
    if (f.place_from != f.place_to) out.push_back({"location", f.place_from, f.place_to});
    return out;
}

} // namespace

std::string_view name_of(ComparedKind kind) {
    constexpr std::array<std::string_view, 4> k_names{"added", "gone", "changed", "unchanged"};
    return k_names[static_cast<std::size_t>(kind)];
}

Result<ImportsCompared> compare_imports(const Workspace& workspace, ImportId from, ImportId to,
                                        const std::function<void(const ComparedRow&)>& each, std::stop_token stop) {
    auto reader = workspace.readers().reader(stop);
    if (!reader) return fail(std::move(reader.error()));
    if (auto begun = reader->snapshot(); !begun) return fail(std::move(begun.error()));
    auto compared = parapet::compare_imports(**reader, from.value, to.value);
    if (!compared) return fail(std::move(compared.error()));
    // The list of findings is likely to be filtered by it next.
    auto view = workspace.finding_columns().view(**reader, false, stop);
    if (view && *view != nullptr)
        if (auto kept = (*view)->columns().comparisons.keep(**reader, from.value, to.value, sets_of(*compared)); !kept)
            return fail(std::move(kept.error()));
    ImportsCompared out;
    out.partial = compared->partial;
    out.other_scopes = compared->other_scopes;
    for (const ComparedFinding& f : compared->findings) {
        if (stop.stop_requested()) return fail(Errc::cancelled, "stopped on request");
        ++out.counts[static_cast<std::size_t>(f.kind)];
        auto text = compared_text(**reader, f.finding);
        if (!text) return fail(std::move(text.error()));
        ComparedRow row;
        row.kind = static_cast<ComparedKind>(f.kind);
        row.id = FindingId{f.finding};
        row.severity = static_cast<Severity>(f.kind == Compared::gone ? f.severity_from : f.severity_to);
        row.title = std::move(text->title);
        row.rule = std::move(text->rule);
        row.asset = std::move(text->asset);
        row.location = std::move(text->place);
        row.changes = changes_of(f);
        each(row);
    }
    return out;
}

} // namespace parapet::views
