// InSpec's YAML: its JSON, whose names are Ruby's symbols.

#include "core/base/text.h"
#include "core/formats/common/translated.h"
#include "core/formats/common/whole_json.h"
#include "core/formats/common/yaml_json.h"
#include "core/formats/format.h"

#include <string>
#include <string_view>

namespace parapet {

extern const FormatInfo k_inspec_yaml_format;
extern const FormatInfo k_inspec_format;

namespace {

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "  - :id: ssh-1" -> "  - id: ssh-1"
std::string without_symbols(std::string_view yaml) {
    std::string out;
    out.reserve(yaml.size());
    while (!yaml.empty()) {
        const auto end = yaml.find('\n');
        const std::string_view line = yaml.substr(0, end == std::string_view::npos ? yaml.size() : end + 1);
        yaml.remove_prefix(line.size());
        const auto first = line.find_first_not_of("- ");
        std::size_t after = first == std::string_view::npos ? 0 : first + 1;
        while (after < line.size() && is_name(line[after]))
            ++after;
        const bool symbol = first != std::string_view::npos && line[first] == ':' && after > first + 1 &&
                            after < line.size() && line[after] == ':';
        out += line.substr(0, symbol ? first : line.size());
        if (symbol) out += line.substr(first + 1);
    }
    return out;
}

Sniff sniff(const Head& head) {
    if (head.shape != Head::Shape::text || !head.text.starts_with("---")) return {};
    const bool symbols = head.contains("\n:platform:") && head.contains("\n:profiles:");
    const bool plain = head.contains("\nplatform:") && head.contains("\nprofiles:") &&
                       (head.contains("code_desc:") || head.contains("\nstatistics:"));
    if (symbols) return {90, "YAML with the symbols platform and profiles", {}};
    if (plain) return {80, "YAML with platform and profiles, of controls", {}};
    return {};
}

Result<ParseStats> parse(Input& in, RecordSink& out, JobContext& job, const ParseOptions& options) {
    const auto yaml = whole_text(in, *options.limits);
    if (!yaml) return fail(yaml.error());
    const auto json = yaml_to_json(without_symbols(*yaml), *options.limits);
    if (!json) return fail(json.error());
    return parse_translated(*json, k_inspec_format, in.name(), out, job, options);
}

} // namespace

const FormatInfo k_inspec_yaml_format{"inspec-yaml",
                                      FormatKind::findings,
                                      "InSpec",
                                      "application/yaml",
                                      "InSpec and CINC: controls with their results, as YAML",
                                      sniff,
                                      parse};

} // namespace parapet
