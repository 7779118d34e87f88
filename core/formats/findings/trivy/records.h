#pragma once
// One result of Trivy as a finding: vulnerability, misconfiguration, secret or licence.

#include "core/base/json.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string>

namespace parapet::trivy {

enum class Kind : std::uint8_t { vulnerability, misconfiguration, secret, licence, modified };

// What stands around a result.
struct Target {
    std::string name;     // of the Result: a file, or an image with its system
    std::string class_;   // os-pkgs, lang-pkgs, config, secret, license ...
    std::string type;     // alpine, npm, dockerfile ...
    std::string resource; // Kubernetes: kind/name
    std::string asset;    // of a resource in a cluster; else empty
};
[[nodiscard]] Target target_of(json::Value result);

// `finding.place` is set.
void read(Kind kind, json::Value value, const Target& target, RawFinding& finding, ParseStats& stats,
          const Limits& limits);

// A control of a compliance report's summary.
void read_control(json::Value value, RawFinding& finding, ParseStats& stats, const Limits& limits);

} // namespace parapet::trivy
