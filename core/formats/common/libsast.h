#pragma once
// What njsscan and mobsfscan share: the report of libsast, rules with their matches by file.

#include "core/formats/common/whole_report.h"

#include <string_view>

namespace parapet {

// `groups`: the keys whose values are rules by id. A rule without files is a record of its own: it is about the whole.
[[nodiscard]] Result<void> read_libsast(json::Value root, WholeReport& report, std::string_view tool,
                                        std::string_view version_key, std::initializer_list<std::string_view> groups);

} // namespace parapet
