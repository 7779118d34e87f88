#pragma once
// Pages: where the pen is, header and footer, anchors and links. Runs twice over a document: once to count and to find
// the anchors, once to paint.

#include "core/views/report_doc.h"
#include "ui/report/pdf_text.h"
#include "ui/theme/tokens.h"

#include <QRectF>
#include <QSizeF>

#include <map>
#include <stop_token>
#include <string>
#include <vector>

class QPainter;
class QPdfWriter;

namespace parapet::ui {

struct PdfAnchor {
    int page = 0; // from 0
    double y = 0; // points from the top
};
struct PdfLink {
    int page = 0;
    QRectF rect;        // points from the top left
    std::string target; // anchor or http(s) address
};
struct PdfHeading {
    int level = 1;
    QString text;
    PdfAnchor at;
};

class PageFlow {
public:
    PageFlow(const views::ReportDoc& doc, const Typesetter& type, const QSizeF& paper);

    // Painting pass: `pages` is the number that the counting pass found.
    void start(QPdfWriter* writer, QPainter* painter, int pages);
    [[nodiscard]] bool painting() const { return painter_ != nullptr; }
    [[nodiscard]] QPainter& painter() const { return *painter_; }

    static constexpr double k_margin = 48, k_top = 54, k_bottom = 52;
    [[nodiscard]] double left() const { return k_margin; }
    [[nodiscard]] double width() const { return paper_.width() - 2 * k_margin; }
    [[nodiscard]] double right() const { return paper_.width() - k_margin; }
    [[nodiscard]] double bottom() const { return paper_.height() - k_bottom; }
    [[nodiscard]] double paper_height() const { return paper_.height(); }
    [[nodiscard]] double room() const { return bottom() - y_; }
    [[nodiscard]] double y() const { return y_; }
    void move(double by) { y_ += by; }
    void set_y(double y) { y_ = y; }
    [[nodiscard]] bool at_top() const { return y_ <= k_top + 0.01; }

    void new_page(); // closes the one before
    void finish();   // the last page's furniture
    // Starts a page unless `height` fits.
    bool need(double height);
    void set_section(const QString& section) { section_ = section; }
    void no_header() { header_ = false; } // of this page

    void text(Face face, double x, double baseline, const QString& line, const QColor& color);
    void text_right(Face face, double right, double baseline, const QString& line, const QColor& color);
    void rule(double x1, double x2, double y, const QColor& color, double width);
    void fill(const QRectF& rect, const QColor& color);

    void anchor(const std::string& name);
    void heading(int level, const QString& text);
    void link(const QRectF& rect, const std::string& target);

    [[nodiscard]] QColor color(Tone tone) const { return color_of(tone, Scheme::print); }
    [[nodiscard]] const Typesetter& type() const { return type_; }
    [[nodiscard]] const views::ReportDoc& doc() const { return doc_; }

    [[nodiscard]] int pages() const { return page_ + 1; }
    [[nodiscard]] const std::map<std::string, PdfAnchor>& anchors() const { return anchors_; }
    [[nodiscard]] const std::vector<PdfLink>& links() const { return links_; }
    [[nodiscard]] const std::vector<PdfHeading>& headings() const { return headings_; }

private:
    void furniture();
    const views::ReportDoc& doc_;
    const Typesetter& type_;
    QSizeF paper_;
    QPdfWriter* writer_ = nullptr;
    QPainter* painter_ = nullptr;
    int page_ = -1, page_count_ = 0;
    double y_ = k_top;
    bool header_ = true;
    QString section_;
    std::map<std::string, PdfAnchor> anchors_;
    std::vector<PdfLink> links_;
    std::vector<PdfHeading> headings_;
};

// The blocks of a document, one after the other.
void flow_cover(PageFlow& flow);
[[nodiscard]] bool flow_blocks(PageFlow& flow, const std::vector<views::Block>& blocks, const std::stop_token& stop);
// What a table needs to begin: its head and its first row, in points.
[[nodiscard]] double table_start(const PageFlow& flow, const views::TableBlock& table);
[[nodiscard]] bool flow_table(PageFlow& flow, const views::TableBlock& table, const std::stop_token& stop);

// Outline, links, metadata, fixed id and dates.
[[nodiscard]] Result<QByteArray> finish_pdf(const QByteArray& painted, const PageFlow& flow);

} // namespace parapet::ui
