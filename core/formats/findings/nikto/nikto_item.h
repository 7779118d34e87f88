#pragma once
// One item of Nikto, whichever way it was written.

#include "core/formats/common/finding_fields.h"

#include <string>
#include <string_view>

namespace parapet {

struct NiktoItem {
    std::string_view id, osvdb, method, message, references;
    std::string url; // whole
};
void read_nikto_item(const NiktoItem& item, RawFinding& finding, ParseStats& stats, const Limits& limits);
// "https://host:8443" of what Nikto tells of its target.
[[nodiscard]] std::string nikto_origin(std::string_view host, std::string_view port, bool tls);

} // namespace parapet
