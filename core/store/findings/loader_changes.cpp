// What an import says differently of findings that were known, for comparing imports (compare.h).
#include "core/store/findings/loader.h"

namespace parapet {

namespace {

std::string place_text(std::string_view file, std::int64_t line, std::string_view package, std::string_view version) {
    if (!file.empty()) return std::string(file) + (line > 0 ? ":" + std::to_string(line) : std::string());
    std::string out(package);
    if (!out.empty() && !version.empty()) out += " " + std::string(version);
    return out;
}

} // namespace

// Of further witnesses only the severity: the finding's own words are those of its first one.
Result<void> FindingLoader::note_change(const KnownSighting& s, const FindingRecord& r) {
    std::string fixed_from, fixed_to, place_from, place_to;
    if (number_of(s.id) == 0) {
        auto read = db_.cached("SELECT f.fixed_version, p.text, f.line, k.text, f.version FROM finding f"
                               " LEFT JOIN string p ON p.id = f.file_id LEFT JOIN string k ON k.id = f.package_id"
                               " WHERE f.id = ?1");
        if (!read) return fail(std::move(read.error()));
        auto there = (*read)->bind(1, finding_of(s.id)).step();
        if (!there) return fail(std::move(there.error()));
        if (*there) {
            fixed_from = (*read)->str(0);
            place_from = place_text((*read)->text(1), (*read)->integer(2), (*read)->text(3), (*read)->text(4));
        }
        fixed_to = std::string(r[RecordText::fixed_version]);
        place_to = place_text(r[RecordText::file], r.line, r[RecordText::package], r[RecordText::version]);
    }
    if (s.severity == static_cast<int>(r.severity) && fixed_from == fixed_to && place_from == place_to) return {};
    auto put = db_.cached("INSERT OR IGNORE INTO sighting_change(import_id, sighting_id, severity_from, severity_to,"
                          " fixed_from, fixed_to, place_from, place_to) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, context_.import_id).bind(2, s.id).bind(3, s.severity).bind(4, static_cast<int>(r.severity));
    (*put)->bind(5, fixed_from).bind(6, fixed_to).bind(7, place_from).bind(8, place_to);
    return (*put)->run();
}

Result<void> FindingLoader::note_gap(const KnownSighting& s, std::int64_t back_at) {
    if (back_at <= s.gone_at) return {};
    auto put = db_.cached("INSERT OR IGNORE INTO sighting_gap(sighting_id, gone_at, back_at, import_id)"
                          " VALUES(?1, ?2, ?3, ?4)");
    if (!put) return fail(std::move(put.error()));
    return (*put)->bind(1, s.id).bind(2, s.gone_at).bind(3, back_at).bind(4, context_.import_id).run();
}

Result<void> FindingLoader::note_end() {
    auto put = db_.cached("INSERT INTO import_end SELECT ?1, coalesce(max(id), 0) FROM finding");
    if (!put) return fail(std::move(put.error()));
    return (*put)->bind(1, context_.import_id).run();
}

} // namespace parapet
