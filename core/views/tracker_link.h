#pragma once
// A tracker's page for a new issue, filled in: a template of the person's with {title} and {body}.

#include "core/base/result.h"
#include "core/store/workspace.h"
#include "core/views/findings.h"

#include <string>
#include <string_view>

namespace parapet::views {

inline constexpr const char* k_tracker_setting = "tracker.url"; // of the workspace
inline constexpr std::size_t k_most_template_bytes = 2000;
inline constexpr std::size_t k_most_url_bytes = 8000; // what servers and browsers take

// https or http, a host, {title} or {body} somewhere after it, nothing else in braces.
[[nodiscard]] Result<void> check_tracker_template(std::string_view text);

// Percent-encoded. A body that is too long is cut at a line, and says so.
[[nodiscard]] Result<std::string> tracker_url(std::string_view url_template, std::string_view title,
                                              std::string_view body);

// For one finding, with the text of core/views/issue_text.h. Fails with not_found when no template is set.
[[nodiscard]] Result<std::string> tracker_url_of(const Workspace&, FindingId id, std::stop_token stop = {});

} // namespace parapet::views
