// A mapping made once: what it reads, which files it is for, and that it never takes a real format's.

#include "core/formats/common/report_mapping.h"
#include "core/ingest/import.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <filesystem>

using namespace parapet;
using namespace parapet::test;

namespace {

constexpr const char* k_mapping = R"(parapet-mapping: 1
name: Harbour watch
tool: Harbour
format: csv
header: [Problem, Grade, Box, Weak Spot, Cure]
fields:
  title: Problem
  severity: Grade
  asset: Box
  id: Weak Spot
  remediation: Cure
severity:
  P1: critical
  P2: low
)";
constexpr const char* k_table = "Problem,Grade,Box,Weak Spot,Cure\n"
                                "Old kernel,P1,lighthouse,CVE-2024-0001,Update it\n"
                                "Open port,P2,pier,,\"Close it, now\"\n"
                                "Odd thing,P9,pier,,\n";

ReportMapping mapping_of(const std::string& yaml) {
    auto mapping = read_mapping(yaml);
    if (!mapping) qFatal("%s", mapping.error().one_line().c_str());
    return std::move(*mapping);
}

ImportOutcome import_text(Workspace& w, const std::string& name, const std::string& text, ImportOptions options = {}) {
    JobContext job;
    auto outcome = import_bytes(w, text, name, options, job);
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return std::move(*outcome);
}

std::string findings_of(const Workspace& w) {
    return rows_of(w, "SELECT f.title, f.severity, a.name, f.vuln FROM finding f JOIN asset a ON a.id = f.asset_id"
                      " ORDER BY f.title");
}

} // namespace

class ReportMappingTest : public QObject {
    Q_OBJECT
    TestClock clock_;

private slots:
    void a_file_comes_back_as_it_was_written() {
        const ReportMapping m = mapping_of(k_mapping);
        QCOMPARE(write_mapping(mapping_of(write_mapping(m))), write_mapping(m));
        QCOMPARE(m.severities.size(), std::size_t{2});
        const auto several = read_mappings(write_mappings({m, m}));
        QCOMPARE(several.size(), std::size_t{2});
        QCOMPARE(write_mapping(several[1]), write_mapping(m));
    }

    void what_is_wrong_is_said_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* yaml, const char* said) {
            QTest::newRow(name) << QString::fromUtf8(yaml) << QString::fromUtf8(said);
        };
        row("no mapping at all", "a: 1\n", "it is no mapping");
        row("an unknown field", "parapet-mapping: 1\nname: x\nformat: csv\nheader: [a]\nfields: {colour: a}\n",
            "there is no field");
        row("an unknown severity",
            "parapet-mapping: 1\nname: x\nformat: csv\nheader: [a]\nfields: {title: a}\nseverity: {P1: awful}\n",
            "is none of critical");
        row("nothing to call a finding by",
            "parapet-mapping: 1\nname: x\nformat: csv\nheader: [a]\nfields: {asset: a}\n",
            "none of title, rule and id");
        row("an unknown format", "parapet-mapping: 1\nname: x\nformat: xml\n", "neither csv nor json");
        row("broken YAML", "parapet-mapping: [1\n", "");
    }
    void what_is_wrong_is_said() {
        QFETCH(QString, yaml);
        QFETCH(QString, said);
        const auto mapping = read_mapping(yaml.toStdString());
        QVERIFY(!mapping);
        QVERIFY2(q(mapping.error().what).contains(said), mapping.error().what.c_str());
    }

    void a_table_is_read_and_known_again() {
        const auto w = new_workspace("mapping", clock_);
        QCOMPARE(import_text(*w, "a.csv", k_table).status, ImportStatus::rejected);
        QVERIFY(w->set_setting(k_mappings_setting, write_mappings({mapping_of(k_mapping)})));
        const ImportOutcome outcome = import_text(*w, "a.csv", k_table);
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->one_line().c_str() : "");
        QCOMPARE(outcome.format, std::string("mapped"));
        QCOMPARE(outcome.tool, std::string("Harbour"));
        QCOMPARE(outcome.records, std::uint64_t{3});
        QCOMPARE(outcome.findings_new, std::uint64_t{3});
        QCOMPARE(findings_of(*w),
                 std::string("Odd thing|0|pier|-\nOld kernel|4|lighthouse|CVE-2024-0001\nOpen port|1|pier|-"));
        // Other rows under the same header, in another order of columns, with other spaces and capitals.
        const ImportOutcome later =
            import_text(*w, "b.csv", "grade,box,PROBLEM,weak spot,cure\nP1,pier,Rotten rope,,\n");
        QCOMPARE(later.format, std::string("mapped"));
        QCOMPARE(later.records, std::uint64_t{1});
        // A column more is another table.
        QCOMPARE(import_text(*w, "c.csv", "grade,box,problem,weak spot,cure,mood\nP1,pier,x,,,\n").status,
                 ImportStatus::rejected);
    }

    void json_lists_and_lines_are_read() {
        const ReportMapping m =
            mapping_of("parapet-mapping: 1\nname: j\ntool: Jay\nformat: json\nrecords: data.items\n"
                       "header: [what, info]\n"
                       "fields: {title: what, severity: info.level, file: info.at.path, tag: info.marks}\n");
        const auto w = new_workspace("mapping", clock_);
        ImportOptions options;
        options.mapping = std::make_shared<const ReportMapping>(m);
        const ImportOutcome outcome = import_text(
            *w, "j.json",
            R"({"data":{"items":[{"what":"One","info":{"level":"high","at":{"path":"src/a.c"},"marks":["x","y"]}},{"what":""}]}})",
            options);
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->one_line().c_str() : "");
        QCOMPARE(outcome.records, std::uint64_t{2});
        QCOMPARE(outcome.skipped, std::uint64_t{1});
        QCOMPARE(rows_of(*w, "SELECT f.title, f.severity, s.text FROM finding f JOIN string s ON s.id = f.file_id"),
                 std::string("One|3|src/a.c"));
        ReportMapping lines = m;
        lines.records.clear();
        QVERIFY(w->set_setting(k_mappings_setting, write_mappings({lines})));
        const ImportOutcome second = import_text(*w, "j.jsonl",
                                                 "{\"what\":\"Two\",\"info\":{\"level\":\"low\"}}\n"
                                                 "{\"what\":\"Three\",\"info\":{\"level\":\"low\"}}\n");
        QCOMPARE(second.format, std::string("mapped"));
        QCOMPARE(second.findings_new, std::uint64_t{2});
    }

    // A mapping with the header of a real report is no rival: the format knows its own better.
    void a_real_format_goes_first() {
        const std::string real = read_file(data_path("generic-csv/many.csv"));
        const auto sample = sample_of(real);
        QVERIFY(sample);
        ReportMapping m = suggested_mapping(*sample);
        m.name = m.tool = "Greedy";
        QVERIFY(check_mapping(m));
        const auto w = new_workspace("mapping", clock_);
        QVERIFY(w->set_setting(k_mappings_setting, write_mappings({m})));
        QCOMPARE(import_text(*w, "real.csv", real).format, std::string("generic-csv"));
    }

    void the_same_bytes_by_another_mapping_are_another_import() {
        const auto w = new_workspace("mapping", clock_);
        ReportMapping m = mapping_of(k_mapping);
        QVERIFY(w->set_setting(k_mappings_setting, write_mappings({m})));
        QCOMPARE(import_text(*w, "a.csv", k_table).status, ImportStatus::imported);
        QCOMPARE(import_text(*w, "a.csv", k_table).status, ImportStatus::unchanged);
        m.severities = {{"P1", Severity::medium}};
        QVERIFY(w->set_setting(k_mappings_setting, write_mappings({m})));
        QCOMPARE(import_text(*w, "a.csv", k_table).status, ImportStatus::imported);
    }

    void columns_are_suggested_by_their_names() {
        const auto sample = sample_of("Severity,Issue,Host Name,CVE ID,Solution\nhigh,x,h,CVE-2024-1,do\n");
        QVERIFY(sample);
        const ReportMapping m = suggested_mapping(*sample);
        QCOMPARE(m.of(MappedField::severity), std::string("Severity"));
        QCOMPARE(m.of(MappedField::title), std::string("Issue"));
        QCOMPARE(m.of(MappedField::id), std::string("CVE ID"));
        QCOMPARE(m.of(MappedField::remediation), std::string("Solution"));
        const auto json = sample_of(R"({"meta":1,"results":[{"name":"a","loc":{"file":"f","line":2}},{"extra":1}]})");
        QVERIFY(json);
        QCOMPARE(json->records, std::string("results"));
        const ReportMapping j = suggested_mapping(*json);
        QCOMPARE(j.of(MappedField::title), std::string("name"));
        QCOMPARE(j.of(MappedField::file), std::string("loc.file"));
        QCOMPARE(j.of(MappedField::line), std::string("loc.line"));
        QVERIFY(fits(j, make_head(R"({"results":[{"name":"b","loc":{}}]})", "x.json", false)));
        QVERIFY(!fits(j, make_head(R"({"issues":[{"name":"b"}]})", "x.json", false)));
    }
};

QTEST_APPLESS_MAIN(ReportMappingTest)
#include "report_mapping_test.moc"
