#include "core/base/hash.h"
#include "core/compliance/rules.h"
#include "core/ingest/session.h"
#include "core/query/filter.h"
#include "core/views/compliance.h"
#include "core/views/findings.h"
#include "core/views/report_doc.h"
#include "tests/support/support.h"

#include <QtTest>

#include <memory>
#include <set>

using namespace parapet;
using namespace parapet::views;
using test::q;

namespace {

const Time k_now = *parse_rfc3339("2026-11-18T14:00:00Z");
const std::string k_moderate = "nist-800-53-r5-moderate";
Time ago(int days) {
    return k_now - std::chrono::hours(24 * days);
}

// A workspace whose clock is set by the test.
class Bench {
public:
    Bench() {
        static int number = 0;
        auto opened = Workspace::open(test::temp_path("compliance-" + std::to_string(++number) + ".parapet"),
                                      OpenMode::read_write, [clock = clock_] { return *clock; });
        if (!opened) qFatal("%s", opened.error().one_line().c_str());
        workspace_ = *opened;
    }
    Workspace& operator*() { return *workspace_; }

    struct Scan {
        const char* tool = "Trivy";
        const char* target = "payments-api";
        const char* kind = "image";
        bool failed = false;
    };
    void scan(const Scan& what, int days, const std::vector<RawFinding>& findings = {}) {
        *clock_ = ago(days);
        ImportMeta meta;
        meta.path = std::string(what.target) + "-" + std::to_string(days) + ".json";
        meta.format = "test";
        meta.tool = what.tool;
        auto session = ImportSession::begin(*workspace_, meta);
        if (!session) qFatal("%s", session.error().one_line().c_str());
        ScanInfo info;
        info.tool = what.tool;
        info.target = what.target;
        info.target_kind = what.kind;
        info.finished = ago(days);
        info.failed = what.failed;
        (*session)->sink().scan(info);
        for (RawFinding finding : findings)
            (*session)->sink().finding(finding);
        ParseStats stats;
        stats.records = findings.size();
        commit(**session, stats, meta.path);
    }
    // One event of a kind on every day of the span.
    void events(const char* host, EventKind kind, Outcome outcome, int from, int to) {
        *clock_ = ago(to);
        ImportMeta meta;
        meta.path = std::string(host) + "-" + std::to_string(static_cast<int>(kind)) + "-" +
                    std::to_string(static_cast<int>(outcome)) + ".log";
        meta.format = "test";
        meta.kind = FormatKind::events;
        auto session = ImportSession::begin(*workspace_, meta);
        if (!session) qFatal("%s", session.error().one_line().c_str());
        ParseStats stats;
        for (int day = from; day >= to; --day) {
            EventView event;
            event.time = ago(day) - std::chrono::minutes(5);
            event.kind = kind;
            event.outcome = outcome;
            event.host = host;
            event.user = "anna";
            event.rule = "test.rule";
            event.message = "something happened";
            event.line = ++stats.records;
            (*session)->sink().event(event);
        }
        commit(**session, stats, meta.path);
    }
    void set_now(Time now) { *clock_ = now; }

private:
    static void commit(ImportSession& session, const ParseStats& stats, const std::string& path) {
        auto outcome = session.commit(stats, {sha256_hex(path), 100, 0.1});
        if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    }
    std::shared_ptr<Time> clock_ = std::make_shared<Time>(k_now);
    std::shared_ptr<Workspace> workspace_;
};

RawFinding vulnerability(const char* cve, Severity severity) {
    RawFinding f;
    f.title = std::string("Weakness ") + cve;
    f.rule = cve;
    f.cve = {cve};
    f.identity = IdentityKind::vuln;
    f.cause = Cause::missing_patch;
    f.severity = severity;
    f.severity_known = true;
    f.severity_raw = name_of(severity);
    f.location.package = "openssl";
    f.location.version = "3.0.1";
    f.location.ecosystem = "deb";
    return f;
}

ComplianceView view_of(Bench& bench, Time as_of = k_now, const std::string& framework = k_moderate) {
    bench.set_now(k_now);
    auto view = views::compliance(*bench, framework, as_of);
    if (!view) qFatal("%s", view.error().one_line().c_str());
    return std::move(*view);
}

const ControlRow& control(const ComplianceView& view, const std::string& id) {
    for (const ControlRow& row : view.controls)
        if (row.id == id) return row;
    qFatal("no control %s", id.c_str());
}

const ControlCheck& check(const ControlRow& control, const std::string& rule) {
    for (const ControlCheck& c : control.checks)
        if (c.rule == rule) return c;
    qFatal("no check %s", rule.c_str());
}

std::int64_t count(Bench& bench, const std::string& filter) {
    FindingsRequest request;
    request.scope.filter = filter;
    request.scope.range.to = k_now;
    auto counted = findings_count(*bench, request);
    if (!counted) qFatal("%s", (filter + ": " + counted.error().one_line()).c_str());
    return counted->findings;
}

} // namespace

class ComplianceViewTest : public QObject {
    Q_OBJECT
private slots:
    void frameworks_are_those_of_the_tables();
    void an_unknown_framework_is_named();
    void an_empty_workspace_is_not_assessed();
    void an_overdue_finding_fails_its_control_with_its_record();
    void the_query_of_a_check_finds_what_it_counts();
    void every_query_of_a_rule_is_understood_by_the_store();
    void never_scanned_failed_and_clean_stay_apart();
    void telemetry_counts_while_its_host_is_heard_of();
    void a_silent_host_is_named();
    void an_earlier_day_is_judged_by_what_was_known();
    void attestations_are_kept_and_count_until_they_run_out();
    void a_wrong_attestation_is_refused_data();
    void a_wrong_attestation_is_refused();
    void the_same_workspace_gives_the_same_report_data();
    void the_same_workspace_gives_the_same_report();
    void the_report_shows_every_control_and_its_evidence();
    void counts_of_all_frameworks_agree_with_their_views();
    void stops_when_asked();
};

void ComplianceViewTest::frameworks_are_those_of_the_tables() {
    QStringList ids;
    for (const FrameworkInfo& info : frameworks())
        ids << q(info.id) + " " + QString::number(info.controls);
    QCOMPARE(ids, (QStringList{"nist-800-53-r5-low 149", "nist-800-53-r5-moderate 287", "nist-800-53-r5-high 370"}));
}

void ComplianceViewTest::an_unknown_framework_is_named() {
    Bench bench;
    const auto view = views::compliance(*bench, "iso-9999", k_now);
    QVERIFY(!view);
    QCOMPARE(view.error().code, Errc::not_found);
    QVERIFY(view.error().help.find("nist-800-53-r5-low") != std::string::npos);
}

void ComplianceViewTest::an_empty_workspace_is_not_assessed() {
    Bench bench;
    const ComplianceView view = view_of(bench);
    QCOMPARE(view.counts[static_cast<std::size_t>(ControlStatus::not_assessed)], 287);
    QCOMPARE(view.families.size(), std::size_t{18});
    QCOMPARE(view.trend.categories.size(), std::size_t{12});
    QCOMPARE(q(view.trend.categories.back()), QString("Nov"));
    for (const ControlRow& row : view.controls) {
        QVERIFY(!row.reason.empty());
        QVERIFY(!row.since);
        for (const ControlCheck& c : row.checks)
            QCOMPARE(c.freshness, EvidenceFreshness::missing);
    }
}

void ComplianceViewTest::an_overdue_finding_fails_its_control_with_its_record() {
    Bench bench;
    bench.scan({}, 60, {vulnerability("CVE-2024-0001", Severity::critical)});
    bench.scan({}, 1, {vulnerability("CVE-2024-0001", Severity::critical)});
    const ComplianceView view = view_of(bench);
    const ControlRow& row = control(view, "SI-2");
    QCOMPARE(row.status, ControlStatus::not_satisfied);
    QVERIFY(row.since && *row.since > ago(60) && *row.since < ago(1));
    QCOMPARE(row.findings, 1);
    const ControlCheck& c = check(row, "finding.critical_deadline");
    QCOMPARE(c.status, ControlStatus::not_satisfied);
    QCOMPARE(q(c.measured), QString("1 of 1 are past it"));
    QCOMPARE(c.freshness, EvidenceFreshness::current);
    QCOMPARE(c.trend.size(), std::size_t{46});
    QCOMPARE(c.trend.back(), 1.0);
    const EvidenceItem& item = c.evidence.front();
    QCOMPARE(q(item.type), QString("finding"));
    QVERIFY2(item.summary.find("CVE-2024-0001") != std::string::npos &&
                 item.summary.find("payments-api") != std::string::npos,
             item.summary.c_str());
    QCOMPARE(item.sha256.size(), std::size_t{64});
    QVERIFY(std::any_of(c.evidence.begin(), c.evidence.end(),
                        [](const EvidenceItem& e) { return e.type == "check" && e.source == "Trivy"; }));
    // Fixed: the next complete scan does not see it.
    bench.scan({}, 0);
    const ComplianceView after = view_of(bench);
    QVERIFY(check(control(after, "SI-2"), "finding.critical_deadline").status == ControlStatus::satisfied);
    QVERIFY(control(after, "SI-2").status != ControlStatus::not_satisfied);
}

void ComplianceViewTest::the_query_of_a_check_finds_what_it_counts() {
    Bench bench;
    bench.scan({}, 100,
               {vulnerability("CVE-2024-0001", Severity::critical), vulnerability("CVE-2024-0002", Severity::high)});
    bench.scan({}, 1,
               {vulnerability("CVE-2024-0001", Severity::critical), vulnerability("CVE-2024-0002", Severity::high),
                vulnerability("CVE-2024-0003", Severity::critical)});
    const ComplianceView view = view_of(bench);
    const ControlRow& row = control(view, "SI-2");
    QCOMPARE(count(bench, check(row, "finding.critical_deadline").query), 1);
    QCOMPARE(count(bench, check(row, "finding.high_deadline").query), 1);
    const std::string both = findings_query_for(row);
    QVERIFY2(query::parse(both, query::Domain::findings).has_value(), both.c_str());
    QCOMPARE(count(bench, both), 2);
}

void ComplianceViewTest::every_query_of_a_rule_is_understood_by_the_store() {
    Bench bench;
    bench.scan({}, 1, {vulnerability("CVE-2024-0001", Severity::critical)});
    const ComplianceView view = view_of(bench, k_now, "nist-800-53-r5-high");
    std::set<std::string> queries;
    for (const ControlRow& row : view.controls)
        for (const ControlCheck& c : row.checks)
            if (c.page == "findings" && !c.query.empty()) queries.insert(c.query);
    QVERIFY(queries.size() > 12);
    for (const std::string& query : queries)
        QVERIFY(count(bench, query) >= 0);
}

void ComplianceViewTest::never_scanned_failed_and_clean_stay_apart() {
    Bench bench;
    bench.scan({"Trivy", "clean"}, 1);
    const auto image_scan = [&] { return check(control(view_of(bench), "RA-5"), "pipeline.image_scan"); };
    QCOMPARE(q(image_scan().measured), QString("1 of 1 assets"));
    bench.scan({"Trivy", "broken", "image", true}, 1);
    const ControlCheck half = image_scan();
    QCOMPARE(q(half.measured), QString("1 of 2 assets"));
    QVERIFY(std::any_of(half.evidence.begin(), half.evidence.end(),
                        [](const EvidenceItem& e) { return e.id == "broken" && !e.time; }));

    Bench only_failed;
    only_failed.scan({"Trivy", "broken", "image", true}, 1);
    const ControlCheck failed = check(control(view_of(only_failed), "RA-5"), "pipeline.image_scan");
    QCOMPARE(failed.status, ControlStatus::not_assessed);
    QCOMPARE(q(failed.measured), QString("the last scan of 1 assets failed"));

    Bench never;
    never.scan({"Nmap", "host-1", "host"}, 1);
    QCOMPARE(q(check(control(view_of(never), "RA-5"), "pipeline.image_scan").measured),
             QString("nothing of the kind is known"));
}

void ComplianceViewTest::telemetry_counts_while_its_host_is_heard_of() {
    Bench bench;
    bench.events("web-01", EventKind::ssh, Outcome::success, 20, 0);
    bench.events("web-01", EventKind::ssh, Outcome::failure, 20, 0);
    const ComplianceView view = view_of(bench);
    const ControlCheck& ssh = check(control(view, "AC-17"), "telemetry.ssh");
    QCOMPARE(ssh.status, ControlStatus::satisfied);
    QCOMPARE(q(ssh.measured), QString("1 of 1 hosts"));
    QCOMPARE(q(ssh.query), QString("kind:ssh"));
    QCOMPARE(q(ssh.evidence.front().id), QString("web-01/ssh"));
    QVERIFY(!ssh.evidence.front().sha256.empty());
    QCOMPARE(control(view, "AC-17").status, ControlStatus::satisfied);
    QCOMPARE(control(view, "AC-7").status, ControlStatus::satisfied); // both outcomes
    QCOMPARE(q(check(control(view, "AU-3"), "telemetry.content").measured), QString("42 of 42 events"));
    QCOMPARE(q(check(control(view, "SI-3"), "telemetry.malware").measured), QString("nobody reports it regularly"));
}

void ComplianceViewTest::a_silent_host_is_named() {
    Bench bench;
    bench.events("web-01", EventKind::ssh, Outcome::success, 20, 0);
    bench.events("web-02", EventKind::ssh, Outcome::success, 20, 5);
    const ComplianceView view = view_of(bench);
    const ControlCheck& sources = check(control(view, "AU-5"), "telemetry.sources");
    QCOMPARE(sources.status, ControlStatus::not_satisfied);
    QCOMPARE(q(sources.measured), QString("1 of 2 hosts"));
    QCOMPARE(q(sources.evidence.front().summary), QString("Silent: web-02"));
}

void ComplianceViewTest::an_earlier_day_is_judged_by_what_was_known() {
    Bench bench;
    bench.scan({}, 60, {vulnerability("CVE-2024-0001", Severity::critical)});
    bench.scan({}, 20);
    const auto status = [&](int days) {
        return check(control(view_of(bench, ago(days)), "SI-2"), "finding.critical_deadline").status;
    };
    QCOMPARE(status(59), ControlStatus::satisfied);     // open, within its date
    QCOMPARE(status(35), ControlStatus::not_satisfied); // past it
    QCOMPARE(status(19), ControlStatus::satisfied);     // fixed
    QCOMPARE(status(1), ControlStatus::not_assessed);   // the scan is too old by now
    QCOMPARE(status(61), ControlStatus::not_assessed);  // nothing was known
    QVERIFY(control(view_of(bench, ago(61)), "SI-2").findings == 0);
    // A report that comes late is taken for the day it speaks of.
    bench.scan({}, 50, {vulnerability("CVE-2024-0009", Severity::critical)});
    const ComplianceView then = view_of(bench, ago(49));
    QCOMPARE(q(check(control(then, "SI-2"), "finding.critical_deadline").measured), QString("0 of 2 are past it"));
    QCOMPARE(status(19), ControlStatus::satisfied);
}

void ComplianceViewTest::attestations_are_kept_and_count_until_they_run_out() {
    Bench bench;
    Attestation said;
    said.subject = "attestation.training";
    said.statement = "Everybody was there";
    said.by = "Anna Berg";
    said.role = "Head of people";
    said.at = ago(100);
    said.expires = ago(10);
    auto id = add_attestation(*bench, said);
    QVERIFY2(id.has_value(), id ? "" : id.error().one_line().c_str());
    QCOMPARE(q(*id), QString("A-1"));
    QCOMPARE(control(view_of(bench, ago(50)), "AT-2").status, ControlStatus::satisfied);
    const ComplianceView now = view_of(bench);
    QCOMPARE(control(now, "AT-2").status, ControlStatus::not_assessed);
    QCOMPARE(check(control(now, "AT-2"), "attestation.training").freshness, EvidenceFreshness::expired);
    said.at = ago(5);
    said.expires = ago(-20);
    QVERIFY(add_attestation(*bench, said).has_value());
    const ComplianceView renewed = view_of(bench);
    QCOMPARE(control(renewed, "AT-2").status, ControlStatus::satisfied);
    const ControlCheck& c = check(control(renewed, "AT-2"), "attestation.training");
    QCOMPARE(c.freshness, EvidenceFreshness::due); // runs out within 30 days
    QCOMPARE(c.evidence.size(), std::size_t{2});   // the older one stays to be seen
    QCOMPARE(q(c.evidence.front().summary), QString("Everybody was there (until 2026-12-08)"));
    const auto all = attestations(*bench, k_now);
    QVERIFY(all.has_value());
    QCOMPARE(all->size(), std::size_t{2});
    QCOMPARE(q(all->front().role), QString("Head of people"));
}

void ComplianceViewTest::a_wrong_attestation_is_refused_data() {
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("by");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<int>("days"); // until it runs out; 0 = does not
    QTest::newRow("no such control") << "ZZ-1"
                                     << "so"
                                     << "Anna" << 0 << 30;
    QTest::newRow("a rule for machines") << "telemetry.ssh"
                                         << "so"
                                         << "Anna" << 0 << 30;
    QTest::newRow("no statement") << "AT-2"
                                  << ""
                                  << "Anna" << 0 << 30;
    QTest::newRow("nobody") << "AT-2"
                            << "so"
                            << "" << 0 << 30;
    QTest::newRow("not applicable for ever") << "AC-18"
                                             << "so"
                                             << "Anna" << 2 << 0;
    QTest::newRow("ends before it begins") << "AT-2"
                                           << "so"
                                           << "Anna" << 0 << -1;
}

void ComplianceViewTest::a_wrong_attestation_is_refused() {
    QFETCH(QString, subject);
    QFETCH(QString, statement);
    QFETCH(QString, by);
    QFETCH(int, verdict);
    QFETCH(int, days);
    Bench bench;
    Attestation said;
    said.subject = subject.toStdString();
    said.statement = statement.toStdString();
    said.by = by.toStdString();
    said.verdict = static_cast<AttestedVerdict>(verdict);
    said.at = k_now;
    if (days != 0) said.expires = ago(-days);
    const auto id = add_attestation(*bench, said);
    QVERIFY(!id);
    QCOMPARE(id.error().code, Errc::bad_argument);
    QVERIFY(attestations(*bench, k_now)->empty());
}

namespace {

Result<ReportDoc> report(Bench& bench, const char* id) {
    bench.set_now(k_now);
    for (const ReportInfo* info : reports()) {
        if (info->id != id) continue;
        ReportOptions options;
        options.framework = k_moderate;
        JobContext job;
        return info->make(*bench, options, job);
    }
    return fail(Errc::not_found, "no such report");
}

} // namespace

void ComplianceViewTest::the_same_workspace_gives_the_same_report_data() {
    QTest::addColumn<QString>("kind");
    for (const ReportInfo* info : reports())
        QTest::newRow(std::string(info->id).c_str()) << q(info->id);
}

void ComplianceViewTest::the_same_workspace_gives_the_same_report() {
    QFETCH(QString, kind);
    const QByteArray id = kind.toUtf8();
    Bench bench;
    QVERIFY(report(bench, id.constData()).has_value()); // of an empty workspace too
    bench.scan({}, 60, {vulnerability("CVE-2024-0001", Severity::critical)});
    bench.events("web-01", EventKind::sql_injection, Outcome::blocked, 20, 0);
    const auto a = report(bench, id.constData()), b = report(bench, id.constData());
    QVERIFY2(a.has_value() && b.has_value(), a ? "" : a.error().one_line().c_str());
    QCOMPARE(q(a->snapshot_id), q(b->snapshot_id));
    QCOMPARE(q(a->report_id), kind + "-2026-11-18-" + q(a->snapshot_id.substr(0, 8)));
    QCOMPARE(a->generated, k_now);
    QVERIFY(!a->sample);
    bench.scan({}, 1);
    QVERIFY(report(bench, id.constData())->snapshot_id != a->snapshot_id);
}

void ComplianceViewTest::the_report_shows_every_control_and_its_evidence() {
    Bench bench;
    bench.scan({}, 60, {vulnerability("CVE-2024-0001", Severity::critical)});
    const auto doc = report(bench, "compliance");
    QVERIFY(doc.has_value());
    std::set<std::string> cells, anchors, links;
    for (const Block& block : doc->blocks) {
        if (const auto* heading = std::get_if<HeadingBlock>(&block)) {
            if (!heading->anchor.empty()) QVERIFY2(anchors.insert(heading->anchor).second, heading->anchor.c_str());
        }
        const auto* table = std::get_if<TableBlock>(&block);
        if (!table) continue;
        for (const auto& row : table->rows) {
            QVERIFY(row.size() == 1 || row.size() == table->columns.size());
            for (const Cell& c : row) {
                cells.insert(c.text);
                if (!c.link.empty()) links.insert(c.link);
            }
        }
    }
    for (const ControlRow& row : view_of(bench).controls)
        QVERIFY2(cells.count(row.id), row.id.c_str());
    QVERIFY(cells.count("F-1"));
    // What was missing has no chapter of records; every other link has its place.
    for (const std::string& link : links)
        QVERIFY2(anchors.count(link) || link.rfind("check-", 0) == 0, link.c_str());
    QCOMPARE(std::get<SquaresBlock>(doc->cover_blocks.front()).squares.size(), std::size_t{287});
}

void ComplianceViewTest::counts_of_all_frameworks_agree_with_their_views() {
    Bench bench;
    bench.scan({}, 60, {vulnerability("CVE-2024-0001", Severity::critical)});
    bench.scan({}, 1, {vulnerability("CVE-2024-0001", Severity::critical)});
    bench.events("web-01", EventKind::ssh, Outcome::success, 20, 0);
    bench.set_now(k_now);
    const auto counts = compliance_counts(*bench, k_now, ago(40));
    QVERIFY(counts.has_value());
    QCOMPARE(counts->size(), frameworks().size());
    for (const FrameworkCounts& c : *counts) {
        QCOMPARE(c.now, view_of(bench, k_now, c.framework.id).counts);
        QCOMPARE(c.before, view_of(bench, ago(40), c.framework.id).counts);
    }
}

void ComplianceViewTest::stops_when_asked() {
    Bench bench;
    std::stop_source stop;
    stop.request_stop();
    const auto view = views::compliance(*bench, k_moderate, k_now, stop.get_token());
    QVERIFY(!view);
    QCOMPARE(view.error().code, Errc::cancelled);
}

QTEST_APPLESS_MAIN(ComplianceViewTest)
#include "compliance_view_test.moc"
