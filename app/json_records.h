#pragma once
// The records of design/cli.md, exactly: a field without a value is null or empty, never absent.

#include "core/base/json.h"
#include "core/ingest/import.h"
#include "core/model/event.h"
#include "core/model/finding.h"
#include "core/views/compliance.h"
#include "core/views/findings.h"

#include <string>

namespace parapet {

// Times in the zone of --tz.
class RecordWriter {
public:
    explicit RecordWriter(std::string zone)
        : zone_(std::move(zone)) {}

    void finding(json::Writer& w, const RawFinding& finding, const ScanInfo& scan) const; // inspect
    void event(json::Writer& w, const EventView& event, std::string_view source) const;   // inspect
    void event(json::Writer& w, const Event& event) const;                                // events
    void import(json::Writer& w, const ImportOutcome& outcome) const;
    void control(json::Writer& w, const views::ControlRow& control) const;
    void format(json::Writer& w, const FormatInfo& format) const;
    void error(json::Writer& w, const Error& error) const; // {"kind","line","column","offset","message"}

    [[nodiscard]] std::string time(Time t) const;
    void time_or_null(json::Writer& w, std::string_view name, const std::optional<Time>& t) const;

private:
    std::string zone_;
};

[[nodiscard]] std::string_view name_of(ImportStatus status);
// What a finding is about, for people: "openssl 3.0.1", "src/a.c:12", "https://...".
[[nodiscard]] std::string where_text(const Location& location);

} // namespace parapet
