#pragma once
// What scanners saw of one asset, as expectations ask for it.

#include "core/base/result.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct SeenBy {
    std::string tool;
    std::int64_t at = 0, import_id = 0;
};
struct SeenValue {
    std::string name, value;
    SeenBy by;
};
struct PortScan {
    SeenBy by;
    std::string ports; // which it looked at, "tcp:1-1000"; "" = not said
};
struct SeenCheck {
    std::string name; // of the check, or what it looked at
    bool passed = false;
    std::string got; // what it found instead, where the report says so
    SeenBy by;
};

class AssetReader {
public:
    explicit AssetReader(Connection& db)
        : db_(db) {}
    // Facts by name, which may hold *.
    [[nodiscard]] Result<std::vector<SeenValue>> facts(std::int64_t asset, int kind, std::string_view name);
    [[nodiscard]] Result<std::vector<PortScan>> port_scans(std::int64_t asset);
    // Versions of a package that findings tell of; `gone`: which are no longer reported.
    [[nodiscard]] Result<std::vector<SeenValue>> packages_of_findings(std::int64_t asset, std::string_view name,
                                                                      bool gone);
    // Whether there is a whole list of packages.
    [[nodiscard]] Result<std::vector<SeenValue>> inventory(std::int64_t asset);
    // Outcomes of the rules with these numbers (a JSON list).
    [[nodiscard]] Result<std::vector<SeenCheck>> checks(std::int64_t asset, const std::string& rules);
    [[nodiscard]] Result<std::string> rules_named(std::string_view pattern);
    // Rules about security groups, firewalls and the like that let everybody in.
    [[nodiscard]] Result<std::string> rules_of_open_groups();

private:
    Connection& db_;
};

} // namespace parapet
