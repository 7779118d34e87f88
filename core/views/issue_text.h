#pragma once

#include "core/views/findings.h"

#include <string>

namespace parapet::views {

// A finding as the text of a tracker's issue: a title line, what and where it is, how to fix it, until when, and how it
// was found. Markdown; what comes from reports is escaped, secrets are masked already. `zone` as for exports.
[[nodiscard]] std::string issue_markdown(const FindingDetail& detail, const std::string& zone = "UTC");

} // namespace parapet::views
