#include "ui/report/pdf_status.h"

#include "ui/widgets/glyphs.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace parapet::ui {
namespace {

constexpr std::array<ControlStatus, 5> k_order{ControlStatus::satisfied, ControlStatus::partial,
                                               ControlStatus::not_satisfied, ControlStatus::not_assessed,
                                               ControlStatus::not_applicable};

QRectF device(const QRectF& r) {
    return {r.x() * k_units, r.y() * k_units, r.width() * k_units, r.height() * k_units};
}

void segmented_bar(PageFlow& flow, const QRectF& rect, const std::array<std::int64_t, k_control_status_count>& counts) {
    std::int64_t all = 0;
    for (const std::int64_t n : counts)
        all += n;
    if (all == 0) {
        flow.fill(rect, flow.color(Tone::line));
        return;
    }
    double x = rect.x();
    for (const ControlStatus status : k_order) {
        const std::int64_t n = counts[static_cast<std::size_t>(status)];
        if (n == 0) continue;
        const double width = rect.width() * static_cast<double>(n) / static_cast<double>(all);
        const QRectF part(x, rect.y(), std::max(0.6, width - 0.7), rect.height());
        x += width;
        const Status shape = status_of(status);
        const bool empty = status == ControlStatus::not_assessed || status == ControlStatus::not_applicable;
        flow.fill(part, flow.color(empty ? Tone::line_strong : tone_of(shape)));
        if (!flow.painting() || (status != ControlStatus::partial && status != ControlStatus::not_satisfied)) continue;
        // Told apart without colour too: hatched = partly, crossed = not met.
        QPainter& painter = flow.painter();
        painter.save();
        painter.setClipRect(device(part));
        painter.setPen(QPen(Qt::white, 0.6 * k_units));
        for (double at = part.left() - part.height(); at < part.right(); at += 3) {
            painter.drawLine(QPointF(at, part.bottom()) * k_units, QPointF(at + part.height(), part.top()) * k_units);
            if (status == ControlStatus::not_satisfied)
                painter.drawLine(QPointF(at, part.top()) * k_units,
                                 QPointF(at + part.height(), part.bottom()) * k_units);
        }
        painter.restore();
    }
}

void paint_square(PageFlow& flow, const QRectF& square, ControlStatus status) {
    const QColor color = flow.color(tone_of(status_of(status)));
    if (status == ControlStatus::satisfied || status == ControlStatus::not_satisfied) flow.fill(square, color);
    if (!flow.painting() || status == ControlStatus::satisfied) return;
    QPainter& painter = flow.painter();
    const QRectF r = device(square);
    painter.save();
    painter.setBrush(Qt::NoBrush);
    if (status == ControlStatus::not_satisfied) {
        const QRectF x = r.adjusted(r.width() * 0.3, r.height() * 0.3, -r.width() * 0.3, -r.height() * 0.3);
        painter.setPen(QPen(Qt::white, r.width() * 0.1, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(x.topLeft(), x.bottomRight());
        painter.drawLine(x.topRight(), x.bottomLeft());
    } else {
        const double pen = r.width() * 0.07;
        QPen edge(color, pen);
        if (status == ControlStatus::not_assessed) edge.setDashPattern({1.5, 1.5});
        if (status == ControlStatus::partial)
            painter.fillPath(
                [&] {
                    QPainterPath half(r.topRight());
                    half.lineTo(r.bottomRight());
                    half.lineTo(r.bottomLeft());
                    half.closeSubpath();
                    return half;
                }(),
                color);
        painter.setPen(edge);
        painter.drawRect(r.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2));
        if (status == ControlStatus::not_applicable)
            painter.drawLine(QPointF(r.left() + r.width() * 0.3, r.center().y()),
                             QPointF(r.right() - r.width() * 0.3, r.center().y()));
    }
    painter.restore();
}

void squares_legend(PageFlow& flow, const views::SquaresBlock& block) {
    std::array<std::int64_t, k_control_status_count> counts{};
    for (const ControlStatus status : block.squares)
        ++counts[static_cast<std::size_t>(status)];
    double x = flow.right();
    for (auto status = k_order.rbegin(); status != k_order.rend(); ++status) {
        const std::int64_t n = counts[static_cast<std::size_t>(*status)];
        if (n == 0) continue;
        const QString text = QString::number(n) + QLatin1Char(' ') + word(*status).toLower();
        x -= flow.type().width(Face::table, text);
        flow.text(Face::table, x, flow.y() + 9, text, flow.color(Tone::text));
        x -= 12;
        draw_status_glyph(flow, QRectF(x, flow.y() + 1.6, 8.4, 8.4), *status);
        x -= 10;
    }
    const QString caption = flow.type().elided(Face::table, paper_text(block.caption), std::max(20.0, x - flow.left()));
    flow.text(Face::table, flow.left(), flow.y() + 9, caption, flow.color(Tone::text2));
    flow.move(20);
}

} // namespace

void draw_status_glyph(PageFlow& flow, const QRectF& rect, ControlStatus status) {
    if (flow.painting()) paint_status(flow.painter(), device(rect), status_of(status), Scheme::print, Qt::white);
}

double bars_height(const views::StatusBars& block) {
    const auto columns = static_cast<std::size_t>(std::max(1, block.columns));
    const std::size_t rows = (block.bars.size() + columns - 1) / columns;
    return 18 + 12.4 * static_cast<double>(rows);
}

void draw_bars(PageFlow& flow, const views::StatusBars& block, const QRectF& rect) {
    const auto columns = static_cast<std::size_t>(std::max(1, block.columns));
    const std::size_t rows = (block.bars.size() + columns - 1) / columns;
    flow.text(Face::h3, rect.x(), rect.y() + flow.type().ascent(Face::h3), paper_text(block.title),
              flow.color(Tone::text));
    double label = 0, note = 0;
    for (const auto& bar : block.bars) {
        label = std::max(label, flow.type().width(Face::table_strong, paper_text(bar.label)));
        note = std::max(note, flow.type().width(Face::table, paper_text(bar.note)));
    }
    constexpr double k_between = 14;
    const double width = (rect.width() - k_between * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    label = std::min(label, width * 0.4);
    for (std::size_t i = 0; i < block.bars.size(); ++i) {
        const auto& bar = block.bars[i];
        const double x = rect.x() + (width + k_between) * static_cast<double>(i / std::max<std::size_t>(1, rows));
        const double y = rect.y() + 18 + 12.4 * static_cast<double>(i % std::max<std::size_t>(1, rows));
        flow.text(Face::table_strong, x, y + 8, flow.type().elided(Face::table_strong, paper_text(bar.label), label),
                  flow.color(Tone::text));
        segmented_bar(flow, QRectF(x + label + 8, y + 2, width - label - note - 16, 6), bar.counts);
        flow.text(Face::table, x + width - note, y + 8, paper_text(bar.note), flow.color(Tone::text2));
    }
}

void flow_squares(PageFlow& flow, const views::SquaresBlock& block) {
    if (block.squares.empty()) return;
    const double pitch = block.squares.size() <= 450 ? 18 : (block.squares.size() <= 1500 ? 10.5 : 6);
    const auto per_row = static_cast<std::size_t>(flow.width() / pitch);
    const double size = pitch * 0.88;
    for (std::size_t i = 0; i < block.squares.size(); i += per_row) {
        flow.need(pitch);
        for (std::size_t c = 0; c < per_row && i + c < block.squares.size(); ++c)
            paint_square(flow, QRectF(flow.left() + pitch * static_cast<double>(c), flow.y(), size, size),
                         block.squares[i + c]);
        flow.move(pitch);
    }
    flow.move(8);
    flow.need(20);
    squares_legend(flow, block);
}

} // namespace parapet::ui
