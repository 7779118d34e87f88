#pragma once
// Between core's UTF-8 and Qt's text, and how numbers are written for people.

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

class QWidget;

namespace parapet::ui {

[[nodiscard]] inline QString qs(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline std::string ss(const QString& text) {
    return text.toStdString();
}

// Text from a report, safe to show in one line: no control characters, no bidi tricks (core's visible()).
[[nodiscard]] QString shown(std::string_view text);

[[nodiscard]] QString number_text(std::int64_t n);             // 14,208 in the user's locale
[[nodiscard]] QString signed_text(double value, int decimals); // "+1.0", "−2.4" (U+2212), "±0"
[[nodiscard]] QString percent_text(double share);              // 0.42 -> "42 %"; one decimal under 10 %
[[nodiscard]] QString short_number_text(std::int64_t n);       // 41.2 M
[[nodiscard]] inline QString unknown_text() {
    return QStringLiteral("–");
}

// Tool tips guess rich text; this one is plain whatever is in it.
[[nodiscard]] QString plain_tip(const QString& text);
void set_plain_tip(QWidget* widget, const QString& text);

} // namespace parapet::ui
