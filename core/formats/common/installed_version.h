#pragma once
// What scanners of hosts print of a package: which version is installed, which one is mended, and its CPE.

#include "core/model/finding.h"

#include <string_view>

namespace parapet::fields {

// "Installed version : 1.2.3" and "Fixed version : 1.2.4" of a line each, or "Remote package installed : tar_1.2-3" and
// "Should be : tar_1.2-4". Only what the location lacks is filled, and only by what looks like a version.
void set_installed_version(Location& location, std::string_view output);
// Name and version of "cpe:/a:vendor:product:1.2", "p-cpe:/a:vendor:system:package" or
// "cpe:2.3:a:vendor:product:1.2:*", where the location has none yet; the first of a list.
void set_cpe(Location& location, std::string_view cpe);

} // namespace parapet::fields
