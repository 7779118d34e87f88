#include "ui/report/pdf.h"

#include "core/base/hash.h"
#include "ui/report/pdf_page.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

namespace parapet::ui {
namespace {

bool run(PageFlow& flow, const std::stop_token& stop) {
    flow_cover(flow);
    if (!flow.doc().blocks.empty()) {
        flow.new_page();
        if (!flow_blocks(flow, flow.doc().blocks, stop)) return false;
    }
    flow.finish();
    return true;
}

void prepare(QPdfWriter& writer, const views::ReportDoc& doc, PaperSize paper) {
    writer.setPageSize(QPageSize(paper == PaperSize::a4 ? QPageSize::A4 : QPageSize::Letter));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setResolution(72 * k_units);
    writer.setTitle(QString::fromStdString(doc.title));
    writer.setCreator(QStringLiteral("Parapet " PARAPET_VERSION));
}

} // namespace

Result<QByteArray> pdf_bytes(const views::ReportDoc& doc, PaperSize paper, PdfInfo* info, std::stop_token stop) {
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr)
        return fail(Errc::internal, "a report cannot be drawn without a QGuiApplication");
    QByteArray painted;
    QBuffer buffer(&painted);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    prepare(writer, doc, paper);
    const Typesetter type(&writer);
    PageFlow flow(doc, type,
                  QPageSize::size(paper == PaperSize::a4 ? QPageSize::A4 : QPageSize::Letter, QPageSize::Point));
    flow.start(nullptr, nullptr, 0);
    if (!run(flow, stop)) return fail(Errc::cancelled, "the report was stopped");
    const int pages = flow.pages();
    QPainter painter(&writer);
    flow.start(&writer, &painter, pages);
    const bool done = run(flow, stop);
    painter.end();
    if (!done) return fail(Errc::cancelled, "the report was stopped");
    Result<QByteArray> finished = finish_pdf(painted, flow);
    if (finished && info) {
        info->pages = pages;
        info->bytes = finished->size();
        info->sha256 = sha256_hex({finished->constData(), static_cast<std::size_t>(finished->size())});
    }
    return finished;
}

Result<PdfInfo> write_pdf(const views::ReportDoc& doc, const std::string& path, PaperSize paper, std::stop_token stop) {
    PdfInfo info;
    const Result<QByteArray> bytes = pdf_bytes(doc, paper, &info, stop);
    if (!bytes) return fail(bytes.error());
    QSaveFile file(QString::fromStdString(path));
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size() || !file.commit())
        return fail(Errc::unreadable, "the report cannot be written: " + file.errorString().toStdString(), path,
                    "choose a folder that you may write to and that has room");
    return info;
}

} // namespace parapet::ui
