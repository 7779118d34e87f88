#include "ui/report/pdf_page.h"

#include "core/base/time.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>

namespace parapet::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Report", text);
}

QString day_text(Time at) {
    return QLocale::c().toString(QDateTime::fromSecsSinceEpoch(unix_seconds(at), Qt::UTC),
                                 QStringLiteral("d MMM yyyy"));
}

} // namespace

PageFlow::PageFlow(const views::ReportDoc& doc, const Typesetter& type, const QSizeF& paper)
    : doc_(doc)
    , type_(type)
    , paper_(paper) {}

void PageFlow::start(QPdfWriter* writer, QPainter* painter, int pages) {
    writer_ = writer;
    painter_ = painter;
    page_count_ = pages;
    page_ = -1;
    section_.clear();
    links_.clear();
    headings_.clear();
}

void PageFlow::new_page() {
    if (page_ >= 0) {
        furniture();
        if (painter_) writer_->newPage();
    }
    ++page_;
    y_ = k_top;
    header_ = true;
}

void PageFlow::finish() {
    furniture();
}

bool PageFlow::need(double height) {
    if (height <= room() || at_top()) return false;
    new_page();
    return true;
}

void PageFlow::text(Face face, double x, double baseline, const QString& line, const QColor& color) {
    if (painter_) type_.draw(*painter_, face, x, baseline, line, color);
}

void PageFlow::text_right(Face face, double right_edge, double baseline, const QString& line, const QColor& color) {
    if (painter_) text(face, right_edge - type_.width(face, line), baseline, line, color);
}

void PageFlow::rule(double x1, double x2, double y, const QColor& color, double width) {
    fill(QRectF(x1, y - width / 2, x2 - x1, width), color);
}

void PageFlow::fill(const QRectF& rect, const QColor& color) {
    if (!painter_) return;
    painter_->fillRect(QRectF(rect.x() * k_units, rect.y() * k_units, rect.width() * k_units, rect.height() * k_units),
                       color);
}

void PageFlow::anchor(const std::string& name) {
    if (!name.empty()) anchors_.emplace(name, PdfAnchor{page_, std::max(0.0, y_ - 14)});
}

void PageFlow::heading(int level, const QString& text) {
    headings_.push_back({level, text, {page_, std::max(0.0, y_ - 14)}});
}

void PageFlow::link(const QRectF& rect, const std::string& target) {
    if (painter_ && !target.empty()) links_.push_back({page_, rect, target});
}

void PageFlow::furniture() {
    if (!painter_) return;
    const QColor quiet = color(Tone::text2);
    const QString owner = paper_text(doc_.owner);
    if (header_) {
        QStringList head{paper_text(doc_.title)};
        if (!owner.isEmpty()) head << owner;
        head << day_text(doc_.generated);
        text(Face::small, left(), 29, type_.elided(Face::small, head.join(QStringLiteral(", ")), width() * 0.6), quiet);
        text_right(Face::small, right(), 29, type_.elided(Face::small, section_, width() * 0.35), quiet);
    }
    if (doc_.sample) {
        const QString mark = tr("SAMPLE DATA, not a real organisation");
        const double mark_width = type_.width(Face::head, mark) + 12;
        const QRectF box(paper_.width() / 2 - mark_width / 2, header_ ? 36 : 24, mark_width, 13);
        painter_->setPen(QPen(color(Tone::fail), 0.8 * k_units));
        painter_->setBrush(Qt::NoBrush);
        painter_->drawRect(QRectF(box.x() * k_units, box.y() * k_units, box.width() * k_units, box.height() * k_units));
        text(Face::head, box.x() + 6, box.y() + 9.4, mark, color(Tone::fail));
    }
    const double line = paper_.height() - 38, base = line + 14;
    rule(left(), right(), line, color(Tone::line_strong), 0.6);
    QStringList note;
    if (!owner.isEmpty()) note << owner;
    if (!doc_.footer_note.empty()) note << paper_text(doc_.footer_note);
    const QString id = tr("Report %1").arg(paper_text(doc_.report_id));
    const QString hash = doc_.snapshot_id.size() < 16
                             ? QString()
                             : QStringLiteral("sha256 ") + QString::fromStdString(doc_.snapshot_id.substr(0, 8)) +
                                   QStringLiteral("…") +
                                   QString::fromStdString(doc_.snapshot_id.substr(doc_.snapshot_id.size() - 8));
    const QString number = tr("Page %1 of %2").arg(page_ + 1).arg(page_count_);
    const double middle = type_.width(Face::small, id) + 12 + type_.width(Face::small_mono, hash);
    // In the middle of what the owner and the page number leave.
    const QString who = type_.elided(Face::small, note.join(QStringLiteral(", ")), width() * 0.34);
    const double from = left() + type_.width(Face::small, who) + 14;
    const double to = right() - type_.width(Face::small, number) - 14;
    const double x = std::clamp(paper_.width() / 2 - middle / 2, from, std::max(from, to - middle));
    text(Face::small, left(), base, who, quiet);
    text(Face::small, x, base, id, quiet);
    text(Face::small_mono, x + type_.width(Face::small, id) + 12, base, hash, quiet);
    text_right(Face::small, right(), base, number, quiet);
}

} // namespace parapet::ui
