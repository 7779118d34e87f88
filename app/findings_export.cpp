#include "app/findings_export.h"

#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace parapet {
namespace {

class TableExport final : public FindingsExport {
public:
    TableExport(Output& out, const RecordWriter& records)
        : out_(out)
        , records_(records) {}
    [[nodiscard]] bool needs_detail() const override { return false; }
    void row(const views::FindingRow& r) override {
        const std::string due = r.due ? records_.time(*r.due).substr(0, 10) : std::string();
        table_.row({fmt::format("F-{}", r.id.value), std::string(name_of(r.severity)), std::string(name_of(r.status)),
                    r.vuln_or_rule, r.title, r.asset, r.where, due, r.owner},
                   colour_of(r.severity));
        // So that a long list begins at once; each part has its own widths.
        if (table_.size() >= 1000) flush();
    }
    void end() override { flush(); }

private:
    void flush() {
        if (table_.size() == 0 && shown_) return;
        table_.print(out_);
        shown_ = true;
        table_ = make();
    }
    static Table make() {
        return Table({"id", "severity", "status", "vulnerability or rule", "title", "asset", "where", "due", "owner"});
    }
    Output& out_;
    const RecordWriter& records_;
    Table table_ = make();
    bool shown_ = false;
};

class JsonExport final : public FindingsExport {
public:
    JsonExport(Output& out, const RecordWriter& records)
        : out_(out)
        , records_(records) {}
    void detail(const views::FindingDetail& f) override {
        out_.json([&](json::Writer& w) { records_.finding(w, f); });
    }

private:
    Output& out_;
    const RecordWriter& records_;
};

class CsvExport final : public FindingsExport {
public:
    CsvExport(Output& out, const RecordWriter& records)
        : out_(out)
        , records_(records) {
        out_.line(
            "id,severity,score,status,title,cve,cwe,rule,asset,where,package,version,fixed_version,cause,phase,tools,"
            "first_seen,last_seen,due,owner,epss,kev,under_attack\r");
    }
    void detail(const views::FindingDetail& f) override {
        std::vector<std::string> cwe;
        for (const int id : f.cwe)
            cwe.push_back(fmt::format("CWE-{}", id));
        const Location& l = f.location;
        std::string line;
        for (const std::string& cell : {fmt::format("F-{}", f.row.id.value),
                                        std::string(name_of(f.row.severity)),
                                        number(f.row.score),
                                        std::string(name_of(f.row.status)),
                                        f.row.title,
                                        join(f.cve, " "),
                                        join(cwe, " "),
                                        f.sightings.empty() ? std::string() : f.sightings.front().rule,
                                        f.row.asset,
                                        where_text(l),
                                        l.package,
                                        l.version,
                                        l.fixed_version,
                                        std::string(name_of(f.row.cause)),
                                        std::string(name_of(f.row.phase)),
                                        join(f.row.tools, " "),
                                        time(f.row.first_seen),
                                        time(f.row.last_seen),
                                        time(f.row.due),
                                        f.row.owner,
                                        number(f.row.epss),
                                        std::string(!f.row.kev   ? ""
                                                    : *f.row.kev ? "yes"
                                                                 : "no"),
                                        std::string(f.row.under_attack ? "yes" : "no")}) {
            if (!line.empty()) line += ',';
            line += csv_cell(cell);
        }
        out_.line(line + "\r");
    }

private:
    static std::string number(const std::optional<double>& n) { return n ? fmt::format("{}", *n) : std::string(); }
    [[nodiscard]] std::string time(const std::optional<Time>& t) const { return t ? records_.time(*t) : std::string(); }
    Output& out_;
    const RecordWriter& records_;
};

// SARIF 2.1.0 (OASIS). One run of Parapet's own; the tools that saw a finding stand in its properties. The rules are
// known only at the end, and the order of an object's members means nothing.
class SarifExport final : public FindingsExport {
public:
    SarifExport(Output& out, const RecordWriter& records)
        : out_(out)
        , records_(records) {
        out_.line("{\"$schema\":\"https://json.schemastore.org/"
                  "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"results\":[");
    }
    void detail(const views::FindingDetail& f) override {
        std::string text = first_ ? "" : ",";
        first_ = false;
        {
            json::Writer w(text);
            result(w, f);
        }
        out_.line(text);
    }
    void end() override {
        std::string text = "],\"columnKind\":\"unicodeCodePoints\",\"tool\":{\"driver\":{\"name\":\"Parapet\","
                           "\"version\":\"" PARAPET_VERSION "\",\"rules\":";
        {
            json::Writer w(text);
            w.begin_array();
            for (const Rule& rule : rules_) {
                w.begin_object();
                w.field("id", rule.id);
                w.key("shortDescription").begin_object().field("text", rule.title).end_object();
                if (rule.score) {
                    w.key("properties").begin_object();
                    w.field("security-severity", fmt::format("{:.1f}", *rule.score));
                    w.end_object();
                }
                w.end_object();
            }
            w.end_array();
        }
        out_.line(text + "}}}]}");
    }

private:
    struct Rule {
        std::string id, title;
        std::optional<double> score;
    };

    static std::string_view level(Severity s) {
        return s >= Severity::high ? "error" : s == Severity::medium ? "warning" : "note";
    }

    std::size_t rule_index(const views::FindingDetail& f, const std::string& id) {
        const auto [it, added] = index_.try_emplace(id, rules_.size());
        if (added) rules_.push_back({id, f.row.title, f.row.score});
        return it->second;
    }

    void result(json::Writer& w, const views::FindingDetail& f) {
        const std::string id = f.row.vuln_or_rule.empty() ? "parapet.finding" : f.row.vuln_or_rule;
        w.begin_object();
        w.field("ruleId", id);
        w.field("ruleIndex", static_cast<std::uint64_t>(rule_index(f, id)));
        w.field("level", level(f.row.severity));
        const std::string where = where_text(f.location);
        w.key("message").begin_object();
        w.field("text", where.empty() ? f.row.title : f.row.title + " (" + where + ")");
        w.end_object();
        w.key("locations").begin_array();
        if (!f.location.file.empty())
            physical(w, f.location);
        else if (!where.empty() || !f.row.asset.empty())
            logical(w, where.empty() ? f.row.asset : where);
        w.end_array();
        w.key("partialFingerprints").begin_object();
        w.field("parapetFinding/v1", fmt::format("F-{}", f.row.id.value));
        w.end_object();
        if (f.row.status == FindingStatus::fixed) w.field("baselineState", "absent");
        if (f.row.status == FindingStatus::false_positive || f.row.status == FindingStatus::risk_accepted)
            suppression(w, f);
        properties(w, f);
        w.end_object();
    }

    static void physical(json::Writer& w, const Location& l) {
        w.begin_object().key("physicalLocation").begin_object();
        w.key("artifactLocation").begin_object().field("uri", uri(l.file)).end_object();
        if (l.line > 0) {
            w.key("region").begin_object().field("startLine", l.line);
            if (l.column > 0) w.field("startColumn", l.column);
            if (l.end_line > l.line) w.field("endLine", l.end_line);
            w.end_object();
        }
        w.end_object().end_object();
    }
    static void logical(json::Writer& w, const std::string& name) {
        w.begin_object().key("logicalLocations").begin_array();
        w.begin_object().field("fullyQualifiedName", name).end_object();
        w.end_array().end_object();
    }
    // RFC 3986: what may not stand in a relative reference is written as %XX.
    static std::string uri(std::string_view path) {
        std::string out;
        for (const char c : path) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                               std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos;
            if (plain)
                out += c;
            else
                out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
        return out;
    }

    static void suppression(json::Writer& w, const views::FindingDetail& f) {
        w.key("suppressions").begin_array().begin_object();
        w.field("kind", "external").field("status", "accepted");
        if (!f.decision_reason.empty()) w.field("justification", f.decision_reason);
        w.end_object().end_array();
    }

    void properties(json::Writer& w, const views::FindingDetail& f) const {
        w.key("properties").begin_object();
        w.field("severity", name_of(f.row.severity)).field("status", name_of(f.row.status));
        w.field("asset", f.row.asset);
        w.key("tools").begin_array();
        for (const std::string& tool : f.row.tools)
            w.value(tool);
        w.end_array();
        w.key("tags").begin_array();
        for (const int id : f.cwe)
            w.value(fmt::format("external/cwe/cwe-{}", id));
        w.end_array();
        records_.time_or_null(w, "first_seen", f.row.first_seen);
        records_.time_or_null(w, "due", f.row.due);
        w.end_object();
    }

    Output& out_;
    const RecordWriter& records_;
    bool first_ = true;
    std::vector<Rule> rules_;
    std::unordered_map<std::string, std::size_t> index_;
};

} // namespace

std::unique_ptr<FindingsExport> findings_export(const std::string& format, Output& out, const RecordWriter& records) {
    if (format == "json") return std::make_unique<JsonExport>(out, records);
    if (format == "csv") return std::make_unique<CsvExport>(out, records);
    if (format == "sarif") return std::make_unique<SarifExport>(out, records);
    return std::make_unique<TableExport>(out, records);
}

} // namespace parapet
