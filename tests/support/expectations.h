#pragma once
// What is expected of each findings format: tests/data/<slug>/expected.tsv, beside its fixtures, so that a format
// brings its own. Lines, cells parted by tabs:
//   records   0 1 3                 records of none.*, one.*, many.*
//   findings  0 1 2                 findings of the same that fail or are listed as fixed
//   shape     v6 2 1                another layout of the tool: v6.* has 2 records and 1 finding ("v6 2 1 lines": a line
//                                   is a record)
//   layout    lines                 a line is a record: no other layout, and a cut document is a shorter one
//   fact      one  severity=high  file=src/a.c  line=3  cwe=79  word=CVE-2026-1   (words any number of times)
//   reads     grype-json            a format of the corpus' manifest that this one reads
//   miss      fact  grype/x.json  why       a fact, findings, records or recognised that we do not meet

#include "tests/support/reports.h"

#include <cstdint>
#include <string>
#include <vector>

namespace parapet::test {

struct Expected {
    struct Miss {
        std::string kind, path, why;
    };
    struct Shape {
        std::string fixture;
        std::int64_t records = 0, findings = 0;
        bool lines = false;
    };
    struct FixtureFact {
        std::string fixture;
        Fact fact;
    };
    std::string slug;
    std::vector<std::int64_t> records, findings; // of none, one, many
    bool lines = false;
    std::vector<Shape> shapes;
    std::vector<FixtureFact> facts;
    std::vector<std::string> reads;
    std::vector<Miss> misses;
};

// Of every folder that has one, by slug. A line that is not understood gives a fact that never holds.
[[nodiscard]] std::vector<Expected> expectations();

} // namespace parapet::test
