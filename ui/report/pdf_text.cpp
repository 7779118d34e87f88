#include "ui/report/pdf_text.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"

#include <QPagedPaintDevice>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parapet::ui {
namespace {

struct Spec {
    double points;
    QFont::Weight weight;
    bool mono = false;
};
constexpr std::array<Spec, k_face_count> k_specs{{{9, QFont::Normal},
                                                  {9, QFont::DemiBold},
                                                  {8.4, QFont::Normal},
                                                  {8.4, QFont::DemiBold},
                                                  {7.6, QFont::Normal, true},
                                                  {7.6, QFont::Medium},
                                                  {7.6, QFont::Normal},
                                                  {7, QFont::Normal, true},
                                                  {10.4, QFont::Normal},
                                                  {16, QFont::DemiBold},
                                                  {10.4, QFont::DemiBold},
                                                  {9, QFont::DemiBold},
                                                  {22, QFont::DemiBold},
                                                  {9.6, QFont::Normal},
                                                  {30, QFont::DemiBold},
                                                  {15.5, QFont::Normal},
                                                  {12, QFont::DemiBold}}};

// Letters that join, reorder or stack: these need shaping. The rest must not have it, or ligatures eat letters from the
// text that people search for.
bool needs_shaping(const QString& text) {
    return std::any_of(text.begin(), text.end(), [](QChar c) {
        const char16_t u = c.unicode();
        return u >= 0x0590 && (u < 0x1E00 || (u >= 0xA800 && u < 0xAC00) || (u >= 0xD800 && u < 0xE000) || u >= 0xFB1D);
    });
}

bool breaks_after(QChar c) {
    return c == QLatin1Char('/') || c == QLatin1Char('-') || c == QLatin1Char('.') || c == QLatin1Char('_') ||
           c == QLatin1Char(',') || c == QLatin1Char(':') || c == QLatin1Char('@') || c == QLatin1Char('&') ||
           c == QLatin1Char('=') || c == QLatin1Char('?');
}

} // namespace

Typesetter::Typesetter(QPagedPaintDevice* device) {
    const QString sans = theme().font(Type::body).family(), mono = theme().font(Type::mono).family();
    for (std::size_t i = 0; i < k_face_count; ++i) {
        const Spec& spec = k_specs[i];
        Set& set = faces_[i];
        set.shaped = QFont(spec.mono ? mono : sans);
        set.shaped.setPixelSize(static_cast<int>(std::lround(spec.points * k_units)));
        set.shaped.setWeight(spec.weight);
        set.shaped.setHintingPreference(QFont::PreferNoHinting);
        set.font = set.shaped;
        set.font.setStyleStrategy(QFont::PreferNoShaping);
        set.metrics = std::make_unique<QFontMetricsF>(set.font, device);
        set.shaped_metrics = std::make_unique<QFontMetricsF>(set.shaped, device);
        set.ascent = set.metrics->ascent() / k_units;
        set.height = spec.points * 1.45;
    }
}

double Typesetter::advance(const Set& set, QChar c) const {
    const char16_t u = c.unicode();
    float& known = u < set.latin.size() ? set.latin[u] : set.other[u];
    if (known == 0) known = static_cast<float>(set.metrics->horizontalAdvance(c) / k_units);
    return static_cast<double>(known);
}

double Typesetter::width(Face face, const QString& text) const {
    const Set& set = of(face);
    if (needs_shaping(text)) return set.shaped_metrics->horizontalAdvance(text) / k_units;
    double sum = 0;
    for (const QChar c : text)
        sum += advance(set, c);
    return sum;
}

double Typesetter::line_height(Face face) const {
    return of(face).height;
}

double Typesetter::ascent(Face face) const {
    return of(face).ascent;
}

qsizetype Typesetter::fitting(const Set& set, const QString& text, qsizetype from, double room) const {
    double used = 0;
    qsizetype at = from, last = from;
    while (at < text.size()) {
        const bool pair = text[at].isHighSurrogate() && at + 1 < text.size();
        used += advance(set, text[at]) + (pair ? advance(set, text[at + 1]) : 0);
        if (used > room) break;
        at += pair ? 2 : 1;
        if (breaks_after(text[at - 1])) last = at;
    }
    if (at == text.size()) return at;
    // A nicer place, unless it wastes most of the line.
    if (last > from && last - from > (at - from) / 2) return last;
    return std::max(at, from + 1);
}

QStringList Typesetter::wrapped(Face face, const QString& text, double room) const {
    if (width(face, text) <= room && !text.contains(QLatin1Char('\n'))) return {text};
    const Set& set = of(face);
    const double blank = advance(set, QLatin1Char(' '));
    QStringList lines;
    for (const QString& paragraph : text.split(QLatin1Char('\n'))) {
        QString line;
        double used = 0;
        for (QString word : paragraph.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            double need = width(face, word);
            if (!line.isEmpty() && used + blank + need <= room) {
                line += QLatin1Char(' ') + word;
                used += blank + need;
                continue;
            }
            if (!line.isEmpty()) lines << line;
            while (need > room) {
                const qsizetype cut = fitting(set, word, 0, room);
                lines << word.left(cut);
                word.remove(0, cut);
                need = width(face, word);
            }
            line = word;
            used = need;
        }
        lines << line;
    }
    return lines;
}

QString Typesetter::elided(Face face, const QString& text, double room) const {
    if (width(face, text) <= room) return text;
    const QString dots = QStringLiteral("…");
    qsizetype keep = text.size() - 1;
    while (keep > 1) {
        const QString shorter = text.left((keep + 1) / 2) + dots + text.right(keep / 2);
        if (width(face, shorter) <= room) return shorter;
        --keep;
    }
    return dots;
}

void Typesetter::draw(QPainter& painter, Face face, double x, double baseline, const QString& text,
                      const QColor& color) const {
    if (text.isEmpty()) return;
    const Set& set = of(face);
    painter.setFont(needs_shaping(text) ? set.shaped : set.font);
    painter.setPen(color);
    painter.drawText(QPointF(x * k_units, baseline * k_units), text);
}

QString paper_text(const std::string& text) {
    std::string kept;
    for (const std::string_view line : split(text, '\n')) {
        if (!kept.empty()) kept += '\n';
        kept += visible(replace_all(std::string(line), "\t", " "));
    }
    return QString::fromStdString(kept);
}

} // namespace parapet::ui
