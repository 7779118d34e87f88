#include "tests/support/layouts.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>
#include <vector>

namespace parapet::test {

namespace {

struct Layout {
    bool reversed = false;
    std::string line, step, colon; // line: what begins a line
};

void write(json::Value value, const Layout& layout, const std::string& indent, std::string& out) {
    const std::string deeper = indent + layout.step;
    if (value.is_object()) {
        std::vector<json::Member> members;
        for (const json::Member m : value.members())
            members.push_back(m);
        if (layout.reversed) std::reverse(members.begin(), members.end());
        out += "{";
        for (std::size_t i = 0; i < members.size(); ++i) {
            out += (i ? "," : "") + layout.line + deeper;
            json::append_string(out, members[i].key);
            out += layout.colon;
            write(members[i].value, layout, deeper, out);
        }
        out += layout.line + indent + "}";
    } else if (value.is_array()) {
        out += "[";
        bool first = true;
        for (const json::Value item : value.items()) {
            out += (first ? "" : ",") + layout.line + deeper;
            write(item, layout, deeper, out);
            first = false;
        }
        out += "]";
    } else {
        out += value.raw();
    }
}

std::string written(const std::string& text, const Layout& layout) {
    json::Document document;
    const auto value = document.parse(text);
    std::string out;
    if (value) write(*value, layout, "", out);
    return out;
}

} // namespace

bool is_json(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && (text[first] == '{' || text[first] == '[');
}

std::string reversed_json(const std::string& text) {
    return written(text, {true, "\n", "   ", "  : "});
}

std::string minified_json(const std::string& text) {
    return written(text, {false, "", "", ":"});
}

std::string respaced_xml(const std::string& text) {
    std::string out;
    std::size_t i = 0;
    while (i < text.size()) {
        const std::string_view rest = std::string_view(text).substr(i);
        std::size_t n = 1;
        for (const auto& [open, close] : {std::pair{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<!DOCTYPE", ">"}}) {
            if (!rest.starts_with(open)) continue;
            const auto end = rest.find(close);
            n = end == std::string_view::npos ? rest.size() : end + std::string_view(close).size();
        }
        if (n == 1 && rest.front() == '<') out += "\n\t";
        out += rest.substr(0, n);
        i += n;
    }
    return std::string(trim(out));
}

} // namespace parapet::test
