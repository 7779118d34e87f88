#include "core/formats/common/yaml_json.h"

#include "core/base/encoding.h"
#include "core/base/input.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>
#include <yaml-cpp/yaml.h>

namespace parapet {

namespace {

constexpr std::size_t k_max_yaml_bytes = 64U << 20; // its tree takes many times as much
constexpr std::size_t k_max_depth = 100;

class Converter {
public:
    // False when there is too much of it.
    bool write(const YAML::Node& node, std::size_t depth) {
        if (depth > k_max_depth || out.size() > k_max_yaml_bytes * 4) return false;
        switch (node.Type()) {
        case YAML::NodeType::Map:
            return write_map(node, depth);
        case YAML::NodeType::Sequence:
            return write_list(node, depth);
        case YAML::NodeType::Scalar:
            json::append_string(out, sanitize_utf8(node.Scalar()));
            return true;
        default:
            out += "null";
            return true;
        }
    }
    std::string out;

private:
    bool write_map(const YAML::Node& node, std::size_t depth) {
        out += '{';
        bool first = true;
        for (const auto& member : node) {
            if (!first) out += ',';
            first = false;
            json::append_string(out, sanitize_utf8(member.first.IsScalar() ? member.first.Scalar() : "?"));
            out += ':';
            if (!write(member.second, depth + 1)) return false;
        }
        out += '}';
        return true;
    }
    bool write_list(const YAML::Node& node, std::size_t depth) {
        out += '[';
        bool first = true;
        for (const auto& item : node) {
            if (!first) out += ',';
            first = false;
            if (!write(item, depth + 1)) return false;
        }
        out += ']';
        return true;
    }
};

} // namespace

Result<std::string> yaml_to_json(std::string_view yaml, const Limits& limits) {
    if (yaml.size() > std::min<std::uint64_t>(k_max_yaml_bytes, limits.max_document_bytes))
        return fail(Errc::limit, "the YAML document is too large", "", "Export the report as JSON");
    try {
        Converter converter;
        if (!converter.write(YAML::Load(std::string(yaml)), 0))
            return fail(Errc::limit, "the YAML document is nested too deeply or repeats too much");
        return std::move(converter.out);
    } catch (const YAML::Exception& e) {
        Error error{Errc::malformed, "it is no YAML: " + e.msg, {}, {}};
        error.line = e.mark.line >= 0 ? e.mark.line + 1 : 1;
        error.column = e.mark.column >= 0 ? e.mark.column + 1 : 1;
        return fail(std::move(error));
    }
}

Result<std::string> yaml_input_to_json(Input& in, const Limits& limits) {
    const auto bytes = in.read_all(limits.max_document_bytes);
    if (!bytes) return fail(bytes.error());
    const auto yaml = decode_text(*bytes);
    if (!yaml) return fail(yaml.error());
    return yaml_to_json(*yaml, limits);
}

} // namespace parapet
