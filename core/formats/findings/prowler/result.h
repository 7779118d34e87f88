#pragma once
// One result of Prowler, whichever of its formats it came in.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string_view>

namespace parapet::prowler {

struct ProwlerResult {
    std::string_view rule, title, status, detail, severity, uid;
    std::string_view resource, resource_type, region, service;
    std::string_view description, risk, remediation, link, when;
    bool muted = false;
};

// Fills a finding whose place is set.
void fill(const ProwlerResult& result, RawFinding& finding, ParseStats& stats, const Limits& limits);

// "CIS-2.0: 1.12 | NIST-800-53-Revision-5: ac_2, ac_3"
void add_compliance(std::string_view text, RawFinding& finding);

// The cluster in "prowler-kubernetes-CHECK-CLUSTER-namespace: NAMESPACE-RESOURCE", which OCSF names nowhere else.
std::string_view cluster_of(std::string_view uid, std::string_view check);

// "[check11] Avoid the use of the root account (Scored)" in its two parts.
void split_title(std::string_view text, ProwlerResult& result);

} // namespace parapet::prowler
