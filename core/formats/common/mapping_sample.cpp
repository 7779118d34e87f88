// What a person who makes a mapping is shown, and what the names of columns say by themselves.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/report_mapping.h"

#include <algorithm>
#include <set>

namespace parapet {

namespace {

constexpr std::size_t k_most_rows = 20, k_most_cell = 200, k_most_paths = 200, k_most_lists = 50;
constexpr int k_deepest = 3;

Result<MappingSample> csv_sample(std::string_view text) {
    MappingSample out;
    const auto in = memory_input(text, "sample");
    CsvTable table(*in);
    if (auto ok = table.open(); !ok) return fail(ok.error());
    out.columns = table.header().names;
    while (out.rows.size() < k_most_rows) {
        auto there = table.next();
        if (!there || !*there) break; // the beginning of a file may end within a row
        std::vector<std::string> row;
        for (std::size_t i = 0; i < out.columns.size(); ++i)
            row.push_back(elide(table.cell(i), k_most_cell));
        out.rows.push_back(std::move(row));
    }
    return out;
}

// Paths to all that is no object, in order of appearance.
void collect_paths(json::Value value, const std::string& path, int depth, std::vector<std::string>& out) {
    for (const auto& [key, member] : value.members()) {
        if (out.size() >= k_most_paths) return;
        const std::string there = path.empty() ? std::string(key) : path + "." + std::string(key);
        if (member.is_object() && depth < k_deepest) {
            collect_paths(member, there, depth + 1, out);
        } else if (!member.is_object() && std::find(out.begin(), out.end(), there) == out.end()) {
            out.push_back(there);
        }
    }
}

bool is_list_of_objects(json::Value value) {
    return value.is_array() && value.at(0).is_object();
}

void collect_lists(json::Value value, const std::string& path, int depth, std::vector<std::string>& out) {
    if (is_list_of_objects(value)) out.push_back(path);
    if (!value.is_object() || depth > k_deepest || out.size() >= k_most_lists) return;
    for (const auto& [key, member] : value.members())
        collect_lists(member, path.empty() ? std::string(key) : path + "." + std::string(key), depth + 1, out);
}

json::Value at_path_of(json::Value from, std::string_view path) {
    while (!path.empty()) {
        if (const json::Value whole = from[path]) return whole;
        const std::size_t dot = path.find('.');
        from = from[path.substr(0, dot)];
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return from;
}

void add_record(json::Value record, MappingSample& out) {
    std::vector<std::string> row;
    for (const std::string& column : out.columns) {
        const json::Value value = at_path_of(record, column);
        row.push_back(elide(value.is_array() ? value.at(0).text() : value.text(), k_most_cell));
    }
    out.rows.push_back(std::move(row));
}

Result<MappingSample> list_sample(json::Value root, const std::string& records) {
    MappingSample out;
    out.shape = ReportMapping::Shape::json;
    collect_lists(root, {}, 0, out.lists);
    if (out.lists.empty())
        return fail(Errc::malformed, "there is no list of records in it", {},
                    "choose a report that lists its findings");
    const bool named = std::find(out.lists.begin(), out.lists.end(), records) != out.lists.end();
    out.records = named ? records : out.lists.front();
    const json::Value list = at_path_of(root, out.records);
    std::size_t n = 0;
    for (const json::Value record : list.items()) {
        if (++n > k_most_rows) break;
        collect_paths(record, {}, 0, out.columns);
    }
    n = 0;
    for (const json::Value record : list.items()) {
        if (++n > k_most_rows) break;
        add_record(record, out);
    }
    return out;
}

Result<MappingSample> lines_sample(std::string_view text) {
    MappingSample out;
    out.shape = ReportMapping::Shape::json;
    out.lists = {""};
    std::vector<std::string_view> lines;
    for (const std::string_view line : split(text, '\n'))
        if (!trim(line).empty() && lines.size() < k_most_rows) lines.push_back(trim(line));
    for (const bool columns : {true, false}) {
        for (const std::string_view line : lines) {
            json::Document document;
            const auto record = document.parse(line);
            if (!record || !record->is_object()) continue;
            columns ? collect_paths(*record, {}, 0, out.columns) : add_record(*record, out);
        }
    }
    return out;
}

// What columns are usually called. The first that is there is taken.
struct Usual {
    MappedField field;
    std::initializer_list<std::string_view> names;
};
const std::initializer_list<Usual> k_usual{
    {MappedField::title,
     {"title", "name", "summary", "finding", "issue", "vulnerability_name", "vulnerability", "message"}},
    {MappedField::severity, {"severity", "sev", "risk", "level", "criticality", "priority", "rating"}},
    {MappedField::description, {"description", "details", "detail", "synopsis", "desc"}},
    {MappedField::remediation, {"remediation", "solution", "recommendation", "mitigation", "fix"}},
    {MappedField::rule, {"rule", "rule_id", "ruleid", "check", "check_id", "plugin_id", "test_id"}},
    {MappedField::id, {"cve", "cves", "cve_id", "vulnerability_id", "vuln_id", "advisory"}},
    {MappedField::cwe, {"cwe", "cwe_id", "cweid", "weakness"}},
    {MappedField::score, {"cvss_score", "score", "cvss_base_score", "base_score", "cvss3_score"}},
    {MappedField::cvss, {"cvss_vector", "cvss", "vector"}},
    {MappedField::asset, {"asset", "target", "system", "application", "project", "image", "repository", "repo"}},
    {MappedField::host, {"host", "hostname", "ip", "ip_address", "server", "fqdn"}},
    {MappedField::port, {"port"}},
    {MappedField::url, {"url", "uri", "endpoint"}},
    {MappedField::file, {"file", "path", "file_path", "filename", "filepath", "location"}},
    {MappedField::line, {"line", "line_number", "lineno", "start_line"}},
    {MappedField::package, {"package", "package_name", "component", "library", "dependency"}},
    {MappedField::version, {"version", "installed_version", "package_version", "component_version"}},
    {MappedField::fixed_version, {"fixed_version", "fix_version", "fixed_in", "patched_version"}},
    {MappedField::resource, {"resource", "resource_id", "arn", "object"}},
    {MappedField::time, {"date", "time", "timestamp", "detected_at", "created_at", "first_seen", "last_seen"}},
    {MappedField::link, {"link", "links", "reference", "references"}},
    {MappedField::tag, {"tag", "tags", "category"}},
};

} // namespace

Result<MappingSample> sample_of(std::string_view text, const std::string& records) {
    const Head head = make_head(text, {}, false);
    switch (head.shape) {
    case Head::Shape::json_lines:
        return lines_sample(text);
    case Head::Shape::json_object:
    case Head::Shape::json_array: {
        json::Document document;
        auto root = document.parse(text);
        if (!root) return fail(std::move(root.error()));
        return list_sample(*root, records);
    }
    case Head::Shape::text:
        return csv_sample(text);
    case Head::Shape::empty:
    case Head::Shape::xml:
    case Head::Shape::binary:
        break;
    }
    return fail(Errc::unknown_format, "it is " + describe(head) + "; tables (CSV) and JSON can be mapped", {},
                "export the report as one of these");
}

ReportMapping suggested_mapping(const MappingSample& sample) {
    ReportMapping out;
    out.shape = sample.shape;
    out.records = sample.records;
    std::set<std::string> taken;
    for (const Usual& usual : k_usual) {
        std::string& from = out.from[static_cast<std::size_t>(usual.field)];
        for (const std::string_view name : usual.names) {
            const auto column = std::find_if(sample.columns.begin(), sample.columns.end(), [&](const std::string& c) {
                const std::string last =
                    c.substr(c.find_last_of('.') == std::string::npos ? 0 : c.find_last_of('.') + 1);
                return csv_key(last) == csv_key(name) && !taken.contains(c);
            });
            if (column == sample.columns.end()) continue;
            from = *column;
            taken.insert(*column);
            break;
        }
    }
    settle_header(out, sample);
    return out;
}

void settle_header(ReportMapping& mapping, const MappingSample& sample) {
    mapping.shape = sample.shape;
    mapping.records = sample.records;
    mapping.header.clear();
    if (sample.shape == ReportMapping::Shape::csv) {
        mapping.header = sample.columns;
        return;
    }
    for (const std::string& path : mapping.from) {
        const std::string key = path.substr(0, path.find('.'));
        const bool known = std::find(mapping.header.begin(), mapping.header.end(), key) != mapping.header.end();
        if (!key.empty() && !known) mapping.header.push_back(key);
    }
}

} // namespace parapet
