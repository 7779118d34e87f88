// Two tools' reports on the same image are one finding for each weakness, and every record is accounted for.

#include "core/ingest/import.h"
#include "tests/support/findings.h"
#include "tests/support/support.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace parapet;
using namespace parapet::test;

namespace {

using Random = std::mt19937_64;

// A package of an image as Trivy and as Grype name it.
struct Package {
    std::string trivy_class, trivy_type, grype_type, name, grype_name, purl;
    [[nodiscard]] std::string key() const { return purl.substr(0, purl.find('@')); }
};
const std::vector<Package>& packages() {
    static const std::vector<Package> all{
        {"os-pkgs", "debian", "deb", "libssl3", "libssl3", "pkg:deb/debian/libssl3@3.0?arch=amd64&distro=debian-12"},
        {"os-pkgs", "debian", "deb", "zlib1g", "zlib1g", "pkg:deb/debian/zlib1g@3.0?arch=amd64&upstream=zlib"},
        {"lang-pkgs", "jar", "java-archive", "org.shop:till-core", "till-core", "pkg:maven/org.shop/till-core@3.0"},
        {"lang-pkgs", "node-pkg", "npm", "@till/drawer", "@till/drawer", "pkg:npm/%40till/drawer@3.0"},
        {"lang-pkgs", "python-pkg", "python", "Till_Tools", "till-tools", "pkg:pypi/till-tools@3.0"},
        {"lang-pkgs", "gobinary", "go-module", "shop.example/Till", "shop.example/Till",
         "pkg:golang/shop.example/Till@3.0"},
        {"lang-pkgs", "gemspec", "gem", "till", "till", "pkg:gem/till@3.0"},
        {"lang-pkgs", "cargo", "rust-crate", "till", "till", "pkg:cargo/till@3.0"},
    };
    return all;
}

// A weakness that one advisory names, or two.
struct Weakness {
    std::size_t package = 0;
    int number = 0;
    bool by_ghsa = false; // Grype goes by the GitHub advisory, with the CVE beside it
    bool only_ghsa = false;
    [[nodiscard]] std::string cve() const { return fmt::format("CVE-2026-{}", 1000 + number); }
    [[nodiscard]] std::string ghsa() const { return fmt::format("GHSA-aaaa-bbbb-{:04}", number); }
    [[nodiscard]] std::string id() const { return (only_ghsa ? ghsa() : cve()) + " " + packages()[package].key(); }
};

std::vector<Weakness> random_weaknesses(Random& random) {
    std::vector<Weakness> out;
    for (int i = 0; i < 30; ++i) {
        Weakness w{random() % packages().size(), static_cast<int>(random() % 40), false, false};
        const bool library = packages()[w.package].trivy_class == "lang-pkgs";
        w.by_ghsa = library && random() % 2 == 0;
        w.only_ghsa = library && w.number % 5 == 0;
        out.push_back(w);
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts)
        out += (out.empty() ? "" : ",") + part;
    return out;
}

std::string trivy_report(const std::vector<Weakness>& seen, Random& random) {
    std::map<std::string, std::vector<std::string>> by_target;
    for (const Weakness& w : seen) {
        const Package& p = packages()[w.package];
        const std::string purl =
            random() % 2 == 0 ? std::string() : fmt::format(R"("PkgIdentifier":{{"PURL":"{}"}},)", p.purl);
        by_target[fmt::format(R"("Target":"{0}","Class":"{1}","Type":"{0}")", p.trivy_type, p.trivy_class)].push_back(
            fmt::format(R"({{"VulnerabilityID":"{}","PkgName":"{}",{}"InstalledVersion":"3.0","Severity":"{}"}})",
                        w.only_ghsa ? w.ghsa() : w.cve(), p.name, purl, random() % 2 == 0 ? "HIGH" : "LOW"));
    }
    std::vector<std::string> results;
    for (const auto& [target, rows] : by_target)
        results.push_back(fmt::format(R"({{{},"Vulnerabilities":[{}]}})", target, joined(rows)));
    return fmt::format(R"({{"SchemaVersion":2,"CreatedAt":"2026-03-04T05:06:07Z","ArtifactName":"shop/till:2",)"
                       R"("ArtifactType":"container_image","Metadata":{{"ImageID":"sha256:00"}},"Results":[{}]}})",
                       joined(results));
}

std::string grype_report(const std::vector<Weakness>& seen, Random& random) {
    std::vector<std::string> matches;
    for (const Weakness& w : seen) {
        const Package& p = packages()[w.package];
        const bool ghsa = w.by_ghsa || w.only_ghsa;
        const std::string related = w.by_ghsa && !w.only_ghsa
                                        ? fmt::format(R"([{{"id":"{}","namespace":"nvd:cpe"}}])", w.cve())
                                        : std::string("[]");
        matches.push_back(fmt::format(
            R"({{"vulnerability":{{"id":"{}","severity":"{}","fix":{{"versions":[],"state":"unknown"}}}},)"
            R"("relatedVulnerabilities":{},"artifact":{{"name":"{}","version":"3.0","type":"{}","purl":"{}"}}}})",
            ghsa ? w.ghsa() : w.cve(), random() % 2 == 0 ? "Critical" : "Medium", related, p.grype_name, p.grype_type,
            p.purl));
    }
    return fmt::format(R"({{"matches":[{}],"source":{{"type":"image","target":{{"userInput":"shop/till:2",)"
                       R"("manifestDigest":"sha256:00"}}}},"descriptor":{{"name":"grype","version":"0.90.0",)"
                       R"("timestamp":"2026-03-04T06:06:07Z"}}}})",
                       joined(matches));
}

ImportOutcome import(Workspace& workspace, const std::string& bytes, const std::string& name,
                     const std::string& asset = {}) {
    ImportOptions options;
    options.asset = asset;
    JobContext job;
    auto outcome = import_bytes(workspace, bytes, name, options, job);
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return *outcome;
}

bool adds_up(const ImportOutcome& o) {
    return o.records ==
           o.findings_new + o.findings_known + o.findings_reopened + o.merged + o.checks_passed + o.skipped;
}

std::set<std::string> ids(const std::vector<Weakness>& all) {
    std::set<std::string> out;
    for (const Weakness& w : all)
        out.insert(w.id());
    return out;
}

} // namespace

class TwoToolsTest : public QObject {
    Q_OBJECT
private slots:
    void trivy_and_grype_make_one_finding_for_each_weakness();
    void the_order_of_the_tools_does_not_matter();
    void reports_of_the_corpus_on_one_image_join();
};

void TwoToolsTest::trivy_and_grype_make_one_finding_for_each_weakness() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        const TestClock clock;
        auto w = new_workspace("two", clock);
        const auto by_trivy = random_weaknesses(random);
        auto by_grype = random_weaknesses(random);
        by_grype.insert(by_grype.end(), by_trivy.begin(), by_trivy.begin() + 15);
        const ImportOutcome first = import(*w, trivy_report(by_trivy, random), "trivy.json");
        const ImportOutcome second = import(*w, grype_report(by_grype, random), "grype.json");
        QVERIFY2(first.format == "trivy-json" && second.format == "grype-json", second.format.c_str());
        QVERIFY(adds_up(first) && adds_up(second));
        auto all = ids(by_trivy);
        const auto of_grype = ids(by_grype);
        QCOMPARE(first.findings_new, static_cast<std::uint64_t>(all.size()));
        QCOMPARE(first.merged, static_cast<std::uint64_t>(by_trivy.size() - all.size()));
        std::uint64_t shared = 0;
        for (const std::string& id : of_grype)
            shared += all.count(id);
        QCOMPARE(second.findings_known, shared);
        QCOMPARE(second.findings_new, static_cast<std::uint64_t>(of_grype.size()) - shared);
        all.insert(of_grype.begin(), of_grype.end());
        QCOMPARE(rows_of(*w, "SELECT count(*) FROM finding"), std::to_string(all.size()));
        QCOMPARE(rows_of(*w, "SELECT count(DISTINCT s.id >> 16) FROM sighting s WHERE (SELECT count(DISTINCT c.tool)"
                             " FROM sighting o JOIN scope c ON c.id = o.scope_id WHERE o.id >> 16 = s.id >> 16) = 2"),
                 std::to_string(shared));
        JobContext job;
        QVERIFY(check_workspace(*w, false, job)->clean);
    }
}

void TwoToolsTest::the_order_of_the_tools_does_not_matter() {
    const std::string sql = "SELECT identity, severity, status, vuln FROM finding ORDER BY identity";
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Random random(seed);
        const TestClock clock;
        const auto seen = random_weaknesses(random);
        auto other = seen;
        std::shuffle(other.begin(), other.end(), random);
        const std::string trivy = trivy_report(seen, random), grype = grype_report(other, random);
        auto one = new_workspace("order", clock), two = new_workspace("order", clock);
        (void)import(*one, trivy, "t.json");
        (void)import(*one, grype, "g.json");
        (void)import(*two, grype, "renamed.json");
        (void)import(*two, trivy, "renamed-too.json");
        QCOMPARE(rows_of(*two, sql), rows_of(*one, sql));
    }
}

// One image in four formats.
void TwoToolsTest::reports_of_the_corpus_on_one_image_join() {
    if (corpus_path("findings/trivy").empty()) QSKIP("the shared corpus is not here: no real reports of one image");
    const TestClock clock;
    auto w = new_workspace("image", clock);
    std::string known;
    for (const char* name : {"alpine-310.json.golden", "alpine-310.gitlab.golden", "alpine-310.asff.golden",
                             "alpine-310.sarif.golden", "alpine-310.json.golden"}) {
        const ImportOutcome o =
            import(*w, read_file(corpus_path(std::string("findings/trivy/") + name)), name, "alpine:3.10");
        QVERIFY2(o.status != ImportStatus::rejected, name);
        if (o.status == ImportStatus::imported) QVERIFY2(adds_up(o), name);
        const std::string now = rows_of(*w, "SELECT vuln, package_id FROM finding ORDER BY 1, 2");
        qInfo("%s: %s: new %llu known %llu merged %llu", name, o.format.c_str(),
              static_cast<unsigned long long>(o.findings_new), static_cast<unsigned long long>(o.findings_known),
              static_cast<unsigned long long>(o.merged));
        if (known.empty()) known = now;
        QCOMPARE(now, known);
    }
}

QTEST_APPLESS_MAIN(TwoToolsTest)
#include "two_tools_test.moc"
