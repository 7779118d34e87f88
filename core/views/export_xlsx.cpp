#include "core/base/text.h"
#include "core/base/xml_text.h"
#include "core/views/export_parts.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace parapet::views {
namespace {

constexpr std::size_t k_most_rows = 1'048'576;    // of a sheet: what Excel opens
constexpr std::size_t k_most_cell_bytes = 32'000; // Excel: 32,767 characters

// ECMA-376 part 1, section 18: the least that a workbook of one sheet needs. Text is inline, so that nothing in a cell
// is a formula, whatever it begins with.
constexpr std::string_view k_types =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
    R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>)"
    R"(<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>)"
    R"(</Types>)";
constexpr std::string_view k_root_relations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view k_relations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>)"
    R"(</Relationships>)";
constexpr std::string_view k_workbook =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
    R"(<sheets><sheet name="Findings" sheetId="1" r:id="rId1"/></sheets></workbook>)";
// Style 0 is plain, style 1 bold.
constexpr std::string_view k_styles =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">)"
    R"(<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>)"
    R"(<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>)"
    R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>)"
    R"(<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>)";
constexpr std::string_view k_sheet_head =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
    R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">)"
    R"(<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>)";

bool is_number(std::string_view text) {
    return !text.empty() && text.size() < 20 && text.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '.') < 2 && text.front() != '.' && text.back() != '.';
}

// `numbers`: columns whose cells are numbers where they look like it.
void append_row(std::string& out, const std::vector<std::string>& cells, const std::vector<bool>& numbers, bool head) {
    out += "<row>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) {
            out += "<c/>";
        } else if (!head && numbers[i] && is_number(cells[i])) {
            out.append("<c><v>").append(cells[i]).append("</v></c>");
        } else {
            out += head ? "<c t=\"inlineStr\" s=\"1\"><is><t xml:space=\"preserve\">"
                        : "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">";
            append_xml_text(out, elide(cells[i], k_most_cell_bytes));
            out += "</t></is></c>";
        }
    }
    out += "</row>";
}

class Zip {
public:
    explicit Zip(const ExportSink& out)
        : out_(out)
        , zip_(archive_write_new(), &archive_write_free) {
        archive_write_set_format_zip(zip_.get());
        archive_write_set_bytes_per_block(zip_.get(), 0);
        archive_write_open(zip_.get(), this, nullptr, &Zip::write, nullptr);
    }
    Result<void> begin(const char* name) {
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                                  &archive_entry_free);
        archive_entry_set_pathname(entry.get(), name);
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_mtime(entry.get(), 0, 0); // the same list gives the same bytes
        return said(archive_write_header(zip_.get(), entry.get()) == ARCHIVE_OK);
    }
    Result<void> data(std::string_view bytes) {
        return said(archive_write_data(zip_.get(), bytes.data(), bytes.size()) ==
                    static_cast<la_ssize_t>(bytes.size()));
    }
    Result<void> file(const char* name, std::string_view bytes) {
        if (auto r = begin(name); !r) return r;
        return data(bytes);
    }
    Result<void> end() { return said(archive_write_close(zip_.get()) == ARCHIVE_OK); }

private:
    static la_ssize_t write(archive*, void* self, const void* bytes, std::size_t size) {
        auto* zip = static_cast<Zip*>(self);
        auto done = zip->out_({static_cast<const char*>(bytes), size});
        if (done) return static_cast<la_ssize_t>(size);
        zip->error_ = done.error();
        return -1;
    }
    Result<void> said(bool good) const {
        if (good) return {};
        if (error_) return fail(*error_);
        return fail(Errc::internal, "the workbook cannot be packed", {}, "Export as CSV instead");
    }

    const ExportSink& out_;
    std::optional<Error> error_;
    std::unique_ptr<archive, decltype(&archive_write_free)> zip_;
};

} // namespace

Result<std::int64_t> write_findings_xlsx(const Workspace& ws, const FindingsRequest& request, const ExportSink& out,
                                         const ExportOptions& options, const std::stop_token& stop) {
    Zip zip(out);
    for (const auto& [name, bytes] :
         {std::pair{"[Content_Types].xml", k_types}, std::pair{"_rels/.rels", k_root_relations},
          std::pair{"xl/workbook.xml", k_workbook}, std::pair{"xl/_rels/workbook.xml.rels", k_relations},
          std::pair{"xl/styles.xml", k_styles}})
        if (auto r = zip.file(name, bytes); !r) return fail(std::move(r.error()));
    if (auto r = zip.begin("xl/worksheets/sheet1.xml"); !r) return fail(std::move(r.error()));
    const std::vector<std::string> heads = finding_heads();
    std::vector<bool> numbers;
    numbers.reserve(heads.size());
    for (const std::string& head : heads)
        numbers.push_back(head == "cvss" || head == "epss");
    std::string rows(k_sheet_head);
    append_row(rows, heads, numbers, true);
    std::size_t written = 1;
    auto n = each_exported(
        ws, request, options.limit,
        [&](const FindingDetail& d) -> Result<void> {
            if (++written > k_most_rows)
                return fail(Errc::limit, fmt::format("a sheet holds {} rows", k_most_rows), {},
                            "Narrow the list, or export as CSV");
            append_row(rows, finding_cells(d, options.zone), numbers, false);
            if (rows.size() < (64U << 10)) return {};
            auto done = zip.data(rows);
            rows.clear();
            return done;
        },
        stop);
    if (!n) return n;
    rows += "</sheetData></worksheet>";
    if (auto r = zip.data(rows); !r) return fail(std::move(r.error()));
    if (auto r = zip.end(); !r) return fail(std::move(r.error()));
    return n;
}

} // namespace parapet::views
