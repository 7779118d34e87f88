#pragma once
// One result of testssl.sh, whichever way it was written.

#include "core/formats/common/finding_fields.h"

#include <string_view>

namespace parapet {

struct TestsslRow {
    std::string_view id, host_ip, port, severity, finding, cve, cwe; // host_ip: "shop.example/192.0.2.1"
};
void read_testssl_row(const TestsslRow& row, RawFinding& finding, ParseStats& stats, const Limits& limits);
// The name before the slash.
[[nodiscard]] std::string_view testssl_host(std::string_view host_ip);

} // namespace parapet
