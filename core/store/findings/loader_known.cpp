// Records about findings that the workspace knows already.
#include "core/base/json.h"
#include "core/store/findings/loader.h"
#include "core/store/search/reindex.h"

#include <algorithm>

namespace parapet {

namespace {
constexpr std::size_t k_most_places = 1000;            // further places of one finding
constexpr std::size_t k_most_place_bytes = 64U << 20U; // of all findings of an import
} // namespace

Result<std::int64_t> FindingLoader::find_known(const FindingRecord& record, std::uint64_t& key) {
    auto find = db_.cached("SELECT id, proof FROM finding WHERE identity = ?1");
    if (!find) return fail(std::move(find.error()));
    for (;;) {
        (*find)->reset();
        auto there = (*find)->bind(1, key).step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return 0;
        if ((*find)->integer(1) == static_cast<std::int64_t>(record.proof)) return (*find)->integer(0);
        key = key * 0x9e3779b97f4a7c15ULL + record.proof;
    }
}

Result<FindingLoader::Known> FindingLoader::read_known(std::int64_t id) {
    auto row =
        db_.cached("SELECT severity, status, first_seen, last_seen, fixed_at, owner_id FROM finding WHERE id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    Known known;
    known.id = id;
    known.severity = static_cast<int>((*row)->integer(0));
    known.status = static_cast<int>((*row)->integer(1));
    known.first_seen = (*row)->integer(2);
    known.last_seen = (*row)->integer(3);
    known.fixed_at = (*row)->integer(4);
    known.owner = (*row)->integer(5);
    return known;
}

Result<std::vector<FindingLoader::KnownSighting>> FindingLoader::read_sightings(std::int64_t id) {
    auto rows =
        db_.cached("SELECT id, scope_id, rule_id, content, gone_at, first_seen, last_seen, severity, via FROM sighting"
                   " WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535");
    if (!rows) return fail(std::move(rows.error()));
    (*rows)->bind(1, id);
    std::vector<KnownSighting> out;
    for (;;) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return out;
        KnownSighting s;
        s.id = (*rows)->integer(0);
        s.scope = (*rows)->integer(1);
        s.rule = (*rows)->integer(2);
        s.content = (*rows)->integer(3);
        s.gone_at = (*rows)->integer(4);
        s.first_seen = (*rows)->integer(5);
        s.last_seen = (*rows)->integer(6);
        s.severity = static_cast<int>((*rows)->integer(7));
        s.via = (*rows)->integer(8);
        out.push_back(s);
    }
}

// A person's word goes before identity: what was joined or split stays so.
Result<bool> FindingLoader::take_by_hand(const FindingRecord& r, ScopeState& scope) {
    const std::int64_t finding = by_hand_.find(r.identity, r.proof, scope.tool, r[RecordText::rule]);
    if (finding == 0) return false;
    const bool again = linked_.find(static_cast<std::uint64_t>(finding)) != nullptr;
    if (!again) linked_.insert(static_cast<std::uint64_t>(finding), 1);
    ++(again ? counts_.merged : counts_.known);
    if (auto done = flush(); !done) return fail(std::move(done.error()));
    const std::int64_t via = by_hand_.is_own(finding, r.identity) ? 0 : static_cast<std::int64_t>(r.identity);
    auto done = take_known(finding, r, scope, again, via);
    if (!done) return fail(std::move(done.error()));
    return true;
}

// `again`: an earlier record of this import was about the same finding.
Result<void> FindingLoader::take_known(std::int64_t id, const FindingRecord& r, ScopeState& scope, bool again,
                                       std::int64_t via) {
    auto known = read_known(id);
    if (!known) return fail(std::move(known.error()));
    auto sightings = read_sightings(id);
    if (!sightings) return fail(std::move(sightings.error()));
    auto rule = names_.rule(scope.tool, r[RecordText::rule], r[RecordText::rule_name]);
    if (!rule) return fail(std::move(rule.error()));
    const auto same = std::find_if(sightings->begin(), sightings->end(), [&](const KnownSighting& s) {
        return s.scope == scope.scope && s.rule == *rule && s.via == via;
    });
    if (same == sightings->end()) {
        const std::int64_t next = sightings->empty() ? 0 : number_of(sightings->back().id) + 1;
        if (auto done = join_sighting(id, next, r, scope, via); !done) return done;
    } else if (const auto key = static_cast<std::uint64_t>(same->id);
               again && (id >= first_new_ || scope.seen.find(key) != nullptr)) {
        if (same->content != static_cast<std::int64_t>(r.content)) note_place(same->id, r);
        return {};
    } else {
        scope.seen.insert(key, 1);
        if (auto done = update_sighting(*same, r, scope); !done) return done;
    }
    if (!again) ++scope.findings;
    const std::int64_t seen = r.seen != 0 ? std::min(r.seen, scope.at) : scope.at;
    if (seen < known->first_seen || scope.at > known->last_seen) {
        auto times = db_.cached("UPDATE finding SET first_seen = min(first_seen, ?2), last_seen = max(last_seen, ?3)"
                                " WHERE id = ?1");
        if (!times) return fail(std::move(times.error()));
        if (auto done = (*times)->bind(1, id).bind(2, seen).bind(3, scope.at).run(); !done) return done;
        // The deadline counts from the first sight.
        if (seen < known->first_seen) {
            if (auto done = settle_severity(id); !done) return done;
        }
    }
    auto back = reopen(*known, scope);
    if (!back) return fail(std::move(back.error()));
    if (*back) {
        ++counts_.reopened;
        if (!again)
            --counts_.known;
        else
            ++counts_.merged, --counts_.merged;
    }
    return {};
}

Result<bool> FindingLoader::fixed_by_a_person(std::int64_t id) {
    auto last = db_.cached("SELECT what FROM history WHERE finding_id = ?1 AND status_to = 5 AND status_from <> 5"
                           " ORDER BY id DESC LIMIT 1");
    if (!last) return fail(std::move(last.error()));
    auto there = (*last)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    return *there && (*last)->integer(0) == static_cast<int>(HistoryKind::decided);
}

// What a fixed finding becomes when a scan sees it: what was decided about it, else open. Absence is over with any
// scan that no later complete one of its scope supersedes; a person's word only with a scan that came after it.
Result<bool> FindingLoader::reopen(const Known& known, const ScopeState& scope) {
    if (known.status != static_cast<int>(FindingStatus::fixed) || scope.superseded()) return false;
    if (scope.at < known.fixed_at) {
        auto person = fixed_by_a_person(known.id);
        if (!person || *person) return person ? Result<bool>(false) : person;
    }
    auto decided = db_.cached("SELECT status, until FROM decision WHERE finding_id = ?1");
    if (!decided) return fail(std::move(decided.error()));
    auto there = (*decided)->bind(1, known.id).step();
    if (!there) return fail(std::move(there.error()));
    int status = static_cast<int>(FindingStatus::open);
    std::int64_t until = k_never;
    if (*there && (*decided)->integer(1) > context_.now &&
        (*decided)->integer(0) != static_cast<int>(FindingStatus::fixed)) {
        status = static_cast<int>((*decided)->integer(0));
        until = status >= static_cast<int>(FindingStatus::risk_accepted) ? (*decided)->integer(1) : k_never;
    }
    auto put = db_.cached("UPDATE finding SET status = ?2, fixed_at = 0, decided_until = ?3 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    if (auto done = (*put)->bind(1, known.id).bind(2, status).bind(3, until).run(); !done)
        return fail(std::move(done.error()));
    HistoryRow row;
    row.finding = known.id;
    row.at = std::max(scope.at, known.fixed_at);
    row.what = HistoryKind::seen;
    row.status_from = known.status;
    row.status_to = status;
    row.until = until;
    row.owner_from = row.owner_to = known.owner;
    if (auto done = history_.add(row); !done) return fail(std::move(done.error()));
    return true;
}

Result<void> FindingLoader::update_times(const KnownSighting& s, const ScopeState& scope, std::int64_t seen) {
    const bool back = s.gone_at != 0 && !scope.superseded();
    // The time of the newest complete scan stands in its scope and need not be written into every row.
    const bool later = (!scope.complete || scope.failed || scope.superseded()) && scope.at > s.last_seen;
    if (seen >= s.first_seen && !back && !later) return {};
    // Seen after the scan that closed it, and gone again with the next complete one.
    const bool lasted = s.gone_at != 0 && scope.superseded() && scope.at >= s.gone_at;
    if (back)
        if (auto noted = note_gap(s, scope.at); !noted) return noted;
    const std::int64_t gone_at = back ? 0 : lasted ? scope.complete_after : s.gone_at;
    auto put = db_.cached("UPDATE sighting SET first_seen = min(first_seen, ?2), last_seen = max(last_seen, ?3),"
                          " gone_at = ?4 WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    (*put)->bind(1, s.id).bind(2, seen).bind(3, scope.at).bind(4, gone_at);
    if (auto done = (*put)->run(); !done || !lasted) return done;
    auto fixed = db_.cached("UPDATE finding SET fixed_at = max(fixed_at, ?2) WHERE id = ?1 AND status = 5");
    if (!fixed) return fail(std::move(fixed.error()));
    return (*fixed)->bind(1, finding_of(s.id)).bind(2, gone_at).run();
}

Result<void> FindingLoader::update_sighting(const KnownSighting& s, const FindingRecord& r, const ScopeState& scope) {
    const std::int64_t seen = r.seen != 0 ? std::min(r.seen, scope.at) : scope.at;
    if (auto done = update_times(s, scope, seen); !done) return done;
    const bool back = s.gone_at != 0 && !scope.superseded();
    if (scope.stale()) return back ? settle_severity(finding_of(s.id)) : Result<void>();
    const bool changed = s.content != static_cast<std::int64_t>(r.content);
    if (changed) {
        if (auto done = note_change(s, r); !done) return done;
        auto names = intern(r, scope, number_of(s.id) == 0);
        if (!names) return fail(std::move(names.error()));
        auto put = db_.cached("UPDATE sighting SET import_id = ?2, content = ?3, severity = ?4, severity_raw = ?5,"
                              " title = ?6, description_id = ?7, remediation_id = ?8, evidence_id = ?9, tag_set = ?10,"
                              " link_set = ?11, place_path = ?12, detail = ?13, basis = ?14, place_line = ?15,"
                              " place_offset = ?16, more = NULL WHERE id = ?1");
        if (!put) return fail(std::move(put.error()));
        const auto id_or_null = [&](int at, std::int64_t id) {
            id != 0 ? (*put)->bind(at, id) : (*put)->bind_null(at);
        };
        (*put)->bind(1, s.id).bind(2, context_.import_id).bind(3, static_cast<std::int64_t>(r.content));
        (*put)->bind(4, static_cast<int>(r.severity)).bind(14, static_cast<int>(r.basis));
        id_or_null(5, names->severity_raw);
        if (number_of(s.id) != 0) (*put)->bind(6, r[RecordText::title]);
        id_or_null(7, names->description);
        id_or_null(8, names->remediation);
        id_or_null(9, names->evidence);
        id_or_null(10, names->tags);
        id_or_null(11, names->links);
        (*put)->bind_text_or_null(12, r[RecordText::place]).bind(13, r[RecordText::detail]);
        id_or_null(15, r.place_line);
        if (r.place_offset >= 0) (*put)->bind(16, r.place_offset);
        if (auto done = (*put)->run(); !done) return done;
        if (number_of(s.id) == 0) {
            if (auto done = rewrite_finding(finding_of(s.id), r, scope); !done) return done;
        } else if (auto done = fill_gaps(finding_of(s.id), r, *names); !done) {
            return done;
        }
    }
    if (changed || back) return settle_severity(finding_of(s.id));
    return {};
}

// The first sighting's words are the finding's.
Result<void> FindingLoader::rewrite_finding(std::int64_t id, const FindingRecord& r, const ScopeState& scope) {
    auto names = intern(r, scope, true);
    if (!names) return fail(std::move(names.error()));
    if (auto done = names_.flush(); !done) return done;
    auto before = words_of_finding(db_, id);
    if (!before) return fail(std::move(before.error()));
    auto put = db_.cached(
        "UPDATE finding SET suppressed = ?2, score = ?3, epss = CASE WHEN ?4 >= 0 THEN ?4 ELSE epss END,"
        " kev = coalesce(?5, kev), reachable = ?6, title = ?7, vuln = ?8, file_id = ?9, line = ?10, package_id = ?11,"
        " version = ?12, fixed_version = ?13, resource = ?14, cwe_set = ?15, advisory_set = ?16, control_set = ?17,"
        " description_id = ?18, cause = ?19, cause_rule = ?20, phase = ?21, phase_rule = ?22, rule_id = ?23,"
        " description = ?24"
        " WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    Statement& s = **put;
    const auto id_or_null = [&](int at, std::int64_t n) { n != 0 ? s.bind(at, n) : s.bind_null(at); };
    s.bind(1, id).bind(2, r.suppressed).bind(3, r.score).bind(4, r.epss);
    if (r.kev >= 0) s.bind(5, int{r.kev});
    if (r.reachable >= 0) s.bind(6, int{r.reachable});
    s.bind(7, r[RecordText::title]).bind_text_or_null(8, r[RecordText::vuln]);
    id_or_null(9, names->file);
    id_or_null(10, r.line);
    id_or_null(11, names->package);
    s.bind_text_or_null(12, r[RecordText::version]).bind_text_or_null(13, r[RecordText::fixed_version]);
    s.bind_text_or_null(14, r[RecordText::resource]);
    id_or_null(15, names->cwe);
    id_or_null(16, names->advisories);
    id_or_null(17, names->controls);
    id_or_null(18, names->description);
    s.bind(19, static_cast<int>(r.cause)).bind(20, int{r.cause_rule});
    s.bind(21, static_cast<int>(r.phase)).bind(22, int{r.phase_rule}).bind(23, names->rule);
    if (names->description == 0) s.bind_text_or_null(24, r[RecordText::description]);
    if (auto done = s.run(); !done) return done;
    auto after = words_of_finding(db_, id);
    if (!after) return fail(std::move(after.error()));
    return *before == *after ? Result<void>() : mark_late(id);
}

// The search index only ever grows; a row that changed is looked at itself from now on.
Result<void> FindingLoader::mark_late(std::int64_t id) {
    if (id >= first_new_) return fail(Errc::internal, "a finding changed in the import that made it");
    auto put = db_.cached("INSERT OR IGNORE INTO search_late VALUES(?1)");
    if (!put) return fail(std::move(put.error()));
    late_changed_ = true;
    return (*put)->bind(1, id).run();
}

// A second witness may know what the first did not say.
Result<void> FindingLoader::fill_gaps(std::int64_t id, const FindingRecord& r, const Names& names) {
    auto put = db_.cached("UPDATE finding SET severity = max(severity, ?2), score = max(score, ?3),"
                          " epss = max(epss, ?4), kev = CASE WHEN kev = 1 THEN 1 ELSE coalesce(?5, kev) END,"
                          " reachable = coalesce(reachable, ?6), cwe_set = coalesce(cwe_set, ?7),"
                          " control_set = coalesce(control_set, ?8), fixed_version = coalesce(fixed_version, ?9),"
                          " description_id = CASE WHEN description IS NULL THEN coalesce(description_id, ?10)"
                          " ELSE description_id END WHERE id = ?1");
    if (!put) return fail(std::move(put.error()));
    Statement& s = **put;
    s.bind(1, id).bind(2, static_cast<int>(r.severity)).bind(3, r.score).bind(4, r.epss);
    if (r.kev >= 0) s.bind(5, int{r.kev});
    if (r.reachable >= 0) s.bind(6, int{r.reachable});
    if (names.cwe != 0) s.bind(7, names.cwe);
    if (names.controls != 0) s.bind(8, names.controls);
    s.bind_text_or_null(9, r[RecordText::fixed_version]);
    if (names.description != 0) s.bind(10, names.description);
    return s.run();
}

namespace {

// The columns of a finding that another sighting may fill differently.
std::string own_location(const FindingRecord& r) {
    std::string out;
    json::Writer w(out);
    w.begin_object();
    const auto text = [&](std::string_view key, RecordText t) {
        if (!r[t].empty()) w.field(key, r[t]);
    };
    text("file", RecordText::file);
    if (r.line > 0) w.field("line", r.line);
    text("package", RecordText::package);
    text("version", RecordText::version);
    text("fixed", RecordText::fixed_version);
    text("resource", RecordText::resource);
    w.end_object();
    return out;
}

} // namespace

Result<void> FindingLoader::join_sighting(std::int64_t id, std::int64_t number, const FindingRecord& r,
                                          ScopeState& scope, std::int64_t via) {
    if (number >= k_most_sightings) return {};
    auto names = intern(r, scope, false);
    if (!names) return fail(std::move(names.error()));
    SightingRowData row = sighting_row(sighting_id(id, number), r, scope, *names);
    const std::string own = own_location(r);
    row.own = own;
    row.title = r[RecordText::title];
    if (auto done = sightings_.add(row); !done) return done;
    if (auto done = sightings_.flush(); !done) return done;
    if (via != 0) {
        auto put = db_.cached("UPDATE sighting SET via = ?2 WHERE id = ?1");
        if (!put) return fail(std::move(put.error()));
        if (auto done = (*put)->bind(1, row.id).bind(2, via).run(); !done) return done;
    }
    scope.seen.insert(static_cast<std::uint64_t>(row.id), 1);
    if (row.gone_at != 0) return {};
    if (auto done = fill_gaps(id, r, *names); !done) return done;
    return settle_severity(id);
}

// The highest of the present sightings, and the deadline that belongs to it.
Result<void> FindingLoader::settle_severity(std::int64_t id) {
    if (id < first_new_) touched_.push_back(id);
    auto read = db_.cached("SELECT f.severity, f.first_seen, max(s.severity) FROM finding f JOIN sighting s"
                           " ON s.id BETWEEN f.id << 16 AND (f.id << 16) + 65535 AND s.gone_at = 0 WHERE f.id = ?1");
    if (!read) return fail(std::move(read.error()));
    auto there = (*read)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (!*there || (*read)->is_null(2)) return {};
    const auto severity = static_cast<Severity>((*read)->integer(2));
    const std::int64_t due = deadline(context_.deadlines, severity, (*read)->integer(1));
    auto put = db_.cached("UPDATE finding SET severity = ?2, due = ?3 WHERE id = ?1 AND (severity <> ?2 OR due <> ?3)");
    if (!put) return fail(std::move(put.error()));
    return (*put)->bind(1, id).bind(2, static_cast<int>(severity)).bind(3, due).run();
}

// Another record of this import is the same finding at a further place.
void FindingLoader::note_place(std::int64_t sighting, const FindingRecord& record) {
    auto& places = places_[sighting];
    if (places.size() >= k_most_places || place_bytes_ > k_most_place_bytes) return;
    std::string place = own_location(record);
    if (std::find(places.begin(), places.end(), place) != places.end()) return;
    place_bytes_ += place.size();
    places.push_back(std::move(place));
}

Result<void> FindingLoader::write_places() {
    auto put = db_.cached("UPDATE sighting SET more = ?2 WHERE id = ?1 AND more IS NOT ?2");
    if (!put) return fail(std::move(put.error()));
    for (const auto& [sighting, places] : places_) {
        std::string all = "[";
        for (const std::string& place : places) {
            if (all.size() > 1) all += ',';
            all += place;
        }
        all += ']';
        if (auto done = (*put)->bind(1, sighting).bind(2, all).run(); !done) return done;
    }
    return {};
}

} // namespace parapet
