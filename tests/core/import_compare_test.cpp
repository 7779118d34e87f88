// Two imports beside each other.

#include "core/views/findings.h"
#include "core/views/import_compare.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <map>
#include <set>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

namespace {

constexpr std::int64_t k_day = 86'400;

struct Seen {
    std::map<std::string, std::string> rows; // by rule: kind, then changes
    ImportsCompared whole;
};

Seen compare(const Workspace& w, std::int64_t from, std::int64_t to) {
    Seen seen;
    const auto compared = compare_imports(w, ImportId{from}, ImportId{to}, [&](const ComparedRow& row) {
        std::string text(name_of(row.kind));
        for (const ComparedChange& c : row.changes)
            text += " " + c.field + ":" + c.from + ">" + c.to;
        seen.rows[row.rule] = text;
    });
    if (!compared) qFatal("%s", compared.error().one_line().c_str());
    seen.whole = *compared;
    return seen;
}

RawFinding fixed_in(RawFinding f, const std::string& version) {
    f.location.fixed_version = version;
    return f;
}

} // namespace

class ImportCompareTest : public QObject {
    Q_OBJECT
    TestClock clock_;

    void import(Workspace& w, const std::string& name, int day, std::vector<RawFinding> findings,
                const std::string& tool = "Trivy") const {
        const auto outcome =
            import_report(w, one_scan(name, tool, "shop", *clock_.seconds - (30 - day) * k_day, std::move(findings)));
        if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    }

private slots:
    void what_came_what_went_what_changed() {
        const auto w = new_workspace("compare", clock_);
        const auto a = vuln_finding("CVE-2024-1", "a", Severity::high),
                   b = vuln_finding("CVE-2024-2", "b", Severity::low);
        const auto c = vuln_finding("CVE-2024-3", "c", Severity::low),
                   d = vuln_finding("CVE-2024-4", "d", Severity::low);
        import(*w, "1.json", 1, {a, b, fixed_in(c, "1.1")});
        import(*w, "2.json", 2, {a, fixed_in(vuln_finding("CVE-2024-3", "c", Severity::critical), "1.2"), d});
        const Seen seen = compare(*w, 1, 2);
        QCOMPARE(seen.rows.at("CVE-2024-1"), std::string("unchanged"));
        QCOMPARE(seen.rows.at("CVE-2024-2"), std::string("gone"));
        QCOMPARE(seen.rows.at("CVE-2024-3"), std::string("changed severity:low>critical fixed_version:1.1>1.2"));
        QCOMPARE(seen.rows.at("CVE-2024-4"), std::string("added"));
        QVERIFY(!seen.whole.partial && !seen.whole.other_scopes);
        // The other way round everything is the other way round.
        const Seen back = compare(*w, 2, 1);
        QCOMPARE(back.rows.at("CVE-2024-2"), std::string("added"));
        QCOMPARE(back.rows.at("CVE-2024-3"), std::string("changed severity:critical>low fixed_version:1.2>1.1"));
        QCOMPARE(back.rows.at("CVE-2024-4"), std::string("gone"));
        const Seen same = compare(*w, 2, 2);
        QCOMPARE(same.whole.counts[3], std::uint64_t{3});
    }

    void what_was_gone_for_a_while_was_gone_then() {
        const auto w = new_workspace("compare", clock_);
        const auto a = vuln_finding("CVE-2024-1", "a", Severity::high),
                   b = vuln_finding("CVE-2024-2", "b", Severity::low);
        import(*w, "1.json", 1, {a, b});
        import(*w, "2.json", 2, {a});
        import(*w, "3.json", 3, {a, b});
        QCOMPARE(compare(*w, 1, 2).rows.at("CVE-2024-2"), std::string("gone"));
        QCOMPARE(compare(*w, 2, 3).rows.at("CVE-2024-2"), std::string("added"));
        QCOMPARE(compare(*w, 1, 3).rows.at("CVE-2024-2"), std::string("unchanged"));
    }

    void code_that_moved() {
        const auto w = new_workspace("compare", clock_);
        import(*w, "1.json", 1, {code_finding("R1", "src/a.c", 10, "strcpy(a, b)", Severity::high)}, "Lint");
        import(*w, "2.json", 2, {code_finding("R1", "src/a.c", 25, "strcpy(a, b)", Severity::high)}, "Lint");
        QCOMPARE(compare(*w, 1, 2).rows.at("R1"), std::string("changed location:src/a.c:10>src/a.c:25"));
    }

    void two_tools_are_compared_by_their_findings() {
        const auto w = new_workspace("compare", clock_);
        const auto a = vuln_finding("CVE-2024-1", "a", Severity::high),
                   b = vuln_finding("CVE-2024-2", "b", Severity::low);
        import(*w, "1.json", 1, {a, b});
        import(*w, "2.json", 1, {vuln_finding("CVE-2024-1", "a", Severity::medium)}, "Grype");
        const Seen seen = compare(*w, 1, 2);
        QVERIFY(seen.whole.other_scopes);
        QCOMPARE(seen.rows.at("CVE-2024-1"), std::string("changed severity:high>medium"));
        QCOMPARE(seen.rows.at("CVE-2024-2"), std::string("gone"));
    }

    // The same rows as a filter of the list gives, from the columns in memory and as of a time, where SQL alone
    // answers.
    void the_filter_finds_the_rows_of_the_comparison() {
        const auto w = new_workspace("compare", clock_);
        const auto a = vuln_finding("CVE-2024-1", "a", Severity::high),
                   b = vuln_finding("CVE-2024-2", "b", Severity::low);
        const auto c = vuln_finding("CVE-2024-3", "c", Severity::low),
                   d = vuln_finding("CVE-2024-4", "d", Severity::low);
        import(*w, "1.json", 1, {a, b, fixed_in(c, "1.1")});
        import(*w, "2.json", 2, {a, fixed_in(c, "1.2"), d});
        import(*w, "3.json", 2, {vuln_finding("CVE-2024-9", "x", Severity::low)}, "Grype");
        import(*w, "4.json", 3, {a, b, fixed_in(c, "1.2")});
        for (const std::pair<int, int>& pair :
             {std::pair{1, 2}, std::pair{2, 4}, std::pair{1, 4}, std::pair{4, 1}, std::pair{1, 3}}) {
            std::map<std::string, std::set<std::int64_t>> wanted;
            const auto compared =
                compare_imports(*w, ImportId{pair.first}, ImportId{pair.second}, [&](const ComparedRow& row) {
                    wanted[std::string(name_of(row.kind))].insert(row.id.value);
                });
            QVERIFY(compared);
            const std::string both = ":" + std::to_string(pair.first) + ".." + std::to_string(pair.second);
            QCOMPARE(found_either_way(*w, "new_in" + both), wanted["added"]);
            QCOMPARE(found_either_way(*w, "gone_in" + both), wanted["gone"]);
            QCOMPARE(found_either_way(*w, "changed_in" + both), wanted["changed"]);
            QCOMPARE(found_either_way(*w, "still_in" + both + " -changed_in" + both), wanted["unchanged"]);
        }
        QCOMPARE(found_either_way(*w, "new_in:4"),
                 found_either_way(*w, "new_in:2..4")); // the one before it of the same tool
        QCOMPARE(found_either_way(*w, "new_in:1..2,2..4"), (std::set<std::int64_t>{2, 4}));
    }

    void a_filter_of_an_import_that_is_not_there_is_pointed_at() {
        const auto w = new_workspace("compare", clock_);
        import(*w, "1.json", 1, {vuln_finding("CVE-2024-1", "a", Severity::high)});
        for (const char* filter : {"kev:no new_in:1..7", "kev:no new_in:7", "kev:no gone_in:1"}) {
            FindingsRequest request;
            request.scope.filter = filter;
            const auto page = findings_page(*w, request);
            QVERIFY2(!page, filter);
            QCOMPARE(page.error().code, Errc::bad_argument);
            QCOMPARE(page.error().column, std::int64_t{8});
        }
    }

    void an_import_that_is_not_there_is_said() {
        const auto w = new_workspace("compare", clock_);
        import(*w, "1.json", 1, {vuln_finding("CVE-2024-1", "a", Severity::high)});
        const auto compared = compare_imports(*w, ImportId{1}, ImportId{7}, [](const ComparedRow&) {});
        QVERIFY(!compared);
        QCOMPARE(compared.error().code, Errc::not_found);
    }
};

QTEST_APPLESS_MAIN(ImportCompareTest)
#include "import_compare_test.moc"
