#pragma once
// Times, ages and ranges in words. Pure functions; AppContext adds the zone and the clock.

#include "core/base/time.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace parapet::ui {

[[nodiscard]] QDateTime to_qt(Time t, bool utc);
[[nodiscard]] Time from_qt(const QDateTime& t);

[[nodiscard]] QString time_words(Time t, bool utc, bool with_zone); // "18 Nov 2026 14:32 UTC"
[[nodiscard]] QString day_words(Time t, Time now, bool utc);        // "18 Nov", the year where it is another
[[nodiscard]] QString clock_words(Time t, Time now, bool utc);      // "18 Nov 14:32:07"
// "48 min", "7 h 12 min", "6 d"; from 7 days on the date; a time to come: the date.
[[nodiscard]] QString age_words(Time t, Time now, bool utc);
[[nodiscard]] QString range_words(TimeRange range, bool utc); // "11 Nov 14:32 – 18 Nov 14:32"
// Both zones in full, for tool tips: "2026-11-18T14:32:05Z, local 2026-11-18T15:32:05+01:00".
[[nodiscard]] QString full_time_words(Time t);
[[nodiscard]] QString zone_words(bool utc); // "UTC", "CET"

// "1h","24h","7d","28d","90d","12mo","all"
[[nodiscard]] QStringList range_presets();
[[nodiscard]] bool is_range_preset(const QString& text);
[[nodiscard]] QString range_preset_label(const QString& preset); // "Last 7 days"
[[nodiscard]] TimeRange range_of_preset(const QString& preset, Time now);

// What people type: a preset, "3 d", "2026-11-01..2026-11-18", "since mon 02:00", "since 11 nov", "yesterday",
// "2026-11". Weekdays and clock times are read in the chosen zone. The error says what is understood.
[[nodiscard]] Result<TimeRange> read_range(const QString& typed, Time now, bool utc);

} // namespace parapet::ui
