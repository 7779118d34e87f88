#pragma once
// What OpenVAS prints of the product that it judged.

#include "core/model/finding.h"

#include <string_view>

namespace parapet {

// "Installed version: 1.2", "Fixed version: 1.3"; of a scan by CVE "The host carries the product: cpe:/a:x:y:1.2" and
// "The product was found at: 80/tcp.", which has no port of its own. Only what the location lacks is filled.
void set_openvas_product(Location& location, std::string_view result);

} // namespace parapet
