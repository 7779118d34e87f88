#include "core/store/findings/first_commits.h"

namespace parapet {

namespace {

// An import's new findings have the numbers after those of the import before it.
constexpr std::string_view k_before = "coalesce((SELECT p.finding_id FROM import_end p WHERE p.import_id < c.import_id "
                                      "ORDER BY p.import_id DESC LIMIT 1), 0)";
constexpr std::string_view k_scans = " FROM scan c JOIN import_end e ON e.import_id = c.import_id WHERE ";

SqlText commit_is(const query::Term& term) {
    SqlText out("c.commit_id ");
    if (term.none) return out << "= ''";
    if (term.any) return out << "<> ''";
    out << "LIKE ";
    const std::string pattern = like_pattern(term.text, term.wildcard) + (term.wildcard ? "" : "%");
    return out.arg(pattern) << " ESCAPE '\\'";
}

} // namespace

SqlText scans_of_commit(const query::Term& term) {
    SqlText out("SELECT ");
    return out << k_before << ", e.finding_id, c.scope_id" << k_scans << commit_is(term);
}

SqlText came_with_commit(const query::Term& term) {
    SqlText out("EXISTS (SELECT 1");
    return out << k_scans << commit_is(term) << " AND c.scope_id = f.scope_id AND f.id <= e.finding_id AND f.id > "
               << k_before << ")";
}

} // namespace parapet
