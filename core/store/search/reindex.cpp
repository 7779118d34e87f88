#include "core/store/search/reindex.h"

#include "core/store/search/postings.h"

#include <string>

namespace parapet {

namespace {

constexpr std::string_view k_finding_words =
    "SELECT f.id, f.title, (SELECT text FROM string WHERE id = f.file_id),"
    " (SELECT text FROM string WHERE id = f.package_id), f.resource, (SELECT code FROM rule WHERE id = f.rule_id),"
    " (SELECT items FROM word_set WHERE id = f.advisory_set), f.description FROM finding f";
constexpr std::string_view k_text_words = "SELECT id, body FROM text WHERE searchable = 1";

Result<void> each_row(Connection& db, std::string_view sql, Postings& into, bool write_when_large) {
    auto rows = db.prepare(sql);
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto there = rows->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return {};
        for (int i = 1; i < rows->columns(); ++i)
            into.add(rows->integer(0), rows->text(i));
        if (!write_when_large || !into.large()) continue;
        if (auto done = into.write(); !done) return done;
    }
}

std::string ordered(std::string_view sql, std::string_view by) {
    return std::string(sql) + " ORDER BY " + std::string(by);
}

} // namespace

Result<std::vector<std::string>> words_of_finding(Connection& db, std::int64_t id) {
    auto row = db.cached(std::string(k_finding_words) + " WHERE f.id = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    std::vector<std::string> out;
    if (!*there) return out;
    for (int i = 1; i < (*row)->columns(); ++i)
        out.push_back((*row)->str(i));
    auto body = db.cached("SELECT t.body FROM finding f JOIN text t ON t.id = f.description_id WHERE f.id = ?1");
    if (!body) return fail(std::move(body.error()));
    there = (*body)->bind(1, id).step();
    if (!there) return fail(std::move(there.error()));
    if (*there) out.push_back((*body)->str(0));
    return out;
}

Result<void> rebuild_search(Connection& db) {
    // What the undo log holds of the index fits it no more: an undo builds it anew, too.
    auto cleared =
        db.exec("UPDATE undo_run SET search_rebuilt = 1; DELETE FROM search_posting; DELETE FROM search_late");
    if (!cleared) return cleared;
    Postings findings(db, SearchSpace::finding), texts(db, SearchSpace::text);
    findings.set_fresh();
    texts.set_fresh();
    auto done = each_row(db, ordered(k_finding_words, "f.id"), findings, true);
    if (done) done = findings.write();
    if (done) done = each_row(db, ordered(k_text_words, "id"), texts, true);
    if (done) done = texts.write();
    return done;
}

Result<std::int64_t> count_wrong_words(Connection& db) {
    auto late = late_findings(db);
    if (!late) return fail(std::move(late.error()));
    IdSet late_set;
    for (const std::int64_t id : *late)
        late_set.add(id);
    Postings findings(db, SearchSpace::finding), texts(db, SearchSpace::text);
    if (auto done = each_row(db, ordered(k_finding_words, "f.id"), findings, false); !done)
        return fail(std::move(done.error()));
    if (auto done = each_row(db, ordered(k_text_words, "id"), texts, false); !done)
        return fail(std::move(done.error()));
    auto wrong = findings.differences(late_set);
    if (!wrong) return wrong;
    auto wrong_texts = texts.differences({});
    if (!wrong_texts) return wrong_texts;
    return *wrong + *wrong_texts;
}

} // namespace parapet
