#pragma once
// What CycloneDX says of components and vulnerabilities, in JSON or XML, and the findings that it makes.

#include "core/formats/format.h"
#include "core/model/finding.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parapet::cyclonedx {

struct Component {
    std::string name, version, purl, file;
};

class Components {
public:
    void add(std::string_view bom_ref, Component component);
    // By bom-ref, by "urn:cdx:serial/1#ref", or read out of the reference where that is a purl.
    void put(std::string_view ref, Location& location) const;
    [[nodiscard]] std::size_t size() const { return by_ref_.size(); }
    void tell(RecordSink& out) const; // the packages, as facts

private:
    std::unordered_map<std::string, Component> by_ref_;
};

struct Rating {
    std::string severity, method, vector;
    std::optional<double> score;
};

struct Vulnerability {
    std::string id, description, detail, recommendation, source_url;
    std::string state, justification, analysis; // VEX
    std::vector<Rating> ratings;
    std::vector<std::int64_t> cwes;
    std::vector<std::string> links, references; // references: ids that others gave it
    std::vector<std::string> affects;
};

// `finding.place` is set.
void read(const Vulnerability& v, const Components& components, RawFinding& finding, ParseStats& stats,
          const Limits& limits);

struct Metadata {
    std::string tool, tool_version, timestamp, name, version, type;
};
// An inventory without a list of vulnerabilities is no scan: it closes nothing.
[[nodiscard]] ScanInfo scan_of(const Metadata& about, bool has_vulnerabilities);

} // namespace parapet::cyclonedx
