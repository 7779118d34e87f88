#pragma once
// Decisions as files: OpenVEX, CSAF's VEX profile, CycloneDX with an analysis, and our own .parapet-ignore.yaml:
//
//   # .parapet-ignore.yaml, beside the code that it is about
//   who: ada@example.org            # whose decisions these are, unless an entry says otherwise
//   date: 2026-11-02                # when they were made; without it the file's own time counts
//   ignore:
//     - cve: CVE-2021-44228         # at least one of rule, cve, package, path and asset; all that are there must fit.
//       package: log4j*             # * is any text, ? one character; upper and lower case are the same
//       path: tests/*
//       asset: registry.example/shop/*
//       reason: only the tests use it                       # needed
//       until: 2027-01-31           # an accepted risk until that day; without it a false positive
//       status: false_positive      # or risk_accepted, which needs `until`
//       who: grace@example.org      # and date, of this entry alone

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/formats/format.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parapet {

struct DecisionStatement {
    enum class Claim : std::uint8_t { false_positive, risk_accepted, fixed } claim = Claim::false_positive;
    std::string who, reason, place;
    Time at{};
    std::optional<Time> until;

    std::string rule, cve, package, path, asset; // patterns; "": any. Of ignore files.

    struct Product {
        std::string name, version; // a package's or a product's; as the document says, purls taken apart
        std::string inside;        // the product that it is a part of
    };
    std::vector<std::string> vulnerabilities; // of VEX documents: any of them
    std::vector<Product> products;            // and any of these
};

struct DecisionDocument {
    std::string format; // "openvex", "csaf", "cyclonedx", "parapet-ignore"
    std::uint64_t records = 0;
    std::vector<DecisionStatement> statements;
    std::vector<Warning> warnings;
};

// `otherwise`: when the document does not say when it was written. Errc::unknown_format for what is none of these.
[[nodiscard]] Result<DecisionDocument> read_decisions(std::string_view text, Time otherwise);

// ".parapet-ignore.yaml", whose decisions are taken without being asked for.
[[nodiscard]] bool is_ignore_file(std::string_view name);

// Does the statement speak of this finding? `advisories`: one a line.
struct DecidedThing {
    std::string_view rule, asset, file, package, version, resource, advisories;
};
[[nodiscard]] bool speaks_of(const DecisionStatement& statement, const DecidedThing& thing);

} // namespace parapet
