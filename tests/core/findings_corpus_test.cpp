// Real reports of others, with the counts and facts that their owners' tests expect (tools/score-findings judges the
// whole program by the same manifest). Skipped where the corpus is not at hand.

#include "core/base/json.h"
#include "core/base/text.h"
#include "tests/support/expectations.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <map>
#include <set>

using namespace parapet;

namespace {

using Row = std::map<std::string, std::string>;

// Manifest format -> slugs of ours that read it.
const std::map<std::string, std::set<std::string>>& formats_here() {
    static const auto k_formats = [] {
        std::map<std::string, std::set<std::string>> out;
        for (const test::Expected& e : test::expectations())
            for (const std::string& format : e.reads)
                out[format].insert(e.slug);
        return out;
    }();
    return k_formats;
}

// What we do not meet, and why (tests/data/<slug>/expected.tsv).
const char* excuse(const std::string& kind, const std::string& path) {
    static const auto k_all = test::expectations();
    for (const test::Expected& e : k_all)
        for (const test::Expected::Miss& miss : e.misses)
            if (kind == miss.kind && path == miss.path) return miss.why.c_str();
    return nullptr;
}

std::vector<Row> manifest() {
    const std::string path = test::corpus_path("findings/MANIFEST.tsv");
    if (path.empty()) return {};
    const std::string text = test::read_file(path);
    std::vector<Row> rows;
    std::vector<std::string_view> head;
    for (const std::string_view line : split(text, '\n')) {
        const auto cells = split(line, '\t');
        if (head.empty()) {
            head = cells;
            continue;
        }
        if (line.empty()) continue;
        Row row;
        for (std::size_t i = 0; i < head.size(); ++i)
            row[std::string(head[i])] = i < cells.size() ? std::string(cells[i]) : std::string();
        if (formats_here().count(row["format"]) != 0) rows.push_back(std::move(row));
    }
    return rows;
}

bool says(const Row& row, std::string_view words) {
    return icontains(row.at("note"), words);
}
bool must_refuse(const Row& row) {
    return (says(row, "must be a clear error") || says(row, "expects a clear error")) &&
           !says(row, "import what it can");
}
bool may_refuse(const Row& row) {
    return says(row, "import what it can") || says(row, "ours may") || says(row, "zero-byte") ||
           says(row, "peer expects an error");
}

std::string our_severity(std::string_view word) {
    const std::string s = to_lower(word);
    static const std::map<std::string, std::string> k_words{{"informational", "info"}, {"information", "info"},
                                                            {"negligible", "info"},    {"none", "info"},
                                                            {"moderate", "medium"},    {"important", "high"}};
    const auto it = k_words.find(s);
    return it == k_words.end() ? s : it->second;
}

std::vector<test::Fact> facts_of(const Row& row) {
    json::Document document;
    std::vector<test::Fact> facts;
    const auto value = document.parse(row.at("sample_expect").empty() ? "[]" : row.at("sample_expect"));
    if (!value) return facts;
    for (const json::Value item : value->items()) {
        std::set<std::string> ignored{"peer_index", "peer_composed", "title"};
        for (const json::Value key : item["peer_composed"].items())
            ignored.insert(std::string(key.str()));
        test::Fact fact;
        for (const json::Member m : item.members()) {
            const std::string key(m.key);
            if (ignored.count(key) != 0 || !m.value) continue;
            if (key == "severity") fact.severity = our_severity(m.value.str());
            if (key == "file" || key == "file_path") fact.file = m.value.text();
            if (key == "line") fact.line = m.value.text();
            if (key == "cwe" && m.value.integer().value_or(0) != 0)
                fact.cwe.push_back(static_cast<int>(*m.value.integer()));
            for (const char* word : {"rule", "control_id", "name", "component", "category", "component_name", "package",
                                     "component_version", "version", "cve", "vuln_id"})
                if (key == word) fact.words.push_back(m.value.text());
        }
        facts.push_back(std::move(fact));
    }
    return facts;
}

} // namespace

class FindingsCorpusTest final : public QObject {
    Q_OBJECT
private slots:
    void reads_what_others_read_data() {
        QTest::addColumn<int>("row");
        rows_ = manifest();
        for (std::size_t i = 0; i < rows_.size(); ++i)
            QTest::newRow(rows_[i]["path"].c_str()) << static_cast<int>(i);
        if (rows_.empty()) QTest::newRow("no corpus") << -1;
    }
    void reads_what_others_read() {
        QFETCH(int, row);
        if (row < 0) QSKIP("the corpus of real reports is not at hand");
        const Row& r = rows_[static_cast<std::size_t>(row)];
        const std::string bytes = test::read_file(test::corpus_path("findings/" + r.at("path")));
        const std::string slug = test::recognised(bytes);
        const test::Collected got = slug.empty() ? test::parse_with("", bytes) : test::parse_with(slug, bytes);
        if (must_refuse(r)) {
            QVERIFY2(!got.stats || may_refuse(r), "should be refused");
            return;
        }
        if (may_refuse(r)) return;
        const bool ours = !slug.empty() && formats_here().at(r.at("format")).count(slug) != 0;
        const bool good = ours && got.stats.has_value();
        if (!check("recognised", good, r, slug + " " + got.error())) return;
        if (!r.at("records_in_report").empty()) {
            const std::string have = std::to_string(got.stats->records);
            check("records", have == r.at("records_in_report"), r, have + " != " + r.at("records_in_report"));
        }
        // No record is lost: each gave a finding or a check, or was skipped with a reason.
        const std::uint64_t told = got.findings.size() + got.stats->skipped;
        QVERIFY2(told >= got.stats->records,
                 (std::to_string(told) + " of " + std::to_string(got.stats->records)).c_str());
        const bool same = r.at("expected_unit") == "defectdojo-findings" && !r.at("expected_findings").empty() &&
                          (r.at("expected_findings") == r.at("records_in_report") ||
                           (r.at("records_in_report").empty() && r.at("note").empty()));
        if (same) {
            const std::string have = std::to_string(got.listed());
            check("findings", have == r.at("expected_findings"), r, have + " != " + r.at("expected_findings"));
        }
        for (const test::Fact& fact : facts_of(r))
            check_fact(fact, got, r);
    }

private:
    // True when it holds. A miss that the table explains is no failure, but a miss that came right is.
    bool check(const std::string& kind, bool ok, const Row& row, const std::string& detail) {
        const char* why = excuse(kind, row.at("path"));
        if (ok && why != nullptr) QTest::qFail(("no longer missed: " + kind).c_str(), __FILE__, __LINE__);
        if (!ok && why == nullptr) QTest::qFail((kind + ": " + detail).c_str(), __FILE__, __LINE__);
        return ok;
    }
    void check_fact(const test::Fact& fact, const test::Collected& got, const Row& row) {
        for (std::size_t i = 0; i < got.findings.size(); ++i)
            if (test::holds(fact, got.findings[i], got.scans.at(got.scan_of[i]))) return;
        if (excuse("fact", row.at("path")) != nullptr) return;
        const std::string asked = "fact: " + fact.severity + " " + fact.file + ":" + fact.line + " " +
                                  join(fact.words, " ") +
                                  (fact.cwe.empty() ? "" : " CWE-" + std::to_string(fact.cwe.front()));
        QTest::qFail(asked.c_str(), __FILE__, __LINE__);
    }

    std::vector<Row> rows_;
};

QTEST_APPLESS_MAIN(FindingsCorpusTest)
#include "findings_corpus_test.moc"
