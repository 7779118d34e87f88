// Every icon that the code names exists and draws something; every drawing keeps to the grid.
#include "core/base/embedded.h"
#include "tests/support/support.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QIcon>
#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace parapet;
using namespace parapet::ui;

namespace {

// Names as they stand in calls that take an icon: icon("x"), setIconName(…"x"…), IconButton(…"x"…), paint_icon(…"x"…).
std::set<QString> named_in_code() {
    // Escaped by hand: moc 6.4 loses its way in raw strings that hold quotes.
    const QString quoted = QStringLiteral("\\s*QStringLiteral\\(\"([a-z-]+)\"\\)");
    const QRegularExpression call(
        QStringLiteral(
            "(?:\\bicon\\(|setIconName\\(|IconButton\\(|icon_pixmap\\(|EmptyState\\(|paint_icon\\([^;\"]*?)") +
        quoted);
    const QRegularExpression choice(QStringLiteral("paint_icon\\([^;]*?\\?") + quoted + QStringLiteral("\\s*:") +
                                    quoted);
    const QRegularExpression page(QStringLiteral("TRANSLATE_NOOP\\(\"Pages\", \"[^\"]+\"\\),\\s*\"([a-z-]+)\""));
    const QRegularExpression action(QStringLiteral("\\{\"[a-z-]+\", tr\\(\"[^\"]*\"\\), \"([a-z-]+)\""));
    const QRegularExpression returned(QStringLiteral("return QStringLiteral\\(\"([a-z-]+)\"\\);"));
    std::set<QString> names;
    QDirIterator files(QStringLiteral(PARAPET_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) continue;
        const QString text = QString::fromUtf8(file.readAll());
        QList<QRegularExpression> patterns{call, choice, page, action};
        if (path.endsWith(QLatin1String("words.cpp"))) patterns << returned; // icon_of(Phase), icon_of(Cause)
        for (const QRegularExpression& pattern : patterns) {
            auto found = pattern.globalMatch(text);
            while (found.hasNext()) {
                const auto match = found.next();
                for (int i = 1; i <= match.lastCapturedIndex(); ++i) {
                    if (!match.captured(i).isEmpty()) names.insert(match.captured(i));
                }
            }
        }
    }
    return names;
}

int ink(const QPixmap& pixmap) {
    const QImage image = pixmap.toImage();
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            pixels += qAlpha(image.pixel(x, y)) > 40 ? 1 : 0;
        }
    }
    return pixels;
}

} // namespace

class IconsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { theme().install(*qApp); }
    void everyNameInTheCodeExists();
    void everyIconDraws_data();
    void everyIconDraws();
    void colourIsTheOneAskedFor();
    void aMissingNameIsEmpty();
    void disabledIconsAreGrey();
};

void IconsTest::everyNameInTheCodeExists() {
    const std::set<QString> names = named_in_code();
    QVERIFY2(names.size() >= 40, "the patterns of this test no longer find the calls");
    for (const QString& name : names) {
        QVERIFY2(has_icon(name), qPrintable(name));
    }
}

void IconsTest::everyIconDraws_data() {
    QTest::addColumn<QString>("name");
    const QStringList names = icon_names();
    QVERIFY(names.size() >= 80);
    for (const QString& name : names) {
        QTest::newRow(qPrintable(name)) << name;
    }
}

void IconsTest::everyIconDraws() {
    QFETCH(QString, name);
    for (const int size : {14, 16, 20}) {
        const QPixmap pixmap = icon_pixmap(name, Qt::white, size, 2.0);
        QCOMPARE(pixmap.size(), QSize(2 * size, 2 * size));
        const int pixels = ink(pixmap);
        QVERIFY2(pixels > size / 2, qPrintable(QStringLiteral("%1 px of ink at %2").arg(pixels).arg(size)));
        if (name != QLatin1String("app")) QVERIFY(pixels < 4 * size * size * 3 / 4);
    }
    if (name == QLatin1String("app")) return;
    const auto svg = embedded_file(embedded_icons(), name.toStdString() + ".svg");
    QVERIFY(svg.has_value());
    QVERIFY(svg->find("viewBox=\"0 0 24 24\"") != std::string_view::npos);
    QVERIFY(svg->find("currentColor") != std::string_view::npos);
    QVERIFY2(svg->find("<script") == std::string_view::npos && svg->find("href") == std::string_view::npos,
             "drawings hold shapes only");
}

void IconsTest::colourIsTheOneAskedFor() {
    const QImage image = icon_pixmap(QStringLiteral("stop"), QColor(10, 200, 30), 60, 1).toImage();
    bool found = false;
    for (int x = 0; x < image.width() && !found; ++x) {
        const QColor c = image.pixelColor(x, 30);
        found = c.alpha() > 200 && c.green() > 180 && c.red() < 30;
    }
    QVERIFY(found);
}

void IconsTest::aMissingNameIsEmpty() {
    QVERIFY(!has_icon(QStringLiteral("no-such-icon")));
    QVERIFY(icon_pixmap(QStringLiteral("no-such-icon"), Qt::red, 16, 1).isNull());
}

void IconsTest::disabledIconsAreGrey() {
    const QIcon one = icon(QStringLiteral("close"), Tone::accent);
    const QImage normal = one.pixmap(16, QIcon::Normal).toImage();
    const QImage grey = one.pixmap(16, QIcon::Disabled).toImage();
    QVERIFY(normal != grey);
}

QTEST_MAIN(IconsTest)
#include "icons_test.moc"
