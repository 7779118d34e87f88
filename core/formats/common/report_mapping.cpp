#include "core/formats/common/report_mapping.h"

#include "core/base/json.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/yaml_json.h"
#include "core/model/enums.h"

#include <algorithm>

namespace parapet {

namespace {

constexpr std::array<std::string_view, k_mapped_fields> k_names{
    "title",   "severity",      "description", "remediation", "rule", "id",   "cwe",        "score",
    "cvss",    "asset",         "host",        "port",        "url",  "file", "line",       "package",
    "version", "fixed_version", "resource",    "time",        "link", "tag",  "fingerprint"};
constexpr std::size_t k_most_bytes = 256U << 10U, k_most_name = 200, k_most_columns = 1000, k_most_words = 200;
constexpr std::size_t k_most_mappings = 200;

Error unfit(std::string what) {
    return {Errc::bad_argument, std::move(what), "mapping",
            "see the example in `parapet formats`, or make it in the window"};
}

std::string quoted(std::string_view text) {
    std::string out;
    json::Writer w(out);
    w.value(text);
    return out;
}

Result<ReportMapping> mapping_of(json::Value root) {
    ReportMapping out;
    if (!root["parapet-mapping"]) return fail(unfit("it is no mapping: the line \"parapet-mapping: 1\" is missing"));
    out.name = elide(root["name"].text(), k_most_name);
    out.tool = elide(root["tool"].text(), k_most_name);
    const std::string_view shape = root["format"].str();
    if (shape != "csv" && shape != "json") return fail(unfit("\"format\" is neither csv nor json"));
    out.shape = shape == "csv" ? ReportMapping::Shape::csv : ReportMapping::Shape::json;
    out.records = elide(root["records"].text(), k_most_name);
    for (const json::Value column : root["header"].items()) {
        if (out.header.size() >= k_most_columns) return fail(unfit("the header has too many columns"));
        out.header.push_back(column.text());
    }
    for (const auto& [key, value] : root["fields"].members()) {
        const auto field = mapped_field(key);
        if (!field) return fail(unfit("there is no field \"" + visible(elide(key, 60)) + "\""));
        out.from[static_cast<std::size_t>(*field)] = elide(value.text(), k_most_name);
    }
    for (const auto& [key, value] : root["severity"].members()) {
        const auto severity = parse_enum<Severity>(value.str());
        if (!severity)
            return fail(
                unfit("\"" + visible(elide(value.text(), 60)) + "\" is none of critical, high, medium, low, info"));
        if (out.severities.size() >= k_most_words) return fail(unfit("there are too many words for severities"));
        out.severities.emplace_back(elide(key, k_most_name), *severity);
    }
    if (auto good = check_mapping(out); !good) return fail(std::move(good.error()));
    return out;
}

} // namespace

std::string_view name_of(MappedField field) {
    return k_names[static_cast<std::size_t>(field)];
}

std::optional<MappedField> mapped_field(std::string_view name) {
    const auto at = std::find(k_names.begin(), k_names.end(), name);
    if (at == k_names.end()) return std::nullopt;
    return static_cast<MappedField>(at - k_names.begin());
}

Result<void> check_mapping(const ReportMapping& mapping) {
    if (trim(mapping.name).empty()) return fail(unfit("the mapping has no name"));
    if (mapping.of(MappedField::title).empty() && mapping.of(MappedField::rule).empty() &&
        mapping.of(MappedField::id).empty())
        return fail(unfit("none of title, rule and id is mapped: findings would have no name"));
    if (mapping.header.empty()) return fail(unfit("the header is empty: files could not be known by it"));
    return {};
}

Result<ReportMapping> read_mapping(std::string_view yaml) {
    if (yaml.size() > k_most_bytes) return fail(unfit("the mapping is larger than any mapping"));
    auto text = yaml_to_json(yaml);
    if (!text) return fail(std::move(text.error()));
    json::Document document;
    auto root = document.parse(*text);
    if (!root) return fail(std::move(root.error()));
    return mapping_of(*root);
}

std::string write_mapping(const ReportMapping& m) {
    std::string out = "parapet-mapping: 1\n";
    out += "name: " + quoted(m.name) + "\ntool: " + quoted(m.tool) + "\n";
    out += std::string("format: ") + (m.shape == ReportMapping::Shape::csv ? "csv" : "json") + "\n";
    if (!m.records.empty()) out += "records: " + quoted(m.records) + "\n";
    out += "header:\n";
    for (const std::string& column : m.header)
        out += "  - " + quoted(column) + "\n";
    out += "fields:\n";
    for (std::size_t i = 0; i < k_mapped_fields; ++i)
        if (!m.from[i].empty()) out += "  " + std::string(k_names[i]) + ": " + quoted(m.from[i]) + "\n";
    if (!m.severities.empty()) out += "severity:\n";
    for (const auto& [word, severity] : m.severities)
        out += "  " + quoted(word) + ": " + std::string(name_of(severity)) + "\n";
    return out;
}

std::vector<ReportMapping> read_mappings(std::string_view json_array) {
    std::vector<ReportMapping> out;
    if (json_array.empty()) return out;
    json::Document document;
    const auto root = document.parse(json_array);
    if (!root) return out;
    for (const json::Value text : root->items()) {
        if (out.size() >= k_most_mappings) break;
        if (auto mapping = read_mapping(text.str())) out.push_back(std::move(*mapping));
    }
    return out;
}

std::string write_mappings(const std::vector<ReportMapping>& mappings) {
    std::string out;
    json::Writer w(out);
    w.begin_array();
    for (const ReportMapping& mapping : mappings)
        w.value(write_mapping(mapping));
    w.end_array();
    return out;
}

namespace {

bool has_all_keys(const std::vector<std::string>& keys, const std::vector<std::string>& wanted) {
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); });
}

} // namespace

bool fits(const ReportMapping& m, const Head& head) {
    if (m.header.empty()) return false;
    if (m.shape == ReportMapping::Shape::csv) {
        if (head.shape != Head::Shape::text) return false;
        const CsvHeader header = csv_header(head);
        std::vector<std::string> theirs, ours;
        for (const std::string& name : header.names)
            theirs.push_back(csv_key(name));
        for (const std::string& name : m.header)
            ours.push_back(csv_key(name));
        std::sort(theirs.begin(), theirs.end());
        std::sort(ours.begin(), ours.end());
        return theirs == ours;
    }
    if (m.records.empty())
        return (head.shape == Head::Shape::json_array || head.shape == Head::Shape::json_lines) &&
               has_all_keys(head.element_keys, m.header);
    if (head.shape != Head::Shape::json_object || !head.has_key(m.records.substr(0, m.records.find('.')))) return false;
    return std::all_of(m.header.begin(), m.header.end(),
                       [&](const std::string& key) { return head.contains(quoted(key)); });
}

} // namespace parapet
