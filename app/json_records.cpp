#include "app/json_records.h"

#include "core/analysis/classify.h"
#include "core/base/text.h"
#include "core/views/export.h"

#include <fmt/format.h>

namespace parapet {
namespace {

void number_or_null(json::Writer& w, std::string_view name, std::int64_t n, std::int64_t none) {
    w.key(name);
    if (n == none)
        w.null();
    else
        w.value(n);
}

void ip_and_port(json::Writer& w, std::string_view side, std::string_view ip, std::uint16_t port) {
    w.text_or_null(std::string(side) + "_ip", ip);
    number_or_null(w, std::string(side) + "_port", port, 0);
}

// EventView and Event have the same names.
template<class E>
void event_fields(json::Writer& w, const E& e, std::string_view source, const std::string& time) {
    w.begin_object();
    w.field("time", time);
    w.field("kind", name_of(e.kind));
    w.field("outcome", name_of(e.outcome));
    w.field("severity", name_of(e.severity));
    w.text_or_null("user", e.user);
    w.text_or_null("target_user", e.target_user);
    ip_and_port(w, "source", e.source_ip, e.source_port);
    ip_and_port(w, "destination", e.destination_ip, e.destination_port);
    w.text_or_null("host", e.host);
    w.text_or_null("asset", e.asset.empty() ? e.host : e.asset);
    w.text_or_null("process", e.process);
    w.text_or_null("object", e.object);
    w.text_or_null("rule", e.rule);
    w.text_or_null("message", e.message);
    w.text_or_null("source", source);
    w.field("count", static_cast<std::int64_t>(e.count));
    w.key("place").begin_object();
    number_or_null(w, "line", static_cast<std::int64_t>(e.line), 0);
    w.field("offset", static_cast<std::int64_t>(e.offset));
    w.end_object();
    w.end_object();
}

} // namespace

std::string_view name_of(ImportStatus status) {
    switch (status) {
    case ImportStatus::imported:
        return "imported";
    case ImportStatus::unchanged:
        return "unchanged";
    case ImportStatus::rejected:
        return "rejected";
    case ImportStatus::previewed:
        return "preview";
    }
    return "rejected";
}

std::string where_text(const Location& l) {
    if (!l.package.empty()) return l.version.empty() ? l.package : l.package + " " + l.version;
    if (!l.file.empty()) return l.line > 0 ? fmt::format("{}:{}", l.file, l.line) : l.file;
    if (!l.url.empty()) return l.method.empty() ? l.url : l.method + " " + l.url;
    if (!l.resource.empty()) return l.resource;
    if (!l.host.empty()) return l.port > 0 ? fmt::format("{}:{}", l.host, l.port) : l.host;
    return {};
}

std::string RecordWriter::time(Time t) const {
    if (zone_ == "UTC") return format_rfc3339(t);
    Result<std::string> text = format_rfc3339_in(t, zone_);
    return text ? *text : format_rfc3339(t);
}

void RecordWriter::time_or_null(json::Writer& w, std::string_view name, const std::optional<Time>& t) const {
    w.key(name);
    if (t)
        w.value(time(*t));
    else
        w.null();
}

// As it would be after the import, except for what only a workspace knows: number, deadline, owner.
void RecordWriter::finding(json::Writer& w, const RawFinding& f, const ScanInfo& scan) const {
    const Classified as = classify(f, scan.target_kind);
    views::FindingDetail d;
    d.row.title = f.title;
    d.row.severity = f.severity;
    d.row.suppressed = f.suppressed;
    if (f.fixed) d.row.status = FindingStatus::fixed;
    d.row.score = f.score;
    d.row.cause = as.cause;
    d.row.phase = as.phase;
    d.row.asset = f.asset.empty() ? scan.target : f.asset;
    d.row.first_seen = d.row.last_seen = f.seen ? f.seen : scan.finished ? scan.finished : scan.started;
    d.row.epss = f.epss;
    d.row.kev = f.kev;
    if (!scan.tool.empty()) d.row.tools.push_back(scan.tool);
    d.description = f.description;
    d.cwe = f.cwe;
    d.cve = f.cve;
    d.aliases = f.aliases;
    d.links = f.links;
    d.location = f.location;
    d.sightings.resize(1);
    d.sightings.front().rule = f.rule;
    d.sightings.front().place = f.place;
    d.sightings.front().severity_raw = f.severity_raw;
    d.sightings.front().fingerprint = f.fingerprint;
    d.remediation = f.remediation;
    d.cvss_vector = f.cvss_vector;
    d.tags = f.tags;
    views::write_finding_json(w, d, zone_, f.outcome);
}

void RecordWriter::event(json::Writer& w, const EventView& e, std::string_view source) const {
    event_fields(w, e, source, time(e.time));
}

void RecordWriter::event(json::Writer& w, const Event& e) const {
    event_fields(w, e, e.source, time(e.time));
}

void RecordWriter::error(json::Writer& w, const Error& e) const {
    w.begin_object();
    w.field("kind", errc_name(e.code));
    number_or_null(w, "line", e.line, -1);
    number_or_null(w, "column", e.column, -1);
    number_or_null(w, "offset", e.offset, -1);
    w.field("message", e.one_line());
    w.end_object();
}

void RecordWriter::import(json::Writer& w, const ImportOutcome& o) const {
    w.begin_object();
    w.field("path", o.path);
    w.text_or_null("format", o.format);
    w.text_or_null("tool", o.tool);
    w.field("status", name_of(o.status));
    w.field("records", o.records);
    w.key("findings").begin_object();
    w.field("new", o.findings_new).field("known", o.findings_known);
    w.field("reopened", o.findings_reopened).field("gone", o.findings_gone);
    w.end_object();
    w.key("events").begin_object();
    w.field("stored", o.events_stored).field("counted", o.events_counted);
    w.end_object();
    w.field("bytes", o.bytes);
    w.field("seconds", o.seconds);
    w.key("error");
    if (o.error)
        error(w, *o.error);
    else
        w.null();
    w.text_or_null("tool_version", o.tool_version);
    w.text_or_null("why", o.why);
    w.field("merged", o.merged);
    w.field("checks", o.checks_passed);
    w.field("skipped", o.skipped);
    w.field("rated", o.findings_rated);
    w.field("decided", o.findings_decided);
    w.field("warnings", o.warning_count);
    number_or_null(w, "import", o.id.value, 0);
    w.end_object();
}

void RecordWriter::control(json::Writer& w, const views::ControlRow& c) const {
    w.begin_object();
    w.field("framework", c.framework).field("id", c.id).field("title", c.title).field("family", c.family);
    w.field("status", name_of(c.status));
    w.field("reason", c.reason);
    w.key("evidence").begin_array();
    for (const views::ControlCheck& check : c.checks)
        for (const views::EvidenceItem& item : check.evidence) {
            w.begin_object();
            w.field("type", item.type);
            w.text_or_null("id", item.id);
            time_or_null(w, "time", item.time);
            w.text_or_null("source", item.source);
            w.text_or_null("sha256", item.sha256);
            w.text_or_null("summary", item.summary);
            w.end_object();
        }
    w.end_array();
    w.end_object();
}

void RecordWriter::format(json::Writer& w, const FormatInfo& f) const {
    w.begin_object();
    w.field("slug", f.slug).field("kind", name_of(f.kind)).field("tool", f.tool);
    w.field("media", f.media).field("description", f.description);
    w.end_object();
}

} // namespace parapet
