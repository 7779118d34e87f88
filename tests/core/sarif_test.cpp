#include "core/base/text.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <fmt/format.h>

#include <set>

using namespace parapet;

namespace {

test::Collected parse(std::string_view text, const Limits& limits = default_limits()) {
    return test::parse_with("sarif", text, limits);
}

// One run of tool T; `tool` and `rest` are further members of the driver and the run.
std::string log_of(const std::string& results, const std::string& driver = {}, const std::string& rest = {}) {
    return "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"T\"" + driver + "}}" + rest +
           ",\"results\":[" + results + "]}]}";
}

std::string location(const std::string& artifact, const std::string& region = "\"startLine\":1") {
    return "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{" + artifact + "},\"region\":{" + region +
           "}}}]";
}

} // namespace

class SarifTest final : public QObject {
    Q_OBJECT
private slots:
    void one_result_in_full() {
        const auto got = parse(test::read_file(test::data_path("sarif/one.sarif")));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{1});
        QCOMPARE(got.scans[0].tool, std::string("Lintern"));
        QCOMPARE(got.scans[0].tool_version, std::string("0.4.1"));
        QVERIFY(got.scans[0].complete);
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.title, std::string("A door is left open"));
        QCOMPARE(f.description, std::string("The path \"name\" comes from outside"));
        QCOMPARE(f.remediation, std::string("Close it after use."));
        QCOMPARE(f.rule, std::string("LN12"));
        QCOMPARE(f.rule_name, std::string("OpenDoor"));
        QCOMPARE(f.severity, Severity::high);
        QCOMPARE(f.severity_raw, std::string("7.5"));
        QVERIFY(f.severity_known);
        QCOMPARE(f.score.value_or(0), 7.5);
        QCOMPARE(f.cwe, std::vector<int>{22});
        QCOMPARE(f.links, std::vector<std::string>{"https://lintern.example/LN12"});
        QCOMPARE(f.location.file, std::string("src/my door.c"));
        QCOMPARE(f.location.line, std::int64_t{31});
        QCOMPARE(f.location.end_line, std::int64_t{32});
        QCOMPARE(f.location.column, std::int64_t{5});
        QCOMPARE(f.location.snippet, std::string("open(name);"));
        QCOMPARE(f.location.function, std::string("shop::open_door"));
        QCOMPARE(f.fingerprint, std::string("primaryLocationLineHash=aa11:1"));
        QCOMPARE(f.place.path, std::string("/runs/0/results/0"));
        QCOMPARE(f.place.line, std::int64_t{13});
        QCOMPARE(f.identity, IdentityKind::code);
    }

    void several_runs_with_all_around_them() {
        const auto got = parse(test::read_file(test::data_path("sarif/many.sarif")));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{3});
        const ScanInfo& anton = got.scans[0];
        QCOMPARE(anton.target, std::string("git.example/shop/till"));
        QCOMPARE(anton.target_kind, std::string("repository"));
        QCOMPARE(anton.branch, std::string("main"));
        QCOMPARE(anton.commit, std::string("0123abc"));
        QCOMPARE(anton.policy, std::string("nightly/main"));
        QCOMPARE(format_rfc3339(anton.finished.value()), std::string("2026-01-02T03:05:05Z"));
        QVERIFY(anton.complete && !anton.failed);
        QVERIFY(got.scans[1].failed && !got.scans[1].complete);
        QVERIFY(!got.scans[2].complete && !got.scans[2].failed); // no results: it did not look
        const RawFinding& twice = got.findings.at(0);
        QCOMPARE(twice.description, std::string("said twice"));
        QCOMPARE(twice.severity, Severity::info);
        QCOMPARE(twice.severity_raw, std::string("note"));
        QCOMPARE(twice.cwe, std::vector<int>{79});
        QCOMPARE(twice.location.file, std::string("lib/one.c"));
        QCOMPARE(twice.more_locations.size(), std::size_t{1});
        QCOMPARE(twice.more_locations[0].file, std::string("lib/zero.c"));
        QCOMPARE(got.findings.at(1).outcome, CheckOutcome::pass);
        QCOMPARE(got.findings.at(1).cwe, std::vector<int>{79}); // of the rule that it specialises
        const RawFinding& plug = got.findings.at(2);
        QCOMPARE(plug.rule, std::string("P1"));
        QCOMPARE(plug.rule_name, std::string("Plugged"));
        QVERIFY(plug.suppressed);
        QCOMPARE(plug.suppression, std::string("test code"));
        QVERIFY(!got.findings.at(3).suppressed); // still under review
        const RawFinding& cve = got.findings.at(4);
        QCOMPARE(cve.cve, std::vector<std::string>{"CVE-2021-44228"});
        QCOMPARE(cve.identity, IdentityKind::vuln);
        QCOMPARE(cve.location.package, std::string("log4j-core"));
        QCOMPARE(cve.location.version, std::string("2.14.1"));
        QCOMPARE(cve.location.fixed_version, std::string("2.15.0"));
        QVERIFY(got.warned("this run failed"));
    }

    void severity_comes_from_the_best_word_data() {
        QTest::addColumn<QString>("result");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("severity");
        QTest::addColumn<bool>("known");
        QTest::newRow("level") << "\"level\":\"error\""
                               << ""
                               << "high" << true;
        QTest::newRow("no level means warning") << ""
                                                << ""
                                                << "medium" << true;
        QTest::newRow("the rule's level") << ""
                                          << "\"defaultConfiguration\":{\"level\":\"error\"}"
                                          << "high" << true;
        QTest::newRow("the result's own level wins") << "\"level\":\"note\""
                                                     << "\"defaultConfiguration\":{\"level\":\"error\"}"
                                                     << "info" << true;
        QTest::newRow("security-severity of the rule wins") << "\"level\":\"note\""
                                                            << "\"properties\":{\"security-severity\":\"9.1\"}"
                                                            << "critical" << true;
        QTest::newRow("as a number") << ""
                                     << "\"properties\":{\"security-severity\":3.0}"
                                     << "low" << true;
        QTest::newRow("of the result before the rule") << "\"properties\":{\"security-severity\":\"5\"}"
                                                       << "\"properties\":{\"security-severity\":\"9.1\"}"
                                                       << "medium" << true;
        QTest::newRow("a score out of range is no score") << "\"level\":\"error\""
                                                          << "\"properties\":{\"security-severity\":\"11\"}"
                                                          << "high" << true;
        QTest::newRow("a score that is no number") << "\"level\":\"error\""
                                                   << "\"properties\":{\"security-severity\":\"CVSS:3.1/AV:N\"}"
                                                   << "high" << true;
        QTest::newRow("an unknown word is said to be unknown") << "\"level\":\"CR\xC3\x8DTICO\""
                                                               << ""
                                                               << "info" << false;
        QTest::newRow("space and case") << "\"level\":\" Error \""
                                        << ""
                                        << "high" << true;
    }
    void severity_comes_from_the_best_word() {
        QFETCH(QString, result);
        QFETCH(QString, rule);
        QFETCH(QString, severity);
        QFETCH(bool, known);
        const std::string comma = result.isEmpty() ? "" : ",";
        const std::string rules =
            ",\"rules\":[{\"id\":\"R\"" + (rule.isEmpty() ? std::string() : "," + rule.toStdString()) + "}]";
        const auto got =
            parse(log_of("{\"ruleId\":\"R\",\"message\":{\"text\":\"m\"}" + comma + result.toStdString() + "}", rules));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(test::q(name_of(got.findings.at(0).severity)), severity);
        QCOMPARE(got.findings[0].severity_known, known);
        QCOMPARE(got.stats->warning_count > 0, !known);
    }

    void paths_are_those_of_the_sources_data() {
        QTest::addColumn<QString>("bases");
        QTest::addColumn<QString>("artifact");
        QTest::addColumn<QString>("file");
        const QString src = "\"SRCROOT\":{\"uri\":\"file:///w/shop/\"}";
        QTest::newRow("relative") << src << "\"uri\":\"a/b.c\",\"uriBaseId\":\"SRCROOT\""
                                  << "a/b.c";
        QTest::newRow("a base on a base") << src + ",\"SUB\":{\"uri\":\"sub/\",\"uriBaseId\":\"SRCROOT\"}"
                                          << "\"uri\":\"b.c\",\"uriBaseId\":\"SUB\""
                                          << "sub/b.c";
        QTest::newRow("absolute under the sources") << src << "\"uri\":\"file:///w/shop/a/b.c\""
                                                    << "a/b.c";
        QTest::newRow("absolute elsewhere") << src << "\"uri\":\"file:///usr/include/x.h\""
                                            << "/usr/include/x.h";
        QTest::newRow("another root stays visible") << src + ",\"LIB\":{\"uri\":\"file:///usr/lib/\"}"
                                                    << "\"uri\":\"x.h\",\"uriBaseId\":\"LIB\""
                                                    << "/usr/lib/x.h";
        QTest::newRow("a base that is not told") << ""
                                                 << "\"uri\":\"a.c\",\"uriBaseId\":\"NOPE\""
                                                 << "a.c";
        QTest::newRow("bases in a circle")
            << "\"A\":{\"uri\":\"a/\",\"uriBaseId\":\"B\"},\"B\":{\"uri\":\"b/\",\"uriBaseId\":\"A\"}"
            << "\"uri\":\"x.c\",\"uriBaseId\":\"A\""
            << "b/a/x.c";
        QTest::newRow("percent and backslash") << ""
                                               << "\"uri\":\"a%20b\\\\c.c\""
                                               << "a%20b/c.c";
        QTest::newRow("percent") << ""
                                 << "\"uri\":\"a%20b/c.c\""
                                 << "a b/c.c";
        QTest::newRow("a drive") << ""
                                 << "\"uri\":\"file:///C:/w/x.c\""
                                 << "C:/w/x.c";
        QTest::newRow("dots") << ""
                              << "\"uri\":\"./a/../b/./c.c\""
                              << "b/c.c";
        QTest::newRow("dots that lead out stay") << ""
                                                 << "\"uri\":\"../../etc/shadow\""
                                                 << "../../etc/shadow";
        QTest::newRow("encoded dots lead out no better") << ""
                                                         << "\"uri\":\"%2e%2e/%2e%2e/etc/shadow\""
                                                         << "../../etc/shadow";
        QTest::newRow("a NUL is not decoded") << ""
                                              << "\"uri\":\"a%00b\""
                                              << "a%00b";
    }
    void paths_are_those_of_the_sources() {
        QFETCH(QString, bases);
        QFETCH(QString, artifact);
        QFETCH(QString, file);
        const auto got = parse(log_of("{\"message\":{\"text\":\"m\"}," + location(artifact.toStdString()) + "}", {},
                                      ",\"originalUriBaseIds\":{" + bases.toStdString() + "}"));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(test::q(got.findings.at(0).location.file), file);
    }

    void references_that_lead_nowhere_do_no_harm_data() {
        QTest::addColumn<QString>("result");
        for (const char* index : {"-1", "1", "1000000000", "1e300", "\"x\"", "null", "{}"})
            QTest::newRow(index) << QString("\"ruleIndex\":%1").arg(index);
        QTest::newRow("a component that is not there") << "\"rule\":{\"index\":5,\"toolComponent\":{\"index\":99}}";
        QTest::newRow("an artifact that is not there")
            << "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"index\":7}}}]";
        QTest::newRow("a logical location that is not there")
            << "\"locations\":[{\"logicalLocations\":[{\"index\":-3}]}]";
        QTest::newRow("a taxon that is not there") << "\"taxa\":[{\"index\":4,\"toolComponent\":{\"index\":4}}]";
        QTest::newRow("types that are wrong") << "\"locations\":{},\"taxa\":7,\"message\":\"m\",\"fingerprints\":[],"
                                                 "\"suppressions\":{\"a\":1},\"properties\":[1]";
    }
    void references_that_lead_nowhere_do_no_harm() {
        QFETCH(QString, result);
        const auto got = parse(log_of("{\"ruleId\":\"Q\"," + result.toStdString() + "}",
                                      ",\"rules\":[{\"id\":\"R\",\"name\":\"other\"}]"));
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.findings.size(), std::size_t{1});
        QVERIFY(got.findings[0].rule_name.empty());
        QCOMPARE(got.findings[0].rule, std::string("Q"));
    }

    void kinds_and_baseline_states_are_outcomes_data() {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("fail") << "\"kind\":\"fail\""
                              << "fail";
        QTest::newRow("pass") << "\"kind\":\"pass\""
                              << "pass";
        QTest::newRow("notApplicable") << "\"kind\":\"notApplicable\""
                                       << "not_applicable";
        QTest::newRow("review") << "\"kind\":\"review\""
                                << "not_reviewed";
        QTest::newRow("open") << "\"kind\":\"open\""
                              << "not_reviewed";
        QTest::newRow("informational") << "\"kind\":\"informational\""
                                       << "informational";
        QTest::newRow("absent since the baseline") << "\"baselineState\":\"absent\""
                                                   << "pass";
        QTest::newRow("unchanged since the baseline") << "\"baselineState\":\"unchanged\""
                                                      << "fail";
    }
    void kinds_and_baseline_states_are_outcomes() {
        QFETCH(QString, member);
        QFETCH(QString, outcome);
        const auto got = parse(log_of("{\"message\":{\"text\":\"m\"}," + member.toStdString() + "}"));
        QVERIFY(got.stats.has_value());
        QCOMPARE(test::q(name_of(got.findings.at(0).outcome)), outcome);
    }

    void versions_that_are_not_read_are_named_data() {
        QTest::addColumn<QString>("version");
        QTest::newRow("1.0.0") << "1.0.0";
        QTest::newRow("2.0.0") << "2.0.0";
        QTest::newRow("a draft") << "2.0.0-csd.2.beta.2018-10-10";
        QTest::newRow("3.0") << "3.0";
    }
    void versions_that_are_not_read_are_named() {
        QFETCH(QString, version);
        const auto got = parse("{\"version\":\"" + version.toStdString() +
                               "\",\"runs\":[{\"tool\":{\"name\":\"x\"},\"results\":[{\"message\":\"m\"}]}]}");
        QVERIFY(!got.stats.has_value());
        QCOMPARE(got.stats.error().code, Errc::unsupported_version);
        QVERIFY(test::q(got.error()).contains(version));
        QVERIFY(test::q(got.error()).contains("2.1.0"));
        QCOMPARE(got.findings.size(), std::size_t{0});
    }

    void a_million_locations_are_cut_and_counted() {
        std::string places;
        for (int i = 0; i < 3000; ++i)
            places += (i ? "," : "") +
                      fmt::format("{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":\"f{}.c\"}}}}}}", i);
        const auto got = parse(log_of("{\"message\":{\"text\":\"m\"},\"locations\":[" + places + "]}"));
        QVERIFY(got.stats.has_value());
        QCOMPARE(got.findings.at(0).more_locations.size() + 1, default_limits().max_locations);
        QVERIFY(got.warned("2,000 more locations are not shown"));
    }

    void double_names_last_one_wins_with_a_warning() {
        const auto got = parse(log_of("{\"message\":{\"text\":\"m\"},\"level\":\"note\",\"level\":\"error\"}"));
        QVERIFY(got.stats.has_value());
        QCOMPARE(got.findings.at(0).severity, Severity::high);
        QVERIFY(got.warned("stands twice"));
    }

    void long_texts_are_cut_with_a_warning() {
        const std::string text(200'000, 'x');
        const auto got = parse(log_of("{\"message\":{\"text\":\"" + text + "\"}}"));
        QVERIFY(got.stats.has_value());
        QVERIFY(got.findings.at(0).description.size() <= default_limits().max_field_bytes + 8);
        QVERIFY(got.findings[0].title.size() <= default_limits().max_title_bytes + 8);
        QVERIFY(got.warned("was cut"));
    }

    void markup_stays_text_and_links_must_be_of_the_web() {
        const auto got = parse(log_of("{\"ruleId\":\"R\",\"message\":{\"text\":\"<img src=x onerror=alert(1)> see [the "
                                      "place](1)\"},\"hostedViewerUri\":\"javascript:alert(1)\"}",
                                      ",\"rules\":[{\"id\":\"R\",\"helpUri\":\"file:///etc/passwd\"}]"));
        QVERIFY(got.stats.has_value());
        QCOMPARE(got.findings.at(0).description, std::string("<img src=x onerror=alert(1)> see the place"));
        QVERIFY(got.findings[0].links.empty());
    }

    void secrets_in_snippets_are_masked() {
        const std::string secret = "TK0123456789abcdefghij";
        const auto got =
            parse("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"gitleaks\"}},\"results\":[{"
                  "\"ruleId\":\"till\","
                  "\"message\":{\"text\":\"till has detected secret for file a, " +
                  secret +
                  "\"},\"locations\":[{\"physicalLocation\":{"
                  "\"artifactLocation\":{\"uri\":\"a\"},\"region\":{\"startLine\":1,\"snippet\":{\"text\":\"" +
                  secret + "\"}}}}]}]}]}");
        QVERIFY(got.stats.has_value());
        const RawFinding& f = got.findings.at(0);
        QCOMPARE(f.cause.value_or(Cause::other), Cause::secret);
        QCOMPARE(f.identity, IdentityKind::secret);
        for (const std::string& text : {f.title, f.description, f.evidence, f.location.snippet, f.fingerprint})
            QVERIFY2(text.find("456789abc") == std::string::npos, text.c_str());
        QVERIFY(f.fingerprint.find("secret:") == 0);
    }

    void utf16_and_invalid_utf8_are_read() {
        const std::string plain = log_of("{\"message\":{\"text\":\"caf\xC3\xA9\"}}");
        std::u16string wide = QString::fromStdString(plain).toStdU16String();
        const std::string bytes(reinterpret_cast<const char*>(wide.data()), wide.size() * 2);
        QCOMPARE(parse(bytes).findings.at(0).description, std::string("caf\xC3\xA9"));
        QCOMPARE(test::recognised(bytes), std::string("sarif"));
        const auto bad = parse(log_of("{\"message\":{\"text\":\"caf\xE9 \\ud800\"}}"));
        QVERIFY2(bad.stats.has_value(), bad.error().c_str());
        QVERIFY(is_valid_utf8(bad.findings.at(0).description));
        QVERIFY(bad.warned("were replaced"));
    }

    // Beyond 8 MB a log is streamed: what is said of the run must still reach every result.
    void large_logs_read_like_small_ones_data() {
        QTest::addColumn<bool>("tool_last");
        QTest::newRow("the tool before the results") << false;
        QTest::newRow("the tool after the results") << true;
    }
    void large_logs_read_like_small_ones() {
        QFETCH(bool, tool_last);
        const std::string tool = "\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"R\",\"shortDescription\":{"
                                 "\"text\":\"known\"}}]}}";
        std::string results;
        constexpr int k_count = 20'000;
        for (int i = 0; i < k_count; ++i)
            results += fmt::format("{}{{\"ruleId\":\"R\",\"message\":{{\"text\":\"{} {}\"}}}}", i ? ",\n" : "", i,
                                   std::string(500, 'x'));
        const std::string failed = "\"invocations\":[{\"executionSuccessful\":false}]";
        const std::string run = tool_last ? "{\"results\":[" + results + "]," + failed + "," + tool + "}"
                                          : "{" + tool + ",\"results\":[" + results + "]," + failed + "}";
        const auto got =
            parse("{\"version\":\"2.1.0\",\"runs\":[" + run +
                  ",{\"tool\":{\"driver\":{\"name\":\"second\"}},\"results\":[{\"message\":{\"text\":\"z\"}}]}]}");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.findings.size(), std::size_t{k_count + 1});
        for (int i = 0; i < k_count; ++i) {
            QCOMPARE(got.findings[static_cast<std::size_t>(i)].title, std::string("known"));
            QVERIFY(got.findings[static_cast<std::size_t>(i)].description.find(std::to_string(i) + " ") == 0);
        }
        // Whether before or after its results, a failed run is told as such before the next one begins.
        QCOMPARE(got.scans.back().tool, std::string("second"));
        QVERIFY(got.scans.at(got.scans.size() - 2).failed);
        QCOMPARE(got.findings.back().place.path, std::string("/runs/1/results/0"));
    }

    void many_runs_take_no_more_than_their_time() {
        std::string runs;
        for (int i = 0; i < 30'000; ++i)
            runs += fmt::format("{}{{\"tool\":{{\"driver\":{{\"name\":\"T{}\",\"rules\":[{{\"id\":\"R\",\"name\":\"{}"
                                "\"}}]}}}},\"results\":[{{\"ruleId\":\"R\",\"message\":{{\"text\":\"m\"}}}}]}}",
                                i ? "," : "", i, std::string(250, 'n'));
        const auto got = parse("{\"version\":\"2.1.0\",\"runs\":[" + runs + "]}");
        QVERIFY2(got.stats.has_value(), got.error().c_str());
        QCOMPARE(got.scans.size(), std::size_t{30'000});
        QCOMPARE(got.scans.back().tool, std::string("T29999"));
    }

    void a_stop_is_obeyed() {
        std::stop_source stop;
        stop.request_stop();
        JobContext job(stop.get_token());
        const std::string text = log_of("{\"message\":{\"text\":\"m\"}}");
        const auto in = memory_input(text, "x");
        struct : RecordSink {
            void scan(const ScanInfo&) override {}
            void finding(RawFinding&) override {}
            void event(const EventView&) override {}
        } sink;
        const auto stats = find_format("sarif")->parse(*in, sink, job, {});
        QVERIFY(!stats);
        QCOMPARE(stats.error().code, Errc::cancelled);
    }
};

QTEST_APPLESS_MAIN(SarifTest)
#include "sarif_test.moc"
