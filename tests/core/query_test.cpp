#include "core/base/time.h"
#include "core/model/enums.h"
#include "core/query/filter.h"
#include "tests/support/support.h"

using namespace parapet;
using namespace parapet::query;
using parapet::test::q;

namespace {

const char* domain_name(Domain d) {
    return d == Domain::findings ? "findings" : d == Domain::events ? "events" : "changes";
}

Term first_term(std::string_view text, Domain domain = Domain::findings) {
    auto tree = parse(text, domain);
    if (!tree || (*tree)->children.empty() || (*tree)->children[0]->terms.empty()) return {};
    return (*tree)->children[0]->terms[0];
}

double day(int y, unsigned m, unsigned d) {
    return static_cast<double>(unix_seconds(*from_civil(y, m, d, 0, 0, 0)));
}

} // namespace

class QueryTest : public QObject {
    Q_OBJECT
private slots:
    void normal_form_data();
    void normal_form();
    void errors_point_at_the_character_data();
    void errors_point_at_the_character();
    void values_data();
    void values();
    void facet_edits_data();
    void facet_edits();
    void both_keeps_what_or_means_data();
    void both_keeps_what_or_means();
    void quoted_values_read_back_data();
    void quoted_values_read_back();
    void an_empty_filter_has_no_conditions();
    void nodes_know_their_place();
    void names_agree_with_the_model();
    void every_field_says_what_it_takes();
    void deep_nesting_is_refused();
};

void QueryTest::normal_form_data() {
    QTest::addColumn<int>("domain");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("normal");
    const auto row = [](Domain d, const char* text, const char* normal) {
        QTest::addRow("%s %s", domain_name(d), text) << static_cast<int>(d) << text << normal;
    };
    using enum Domain;
    row(findings, "severity:critical,high status:open", "severity:critical,high status:open");
    row(findings, "  severity:high\tstatus:open  ", "severity:high status:open");
    row(findings, "SEVERITY:High", "severity:high");
    row(findings, "severity:high, low", "severity:high,low");
    row(findings, "severity:high,high", "severity:high");
    row(findings, "-cwe:79", "-cwe:79");
    row(findings, "cwe:CWE-79,89", "cwe:CWE-79,89");
    row(findings, "asset:pay*", "asset:pay*");
    row(findings, "age:>30d", "age:>30d");
    row(findings, "age:7d..30d", "age:7d..30d");
    row(findings, "epss:>=0.5", "epss:>=0.5");
    row(findings, "epss:50%", "epss:50%");
    row(findings, "cvss:5..9", "cvss:5..9");
    row(findings, "cvss:..4 cvss:9..", "cvss:..4 cvss:9..");
    row(findings, "kev:true", "kev:yes");
    row(findings, "kev:0", "kev:no");
    row(findings, "owner:none", "owner:none");
    row(findings, "owner:ANY", "owner:any");
    row(findings, "owner:\"none\"", "owner:\"none\"");
    row(findings, "\"SAX parser\"", "\"SAX parser\"");
    row(findings, "SAX parser", "SAX parser");
    row(findings, "text:\"SAX parser\"", "\"SAX parser\"");
    row(findings, "text:sax,dom x", "(sax or dom) x");
    row(findings, "text:or", "\"or\"");
    row(findings, "text:-x", "\"-x\"");
    row(findings, "severity:>=high", "severity:critical,high");
    row(findings, "severity:>high", "severity:critical");
    row(findings, "severity:<medium", "severity:low,info");
    row(findings, "severity:<=medium", "severity:medium,low,info");
    row(findings, "severity:low..high", "severity:high,medium,low");
    row(findings, "severity:high..low", "severity:high,medium,low");
    row(findings, "severity:high..", "severity:critical,high");
    row(findings, "phase:<test", "phase:plan,code,build");
    row(findings, "status:risk-accepted", "status:risk_accepted");
    row(findings, "status:\"risk accepted\"", "status:risk_accepted");
    row(findings, "status:*_*", "status:in_progress,risk_accepted,false_positive");
    row(findings, "control:AC-2(3)", "control:AC-2(3)");
    row(findings, "(control:AC-2(3))", "control:AC-2(3)");
    row(findings, "control:AC-2\"(3\"", "");
    row(findings, "asset:\"my host\"", "asset:\"my host\"");
    row(findings, "asset:\"a,b\",c", "asset:\"a,b\",c");
    row(findings, "asset:\"plain\"", "asset:plain");
    row(findings, "asset:\"with \\\"quotes\\\" and \\\\\"", "asset:\"with \\\"quotes\\\" and \\\\\"");
    row(findings, "asset:\"literal*\"", "asset:\"literal*\"");
    row(findings, "file:src/../a.c", "file:\"src/../a.c\"");
    row(findings, "package:pkg:npm/left-pad@1.0", "package:pkg:npm/left-pad@1.0");
    row(findings, "https://example.test/x?y=1", "https://example.test/x?y=1");
    row(findings, "a b or c", "a b or c");
    row(findings, "a (b or c)", "a (b or c)");
    row(findings, "(a b) c", "a b c");
    row(findings, "((a))", "a");
    row(findings, "a or (b or c)", "a or b or c");
    row(findings, "(a or b) or c", "a or b or c");
    row(findings, "(a or b) (c or d)", "(a or b) (c or d)");
    row(findings, "a OR b AND c", "a or b c");
    row(findings, "a and b", "a b");
    row(findings, "-(a b)", "-(a b)");
    row(findings, "-(a or b)", "-(a or b)");
    row(findings, "-(a)", "-a");
    row(findings, "--a", "--a");
    row(findings, "-\"x y\"", "-\"x y\"");
    row(findings, "oracle android", "oracle android");
    row(findings, "C++ foo(bar)", "C++ foo(bar)");
    row(findings, "due:<7d", "due:<7d");
    row(findings, "first:2026-11-01..2026-11-18", "first:2026-11-01..2026-11-18");
    row(findings, "last:>2026-11-18T10:00:00Z", "last:>2026-11-18T10:00:00Z");
    row(findings, "id:F-12", "id:F-12");
    row(findings, "title:*überlauf*", "title:*überlauf*");
    row(events, "kind:ssh,login outcome:failure", "kind:ssh,login outcome:failure");
    row(events, "source:203.0.113.0/24", "source:203.0.113.0/24");
    row(events, "source:2001:db8::/32", "source:2001:db8::/32");
    row(events, "source:203.0.113.*", "source:203.0.113.*");
    row(events, "target:db.example.test", "target:db.example.test");
    row(events, "flagged:yes kind:*change",
        "flagged:yes kind:account_change,payment_change,firewall_change,"
        "infrastructure_change,file_change,mode_change");
    row(changes, "introduced:>0 service:api", "introduced:>0 service:api");
}

void QueryTest::normal_form() {
    QFETCH(int, domain);
    QFETCH(QString, text);
    QFETCH(QString, normal);
    const auto d = static_cast<Domain>(domain);
    auto tree = parse(text.toStdString(), d);
    if (normal.isEmpty()) {
        QVERIFY(!tree);
        return;
    }
    QVERIFY2(tree, tree ? "" : tree.error().one_line().c_str());
    QCOMPARE(q(to_text(**tree)), normal);
    auto again = parse(to_text(**tree), d);
    QVERIFY(again);
    QCOMPARE(q(to_text(**again)), normal);
}

void QueryTest::errors_point_at_the_character_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("what"); // is in what or help
    const auto row = [](const char* text, int column, const char* what) {
        QTest::addRow("%s", *text ? text : "empty") << text << column << what;
    };
    row("colour:red", 1, "fields are: severity status");
    row("a colour:red", 3, "\"colour\" is not a field");
    row("größe x:1", 7, "not a field"); // columns are characters, not bytes
    row("severity:hgih", 10, "critical, high, medium, low, info");
    row("severity:high,", 15, "missing");
    row("severity:", 10, "missing");
    row("severity: high", 10, "missing");
    row("severity:>critical", 10, "no severity is left");
    row("severity:>", 11, "missing");
    row("severity:nope*", 10, "not a value of severity");
    row("severity:none", 10, "not a value of severity");
    row("cause:>code", 7, "no order");
    row("cvss:high", 6, "not a number");
    row("cvss:5..x", 9, "not a number");
    row("cvss:..", 6, "a range needs an end");
    row("cvss:1e999", 6, "not a number");
    row("epss:1.5", 6, "0 to 1");
    row("epss:150%", 6, "0 to 1");
    row("cwe:xss", 5, "whole number");
    row("cwe:-1", 5, "whole number");
    row("age:30d", 5, "more or less");
    row("age:>30", 6, "a span such as 30d");
    row("new_in:x", 8, "not the number of an import");
    row("new_in:0", 8, "not the number of an import");
    row("new_in:12..x", 12, "not the number of an import");
    row("new_in:..15", 8, "missing");
    row("gone_in:12..", 13, "missing");
    row("still_in:>12", 10, "not compared by size");
    row("changed_in:none", 12, "not the number of an import");
    row("new_in:\"12..15\"", 9, "12..15: import 15 against import 12");
    row("first:yesterday", 7, "not a time");
    row("first:2026-13-01", 7, "not a time");
    row("first:2026-02-30", 7, "not a time");
    row("kev:maybe", 5, "yes or no");
    row("owner:>x", 7, "text");
    row("owner:\"\"", 7, "empty");
    row("\"open", 1, "not closed");
    row("a \"open", 3, "not closed");
    row("asset:\"open", 7, "not closed");
    row("asset:\"a\"b", 10, "space or a comma");
    row("asset:a\"b\"", 8, "quote");
    row("(a", 1, "not closed");
    row("a)", 2, "not opened");
    row("a (b", 3, "not closed");
    row("()", 1, "empty");
    row("or", 1, "missing");
    row("a or", 5, "missing");
    row("or a", 1, "missing");
    row("a or or b", 6, "missing");
    row("(a or) b", 6, "missing");
    row("a and", 6, "missing");
    row("and a", 1, "missing");
    row("-", 1, "minus");
    row("- a", 1, "minus");
    row("a -", 3, "minus");
    row("-or", 1, "minus");
    row("\"\"", 1, "empty");
    row("text:\" \"", 6, "empty");
}

void QueryTest::errors_point_at_the_character() {
    QFETCH(QString, text);
    QFETCH(int, column);
    QFETCH(QString, what);
    auto tree = parse(text.toStdString(), Domain::findings);
    QVERIFY(!tree);
    QCOMPARE(tree.error().code, Errc::bad_argument);
    QCOMPARE(tree.error().column, static_cast<std::int64_t>(column));
    QCOMPARE(tree.error().offset, static_cast<std::int64_t>(text.left(column - 1).toUtf8().size()));
    const QString said = q(tree.error().what + " | " + tree.error().help);
    QVERIFY2(said.contains(what), qPrintable(said));
    QVERIFY(!tree.error().help.empty());
}

void QueryTest::values_data() {
    QTest::addColumn<int>("domain");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("op");
    QTest::addColumn<double>("number");
    QTest::addColumn<double>("number_to");
    QTest::addColumn<QString>("flags"); // relative, open ends, wildcard, none, any
    const auto row = [](const char* text, Op op, double a, double b, const char* flags = "",
                        Domain d = Domain::findings) {
        QTest::addRow("%s", text) << static_cast<int>(d) << text << static_cast<int>(op) << a << b << flags;
    };
    const double d18 = day(2026, 11, 18), d19 = day(2026, 11, 19);
    row("cvss:9.8", Op::equals, 9.8, 0);
    row("cvss:>=7", Op::greater_equal, 7, 0);
    row("cvss:>7", Op::greater, 7, 0);
    row("cvss:<=7", Op::less_equal, 7, 0);
    row("cvss:<7", Op::less, 7, 0);
    row("cvss:5..9", Op::range, 5, 9);
    row("cvss:9..5", Op::range, 5, 9);
    row("cvss:..9", Op::range, 0, 9, "open_from");
    row("cvss:5..", Op::range, 5, 0, "open_to");
    row("cvss:none", Op::equals, 0, 0, "none");
    row("cvss:any", Op::equals, 0, 0, "any");
    row("epss:50%", Op::equals, 0.5, 0);
    row("epss:>0.9", Op::greater, 0.9, 0);
    row("cwe:CWE-79", Op::equals, 79, 0);
    row("id:f-12", Op::equals, 12, 0);
    row("age:>30d", Op::greater, 30 * 86400.0, 0);
    row("age:<12h", Op::less, 12 * 3600.0, 0);
    row("age:1w..2mo", Op::range, 7 * 86400.0, 60 * 86400.0);
    row("kev:yes", Op::equals, 1, 0);
    row("kev:no", Op::equals, 0, 0);
    row("asset:a*", Op::equals, 0, 0, "wildcard");
    row("asset:\"a*\"", Op::equals, 0, 0);
    row("first:2026-11-18", Op::range, d18, d19 - 0.001);
    row("first:>2026-11-18", Op::greater, d19 - 0.001, 0);
    row("first:>=2026-11-18", Op::greater_equal, d18, 0);
    row("first:<2026-11-18", Op::less, d18, 0);
    row("first:<=2026-11-18", Op::less_equal, d19 - 0.001, 0);
    row("first:2026-02", Op::range, day(2026, 2, 1), day(2026, 3, 1) - 0.001);
    row("first:2026-12", Op::range, day(2026, 12, 1), day(2027, 1, 1) - 0.001);
    row("first:2026-11-18T12:00:00Z", Op::range, d18 + 43200, d18 + 43200);
    row("first:2026-11-17..2026-11-18", Op::range, day(2026, 11, 17), d19 - 0.001);
    row("first:-7d", Op::range, 7 * 86400.0, 0, "relative relative_to");
    row("first:>-7d", Op::greater, 7 * 86400.0, 0, "relative");
    row("first:-7d..-1d", Op::range, 7 * 86400.0, 86400.0, "relative relative_to");
    row("first:2026-11-18..now", Op::range, d18, 0, "relative_to");
    row("due:7d", Op::range, 0, -7 * 86400.0, "relative relative_to");
    row("due:+7d", Op::range, 0, -7 * 86400.0, "relative relative_to");
    row("due:<7d", Op::less, -7 * 86400.0, 0, "relative");
    row("due:<now", Op::less, 0, 0, "relative");
}

void QueryTest::values() {
    QFETCH(int, domain);
    QFETCH(QString, text);
    QFETCH(int, op);
    QFETCH(double, number);
    QFETCH(double, number_to);
    QFETCH(QString, flags);
    auto tree = parse(text.toStdString(), static_cast<Domain>(domain));
    QVERIFY2(tree, tree ? "" : tree.error().one_line().c_str());
    const Term t = first_term(text.toStdString(), static_cast<Domain>(domain));
    QCOMPARE(static_cast<int>(t.op), op);
    QCOMPARE(t.number, number);
    QCOMPARE(t.number_to, number_to);
    QStringList have;
    if (t.relative_time) have << "relative";
    if (t.relative_time_to) have << "relative_to";
    if (t.open_from) have << "open_from";
    if (t.open_to) have << "open_to";
    if (t.wildcard) have << "wildcard";
    if (t.none) have << "none";
    if (t.any) have << "any";
    QCOMPARE(have.join(' '), flags);
}

void QueryTest::facet_edits_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("on");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* name, const char* text, const char* field, const char* value, bool on,
                        const char* result) { QTest::newRow(name) << text << field << value << on << result; };
    row("into nothing", "", "severity", "high", true, "severity:high");
    row("beside others", "status:open foo", "severity", "high", true, "status:open foo severity:high");
    row("into the same field", "severity:high  foo", "severity", "low", true, "severity:high,low  foo");
    row("twice is once", "severity:high", "severity", "high", true, "severity:high");
    row("a comparison holds it already", "severity:>=high", "severity", "critical", true, "severity:>=high");
    row("a comparison is kept", "severity:>=high", "severity", "low", true, "severity:>=high,low");
    row("a comparison is written out when one goes", "severity:>=high x", "severity", "critical", false,
        "severity:high x");
    row("the last value takes the field along", "a severity:high b", "severity", "high", false, "a b");
    row("one of several goes", "severity:high,low", "severity", "low", false, "severity:high");
    row("not there: nothing", "severity:high", "severity", "low", false, "severity:high");
    row("a negated field is another thing", "-severity:high", "severity", "high", true, "-severity:high severity:high");
    row("an or is put in brackets", "a or b", "severity", "high", true, "(a or b) severity:high");
    row("inside brackets", "(severity:high) a", "severity", "low", true, "(severity:high,low) a");
    row("out of brackets", "(severity:high) a", "severity", "high", false, "a");
    row("after and", "a and severity:high", "severity", "high", false, "a");
    row("a value with a space is quoted", "", "asset", "my host", true, "asset:\"my host\"");
    row("a quoted value stays", "", "asset", "\"my host\"", true, "asset:\"my host\"");
    row("a quoted value goes", "asset:\"my host\",b", "asset", "my host", false, "asset:b");
    row("none", "", "owner", "none", true, "owner:none");
    row("flag", "", "kev", "yes", true, "kev:yes");
    row("flag off", "kev:true", "kev", "yes", false, "");
    row("a half-typed query stays as it is", "severity:hi", "severity", "low", true, "severity:hi");
    row("an unknown field", "a", "colour", "low", true, "a");
}

void QueryTest::facet_edits() {
    QFETCH(QString, text);
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(bool, on);
    QFETCH(QString, result);
    QCOMPARE(q(with_value(text.toStdString(), Domain::findings, field.toStdString(), value.toStdString(), on)), result);
}

void QueryTest::both_keeps_what_or_means_data() {
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<QString>("result");
    QTest::newRow("nothing") << ""
                             << ""
                             << "";
    QTest::newRow("left") << "a"
                          << " "
                          << "a";
    QTest::newRow("right") << ""
                           << "b or c"
                           << "b or c";
    QTest::newRow("plain") << "a b"
                           << "c"
                           << "a b c";
    QTest::newRow("or left") << "a or b"
                             << "c"
                             << "(a or b) c";
    QTest::newRow("or right") << "a"
                              << "b or c"
                              << "a (b or c)";
    QTest::newRow("or in brackets") << "(a or b)"
                                    << "c"
                                    << "(a or b) c";
    QTest::newRow("two brackets") << "(a or b) or (c)"
                                  << "d"
                                  << "((a or b) or (c)) d";
    QTest::newRow("an open bracket in the last word") << "a or f(x"
                                                      << "c"
                                                      << "(a or f(x ) c";
    QTest::newRow("a quoted or is a word") << "\"or\""
                                           << "c"
                                           << "\"or\" c";
}

void QueryTest::both_keeps_what_or_means() {
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(QString, result);
    QCOMPARE(q(both(a.toStdString(), b.toStdString())), result);
}

void QueryTest::quoted_values_read_back_data() {
    QTest::addColumn<QString>("value");
    for (const char* value : {"plain",
                              "two words",
                              "a,b",
                              "none",
                              "any",
                              "or",
                              "-x",
                              ">1",
                              "<",
                              "a*b",
                              "\"",
                              "\\",
                              "a\\\"b",
                              "(",
                              ")",
                              ")(",
                              "a(b)",
                              "a(b",
                              "..",
                              "x:y",
                              "https://a/b?c=d&e=(f)",
                              "tab\tnew\nline",
                              "ünï",
                              "'; DROP TABLE findings; --",
                              "100%",
                              "NEAR(a b)",
                              "%s_%"})
        QTest::addRow("%s", value) << value;
}

void QueryTest::quoted_values_read_back() {
    QFETCH(QString, value);
    const std::string text = "asset:" + quote(value.toStdString());
    auto tree = parse(text, Domain::findings);
    QVERIFY2(tree, tree ? "" : tree.error().one_line().c_str());
    QCOMPARE((*tree)->children.size(), std::size_t{1});
    const Term& term = (*tree)->children[0]->terms[0];
    QCOMPARE(q(term.text), value);
    QVERIFY(!term.none && !term.any && !term.wildcard && term.op == Op::equals);
}

void QueryTest::an_empty_filter_has_no_conditions() {
    for (const char* text : {"", "  \t "}) {
        auto tree = parse(text, Domain::events);
        QVERIFY(tree);
        QCOMPARE((*tree)->kind, Node::Kind::all);
        QVERIFY((*tree)->children.empty());
        QCOMPARE(to_text(**tree), std::string());
    }
}

void QueryTest::nodes_know_their_place() {
    const std::string text = "ä severity:high,low  -(a or b)";
    auto tree = parse(text, Domain::findings);
    QVERIFY(tree);
    QCOMPARE((*tree)->children.size(), std::size_t{3});
    const auto cut = [&](std::size_t i) {
        return text.substr((*tree)->children[i]->from, (*tree)->children[i]->to - (*tree)->children[i]->from);
    };
    QCOMPARE(cut(0), std::string("ä"));
    QCOMPARE(cut(1), std::string("severity:high,low"));
    QCOMPARE(cut(2), std::string("-(a or b)"));
}

void QueryTest::names_agree_with_the_model() {
    const auto check = [](Domain d, const char* field, auto tag, std::size_t count) {
        using E = decltype(tag);
        const Field* f = find_field(d, field);
        QVERIFY(f != nullptr);
        QCOMPARE(f->values.size(), count);
        for (std::string_view value : f->values)
            QVERIFY2(parse_enum<E>(value), std::string(value).c_str());
    };
    check(Domain::findings, "severity", Severity{}, k_severity_count);
    check(Domain::findings, "status", FindingStatus{}, k_status_count);
    check(Domain::findings, "cause", Cause{}, k_cause_count);
    check(Domain::findings, "phase", Phase{}, k_phase_count);
    check(Domain::events, "severity", Severity{}, k_severity_count);
    check(Domain::events, "kind", EventKind{}, k_event_kind_count);
    check(Domain::events, "outcome", Outcome{}, k_outcome_count);
}

void QueryTest::every_field_says_what_it_takes() {
    for (const Domain domain : {Domain::findings, Domain::events, Domain::changes})
        for (const Field& field : fields(domain)) {
            QVERIFY(!field.help.empty());
            QCOMPARE(field.type == FieldType::enumeration, !field.values.empty());
            QCOMPARE(find_field(domain, field.name), &field);
        }
}

void QueryTest::deep_nesting_is_refused() {
    const std::string deep = std::string(10000, '(') + "a" + std::string(10000, ')');
    auto tree = parse(deep, Domain::findings);
    QVERIFY(!tree);
    QVERIFY(q(tree.error().what).contains("deeply"));
    QVERIFY(!parse(std::string(100000, 'a'), Domain::findings));
    auto minus = parse(std::string(1000, '-') + "a", Domain::findings);
    QVERIFY(!minus);
}

QTEST_APPLESS_MAIN(QueryTest)
#include "query_test.moc"
