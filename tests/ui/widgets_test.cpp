// The small widgets: what a person does with them, by keyboard and mouse.
#include "ui/settings/settings.h"
#include "ui/shell/plurals.h"
#include "ui/shell/time_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cells.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/facet_list.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/month_grid.h"
#include "ui/widgets/popup.h"
#include "ui/widgets/text.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace parapet;
using namespace parapet::ui;

namespace {

QStandardItemModel* finding_model(QObject* parent, int rows = 5) {
    auto* model = new QStandardItemModel(rows, 4, parent);
    model->setHorizontalHeaderLabels(
        {QString(), QStringLiteral("Severity"), QStringLiteral("Title"), QStringLiteral("Asset")});
    for (int row = 0; row < rows; ++row) {
        model->setData(model->index(row, 1), static_cast<int>(Severity::critical), SeverityRole);
        model->setData(model->index(row, 2), QStringLiteral("Finding %1").arg(row));
        model->setData(model->index(row, 3), QStringLiteral("pay|api\t%1").arg(row));
    }
    return model;
}

QImage drawn(const std::function<void(QPainter&)>& draw) {
    QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    draw(painter);
    painter.end();
    return image;
}

} // namespace

class WidgetsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void labelsNeverGuessRichText();
    void longWordsBreakAndAreCopiedWhole_data();
    void longWordsBreakAndAreCopiedWhole();
    void countsAreGroupedAndHaveTheirPlural();
    void columnsAreKeptForEachPlace();
    void enterPressesButtons();
    void shapesOfSeverityDiffer();
    void shapesOfStatusDiffer();
    void segmentedMovesByArrows();
    void tableMovesAndSelectsByLetters();
    void tableKeepsLettersThatAreNotItsOwn();
    void tableCopiesTsvAndMarkdown();
    void plainTableSelectsTheCurrentRow();
    void chipsOfAQuery_data();
    void chipsOfAQuery();
    void filterBarCommitsOnSpaceAndEnter();
    void filterBarKeepsTheLastGoodQuery();
    void filterBarShowsBracketsAsText();
    void filterBarOffersFieldsAndValues();
    void backspaceOpensTheLastChip();
    void wordThatIsTyped_data();
    void wordThatIsTyped();
    void facetsTellWhatWasClicked();
    void flowLayoutBreaksLines();
    void monthGridTakesASpan();
    void popupClosesOnEscAndOutside();
    void numbersInWords();
    void agesInWords_data();
    void agesInWords();
    void rangesAreRead_data();
    void rangesAreRead();
    void pluralsOfOne_data();
    void pluralsOfOne();
};

void WidgetsTest::initTestCase() {
    Settings::useMemoryOnly();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    theme().setMode(ThemeMode::dark);
    theme().install(*qApp);
}

void WidgetsTest::labelsNeverGuessRichText() {
    const PlainLabel label(QStringLiteral("<b>bold</b> & <img src='file:///etc/passwd'>"));
    QCOMPARE(label.textFormat(), Qt::PlainText);
    QWidget widget;
    set_plain_tip(&widget, QStringLiteral("<script>x</script>"));
    QCOMPARE(widget.toolTip(), QStringLiteral("<qt>&lt;script&gt;x&lt;/script&gt;</qt>"));
}

void WidgetsTest::enterPressesButtons() {
    QWidget window;
    Button button(QStringLiteral("Assign"), &window);
    IconButton icon(QStringLiteral("bell"), QStringLiteral("Notifications"), &window);
    Toggle toggle(QStringLiteral("Live tail"), &window);
    QSignalSpy pressed(&button, &QAbstractButton::clicked);
    QSignalSpy icon_pressed(&icon, &QAbstractButton::clicked);
    QTest::keyClick(&button, Qt::Key_Return);
    QTest::keyClick(&button, Qt::Key_Space);
    QCOMPARE(pressed.count(), 2);
    QTest::keyClick(&icon, Qt::Key_Enter);
    QCOMPARE(icon_pressed.count(), 1);
    QCOMPARE(icon.accessibleName(), QStringLiteral("Notifications"));
    QTest::keyClick(&toggle, Qt::Key_Space);
    QVERIFY(toggle.isChecked());
}

void WidgetsTest::shapesOfSeverityDiffer() {
    QList<QImage> images;
    for (const Severity s : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
        QImage image = drawn([&](QPainter& p) { paint_severity(p, QRectF(2, 2, 12, 12), s, Scheme::dark); });
        // The shape alone: without its colour.
        images << image.convertToFormat(QImage::Format_Alpha8);
        for (qsizetype i = 0; i + 1 < images.size(); ++i) {
            QVERIFY(images[i] != images.last());
        }
    }
}

void WidgetsTest::shapesOfStatusDiffer() {
    QList<QImage> images;
    for (const Status s : {Status::met, Status::partly, Status::not_met, Status::not_assessed, Status::not_applicable,
                           Status::running, Status::paused}) {
        images << drawn([&](QPainter& p) {
                      paint_status(p, QRectF(0, 0, 16, 16), s, Scheme::light, Qt::white);
                  }).convertToFormat(QImage::Format_Alpha8);
        for (qsizetype i = 0; i + 1 < images.size(); ++i) {
            QVERIFY2(images[i] != images.last(), qPrintable(word(s)));
        }
    }
}

void WidgetsTest::segmentedMovesByArrows() {
    Segmented choice({QStringLiteral("UTC"), QStringLiteral("Local")});
    QSignalSpy chosen(&choice, &Segmented::chosen);
    QTest::keyClick(&choice, Qt::Key_Right);
    QCOMPARE(choice.current(), 1);
    QTest::keyClick(&choice, Qt::Key_Right); // there is none further
    QCOMPARE(chosen.count(), 1);
    QTest::keyClick(&choice, Qt::Key_Left);
    QCOMPARE(choice.current(), 0);
}

void WidgetsTest::tableMovesAndSelectsByLetters() {
    DataTable table;
    auto* model = finding_model(&table);
    const QAbstractItemModelTester tester(model);
    table.setModel(model);
    table.setCheckable(true);
    QSignalSpy opened(&table, &DataTable::rowOpened);
    QSignalSpy peeked(&table, &DataTable::rowPeeked);
    QTest::keyClick(&table, Qt::Key_J);
    QCOMPARE(table.currentIndex().row(), 0);
    QTest::keyClick(&table, Qt::Key_X);
    QTest::keyClick(&table, Qt::Key_J);
    QTest::keyClick(&table, Qt::Key_J);
    QTest::keyClick(&table, Qt::Key_X);
    QCOMPARE(table.selectedRowNumbers(), (QList<int>{0, 2}));
    QTest::keyClick(&table, Qt::Key_K);
    QCOMPARE(table.currentIndex().row(), 1);
    QCOMPARE(table.selectedRowNumbers(), (QList<int>{0, 2})); // moving selects nothing
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(opened.value(0).value(0).toInt(), 1);
    QTest::keyClick(&table, Qt::Key_Space);
    QCOMPARE(peeked.count(), 1);
    QTest::keyClick(&table, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(table.selectedRowNumbers().size(), 5);
    QTest::keyClick(&table, Qt::Key_Escape);
    QCOMPARE(table.selectedRowNumbers(), (QList<int>{1})); // none: the current one counts
    set_single_keys_enabled(false);
    QTest::keyClick(&table, Qt::Key_J);
    QCOMPARE(table.currentIndex().row(), 1);
    set_single_keys_enabled(true);
}

void WidgetsTest::tableKeepsLettersThatAreNotItsOwn() {
    DataTable table;
    table.setModel(finding_model(&table));
    QKeyEvent letter(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, QStringLiteral("a"));
    QApplication::sendEvent(&table, &letter);
    QVERIFY2(!letter.isAccepted(), "the page has to get it");
}

void WidgetsTest::tableCopiesTsvAndMarkdown() {
    DataTable table;
    table.setModel(finding_model(&table));
    table.setCheckable(true);
    QTest::keyClick(&table, Qt::Key_J);
    QTest::keyClick(&table, Qt::Key_X);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("Severity\tTitle\tAsset\nCritical\tFinding 0\tpay|api 0\n"));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("| Critical | Finding 0 | pay\\|api 0 |")));
    table.setCurrentIndex(table.model()->index(1, 2));
    QTest::keyClick(&table, Qt::Key_C, Qt::AltModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Finding 1"));
}

void WidgetsTest::plainTableSelectsTheCurrentRow() {
    DataTable table;
    table.setModel(finding_model(&table));
    QSignalSpy current(&table, &DataTable::currentRowChanged);
    QTest::keyClick(&table, Qt::Key_J);
    QTest::keyClick(&table, Qt::Key_J);
    QCOMPARE(table.selectedRowNumbers(), (QList<int>{1}));
    QCOMPARE(current.last().value(0).toInt(), 1);
}

void WidgetsTest::chipsOfAQuery_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("chips"); // "field=value;…"; "text" when it is shown as text
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("values of a field") << "severity:critical,high"
                                       << "severity=critical, high";
    QTest::newRow("not") << "-cwe:79 kev:yes"
                         << "not cwe=79;kev=yes";
    QTest::newRow("words") << "\"SAX parser\" age:>30d"
                           << "=SAX parser;age=>30d";
    QTest::newRow("or") << "severity:low or kev:yes"
                        << "text";
    QTest::newRow("broken") << "severity:"
                            << "text";
}

void WidgetsTest::chipsOfAQuery() {
    QFETCH(QString, query);
    QFETCH(QString, chips);
    const auto found = query_chips(query, query::Domain::findings);
    QStringList words;
    for (const QueryChip& chip : found.value_or(QList<QueryChip>{})) {
        words << chip.field + QLatin1Char('=') + chip.value;
    }
    QCOMPARE(found ? words.join(QLatin1Char(';')) : QStringLiteral("text"), chips);
}

void WidgetsTest::filterBarCommitsOnSpaceAndEnter() {
    FilterBar bar(query::Domain::findings);
    QSignalSpy changed(&bar, &FilterBar::queryChanged);
    QTest::keyClicks(bar.edit(), QStringLiteral("severity:high "));
    QCOMPARE(bar.query(), QStringLiteral("severity:high"));
    QCOMPARE(bar.edit()->text(), QString());
    QTest::keyClicks(bar.edit(), QStringLiteral("sax"));
    QTest::keyClick(bar.edit(), Qt::Key_Return);
    QCOMPARE(bar.query(), QStringLiteral("severity:high sax"));
    QCOMPARE(changed.count(), 2);
}

void WidgetsTest::filterBarKeepsTheLastGoodQuery() {
    FilterBar bar(query::Domain::findings);
    bar.setQuery(QStringLiteral("kev:yes"));
    QSignalSpy changed(&bar, &FilterBar::queryChanged);
    QTest::keyClicks(bar.edit(), QStringLiteral("severity:nope"));
    QTest::keyClick(bar.edit(), Qt::Key_Return);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(bar.query(), QStringLiteral("kev:yes"));
    QVERIFY2(bar.error().contains(QStringLiteral("critical")), qPrintable(bar.error())); // says what is accepted
    QCOMPARE(bar.edit()->text(), QStringLiteral("severity:nope"));
}

void WidgetsTest::filterBarShowsBracketsAsText() {
    FilterBar bar(query::Domain::findings);
    bar.setQuery(QStringLiteral("(severity:high or kev:yes) asset:pay*"));
    QCOMPARE(bar.edit()->text(), QStringLiteral("(severity:high or kev:yes) asset:pay*"));
    QVERIFY(bar.findChildren<Chip*>().isEmpty());
}

void WidgetsTest::filterBarOffersFieldsAndValues() {
    QWidget window;
    FilterBar bar(query::Domain::findings, &window);
    bar.resize(600, 32);
    window.resize(800, 500);
    QString asked;
    bar.setSuggester([&](const QString& field, const QString& typed, const FilterBar::Answer& answer) {
        asked = field + QLatin1Char('/') + typed;
        answer({{QStringLiteral("payments-api"), QStringLiteral("payments-api"), {}, 17}});
    });
    window.show();
    bar.edit()->setFocus();
    QTRY_VERIFY(bar.edit()->hasFocus());
    QTest::keyClicks(bar.edit(), QStringLiteral("asset:pay"));
    QTRY_COMPARE(asked, QStringLiteral("asset/pay"));
    auto* list = window.findChild<SuggestionList*>();
    QTRY_VERIFY(list != nullptr && list->isVisible());
    QCOMPARE(list->at(0).count, qint64(17));
    QTest::keyClick(bar.edit(), Qt::Key_Down);
    QTest::keyClick(bar.edit(), Qt::Key_Tab);
    QCOMPARE(bar.query(), QStringLiteral("asset:payments-api"));
    QVERIFY(!list->isVisible());
}

void WidgetsTest::backspaceOpensTheLastChip() {
    FilterBar bar(query::Domain::findings);
    bar.setQuery(QStringLiteral("kev:yes severity:high"));
    QTest::keyClick(bar.edit(), Qt::Key_Backspace);
    QCOMPARE(bar.edit()->text(), QStringLiteral("severity:high"));
    QTest::keyClick(bar.edit(), Qt::Key_Return);
    QCOMPARE(bar.query(), QStringLiteral("kev:yes severity:high"));
}

void WidgetsTest::wordThatIsTyped_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("before");
    QTest::newRow("a field begins") << "sev"
                                    << ""
                                    << "sev"
                                    << "";
    QTest::newRow("after another") << "kev:yes sev"
                                   << ""
                                   << "sev"
                                   << "kev:yes ";
    QTest::newRow("a value") << "severity:cr"
                             << "severity"
                             << "cr"
                             << "severity:";
    QTest::newRow("after a comma") << "severity:high,cr"
                                   << "severity"
                                   << "cr"
                                   << "severity:high,";
    QTest::newRow("not") << "-asset:pa"
                         << "asset"
                         << "pa"
                         << "-asset:";
    QTest::newRow("inside of quotes") << "owner:\"Marta R"
                                      << "owner"
                                      << "\"Marta R"
                                      << "owner:";
}

void WidgetsTest::wordThatIsTyped() {
    QFETCH(QString, typed);
    const TypedWord word = typed_word(typed);
    QTEST(word.field, "field");
    QTEST(word.value, "value");
    QTEST(word.before, "before");
}

void WidgetsTest::facetsTellWhatWasClicked() {
    FacetList facets;
    facets.setGroups({{QStringLiteral("severity"),
                       QStringLiteral("Severity"),
                       {{QStringLiteral("critical"), QStringLiteral("Critical"), 12, true, 4},
                        {QStringLiteral("low"), QStringLiteral("Low"), 3, false, 1}},
                       0,
                       true}});
    QSignalSpy toggled(&facets, &FacetList::toggled);
    auto* low = facets.findChild<QAbstractButton*>(QStringLiteral("severity:low"));
    QVERIFY(low != nullptr);
    low->click();
    QCOMPARE(toggled.value(0).value(1).toString(), QStringLiteral("low"));
    QCOMPARE(toggled.value(0).value(2).toBool(), true);
    facets.findChild<QAbstractButton*>(QStringLiteral("severity"))->click(); // folds
    QTRY_VERIFY(facets.findChild<QAbstractButton*>(QStringLiteral("severity:low")) == nullptr);
}

void WidgetsTest::flowLayoutBreaksLines() {
    QWidget box;
    auto* flow = new FlowLayout(&box, 6);
    for (int i = 0; i < 6; ++i) {
        flow->addWidget(new Tag(QStringLiteral("a tag of some length"), Tag::Look::plain, &box));
    }
    const int one = flow->heightForWidth(4000);
    QVERIFY(flow->heightForWidth(200) >= 6 * one);
}

void WidgetsTest::monthGridTakesASpan() {
    MonthGrid grid;
    grid.setLast(QDate(2026, 11, 18));
    grid.setSpan(QDate(2026, 11, 11), QDate(2026, 11, 18));
    QSignalSpy chosen(&grid, &MonthGrid::spanChosen);
    QTest::keyClick(&grid, Qt::Key_Left);
    QTest::keyClick(&grid, Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(&grid, Qt::Key_Return);
    QCOMPARE(chosen.value(0).value(0).toDate(), QDate(2026, 11, 16));
    QCOMPARE(chosen.value(0).value(1).toDate(), QDate(2026, 11, 17));
    QTest::keyClick(&grid, Qt::Key_Down); // a week later is after the last day: nothing changes
    QCOMPARE(grid.to(), QDate(2026, 11, 17));
}

void WidgetsTest::popupClosesOnEscAndOutside() {
    QWidget window;
    window.resize(400, 300);
    Button anchor(QStringLiteral("Open"), &window);
    QWidget elsewhere(&window);
    elsewhere.setGeometry(300, 200, 50, 50);
    window.show();
    Popup popup(&anchor);
    popup.resize(100, 80);
    popup.openBelow(&anchor);
    QVERIFY(popup.isVisible());
    QTest::keyClick(&popup, Qt::Key_Escape);
    QVERIFY(!popup.isVisible());
    popup.openBelow(&anchor);
    QTest::mouseClick(&elsewhere, Qt::LeftButton);
    QVERIFY(!popup.isVisible());
}

void WidgetsTest::numbersInWords() {
    QCOMPARE(number_text(14208), QStringLiteral("14,208"));
    QCOMPARE(signed_text(-2.4, 1), QStringLiteral("−2.4"));
    QCOMPARE(signed_text(1, 1), QStringLiteral("+1.0"));
    QCOMPARE(signed_text(0.01, 1), QStringLiteral("±0"));
    QCOMPARE(percent_text(0.42), QStringLiteral("42 %"));
    QCOMPARE(percent_text(0.052), QStringLiteral("5.2 %"));
    QCOMPARE(short_number_text(41'200'000), QStringLiteral("41.2 M"));
    QCOMPARE(short_number_text(999), QStringLiteral("999"));
    QCOMPARE(initials_of(QStringLiteral("Marta Ruiz Sanchez")), QStringLiteral("MR"));
    QCOMPARE(initials_of(QStringLiteral("svc-backup")), QStringLiteral("SV"));
    QCOMPARE(initials_of(QStringLiteral("@payments")), QStringLiteral("PA"));
}

void WidgetsTest::agesInWords_data() {
    QTest::addColumn<qint64>("minutes");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << qint64(0) << "under 1 min";
    QTest::newRow("minutes") << qint64(48) << "48 min";
    QTest::newRow("an hour") << qint64(60) << "1 h";
    QTest::newRow("hours and minutes") << qint64(432) << "7 h 12 min";
    QTest::newRow("days") << qint64(6 * 1440 + 5) << "6 d";
    QTest::newRow("from 7 days on the date") << qint64(7 * 1440) << "11 Nov";
    QTest::newRow("another year says so") << qint64(365 * 1440) << "18 Nov 2025";
}

void WidgetsTest::agesInWords() {
    QFETCH(qint64, minutes);
    const Time now = *parse_rfc3339("2026-11-18T14:32:00Z");
    QTEST(age_words(now - std::chrono::minutes(minutes), now, true), "text");
}

void WidgetsTest::rangesAreRead_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to"); // "" = not understood
    // The 18th of November 2026 is a Wednesday.
    QTest::newRow("a length") << "3 d"
                              << "2026-11-15T14:32:00Z"
                              << "2026-11-18T14:32:00Z";
    QTest::newRow("a length in words") << "last 2 weeks"
                                       << "2026-11-04T14:32:00Z"
                                       << "2026-11-18T14:32:00Z";
    QTest::newRow("a preset") << "24h"
                              << "2026-11-17T14:32:00Z"
                              << "2026-11-18T14:32:00Z";
    QTest::newRow("since a weekday") << "since mon 02:00"
                                     << "2026-11-16T02:00:00Z"
                                     << "2026-11-18T14:32:00Z";
    QTest::newRow("since the same weekday, later in the day") << "since wed 16:00"
                                                              << "2026-11-11T16:00:00Z"
                                                              << "2026-11-18T14:32:00Z";
    QTest::newRow("a day") << "11 nov"
                           << "2026-11-11T00:00:00Z"
                           << "2026-11-12T00:00:00Z";
    QTest::newRow("a day of last year") << "24 dec"
                                        << "2025-12-24T00:00:00Z"
                                        << "2025-12-25T00:00:00Z";
    QTest::newRow("a month") << "2026-10"
                             << "2026-10-01T00:00:00Z"
                             << "2026-11-01T00:00:00Z";
    QTest::newRow("two days, both included") << "2026-11-01..2026-11-03"
                                             << "2026-11-01T00:00:00Z"
                                             << "2026-11-04T00:00:00Z";
    QTest::newRow("yesterday") << "yesterday"
                               << "2026-11-17T00:00:00Z"
                               << "2026-11-18T00:00:00Z";
    QTest::newRow("nonsense") << "soon"
                              << ""
                              << "";
    QTest::newRow("the wrong way round") << "2026-11-03..2026-11-01"
                                         << ""
                                         << "";
    QTest::newRow("no such day") << "31 feb 2026"
                                 << ""
                                 << "";
}

void WidgetsTest::rangesAreRead() {
    QFETCH(QString, typed);
    QFETCH(QString, from);
    QFETCH(QString, to);
    const auto range = read_range(typed, *parse_rfc3339("2026-11-18T14:32:00Z"), true);
    QCOMPARE(range.has_value(), !to.isEmpty());
    if (!range) {
        QVERIFY(!range.error().help.empty());
        return;
    }
    QCOMPARE(qs(format_rfc3339(range->from)), from);
    QCOMPARE(qs(format_rfc3339(range->to)), to);
}

void WidgetsTest::pluralsOfOne_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("one");
    QTest::newRow("a noun") << "%n jobs"
                            << "%n job";
    QTest::newRow("an adjective before it") << "%n new findings"
                                            << "%n new finding";
    QTest::newRow("ies") << "%n entries match"
                         << "%n entry match";
    QTest::newRow("a verb") << "%n files are in, the last one was undone"
                            << "%n file is in, the last one was undone";
    QTest::newRow("another verb") << "%n files could not be read"
                                  << "%n file could not be read";
    QTest::newRow("no noun") << "%n running"
                             << "%n running";
    QTest::newRow("in the middle") << "%1 and %n more formats"
                                   << "%1 and %n more format";
}

void WidgetsTest::pluralsOfOne() {
    QFETCH(QString, text);
    QTEST(EnglishPlurals::singular(text), "one");
}

void WidgetsTest::longWordsBreakAndAreCopiedWhole_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("a path") << QStringLiteral("src/component_of_many/component_of_many/ReallyLongName.java:123456");
    QTest::newRow("a hash") << QString(64, QLatin1Char('e'));
    QTest::newRow("a rule") << QStringLiteral("see long/rule-id-") + QString(120, QLatin1Char('x'));
    QTest::newRow("another script") << QString(90, QChar(0x0416));
}

void WidgetsTest::longWordsBreakAndAreCopiedWhole() {
    QFETCH(QString, text);
    PlainLabel label(text, Type::small);
    label.setWordWrap(true);
    label.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QVERIFY2(label.minimumSizeHint().width() < 200, qPrintable(QString::number(label.minimumSizeHint().width())));
    QVERIFY(label.heightForWidth(200) > label.heightForWidth(4000));
    QCOMPARE(label.text(), text);
    label.show();
    label.setFocus();
    QTest::keyClick(&label, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&label, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
}

void WidgetsTest::countsAreGroupedAndHaveTheirPlural() {
    QCOMPARE(counted(QStringLiteral("%n findings of %1"), 1).arg(9), QStringLiteral("1 finding of 9"));
    QCOMPARE(counted(QStringLiteral("%n findings"), 14'208), number_text(14'208) + QStringLiteral(" findings"));
}

void WidgetsTest::columnsAreKeptForEachPlace() {
    QStandardItemModel model(1, 3);
    const QList<Column> columns{{"a", 50, false, false}, {"b", 60, false, false}, {"c", 70, false, true}};
    DataTable table;
    table.setModel(&model);
    table.setColumns(columns, QStringLiteral("kept"));
    table.setLayoutPlace(QStringLiteral("one"));
    table.setColumnWidth(0, 90);
    table.horizontalHeader()->moveSection(0, 1);
    table.setLayoutPlace(QStringLiteral("two")); // a new one begins as at first
    QCOMPARE(table.columnWidth(0), px(50));
    QCOMPARE(table.horizontalHeader()->visualIndex(0), 0);
    QVERIFY(table.isColumnHidden(2));
    table.setColumnWidth(1, 33);
    table.setLayoutPlace(QStringLiteral("one"));
    QCOMPARE(table.columnWidth(0), 90);
    QCOMPARE(table.horizontalHeader()->visualIndex(0), 1);
    QCOMPARE(table.columnWidth(1), px(60));
    DataTable other; // the next start
    other.setModel(&model);
    other.setColumns(columns, QStringLiteral("kept"));
    other.setLayoutPlace(QStringLiteral("two"));
    QCOMPARE(other.columnWidth(1), 33);
    QCOMPARE(other.columnWidth(0), px(50));
}

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
