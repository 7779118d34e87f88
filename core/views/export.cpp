#include "core/views/export.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <map>

namespace parapet::views {

namespace {

constexpr std::size_t k_batch = 256;

std::string time_text(const std::optional<Time>& t) {
    return t ? format_rfc3339(*t) : std::string();
}

std::string number_text(const std::optional<double>& n) {
    return n ? fmt::format("{}", *n) : std::string();
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    return line + "\r\n";
}

std::string finding_csv(const FindingRow& r) {
    return csv_line({fmt::format("F-{}", r.id.value), std::string(name_of(r.severity)), std::string(name_of(r.status)),
                     r.title, r.vuln_or_rule, r.asset, r.where, std::string(name_of(r.cause)),
                     std::string(name_of(r.phase)), number_text(r.score), number_text(r.epss),
                     !r.kev   ? ""
                     : *r.kev ? "yes"
                              : "no",
                     r.under_attack ? "yes" : "no", time_text(r.due), r.owner, join(r.tools, ", "),
                     time_text(r.first_seen), time_text(r.last_seen)});
}

const char* sarif_level(Severity s) {
    return s >= Severity::high ? "error" : s == Severity::medium ? "warning" : "note";
}

// SARIF 2.1.0, sections 3.27 (result) and 3.28 (location).
std::string sarif_result(const FindingDetail& d) {
    std::string out;
    json::Writer w(out);
    w.begin_object().field("ruleId", d.row.vuln_or_rule).field("level", sarif_level(d.row.severity));
    w.key("message").begin_object().field("text", d.row.title).end_object();
    if (!d.location.file.empty()) {
        w.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
        w.key("artifactLocation").begin_object().field("uri", d.location.file).end_object();
        if (d.location.line > 0) w.key("region").begin_object().field("startLine", d.location.line).end_object();
        w.end_object().end_object().end_array();
    } else if (!d.row.where.empty()) {
        w.key("locations").begin_array().begin_object().key("logicalLocations").begin_array().begin_object();
        w.field("fullyQualifiedName", d.row.where).end_object().end_array().end_object().end_array();
    }
    w.key("partialFingerprints").begin_object().field("parapet/v1", fmt::format("F-{}", d.row.id.value)).end_object();
    if (d.row.status == FindingStatus::risk_accepted || d.row.status == FindingStatus::false_positive) {
        w.key("suppressions")
            .begin_array()
            .begin_object()
            .field("kind", "external")
            .field("justification", d.decision_reason)
            .end_object()
            .end_array();
    }
    w.key("properties").begin_object().field("asset", d.row.asset).field("status", std::string(name_of(d.row.status)));
    w.field("severity", std::string(name_of(d.row.severity)))
        .field("security-severity", d.row.score)
        .end_object()
        .end_object();
    return out;
}

// Hands out every row of the request, a page at a time.
Result<std::int64_t> each_row(const Workspace& ws, FindingsRequest request,
                              const std::function<Result<void>(const FindingRow&)>& fn, const std::stop_token& stop) {
    request.group = FindingGroup::none;
    request.members_of.clear();
    request.after.clear();
    request.limit = k_batch;
    std::int64_t n = 0;
    for (;;) {
        auto page = findings_page(ws, request, stop);
        if (!page) return fail(page.error());
        for (const FindingRow& row : page->rows) {
            if (auto r = fn(row); !r) return fail(r.error());
            ++n;
        }
        if (page->next.empty() || page->rows.empty()) return n;
        request.after = page->next;
    }
}

Result<std::int64_t> write_sarif(const Workspace& ws, const FindingsRequest& request, const ExportSink& out,
                                 const std::stop_token& stop) {
    std::string head =
        R"({"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[{"tool":{"driver":{"name":"Parapet","version":)";
    json::append_string(head, PARAPET_VERSION);
    head += "}},\"results\":[";
    if (auto r = out(head); !r) return fail(r.error());
    bool first = true;
    auto n = each_row(
        ws, request,
        [&](const FindingRow& row) -> Result<void> {
            auto detail = finding_detail(ws, row.id, stop);
            if (!detail) return fail(detail.error());
            const std::string text = (first ? "\n" : ",\n") + sarif_result(*detail);
            first = false;
            return out(text);
        },
        stop);
    if (!n) return n;
    if (auto r = out("\n]}]}\n"); !r) return fail(r.error());
    return n;
}

Result<std::int64_t> into_file(const std::string& path,
                               const std::function<Result<std::int64_t>(const ExportSink&)>& write) {
    const std::string part = path + ".part";
    std::FILE* file = std::fopen(part.c_str(), "wb");
    const auto broken = [&] {
        std::remove(part.c_str());
        return fail(Errc::unreadable, "the file cannot be written", path,
                    "Choose another folder, or make room on the disk");
    };
    if (file == nullptr) return broken();
    auto n = write([&](std::string_view bytes) -> Result<void> {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size()) return {};
        return fail(Errc::unreadable, "the file cannot be written", path, "Make room on the disk");
    });
    const bool closed = std::fclose(file) == 0;
    if (!n) {
        std::remove(part.c_str());
        return n;
    }
    std::error_code ec;
    if (closed) std::filesystem::rename(part, path, ec);
    if (!closed || ec) return broken();
    return n;
}

} // namespace

ExportFormat export_format_of(const std::string& file_name) {
    const std::string name = to_lower(file_name);
    if (name.ends_with(".sarif") || name.ends_with(".sarif.json")) return ExportFormat::sarif;
    return name.ends_with(".json") || name.ends_with(".jsonl") ? ExportFormat::json_lines : ExportFormat::csv;
}

std::string finding_json(const FindingDetail& d) {
    const FindingRow& r = d.row;
    const Location& l = d.location;
    std::string out;
    json::Writer w(out);
    const auto list = [&](const char* name, const auto& values) {
        w.key(name).begin_array();
        for (const auto& v : values)
            w.value(v);
        w.end_array();
    };
    const auto number = [&](const char* name, std::int64_t n) {
        w.key(name);
        n > 0 ? w.value(n) : w.null();
    };
    w.begin_object()
        .field("id", fmt::format("F-{}", r.id.value))
        .field("title", r.title)
        .text_or_null("description", d.description);
    w.field("severity", std::string(name_of(r.severity)))
        .field("score", r.score)
        .field("status", std::string(name_of(r.status)));
    w.field("cause", std::string(name_of(r.cause))).field("phase", std::string(name_of(r.phase)));
    list("cwe", d.cwe);
    list("cve", d.cve);
    list("aliases", d.aliases);
    w.text_or_null("asset", r.asset);
    w.key("location").begin_object().text_or_null("file", l.file);
    number("line", l.line);
    w.text_or_null("package", l.package)
        .text_or_null("version", l.version)
        .text_or_null("fixed_version", l.fixed_version);
    w.text_or_null("purl", l.purl).text_or_null("url", l.url).text_or_null("host", l.host);
    number("port", l.port);
    w.text_or_null("resource", l.resource).end_object();
    w.text_or_null("rule", d.sightings.empty() ? std::string() : d.sightings.front().rule);
    list("tools", r.tools);
    w.text_or_null("first_seen", time_text(r.first_seen))
        .text_or_null("last_seen", time_text(r.last_seen))
        .text_or_null("due", time_text(r.due));
    w.text_or_null("owner", r.owner).field("epss", r.epss).field("kev", r.kev).field("under_attack", r.under_attack);
    list("links", d.links);
    const Place place = d.sightings.empty() ? Place{} : d.sightings.front().place;
    w.key("place").begin_object().text_or_null("path", place.path);
    number("line", place.line);
    w.end_object().end_object();
    return out;
}

Result<std::int64_t> write_findings(const Workspace& ws, FindingsRequest request, ExportFormat format,
                                    const ExportSink& out, std::stop_token stop) {
    if (format == ExportFormat::sarif) return write_sarif(ws, request, out, stop);
    if (format == ExportFormat::json_lines) {
        return each_row(
            ws, std::move(request),
            [&](const FindingRow& row) -> Result<void> {
                auto detail = finding_detail(ws, row.id, stop);
                if (!detail) return fail(detail.error());
                return out(finding_json(*detail) + "\n");
            },
            stop);
    }
    const std::string head =
        csv_line({"id", "severity", "status", "title", "vulnerability_or_rule", "asset", "where", "cause", "phase",
                  "cvss", "epss", "kev", "under_attack", "due", "owner", "tools", "first_seen", "last_seen"});
    if (auto r = out(head); !r) return fail(r.error());
    return each_row(
        ws, std::move(request), [&](const FindingRow& row) { return out(finding_csv(row)); }, stop);
}

Result<std::int64_t> write_events_csv(const Workspace& ws, const Scope& scope, const ExportSink& out,
                                      std::stop_token stop) {
    if (auto r = out(csv_line({"time", "kind", "outcome", "severity", "source_ip", "source_port", "user", "target_user",
                               "host", "asset", "process", "object", "rule", "message", "count", "source", "line"}));
        !r) {
        return fail(r.error());
    }
    EventsRequest request;
    request.scope = scope;
    request.limit = 4096;
    std::int64_t n = 0;
    for (;;) {
        auto page = events_page(ws, request, stop);
        if (!page) return fail(page.error());
        std::string lines;
        for (const Event& e : page->rows) {
            lines += csv_line({format_rfc3339(e.time), std::string(name_of(e.kind)), std::string(name_of(e.outcome)),
                               std::string(name_of(e.severity)), e.source_ip,
                               e.source_port == 0 ? "" : std::to_string(e.source_port), e.user, e.target_user, e.host,
                               e.asset, e.process, e.object, e.rule, e.message, std::to_string(e.count), e.source,
                               std::to_string(e.line)});
            ++n;
        }
        if (auto r = out(lines); !r) return fail(r.error());
        if (page->next.empty() || page->rows.empty()) return n;
        request.after = page->next;
    }
}

Result<std::int64_t> export_findings(const Workspace& ws, const FindingsRequest& request, const std::string& path,
                                     std::stop_token stop) {
    return into_file(
        path, [&](const ExportSink& out) { return write_findings(ws, request, export_format_of(path), out, stop); });
}

Result<std::int64_t> export_events(const Workspace& ws, const Scope& scope, const std::string& path,
                                   std::stop_token stop) {
    return into_file(path, [&](const ExportSink& out) { return write_events_csv(ws, scope, out, stop); });
}

} // namespace parapet::views
