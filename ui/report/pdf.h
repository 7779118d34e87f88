#pragma once
// ReportDoc -> PDF: painted with QPainter, then outline, links, metadata and a fixed document id. The same document
// gives the same bytes.

#include "core/base/result.h"
#include "core/views/report_doc.h"

#include <QByteArray>

#include <cstdint>
#include <stop_token>
#include <string>

namespace parapet::ui {

enum class PaperSize : std::uint8_t { a4, letter };

struct PdfInfo {
    int pages = 0;
    std::int64_t bytes = 0;
    std::string sha256; // of the file
};

// Needs a QGuiApplication (offscreen will do) whose Theme is installed: its fonts are embedded. May run on a worker
// thread. Replaces the file at once or not at all.
[[nodiscard]] Result<PdfInfo> write_pdf(const views::ReportDoc& doc, const std::string& path,
                                        PaperSize paper = PaperSize::a4, std::stop_token stop = {});
// The same in memory: for previews and tests.
[[nodiscard]] Result<QByteArray> pdf_bytes(const views::ReportDoc& doc, PaperSize paper = PaperSize::a4,
                                           PdfInfo* info = nullptr, std::stop_token stop = {});

} // namespace parapet::ui
