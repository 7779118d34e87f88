#include "core/views/export.h"

#include "core/base/text.h"
#include "core/views/export_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::views {

namespace {

constexpr std::size_t k_batch = 1000;

std::string number_text(const std::optional<double>& n) {
    return n ? fmt::format("{}", *n) : std::string();
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    return line + "\r\n";
}

Result<std::int64_t> write_csv(const Workspace& ws, const FindingsRequest& request, const ExportSink& out,
                               const ExportOptions& options, const std::stop_token& stop) {
    if (auto r = out(csv_line(finding_heads())); !r) return fail(r.error());
    return each_exported(
        ws, request, options.limit,
        [&](const FindingDetail& d) { return out(csv_line(finding_cells(d, options.zone))); }, stop);
}

Result<std::int64_t> into_file(const std::string& path,
                               const std::function<Result<std::int64_t>(const ExportSink&)>& write) {
    std::int64_t rows = 0;
    auto done = write_whole_file(path, [&](const ExportSink& out) -> Result<void> {
        auto n = write(out);
        if (!n) return fail(std::move(n.error()));
        rows = *n;
        return {};
    });
    if (!done) return fail(std::move(done.error()));
    return rows;
}

} // namespace

std::vector<std::string> finding_heads() {
    return {"id",    "severity", "status",     "title",        "vulnerability_or_rule",
            "asset", "where",    "package",    "version",      "fixed_version",
            "cve",   "cwe",      "rule",       "cause",        "phase",
            "cvss",  "epss",     "kev",        "under_attack", "due",
            "owner", "tools",    "first_seen", "last_seen"};
}

std::vector<std::string> finding_cells(const FindingDetail& d, const std::string& zone) {
    const FindingRow& r = d.row;
    std::vector<std::string> cwe;
    for (const int id : d.cwe)
        cwe.push_back(fmt::format("CWE-{}", id));
    return {fmt::format("F-{}", r.id.value),
            std::string(name_of(r.severity)),
            std::string(name_of(r.status)),
            r.title,
            r.vuln_or_rule,
            r.asset,
            r.where,
            d.location.package,
            d.location.version,
            d.location.fixed_version,
            join(d.cve, " "),
            join(cwe, " "),
            export_rule(d),
            std::string(name_of(r.cause)),
            std::string(name_of(r.phase)),
            number_text(r.score),
            number_text(r.epss),
            !r.kev   ? ""
            : *r.kev ? "yes"
                     : "no",
            r.under_attack ? "yes" : "no",
            export_time(r.due, zone),
            r.owner,
            join(r.tools, ", "),
            export_time(r.first_seen, zone),
            export_time(r.last_seen, zone)};
}

ExportFormat export_format_of(const std::string& file_name) {
    const std::string name = to_lower(file_name);
    if (name.ends_with(".xlsx")) return ExportFormat::xlsx;
    if (name.ends_with(".sarif") || name.ends_with(".sarif.json")) return ExportFormat::sarif;
    return name.ends_with(".json") || name.ends_with(".jsonl") ? ExportFormat::json_lines : ExportFormat::csv;
}

std::string export_time(const std::optional<Time>& t, const std::string& zone) {
    if (!t) return {};
    if (zone == "UTC") return format_rfc3339(*t);
    Result<std::string> text = format_rfc3339_in(*t, zone);
    return text ? std::move(*text) : format_rfc3339(*t);
}

std::string export_rule(const FindingDetail& d) {
    return d.sightings.empty() ? std::string() : d.sightings.front().rule;
}

// A page at a time, the details of each page by one reader.
Result<std::int64_t> each_exported(const Workspace& ws, FindingsRequest request, std::size_t limit,
                                   const std::function<Result<void>(const FindingDetail&)>& fn,
                                   const std::stop_token& stop) {
    request.group = FindingGroup::none;
    request.members_of.clear();
    request.after.clear();
    std::int64_t n = 0;
    for (;;) {
        request.limit = limit == 0 ? k_batch : std::min(k_batch, limit - static_cast<std::size_t>(n));
        auto page = findings_page(ws, request, stop);
        if (!page) return fail(std::move(page.error()));
        request.after = page->next;
        auto details = finding_details(ws, std::move(page->rows), stop);
        if (!details) return fail(std::move(details.error()));
        for (const FindingDetail& detail : *details) {
            if (auto r = fn(detail); !r) return fail(std::move(r.error()));
            ++n;
        }
        if (request.after.empty() || (limit != 0 && static_cast<std::size_t>(n) >= limit)) return n;
    }
}

namespace {

// The tool's own words for it, by which it is found again in the tool. A secret's fingerprint is made of the secret.
void write_said(json::Writer& w, const FindingDetail& d) {
    static const Sighting k_none;
    const Sighting& said = d.sightings.empty() ? k_none : d.sightings.front();
    const bool of_secret = d.row.cause == Cause::secret || istarts_with(said.fingerprint, "secret:");
    w.text_or_null("severity_raw", said.severity_raw);
    w.text_or_null("fingerprint", of_secret ? std::string() : said.fingerprint);
}

// What a workspace knows: a record by itself (inspect) has no risk yet.
void write_risk(json::Writer& w, const FindingDetail& d) {
    if (d.risk_parts.empty()) {
        w.key("risk").null();
    } else {
        w.field("risk", d.risk);
    }
    w.key("risk_parts").begin_array();
    for (const FindingDetail::ScorePart& part : d.risk_parts)
        w.begin_object().field("what", part.what).field("points", part.points).end_object();
    w.end_array();
}

} // namespace

void write_finding_json(json::Writer& w, const FindingDetail& d, const std::string& zone, CheckOutcome outcome) {
    const FindingRow& r = d.row;
    const Location& l = d.location;
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
    w.begin_object().text_or_null("id", r.id ? fmt::format("F-{}", r.id.value) : std::string());
    w.field("title", r.title).text_or_null("description", d.description);
    w.field("severity", name_of(r.severity)).field("score", r.score).field("status", name_of(r.status));
    w.field("cause", name_of(r.cause)).field("phase", name_of(r.phase));
    list("cwe", d.cwe);
    list("cve", d.cve);
    list("aliases", d.aliases);
    w.text_or_null("asset", r.asset);
    w.key("location").begin_object().text_or_null("file", l.file);
    number("line", l.line);
    w.text_or_null("package", l.package).text_or_null("version", l.version);
    w.text_or_null("fixed_version", l.fixed_version).text_or_null("purl", l.purl);
    w.text_or_null("url", l.url).text_or_null("host", l.host);
    number("port", l.port);
    w.text_or_null("resource", l.resource).end_object();
    w.text_or_null("rule", export_rule(d));
    list("tools", r.tools);
    w.text_or_null("first_seen", export_time(r.first_seen, zone));
    w.text_or_null("last_seen", export_time(r.last_seen, zone)).text_or_null("due", export_time(r.due, zone));
    w.text_or_null("owner", r.owner).field("epss", r.epss).field("kev", r.kev).field("under_attack", r.under_attack);
    list("links", d.links);
    const Place place = d.sightings.empty() ? Place{} : d.sightings.front().place;
    w.key("place").begin_object().text_or_null("path", place.path);
    number("line", place.line);
    w.end_object();
    write_risk(w, d);
    w.text_or_null("remediation", d.remediation).text_or_null("cvss_vector", d.cvss_vector);
    list("tags", d.tags);
    write_said(w, d);
    w.field("suppressed", r.suppressed).field("outcome", name_of(outcome)).end_object();
}

std::string finding_json(const FindingDetail& d, const std::string& zone) {
    std::string out;
    json::Writer w(out);
    write_finding_json(w, d, zone);
    return out;
}

Result<std::int64_t> write_findings(const Workspace& ws, FindingsRequest request, ExportFormat format,
                                    const ExportSink& out, const ExportOptions& options, std::stop_token stop) {
    switch (format) {
    case ExportFormat::xlsx:
        return write_findings_xlsx(ws, request, out, options, stop);
    case ExportFormat::sarif:
        return write_findings_sarif(ws, request, out, options, stop);
    case ExportFormat::json_lines:
        return each_exported(
            ws, std::move(request), options.limit,
            [&](const FindingDetail& d) { return out(finding_json(d, options.zone) + "\n"); }, stop);
    case ExportFormat::csv:
        break;
    }
    return write_csv(ws, request, out, options, stop);
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
    return into_file(path, [&](const ExportSink& out) {
        return write_findings(ws, request, export_format_of(path), out, {}, stop);
    });
}

Result<std::int64_t> export_events(const Workspace& ws, const Scope& scope, const std::string& path,
                                   std::stop_token stop) {
    return into_file(path, [&](const ExportSink& out) { return write_events_csv(ws, scope, out, stop); });
}

} // namespace parapet::views
