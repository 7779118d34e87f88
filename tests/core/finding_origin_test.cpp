// `change:` and `framework:`: by the commit whose scan brought a finding, and by what maps it to controls.

#include "core/views/findings.h"
#include "core/views/overview.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <set>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

namespace {

constexpr std::int64_t k_day = 86'400;

using Ids = std::set<std::int64_t>;

} // namespace

class FindingOriginTest : public QObject {
    Q_OBJECT
    TestClock clock_;

    void import(Workspace& w, const std::string& name, int day, const std::string& commit,
                std::vector<RawFinding> findings, const std::string& tool = "Trivy") const {
        TestReport report = one_scan(name, tool, "shop", *clock_.seconds - (30 - day) * k_day, std::move(findings));
        report.scans.front().info.commit = commit;
        const auto outcome = import_report(w, report);
        if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    }

private slots:
    void a_change_is_the_commit_whose_scan_came_first() {
        const auto w = new_workspace("change", clock_);
        const auto a = vuln_finding("CVE-2024-1", "a", Severity::high),
                   b = vuln_finding("CVE-2024-2", "b", Severity::low),
                   c = vuln_finding("CVE-2024-3", "c", Severity::low);
        import(*w, "1.json", 1, "4f2a91c0", {a});
        import(*w, "2.json", 2, "4F77", {a, b});
        import(*w, "3.json", 3, "", {a, b, c});
        import(*w, "4.json", 3, "4f2a91c0", {code_finding("R1", "src/a.c", 10, "gets(s)", Severity::high)}, "Lint");
        QCOMPARE(found_either_way(*w, "change:4f2a91c0"), (Ids{1, 4}));
        QCOMPARE(found_either_way(*w, "change:4f2a"), (Ids{1, 4})); // its beginning does
        QCOMPARE(found_either_way(*w, "change:4f"), (Ids{1, 2, 4}));
        QCOMPARE(found_either_way(*w, "change:*91c0"), (Ids{1, 4}));
        QCOMPARE(found_either_way(*w, "change:f2a9"), Ids{});
        QCOMPARE(found_either_way(*w, "change:none"), (Ids{3}));
        QCOMPARE(found_either_way(*w, "change:any"), (Ids{1, 2, 4}));
        QCOMPARE(found_either_way(*w, "-change:4f77"), (Ids{1, 3, 4}));
        QCOMPARE(found_either_way(*w, "change:4f77,4f2a tool:Lint"), (Ids{4}));
    }

    void a_framework_is_what_its_controls_are_mapped_to() {
        const auto w = new_workspace("framework", clock_);
        auto by_control = code_finding("R1", "src/a.c", 10, "a()", Severity::high);
        by_control.controls = {"nist:AC-6"}; // of moderate and high, not of low
        auto by_cci = code_finding("R2", "src/b.c", 10, "b()", Severity::high);
        by_cci.controls = {"cci:CCI-000366"};
        auto by_cwe = code_finding("R3", "src/c.c", 10, "c()", Severity::high);
        by_cwe.cwe = {89};
        const auto plain = code_finding("R4", "src/d.c", 10, "d()", Severity::high);
        import(*w, "1.json", 1, "", {by_control, by_cci, by_cwe, plain}, "Lint");
        QCOMPARE(found_either_way(*w, "framework:nist-800-53-r5-moderate"), (Ids{1, 2, 3}));
        QCOMPARE(found_either_way(*w, "framework:\"NIST SP 800-53 rev 5, moderate\""), (Ids{1, 2, 3}));
        QVERIFY(!found_either_way(*w, "framework:NIST-800-53-r5-low").contains(1));
        QVERIFY(found_either_way(*w, "framework:nist-800-53-r5-low").contains(2));
        QCOMPARE(found_either_way(*w, "framework:nist-*"), (Ids{1, 2, 3}));
        QCOMPARE(found_either_way(*w, "framework:any"), (Ids{1, 2, 3}));
        QCOMPARE(found_either_way(*w, "framework:none"), (Ids{4}));
        QCOMPARE(found_either_way(*w, "-framework:any"), (Ids{4}));
        QCOMPARE(found_either_way(*w, "framework:nist-800-53-r5-high rule:R3"), (Ids{3}));
        Scope scope; // of the posture too
        scope.filter = "framework:any";
        scope.range = {w->now() - std::chrono::hours(24 * 7), w->now()};
        const auto shown = overview(*w, scope);
        QVERIFY2(shown.has_value(), shown ? "" : shown.error().one_line().c_str());
    }

    void an_unknown_framework_is_pointed_at() {
        const auto w = new_workspace("framework", clock_);
        FindingsRequest request;
        request.scope.filter = "kev:no framework:pci";
        const auto page = findings_page(*w, request);
        QVERIFY(!page);
        QCOMPARE(page.error().code, Errc::bad_argument);
        QCOMPARE(page.error().column, std::int64_t{8});
        QVERIFY(page.error().help.find("nist-800-53-r5-low") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(FindingOriginTest)
#include "finding_origin_test.moc"
