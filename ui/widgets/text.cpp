#include "ui/widgets/text.h"

#include "core/base/text.h"

#include <QLocale>
#include <QWidget>

#include <cmath>

namespace parapet::ui {

namespace {
constexpr QChar k_minus(0x2212);
} // namespace

QString shown(std::string_view text) {
    return qs(visible(text));
}

QString number_text(std::int64_t n) {
    QString text = QLocale().toString(static_cast<qlonglong>(n));
    return n < 0 ? text.replace(QLocale().negativeSign(), k_minus) : text;
}

QString signed_text(double value, int decimals) {
    const QString size = QLocale().toString(std::abs(value), 'f', decimals);
    const double half = 0.5 * std::pow(10.0, -decimals);
    if (std::abs(value) < half) return QStringLiteral("±0");
    return (value < 0 ? QString(k_minus) : QStringLiteral("+")) + size;
}

QString percent_text(double share) {
    const double percent = share * 100;
    const int decimals = percent > 0 && percent < 10 ? 1 : 0;
    return QLocale().toString(percent, 'f', decimals) + QStringLiteral(" %");
}

QString short_number_text(std::int64_t n) {
    const auto scaled = [](double value, QLatin1String unit) {
        return QLocale().toString(value, 'f', value < 100 ? 1 : 0) + unit;
    };
    const double v = static_cast<double>(n);
    if (n >= 1'000'000'000) return scaled(v / 1e9, QLatin1String(" G"));
    if (n >= 1'000'000) return scaled(v / 1e6, QLatin1String(" M"));
    return number_text(n);
}

QString plain_tip(const QString& text) {
    if (text.isEmpty()) return {};
    return QStringLiteral("<qt>") + text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")) +
           QStringLiteral("</qt>");
}

void set_plain_tip(QWidget* widget, const QString& text) {
    widget->setToolTip(plain_tip(text));
}

} // namespace parapet::ui
