#pragma once
// Times as the reports of scanners write them for people: "27/02/2020, 12:56:09", "05 May 2021 07:57 AM",
// "Mon Nov 16 03:45:06 2020", "2024-05-12 04:05:27 UTC", "14 May 2024 09:35AM GMT+0200", "20210211T162340221".

#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace parapet {

// nullopt for anything that is not wholly understood, and for "03/07/2023", whose month could be either. What has no
// zone is read as UTC.
[[nodiscard]] std::optional<Time> loose_time(std::string_view text);

} // namespace parapet
