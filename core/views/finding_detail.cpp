#include "core/analysis/classify.h"
#include "core/analysis/identity_basis.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/compliance/mapping.h"
#include "core/model/update_advice.h"
#include "core/store/findings/other_assets.h"
#include "core/store/findings/rows.h"
#include "core/store/journal.h"
#include "core/store/rules/active_rules.h"
#include "core/views/finding_by_hand.h"
#include "core/views/finding_risk.h"
#include "core/views/findings_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet::views {

namespace {

void read_location(json::Value v, Location& l) {
    const auto text = [&](std::string_view key, std::string& to) {
        if (const json::Value field = v[key]; field.exists()) to = field.text();
    };
    const auto number = [&](std::string_view key, std::int64_t& to) {
        if (const auto n = v[key].integer()) to = *n;
    };
    text("file", l.file);
    number("line", l.line);
    text("package", l.package);
    text("version", l.version);
    text("fixed", l.fixed_version);
    number("end_line", l.end_line);
    number("column", l.column);
    text("function", l.function);
    text("snippet", l.snippet);
    text("ecosystem", l.ecosystem);
    text("purl", l.purl);
    text("url", l.url);
    text("method", l.method);
    text("parameter", l.parameter);
    text("host", l.host);
    number("port", l.port);
    text("resource", l.resource);
}

// The JSON of a sighting, read once.
struct SightingJson {
    json::Document detail_document, own_document, more_document;
    json::Value detail, own, more;

    explicit SightingJson(const SightingBody& body) {
        const auto parse = [](json::Document& document, const std::string& text) {
            if (text.empty()) return json::Value();
            auto value = document.parse(text);
            return value ? *value : json::Value();
        };
        detail = parse(detail_document, body.detail);
        own = parse(own_document, body.own);
        more = parse(more_document, body.more);
    }
};

Location column_location(const FindingListRow& row) {
    Location l;
    l.file = row.file;
    l.line = row.line;
    l.package = row.package;
    l.version = row.version;
    l.fixed_version = row.fixed_version;
    return l;
}

IdentityWords words_of(const FindingListRow& row, const Location& l, const std::string& cwe) {
    IdentityWords w;
    w.advisory = row.vuln.empty() ? row.rule : row.vuln;
    w.rule = row.rule;
    w.weakness = cwe;
    w.package = l.package;
    w.asset = row.asset;
    w.file = l.file;
    w.function = l.function;
    w.resource = l.resource;
    w.url = l.url;
    w.method = l.method;
    w.parameter = l.parameter;
    return w;
}

// The weakness by which sightings were joined, if it was one ("CWE-89").
std::string weakness_of(const FindingBody& body) {
    return body.cwe.empty() ? std::string() : "CWE-" + body.cwe.front();
}

Sighting sighting_of(const SightingBody& b, const SightingJson& json, const FindingListRow& row,
                     const FindingBody& body) {
    Sighting s;
    s.id = b.id;
    s.tool = b.tool;
    s.tool_version = b.tool_version;
    s.rule = b.rule;
    s.severity_raw = b.severity_raw;
    s.fingerprint = std::string(json.detail["fingerprint"].str());
    s.import = ImportId{b.import_id};
    s.import_path = b.import_path;
    s.import_sha256 = b.import_sha256;
    s.place = {b.place_line, b.place_path, b.place_offset};
    s.first_seen = from_unix_seconds(b.first_seen);
    s.last_seen = from_unix_seconds(b.last_seen);
    s.gone = b.gone_at != 0;
    s.branch = b.branch;
    s.policy = b.policy;
    s.scanned = time_or_none(b.scope_complete);
    s.scan_failed = time_or_none(b.scope_failed);
    if (json.own.exists())
        read_location(json.own, s.location);
    else
        s.location = column_location(row);
    read_location(json.detail, s.location);
    s.title = b.title;
    s.description = b.description;
    s.evidence = b.evidence;
    s.join_reason = identity_reason(static_cast<IdentityBasis>(b.basis), words_of(row, s.location, weakness_of(body)));
    return s;
}

void add_places(json::Value list, std::vector<Location>& out) {
    for (const json::Value place : list.items()) {
        if (out.size() >= default_limits().max_locations) return;
        Location l;
        read_location(place, l);
        out.push_back(std::move(l));
    }
}

void add_all(const std::vector<std::string>& from, std::vector<std::string>& to) {
    for (const std::string& one : from)
        if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
}

void fill_from_sightings(const FindingBodyAll& all, const FindingListRow& row, FindingDetail& d) {
    for (const SightingBody& body : all.sightings) {
        const SightingJson json(body);
        d.sightings.push_back(sighting_of(body, json, row, all.body));
        if (d.sightings.size() == 1) d.location = d.sightings.front().location;
        if (d.remediation.empty()) d.remediation = body.remediation;
        if (d.cvss_vector.empty()) d.cvss_vector = std::string(json.detail["cvss"].str());
        add_all(body.tags, d.tags);
        add_all(body.links, d.links);
        add_places(json.detail["more"], d.more_locations);
        add_places(json.more, d.more_locations);
    }
    const Location& l = d.location;
    if (d.remediation.empty() && !l.package.empty() && !l.fixed_version.empty())
        d.remediation = update_advice(l.package, l.fixed_version);
}

std::string spaced(std::string_view status) {
    return replace_all(std::string(status), "_", " ");
}

std::string regrouped(HistoryKind what, json::Value body) {
    std::string others;
    for (const json::Value id : body["findings"].items())
        others += fmt::format("{}F-{}", others.empty() ? "" : ", ", id.integer().value_or(0));
    const std::int64_t whole = body["finding"].integer().value_or(0);
    return what == HistoryKind::joined ? fmt::format("Joined by hand: {} with F-{}", others, whole)
                                       : fmt::format("Split by hand: {} from F-{}", others, whole);
}

HistoryItem history_item(const HistoryEntry& e) {
    HistoryItem item;
    item.at = from_unix_seconds(e.at);
    item.who = e.who;
    json::Document document;
    const auto body = document.parse(e.body);
    switch (static_cast<HistoryKind>(e.what)) {
    case HistoryKind::absent:
        item.what = "Closed: absent from a complete scan";
        break;
    case HistoryKind::seen:
        item.what = "Seen again: " + spaced(name_of(static_cast<FindingStatus>(e.status_to)));
        break;
    case HistoryKind::expired:
        item.what = e.status_from == static_cast<int>(FindingStatus::risk_accepted) ? "The acceptance ended: open again"
                                                                                    : "The decision ended: open again";
        break;
    case HistoryKind::decided:
        if (e.status_from != e.status_to)
            item.what = "Set to " + spaced(name_of(static_cast<FindingStatus>(e.status_to)));
        if (e.owner_from != e.owner_to) {
            if (!item.what.empty()) item.what += ", ";
            item.what += e.owner_to.empty() ? "owner removed" : "owner set to " + e.owner_to;
        }
        if (item.what.empty()) item.what = body && (*body)["owner"].exists() ? "Owner set by hand" : "Note";
        break;
    case HistoryKind::ruled:
        item.what = "By the rules: ";
        if (e.owner_from != e.owner_to)
            item.what += e.owner_to.empty() ? "owner removed" : "owner set to " + e.owner_to;
        if (!e.detail.empty()) item.what += (e.owner_from != e.owner_to ? ", " : "") + e.detail;
        break;
    case HistoryKind::joined:
    case HistoryKind::split:
        item.what = regrouped(static_cast<HistoryKind>(e.what), body ? *body : json::Value());
        break;
    }
    if (body) {
        item.reason = (*body)["reason"].text();
        const std::string note = (*body)["note"].text();
        if (!note.empty()) item.reason += (item.reason.empty() ? "" : " - ") + note;
    }
    if (item.who.empty()) item.who = "Parapet";
    item.until = time_or_none(e.until);
    return item;
}

// What happened, and the first sights, newest first.
void fill_history(const FindingBodyAll& all, FindingDetail& d) {
    for (const HistoryEntry& e : all.history)
        d.history.push_back(history_item(e));
    for (std::size_t i = 0; i < all.sightings.size(); ++i) {
        const SightingBody& s = all.sightings[i];
        HistoryItem item;
        item.at = from_unix_seconds(s.first_seen);
        item.who = s.tool;
        item.what = i == 0 ? "First seen" : "Also seen by " + s.tool;
        d.history.push_back(std::move(item));
    }
    std::stable_sort(d.history.begin(), d.history.end(),
                     [](const HistoryItem& a, const HistoryItem& b) { return a.at > b.at; });
}

void fill_controls(const FindingBody& body, FindingDetail& d) {
    compliance::MappingInput in;
    in.tool_controls = body.controls;
    in.cwe = d.cwe;
    in.cause = d.row.cause;
    in.identity = d.identity;
    for (const compliance::MappedControl& control : compliance::controls_of(in))
        d.controls.push_back("NIST 800-53r5 " + control.id);
}

// What the tools say of it, and the decision.
FindingDetail facts_of(const FindingListRow& row, const FindingBodyAll& all) {
    FindingDetail d;
    d.row = row_of(row);
    d.description = all.body.description;
    d.cause_reason = cause_reason(RuleMark::of(all.body.cause_rule).built_in);
    d.phase_reason = phase_reason(RuleMark::of(all.body.phase_rule).built_in);
    d.identity = kind_of(static_cast<IdentityBasis>(all.body.basis));
    for (const std::string& word : all.body.cwe) {
        std::int64_t n = 0;
        if (parse_int(word, n)) d.cwe.push_back(static_cast<int>(n));
    }
    for (const std::string& word : all.body.advisories)
        (istarts_with(word, "CVE-") ? d.cve : d.aliases).push_back(word);
    fill_from_sightings(all, row, d);
    if (all.decision) {
        d.decision_reason = all.decision->reason;
        d.decided_by = all.decision->who;
        d.decided_at = time_or_none(all.decision->at);
    }
    return d;
}

Result<FindingDetail> detail_of(Connection& db, const FindingListRow& row, const FindingBodyAll& all) {
    FindingDetail d = facts_of(row, all);
    d.identity_reason =
        identity_reason(static_cast<IdentityBasis>(all.body.basis), words_of(row, d.location, weakness_of(all.body)));
    fill_controls(all.body, d);
    fill_history(all, d);
    auto by_rules = rule_reasons(db, row.id);
    if (!by_rules) return fail(std::move(by_rules.error()));
    if (!by_rules->cause.empty()) d.cause_reason = std::move(by_rules->cause);
    if (!by_rules->phase.empty()) d.phase_reason = std::move(by_rules->phase);
    d.owner_reason = std::move(by_rules->owner);
    d.due_reason = std::move(by_rules->due);
    if (auto done = tell_by_hand(db, all, d); !done) return fail(std::move(done.error()));
    RiskFacts facts;
    if (auto done = facts.open(db); !done) return fail(std::move(done.error()));
    if (auto done = facts.rate(db, row, all.body, d); !done) return fail(std::move(done.error()));
    return d;
}

} // namespace

Result<FindingDetail> finding_detail(const Workspace& workspace, FindingId id, std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    auto rows = read_finding_rows(**reader, {}, {id.value});
    if (!rows) return fail(std::move(rows.error()));
    auto all = read_finding_body(**reader, id.value);
    if (!all) return fail(std::move(all.error()));
    if (rows->empty())
        return fail(Errc::not_found, "there is no finding F-" + std::to_string(id.value), workspace.path().string());
    const auto same = same_elsewhere(**reader, id.value);
    if (!same) return fail(same.error());
    want_finding_index(workspace, **reader, same->index());
    auto others = other_assets(**reader, *same);
    if (!others) return fail(std::move(others.error()));
    auto detail = detail_of(**reader, rows->front(), *all);
    if (detail) detail->other_assets = std::move(*others);
    return detail;
}

Result<std::vector<FindingDetail>> finding_details(const Workspace& workspace, std::vector<FindingRow> rows,
                                                   std::stop_token stop) {
    auto reader = workspace.readers().reader(std::move(stop));
    if (!reader) return fail(std::move(reader.error()));
    if (auto same = reader->snapshot(); !same) return fail(std::move(same.error()));
    std::vector<std::int64_t> ids;
    for (const FindingRow& row : rows)
        ids.push_back(row.id.value);
    auto columns = read_finding_rows(**reader, {}, ids); // in the order of ids
    if (!columns) return fail(std::move(columns.error()));
    RiskFacts facts;
    if (auto done = facts.open(**reader); !done) return fail(std::move(done.error()));
    std::vector<FindingDetail> out;
    out.reserve(columns->size());
    std::size_t at = 0;
    for (const FindingListRow& column : *columns) {
        while (at < rows.size() && rows[at].id.value != column.id)
            ++at; // gone meanwhile
        auto all = read_finding_body(**reader, column.id, BodyParts::of_the_tools);
        if (!all) return fail(std::move(all.error()));
        out.push_back(facts_of(column, *all));
        if (auto done = facts.rate(**reader, column, all->body, out.back()); !done)
            return fail(std::move(done.error()));
        if (at < rows.size()) out.back().row = std::move(rows[at]);
    }
    return out;
}

} // namespace parapet::views
