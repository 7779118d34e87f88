// What the design promises about colour and type, held here.
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace parapet;
using namespace parapet::ui;

namespace {

using Lab = std::array<double, 3>;
using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
constexpr Matrix k_normal{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix k_deutan{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix k_protan{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};

double linear(double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

Lab lab_of(const QColor& c, const Matrix& sight) {
    const std::array<double, 3> in{linear(c.redF()), linear(c.greenF()), linear(c.blueF())};
    std::array<double, 3> rgb{};
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            sum += sight[i][j] * in[j];
        }
        rgb[i] = std::clamp(sum, 0.0, 1.0);
    }
    const double x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047;
    const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
    const double z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883;
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

// CIEDE2000
double difference(const Lab& p, const Lab& q) {
    const double pi = std::acos(-1.0);
    const auto rad = [&](double deg) { return deg * pi / 180; };
    const double c_mean = (std::hypot(p[1], p[2]) + std::hypot(q[1], q[2])) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(c_mean, 7) / (std::pow(c_mean, 7) + std::pow(25.0, 7))));
    const double a1 = p[1] * (1 + g);
    const double a2 = q[1] * (1 + g);
    const double c1 = std::hypot(a1, p[2]);
    const double c2 = std::hypot(a2, q[2]);
    const auto hue = [&](double a, double b) {
        return a == 0 && b == 0 ? 0 : std::fmod(std::atan2(b, a) * 180 / pi + 360, 360);
    };
    const double h1 = hue(a1, p[2]);
    const double h2 = hue(a2, q[2]);
    double dh = 0;
    double h_mean = h1 + h2;
    if (c1 * c2 != 0) {
        dh = h2 - h1;
        if (dh > 180) dh -= 360;
        if (dh < -180) dh += 360;
        h_mean = std::abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2);
    }
    const double dl = q[0] - p[0];
    const double dc = c2 - c1;
    const double big_h = 2 * std::sqrt(c1 * c2) * std::sin(rad(dh / 2));
    const double l = (p[0] + q[0]) / 2;
    const double c = (c1 + c2) / 2;
    const double t = 1 - 0.17 * std::cos(rad(h_mean - 30)) + 0.24 * std::cos(rad(2 * h_mean)) +
                     0.32 * std::cos(rad(3 * h_mean + 6)) - 0.2 * std::cos(rad(4 * h_mean - 63));
    const double sl = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2));
    const double sc = 1 + 0.045 * c;
    const double sh = 1 + 0.015 * c * t;
    const double rotation = 30 * std::exp(-std::pow((h_mean - 275) / 25, 2));
    const double rc = 2 * std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7)));
    const double rt = -std::sin(rad(2 * rotation)) * rc;
    return std::sqrt(std::pow(dl / sl, 2) + std::pow(dc / sc, 2) + std::pow(big_h / sh, 2) + rt * dc / sc * big_h / sh);
}

double smallest_difference(const QColor& a, const QColor& b) {
    double least = 1000;
    for (const Matrix& sight : {k_normal, k_deutan, k_protan}) {
        least = std::min(least, difference(lab_of(a, sight), lab_of(b, sight)));
    }
    return least;
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void contrastOnSurface_data();
    void contrastOnSurface();
    void captionsAreLegibleOnEveryGround();
    void severitiesDifferInEverySight();
    void neighboursInTheStackDiffer();
    void paleKindsHaveAnEdge();
    void figuresAreTabular();
    void weightsAreFaces();
    void schemeFollowsModeAndSystem();
    void textScaleIsBounded();
};

void ThemeTest::initTestCase() {
    theme().install(*qApp);
}

void ThemeTest::contrastOnSurface_data() {
    QTest::addColumn<int>("tone");
    QTest::addColumn<double>("least");
    const auto row = [](const char* name, Tone tone, double least) {
        QTest::newRow(name) << static_cast<int>(tone) << least;
    };
    row("text", Tone::text, 13.0);
    row("secondary text", Tone::text2, 8.0);
    row("captions", Tone::text3, 4.5);
    row("links", Tone::accent, 4.5);
    row("input edges", Tone::control, 3.0);
    row("focus", Tone::focus, 3.0);
    row("critical", Tone::critical, 3.0);
    row("high", Tone::high, 3.0);
    row("medium", Tone::medium, 3.0);
    row("low", Tone::low, 3.0);
    row("info", Tone::info, 3.0);
    row("ok", Tone::ok, 3.0);
    row("warn", Tone::warn, 3.0);
    row("fail", Tone::fail, 3.0);
    row("none", Tone::none, 3.0);
}

void ThemeTest::contrastOnSurface() {
    QFETCH(int, tone);
    QFETCH(double, least);
    for (const Scheme scheme : {Scheme::dark, Scheme::light}) {
        const double found = contrast(color_of(static_cast<Tone>(tone), scheme), color_of(Tone::surface, scheme));
        QVERIFY2(found >= least,
                 qPrintable(QStringLiteral("%1 in scheme %2").arg(found).arg(static_cast<int>(scheme))));
    }
}

void ThemeTest::captionsAreLegibleOnEveryGround() {
    for (const Scheme scheme : {Scheme::dark, Scheme::light}) {
        for (const Tone ground : {Tone::chrome, Tone::page, Tone::surface, Tone::raised, Tone::sunken, Tone::hover,
                                  Tone::selected, Tone::header}) {
            const double found = contrast(color_of(Tone::text3, scheme), color_of(ground, scheme));
            QVERIFY2(found >= 4.5, qPrintable(QStringLiteral("%1 on %2").arg(found).arg(static_cast<int>(ground))));
        }
        for (const Tone ground :
             {Tone::ok_soft, Tone::warn_soft, Tone::fail_soft, Tone::info_soft, Tone::accent_soft}) {
            QVERIFY(contrast(color_of(Tone::text, scheme), color_of(ground, scheme)) >= 7);
        }
        QVERIFY(contrast(color_of(Tone::on_accent, scheme), color_of(Tone::accent_fill, scheme)) >= 4.5);
        QVERIFY(contrast(color_of(Tone::accent, scheme), color_of(Tone::accent_soft, scheme)) >= 4.5);
    }
}

void ThemeTest::severitiesDifferInEverySight() {
    const std::array roles{ColorRole::critical, ColorRole::high, ColorRole::medium, ColorRole::low, ColorRole::info};
    for (const Scheme scheme : {Scheme::dark, Scheme::light}) {
        for (std::size_t i = 0; i < roles.size(); ++i) {
            for (std::size_t j = i + 1; j < roles.size(); ++j) {
                const double found = smallest_difference(color_of(roles[i], scheme), color_of(roles[j], scheme));
                QVERIFY2(found >= 12.5, qPrintable(QStringLiteral("%1 and %2: %3").arg(i).arg(j).arg(found)));
            }
        }
    }
}

void ThemeTest::neighboursInTheStackDiffer() {
    using enum ColorRole;
    // Order of the stack: access, account, web, system, network, sensors.
    const std::array stack{kind_ssh,         kind_login,    kind_reset,        kind_outbound,     kind_account,
                           kind_billing,     kind_new_user, kind_sqli,         kind_attack_other, kind_malformed,
                           kind_xss,         kind_scan,     kind_firewall,     kind_infra,        kind_privesc,
                           kind_file_change, kind_mode,     kind_availability, kind_intrusion,    kind_malware,
                           kind_other};
    for (const Scheme scheme : {Scheme::dark, Scheme::light}) {
        for (std::size_t i = 1; i < stack.size(); ++i) {
            const double found = smallest_difference(color_of(stack[i - 1], scheme), color_of(stack[i], scheme));
            QVERIFY2(found >= 10, qPrintable(QStringLiteral("place %1: %2").arg(i).arg(found)));
        }
    }
}

void ThemeTest::paleKindsHaveAnEdge() {
    QVERIFY(needs_edge(ColorRole::kind_reset, Scheme::light));
    QVERIFY(needs_edge(ColorRole::kind_xss, Scheme::light));
    QVERIFY(!needs_edge(ColorRole::kind_ssh, Scheme::light));
    QVERIFY(!needs_edge(ColorRole::kind_xss, Scheme::dark));
}

void ThemeTest::figuresAreTabular() {
    if (!theme().hasOwnFonts()) QSKIP("no fonts are embedded in this build");
    for (const Type kind : {Type::caption, Type::small, Type::body, Type::title, Type::figure, Type::score}) {
        const QFontMetricsF metrics(theme().font(kind));
        QCOMPARE(metrics.horizontalAdvance(QStringLiteral("1111")), metrics.horizontalAdvance(QStringLiteral("0000")));
    }
    // Text from a report is shown as it is written: no ligature, no arrow.
    const QFontMetricsF mono(theme().font(Type::mono));
    QCOMPARE(mono.horizontalAdvance(QStringLiteral("->")), 2 * mono.horizontalAdvance(QStringLiteral("-")));
}

void ThemeTest::weightsAreFaces() {
    if (!theme().hasOwnFonts()) QSKIP("no fonts are embedded in this build");
    QCOMPARE(QFontInfo(theme().font(Type::body)).family(), QStringLiteral("Parapet Sans"));
    const QString word = QStringLiteral("Posture of the whole fleet");
    const double regular = QFontMetricsF(theme().font(Type::body)).horizontalAdvance(word);
    const double strong = QFontMetricsF(theme().font(Type::title)).horizontalAdvance(word);
    QVERIFY2(strong > regular, "the semibold face is not the regular one");
}

void ThemeTest::schemeFollowsModeAndSystem() {
    QSignalSpy changed(&theme(), &Theme::changed);
    theme().setMode(ThemeMode::light);
    QCOMPARE(theme().scheme(), Scheme::light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), color_of(Tone::page, Scheme::light));
    theme().setSystemPreference(1); // dark, but the person chose light
    QCOMPARE(theme().scheme(), Scheme::light);
    theme().setMode(ThemeMode::system);
    QCOMPARE(theme().scheme(), Scheme::dark);
    theme().setSystemPreference(2);
    QCOMPARE(theme().scheme(), Scheme::light);
    QVERIFY(changed.count() >= 3);
}

void ThemeTest::textScaleIsBounded() {
    theme().setTextScale(500);
    QCOMPARE(theme().textScale(), 200);
    QCOMPARE(theme().font(Type::body).pixelSize(), 26);
    QCOMPARE(theme().px(28), 56);
    theme().setTextScale(10);
    QCOMPARE(theme().textScale(), 90);
    theme().setTextScale(100);
    QCOMPARE(theme().rowHeight(), 28);
    theme().setDensity(Density::compact);
    QCOMPARE(theme().rowHeight(), 24);
    theme().setDensity(Density::normal);
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
