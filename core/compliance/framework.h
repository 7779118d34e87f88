#pragma once
// The frameworks: which controls, in which order. Tables of ids and titles inside the binary (resources/frameworks).

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parapet::compliance {

struct Control {
    std::string id, title, family; // family: "AC"
    std::string baselines;         // letters: "LMH"
};

struct Catalogue {
    std::vector<std::pair<std::string, std::string>> families;       // id, title; in order
    std::vector<Control> controls;                                   // in the framework's order
    std::unordered_map<std::string, std::size_t> index;              // id -> place in controls
    std::unordered_map<std::string, std::vector<std::string>> moved; // withdrawn id -> where it went

    [[nodiscard]] const Control* find(const std::string& id) const;
    // Ids of today for an id of any revision: itself, or where it went; empty when it is none.
    [[nodiscard]] std::vector<std::string> current(const std::string& id) const;
};
[[nodiscard]] Result<Catalogue> read_catalogue(std::string_view table, std::string_view withdrawn);

struct Framework {
    std::string id, title;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<const Control*> controls; // of this baseline, in order
};

// All of resources/frameworks/frameworks.tsv; empty only if the build is broken (a test holds that).
[[nodiscard]] const std::vector<Framework>& all_frameworks();
[[nodiscard]] const Framework* find_framework(std::string_view id);
// SP 800-53 rev 5, whole: what findings, events and rules are mapped to.
[[nodiscard]] const Catalogue& nist_catalogue();

// Lines of a table: no comments, no empty lines; cells split at tabs, "-" read as empty.
[[nodiscard]] std::vector<std::vector<std::string_view>> table_rows(std::string_view table);

} // namespace parapet::compliance
