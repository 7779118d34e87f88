// Cover, headings, paragraphs, figures, charts, facts.

#include "ui/charts/chart_paint.h"
#include "ui/report/pdf_page.h"
#include "ui/report/pdf_status.h"
#include "ui/widgets/glyphs.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace parapet::ui {
namespace {

using views::Block;

QString tr(const char* text) {
    return QCoreApplication::translate("Report", text);
}

QRectF device(const QRectF& r) {
    return {r.x() * k_units, r.y() * k_units, r.width() * k_units, r.height() * k_units};
}

// A shield with battlements: our mark, as vectors.
void brand(PageFlow& flow, double x, double y) {
    if (flow.painting()) {
        QPainterPath shield;
        shield.moveTo(0, 0);
        for (const auto& [px, py] : std::initializer_list<std::pair<double, double>>{
                 {3, 0}, {3, 2}, {5, 2}, {5, 0}, {9, 0}, {9, 2}, {11, 2}, {11, 0}, {14, 0}, {14, 7}})
            shield.lineTo(px, py);
        shield.cubicTo(14, 11.5, 11, 13.6, 7, 15);
        shield.cubicTo(3, 13.6, 0, 11.5, 0, 7);
        shield.closeSubpath();
        flow.painter().save();
        flow.painter().translate(x * k_units, y * k_units);
        flow.painter().scale(k_units, k_units);
        flow.painter().fillPath(shield, flow.color(Tone::accent));
        flow.painter().restore();
    }
    flow.text(Face::brand, x + 20, y + 12, QStringLiteral("Parapet"), flow.color(Tone::text));
}

void paragraph_lines(PageFlow& flow, Face face, const QStringList& lines, const QColor& color, double x) {
    for (const QString& line : lines) {
        flow.need(flow.type().line_height(face));
        flow.text(face, x, flow.y() + flow.type().ascent(face), line, color);
        flow.move(flow.type().line_height(face));
    }
}

// `follows`: what must not be parted from the heading, in points.
void flow_heading(PageFlow& flow, const views::HeadingBlock& block, double follows) {
    const QString text = paper_text(block.text);
    if (block.level <= 1) {
        if (!flow.at_top()) flow.new_page();
        flow.set_section(text);
    } else if (!flow.at_top()) {
        flow.move(block.level == 2 ? 18 : 10);
        flow.need(std::max(block.level == 2 ? 76.0 : 60.0, 26 + follows));
    }
    flow.anchor(block.anchor);
    flow.heading(block.level, text);
    const Face face = block.level <= 1 ? Face::h1 : (block.level == 2 ? Face::h2 : Face::h3);
    paragraph_lines(flow, face, flow.type().wrapped(face, text, flow.width()), flow.color(Tone::text), flow.left());
    flow.move(block.level <= 1 ? 4 : 3);
}

void flow_query(PageFlow& flow, const views::ParagraphBlock& block) {
    const QStringList lines = flow.type().wrapped(Face::table_mono, paper_text(block.text), flow.width() - 16);
    const double line = flow.type().line_height(Face::table_mono);
    qsizetype at = 0;
    while (at < lines.size()) {
        flow.need(at == 0 ? line + 64 : line + 10); // with the head of the table that follows
        const auto fit = std::max<qsizetype>(1, static_cast<qsizetype>((flow.room() - 10) / line));
        const qsizetype take = std::min(fit, lines.size() - at);
        flow.fill(QRectF(flow.left(), flow.y(), flow.width(), 10 + line * static_cast<double>(take)),
                  flow.color(Tone::sunken));
        flow.move(5);
        for (qsizetype i = at; i < at + take; ++i) {
            flow.text(Face::table_mono, flow.left() + 8, flow.y() + flow.type().ascent(Face::table_mono) + 1, lines[i],
                      flow.color(Tone::text));
            flow.move(line);
        }
        flow.move(5);
        at += take;
    }
    flow.move(6);
}

void flow_paragraph(PageFlow& flow, const views::ParagraphBlock& block) {
    if (block.mono) return flow_query(flow, block);
    const Face face = block.lead ? Face::lead : Face::body;
    const QColor color = flow.color(block.lead ? Tone::text : (block.muted ? Tone::text2 : Tone::text));
    if (block.status) {
        const QString said = word(*block.status);
        flow.need(30);
        draw_status_glyph(flow, QRectF(flow.left(), flow.y() + 0.6, 9, 9), *block.status);
        flow.text(Face::body_strong, flow.left() + 13, flow.y() + flow.type().ascent(Face::body_strong), said,
                  flow.color(Tone::text));
        const double indent = 13 + flow.type().width(Face::body_strong, said) + 10;
        const QString text = paper_text(block.text);
        QStringList lines = flow.type().wrapped(face, text, flow.width() - indent);
        paragraph_lines(flow, face, lines, color, flow.left() + indent);
        flow.move(4);
        return;
    }
    paragraph_lines(flow, face, flow.type().wrapped(face, paper_text(block.text), flow.width()), color, flow.left());
    flow.move(block.lead ? 8 : 5);
}

void flow_figures(PageFlow& flow, const views::FigureRow& row) {
    if (row.figures.empty()) return;
    constexpr double k_height = 68;
    flow.need(k_height + 8);
    flow.move(4);
    const double top = flow.y(), width = flow.width() / static_cast<double>(row.figures.size());
    flow.rule(flow.left(), flow.right(), top, flow.color(Tone::text2), 0.8);
    flow.rule(flow.left(), flow.right(), top + k_height, flow.color(Tone::line_strong), 0.6);
    for (std::size_t i = 0; i < row.figures.size(); ++i) {
        const auto& figure = row.figures[i];
        const double x = flow.left() + width * static_cast<double>(i) + (i == 0 ? 0 : 10);
        if (i > 0) flow.fill(QRectF(x - 10, top, 0.6, k_height), flow.color(Tone::line_strong));
        const double room = width - 14;
        flow.text(Face::table, x, top + 17, flow.type().elided(Face::table, paper_text(figure.label), room),
                  flow.color(Tone::text2));
        const QString value = paper_text(figure.value);
        flow.text(Face::figure, x, top + 41, value, flow.color(Tone::text));
        if (!figure.unit.empty())
            flow.text(Face::unit, x + flow.type().width(Face::figure, value) + 4, top + 41, paper_text(figure.unit),
                      flow.color(Tone::text2));
        flow.text(Face::table, x, top + 57, flow.type().elided(Face::table, paper_text(figure.note), room),
                  flow.color(Tone::text));
    }
    flow.move(k_height + 14);
}

ChartLook paper_look(const PageFlow& flow) {
    ChartLook look;
    look.scheme = Scheme::print;
    look.font = flow.type().font(Face::small);
    look.strong = flow.type().font(Face::head);
    look.unit = 7.6 / 11 * k_units;
    look.pixels = false;
    look.patterns = true;
    return look;
}

void draw_charts(PageFlow& flow, const views::ChartBlock& block, const QRectF& rect) {
    if (!flow.painting() || block.charts.empty()) return;
    const auto n = static_cast<double>(block.charts.size());
    constexpr double k_between = 18;
    const double width = (rect.width() - k_between * (n - 1)) / n;
    for (std::size_t i = 0; i < block.charts.size(); ++i)
        draw_chart(
            flow.painter(),
            device(QRectF(rect.x() + (width + k_between) * static_cast<double>(i), rect.y(), width, rect.height())),
            block.charts[i], paper_look(flow));
}

void flow_charts(PageFlow& flow, const views::ChartBlock& block) {
    const double height = block.height_mm / 25.4 * 72;
    flow.need(height + 10);
    flow.move(4);
    draw_charts(flow, block, QRectF(flow.left(), flow.y(), flow.width(), height));
    flow.move(height + 10);
}

void flow_bars(PageFlow& flow, const views::StatusBars& block) {
    const double height = bars_height(block);
    flow.need(height + 8);
    flow.move(4);
    draw_bars(flow, block, QRectF(flow.left(), flow.y(), flow.width(), height));
    flow.move(height + 6);
}

// One chart and the bars that follow it stand side by side.
void flow_pair(PageFlow& flow, const views::ChartBlock& charts, const views::StatusBars& bars) {
    const double height = std::max(charts.height_mm / 25.4 * 72, bars_height(bars));
    flow.need(height + 10);
    flow.move(4);
    const double half = flow.width() / 2 - 9;
    draw_charts(flow, charts, QRectF(flow.left(), flow.y(), half, height));
    draw_bars(flow, bars, QRectF(flow.left() + half + 18, flow.y(), half, bars_height(bars)));
    flow.move(height + 10);
}

bool looks_like_hash(const std::string& text) {
    return text.size() >= 16 && text.find_first_not_of("0123456789abcdef ") == std::string::npos;
}

// Two columns of label and value; returns nothing, moves below the taller one.
void flow_facts(PageFlow& flow, const std::vector<std::pair<std::string, std::string>>& facts, bool mono) {
    const std::size_t rows = (facts.size() + 1) / 2;
    const double column = flow.width() / 2;
    constexpr double k_label = 72;
    for (std::size_t row = 0; row < rows; ++row) {
        double height = 16;
        std::array<QStringList, 2> values;
        std::array<Face, 2> faces{Face::table, Face::table};
        for (std::size_t side = 0; side < 2; ++side) {
            const std::size_t i = row + side * rows;
            if (i >= facts.size()) continue;
            if (mono || looks_like_hash(facts[i].second)) faces[side] = Face::table_mono;
            values[side] = flow.type().wrapped(faces[side], paper_text(facts[i].second), column - k_label - 10);
            height = std::max(height, 5 + 11.0 * static_cast<double>(values[side].size()));
        }
        flow.need(height);
        for (std::size_t side = 0; side < 2; ++side) {
            const std::size_t i = row + side * rows;
            if (i >= facts.size()) continue;
            const double x = flow.left() + column * static_cast<double>(side);
            flow.text(Face::table, x, flow.y() + 9,
                      flow.type().elided(Face::table, paper_text(facts[i].first), k_label - 6),
                      flow.color(Tone::text2));
            for (qsizetype line = 0; line < values[side].size(); ++line)
                flow.text(faces[side], x + k_label, flow.y() + 9 + 11.0 * static_cast<double>(line), values[side][line],
                          flow.color(Tone::text));
        }
        flow.move(height);
    }
}

void flow_one(PageFlow& flow, const Block& block) {
    if (const auto* heading = std::get_if<views::HeadingBlock>(&block))
        flow_heading(flow, *heading, 0);
    else if (const auto* paragraph = std::get_if<views::ParagraphBlock>(&block))
        flow_paragraph(flow, *paragraph);
    else if (const auto* figures = std::get_if<views::FigureRow>(&block))
        flow_figures(flow, *figures);
    else if (const auto* charts = std::get_if<views::ChartBlock>(&block))
        flow_charts(flow, *charts);
    else if (const auto* bars = std::get_if<views::StatusBars>(&block))
        flow_bars(flow, *bars);
    else if (const auto* squares = std::get_if<views::SquaresBlock>(&block))
        flow_squares(flow, *squares);
    else if (const auto* facts = std::get_if<views::FactsBlock>(&block)) {
        flow_facts(flow, facts->facts, facts->mono_values);
        flow.move(6);
    }
}

// Short words and the table that they speak of stand under their heading.
double follows_heading(const PageFlow& flow, const std::vector<Block>& blocks, std::size_t heading) {
    constexpr std::size_t k_most_blocks = 3;
    double height = 0;
    for (std::size_t i = heading + 1; i < blocks.size() && i <= heading + k_most_blocks; ++i) {
        if (const auto* table = std::get_if<views::TableBlock>(&blocks[i])) return height + table_start(flow, *table);
        const auto* paragraph = std::get_if<views::ParagraphBlock>(&blocks[i]);
        if (paragraph == nullptr || paragraph->mono) return 0;
        const Face face = paragraph->lead ? Face::lead : Face::body;
        const auto lines = flow.type().wrapped(face, paper_text(paragraph->text), flow.width()).size() + 1;
        height += flow.type().line_height(face) * static_cast<double>(lines);
    }
    return 0;
}

} // namespace

bool flow_blocks(PageFlow& flow, const std::vector<Block>& blocks, const std::stop_token& stop) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (stop.stop_requested()) return false;
        const auto* table = std::get_if<views::TableBlock>(&blocks[i]);
        if (table) {
            if (!flow_table(flow, *table, stop)) return false;
            continue;
        }
        if (const auto* heading = std::get_if<views::HeadingBlock>(&blocks[i])) {
            flow_heading(flow, *heading, std::min(follows_heading(flow, blocks, i), flow.paper_height() / 3));
            continue;
        }
        const auto* charts = std::get_if<views::ChartBlock>(&blocks[i]);
        const auto* bars = i + 1 < blocks.size() ? std::get_if<views::StatusBars>(&blocks[i + 1]) : nullptr;
        if (charts && bars && charts->charts.size() == 1) {
            flow_pair(flow, *charts, *bars);
            ++i;
            continue;
        }
        flow_one(flow, blocks[i]);
    }
    return true;
}

void flow_cover(PageFlow& flow) {
    const views::ReportDoc& doc = flow.doc();
    flow.new_page();
    flow.no_header();
    flow.heading(1, tr("Cover"));
    brand(flow, flow.left(), 54);
    flow.set_y(170);
    paragraph_lines(flow, Face::cover_title,
                    flow.type().wrapped(Face::cover_title, paper_text(doc.title), flow.width()), flow.color(Tone::text),
                    flow.left());
    flow.move(2);
    paragraph_lines(flow, Face::cover_sub, flow.type().wrapped(Face::cover_sub, paper_text(doc.subtitle), flow.width()),
                    flow.color(Tone::text2), flow.left());
    flow.move(8);
    for (const std::string& line : doc.cover_lines) {
        paragraph_lines(flow, Face::lead, flow.type().wrapped(Face::lead, paper_text(line), flow.width()),
                        flow.color(Tone::text2), flow.left());
        flow.move(2);
    }
    flow.move(28);
    for (const Block& block : doc.cover_blocks)
        flow_one(flow, block);
    const double facts = 16.0 * static_cast<double>((doc.cover_facts.size() + 1) / 2) + 40;
    flow.need(facts + 10);
    flow.set_y(std::max(flow.y(), flow.bottom() - facts));
    flow_facts(flow, doc.cover_facts, false);
}

} // namespace parapet::ui
