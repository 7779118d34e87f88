// Properties of identity: what may be shuffled, renamed, re-indented or moved without changing which finding is which.

#include "core/ingest/identity.h"
#include "tests/support/findings.h"
#include "tests/support/reports.h"
#include "tests/support/rewritten.h"
#include "tests/support/support.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

using namespace parapet;
using namespace parapet::test;

namespace {

constexpr std::int64_t k_t0 = 1'759'000'000;
constexpr std::int64_t k_hour = 3600;
using Random = std::mt19937_64;

std::string pick(Random& random, std::initializer_list<const char*> from) {
    return *(from.begin() + static_cast<std::ptrdiff_t>(random() % from.size()));
}

RawFinding random_finding(Random& random, int number) {
    RawFinding f;
    const auto kind = random() % 6;
    if (kind == 0) {
        f = vuln_finding(fmt::format("CVE-2024-{}", 1000 + random() % 12), pick(random, {"left", "right", "up"}),
                         Severity::high);
        f.aliases = {"GHSA-zzzz-yyyy-xxxx", "GHSA-aaaa-bbbb-cccc"};
        f.links = {"https://a.example/1", "https://b.example/2"};
    } else {
        f = code_finding(pick(random, {"r1", "r2"}), pick(random, {"src/a.c", "src/b.c"}), 1 + number * 7,
                         pick(random, {"strcpy(a, b);", "gets(line);", "x = y"}), Severity::medium);
        if (random() % 3 == 0) f.cwe = {20, 89, 676};
        if (random() % 4 == 0) f.location.snippet.clear();
        f.identity = static_cast<IdentityKind>(kind);
        if (f.identity == IdentityKind::secret) f.evidence = pick(random, {"AKIA...7Q", "ghp_...aa"});
        if (f.identity == IdentityKind::web) f.location.url = "https://shop.example/" + pick(random, {"a", "b"});
        if (f.identity == IdentityKind::web) f.location.parameter = pick(random, {"id", "q"});
        if (f.identity == IdentityKind::config && random() % 2 == 0) f.location.resource = pick(random, {"x", "y"});
    }
    f.tags = {"b", "a", "c"};
    return f;
}

std::vector<RawFinding> random_report(Random& random, int size) {
    std::vector<RawFinding> out;
    for (int i = 0; i < size; ++i)
        out.push_back(random_finding(random, i));
    return out;
}

// Everything that another run of the same tool may write differently. Lines stay in their order.
void shuffle(std::vector<RawFinding>& findings, Random& random, std::int64_t lines) {
    std::shuffle(findings.begin(), findings.end(), random);
    for (RawFinding& f : findings) {
        std::shuffle(f.cwe.begin(), f.cwe.end(), random);
        std::shuffle(f.aliases.begin(), f.aliases.end(), random);
        std::shuffle(f.links.begin(), f.links.end(), random);
        std::shuffle(f.tags.begin(), f.tags.end(), random);
        if (f.location.line > 0) f.location.line += lines;
        if (!f.location.snippet.empty()) f.location.snippet = "\t " + f.location.snippet + "\n";
        if (!f.location.file.empty() && random() % 2 == 0) f.location.file = "./" + f.location.file;
        f.location.version = std::to_string(random() % 9);
        f.description = "said otherwise " + std::to_string(random());
        f.place.line = static_cast<std::int64_t>(random() % 1000);
        f.place.path = "/" + std::to_string(random());
    }
}

// Text and rank of the spot, as an import gives them.
std::multiset<std::string> identities(const std::vector<RawFinding>& findings, std::string_view asset) {
    std::map<std::string, std::set<std::uint64_t>> spots;
    std::vector<std::pair<std::string, std::uint64_t>> all;
    Identity id;
    for (const RawFinding& f : findings) {
        if (f.outcome != CheckOutcome::fail) continue;
        identify(f, f.asset.empty() ? asset : std::string_view(f.asset), id);
        all.emplace_back(id.text, id.spot);
        if (id.spot != 0) spots[id.text].insert(id.spot);
    }
    std::multiset<std::string> out;
    for (const auto& [text, spot] : all) {
        const auto& here = spots[text];
        out.insert(fmt::format("{}#{}", text, std::distance(here.begin(), here.find(spot))));
    }
    return out;
}

std::multiset<std::string> identities_in(const Collected& report) {
    std::map<std::string, std::vector<RawFinding>> by_target;
    for (std::size_t i = 0; i < report.findings.size(); ++i) {
        const std::size_t scan = report.scan_of[i];
        const bool known = scan < report.scans.size();
        by_target[known ? report.scans[scan].tool + "\n" + report.scans[scan].target : std::string()].push_back(
            report.findings[i]);
    }
    std::multiset<std::string> out;
    for (const auto& [target, findings] : by_target)
        out.merge(identities(findings, target));
    return out;
}

// Reports of a folder, small enough to be rewritten again and again.
std::vector<std::string> reports_below(const std::string& folder, const std::set<std::string>& endings) {
    constexpr std::uintmax_t k_most_bytes = 120'000;
    std::vector<std::string> out;
    if (folder.empty()) return out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.file_size() <= k_most_bytes &&
            endings.count(entry.path().extension().string()) > 0)
            out.push_back(entry.path().string());
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::string> all_reports(const std::set<std::string>& endings) {
    std::vector<std::string> out = reports_below(data_path(""), endings);
    const std::vector<std::string> more = reports_below(corpus_path("findings"), endings);
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

} // namespace

class IdentityPropertiesTest : public QObject {
    Q_OBJECT
private slots:
    void thousands_of_shuffles_change_no_identity();
    void hundreds_of_shuffled_imports_know_every_finding();
    void shuffled_places_keep_their_decisions();
    void rewritten_reports_are_recognised_and_mean_the_same();
    void code_moved_by_ten_lines_is_the_same_in_every_report();
    void code_moved_by_ten_lines_is_the_same_in_xml();
    void a_renamed_report_of_a_named_target_is_of_the_same_scope();
};

void IdentityPropertiesTest::thousands_of_shuffles_change_no_identity() {
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
        Random random(seed);
        std::vector<RawFinding> report = random_report(random, 24);
        const auto before = identities(report, "app");
        shuffle(report, random, 10);
        if (identities(report, "app") != before) QFAIL(fmt::format("identities changed with seed {}", seed).c_str());
    }
}

void IdentityPropertiesTest::hundreds_of_shuffled_imports_know_every_finding() {
    TestClock clock;
    auto w = new_workspace("shuffles", clock);
    Random random(7);
    std::vector<RawFinding> report = random_report(random, 60);
    const auto first = import_report(*w, one_scan("0", "Tool", "app", k_t0, report));
    QVERIFY(first->findings_new > 20);
    const std::string sql = "SELECT id, identity, status, owner_id FROM finding ORDER BY id";
    const std::string before = rows_of(*w, sql);
    for (int i = 1; i <= 300; ++i) {
        shuffle(report, random, 10);
        const auto again =
            import_report(*w, one_scan(fmt::format("report-{}.json", i), "Tool", "app", k_t0 + i * k_hour, report));
        QVERIFY(again.has_value());
        QCOMPARE(again->records, again->findings_known + again->merged + again->skipped);
        QCOMPARE(again->findings_known, first->findings_new);
        QCOMPARE(again->findings_gone + again->findings_new + again->findings_reopened, std::uint64_t{0});
    }
    QCOMPARE(rows_of(*w, sql), before);
    JobContext job;
    QVERIFY(check_workspace(*w, false, job)->clean);
}

// Five places with one source text in one file, in whatever order a tool lists them: what was decided about the third
// stays at the third.
void IdentityPropertiesTest::shuffled_places_keep_their_decisions() {
    TestClock clock;
    auto w = new_workspace("places", clock);
    std::vector<RawFinding> report;
    for (int i = 0; i < 5; ++i) {
        report.push_back(code_finding("r", "a.c", 100 * (i + 1), "strcpy(a, b);", Severity::high));
        report.back().title = fmt::format("place {}", i);
    }
    Random random(3);
    std::string before;
    for (int i = 0; i < 100; ++i) {
        std::shuffle(report.begin(), report.end(), random);
        (void)import_report(*w, one_scan(std::to_string(i), "Tool", "app", k_t0 + i * k_hour, report));
        const std::string rows = rows_of(*w, "SELECT id, title FROM finding WHERE status = 0 ORDER BY id");
        if (i == 0) before = rows;
        QCOMPARE(rows, before);
    }
}

void IdentityPropertiesTest::rewritten_reports_are_recognised_and_mean_the_same() {
    int compared = 0, wrong = 0;
    for (const std::string& path : all_reports({".json", ".sarif", ".golden"})) {
        const std::string bytes = read_file(path);
        const std::string slug = recognised(bytes);
        const FormatInfo* format = find_format(slug);
        if (format == nullptr || format->kind != FormatKind::findings) continue;
        const Collected before = parse_with(slug, bytes);
        if (!before.stats) continue;
        const auto same = identities_in(before);
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
            const auto other = rewritten_json(bytes, {seed, true, 0});
            if (!other) break;                                  // lines of JSON, or text
            if (slug.find("jsonl") != std::string::npos) break; // of a single line, which must stay one
            if (recognised(*other) != slug && before.failing() > 0) {
                qWarning("%s became %s: %s", slug.c_str(), recognised(*other).c_str(), path.c_str());
                ++wrong;
            }
            const auto after = identities_in(parse_with(slug, *other));
            if (after != same) {
                for (const std::string& one : after)
                    if (same.count(one) == 0) qWarning("%s", one.c_str());
                qWarning("of %zu and %zu: %s", same.size(), after.size(), path.c_str());
            }
            if (after != same) ++wrong;
            ++compared;
        }
    }
    QCOMPARE(wrong, 0);
    QVERIFY2(compared > 100, std::to_string(compared).c_str());
}

namespace {

void compare_moved(const std::string& path, const std::string& slug, const std::string& bytes, const std::string& other,
                   int& moved) {
    const Collected before = parse_with(slug, bytes), after = parse_with(slug, other);
    if (!before.stats) return;
    std::int64_t lines_before = 0, lines_after = 0;
    for (const RawFinding& f : before.findings)
        lines_before += f.location.line;
    for (const RawFinding& f : after.findings)
        lines_after += f.location.line;
    if (lines_after == lines_before) return; // tells no lines
    ++moved;
    const auto one = identities_in(before), two = identities_in(after);
    if (one == two) return;
    for (const std::string& text : two)
        if (one.count(text) == 0) qWarning("%s", text.c_str());
    qWarning("%s", path.c_str());
    QFAIL("moved code has other identities");
}

} // namespace

void IdentityPropertiesTest::code_moved_by_ten_lines_is_the_same_in_every_report() {
    int moved = 0;
    for (const std::string& path : all_reports({".json", ".sarif", ".golden"})) {
        const std::string bytes = read_file(path);
        const std::string slug = recognised(bytes);
        const FormatInfo* format = find_format(slug);
        if (format == nullptr || format->kind != FormatKind::findings) continue;
        const auto other = rewritten_json(bytes, {1, false, 10});
        if (other) compare_moved(path, slug, bytes, *other, moved);
    }
    QVERIFY2(moved > 20, std::to_string(moved).c_str());
}

void IdentityPropertiesTest::code_moved_by_ten_lines_is_the_same_in_xml() {
    int moved = 0;
    for (const std::string& path : all_reports({".xml", ".fvdl", ".plist"})) {
        const std::string bytes = read_file(path);
        const std::string slug = recognised(bytes);
        const FormatInfo* format = find_format(slug);
        if (format == nullptr || format->kind != FormatKind::findings) continue;
        compare_moved(path, slug, bytes, moved_xml(bytes, 10), moved);
    }
    QVERIFY2(moved > 3, std::to_string(moved).c_str());
}

void IdentityPropertiesTest::a_renamed_report_of_a_named_target_is_of_the_same_scope() {
    TestClock clock;
    auto w = new_workspace("renamed", clock);
    const std::vector<RawFinding> report{vuln_finding("CVE-2024-1001", "x", Severity::high)};
    for (int i = 0; i < 20; ++i)
        (void)import_report(
            *w, one_scan(fmt::format("build-{}/out-{}.json", i, i * 7), "Tool", "app", k_t0 + i * k_hour, report));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM scope"), std::string("1"));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM finding"), std::string("1"));
    QCOMPARE(rows_of(*w, "SELECT count(*) FROM sighting"), std::string("1"));
}

QTEST_APPLESS_MAIN(IdentityPropertiesTest)
#include "identity_properties_test.moc"
