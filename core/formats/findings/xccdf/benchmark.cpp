#include "core/formats/findings/xccdf/benchmark.h"

#include "core/base/text.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/plain_text.h"

#include <fmt/format.h>

#include <array>

namespace parapet::xccdf {

namespace {

// A rule may extend another, which may extend a third.
constexpr int k_most_bases = 8;

// A reference is known by where it points to. Longer patterns first. "nist" is SP 800-53 and nothing else.
struct Scheme {
    std::string_view href, scheme;
};
constexpr std::array<Scheme, 20> k_schemes{{
    {"800-53", "nist"},
    {"800-171", "sp800-171"},
    {"CSWP.04162018", "csf"},
    {"CSWP.29", "csf"},
    {"/cci", "cci"},
    {"cisecurity.org/controls", "cis-controls"},
    {"benchmarks.cisecurity", "cis"},
    {"cisecurity.org", "cis"},
    {"PCI-DSS-v4", "pci-4.0"},
    {"PCI_DSS_v3", "pci-3.2.1"},
    {"pcisecuritystandards", "pci"},
    {"iso.org", "iso27001-2013"},
    {"isaca.org", "cobit5"},
    {"isa-62443-2-1", "isa-62443-2-1"},
    {"isa-62443-3-3", "isa-62443-3-3"},
    {"CFR-2007-title45", "hipaa"},
    {"nerc.com", "nerc-cip"},
    {"cjis", "cjis"},
    {"ssi.gouv.fr", "anssi"},
    {"niap-ccevs", "ospp"},
}};

// "1499" and "CCI-001499" are the same.
std::string cci_id(std::string_view text) {
    std::int64_t number = 0;
    if (parse_int(text, number) && number > 0) return fmt::format("CCI-{:06}", number);
    return std::string(text);
}

// DISA writes markup of its own, escaped, into <description>.
std::string_view stig_discussion(std::string_view text) {
    const auto begin = text.find("<VulnDiscussion>");
    const auto end = text.find("</VulnDiscussion>");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return text;
    return trim(text.substr(begin + 16, end - begin - 16));
}

// "xccdf_mil.disa.stig_group_V-204393" -> "V-204393"
std::string_view stig_number(std::string_view group_id) {
    const auto at = group_id.rfind("V-");
    if (at == std::string_view::npos || at + 3 > group_id.size()) return {};
    const std::string_view number = group_id.substr(at);
    return number.find_first_not_of("0123456789", 2) == std::string_view::npos ? number : std::string_view{};
}

} // namespace

void add_reference(std::string_view href, std::string_view text, RawFinding& finding) {
    for (const Scheme& known : k_schemes) {
        if (!icontains(href, known.href)) continue;
        for (const std::string_view part : split(text, ',')) {
            const std::string_view id = trim(part);
            if (id.empty()) continue;
            fields::add_control(finding, known.scheme, known.scheme == "cci" ? cci_id(id) : std::string(id));
        }
        return;
    }
    if (istarts_with(text, "SRG-")) fields::add_control(finding, "srg", text);
    fields::add_ids_of(finding, text); // an advisory, say
    fields::add_link(finding, href);
}

void read_ident(std::string_view system, std::string_view id, RawFinding& finding) {
    id = trim(id);
    if (id.empty()) return;
    if (istarts_with(id, "CCE-")) return fields::add_control(finding, "cce", id);
    if (istarts_with(id, "CCI-") || icontains(system, "/cci")) return fields::add_control(finding, "cci", cci_id(id));
    if (fields::add_id(finding, id)) return;
    if (icontains(system, "800-53")) return fields::add_control(finding, "nist", id);
    fields::add_tag(finding, id);
}

void Benchmark::read(xml::Node benchmark) {
    for (xml::Node node : benchmark.children()) {
        if (node.name() == "Group") {
            read(node); // as deep as the document may be
        } else if (node.name() == "Rule") {
            rules_.emplace(node.attr("id"), node);
        } else if (node.name() == "plain-text") {
            values_.emplace(node.attr("id"), node.text());
        } else if (node.name() == "Value") {
            for (const xml::Node value : node.children("value"))
                if (!value.has_attr("selector")) values_.emplace(node.attr("id"), value.text());
        }
    }
}

void Benchmark::read_values(xml::Node test_result) {
    for (const xml::Node value : test_result.children("set-value"))
        values_[value.attr("idref")] = value.text();
}

xml::Node Benchmark::rule(std::string_view id) const {
    const auto found = rules_.find(id);
    return found == rules_.end() ? xml::Node{} : found->second;
}

xml::Node Benchmark::inherited(xml::Node rule, std::string_view name) const {
    for (int depth = 0; rule && depth < k_most_bases; ++depth) {
        if (const xml::Node child = rule.child(name); child) return child;
        rule = this->rule(rule.attr("extends"));
    }
    return {};
}

std::string_view Benchmark::severity(xml::Node rule) const {
    for (int depth = 0; rule && depth < k_most_bases; ++depth) {
        if (rule.has_attr("severity")) return rule.attr("severity");
        rule = this->rule(rule.attr("extends"));
    }
    return {};
}

std::string Benchmark::text(xml::Node node) const {
    const std::string raw = node.all_text([this](xml::Node element) -> std::optional<std::string> {
        if (element.name() != "sub") return std::nullopt;
        const auto value = values_.find(element.attr("idref"));
        return value == values_.end() ? fmt::format("[{}]", element.attr("idref")) : std::string(value->second);
    });
    return text_of_html(stig_discussion(raw));
}

void Benchmark::describe(xml::Node rule, bool all, RawFinding& finding, ParseStats& stats, const Limits& limits) const {
    for (const xml::Node node : rule.children()) {
        const std::string_view name = node.name();
        if (name == "ident")
            read_ident(node.attr("system"), node.text(), finding);
        else if (name == "reference")
            add_reference(node.attr("href"), node.text().empty() ? node.child_text("identifier") : node.text(),
                          finding);
    }
    fields::set_title(finding, {fields::folded(text(inherited(rule, "title"))), finding.rule}, limits);
    if (const xml::Node version = rule.child("version"); version) fields::put(finding.rule_name, version.text());
    if (!all) return;
    std::string description = text(inherited(rule, "description"));
    if (const xml::Node why = inherited(rule, "rationale"); why) description += "\n\n" + text(why);
    fields::set_text(finding.description, description, stats, finding.place.path, limits);
    std::string remedy = text(inherited(rule, "fixtext"));
    for (const xml::Node fix : rule.children("fix")) {
        if (!remedy.empty()) break;
        remedy = text(fix);
    }
    fields::set_text(finding.remediation, remedy, stats, finding.place.path, limits);
    fields::add_ids_of(finding, finding.title);
    if (const std::string_view number = stig_number(rule.parent().attr("id")); !number.empty())
        fields::add_tag(finding, number);
}

} // namespace parapet::xccdf
