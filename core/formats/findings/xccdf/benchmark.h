#pragma once
// What the benchmark says of a rule: texts, ids and the controls that it names.

#include "core/base/xml.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace parapet::xccdf {

class Benchmark {
public:
    // Rules in groups of any depth, and the values that their texts refer to.
    void read(xml::Node benchmark);
    void read_values(xml::Node test_result);
    [[nodiscard]] xml::Node rule(std::string_view id) const;
    // Texts, ids, controls and links of a rule. Of an idle one (nothing to report) only what evidence needs.
    void describe(xml::Node rule, bool all, RawFinding& finding, ParseStats& stats, const Limits& limits) const;

    // Its own, or that of the rule that it extends.
    [[nodiscard]] std::string_view severity(xml::Node rule) const;

private:
    // The child of a rule, or of the rule that it extends.
    [[nodiscard]] xml::Node inherited(xml::Node rule, std::string_view name) const;
    [[nodiscard]] std::string text(xml::Node node) const;
    std::unordered_map<std::string_view, xml::Node> rules_;
    std::unordered_map<std::string_view, std::string_view> values_;
};

// An <ident>: CCE, CCI, CVE and the like.
void read_ident(std::string_view system, std::string_view id, RawFinding& finding);

// A <reference>: controls of the framework that its address tells, else a link.
void add_reference(std::string_view href, std::string_view text, RawFinding& finding);

} // namespace parapet::xccdf
