#pragma once
// What Larkspur Savings Bank runs, read from resources/sample, and when each weakness came and went.

#include "core/base/result.h"
#include "core/model/finding.h"
#include "core/sample/random.h"

#include <optional>
#include <string>
#include <vector>

namespace parapet::sample {

// A weakness on one asset: there on the days [from, to).
struct Weakness {
    RawFinding finding;
    std::string scanner; // trivy, semgrep, checkov, zap, gitleaks
    std::string asset;
    int from = 0;
    int to = 0;
};

struct HostRule {
    std::string rule, title, controls;
    Severity severity = Severity::medium;
};

struct Company {
    std::vector<std::string> images, repositories, hosts, staff, customers, attackers, offices;
    std::vector<Weakness> weaknesses;
    std::vector<HostRule> host_rules;
};

// Errc::internal when a table of resources/sample is broken.
[[nodiscard]] Result<Company> make_company(Random& random, int days);

// How many days after the start a host breaks a rule: [first, second). nullopt: never.
struct Breach {
    int from, to;
};
[[nodiscard]] std::optional<Breach> breach_of(std::size_t host, std::size_t rule, int days);

} // namespace parapet::sample
