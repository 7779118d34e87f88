#pragma once
// Type on paper: fonts, widths, line breaks. Lengths are points (1/72 inch).

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QString>
#include <QStringList>

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

class QPagedPaintDevice;
class QPainter;

namespace parapet::ui {

// Device units per point: type is set in whole units, so more of them place glyphs better.
inline constexpr int k_units = 10;

enum class Face : std::uint8_t {
    body,        // 9
    body_strong, // 9 semibold
    table,       // 8.4
    table_strong,
    table_mono,  // 7.6
    head,        // 7.6 medium: table heads
    small,       // 7.6: header, footer, captions
    small_mono,  // 7
    lead,        // 10.4
    h1,          // 16 semibold
    h2,          // 10.4 semibold
    h3,          // 9 semibold
    figure,      // 22 semibold
    unit,        // 9.6
    cover_title, // 30 semibold
    cover_sub,   // 15.5
    brand,       // 12 semibold
};
inline constexpr std::size_t k_face_count = static_cast<std::size_t>(Face::brand) + 1;

class Typesetter {
public:
    explicit Typesetter(QPagedPaintDevice* device);

    [[nodiscard]] double width(Face face, const QString& text) const; // points
    [[nodiscard]] double line_height(Face face) const;
    [[nodiscard]] double ascent(Face face) const;
    // Lines that fit `room`; a word that does not fit by itself is broken, after / - . _ where it can. Never empty.
    [[nodiscard]] QStringList wrapped(Face face, const QString& text, double room) const;
    [[nodiscard]] QString elided(Face face, const QString& text, double room) const; // in the middle
    // `x` is the left edge, `baseline` the base line.
    void draw(QPainter& painter, Face face, double x, double baseline, const QString& text, const QColor& color) const;
    [[nodiscard]] QFont font(Face face) const { return faces_[static_cast<std::size_t>(face)].font; }

private:
    struct Set {
        QFont font, shaped; // shaped: for scripts whose letters join or move
        std::unique_ptr<QFontMetricsF> metrics, shaped_metrics;
        double ascent = 0, height = 0;
        mutable std::array<float, 0x250> latin{}; // advances, 0 = not asked yet
        mutable std::unordered_map<char16_t, float> other;
    };
    [[nodiscard]] const Set& of(Face face) const { return faces_[static_cast<std::size_t>(face)]; }
    [[nodiscard]] double advance(const Set& set, QChar c) const;
    [[nodiscard]] qsizetype fitting(const Set& set, const QString& text, qsizetype from, double room) const;
    std::array<Set, k_face_count> faces_;
};

// Text of reports for paper: control and bidi characters made visible.
[[nodiscard]] QString paper_text(const std::string& text);

} // namespace parapet::ui
