#pragma once
// One rule of a STIG checklist and what the checklist is of, whichever of the viewer's two formats it came in.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>

namespace parapet::stig {

// A web server or a database has one checklist for each of its sites or instances.
struct Target {
    std::string_view fqdn, name, address, site, instance;
};

std::string part_of(const Target& target); // "site instance", often empty
ScanInfo scan_of(const Target& target, std::string_view stig);

struct Rule {
    std::string_view group, id, version, title, group_title, severity, override_severity, justification;
    std::string_view discussion, check, fix, status, details, comments;
};

// Fills a finding whose place is set.
void fill(const Rule& rule, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet::stig
