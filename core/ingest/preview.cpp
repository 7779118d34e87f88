#include "core/ingest/preview.h"

#include <array>

namespace parapet {

namespace {

std::string first_of(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts)
        if (!text.empty()) return std::string(text);
    return {};
}

std::string place_of(const FindingRecord& r) {
    std::string out = first_of({r[RecordText::file], r[RecordText::package], r[RecordText::resource]});
    if (!r[RecordText::file].empty()) {
        if (r.line > 0) out += ":" + std::to_string(r.line);
    } else if (!r[RecordText::package].empty() && !r[RecordText::version].empty()) {
        out += " " + std::string(r[RecordText::version]);
    }
    return out;
}

} // namespace

void read_stored(Connection& db, std::int64_t finding, PreviewRow& row) {
    auto find = db.cached("SELECT f.severity, f.title, coalesce(f.vuln, r.code), a.name, coalesce(p.text, k.text,"
                          " f.resource), r.tool FROM finding f LEFT JOIN rule r ON r.id = f.rule_id"
                          " LEFT JOIN asset a ON a.id = f.asset_id LEFT JOIN string p ON p.id = f.file_id"
                          " LEFT JOIN string k ON k.id = f.package_id WHERE f.id = ?1");
    if (!find) return;
    const auto there = (*find)->bind(1, finding).step();
    if (!there || !*there) return;
    row.severity = static_cast<Severity>((*find)->integer(0));
    row.title = (*find)->str(1);
    row.rule = (*find)->str(2);
    row.asset = (*find)->str(3);
    row.place = (*find)->str(4);
    row.tool = (*find)->str(5);
}

std::string_view name_of(PreviewKind kind) {
    constexpr std::array<std::string_view, 6> k_names{"new", "known", "reopened", "closed", "merged", "decided"};
    return k_names[static_cast<std::size_t>(kind)];
}

std::function<void(LoadedAs, const FindingRecord*, std::int64_t)> preview_watch(Connection& db, PreviewFn tell) {
    return [&db, tell = std::move(tell)](LoadedAs what, const FindingRecord* record, std::int64_t finding) {
        PreviewRow row;
        row.kind = static_cast<PreviewKind>(what);
        if (what != LoadedAs::added) row.finding = FindingId{finding};
        if (record == nullptr) {
            read_stored(db, finding, row); // a closed one is only in the workspace
        } else {
            row.severity = record->severity;
            row.title = std::string((*record)[RecordText::title]);
            row.rule = first_of({(*record)[RecordText::vuln], (*record)[RecordText::rule]});
            row.asset = std::string((*record)[RecordText::asset]);
            row.place = place_of(*record);
        }
        tell(row);
    };
}

} // namespace parapet
