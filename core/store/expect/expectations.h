#pragma once
// What must be true of assets, as a person wrote it: a small YAML file (form: `parapet expect --help`).

#include "core/base/result.h"
#include "core/model/enums.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

enum class ExpectationKind : std::uint8_t { closed_ports, only_ports, package, setting, check, groups };

struct Expectation {
    std::string name; // each once
    std::string because;
    std::vector<std::string> assets; // names, with *
    Severity severity = Severity::medium;
    ExpectationKind kind = ExpectationKind::check;
    std::vector<std::string> ports; // "22/tcp"
    std::string subject;            // package, setting or check, with *
    std::string at_least, equals;   // one of them, of packages (at_least) and settings
    std::int64_t line = 0;
};

struct Expectations {
    static constexpr std::size_t k_most_bytes = 256U << 10U;
    static constexpr std::size_t k_most = 1000;
    std::vector<Expectation> list;
};

// Errc::bad_argument, malformed or limit, with line and column.
[[nodiscard]] Result<Expectations> parse_expectations(std::string_view yaml);

// "closed: 22/tcp, 3389/tcp", "openssl at least 3.0.13"; for people.
[[nodiscard]] std::string expected_words(const Expectation& expectation);

// <0, 0, >0: "1.2~rc1" < "1.2" < "1.2.1" < "1.10"; epochs ("2:") count first, "v" before is left out.
[[nodiscard]] int compare_versions(std::string_view a, std::string_view b);

inline constexpr const char* k_expectations_setting = "expectations";

} // namespace parapet
