// What QPdfWriter leaves out, added with libqpdf: outline, links, metadata, an id and dates that depend on nothing but
// the document.

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/xml_text.h"
#include "ui/report/pdf_page.h"

#define POINTERHOLDER_TRANSITION 4 // std::shared_ptr only
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <fmt/format.h>

#include <memory>
#include <vector>

namespace parapet::ui {
namespace {

using Handle = QPDFObjectHandle;

Handle number(double value) {
    return Handle::newReal(value, 2);
}
Handle text(const std::string& utf8) {
    return Handle::newUnicodeString(utf8);
}

std::string pdf_date(Time at) { // D:20261118140600Z
    std::string out = "D:";
    for (const char c : format_rfc3339(from_unix_seconds(unix_seconds(at))))
        if (c >= '0' && c <= '9') out += c;
    return out + "Z";
}

Handle destination(const std::vector<Handle>& pages, const PdfAnchor& anchor, double height) {
    Handle dest = Handle::newArray();
    dest.appendItem(pages.at(static_cast<std::size_t>(anchor.page)));
    dest.appendItem(Handle::newName("/XYZ"));
    dest.appendItem(Handle::newNull());
    dest.appendItem(number(height - anchor.y));
    dest.appendItem(Handle::newNull());
    return dest;
}

struct OutlineNode {
    Handle item;
    Handle last_child = Handle::newNull();
    int level = 0;
    int children = 0;
};

void append_child(OutlineNode& parent, Handle child) {
    child.replaceKey("/Parent", parent.item);
    if (parent.last_child.isNull()) {
        parent.item.replaceKey("/First", child);
    } else {
        parent.last_child.replaceKey("/Next", child);
        child.replaceKey("/Prev", parent.last_child);
    }
    parent.item.replaceKey("/Last", child);
    parent.last_child = child;
    ++parent.children;
}

// Level 1 is open, what lies below is folded: negative counts (ISO 32000-1, 12.3.3).
void close_node(OutlineNode& node) {
    if (node.children > 0)
        node.item.replaceKey("/Count", Handle::newInteger(node.level == 0 ? node.children : -node.children));
}

void add_outline(QPDF& pdf, const PageFlow& flow, const std::vector<Handle>& pages) {
    if (flow.headings().empty()) return;
    std::vector<OutlineNode> open(1);
    open[0].item = pdf.makeIndirectObject(Handle::newDictionary());
    open[0].item.replaceKey("/Type", Handle::newName("/Outlines"));
    for (const PdfHeading& heading : flow.headings()) {
        while (open.size() > 1 && open.back().level >= heading.level) {
            close_node(open.back());
            open.pop_back();
        }
        OutlineNode node;
        node.level = heading.level;
        node.item = pdf.makeIndirectObject(Handle::newDictionary());
        node.item.replaceKey("/Title", text(heading.text.toStdString()));
        node.item.replaceKey("/Dest", destination(pages, heading.at, flow.paper_height()));
        append_child(open.back(), node.item);
        open.push_back(std::move(node));
    }
    while (!open.empty()) {
        close_node(open.back());
        if (open.size() == 1) break;
        open.pop_back();
    }
    pdf.getRoot().replaceKey("/Outlines", open[0].item);
    pdf.getRoot().replaceKey("/PageMode", Handle::newName("/UseOutlines"));
}

bool is_web(const std::string& target) {
    return istarts_with(target, "http://") || istarts_with(target, "https://");
}

void add_links(QPDF& pdf, const PageFlow& flow, const std::vector<Handle>& pages) {
    for (const PdfLink& link : flow.links()) {
        const auto anchor = flow.anchors().find(link.target);
        if (anchor == flow.anchors().end() && !is_web(link.target)) continue;
        Handle note = Handle::newDictionary();
        note.replaceKey("/Type", Handle::newName("/Annot"));
        note.replaceKey("/Subtype", Handle::newName("/Link"));
        Handle rect = Handle::newArray();
        const double height = flow.paper_height();
        for (const double v :
             {link.rect.left(), height - link.rect.bottom(), link.rect.right(), height - link.rect.top()})
            rect.appendItem(number(v));
        note.replaceKey("/Rect", rect);
        Handle border = Handle::newArray();
        for (int i = 0; i < 3; ++i)
            border.appendItem(Handle::newInteger(0));
        note.replaceKey("/Border", border);
        note.replaceKey("/F", Handle::newInteger(4)); // print
        if (anchor != flow.anchors().end()) {
            note.replaceKey("/Dest", destination(pages, anchor->second, height));
        } else {
            Handle action = Handle::newDictionary();
            action.replaceKey("/S", Handle::newName("/URI"));
            action.replaceKey("/URI", Handle::newString(link.target));
            note.replaceKey("/A", action);
        }
        Handle page = pages.at(static_cast<std::size_t>(link.page));
        if (!page.getKey("/Annots").isArray()) page.replaceKey("/Annots", Handle::newArray());
        page.getKey("/Annots").appendItem(pdf.makeIndirectObject(note));
    }
}

std::string xml(const std::string& utf8) {
    return xml_text(visible(utf8));
}

std::string xmp(const views::ReportDoc& doc) {
    const std::string at = format_rfc3339(from_unix_seconds(unix_seconds(doc.generated)));
    return fmt::format(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
        "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">"
        "<dc:format>application/pdf</dc:format>"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>"
        "<dc:identifier>{}</dc:identifier><dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
        "<xmp:CreateDate>{}</xmp:CreateDate><xmp:ModifyDate>{}</xmp:ModifyDate>"
        "<xmp:CreatorTool>Parapet {}</xmp:CreatorTool><pdf:Producer>Parapet {}</pdf:Producer>"
        "<xmpMM:DocumentID>uuid:{}</xmpMM:DocumentID>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>",
        xml(doc.title), xml(doc.report_id), xml(doc.owner), at, at, PARAPET_VERSION, PARAPET_VERSION,
        uuid_v5("report:" + doc.report_id + ":" + doc.snapshot_id));
}

void set_metadata(QPDF& pdf, const views::ReportDoc& doc) {
    Handle info = pdf.makeIndirectObject(Handle::newDictionary());
    info.replaceKey("/Title", text(doc.title + (doc.owner.empty() ? "" : ", " + doc.owner)));
    if (!doc.owner.empty()) info.replaceKey("/Author", text(doc.owner));
    info.replaceKey("/Subject", text(doc.subtitle));
    info.replaceKey("/Keywords", text("report " + doc.report_id + " snapshot " + doc.snapshot_id));
    info.replaceKey("/Creator", text("Parapet " PARAPET_VERSION));
    info.replaceKey("/Producer", text("Parapet " PARAPET_VERSION ", Qt, qpdf"));
    info.replaceKey("/CreationDate", Handle::newString(pdf_date(doc.generated)));
    info.replaceKey("/ModDate", Handle::newString(pdf_date(doc.generated)));
    pdf.getTrailer().replaceKey("/Info", info);
    Handle metadata = Handle::newStream(&pdf, xmp(doc));
    metadata.getDict().replaceKey("/Type", Handle::newName("/Metadata"));
    metadata.getDict().replaceKey("/Subtype", Handle::newName("/XML"));
    pdf.getRoot().replaceKey("/Metadata", metadata);
    pdf.getRoot().replaceKey("/Lang", Handle::newString("en"));
    Handle viewer = Handle::newDictionary();
    viewer.replaceKey("/DisplayDocTitle", Handle::newBool(true));
    pdf.getRoot().replaceKey("/ViewerPreferences", viewer);
}

} // namespace

Result<QByteArray> finish_pdf(const QByteArray& painted, const PageFlow& flow) {
    try {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        pdf.processMemoryFile("report", painted.constData(), static_cast<std::size_t>(painted.size()));
        std::vector<Handle> pages;
        for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages())
            pages.push_back(page.getObjectHandle());
        add_outline(pdf, flow, pages);
        add_links(pdf, flow, pages);
        set_metadata(pdf, flow.doc());
        QPDFWriter writer(pdf);
        writer.setOutputMemory();
        writer.setDeterministicID(true);
        writer.setObjectStreamMode(qpdf_o_generate);
        writer.setMinimumPDFVersion("1.5");
        writer.write();
        const std::shared_ptr<Buffer> out = writer.getBufferSharedPointer();
        return QByteArray(reinterpret_cast<const char*>(out->getBuffer()), static_cast<qsizetype>(out->getSize()));
    } catch (const std::exception& e) {
        return fail(Errc::internal, std::string("the painted report could not be finished: ") + e.what());
    }
}

} // namespace parapet::ui
