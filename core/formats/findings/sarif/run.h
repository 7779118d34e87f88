#pragma once
// What a SARIF run says around its results: the tool, its rules, where files lie, whether the scan went well.

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/formats/format.h"
#include "core/model/finding.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parapet::sarif {

struct Rule {
    std::string id;
    std::string name, title, description, help; // title: one line, of what the rule says of itself
    std::string level;                          // "" = not said
    std::string score_raw;                      // security-severity as written
    std::string severity_word;                  // "" = not said
    std::optional<double> score;
    std::vector<std::pair<std::string, std::string>> messages;
    bool secret = false; // tagged as one
    RawFinding facts;    // cwe, cve, aliases, tags, links, controls, purl and CVSS of every result of it
};

// Rules of one tool component (driver or extension).
struct Component {
    std::string name;
    std::vector<Rule> rules;
    std::unordered_map<std::string, std::size_t> by_id; // also by guid
};

// Where the files of a run lie. Paths of results are made relative to the source root.
class Places {
public:
    void read(json::Value run);
    // The path of an artifactLocation.
    [[nodiscard]] std::string path(json::Value artifact_location) const;

private:
    struct Base {
        std::string prefix; // in front of what refers to it
    };
    void read_base(json::Value bases, std::string_view id, int depth);
    void add_root(std::string_view uri);
    [[nodiscard]] std::string relative(std::string path) const;

    std::unordered_map<std::string, Base> bases_;
    std::vector<std::string> roots_;     // absolute paths, "/" at the end, longest first
    std::vector<std::string> artifacts_; // by index
};

struct Taxonomy {
    std::string name;
    std::vector<std::string> ids;
};

class Run {
public:
    // Everything; results are not in `run`.
    void read(json::Value run, std::string where, ParseStats& stats, const Limits& limits);
    // Only what may be known later than the results: how the scan went.
    void read_invocations(json::Value run);

    // The rule of a result; null when it names none that is known.
    [[nodiscard]] const Rule* rule(std::string_view id, std::optional<std::int64_t> index, json::Value reference) const;
    // "name" or "fully::qualified" of a logicalLocation.
    void put_logical_name(json::Value logical_location, std::string& out) const;
    // A reference into a taxonomy (CWE, NIST, OWASP) as a fact of the finding.
    void note_taxon(RawFinding& finding, json::Value reference) const;
    [[nodiscard]] std::string_view shared_message(std::string_view id) const;

    ScanInfo scan;
    Places places;
    bool snyk = false;    // its logical locations are packages
    bool secrets = false; // the tool looks for secrets: its snippets are masked
    std::string where;    // "/runs/0"

private:
    void read_component(json::Value component, Component& out, ParseStats& stats, const Limits& limits);
    void read_rule(json::Value value, Rule& rule, ParseStats& stats, const Limits& limits);
    void read_target(json::Value run);
    void read_overrides(json::Value run);
    void read_taxonomies(json::Value run);
    [[nodiscard]] const Component& component_of(json::Value reference) const;

    Component driver_;
    std::vector<Component> extensions_;
    std::vector<Taxonomy> taxonomies_;
    std::vector<std::string> logical_;
    std::vector<std::pair<std::string, std::string>> messages_;
};

// The text of a message or description object: text, else markdown.
[[nodiscard]] std::string_view text_of(json::Value message);
// "HIGH" where the tool adds its own severity to a rule or result; "" else.
[[nodiscard]] std::string severity_word_of(json::Value properties);
[[nodiscard]] bool names_secrets(const RawFinding& facts);
// properties of a rule or result that say what SARIF itself has no word for.
void read_properties(RawFinding& facts, json::Value properties);

} // namespace parapet::sarif
