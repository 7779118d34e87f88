// Fortify's FVDL, the heart of an FPR: vulnerabilities, whose texts, rules and shared nodes stand behind them.

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/formats/common/code_place.h"
#include "core/formats/common/plain_text.h"
#include "core/formats/common/whole_report.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <map>

namespace parapet {

extern const FormatInfo k_fortify_fvdl_format;

namespace {

double number_of(std::string_view text, double otherwise) {
    double n = 0;
    return parse_double(text, n) ? n : otherwise;
}

// What its rules say of a finding: how bad, how likely.
struct Rule {
    double impact = -1, accuracy = -1, probability = -1;
    std::vector<int> cwe;
};

// "CWE ID 259, CWE ID 798"
std::string cwe_words(std::string_view text) {
    return replace_all(std::string(text.substr(0, 4000)), "CWE ID ", "CWE-");
}

class Fvdl {
public:
    Fvdl(const xml::Document& document, xml::Node root, WholeReport& report)
        : document_(document)
        , report_(report) {
        for (const xml::Node node : root.child("UnifiedNodePool").children("Node"))
            nodes_[node.attr("id")] = node;
        for (const xml::Node d : root.children("Description"))
            descriptions_[d.attr("classID")] = d;
        for (const xml::Node s : root.child("Snippets").children("Snippet"))
            snippets_[s.attr("id")] = s;
        for (const xml::Node r : root.path({"EngineData", "RuleInfo"}).children("Rule"))
            rules_[r.attr("id")] = rule_of(r);
        // audit.xml of its package, which stands at the end (core/ingest/fortify_package.h)
        for (const xml::Node issue : root.path({"Audit", "IssueList"}).children("Issue"))
            audited_[issue.attr("instanceId")] = issue;
    }

    void read(xml::Node v) {
        RawFinding& f = report_.next(fmt::format("/FVDL/Vulnerabilities/Vulnerability[{}]", ++n_), document_, v);
        const xml::Node about = v.child("ClassInfo");
        const xml::Node instance = v.child("InstanceInfo");
        fields::put(f.rule, about.child_text("ClassID"));
        std::string name(about.child_text("Type"));
        if (const auto sub = about.child_text("Subtype"); !sub.empty()) name += fmt::format(": {}", sub);
        fields::put(f.rule_name, name);
        fields::set_title(f, {name, f.rule, "Unnamed vulnerability"}, report_.limits);
        read_place(v, f);
        read_texts(v, about.child_text("ClassID"), f);
        read_severity(about, instance, f);
        fields::put(f.fingerprint, instance.child_text("InstanceID"));
        fields::add_tag(f, about.child_text("Kingdom"));
        if (const auto analyzer = about.child_text("AnalyzerName"); !analyzer.empty())
            fields::add_tag(f, fmt::format("analyzer: {}", analyzer));
        read_audit(f);
        report_.emit();
    }

private:
    // What people said of it in Audit Workbench or Software Security Center.
    void read_audit(RawFinding& f) {
        const auto known = audited_.find(f.fingerprint);
        if (known == audited_.end()) return;
        const xml::Node issue = known->second;
        std::string said;
        for (const xml::Node comment : issue.child("ThreadedComments").children("Comment"))
            if (said.size() < 4000)
                said += fmt::format("{}{}: {}", said.empty() ? "" : "\n", comment.child_text("Username"),
                                    comment.child_text("Content"));
        for (const xml::Node tag : issue.children("Tag"))
            if (const auto value = tag.child_text("Value"); !value.empty())
                fields::add_tag(f, fmt::format("audit: {}", elide(value, 100)));
        if (issue.attr("suppressed") == "true") {
            f.suppressed = true;
            f.suppression = said.empty() ? "suppressed in Fortify" : elide(said, 2000);
        } else if (!said.empty()) {
            report_.text(f.description, fmt::format("{}\n\nComments:\n{}", f.description, said));
        }
        if (issue.attr("removed") == "true") fields::set_fixed(f);
    }

    static Rule rule_of(xml::Node node) {
        Rule rule;
        for (const xml::Node group : node.path({"MetaInfo"}).children("Group")) {
            const std::string_view name = group.attr("name");
            if (name == "Impact") rule.impact = number_of(group.text(), -1);
            if (name == "Accuracy") rule.accuracy = number_of(group.text(), -1);
            if (name == "Probability") rule.probability = number_of(group.text(), -1);
            if (name == "altcategoryCWE") fields::find_cwes(cwe_words(group.text()), rule.cwe);
        }
        return rule;
    }

    // Fortify's own order of priority: the quadrant of impact and likelihood.
    void read_severity(xml::Node about, xml::Node instance, RawFinding& f) {
        const double own =
            number_of(instance.child_text("InstanceSeverity"), number_of(about.child_text("DefaultSeverity"), -1));
        const auto known = rules_.find(f.rule);
        Rule rule = known == rules_.end() ? Rule{} : known->second;
        for (const int cwe : rule.cwe)
            fields::add_cwe(f, cwe);
        const xml::Node groups = instance.child("MetaInfo");
        for (const xml::Node group : groups.children("Group")) {
            if (group.attr("name") == "Impact") rule.impact = number_of(group.text(), rule.impact);
            if (group.attr("name") == "Probability") rule.probability = number_of(group.text(), rule.probability);
            if (group.attr("name") == "Accuracy") rule.accuracy = number_of(group.text(), rule.accuracy);
        }
        const double confidence = number_of(instance.child_text("Confidence"), -1);
        f.severity_known = true;
        if (rule.impact >= 0 && rule.accuracy >= 0 && rule.probability >= 0 && confidence >= 0) {
            const bool bad = rule.impact >= 2.5;
            const bool likely = rule.accuracy * confidence * rule.probability / 25 >= 2.5;
            f.severity = bad      ? (likely ? Severity::critical : Severity::high)
                         : likely ? Severity::medium
                                  : Severity::low;
            f.severity_raw = bad ? (likely ? "Critical" : "High") : likely ? "Medium" : "Low";
            return;
        }
        // Without its rules only the severity of 0 to 5 is left.
        f.severity = own >= 4     ? Severity::high
                     : own >= 2.5 ? Severity::medium
                     : own >= 0   ? Severity::low
                                  : Severity::info;
        f.severity_raw = elide(instance.child_text("InstanceSeverity"), 40);
        if (own < 0) {
            f.severity_known = false;
            report_.stats.warn(f.place.path, "it has no severity; shown as unknown", f.place.line);
        }
    }

    // The last trace leads to the place; the node marked as default is the one that Fortify shows.
    void read_place(xml::Node v, RawFinding& f) {
        fields::LocationCount count;
        xml::Node best;
        xml::Node last;
        for (const xml::Node trace : v.path({"AnalysisInfo", "Unified"}).children("Trace")) {
            for (const xml::Node entry : trace.child("Primary").children("Entry")) {
                xml::Node node = entry.child("Node");
                if (!node) node = pooled(entry.child("NodeRef").attr("id"));
                if (!node.child("SourceLocation")) continue;
                if (!best && node.attr("isDefault") == "true") best = node;
                last = node;
            }
        }
        if (!best) best = last;
        const xml::Node at = best.child("SourceLocation");
        fields::set_code(f, at.attr("path"), fields::line_number(at.attr("line")),
                         fields::line_number(at.attr("lineEnd")), fields::line_number(at.attr("colStart")));
        if (const auto snippet = snippets_.find(at.attr("snippet")); snippet != snippets_.end())
            fields::set_code_snippet(f, snippet->second.child("Text").raw_text());
        read_trace(v, best, f, count);
        const xml::Node function = v.path({"AnalysisInfo", "Unified", "Context", "Function"});
        std::string name(function.attr("namespace"));
        for (const std::string_view part : {function.attr("enclosingClass"), function.attr("name")})
            if (!part.empty()) name += fmt::format("{}{}", name.empty() ? "" : ".", part);
        fields::put(f.location.function, name, 1000);
    }
    void read_trace(xml::Node v, xml::Node best, RawFinding& f, fields::LocationCount& count) {
        for (const xml::Node trace : v.path({"AnalysisInfo", "Unified"}).children("Trace")) {
            for (const xml::Node entry : trace.child("Primary").children("Entry")) {
                xml::Node node = entry.child("Node");
                if (!node) node = pooled(entry.child("NodeRef").attr("id"));
                const xml::Node at = node.child("SourceLocation");
                if (!at || node == best) continue;
                Location step;
                step.file = fields::normal_path(at.attr("path"));
                step.line = fields::line_number(at.attr("line"));
                fields::put(step.function, node.child_text("Action"), 500);
                fields::add_location(f, std::move(step), count, report_.limits);
            }
        }
        fields::finish_locations(count, f.place.path, report_.stats);
    }

    [[nodiscard]] xml::Node pooled(std::string_view id) const {
        const auto known = nodes_.find(id);
        return known == nodes_.end() ? xml::Node() : known->second;
    }

    void read_texts(xml::Node v, std::string_view id, RawFinding& f) {
        const auto known = descriptions_.find(id);
        if (known == descriptions_.end()) {
            f.description = f.rule_name;
            return;
        }
        std::map<std::string_view, std::string_view> words;
        for (const xml::Node def : v.path({"AnalysisInfo", "Unified", "ReplacementDefinitions"}).children("Def"))
            words[def.attr("key")] = def.attr("value");
        const xml::Node d = known->second;
        report_.text(f.description, fmt::format("{}\n\n{}", filled(d.child_text("Abstract"), words),
                                                filled(d.child_text("Explanation"), words)));
        report_.text(f.remediation, filled(d.child_text("Recommendations"), words));
        for (const xml::Node reference : d.child("References").children("Reference"))
            fields::add_link(f, reference.child_text("Source"));
        for (const xml::Node reference : d.child("References").children("Reference"))
            fields::add_cwes_of(f, cwe_words(reference.child_text("Title")));
    }

    // `<Replace key="PrimaryLocation.file"/>` in a text becomes the word of this finding.
    static std::string filled(std::string_view text, const std::map<std::string_view, std::string_view>& words) {
        std::string out;
        while (!text.empty()) {
            const auto at = text.find("<Replace key=\"");
            out += text.substr(0, at);
            if (at == std::string_view::npos) break;
            text.remove_prefix(at + 14);
            const auto quote = text.find('"');
            const auto end = text.find('>');
            if (quote == std::string_view::npos || end == std::string_view::npos) break;
            if (const auto word = words.find(text.substr(0, quote)); word != words.end()) out += word->second;
            text.remove_prefix(end + 1);
        }
        return text_of_html(out);
    }

    const xml::Document& document_;
    WholeReport& report_;
    std::map<std::string_view, xml::Node> nodes_, descriptions_, snippets_, audited_;
    std::map<std::string_view, Rule> rules_;
    std::size_t n_ = 0;
};

Result<void> read(const xml::Document& document, xml::Node root, WholeReport& report) {
    const xml::Node build = root.child("Build");
    ScanInfo info;
    info.tool = "Fortify";
    fields::put(info.tool_version, root.path({"EngineData", "EngineVersion"}).text(), 40);
    fields::put(info.target, build.child_text("BuildID"));
    if (info.target.empty()) fields::put(info.target, build.child_text("Project"));
    info.target_kind = "repository";
    const xml::Node created = root.child("CreatedTS");
    info.finished = parse_rfc3339(fmt::format("{} {}", created.attr("date"), created.attr("time")));
    report.tell(info);
    Fvdl reader(document, root, report);
    for (const xml::Node v : root.child("Vulnerabilities").children("Vulnerability")) {
        if (!report.go_on()) break;
        reader.read(v);
    }
    return {};
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::xml || head.xml_root != "FVDL") return {};
    return {97, "root element FVDL", {}};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    return parse_whole_xml(in, out, job, options, "FVDL", read);
}

} // namespace

const FormatInfo k_fortify_fvdl_format{"fortify-fvdl",
                                       FormatKind::findings,
                                       "Fortify",
                                       "application/xml",
                                       "Fortify's FVDL, alone or in an FPR: weaknesses in source code",
                                       sniff,
                                       parse};

} // namespace parapet
