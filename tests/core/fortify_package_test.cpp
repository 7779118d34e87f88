// Fortify's package: report and audit are one document, and the rest of it is none.

#include "core/ingest/walk.h"
#include "tests/support/archives.h"
#include "tests/support/reports.h"
#include "tests/support/support.h"

#include <QTest>

#include <algorithm>

using namespace parapet;

namespace {

struct Opened {
    std::vector<std::string> paths, texts, rejected, notes;
};

Opened opened(const std::vector<test::ArchiveEntry>& entries, const std::string& name = "scan.fpr") {
    Opened out;
    DocumentHandlers handlers;
    handlers.document = [&](Document& document) -> Result<void> {
        out.paths.push_back(document.path);
        Result<std::string> text = document.input().read_all(1U << 20);
        out.texts.push_back(text ? *text : text.error().one_line());
        return {};
    };
    handlers.rejected = [&](const std::string& path, WayIn, const Error& error) {
        out.rejected.push_back(path + ": " + error.what);
    };
    handlers.note = [&](const Error& note) { out.notes.push_back(note.what); };
    JobContext job;
    const std::string zip = test::zip_of(entries);
    if (!each_document_in(zip, name, default_limits(), job, handlers)) out.rejected.push_back("it ended");
    return out;
}

std::string report() {
    return test::read_file(test::data_path("fortify-fvdl") + "/one.xml");
}

// Of the finding A1 of that report.
std::string audit(const std::string& attributes) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ns2:Audit xmlns:ns2=\"xmlns://www.fortify.com/schema/audit\" "
           "version=\"4.4\"><ns2:ProjectInfo/><ns2:IssueList><ns2:Issue instanceId=\"A1\" " +
           attributes +
           "><ns2:Tag id=\"87f2\"><ns2:Value>Not an Issue</ns2:Value></ns2:Tag><ns2:ThreadedComments><ns2:Comment>"
           "<ns2:Content>the cup has a lid</ns2:Content><ns2:Username>ada</ns2:Username></ns2:Comment>"
           "</ns2:ThreadedComments></ns2:Issue></ns2:IssueList></ns2:Audit>";
}

} // namespace

class FortifyPackageTest final : public QObject {
    Q_OBJECT
private slots:
    void report_and_audit_are_one_document_in_any_order_data() {
        QTest::addColumn<bool>("audit_first");
        QTest::newRow("audit first") << true;
        QTest::newRow("report first") << false;
    }
    void report_and_audit_are_one_document_in_any_order() {
        QFETCH(bool, audit_first);
        std::vector<test::ArchiveEntry> entries{{"audit.xml", audit("suppressed=\"true\"")}, {"audit.fvdl", report()}};
        if (!audit_first) std::swap(entries[0], entries[1]);
        entries.push_back({"VERSION", "1.3"});
        entries.push_back({"src-archive/audit.xml", "<not-it/>"});
        const Opened got = opened(entries);
        QCOMPARE(got.rejected, std::vector<std::string>());
        QCOMPARE(got.paths, std::vector<std::string>{"scan.fpr/audit.fvdl"});
        QCOMPARE(test::recognised(got.texts.front()), std::string("fortify-fvdl"));
        const test::Collected read = test::parse_with("fortify-fvdl", got.texts.front());
        QVERIFY2(read.stats.has_value(), read.error().c_str());
        QCOMPARE(read.findings.size(), std::size_t{1});
        const RawFinding& f = read.findings.front();
        QVERIFY(f.suppressed);
        QCOMPARE(f.suppression, std::string("ada: the cup has a lid"));
        QVERIFY(std::find(f.tags.begin(), f.tags.end(), "audit: Not an Issue") != f.tags.end());
    }

    void a_comment_alone_suppresses_nothing() {
        const Opened got = opened({{"audit.fvdl", report()}, {"audit.xml", audit("suppressed=\"false\"")}});
        const test::Collected read = test::parse_with("fortify-fvdl", got.texts.front());
        QVERIFY(!read.findings.front().suppressed);
        QVERIFY(read.findings.front().description.find("the cup has a lid") != std::string::npos);
    }

    void a_package_without_an_audit_is_its_report() {
        const Opened got = opened({{"audit.fvdl", report()}});
        QCOMPARE(got.texts, std::vector<std::string>{report()});
        QVERIFY(got.notes.empty());
    }

    void an_audit_that_is_not_xml_is_left_out_and_said() {
        const Opened got = opened({{"audit.fvdl", report()}, {"audit.xml", "<Audit><IssueList></Audit>"}});
        QCOMPARE(got.texts, std::vector<std::string>{report()});
        QCOMPARE(got.notes.size(), std::size_t{1});
    }

    void a_package_without_a_report_is_rejected() {
        const Opened got = opened({{"audit.xml", audit("")}, {"VERSION", "1.3"}});
        QCOMPARE(got.rejected, std::vector<std::string>{"scan.fpr: the package has no audit.fvdl"});
        QVERIFY(got.paths.empty());
    }

    void under_another_name_it_is_an_archive_like_any_other() {
        const Opened got = opened({{"audit.fvdl", report()}, {"audit.xml", audit("")}}, "scan.zip");
        QCOMPARE(got.paths, (std::vector<std::string>{"scan.zip/audit.fvdl", "scan.zip/audit.xml"}));
    }
};

QTEST_APPLESS_MAIN(FortifyPackageTest)
#include "fortify_package_test.moc"
