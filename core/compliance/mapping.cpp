#include "core/compliance/mapping.h"

#include "core/base/embedded.h"
#include "core/base/text.h"
#include "core/compliance/control_id.h"
#include "core/compliance/framework.h"

#include <algorithm>
#include <array>
#include <map>

namespace parapet::compliance {
namespace {

struct NamedBit {
    std::string_view name;
    std::uint16_t bit;
};
constexpr std::array<NamedBit, 9> k_scan_names{{{"sast", k_scan_sast},
                                                {"sca", k_scan_sca},
                                                {"secret", k_scan_secret},
                                                {"iac", k_scan_iac},
                                                {"image", k_scan_image},
                                                {"host", k_scan_host},
                                                {"config", k_scan_config},
                                                {"cloud", k_scan_cloud},
                                                {"dast", k_scan_dast}}};

struct Mapping {
    std::vector<std::string> controls;
    std::string source, confidence;
};
struct ToolLine {
    std::string tool, target;
    std::uint16_t kinds = 0;
};
struct Tables {
    std::unordered_map<int, Mapping> by_cwe;
    std::unordered_map<std::string, std::vector<int>> cwes;
    std::unordered_map<int, std::vector<std::string>> by_cci;
    std::map<std::string, Mapping, std::less<>> by_default; // "cause:code"
    std::array<std::vector<std::string>, k_event_kind_count> by_event;
    std::vector<ToolLine> tools;
};

std::vector<std::vector<std::string_view>> rows_of(const char* name) {
    const auto table = embedded_file(embedded_data(), name);
    return table ? table_rows(*table) : std::vector<std::vector<std::string_view>>{};
}

std::vector<std::string> words(std::string_view cell) {
    std::vector<std::string> out;
    for (const std::string_view word : split(cell, ' '))
        if (!word.empty()) out.emplace_back(word);
    return out;
}

Mapping mapping_of(const std::vector<std::string_view>& row) {
    return {words(row[1]), std::string(row[2]), std::string(row[3])};
}

void load_cwe(Tables& out) {
    for (const auto& row : rows_of("mappings/cwe_controls.tsv")) {
        std::int64_t cwe = 0;
        if (row.size() != 4 || !parse_int(row[0], cwe)) continue;
        Mapping mapping = mapping_of(row);
        for (const std::string& control : mapping.controls)
            out.cwes[control].push_back(static_cast<int>(cwe));
        out.by_cwe.emplace(static_cast<int>(cwe), std::move(mapping));
    }
    for (auto& [control, cwes] : out.cwes)
        std::sort(cwes.begin(), cwes.end());
}

void load_cci(Tables& out) {
    for (const auto& row : rows_of("mappings/cci_controls.tsv")) {
        if (row.size() != 2) continue;
        for (const std::string& number : words(row[1])) {
            std::int64_t cci = 0;
            if (parse_int(number, cci)) out.by_cci[static_cast<int>(cci)].emplace_back(row[0]);
        }
    }
}

Tables load() {
    Tables out;
    load_cwe(out);
    load_cci(out);
    for (const auto& row : rows_of("mappings/finding_controls.tsv"))
        if (row.size() == 4) out.by_default.emplace(row[0], mapping_of(row));
    for (const auto& row : rows_of("mappings/event_controls.tsv")) {
        const auto kind = row.size() == 4 ? parse_enum<EventKind>(row[0]) : std::nullopt;
        if (kind) out.by_event[static_cast<std::size_t>(*kind)] = words(row[1]);
    }
    for (const auto& row : rows_of("mappings/scan_kinds.tsv"))
        if (row.size() == 3) out.tools.push_back({std::string(row[0]), std::string(row[1]), parse_scan_kinds(row[2])});
    return out;
}

const Tables& tables() {
    static const Tables k_tables = load();
    return k_tables;
}

void add(std::vector<MappedControl>& out, const std::string& id, const std::string& reason) {
    const bool known = std::any_of(out.begin(), out.end(), [&](const MappedControl& c) { return c.id == id; });
    if (!known) out.push_back({id, reason});
}

void add_all(std::vector<MappedControl>& out, const Mapping& mapping, const std::string& what) {
    for (const std::string& id : mapping.controls)
        add(out, id, what + " (" + mapping.source + ", " + mapping.confidence + ")");
}

void add_default(std::vector<MappedControl>& out, const std::string& key) {
    const auto found = tables().by_default.find(key);
    if (found != tables().by_default.end()) add_all(out, found->second, key);
}

bool add_cci(std::vector<MappedControl>& out, std::string_view text) {
    if (!istarts_with(text, "CCI-")) return false;
    std::int64_t number = 0;
    if (!parse_int(text.substr(4), number)) return true;
    const auto found = tables().by_cci.find(static_cast<int>(number));
    if (found == tables().by_cci.end()) return true;
    for (const std::string& id : found->second)
        add(out, id, std::string(text));
    return true;
}

} // namespace

std::uint16_t parse_scan_kinds(std::string_view text) {
    if (text == "any") return k_scan_any;
    std::uint16_t kinds = 0;
    for (const std::string_view word : split(text, ',')) {
        const auto* found = std::find_if(k_scan_names.begin(), k_scan_names.end(),
                                         [&](const NamedBit& named) { return named.name == word; });
        if (found == k_scan_names.end()) return 0;
        kinds = static_cast<std::uint16_t>(kinds | found->bit);
    }
    return kinds;
}

std::uint16_t scan_kinds_of(std::string_view tool, std::string_view target_kind) {
    for (const ToolLine& line : tables().tools) {
        const bool tool_fits = line.tool == "*" || istarts_with(tool, line.tool);
        if (tool_fits && (line.target == "*" || iequals(target_kind, line.target))) return line.kinds;
    }
    return 0;
}

std::uint16_t scan_kinds_for_asset(std::string_view asset_kind) {
    if (asset_kind == "image") return k_scan_image | k_scan_sca;
    if (asset_kind == "repository" || asset_kind == "filesystem")
        return k_scan_sast | k_scan_sca | k_scan_secret | k_scan_iac;
    if (asset_kind == "host") return k_scan_host | k_scan_config;
    if (asset_kind == "cluster") return k_scan_config;
    if (asset_kind == "account") return k_scan_cloud | k_scan_config;
    if (asset_kind == "url") return k_scan_dast;
    return 0;
}

std::vector<MappedControl> explicit_controls(std::span<const std::string> tool_controls) {
    std::vector<MappedControl> out;
    for (const std::string& text : tool_controls) {
        const std::size_t colon = text.find(':');
        const std::string_view scheme =
            colon == std::string::npos ? std::string_view{} : std::string_view(text).substr(0, colon);
        const std::string_view value =
            trim(colon == std::string::npos ? text : std::string_view(text).substr(colon + 1));
        if (add_cci(out, value)) continue;
        if (!scheme.empty() && !icontains(scheme, "nist") && !icontains(scheme, "800-53")) continue;
        const auto id = parse_control_id(value);
        if (!id) continue;
        for (const std::string& current : nist_catalogue().current(id->id))
            add(out, current, text);
    }
    return out;
}

std::vector<MappedControl> controls_of(const MappingInput& finding) {
    std::vector<MappedControl> out = explicit_controls(finding.tool_controls);
    if (out.empty()) {
        for (const int cwe : finding.cwe) {
            const auto found = tables().by_cwe.find(cwe);
            if (found != tables().by_cwe.end()) add_all(out, found->second, "CWE-" + std::to_string(cwe));
        }
    }
    add_default(out, "cause:" + std::string(name_of(finding.cause)));
    add_default(out, "kind:" + std::string(name_of(finding.identity)));
    return out;
}

const std::vector<std::string>& controls_of(EventKind kind) {
    return tables().by_event[static_cast<std::size_t>(kind) < k_event_kind_count ? static_cast<std::size_t>(kind) : 0];
}

const std::vector<int>& cwes_of(const std::string& control) {
    static const std::vector<int> k_none;
    const auto found = tables().cwes.find(control);
    return found == tables().cwes.end() ? k_none : found->second;
}

} // namespace parapet::compliance
