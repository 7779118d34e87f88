#pragma once
// Findings as a table, JSON lines, CSV or SARIF; written as they come.

#include "app/json_records.h"
#include "app/output.h"
#include "core/views/findings.h"

#include <memory>
#include <string>

namespace parapet {

class FindingsExport {
public:
    virtual ~FindingsExport() = default;
    [[nodiscard]] virtual bool needs_detail() const { return true; }
    virtual void row(const views::FindingRow&) {}
    virtual void detail(const views::FindingDetail&) {}
    virtual void end() {}
};

// `format`: table, json, csv, sarif.
[[nodiscard]] std::unique_ptr<FindingsExport> findings_export(const std::string& format, Output& out,
                                                              const RecordWriter& records);

} // namespace parapet
