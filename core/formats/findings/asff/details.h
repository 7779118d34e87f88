#pragma once
// What a finding of ASFF says beyond its own words: vulnerabilities, the network, and what products write beside a
// resource.

#include "core/base/json.h"
#include "core/formats/common/record_run.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>

namespace parapet::asff {

// Fills a finding whose resources are in their place.
void read_details(json::Value finding, RawFinding& f, RecordRun& run);

// A tag of HDF's converter: "Tags/nist/IA-5 (1) (d)", "Tags/cci/[\"CCI-000048\"]".
void read_hdf_tag(std::string_view tag, RawFinding& f);

// "repository:tag" of an AwsEcrContainerImage.
[[nodiscard]] std::string image_of(json::Value image);

} // namespace parapet::asff
