#pragma once
// What the evaluation of controls asks of a workspace. Plain rows; core/compliance makes facts of them. Times are
// seconds since 1970 unless they say ns.

#include "core/base/result.h"
#include "core/store/read_pool.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace parapet::compliance_rows {

inline constexpr std::int64_t k_no_end = INT64_MAX;

struct FindingRow {
    std::int64_t id = 0, asset = 0, first_seen = 0, last_seen = 0, due = k_no_end, cwe_set = 0, control_set = 0;
    std::int64_t fixed_at = 0; // 0: is not
    int severity = 0, status = 0, cause = 0, phase = 0;
    bool suppressed = false, kev = false;
    double epss = -1;
};
struct StepRow { // of history, by finding and time
    std::int64_t finding = 0, at = 0, until = k_no_end;
    int status_from = 0, status_to = 0;
    bool ran_out = false;
};
struct AssetRow {
    std::int64_t id = 0;
    std::string name, kind;
};
struct ScanRow { // by time, then id
    std::int64_t id = 0, asset = 0, at = 0, import_id = 0, findings = 0;
    std::string tool, target_kind;
    bool complete = true, failed = false;
};
struct SeenRow { // which source reported which kind of which host
    std::string host;
    std::int64_t host_id = 0, count = 0, last_ns = 0, first_ns = 0;
    int kind = 0;
    std::string source, import_sha256; // of the source's newest import
};
struct DayRow { // a host had events of a kind on a day (since 1970)
    std::int64_t host_id = 0, day = 0;
    int kind = 0;
};
struct OutcomeRow {
    std::int64_t day = 0;
    int kind = 0, outcome = 0;
};
struct AttestationRow {
    std::int64_t id = 0, at = 0, expires = k_no_end;
    int verdict = 0;
    std::string subject, statement, who, role, sha256;
};
struct FindingEvidenceRow {
    std::string title, vuln, asset, tool, import_sha256;
    std::int64_t due = k_no_end, first_seen = 0;
    int severity = 0;
};

// One state of the workspace for all questions.
class Queries {
public:
    [[nodiscard]] static Result<Queries> open(const Workspace& workspace, std::stop_token stop = {});

    [[nodiscard]] Result<void> findings(std::int64_t until, const std::function<void(const FindingRow&)>& row);
    [[nodiscard]] Result<void> steps(const std::function<void(const StepRow&)>& row);
    // id -> items of one kind of word set: 0 cwe, 4 control ids.
    [[nodiscard]] Result<std::vector<std::pair<std::int64_t, std::vector<std::string>>>> word_sets(int kind);
    [[nodiscard]] Result<std::vector<AssetRow>> assets();
    [[nodiscard]] Result<std::vector<ScanRow>> scans(std::int64_t until);
    [[nodiscard]] Result<std::vector<SeenRow>> seen();
    [[nodiscard]] Result<std::vector<DayRow>> days(std::int64_t from_day, std::int64_t to_day);
    [[nodiscard]] Result<std::vector<OutcomeRow>> outcomes(std::int64_t from_day, std::int64_t to_day);
    [[nodiscard]] Result<std::vector<AttestationRow>> attestations(std::int64_t until);
    [[nodiscard]] Result<FindingEvidenceRow> finding_evidence(std::int64_t id);
    [[nodiscard]] Result<std::string> import_sha256(std::int64_t id);

private:
    explicit Queries(Reader reader)
        : reader_(std::move(reader)) {}
    Reader reader_;
};

// Appends, journalled; returns its number.
[[nodiscard]] Result<std::int64_t> add_attestation(Workspace& workspace, const AttestationRow& row);

} // namespace parapet::compliance_rows
