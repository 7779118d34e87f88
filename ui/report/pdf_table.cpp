// Tables: the head is repeated on every page, a row is never cut; one that is taller than a page goes on under
// "continued".

#include "ui/report/pdf_page.h"
#include "ui/widgets/glyphs.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace parapet::ui {
namespace {

using views::Cell;
using views::Column;
using views::TableBlock;

constexpr double k_pad = 3.4, k_gap = 8, k_mark = 11.5;

QString tr(const char* text) {
    return QCoreApplication::translate("Report", text);
}

struct Grid {
    std::vector<double> x, width; // of each column, without the gap
};

Face face_of(const Cell& cell) {
    if (cell.mono) return Face::table_mono;
    return cell.strong ? Face::table_strong : Face::table;
}

double mark_width(const Cell& cell) {
    return cell.mark == Cell::Mark::none ? 0 : k_mark;
}

// What a column needs so that dates, ids and words of status stay on one line.
double short_width(const PageFlow& flow, const TableBlock& table, std::size_t column) {
    constexpr std::size_t k_short = 17, k_looked_at = 3000;
    double need = 0;
    for (const QString& word : paper_text(table.columns[column].title).split(QLatin1Char(' ')))
        need = std::max(need, flow.type().width(Face::head, word));
    for (std::size_t r = 0; r < std::min(table.rows.size(), k_looked_at); ++r) {
        const std::vector<Cell>& cells = table.rows[r];
        if (cells.size() == 1 || column >= cells.size() || cells[column].text.size() > k_short) continue;
        const double text = flow.type().width(face_of(cells[column]), paper_text(cells[column].text));
        need = std::max(need, mark_width(cells[column]) + text);
    }
    return need;
}

// Shares of the width as asked for; who has too little for its short cells takes from those who have more than enough.
std::vector<double> column_widths(const PageFlow& flow, const TableBlock& table) {
    double sum = 0;
    for (const Column& column : table.columns)
        sum += std::max(0.01, column.width);
    std::vector<double> widths, needs;
    double lacking = 0, spare = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        widths.push_back(flow.width() * std::max(0.01, table.columns[i].width) / sum);
        const double gap = i + 1 == table.columns.size() ? 0 : k_gap;
        needs.push_back(std::min(short_width(flow, table, i) + gap + 0.5, flow.width() * 0.4));
        lacking += std::max(0.0, needs[i] - widths[i]);
        spare += std::max(0.0, widths[i] - needs[i]);
    }
    if (lacking == 0 || spare < lacking) return widths;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (widths[i] < needs[i])
            widths[i] = needs[i];
        else
            widths[i] -= (widths[i] - needs[i]) * lacking / spare;
    }
    return widths;
}

Grid grid_of(const PageFlow& flow, const TableBlock& table) {
    const std::vector<double> widths = column_widths(flow, table);
    Grid grid;
    double x = flow.left();
    for (std::size_t i = 0; i < widths.size(); ++i) {
        grid.x.push_back(x);
        grid.width.push_back(std::max(4.0, i + 1 == widths.size() ? widths[i] : widths[i] - k_gap));
        x += widths[i];
    }
    return grid;
}

struct Row {
    std::vector<QStringList> lines;
    double height = 0;
};

Row measure(const PageFlow& flow, const Grid& grid, const std::vector<Cell>& cells) {
    Row row;
    std::size_t most = 1;
    for (std::size_t i = 0; i < cells.size() && i < grid.width.size(); ++i) {
        const double room = cells.size() == 1 ? flow.width() : grid.width[i] - mark_width(cells[i]);
        const Face face = cells.size() == 1 ? Face::table_strong : face_of(cells[i]);
        row.lines.push_back(flow.type().wrapped(face, paper_text(cells[i].text), std::max(8.0, room)));
        most = std::max(most, static_cast<std::size_t>(row.lines.back().size()));
    }
    row.height = static_cast<double>(most) * flow.type().line_height(Face::table) - 2 + 2 * k_pad;
    return row;
}

void paint_mark(PageFlow& flow, const Cell& cell, double x, double y) {
    if (!flow.painting()) return;
    const QRectF rect(x * k_units, (y + 1.7) * k_units, 8.2 * k_units, 8.2 * k_units);
    if (cell.mark == Cell::Mark::severity) paint_severity(flow.painter(), rect, cell.severity, Scheme::print);
    if (cell.mark == Cell::Mark::status)
        paint_status(flow.painter(), rect, status_of(cell.status), Scheme::print, Qt::white);
}

// Lines [from, to) of each cell.
void paint_row(PageFlow& flow, const Grid& grid, const TableBlock& table, const std::vector<Cell>& cells,
               const Row& row, qsizetype from, qsizetype to) {
    const double line = flow.type().line_height(Face::table), top = flow.y() + k_pad - 1;
    for (std::size_t i = 0; i < row.lines.size(); ++i) {
        const Cell& cell = cells[i];
        const bool group = cells.size() == 1;
        const Face face = group ? Face::table_strong : face_of(cell);
        const QColor color = flow.color(cell.muted ? Tone::text2 : Tone::text);
        double x = grid.x[i];
        if (from == 0 && cell.mark != Cell::Mark::none) paint_mark(flow, cell, x, top - 0.4);
        x += mark_width(cell);
        const double base = top + flow.type().ascent(Face::table);
        for (qsizetype n = from; n < std::min(to, static_cast<qsizetype>(row.lines[i].size())); ++n) {
            const double y = base + line * static_cast<double>(n - from);
            if (table.columns[i].right && !group)
                flow.text_right(face, grid.x[i] + grid.width[i], y, row.lines[i][n], color);
            else
                flow.text(face, x, y, row.lines[i][n], color);
        }
        if (!cell.link.empty())
            flow.link(QRectF(grid.x[i], flow.y(), grid.width[i], line * static_cast<double>(to - from) + k_pad),
                      cell.link);
    }
}

void paint_head(PageFlow& flow, const Grid& grid, const TableBlock& table, bool continued) {
    std::vector<QStringList> lines;
    qsizetype most = 1;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        lines.push_back(flow.type().wrapped(Face::head, paper_text(table.columns[i].title), grid.width[i]));
        most = std::max(most, lines.back().size());
    }
    const double line = flow.type().line_height(Face::head), height = line * static_cast<double>(most) + 6;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (qsizetype n = 0; n < lines[i].size(); ++n) {
            // Heads of several lines stand on the rule.
            const double y =
                flow.y() + 3 + flow.type().ascent(Face::head) + line * static_cast<double>(most - lines[i].size() + n);
            if (table.columns[i].right)
                flow.text_right(Face::head, grid.x[i] + grid.width[i], y, lines[i][n], flow.color(Tone::text2));
            else
                flow.text(Face::head, grid.x[i], y, lines[i][n], flow.color(Tone::text2));
        }
    flow.move(height);
    flow.rule(flow.left(), flow.right(), flow.y(), flow.color(Tone::text2), 0.8);
    flow.move(0.6);
    if (!continued) return;
    flow.text(Face::small, flow.left(), flow.y() + 9.5, tr("continued"), flow.color(Tone::text3));
    flow.move(13);
}

// A row that no page can hold: as many lines as fit, then on with the next page.
void flow_tall_row(PageFlow& flow, const Grid& grid, const TableBlock& table, const std::vector<Cell>& cells,
                   const Row& row) {
    const double line = flow.type().line_height(Face::table);
    qsizetype most = 1, at = 0;
    for (const QStringList& lines : row.lines)
        most = std::max(most, lines.size());
    while (at < most) {
        qsizetype fit = static_cast<qsizetype>((flow.room() - 2 * k_pad) / line);
        if (fit < 3 && at < most) {
            flow.new_page();
            paint_head(flow, grid, table, at > 0);
            fit = std::max<qsizetype>(1, static_cast<qsizetype>((flow.room() - 2 * k_pad) / line));
        }
        const qsizetype take = std::min(fit, most - at);
        paint_row(flow, grid, table, cells, row, at, at + take);
        flow.move(static_cast<double>(take) * line + 2 * k_pad - 2);
        at += take;
        if (at < most) {
            flow.new_page();
            paint_head(flow, grid, table, true);
        }
    }
}

double head_height(const PageFlow& flow, const Grid& grid, const TableBlock& table) {
    qsizetype most = 1;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        most =
            std::max(most, flow.type().wrapped(Face::head, paper_text(table.columns[i].title), grid.width[i]).size());
    return flow.type().line_height(Face::head) * static_cast<double>(most) + 6.6;
}

// What a row needs to stand where it is: a group's head keeps two rows of its group with it.
double needed(const PageFlow& flow, const TableBlock& table, std::size_t i, double height) {
    const bool group = table.rows[i].size() == 1 && table.columns.size() > 1;
    return group ? height + 2 * (flow.type().line_height(Face::table) + 2 * k_pad) : height;
}

double start_height(const PageFlow& flow, const Grid& grid, const TableBlock& table) {
    constexpr double k_empty = 22, k_most = 160; // a first row taller than that may be cut off from what stands above
    const double head = head_height(flow, grid, table);
    if (table.rows.empty()) return head + k_empty;
    return head + std::min(k_most, needed(flow, table, 0, measure(flow, grid, table.rows[0]).height));
}

} // namespace

double table_start(const PageFlow& flow, const TableBlock& table) {
    return table.columns.empty() ? 0 : start_height(flow, grid_of(flow, table), table);
}

bool flow_table(PageFlow& flow, const TableBlock& table, const std::stop_token& stop) {
    if (table.columns.empty()) return true;
    const Grid grid = grid_of(flow, table);
    flow.need(start_height(flow, grid, table));
    paint_head(flow, grid, table, false);
    const double page = flow.bottom() - PageFlow::k_top - head_height(flow, grid, table);
    if (table.rows.empty()) {
        flow.text(Face::table, flow.left(), flow.y() + 12, paper_text(table.empty), flow.color(Tone::text2));
        flow.move(22);
        return true;
    }
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (i % 256 == 0 && stop.stop_requested()) return false;
        const std::vector<Cell>& cells = table.rows[i];
        const Row row = measure(flow, grid, cells);
        const bool group = cells.size() == 1 && table.columns.size() > 1;
        const double extra = group ? 4 : 0;
        if (row.height + extra > page) {
            flow_tall_row(flow, grid, table, cells, row);
        } else {
            if (flow.need(std::min(page, needed(flow, table, i, row.height + extra))))
                paint_head(flow, grid, table, false);
            flow.move(extra);
            paint_row(flow, grid, table, cells, row, 0, 1 << 20);
            flow.move(row.height);
        }
        flow.rule(flow.left(), flow.right(), flow.y() - 0.4, flow.color(group ? Tone::line_strong : Tone::line), 0.5);
    }
    flow.move(8);
    return true;
}

} // namespace parapet::ui
