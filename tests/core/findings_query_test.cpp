// Lists, counts, facets, searches and decisions over a small workspace of known content.

#include "core/store/findings/list.h"
#include "core/store/read_pool.h"
#include "core/store/writer.h"
#include "core/views/findings.h"
#include "core/views/findings_list.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <algorithm>
#include <random>
#include <set>

using namespace parapet;
using namespace parapet::test;
using namespace parapet::views;

namespace {

constexpr std::int64_t k_day = 86'400;
constexpr std::int64_t k_t0 = 1'759'000'000;

std::string numbers(const std::vector<FindingRow>& rows) {
    std::vector<std::int64_t> ids;
    for (const FindingRow& row : rows)
        ids.push_back(row.id.value);
    std::sort(ids.begin(), ids.end());
    std::string out;
    for (const std::int64_t id : ids)
        out += (out.empty() ? "" : " ") + std::to_string(id);
    return out;
}

std::string found(const Workspace& w, const std::string& filter, std::optional<Time> as_of = std::nullopt) {
    FindingsRequest request;
    request.scope.filter = filter;
    request.scope.as_of = as_of;
    const auto page = findings_page(w, request);
    return page ? numbers(page->rows) : page.error().one_line();
}

RawFinding config_finding(const std::string& rule, const std::string& resource, Severity severity) {
    RawFinding f;
    f.identity = IdentityKind::config;
    f.title = "Check " + rule + " failed";
    f.rule = rule;
    f.severity = severity;
    f.location.resource = resource;
    f.controls = {"nist:AC-6"};
    return f;
}

// 1 vuln high app (EPSS .9, KEV, fix), 2 vuln low app, 3 code medium repo (CWE-89), 4 config critical cloud,
// 5 secret high repo, 6 vuln high db of the same CVE as 1
std::shared_ptr<Workspace> known_workspace(const TestClock& clock) {
    auto w = new_workspace("query", clock);
    RawFinding one = vuln_finding("CVE-2024-1001", "libx", Severity::high);
    one.epss = 0.9;
    one.kev = true;
    one.score = 8.1;
    one.location.fixed_version = "1.1";
    one.description = "The SAX parser of libx reads beyond its buffer.";
    one.aliases = {"GHSA-aaaa-bbbb-cccc"};
    RawFinding two = vuln_finding("CVE-2023-2002", "liby", Severity::low);
    two.score = 3.1;
    (void)import_report(*w, one_scan("1", "Trivy", "app", k_t0, {one, two}));
    RawFinding three = code_finding("sql.injection", "src/db/query_builder.py", 12, "execute(q)", Severity::medium);
    three.cwe = {89, 20};
    three.title = "100% of '); DROP TABLE users; -- reaches the query";
    (void)import_report(*w, one_scan("2", "Semgrep", "repo", k_t0 + k_day, {three}));
    (void)import_report(*w, one_scan("3", "Prowler", "cloud", k_t0 + 2 * k_day,
                                     {config_finding("s3_public", "arn:aws:s3:::logs", Severity::critical)}));
    RawFinding five;
    five.identity = IdentityKind::secret;
    five.title = "AWS key";
    five.rule = "aws-key";
    five.severity = Severity::high;
    five.location.file = "deploy/values.yaml";
    five.location.line = 4;
    five.evidence = "AKIA...7Q";
    five.suppressed = true;
    (void)import_report(*w, one_scan("4", "Gitleaks", "repo", k_t0 + 3 * k_day, {five}));
    RawFinding six = vuln_finding("CVE-2024-1001", "libx", Severity::high);
    (void)import_report(*w, one_scan("5", "Grype", "db", k_t0 + 4 * k_day, {six}));
    return w;
}

std::shared_ptr<Workspace> random_workspace(const TestClock& clock, int n) {
    auto w = new_workspace("random", clock);
    std::mt19937 random(7);
    const auto roll = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    TestReport report;
    report.name = "random";
    for (int scan = 0; scan < 5; ++scan) {
        TestScan s;
        s.info.tool = "Tool" + std::to_string(scan % 2);
        s.info.target = "asset" + std::to_string(scan);
        s.info.finished = from_unix_seconds(k_t0 + roll(100) * 1000);
        for (int i = 0; i < n / 5; ++i) {
            RawFinding f = vuln_finding("CVE-2024-" + std::to_string(1000 + roll(60)), "p" + std::to_string(roll(40)),
                                        static_cast<Severity>(roll(5)));
            f.title = "Title " + std::to_string(roll(9));
            f.rule = "rule" + std::to_string(roll(11));
            if (roll(2) == 0) f.epss = roll(5) / 5.0;
            if (roll(2) == 0) f.score = roll(7);
            s.findings.push_back(f);
        }
        report.scans.push_back(s);
    }
    const auto outcome = import_report(*w, report);
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return w;
}

} // namespace

class FindingsQueryTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { w_ = known_workspace(clock_); }
    void filters_data();
    void filters();
    void a_wrong_filter_says_where();
    void pages_of_any_order_make_the_spine_data();
    void pages_of_any_order_make_the_spine();
    void groups_hold_all_members_data();
    void groups_hold_all_members();
    void facets_count_without_their_own_condition();
    void facets_agree_with_the_filter_that_they_give();
    void suggestions_begin_first();
    void a_detail_tells_everything();
    void names_of_findings_are_resolved();
    void decisions_are_kept_undone_and_survive();
    void an_acceptance_ends();
    void a_decision_needs_its_words_data();
    void a_decision_needs_its_words();
    void earlier_states_come_back();
    void plans_of_lists_use_their_index_data();
    void plans_of_lists_use_their_index();
    void words_in_sequence_are_found_among_many();
    void a_stopped_query_is_cancelled();

private:
    TestClock clock_;
    std::shared_ptr<Workspace> w_;
};

void FindingsQueryTest::filters_data() {
    QTest::addColumn<std::string>("filter");
    QTest::addColumn<std::string>("ids");
    const auto row = [](const char* filter, const char* ids) {
        QTest::newRow(filter) << std::string(filter) << std::string(ids);
    };
    row("", "1 2 3 4 5 6");
    row("severity:high", "1 5 6");
    row("severity:>=high", "1 4 5 6");
    row("severity:critical,low", "2 4");
    row("-severity:high", "2 3 4");
    row("status:open", "1 2 3 4 5 6");
    row("status:fixed", "");
    row("cause:secret", "5");
    row("cause:missing_patch severity:high", "1 6");
    row("phase:build", "1 2 6");
    row("asset:app", "1 2");
    row("asset:APP", "1 2");
    row("asset:*p*", "1 2 3 5");
    row("asset:none", "");
    row("owner:none", "1 2 3 4 5 6");
    row("tool:trivy", "1 2");
    row("source:gr*", "6");
    row("rule:sql.injection", "3");
    row("cve:CVE-2024-1001", "1 6");
    row("cve:cve-2024-*", "1 6");
    row("cve:GHSA-aaaa-bbbb-cccc", "1");
    row("cve:none", "3 4 5");
    row("cwe:89", "3");
    row("cwe:>50", "3");
    row("cwe:none", "1 2 4 5 6");
    row("package:lib*", "1 2 6");
    row("fix:any", "1");
    row("cvss:>=7", "1");
    row("cvss:2..9", "1 2");
    row("cvss:none", "3 4 5 6");
    row("epss:>50%", "1");
    row("kev:yes", "1");
    row("kev:no", "2 3 4 5 6");
    row("control:nist:AC-6", "4");
    row("suppressed:yes", "5");
    row("file:src/*", "3");
    row("file:any", "3 5");
    row("id:F-3", "3");
    row("import:2", "3");
    row("first:>=2025-09-30", "5 6");
    row("age:<8d", "6");
    row("(asset:app or asset:db) severity:high", "1 6");
    row("libx", "1 6");
    row("sax parser", "1");
    row("\"SAX parser\"", "1");
    row("\"parser SAX\"", "");
    row("pars", "1");
    row("query_builder", "3");
    row("CVE-2024-1001", "1 6");
    row("\"'); DROP TABLE\"", "3");
    row("100%", "3");
    row("\"arn:aws:s3:::logs\"", "4");
    row("repo", "3 5");
    row("title:100%*", "3");
    row("title:*_*", "4");
    row("-libx", "2 3 4 5");
}

void FindingsQueryTest::filters() {
    QFETCH(std::string, filter);
    QFETCH(std::string, ids);
    QCOMPARE(found(*w_, filter), ids);
    FindingsRequest request;
    request.scope.filter = filter;
    const auto count = findings_count(*w_, request);
    QVERIFY(count.has_value());
    QCOMPARE(count->findings, std::int64_t(ids.empty() ? 0 : std::count(ids.begin(), ids.end(), ' ') + 1));
    QCOMPARE(count->total, std::int64_t{6});
}

void FindingsQueryTest::a_wrong_filter_says_where() {
    FindingsRequest request;
    request.scope.filter = "severity:high colour:red";
    const auto page = findings_page(*w_, request);
    QVERIFY(!page);
    QCOMPARE(page.error().code, Errc::bad_argument);
    QCOMPARE(page.error().column, std::int64_t{15});
}

void FindingsQueryTest::pages_of_any_order_make_the_spine_data() {
    QTest::addColumn<int>("by");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<bool>("indexed");
    static constexpr std::array<const char*, 11> k_names{"severity", "due",   "title", "asset",  "first", "last",
                                                         "epss",     "score", "owner", "status", "rule"};
    for (int by = 0; by < 11; ++by)
        for (const bool descending : {false, true})
            for (const bool indexed : {false, true})
                QTest::newRow(QByteArray(k_names[static_cast<std::size_t>(by)]) +
                              (descending ? " falling" : " rising") + (indexed ? " with index" : ""))
                    << by << descending << indexed;
}

void FindingsQueryTest::pages_of_any_order_make_the_spine() {
    QFETCH(int, by);
    QFETCH(bool, descending);
    QFETCH(bool, indexed);
    auto w = random_workspace(clock_, 400);
    FindingsRequest request;
    request.sort = {{static_cast<FindingSort>(by), descending}};
    const auto index = index_for({{static_cast<FindingOrder>(by), descending}});
    if (indexed && index) {
        QVERIFY(w->writer().transact([&](Connection& db) { return build_finding_index(db, *index); }).has_value());
    }
    const auto spine = findings_spine(*w, request);
    QVERIFY2(spine.has_value(), spine ? "" : spine.error().one_line().c_str());
    request.limit = 7;
    std::vector<FindingId> ids;
    for (;;) {
        const auto page = findings_page(*w, request);
        QVERIFY2(page.has_value(), page ? "" : page.error().one_line().c_str());
        for (const FindingRow& row : page->rows)
            ids.push_back(row.id);
        if (page->next.empty()) break;
        request.after = page->next;
    }
    QCOMPARE(ids.size(), spine->size());
    QVERIFY(ids == *spine);
    QCOMPARE(std::set<FindingId>(ids.begin(), ids.end()).size(), ids.size());
    const auto rows = findings_rows(*w, request, {ids[3], ids[1]});
    QVERIFY(rows.has_value());
    QCOMPARE(rows->front().id.value, ids[3].value);
}

void FindingsQueryTest::groups_hold_all_members_data() {
    QTest::addColumn<int>("group");
    QTest::newRow("vulnerability") << 1;
    QTest::newRow("asset") << 2;
    QTest::newRow("rule") << 3;
    QTest::newRow("owner") << 4;
    QTest::newRow("file") << 5;
}

void FindingsQueryTest::groups_hold_all_members() {
    QFETCH(int, group);
    auto w = random_workspace(clock_, 300);
    FindingsRequest request;
    request.group = static_cast<FindingGroup>(group);
    request.limit = 4;
    std::int64_t members = 0, groups = 0;
    std::set<std::string> keys;
    int worst = 5;
    for (;;) {
        const auto page = findings_page(*w, request);
        QVERIFY2(page.has_value(), page ? "" : page.error().one_line().c_str());
        for (const FindingRow& head : page->rows) {
            ++groups;
            members += head.members;
            QVERIFY(keys.insert(head.group_key).second);
            QVERIFY(static_cast<int>(head.severity) <= worst);
            worst = static_cast<int>(head.severity);
            FindingsRequest inner = request;
            inner.after.clear();
            inner.members_of = head.group_key;
            inner.limit = 1000;
            QCOMPARE(std::int64_t(findings_page(*w, inner)->rows.size()), head.members);
        }
        if (page->next.empty()) break;
        request.after = page->next;
    }
    const auto count = findings_count(*w, request);
    QCOMPARE(members, count->findings);
    QCOMPARE(groups, count->groups);
    request.after.clear();
    QCOMPARE(std::int64_t(findings_spine(*w, request)->size()), groups);
}

namespace {
std::string facet_text(const std::vector<Facet>& facets, const std::string& field) {
    std::string out;
    for (const Facet& facet : facets)
        for (const FacetValue& value : facet.values)
            if (facet.field == field && (value.count > 0 || value.selected))
                out += value.value + "=" + std::to_string(value.count) + (value.selected ? "* " : " ");
    return out;
}
} // namespace

void FindingsQueryTest::facets_count_without_their_own_condition() {
    Scope scope;
    scope.filter = "severity:high asset:app,repo";
    const auto facets = findings_facets(*w_, scope);
    QVERIFY(facets.has_value());
    QCOMPARE(facet_text(*facets, "severity"), std::string("high=2* medium=1 low=1 "));
    QCOMPARE(facet_text(*facets, "asset"), std::string("app=1* db=1 repo=1* "));
    QCOMPARE(facet_text(*facets, "cause"), std::string("missing_patch=1 secret=1 "));
    QCOMPARE(facet_text(*facets, "source"), std::string("Gitleaks=1 Trivy=1 "));
}

void FindingsQueryTest::facets_agree_with_the_filter_that_they_give() {
    auto w = random_workspace(clock_, 300);
    const auto facets = findings_facets(*w, {}, 100);
    QVERIFY(facets.has_value());
    for (const Facet& facet : *facets) {
        for (const FacetValue& value : facet.values) {
            FindingsRequest request;
            request.scope.filter = query::with_value("", query::Domain::findings, facet.field, value.value, true);
            const auto count = findings_count(*w, request);
            QVERIFY2(count.has_value(), (facet.field + ":" + value.value).c_str());
            QVERIFY2(count->findings == value.count, (request.scope.filter + ": " + std::to_string(count->findings) +
                                                      " is not " + std::to_string(value.count))
                                                         .c_str());
        }
    }
}

void FindingsQueryTest::suggestions_begin_first() {
    const auto values = suggest_values(*w_, {}, "package", "y");
    QVERIFY(values.has_value());
    QCOMPARE(values->size(), std::size_t{1});
    QCOMPARE(values->front().value, std::string("liby"));
    const auto cves = suggest_values(*w_, {}, "cve", "");
    QCOMPARE(cves->front().value, std::string("CVE-2024-1001"));
    QCOMPARE(cves->front().count, std::int64_t{2});
    QCOMPARE(suggest_values(*w_, {}, "severity", "cri")->front().value, std::string("critical"));
    QVERIFY(suggest_values(*w_, {}, "nonsense", "x")->empty());
}

void FindingsQueryTest::a_detail_tells_everything() {
    const auto d = finding_detail(*w_, FindingId{1});
    QVERIFY2(d.has_value(), d ? "" : d.error().one_line().c_str());
    QCOMPARE(d->row.where, std::string("libx 1.0"));
    QCOMPARE(d->cve.front(), std::string("CVE-2024-1001"));
    QCOMPARE(d->aliases.front(), std::string("GHSA-aaaa-bbbb-cccc"));
    QCOMPARE(d->location.purl, std::string("pkg:npm/libx@1.0"));
    QCOMPARE(d->location.fixed_version, std::string("1.1"));
    QCOMPARE(d->other_assets, std::vector<std::string>{"db"});
    QVERIFY(d->identity_reason.find("CVE-2024-1001") != std::string::npos);
    QVERIFY(d->identity_reason.find("libx") != std::string::npos);
    QVERIFY(!d->cause_reason.empty() && !d->phase_reason.empty() && !d->controls.empty());
    double sum = 0;
    for (const auto& part : d->risk_parts)
        sum += part.points;
    QVERIFY(std::abs(sum - d->risk) < 1e-9);
    QCOMPARE(d->sightings.size(), std::size_t{1});
    QCOMPARE(d->history.back().what, std::string("First seen"));
    QCOMPARE(finding_detail(*w_, FindingId{99}).error().code, Errc::not_found);
}

void FindingsQueryTest::names_of_findings_are_resolved() {
    QCOMPARE(resolve_finding(*w_, "F-3")->value, std::int64_t{3});
    QCOMPARE(resolve_finding(*w_, " 3 ")->value, std::int64_t{3});
    QCOMPARE(resolve_finding(*w_, "F-77").error().code, Errc::not_found);
    QCOMPARE(resolve_finding(*w_, "x").error().code, Errc::not_found);
    for (const char* digits : {"8", "12", "16"}) {
        const std::string hex = rows_of(*w_, "SELECT substr(printf('%016x', identity), 1, " + std::string(digits) +
                                                 ") FROM finding WHERE id = 4");
        QCOMPARE(resolve_finding(*w_, hex)->value, std::int64_t{4});
    }
}

namespace {
std::string states(const Workspace& w) {
    return rows_of(w, "SELECT f.id, f.status, o.name, f.decided_until FROM finding f JOIN owner o ON o.id = f.owner_id"
                      " ORDER BY f.id");
}
} // namespace

void FindingsQueryTest::decisions_are_kept_undone_and_survive() {
    auto w = known_workspace(clock_);
    const std::string before = states(*w);
    Decision d;
    d.findings = {FindingId{1}, FindingId{2}, FindingId{6}};
    d.status = FindingStatus::false_positive;
    d.owner = "Marta";
    d.reason = "not reachable";
    d.who = "sam";
    const auto applied = apply_decision(*w, d);
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().one_line().c_str());
    QCOMPARE(applied->changed, std::int64_t{3});
    QCOMPARE(found(*w, "status:false_positive owner:marta"), std::string("1 2 6"));
    QCOMPARE(apply_decision(*w, d)->changed, std::int64_t{0});
    // The next reports see them, or no longer see them: the decision stands.
    (void)import_report(
        *w, one_scan("9", "Trivy", "app", k_t0 + 9 * k_day, {vuln_finding("CVE-2024-1001", "libx", Severity::high)}));
    QCOMPARE(found(*w, "status:false_positive"), std::string("1 2 6"));
    const auto detail = finding_detail(*w, FindingId{1});
    QCOMPARE(detail->decision_reason, std::string("not reachable"));
    QCOMPARE(detail->decided_by, std::string("sam"));
    QCOMPARE(detail->history.front().who, std::string("sam"));
    for (const Decision& inverse : applied->inverse)
        QVERIFY(apply_decision(*w, inverse).has_value());
    QCOMPARE(states(*w), before);
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM journal WHERE kind = 'decision'"), std::string("2"));
}

void FindingsQueryTest::an_acceptance_ends() {
    const TestClock clock;
    auto w = known_workspace(clock);
    Decision d;
    d.findings = {FindingId{4}};
    d.status = FindingStatus::risk_accepted;
    d.reason = "until the move";
    d.until = from_unix_seconds(*clock.seconds + 10 * k_day);
    QVERIFY(apply_decision(*w, d).has_value());
    const RawFinding four = config_finding("s3_public", "arn:aws:s3:::logs", Severity::critical);
    // Gone and back while it is accepted: accepted still.
    *clock.seconds += k_day;
    (void)import_report(*w, one_scan("20", "Prowler", "cloud", *clock.seconds, {}));
    QCOMPARE(found(*w, "status:fixed"), std::string("4"));
    *clock.seconds += k_day;
    (void)import_report(*w, one_scan("21", "Prowler", "cloud", *clock.seconds, {four}));
    QCOMPARE(found(*w, "status:risk_accepted"), std::string("4"));
    *clock.seconds += 10 * k_day;
    (void)import_report(*w, one_scan("22", "Prowler", "cloud", *clock.seconds, {four}));
    QCOMPARE(found(*w, "status:risk_accepted"), std::string());
    QCOMPARE(found(*w, "status:open"), std::string("1 2 3 4 5 6"));
    QCOMPARE(finding_detail(*w, FindingId{4})->history.front().what, std::string("The acceptance ended: open again"));
}

void FindingsQueryTest::a_decision_needs_its_words_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("reason");
    QTest::addColumn<int>("until_days");
    QTest::newRow("acceptance without a reason") << 3 << std::string() << 5;
    QTest::newRow("acceptance with a blank reason") << 3 << std::string("  ") << 5;
    QTest::newRow("acceptance without an end") << 3 << std::string("why") << 0;
    QTest::newRow("acceptance that has ended") << 3 << std::string("why") << -1;
    QTest::newRow("false positive without a reason") << 4 << std::string() << 0;
}

void FindingsQueryTest::a_decision_needs_its_words() {
    QFETCH(int, status);
    QFETCH(std::string, reason);
    QFETCH(int, until_days);
    Decision d;
    d.findings = {FindingId{1}};
    d.status = static_cast<FindingStatus>(status);
    d.reason = reason;
    if (until_days != 0) d.until = from_unix_seconds(*clock_.seconds + until_days * k_day);
    const auto applied = apply_decision(*w_, d);
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, Errc::bad_argument);
}

void FindingsQueryTest::earlier_states_come_back() {
    const TestClock clock;
    *clock.seconds = k_t0 + 20 * k_day;
    auto w = new_workspace("asof", clock);
    const RawFinding a = vuln_finding("CVE-2024-1001", "a", Severity::high);
    const RawFinding b = vuln_finding("CVE-2024-1002", "b", Severity::high);
    (void)import_report(*w, one_scan("1", "Tool", "app", k_t0, {a}));
    (void)import_report(*w, one_scan("2", "Tool", "app", k_t0 + 5 * k_day, {b}));
    (void)import_report(*w, one_scan("3", "Tool", "app", k_t0 + 10 * k_day, {a, b}));
    Decision d;
    d.findings = {FindingId{2}};
    d.status = FindingStatus::triaged;
    QVERIFY(apply_decision(*w, d).has_value());
    const auto open_at = [&](std::int64_t day) {
        return found(*w, "status:open", from_unix_seconds(k_t0 + day * k_day + 1));
    };
    QCOMPARE(found(*w, "status:open"), std::string("1"));
    QCOMPARE(open_at(-1), std::string());
    QCOMPARE(open_at(1), std::string("1"));
    QCOMPARE(open_at(6), std::string("2"));
    QCOMPARE(found(*w, "status:fixed", from_unix_seconds(k_t0 + 6 * k_day)), std::string("1"));
    QCOMPARE(open_at(11), std::string("1 2"));
    QCOMPARE(open_at(30), std::string("1"));
}

void FindingsQueryTest::plans_of_lists_use_their_index_data() {
    QTest::addColumn<int>("by");
    QTest::addColumn<std::string>("index");
    QTest::newRow("severity and deadline") << -1 << std::string("finding_by_severity");
    QTest::newRow("due") << 1 << std::string("finding_by_due");
    QTest::newRow("title") << 2 << std::string("finding_by_title");
    QTest::newRow("asset") << 3 << std::string("finding_by_asset");
    QTest::newRow("first seen") << 4 << std::string("finding_by_first_seen");
    QTest::newRow("last seen") << 5 << std::string("finding_by_last_seen");
    QTest::newRow("epss") << 6 << std::string("finding_by_epss");
    QTest::newRow("score") << 7 << std::string("finding_by_score");
    QTest::newRow("owner") << 8 << std::string("finding_by_owner");
    QTest::newRow("status") << 9 << std::string("finding_by_status");
    QTest::newRow("rule") << 10 << std::string("finding_by_rule");
}

// Every stretch of every order is read by its index, without a sort.
void FindingsQueryTest::plans_of_lists_use_their_index() {
    QFETCH(int, by);
    QFETCH(std::string, index);
    auto w = random_workspace(clock_, 300);
    for (const bool descending : {false, true}) {
        FindingsRequest request;
        request.sort = {{FindingSort::severity, descending}, {FindingSort::due, !descending}};
        if (by >= 0) request.sort = {{static_cast<FindingSort>(by), descending}};
        if (by >= 0) {
            const auto wanted = index_for({{static_cast<FindingOrder>(by), descending}});
            QVERIFY(w->writer().transact([&](Connection& db) { return build_finding_index(db, *wanted); }).has_value());
        }
        request.scope.filter = "status:open";
        request.limit = 50;
        auto reader = w->readers().reader();
        auto list = list_of(*w, **reader, request);
        QVERIFY(list.has_value());
        const auto first = list_findings(**reader, *list, {}, 50);
        QVERIFY(first.has_value());
        for (const ListPlace& after : {ListPlace{}, first->back().place}) {
            for (const SqlText& sql : list_statements(**reader, *list, after, 50)) {
                SqlText explain("EXPLAIN QUERY PLAN ");
                explain << sql;
                auto steps = prepare(**reader, explain);
                QVERIFY(steps.has_value());
                std::string plan;
                while (*steps->step())
                    plan += steps->str(3) + "\n";
                QVERIFY2(plan.find("TEMP B-TREE") == std::string::npos, (sql.text() + "\n" + plan).c_str());
                QVERIFY2(plan.find(index) != std::string::npos, (sql.text() + "\n" + plan).c_str());
                QVERIFY2(plan.find("AUTOMATIC") == std::string::npos, plan.c_str());
            }
        }
    }
}

// So many rows with both words that they are read in one pass, which must say the same as looking at each.
void FindingsQueryTest::words_in_sequence_are_found_among_many() {
    auto w = new_workspace("sequence", clock_);
    std::vector<RawFinding> findings;
    constexpr int k_rows = 3000;
    for (int i = 0; i < k_rows; ++i) {
        const std::string n = std::to_string(i);
        RawFinding f =
            code_finding("r", i % 3 == 0 ? "src/auth/a" + n : "auth/src/a" + n, 1, "f(" + n + ")", Severity::low);
        f.title = "Finding " + n;
        if (i % 3 == 1) f.description = std::string(i % 2 == 0 ? 20 : 400, '.') + " see src/auth for it";
        findings.push_back(std::move(f));
    }
    QVERIFY(import_report(*w, one_scan("many", "Tool", "app", k_t0, findings)).has_value());
    const auto count = [&](const std::string& filter) {
        FindingsRequest request;
        request.scope.filter = filter;
        return findings_count(*w, request)->findings;
    };
    QCOMPARE(count("src auth"), std::int64_t{k_rows});
    QCOMPARE(count("src/auth"), std::int64_t{2 * k_rows / 3});
    QCOMPARE(count("src/au"), std::int64_t{2 * k_rows / 3});
    QCOMPARE(count("\"src auth a1\""), std::int64_t{0});
    QCOMPARE(count("src/auth/a1"), std::int64_t{369}); // of 1, 1n, 1nn and 1nnn those that three divides
}

void FindingsQueryTest::a_stopped_query_is_cancelled() {
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(findings_page(*w_, {}, stop.get_token()).error().code, Errc::cancelled);
}

QTEST_APPLESS_MAIN(FindingsQueryTest)
#include "findings_query_test.moc"
