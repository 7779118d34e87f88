#include "core/views/export_parts.h"

#include <fmt/format.h>

#include <unordered_map>

namespace parapet::views {
namespace {

// SARIF 2.1.0 (OASIS). One run of Parapet's own; the tools that saw a finding stand in its properties. The rules are
// known only at the end, and the order of an object's members means nothing.
class SarifWriter {
public:
    SarifWriter(const ExportSink& out, std::string zone)
        : out_(out)
        , zone_(std::move(zone)) {}
    Result<void> begin() {
        return out_("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":"
                    "[{\"results\":[\n");
    }
    Result<void> add(const FindingDetail& f) {
        std::string text = first_ ? "" : ",\n";
        first_ = false;
        json::Writer w(text);
        result(w, f);
        return out_(text);
    }
    Result<void> end() {
        std::string text =
            "\n],\"columnKind\":\"unicodeCodePoints\",\"tool\":{\"driver\":{\"name\":\"Parapet\",\"version\":"
            "\"" PARAPET_VERSION "\",\"rules\":";
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
        return out_(text + "}}}]}\n");
    }

private:
    struct Rule {
        std::string id, title;
        std::optional<double> score;
    };

    static std::string_view level(Severity s) {
        return s >= Severity::high ? "error" : s == Severity::medium ? "warning" : "note";
    }

    std::size_t rule_index(const FindingDetail& f, const std::string& id) {
        const auto [it, added] = index_.try_emplace(id, rules_.size());
        if (added) rules_.push_back({id, f.row.title, f.row.score});
        return it->second;
    }

    void result(json::Writer& w, const FindingDetail& f) {
        const std::string id = f.row.vuln_or_rule.empty() ? "parapet.finding" : f.row.vuln_or_rule;
        w.begin_object();
        w.field("ruleId", id);
        w.field("ruleIndex", static_cast<std::uint64_t>(rule_index(f, id)));
        w.field("level", level(f.row.severity));
        const std::string& where = f.row.where;
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

    static void suppression(json::Writer& w, const FindingDetail& f) {
        w.key("suppressions").begin_array().begin_object();
        w.field("kind", "external").field("status", "accepted");
        if (!f.decision_reason.empty()) w.field("justification", f.decision_reason);
        w.end_object().end_array();
    }

    void properties(json::Writer& w, const FindingDetail& f) const {
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
        w.text_or_null("first_seen", export_time(f.row.first_seen, zone_));
        w.text_or_null("due", export_time(f.row.due, zone_));
        w.end_object();
    }

    const ExportSink& out_;
    std::string zone_;
    bool first_ = true;
    std::vector<Rule> rules_;
    std::unordered_map<std::string, std::size_t> index_;
};

} // namespace

Result<std::int64_t> write_findings_sarif(const Workspace& ws, const FindingsRequest& request, const ExportSink& out,
                                          const ExportOptions& options, const std::stop_token& stop) {
    SarifWriter writer(out, options.zone);
    if (auto r = writer.begin(); !r) return fail(std::move(r.error()));
    auto n = each_exported(
        ws, request, options.limit, [&](const FindingDetail& d) { return writer.add(d); }, stop);
    if (!n) return n;
    if (auto r = writer.end(); !r) return fail(std::move(r.error()));
    return n;
}

} // namespace parapet::views
