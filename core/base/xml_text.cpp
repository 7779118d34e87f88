#include "core/base/xml_text.h"

namespace parapet {

void append_xml_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
}

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    append_xml_text(out, text);
    return out;
}

} // namespace parapet
