#include "core/base/result.h"

#include "core/base/text.h"

#include <fmt/format.h>

namespace parapet {

const char* errc_name(Errc code) {
    switch (code) {
    case Errc::bad_argument:
        return "bad_argument";
    case Errc::not_found:
        return "not_found";
    case Errc::unreadable:
        return "unreadable";
    case Errc::unknown_format:
        return "unknown_format";
    case Errc::unsupported_version:
        return "unsupported_version";
    case Errc::malformed:
        return "malformed";
    case Errc::limit:
        return "limit";
    case Errc::damaged_archive:
        return "damaged_archive";
    case Errc::cancelled:
        return "cancelled";
    case Errc::workspace_locked:
        return "workspace_locked";
    case Errc::workspace_damaged:
        return "workspace_damaged";
    case Errc::workspace_newer:
        return "workspace_newer";
    case Errc::workspace_unusable:
        return "workspace_unusable";
    case Errc::source_unreachable:
        return "source_unreachable";
    case Errc::conflict:
        return "conflict";
    case Errc::internal:
        return "internal";
    }
    return "internal";
}

std::string Error::one_line() const {
    std::string out;
    if (!where.empty()) out += where + ": ";
    if (line > 0 && column > 0) {
        out += fmt::format("line {}, column {}: ", line, column);
    } else if (line > 0) {
        out += fmt::format("line {}: ", line);
    } else if (column > 0) { // of a text of one line, such as a filter
        out += fmt::format("character {}: ", column);
    } else if (offset >= 0) {
        out += fmt::format("byte {}: ", offset);
    }
    out += what;
    if (!help.empty()) out += ". " + help;
    return visible(out);
}

} // namespace parapet
