// A report read by a mapping.

#include "core/formats/common/code_place.h"
#include "core/formats/common/csv_table.h"
#include "core/formats/common/finding_fields.h"
#include "core/formats/common/loose_time.h"
#include "core/formats/common/report_mapping.h"
#include "core/formats/common/whole_json.h"

#include <functional>

namespace parapet {

namespace {

using Get = std::function<std::string(MappedField)>;

// "a.b.0.c": keys and places in lists. A key that has dots itself is tried as a whole first.
json::Value value_at(json::Value from, std::string_view path) {
    if (path.empty()) return from;
    if (const json::Value whole = from[path]) return whole;
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    json::Value next = from[key];
    if (std::int64_t index = 0; !next && from.is_array() && parse_int(key, index) && index >= 0)
        next = from.at(static_cast<std::size_t>(index));
    if (dot == std::string_view::npos || !next) return next;
    return value_at(next, path.substr(dot + 1));
}

// Lists of words as lines, objects not at all.
std::string text_at(json::Value from, std::string_view path) {
    const json::Value value = value_at(from, path);
    if (!value.is_array()) return value.text();
    std::string out;
    for (const json::Value item : value.items()) {
        if (item.is_object() || item.is_array()) continue;
        out += (out.empty() ? "" : "\n") + item.text();
    }
    return out;
}

class MappedReader {
public:
    MappedReader(const ReportMapping& mapping, ParseStats& stats, const Limits& limits)
        : stats_(stats)
        , limits_(limits) {
        for (const auto& [word, severity] : mapping.severities)
            words_.push_back({word, severity});
        for (const fields::SeverityWord& word : fields::common_severities())
            words_.push_back(word);
    }

    bool read(const Get& get, RawFinding& f) {
        read_words(get, f);
        read_place(get, f);
        if (f.title.empty()) {
            stats_.skip("a record without title, rule and id");
            return false;
        }
        f.identity = !f.cve.empty() || (!f.aliases.empty() && !f.location.package.empty()) ? IdentityKind::vuln
                     : !f.location.url.empty()                                             ? IdentityKind::web
                     : !f.location.file.empty()                                            ? IdentityKind::code
                     : !f.location.resource.empty() || !f.location.host.empty()            ? IdentityKind::config
                                                                                           : IdentityKind::other;
        if (f.rule.empty()) f.rule = !f.cve.empty() ? f.cve.front() : !f.aliases.empty() ? f.aliases.front() : f.title;
        return true;
    }

private:
    void read_words(const Get& get, RawFinding& f) {
        const std::string id = get(MappedField::id), rule = get(MappedField::rule);
        fields::set_title(f, {get(MappedField::title), rule, id}, limits_);
        fields::set_severity(f, get(MappedField::severity), words_, stats_);
        fields::set_text(f.description, get(MappedField::description), stats_, f.place.path, limits_);
        fields::set_text(f.remediation, get(MappedField::remediation), stats_, f.place.path, limits_);
        fields::put(f.rule, rule);
        fields::add_ids_of(f, id);
        if (f.cve.empty() && f.aliases.empty()) fields::add_id(f, trim(id));
        const std::string cwe = get(MappedField::cwe);
        fields::add_cwes_of(f, cwe);
        if (std::int64_t number = 0; f.cwe.empty() && parse_int(trim(cwe), number)) fields::add_cwe(f, number);
        fields::CvssPick cvss;
        double score = 0;
        const bool scored = parse_double(trimmed(get(MappedField::score)), score);
        cvss.offer(trimmed(get(MappedField::cvss)), scored ? std::optional(score) : std::nullopt);
        cvss.put(f);
        const std::string links = get(MappedField::link), tags = get(MappedField::tag);
        for (const std::string_view link : split(links, '\n'))
            fields::add_link(f, trim(link));
        for (const std::string_view tag : split(tags, '\n'))
            if (!trim(tag).empty()) fields::add_tag(f, trim(tag));
        fields::put(f.fingerprint, get(MappedField::fingerprint));
        if (const auto at = loose_time(get(MappedField::time))) f.seen = *at;
    }

    static void read_place(const Get& get, RawFinding& f) {
        fields::put(f.asset, get(MappedField::asset));
        fields::put(f.location.host, get(MappedField::host));
        if (const std::string url(trimmed(get(MappedField::url))); !url.empty()) fields::set_url(f.location, url);
        if (std::int64_t port = 0; parse_int(trimmed(get(MappedField::port)), port) && port > 0 && port < 65536)
            f.location.port = port;
        f.location.file = fields::normal_path(trimmed(get(MappedField::file)));
        f.location.line = fields::line_number(get(MappedField::line));
        fields::put(f.location.package, get(MappedField::package));
        fields::put(f.location.version, get(MappedField::version));
        fields::put(f.location.fixed_version, get(MappedField::fixed_version));
        fields::put(f.location.resource, get(MappedField::resource));
        if (f.asset.empty()) f.asset = f.location.host;
    }

    ParseStats& stats_;
    const Limits& limits_;
    std::vector<fields::SeverityWord> words_; // texts are the mapping's
};

Result<void> read_table(const ReportMapping& mapping, Input& in, RecordSink& out, ParseStats& stats,
                        MappedReader& reader, const Limits& limits) {
    CsvTable table(in, {}, limits);
    if (auto ok = table.open(); !ok) return ok;
    const auto read = [&](const CsvTable& row, RawFinding& f) {
        return reader.read(
            [&](MappedField field) {
                const std::string& column = mapping.of(field);
                return column.empty() ? std::string() : std::string(row.get(column));
            },
            f);
    };
    return csv_findings(table, out, stats, read);
}

Result<void> read_json(const ReportMapping& mapping, Input& in, RecordSink& out, ParseStats& stats,
                       MappedReader& reader, JobContext& job, const Limits& limits) {
    WholeJson whole;
    auto root = whole.read(in, stats, limits);
    if (!root) return fail(std::move(root.error()));
    const json::Value list = value_at(*root, mapping.records);
    if (!list.is_array())
        return fail(Errc::malformed, "there is no list of records at \"" + mapping.records + "\"", {},
                    "check the mapping's \"records\"");
    RawFinding f;
    std::uint64_t index = 0;
    for (const json::Value record : list.items()) {
        if ((index & 0x3FFU) == 0)
            if (auto go = job.check(); !go) return go;
        f.clear();
        f.place.path =
            (mapping.records.empty() ? std::string() : mapping.records) + "[" + std::to_string(index++) + "]";
        ++stats.records;
        if (!record.is_object()) {
            stats.skip("a record that is no object");
            continue;
        }
        const auto get = [&](MappedField field) {
            return mapping.of(field).empty() ? std::string() : text_at(record, mapping.of(field));
        };
        if (reader.read(get, f)) out.finding(f);
    }
    return {};
}

Result<void> read_lines(const ReportMapping& mapping, Input& in, RecordSink& out, ParseStats& stats,
                        MappedReader& reader, JobContext& job, const Limits& limits) {
    RawFinding f;
    return each_json_line(in, stats, job, limits, [&](const JsonLine& line) -> Result<void> {
        f.clear();
        f.place.line = static_cast<std::int64_t>(line.line);
        f.place.offset = static_cast<std::int64_t>(line.offset);
        ++stats.records;
        const auto get = [&](MappedField field) {
            return mapping.of(field).empty() ? std::string() : text_at(line.value, mapping.of(field));
        };
        if (reader.read(get, f)) out.finding(f);
        return {};
    });
}

} // namespace

Result<ParseStats> parse_mapped(const ReportMapping& mapping, bool lines, Input& in, RecordSink& out, JobContext& job,
                                const ParseOptions& options) {
    ParseStats stats;
    stats.tool = mapping.tool.empty() ? mapping.name : mapping.tool;
    ScanInfo scan;
    scan.tool = stats.tool;
    scan.target = options.default_host;
    scan.target_kind = "other";
    out.scan(scan);
    MappedReader reader(mapping, stats, *options.limits);
    Result<void> done = mapping.shape == ReportMapping::Shape::csv
                            ? read_table(mapping, in, out, stats, reader, *options.limits)
                        : lines ? read_lines(mapping, in, out, stats, reader, job, *options.limits)
                                : read_json(mapping, in, out, stats, reader, job, *options.limits);
    if (!done) return fail(std::move(done.error()));
    return stats;
}

} // namespace parapet
