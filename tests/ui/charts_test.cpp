#include "tests/support/support.h"
#include "ui/charts/chart_brush.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_model.h"
#include "ui/charts/chart_paint.h"
#include "ui/charts/chart_widget.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QTableView>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>
#include <limits>
#include <set>

using namespace parapet;
using namespace parapet::ui;
using views::ChartSpec;

namespace {

constexpr double k_start = 1794009600; // 2026-11-07 00:00 UTC, a Saturday
constexpr double k_hour = 3600;
const double k_nan = std::numeric_limits<double>::quiet_NaN();

ChartSpec stacked_area(int hours = 168) {
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::stacked_area;
    spec.title = "Events by kind";
    spec.subtitle = "per hour";
    const std::vector<std::pair<const char*, ColorRole>> kinds{
        {"SSH connections", ColorRole::kind_ssh},          {"User logins", ColorRole::kind_login},
        {"Password resets", ColorRole::kind_reset},        {"Email changes", ColorRole::kind_account},
        {"Billing changes", ColorRole::kind_billing},      {"Malicious SQL", ColorRole::kind_sqli},
        {"Malformed requests", ColorRole::kind_malformed}, {"XSS attempts", ColorRole::kind_xss}};
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        views::ChartSeries series;
        series.id = "kind-" + std::to_string(k);
        series.title = kinds[k].first;
        series.role = kinds[k].second;
        for (int h = 0; h < hours; ++h) {
            series.x.push_back(k_start + h * k_hour);
            const double wave = 1 + 0.5 * std::sin(h / 24.0 * 6.283);
            series.y.push_back(std::round(10.0 * static_cast<double>(k + 1) * wave * (h == 120 && k == 5 ? 20 : 1)));
        }
        spec.series.push_back(std::move(series));
    }
    return spec;
}

ChartSpec line_with_band() {
    ChartSpec spec;
    spec.title = "Attack activity";
    spec.subtitle = "events per 15 min";
    views::ChartSeries total;
    total.id = "total";
    total.title = "Attacks";
    views::ChartBand band;
    for (int i = 0; i < 96; ++i) {
        total.x.push_back(k_start + i * 900);
        total.y.push_back(i >= 40 && i < 44 ? k_nan : 200 + 100 * std::sin(i / 15.0) + (i == 60 ? 400 : 0));
        band.x.push_back(total.x.back());
        band.low.push_back(120 + 80 * std::sin(i / 15.0));
        band.high.push_back(280 + 120 * std::sin(i / 15.0));
    }
    views::ChartSeries before = total;
    before.id = "before";
    before.title = "Previous day";
    before.dashed = true;
    before.role = ColorRole::text3;
    for (double& y : before.y)
        y *= 0.8;
    spec.series = {total, before};
    spec.bands.push_back(band);
    spec.gaps.push_back({total.x[40], total.x[44]});
    spec.markers.push_back({total.x[20], 0, "payments-api", views::ChartMarker::Kind::deploy, "changes?id=1"});
    spec.markers.push_back({total.x[55], 0, "web-banking", views::ChartMarker::Kind::deploy, "changes?id=2"});
    spec.markers.push_back(
        {total.x[60], total.y[60], "Malicious SQL, 3x usual", views::ChartMarker::Kind::flag, "flag?id=1"});
    return spec;
}

ChartSpec status_bars() {
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::stacked_bars;
    spec.title = "Controls by status";
    spec.time_axis = false;
    spec.categories = {"Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"};
    const std::vector<std::tuple<const char*, ColorRole, double, double>> rows{
        {"met", ColorRole::ok, 170, 5},
        {"partly", ColorRole::warn, 55, -2},
        {"not met", ColorRole::fail, 28, -1.5},
        {"not assessed", ColorRole::neutral, 34, -2}};
    for (const auto& [title, role, base, slope] : rows) {
        views::ChartSeries s;
        s.id = s.title = title;
        s.role = role;
        for (int i = 0; i < 12; ++i) {
            s.x.push_back(i);
            s.y.push_back(std::round(base + slope * i));
        }
        spec.series.push_back(std::move(s));
    }
    return spec;
}

ChartSpec hour_of_week() {
    ChartSpec spec;
    spec.kind = ChartSpec::Kind::heat_map;
    spec.title = "Hour of week";
    spec.time_axis = false;
    for (int h = 0; h < 24; ++h)
        spec.categories.push_back((h < 10 ? "0" : "") + std::to_string(h));
    for (const char* day : {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}) {
        views::ChartSeries row;
        row.id = row.title = day;
        for (int h = 0; h < 24; ++h) {
            row.x.push_back(h);
            row.y.push_back(h > 7 && h < 19 ? 40 + h : 5);
        }
        spec.series.push_back(std::move(row));
    }
    return spec;
}

// How many pixels are (nearly) of this colour.
int count_color(const QImage& image, const QColor& wanted) {
    int n = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor c = image.pixelColor(x, y);
            if (std::abs(c.red() - wanted.red()) + std::abs(c.green() - wanted.green()) +
                    std::abs(c.blue() - wanted.blue()) <
                12)
                ++n;
        }
    return n;
}

void keep(const QImage& image, const QString& name) { // to look at: PARAPET_KEEP=folder
    const QString folder = qEnvironmentVariable("PARAPET_KEEP");
    if (!folder.isEmpty()) image.save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

std::unique_ptr<ChartWidget> shown(const ChartSpec& spec, const QSize& size = {900, 360}) {
    auto chart = std::make_unique<ChartWidget>();
    chart->setSpec(spec);
    chart->resize(size);
    chart->show();
    if (!QTest::qWaitForWindowExposed(chart.get())) qFatal("the chart was never exposed");
    QTest::qWait(1); // queued replots
    return chart;
}

void wheel(QWidget* target, const QPointF& at, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent event(at, target->mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, modifiers, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(target, &event);
}

} // namespace

class ChartsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { theme().install(*qApp); }
    void draws_every_kind_data();
    void draws_every_kind();
    void draws_on_paper();
    void axis_ticks_are_round_data();
    void axis_ticks_are_round();
    void time_ticks_fall_on_the_wall_clock();
    void values_are_said_for_people_data();
    void values_are_said_for_people();
    void thinning_keeps_peaks_and_gaps();
    void a_reading_sums_and_folds();
    void a_gap_is_not_zero();
    void hover_reads_the_bucket_under_the_pointer();
    void keys_read_the_points();
    void dragging_selects_a_range();
    void the_wheel_zooms_pans_and_resets();
    void legend_toggles_and_solos();
    void hidden_series_stay_hidden_with_new_data();
    void markers_open_what_they_stand_for();
    void heat_map_cells_answer();
    void brush_moves_the_range();
    void table_shows_the_same_numbers();
    void csv_is_raw_and_safe();
    void picture_and_svg_are_written();
    void screen_readers_get_name_sentence_and_value();
    void no_data_is_said();
};

void ChartsTest::draws_every_kind_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("role");
    QTest::newRow("stacked area") << 0 << int(ColorRole::kind_login);
    QTest::newRow("line with band, gap, deploys and flag") << 1 << int(ColorRole::accent);
    QTest::newRow("stacked bars") << 2 << int(ColorRole::ok);
    QTest::newRow("heat map") << 3 << int(ColorRole::accent);
}

void ChartsTest::draws_every_kind() {
    QFETCH(int, which);
    QFETCH(int, role);
    const std::vector<ChartSpec> specs{stacked_area(), line_with_band(), status_bars(), hour_of_week()};
    for (const ThemeMode mode : {ThemeMode::dark, ThemeMode::light}) {
        theme().setMode(mode);
        auto chart = shown(specs[static_cast<std::size_t>(which)]);
        chart->setLegend(which == 0 ? LegendPlace::right : (which == 3 ? LegendPlace::none : LegendPlace::bottom));
        if (which == 0) chart->setBrush(stacked_area(24 * 60));
        QTest::qWait(20);
        const QImage image = chart->grab().toImage();
        keep(image, QStringLiteral("chart-%1-%2").arg(which).arg(mode == ThemeMode::dark ? "dark" : "light"));
        QVERIFY(count_color(image, tone(static_cast<ColorRole>(role))) > 50);
        QVERIFY(count_color(image, tone(Tone::surface)) > image.width() * image.height() / 20);
    }
    theme().setMode(ThemeMode::dark);
}

void ChartsTest::draws_on_paper() {
    QImage paper(1200, 900, QImage::Format_RGB32);
    paper.fill(Qt::white);
    QPainter painter(&paper);
    ChartLook look;
    look.scheme = Scheme::print;
    look.font = type(Type::caption);
    look.strong = type(Type::caption_strong);
    look.patterns = true;
    draw_chart(painter, QRectF(20, 20, 560, 400), status_bars(), look);
    draw_chart(painter, QRectF(620, 20, 560, 400), stacked_area(), look);
    draw_chart(painter, QRectF(20, 450, 560, 400), line_with_band(), look);
    draw_chart(painter, QRectF(620, 450, 560, 400), hour_of_week(), look);
    painter.end();
    keep(paper, QStringLiteral("chart-paper"));
    QVERIFY(count_color(paper, color_of(ColorRole::ok, Scheme::print)) > 5000);
    // Greyscale-safe: what is not met carries a pattern, so its colour never fills a whole bar.
    const int fail = count_color(paper, color_of(ColorRole::fail, Scheme::print));
    QVERIFY(fail > 100);
}

void ChartsTest::axis_ticks_are_round_data() {
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QStringList>("labels");
    QTest::newRow("events") << 0.0 << 1540.0 << QStringList{"0", "500", "1,000", "1,500", "2,000"};
    QTest::newRow("few") << 0.0 << 3.0 << QStringList{"0", "1", "2", "3"};
    QTest::newRow("nothing") << 0.0 << 0.0 << QStringList{"0", "1"};
    QTest::newRow("as good as nothing") << 0.0 << 1e-9 << QStringList{"0", "1"};
    QTest::newRow("a score") << 65.0 << 85.0 << QStringList{"65", "70", "75", "80", "85"};
    QTest::newRow("shares") << 0.0 << 0.9 << QStringList{"0", "0.25", "0.5", "0.75", "1"};
}

void ChartsTest::axis_ticks_are_round() {
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QStringList, labels);
    QStringList found;
    for (const Tick& tick : value_axis(from, to).ticks)
        found << tick.label;
    QCOMPARE(found, labels);
}

void ChartsTest::time_ticks_fall_on_the_wall_clock() {
    QStringList found;
    for (const Tick& tick : time_ticks(k_start, k_start + 86400, 500, 100, QTimeZone::utc()))
        found << tick.label;
    QCOMPARE(found, (QStringList{"Sat 7", "06:00", "12:00", "18:00", "Sun 8"}));
    // Over the change of daylight saving time (25 Oct 2026, 03:00 -> 02:00) ticks stay on full hours of the wall clock.
    const QTimeZone berlin("Europe/Berlin");
    const double from = static_cast<double>(QDateTime(QDate(2026, 10, 24), QTime(18, 0), berlin).toSecsSinceEpoch());
    for (const Tick& tick : time_ticks(from, from + 86400, 500, 100, berlin)) {
        const QDateTime at = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(tick.at), berlin);
        QCOMPARE(at.time().minute(), 0);
        QVERIFY2(at.time().hour() % 6 == 0, qPrintable(tick.label));
    }
    QVERIFY(time_ticks(5, 5, 500, 100, QTimeZone::utc()).empty());
}

void ChartsTest::values_are_said_for_people_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("grouped") << 14208.0 << "14,208";
    QTest::newRow("zero is zero") << 0.0 << "0";
    QTest::newRow("unknown is a dash") << k_nan << QString::fromUtf8("–");
    QTest::newRow("minus") << -2.4 << QString::fromUtf8("−2.4");
    QTest::newRow("fraction") << 0.25 << "0.25";
    QTest::newRow("beyond integers") << 1e300 << "1e+300";
}

void ChartsTest::values_are_said_for_people() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(value_text(value), text);
}

void ChartsTest::thinning_keeps_peaks_and_gaps() {
    std::vector<double> x, y;
    for (int i = 0; i < 1'000'000; ++i) {
        x.push_back(i);
        y.push_back(i == 777'777 ? 5000 : (i == 333'333 ? -4000 : i % 100));
        if (i >= 500'000 && i < 600'000) y.back() = k_nan;
    }
    const MinMaxPyramid pyramid(y);
    const auto points = thinned(x, y, pyramid, 0, 1e6);
    QVERIFY(points.size() <= k_max_points);
    double high = -1e9, low = 1e9;
    int gaps = 0;
    for (const QPointF& p : points) {
        if (std::isnan(p.y())) {
            ++gaps;
            QVERIFY(p.x() >= 499'000 && p.x() <= 601'000);
            continue;
        }
        high = std::max(high, p.y());
        low = std::min(low, p.y());
    }
    QCOMPARE(high, 5000.0);
    QCOMPARE(low, -4000.0);
    QVERIFY(gaps > 0);
    // Zoomed in, every point is there, and one beyond each side.
    QCOMPARE(thinned(x, y, pyramid, 1000, 1100).size(), std::size_t{103});
}

void ChartsTest::a_reading_sums_and_folds() {
    const ChartModel model(stacked_area());
    const Reading reading = model.reading(120);
    QCOMPARE(reading.place,
             QString::fromUtf8("Thu 12 Nov 2026 UTC").left(3) + QString::fromUtf8(" 12 Nov, 00:00–01:00 UTC"));
    QCOMPARE(reading.lines.size(), std::size_t{5});
    QCOMPARE(reading.lines.front().title, QStringLiteral("Malicious SQL"));
    QCOMPARE(reading.more, std::size_t{3});
    double listed = reading.rest;
    for (const auto& line : reading.lines)
        listed += line.value;
    QCOMPARE(listed, *reading.total);
}

void ChartsTest::a_gap_is_not_zero() {
    const ChartModel model(line_with_band());
    const Reading reading = model.reading(41);
    QVERIFY(reading.gap);
    QVERIFY(reading.lines.empty());
    QVERIFY(reading.text().contains("no data"));
    QCOMPARE(model.reading(39).gap, false);
    QVERIFY(!model.reading(39).usual.isEmpty());
}

void ChartsTest::hover_reads_the_bucket_under_the_pointer() {
    auto chart = shown(stacked_area());
    QWidget* plot = chart->plotWidget();
    QTest::mouseMove(plot, QPoint(plot->width() / 2, plot->height() / 2));
    QTRY_VERIFY(chart->reading().has_value());
    const Reading reading = *chart->reading();
    QVERIFY(reading.total.has_value());
    keep(chart->grab().toImage(), QStringLiteral("chart-hover"));
    const int before = count_color(chart->grab().toImage(), tone(Tone::raised));
    QVERIFY(before > 2000); // the tool tip's ground
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(plot, &leave);
    QVERIFY(!chart->reading().has_value());
    QVERIFY(count_color(chart->grab().toImage(), tone(Tone::raised)) < before / 4);
}

void ChartsTest::keys_read_the_points() {
    auto chart = shown(stacked_area());
    QWidget* plot = chart->plotWidget();
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_End);
    QCOMPARE(chart->reading()->x, k_start + 167 * k_hour);
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(chart->reading()->x, k_start + 166 * k_hour);
    QTest::keyClick(plot, Qt::Key_Home);
    QCOMPARE(chart->reading()->x, k_start);
    QSignalSpy activated(chart.get(), &ChartWidget::placeActivated);
    QTest::keyClick(plot, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QTest::keyClick(plot, Qt::Key_Escape);
    QVERIFY(!chart->reading().has_value());
    QTest::keyClick(plot, Qt::Key_2);
    QCOMPARE(chart->spec().series[1].visible, false);
}

void ChartsTest::dragging_selects_a_range() {
    auto chart = shown(stacked_area());
    QWidget* plot = chart->plotWidget();
    TimeRange range{};
    int times = 0;
    connect(chart.get(), &ChartWidget::rangeSelected, this, [&](TimeRange r) {
        range = r;
        ++times;
    });
    const int y = plot->height() / 2;
    QTest::mousePress(plot, Qt::LeftButton, {}, {300, y});
    QTest::mouseMove(plot, {400, y});
    QTest::mouseMove(plot, {500, y});
    QTest::mouseRelease(plot, Qt::LeftButton, {}, {500, y});
    QCOMPARE(times, 1);
    const double hours = std::chrono::duration<double>(range.to - range.from).count() / k_hour;
    const double expected = 200.0 / (plot->width() - 50) * 167;
    QVERIFY2(std::abs(hours - expected) < 6, qPrintable(QString::number(hours)));
    // A click is no range.
    QTest::mouseClick(plot, Qt::LeftButton, {}, {300, y});
    QCOMPARE(times, 1);
    chart->setSelectable(false);
    QTest::mousePress(plot, Qt::LeftButton, {}, {300, y});
    QTest::mouseMove(plot, {500, y});
    QTest::mouseRelease(plot, Qt::LeftButton, {}, {500, y});
    QCOMPARE(times, 1);
}

void ChartsTest::the_wheel_zooms_pans_and_resets() {
    auto chart = shown(stacked_area());
    QWidget* plot = chart->plotWidget();
    const auto all = chart->view();
    const QPointF middle(plot->width() / 2.0, plot->height() / 2.0);
    wheel(plot, middle, 120);
    const auto closer = chart->view();
    QVERIFY(closer.second - closer.first < (all.second - all.first) * 0.85);
    wheel(plot, middle, -120, Qt::ShiftModifier);
    const auto panned = chart->view();
    QVERIFY(std::abs((panned.second - panned.first) - (closer.second - closer.first)) < 1e-6);
    QVERIFY(panned.first > closer.first);
    for (int i = 0; i < 60; ++i)
        wheel(plot, middle, -120, Qt::ShiftModifier);
    QVERIFY(chart->view().second <= all.second + 1e-6); // no further than the data
    QTest::keyClick(plot, Qt::Key_0);
    QCOMPARE(chart->view(), all);
    wheel(plot, middle, 120);
    QTest::mouseDClick(plot, Qt::LeftButton, {}, middle.toPoint());
    QCOMPARE(chart->view(), all);
}

void ChartsTest::legend_toggles_and_solos() {
    auto chart = shown(stacked_area());
    chart->setLegend(LegendPlace::right);
    QTest::qWait(10);
    ChartLegend* legend = chart->legend();
    QCOMPARE(legend->entries().size(), std::size_t{8});
    QVERIFY(!legend->entries().front().value.isEmpty());
    QTest::mouseClick(legend, Qt::LeftButton, {}, {20, px(30)});
    QCOMPARE(chart->spec().series[1].visible, false);
    chart->soloSeries("kind-5");
    for (std::size_t i = 0; i < 8; ++i)
        QCOMPARE(chart->spec().series[i].visible, i == 5);
    chart->soloSeries("kind-5");
    for (std::size_t i = 0; i < 8; ++i)
        QVERIFY(chart->spec().series[i].visible);
    legend->setFocus();
    QTest::keyClick(legend, Qt::Key_Down);
    QTest::keyClick(legend, Qt::Key_Space);
    QCOMPARE(std::count_if(chart->spec().series.begin(), chart->spec().series.end(),
                           [](const auto& s) { return !s.visible; }),
             1);
}

void ChartsTest::hidden_series_stay_hidden_with_new_data() {
    auto chart = shown(stacked_area());
    chart->setSeriesVisible("kind-2", false);
    chart->setSpec(stacked_area(100));
    QCOMPARE(chart->spec().series[2].visible, false);
    QCOMPARE(chart->spec().series[3].visible, true);
}

void ChartsTest::markers_open_what_they_stand_for() {
    auto chart = shown(line_with_band(), {900, 400});
    QWidget* plot = chart->plotWidget();
    QTest::qWait(20);
    QSignalSpy spy(chart.get(), &ChartWidget::markerActivated);
    // The deploys' lane is the top: click through it until both have answered.
    for (int x = 40; x < plot->width() - 10; x += 6)
        QTest::mouseClick(plot, Qt::LeftButton, {}, {x, 12});
    std::set<QString> links;
    for (const auto& call : spy)
        links.insert(call.front().toString());
    QVERIFY(links.count("changes?id=1") && links.count("changes?id=2"));
}

void ChartsTest::heat_map_cells_answer() {
    auto chart = shown(hour_of_week(), {480, 220});
    QWidget* plot = chart->plotWidget();
    QSignalSpy spy(chart.get(), &ChartWidget::cellActivated);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right); // first cell
    QTest::keyClick(plot, Qt::Key_Right);
    QTest::keyClick(plot, Qt::Key_Down);
    QTest::keyClick(plot, Qt::Key_Return);
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.front().at(0).toInt(), 1);
    QCOMPARE(spy.front().at(1).toInt(), 1);
    QTest::mouseClick(plot, Qt::LeftButton, {}, {plot->width() - 8, 10});
    QCOMPARE(spy.back().at(0).toInt(), 0);
    QCOMPARE(spy.back().at(1).toInt(), 23);
}

void ChartsTest::brush_moves_the_range() {
    auto chart = shown(stacked_area());
    chart->setBrush(stacked_area(24 * 90));
    const Time from = from_unix_seconds(static_cast<std::int64_t>(k_start));
    chart->setBrushRange({from, from + std::chrono::hours(168)});
    QTest::qWait(20);
    auto* brush = chart->findChild<ChartBrush*>();
    QVERIFY(brush);
    int times = 0;
    TimeRange range{};
    connect(chart.get(), &ChartWidget::rangeSelected, this, [&](TimeRange r) {
        ++times;
        range = r;
    });
    const int y = 10;
    QTest::mousePress(brush, Qt::LeftButton, {}, {20, y}); // inside: the whole moves
    QTest::mouseMove(brush, {120, y});
    QTest::mouseRelease(brush, Qt::LeftButton, {}, {120, y});
    QCOMPARE(times, 1);
    QCOMPARE(std::chrono::duration_cast<std::chrono::hours>(range.to - range.from).count(), 168);
    QVERIFY(range.from > from);
    brush->setFocus();
    QTest::keyClick(brush, Qt::Key_Right);
    QCOMPARE(times, 2);
    chart->setBrush({});
    QVERIFY(!chart->findChild<ChartBrush*>());
}

void ChartsTest::table_shows_the_same_numbers() {
    const ChartModel model(stacked_area());
    ChartTableModel table(model, model.range().x_from, model.range().x_to);
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(table.rowCount(), 168);
    QCOMPARE(table.columnCount(), 9);
    for (const int row : {0, 50, 120, 167}) {
        const Reading reading = model.reading(static_cast<std::size_t>(row));
        QCOMPARE(table.index(row, 0).data().toString(), reading.place);
        double total = 0;
        for (int c = 1; c < 9; ++c)
            total += table.index(row, c).data(ChartTableModel::k_value_role).toDouble();
        QCOMPARE(total, *reading.total);
        for (const auto& line : reading.lines)
            QCOMPARE(table.index(row, static_cast<int>(line.series) + 1).data().toString(), value_text(line.value));
    }
    auto chart = shown(stacked_area());
    chart->showTable();
    auto* dialog = chart->findChild<QDialog*>("chart-table");
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QTableView*>()->model()->rowCount(), 168);
}

void ChartsTest::csv_is_raw_and_safe() {
    ChartSpec spec = stacked_area(3);
    spec.series.resize(2);
    spec.series[0].title = "=cmd|' /C calc'!A0";
    spec.series[1].y[1] = k_nan;
    auto chart = shown(spec);
    chart->setContext("filter kind:ssh");
    const QStringList lines = chart->csv().split("\r\n");
    QVERIFY2(lines[0].startsWith("# Events by kind; per hour;") && lines[0].endsWith("filter kind:ssh"),
             qPrintable(lines[0]));
    QVERIFY2(!lines[1].contains(",="), qPrintable(lines[1]));
    QCOMPARE(lines[2], QString("2026-11-07T00:00:00Z,10,20"));
    QVERIFY2(lines[3].endsWith(","), qPrintable(lines[3])); // a gap is empty, not zero
    QCOMPARE(lines.size(), 6);
}

void ChartsTest::picture_and_svg_are_written() {
    auto chart = shown(line_with_band());
    const QImage image = chart->image(2);
    QCOMPARE(image.size(), chart->size() * 2);
    QVERIFY(count_color(image, tone(ColorRole::accent)) > 100);
    QMenu menu;
    chart->fillMenu(menu);
    QString asked;
    const QString path = QString::fromStdString(test::temp_path("chart.svg"));
    chart->setAskPath([&](const QString& name, const QString&) {
        asked += name + QLatin1Char(' ');
        return name.endsWith(".svg") ? path : QString();
    });
    for (QAction* action : menu.actions())
        if (!action->isSeparator() && action->text() != "Show as table") action->trigger();
    QCOMPARE(asked, QString("attack-activity.png attack-activity.svg attack-activity.csv "));
    const std::string svg = test::read_file(path.toStdString());
    QVERIFY(svg.find("<svg") != std::string::npos && svg.find("Attack activity") != std::string::npos);
    QVERIFY(svg.find("<image") == std::string::npos); // vectors
    QCOMPARE(QApplication::clipboard()->image().size(), chart->size() * 2);
    QSignalSpy failed(chart.get(), &ChartWidget::failed);
    chart->setAskPath([](const QString&, const QString&) { return QString("/nowhere/at/all.csv"); });
    for (QAction* action : menu.actions())
        if (action->text() == "Save as CSV") action->trigger();
    QCOMPARE(failed.size(), 1);
}

void ChartsTest::screen_readers_get_name_sentence_and_value() {
    auto chart = shown(stacked_area());
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(chart->plotWidget());
    QVERIFY(face);
    QCOMPARE(face->role(), QAccessible::Chart);
    QCOMPARE(face->text(QAccessible::Name), QString("Events by kind"));
    QVERIFY(face->text(QAccessible::Description).contains("2026") ||
            face->text(QAccessible::Description).contains("Nov"));
    QTest::keyClick(chart->plotWidget(), Qt::Key_End);
    QVERIFY(face->text(QAccessible::Value).contains("total"));
}

void ChartsTest::no_data_is_said() {
    auto chart = shown(ChartSpec{});
    QCOMPARE(chart->summary(), QString("No data"));
    QWidget* plot = chart->plotWidget();
    for (const int key : {Qt::Key_Right, Qt::Key_End, Qt::Key_0, Qt::Key_Return, Qt::Key_1})
        QTest::keyClick(plot, Qt::Key(key));
    wheel(plot, {10, 10}, 120);
    QTest::mouseClick(plot, Qt::LeftButton);
    QTest::mouseDClick(plot, Qt::LeftButton);
    QVERIFY(!chart->csv().isEmpty());
    ChartSpec ragged; // lengths differ: the shorter counts
    ragged.series.emplace_back();
    ragged.series.back().x = {1, 2, 3};
    ragged.series.back().y = {5};
    chart->setSpec(ragged);
    QCOMPARE(chart->model().places().size(), std::size_t{1});
}

QTEST_MAIN(ChartsTest)
#include "charts_test.moc"
