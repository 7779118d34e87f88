#pragma once
// What came of a gate, for the pipeline that asked: JUnit XML (a test case a rule), Markdown (for a merge request's
// comment), SARIF 2.1.0 (the findings that failed it).

#include "core/views/export.h"
#include "core/views/gate.h"

#include <string>

namespace parapet::views {

// One test suite; a rule that failed is a failure whose text lists the findings. Every text is escaped.
[[nodiscard]] std::string gate_junit(const GateResult& result, const std::string& policy_name);
// A table of the rules and, of each that failed, one of its findings. Text of reports is escaped: no link, no HTML.
[[nodiscard]] std::string gate_markdown(const GateResult& result, const std::string& policy_name);
// Every finding that fails one of the rules, each once. Returns how many.
[[nodiscard]] Result<std::int64_t> gate_sarif(const Workspace&, const GateResult& result, const ExportSink& out,
                                              std::stop_token stop = {});

// Plain text as Markdown that shows it as it is, on one line.
[[nodiscard]] std::string markdown_text(std::string_view text);

} // namespace parapet::views
