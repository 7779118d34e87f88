#pragma once
// What ZAP says of one alert, whether in XML or JSON, and the finding that it makes.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet::zap {

struct Instance {
    std::string uri, method, parameter, attack, evidence, other, request, response;
};

struct Alert {
    std::string plugin, reference_id, name, risk_code, confidence, risk, description, solution, other, references, cwe,
        wasc;
    std::vector<Instance> instances; // at most Limits::max_locations
    std::uint64_t dropped = 0;       // instances beyond that
    void clear();
    // Keeps the place, or counts it where there are too many.
    void keep(Instance at, const Limits& limits);
    // Where it was seen first; "" where it tells no place.
    [[nodiscard]] std::string_view first_uri() const;
};

// `finding.place` is set.
void read_alert(const Alert& alert, RawFinding& finding, ParseStats& stats, const Limits& limits);

// A report may be of several sites, its scan is of one: names the site of an alert that is of another.
void name_other_site(const Alert& alert, const ScanInfo& scan, RawFinding& finding);

// "https://shop.example:8443" of a site, from its name or its host, port and ssl.
[[nodiscard]] ScanInfo scan_of(std::string_view name, std::string_view host, std::string_view port, bool ssl,
                               std::string_view version, std::string_view generated);

} // namespace parapet::zap
