// The rows below: legends, compliance, phases, causes, sources.

#include "ui/pages/overview/tiles.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/glyphs.h"
#include "ui/widgets/text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace parapet::ui {

namespace {

constexpr double k_good = 75, k_fair = 65; // scores of a phase: met, partly, not met

Status status_of_score(const std::optional<double>& score) {
    if (!score) return Status::not_assessed;
    return *score >= k_good ? Status::met : *score >= k_fair ? Status::partly : Status::not_met;
}

// met, partly, not met, not assessed: always in this order, 1 px apart.
void paint_share(QPainter& painter, const QRectF& rect,
                 const std::array<std::int64_t, k_control_status_count>& counts) {
    const std::array<std::pair<ControlStatus, Tone>, 4> order{{{ControlStatus::satisfied, Tone::ok},
                                                               {ControlStatus::partial, Tone::warn},
                                                               {ControlStatus::not_satisfied, Tone::fail},
                                                               {ControlStatus::not_assessed, Tone::line_strong}}};
    double all = 0;
    for (const auto& [status, colour] : order)
        all += static_cast<double>(counts[static_cast<std::size_t>(status)]);
    qreal x = rect.left();
    for (const auto& [status, colour] : order) {
        const double n = static_cast<double>(counts[static_cast<std::size_t>(status)]);
        if (n <= 0) continue;
        const qreal w = rect.width() * n / all;
        painter.fillRect(QRectF(x, rect.top(), std::max<qreal>(1, w - 1), rect.height()), tone(colour));
        x += w;
    }
}

void paint_spark(QPainter& painter, const QRectF& rect, const std::vector<double>& values) {
    if (values.size() < 2) return;
    const double top = std::max(1.0, *std::max_element(values.begin(), values.end()));
    QPolygonF line;
    for (std::size_t i = 0; i < values.size(); ++i) {
        line << QPointF(rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
                        rect.bottom() - rect.height() * 0.9 * values[i] / top);
    }
    QPainterPath fill;
    fill.addPolygon(QPolygonF(line) << rect.bottomRight() << rect.bottomLeft());
    painter.fillPath(fill, tone(Tone::line_strong));
    painter.setPen(QPen(tone(Tone::text2), 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

} // namespace

void SeverityLegend::paint(QPainter& painter, const views::Overview& o) {
    const std::array<Severity, 4> order{Severity::critical, Severity::high, Severity::medium, Severity::low};
    const auto count = [&](Severity s) { return number_text(o.open_by_severity[static_cast<std::size_t>(s)]); };
    // Where words and large numbers do not fit, shape and colour stand alone; the tool tip has the words.
    bool words = true;
    const auto label = [&](Severity s) { return words ? word(s) : QString(); };
    const auto wide = [&](Severity s) {
        return px(16) + (words ? text_width(word(s), Type::small) + px(5) : 0) +
               text_width(count(s), Type::small_strong);
    };
    const auto all = [&] {
        return std::accumulate(order.begin(), order.end(), 0, [&](int sum, Severity s) { return sum + wide(s); });
    };
    words = all() + 3 * px(6) <= width();
    const int total = all();
    const qreal gap = std::clamp<qreal>((width() - total) / 5.0, px(6), px(18));
    qreal x = std::max<qreal>(0, (width() - total - gap * 3) / 2);
    for (const Severity s : order) {
        const qreal w = wide(s);
        link(painter, QRectF(x - px(4), 0, w + px(8), height()),
             {QStringLiteral("findings"),
              QStringLiteral("severity:%1 status:open,triaged,in_progress").arg(qs(name_of(s))),
              tr("%1 open %2 findings").arg(count(s), word(s).toLower())});
        paint_severity(painter, QRectF(x, height() / 2.0 - px(5), px(10), px(10)), s);
        int used = draw_text(painter, QRectF(x + px(16), 0, w, height()), label(s), Type::small, tone(Tone::text));
        if (words) used += px(5);
        draw_text(painter, QRectF(x + px(16) + used, 0, w, height()), count(s), Type::small_strong, tone(Tone::text));
        x += w + gap;
    }
}

void FlagsLine::paint(QPainter& painter, const views::Overview& o) {
    if (o.flags.empty()) {
        const bool silent = std::any_of(o.attacks.gaps.begin(), o.attacks.gaps.end(), [&](const auto& gap) {
            const auto& x = o.attacks.series.empty() ? std::vector<double>{} : o.attacks.series.front().x;
            return x.size() > 1 && gap.first <= x[1] && gap.second >= x.back(); // the first step is cut
        });
        draw_text(painter, rect(),
                  silent ? tr("No source sent events of these 24 hours") : tr("Nothing above the usual range"),
                  Type::small, tone(Tone::text2));
        return;
    }
    qreal x = 0;
    const std::size_t n = std::min<std::size_t>(o.flags.size(), 3);
    const qreal each = width() / static_cast<qreal>(n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto& flag = o.flags[i];
        link(painter, QRectF(x - px(4), 0, each, height()), target(flag.link, qs(flag.text)));
        const int used = draw_text(painter, QRectF(x, 0, px(20), height()), QString::number(flag.number),
                                   Type::small_strong, tone(Tone::fail));
        draw_text(painter, QRectF(x + used + px(7), 0, each - used - px(16), height()), qs(flag.text), Type::small,
                  tone(Tone::text));
        x += each;
    }
}

void ComplianceTile::paint(QPainter& painter, const views::Overview& o) {
    qreal y = 0;
    const qreal row = px(37);
    for (const views::FrameworkBar& f : o.frameworks) {
        if (y + row > height() - px(22)) break;
        link(painter, QRectF(-px(4), y, width() + px(8), row - px(2)),
             {QStringLiteral("compliance"), qs(f.id),
              tr("%1: %2 percent met").arg(qs(f.title)).arg(f.percent_met, 0, 'f', 0)});
        const QString percent = percent_text(f.percent_met / 100.0);
        const int used = text_width(percent, Type::small_strong);
        draw_text(painter, QRectF(0, y, width(), px(20)), percent, Type::small_strong, tone(Tone::text),
                  Qt::AlignRight | Qt::AlignVCenter);
        qreal free = width() - used - px(8);
        if (f.change && std::fabs(*f.change) >= 0.5) {
            draw_text(painter, QRectF(0, y, free, px(20)), signed_text(*f.change, 0), Type::small, tone(Tone::text3),
                      Qt::AlignRight | Qt::AlignVCenter);
            free -= px(30);
        }
        draw_text(painter, QRectF(0, y, free, px(20)), qs(f.title), Type::small, tone(Tone::text));
        paint_share(painter, QRectF(0, y + px(22), width(), px(6)), f.counts);
        y += row;
    }
    qreal x = 0;
    const QRectF legend(0, height() - px(20), width(), px(20));
    for (const Status s : {Status::met, Status::partly, Status::not_met, Status::not_assessed}) {
        paint_status(painter, QRectF(x, legend.center().y() - px(6), px(11), px(11)), s);
        x += px(15);
        x += draw_text(painter, QRectF(x, legend.top(), width() - x, legend.height()), word(s).toLower(), Type::caption,
                       tone(Tone::text2)) +
             px(8);
    }
}

void PhasesTile::paint(QPainter& painter, const views::Overview& o) {
    if (o.phases.empty()) return;
    const qreal each = width() / static_cast<qreal>(o.phases.size());
    for (std::size_t i = 0; i < o.phases.size(); ++i) {
        const views::PhaseCell& c = o.phases[i];
        const qreal x = static_cast<qreal>(i) * each, inner = each - px(18);
        if (i > 0) painter.fillRect(QRectF(x - px(9), 0, 1, height() - px(4)), tone(Tone::line));
        link(painter, QRectF(x - px(5), 0, inner + px(10), height() - px(2)),
             {QStringLiteral("findings"),
              QStringLiteral("phase:%1 status:open,triaged,in_progress").arg(qs(name_of(c.phase))),
              tr("%1: %2 open findings").arg(word(c.phase)).arg(c.open)});
        paint_icon(painter, icon_of(c.phase), QRectF(x, 0, px(14), px(18)), tone(Tone::text2), px(13));
        draw_text(painter, QRectF(x + px(20), 0, inner - px(20), px(18)), word(c.phase), Type::small, tone(Tone::text));
        const QString score = c.score ? QString::number(*c.score, 'f', 0) : unknown_text();
        const int used = draw_text(painter, QRectF(x, px(20), inner, px(30)), score, Type::figure_small,
                                   tone(c.score ? Tone::text : Tone::text3));
        if (c.score) {
            const bool flat = std::fabs(c.change) < 0.5;
            draw_text(painter, QRectF(x + used + px(6), px(24), px(34), px(24)),
                      flat ? QStringLiteral("±0") : signed_text(c.change, 0), Type::small,
                      tone(flat           ? Tone::text3
                           : c.change > 0 ? Tone::ok
                                          : Tone::fail));
        }
        const Status status = status_of_score(c.score);
        paint_status(painter, QRectF(x + inner - px(13), px(28), px(13), px(13)), status);
        const qreal gap = 2, cell = (inner - gap * static_cast<qreal>(c.checks_all - 1)) /
                                    static_cast<qreal>(std::max<std::int64_t>(1, c.checks_all));
        for (std::int64_t k = 0; k < c.checks_all; ++k) {
            const QRectF box(x + static_cast<qreal>(k) * (cell + gap), px(54), cell, px(7));
            if (k < c.checks_on)
                painter.fillRect(box, tone(tone_of(status)));
            else
                paint_box(painter, box, 0, QColor(), tone(Tone::control));
        }
        draw_text(painter, QRectF(x, px(64), inner, px(18)), tr("%1 / %2 checks on").arg(c.checks_on).arg(c.checks_all),
                  Type::caption, tone(Tone::text2));
        draw_text(painter, QRectF(x, px(81), inner, px(18)), tr("%1 open").arg(number_text(c.open)), Type::caption,
                  tone(Tone::text2));
    }
}

void CausesTile::paint(QPainter& painter, const views::Overview& o) {
    std::vector<const views::CauseCell*> cells;
    for (const views::CauseCell& c : o.causes) {
        if (c.cause != Cause::other && (c.cause != Cause::secret || c.open > 0)) cells.push_back(&c);
    }
    if (cells.empty()) return;
    const qreal each = width() / static_cast<qreal>(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const views::CauseCell& c = *cells[i];
        const qreal x = static_cast<qreal>(i) * each, inner = each - px(22);
        if (i > 0) painter.fillRect(QRectF(x - px(11), 0, 1, height()), tone(Tone::line));
        link(painter, QRectF(x - px(5), 0, inner + px(10), height()),
             {QStringLiteral("findings"),
              QStringLiteral("cause:%1 status:open,triaged,in_progress").arg(qs(name_of(c.cause))),
              tr("%1: %2 open findings").arg(word(c.cause)).arg(c.open)});
        paint_icon(painter, icon_of(c.cause), QRectF(x, 0, px(14), px(18)), tone(Tone::text2), px(13));
        draw_text(painter, QRectF(x + px(20), 0, inner - px(20), px(18)), word(c.cause), Type::small, tone(Tone::text));
        const int used = draw_text(painter, QRectF(x, px(19), inner, px(30)), number_text(c.open), Type::figure_small,
                                   tone(Tone::text));
        draw_text(painter, QRectF(x + used + px(6), px(24), inner - used, px(24)),
                  tr("%1 of open").arg(percent_text(c.share)), Type::small, tone(Tone::text2));
        const qreal spark = std::min<qreal>(px(78), inner * 0.34);
        paint_spark(painter, QRectF(x + inner - spark, px(6), spark, px(34)), c.trend);
        QString line = c.open > 0 ? tr("median age %1 d").arg(c.median_age_days, 0, 'f', 0) : tr("none open");
        if (c.automatable)
            line += tr(", %1 with a known fix").arg(percent_text(*c.automatable));
        else if (c.cause == Cause::code && c.open > 0)
            line += tr(", needs a code change");
        draw_text(painter, QRectF(x, px(50), inner, px(18)), line, Type::caption, tone(Tone::text2));
    }
}

// Never scanned, scan failed and scanned clean are three things: counted apart, each with its shape.
void SourcesTile::paintScans(QPainter& painter, const views::Overview& o, const QRectF& line) {
    link(painter, line.adjusted(-px(4), 0, px(4), 0),
         {QStringLiteral("sources"),
          {},
          tr("Scans: %1 clean, %2 in part, %3 failed, %4 never made")
              .arg(o.scans.clean)
              .arg(o.scans.partly)
              .arg(o.scans.failed)
              .arg(o.scans.never)});
    const std::pair<Status, QString> parts[] = {{Status::met, tr("%1 clean").arg(number_text(o.scans.clean))},
                                                {Status::not_met, tr("%1 failed").arg(number_text(o.scans.failed))},
                                                {Status::not_assessed, tr("%1 never").arg(number_text(o.scans.never))}};
    qreal x = line.left();
    x += draw_text(painter, line, tr("Scans"), Type::small, tone(Tone::text)) + px(12);
    for (const auto& [status, text] : parts) {
        paint_status(painter, QRectF(x, line.center().y() - px(6), px(12), px(12)), status);
        x += px(17);
        x += draw_text(painter, QRectF(x, line.top(), line.right() - x, line.height()), text, Type::small,
                       tone(status == Status::not_met && o.scans.failed > 0 ? Tone::fail : Tone::text2)) +
             px(10);
    }
}

void SourcesTile::paint(QPainter& painter, const views::Overview& o) {
    const qreal row = px(27);
    const qreal bottom = height() - row; // of the sources; the scans' line is below
    if (!o.sources.empty()) paintScans(painter, o, QRectF(0, bottom, width(), row - 1));
    qreal y = 0;
    std::size_t shown_rows = 0;
    for (const views::SourceLine& s : o.sources) {
        if (y + row > bottom || (y + 2 * row > bottom && o.sources.size() > shown_rows + 1)) break;
        link(painter, QRectF(-px(4), y, width() + px(8), row - 1), {QStringLiteral("sources"), qs(s.name), qs(s.name)});
        const Status status = status_of(s.state);
        paint_status(painter, QRectF(0, y + row / 2 - px(6), px(12), px(12)), status);
        const QString age = s.last ? app_.ageText(*s.last) : tr("never");
        const int used = text_width(age, Type::small);
        draw_text(painter, QRectF(0, y, width(), row), age, status == Status::met ? Type::small : Type::small_medium,
                  tone(status == Status::not_met ? Tone::fail
                       : status == Status::met   ? Tone::text2
                                                 : Tone::text),
                  Qt::AlignRight | Qt::AlignVCenter);
        const qreal kind = width() * 0.5;
        draw_text(painter, QRectF(px(20), y, kind - px(24), row), shown(s.name), Type::small, tone(Tone::text));
        draw_text(painter, QRectF(kind, y, width() - kind - used - px(8), row), shown(s.kind), Type::caption,
                  tone(Tone::text3));
        y += row;
        ++shown_rows;
    }
    if (shown_rows < o.sources.size()) {
        const QString more = tr("%n more", nullptr, static_cast<int>(o.sources.size() - shown_rows));
        link(painter, QRectF(-px(4), y, text_width(more, Type::small) + px(8), row),
             {QStringLiteral("sources"), {}, tr("All sources")});
        draw_text(painter, QRectF(0, y, width(), row), more, Type::small, tone(Tone::accent));
    }
}

} // namespace parapet::ui
