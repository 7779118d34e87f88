#include "core/formats/findings/attestation/subject_sink.h"

namespace parapet::attestation {

void SubjectSink::scan(const ScanInfo& info) {
    ScanInfo said = info;
    const ScanInfo& ours = around_.scan;
    if (said.tool.empty()) said.tool = ours.tool;
    if (said.tool_version.empty()) said.tool_version = ours.tool_version;
    if (said.target.empty()) {
        said.target = ours.target;
        if (!ours.target_kind.empty()) said.target_kind = ours.target_kind;
    }
    if (said.digest.empty()) said.digest = ours.digest;
    if (!said.started) said.started = ours.started;
    if (!said.finished) said.finished = ours.finished;
    below_.scan(said);
}

void SubjectSink::finding(RawFinding& finding) {
    finding.place.path.insert(0, around_.path);
    finding.place.line = around_.line;
    finding.place.offset = -1;
    below_.finding(finding);
}

void add_stats(ParseStats& all, const ParseStats& one, const Around& around) {
    all.records += one.records;
    for (const auto& [reason, n] : one.skipped_by_reason)
        all.skip(reason, n);
    for (const Warning& w : one.warnings)
        all.warn(around.path + w.where, w.what, around.line);
    all.warning_count += one.warning_count - one.warnings.size();
    if (all.tool.empty()) all.tool = one.tool;
    if (all.tool_version.empty()) all.tool_version = one.tool_version;
}

} // namespace parapet::attestation
