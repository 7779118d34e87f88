#pragma once
// One result of testssl.sh, whichever way it was written.

#include "core/formats/common/finding_fields.h"

#include <optional>
#include <string>
#include <string_view>

namespace parapet {

struct TestsslRow {
    std::string_view id, host_ip, port, severity, finding, cve, cwe; // host_ip: "shop.example/192.0.2.1"
};
void read_testssl_row(const TestsslRow& row, RawFinding& finding, ParseStats& stats, const Limits& limits);

// Every host is a scan of its own; one that ended early closes nothing.
class TestsslScans {
public:
    // What is to be told before this row.
    [[nodiscard]] std::optional<ScanInfo> before(const TestsslRow& row);

private:
    std::optional<std::string> host_;
};

} // namespace parapet
