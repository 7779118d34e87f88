#include "ui/shell/time_words.h"

#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <array>
#include <optional>

namespace parapet::ui {

namespace {

struct Preset {
    const char* id;
    const char* label;
    std::chrono::hours length;
};
constexpr std::array<Preset, 7> k_presets{{
    {"1h", QT_TRANSLATE_NOOP("Range", "Last hour"), std::chrono::hours(1)},
    {"24h", QT_TRANSLATE_NOOP("Range", "Last 24 hours"), std::chrono::hours(24)},
    {"7d", QT_TRANSLATE_NOOP("Range", "Last 7 days"), std::chrono::hours(24 * 7)},
    {"28d", QT_TRANSLATE_NOOP("Range", "Last 28 days"), std::chrono::hours(24 * 28)},
    {"90d", QT_TRANSLATE_NOOP("Range", "Last 90 days"), std::chrono::hours(24 * 90)},
    {"12mo", QT_TRANSLATE_NOOP("Range", "Last 12 months"), std::chrono::hours(24 * 365)},
    {"all", QT_TRANSLATE_NOOP("Range", "All time"), std::chrono::hours(0)},
}};

const Preset* find_preset(const QString& id) {
    for (const Preset& preset : k_presets) {
        if (id == QLatin1String(preset.id)) return &preset;
    }
    return nullptr;
}

QString tr_range(const char* text) {
    return QCoreApplication::translate("Range", text);
}

QDateTime qt_now(Time now, bool utc) {
    return to_qt(now, utc);
}

std::optional<QTime> read_clock(const QString& text) {
    if (text.isEmpty()) return QTime(0, 0);
    const QTime t = QTime::fromString(text, QStringLiteral("H:mm"));
    return t.isValid() ? std::optional(t) : std::nullopt;
}

int weekday_of(const QString& word) {
    static const QStringList days{QStringLiteral("mon"), QStringLiteral("tue"), QStringLiteral("wed"),
                                  QStringLiteral("thu"), QStringLiteral("fri"), QStringLiteral("sat"),
                                  QStringLiteral("sun")};
    return static_cast<int>(days.indexOf(word.left(3)));
}

// "mon", "mon 02:00", "11 nov", "11 nov 2026 14:30", "yesterday", "today 06:00"
std::optional<QDateTime> read_moment(const QString& words, const QDateTime& now) {
    QStringList parts = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (parts.isEmpty()) return std::nullopt;
    QTime clock(0, 0);
    if (parts.size() > 1 && parts.last().contains(QLatin1Char(':'))) {
        const auto t = read_clock(parts.takeLast());
        if (!t) return std::nullopt;
        clock = *t;
    }
    const auto at = [&](const QDate& day) { return QDateTime(day, clock, now.timeZone()); };
    const QString joined = parts.join(QLatin1Char(' '));
    if (joined == QLatin1String("today")) return at(now.date());
    if (joined == QLatin1String("yesterday")) return at(now.date().addDays(-1));
    if (parts.size() == 1 && weekday_of(joined) >= 0) {
        int back = (now.date().dayOfWeek() - 1 - weekday_of(joined) + 7) % 7;
        if (back == 0 && clock > now.time()) back = 7;
        return at(now.date().addDays(-back));
    }
    const QLocale english(QLocale::English);
    for (const char* format : {"d MMM yyyy", "yyyy-MM-dd", "d MMMM yyyy"}) {
        const QDate day = english.toDate(joined, QLatin1String(format));
        if (day.isValid()) return at(day);
    }
    for (const char* format : {"d MMM yyyy", "d MMMM yyyy"}) {
        QDate day = english.toDate(joined + QStringLiteral(" %1").arg(now.date().year()), QLatin1String(format));
        if (day.isValid() && day > now.date()) day = day.addYears(-1);
        if (day.isValid()) return at(day);
    }
    return std::nullopt;
}

// Which end of a span a bare day or month stands for.
std::optional<TimeRange> read_span(const QString& words, const QDateTime& now) {
    static const QRegularExpression month(QStringLiteral("^(\\d{4})-(\\d{2})$"));
    const auto match = month.match(words);
    if (match.hasMatch()) {
        const QDate first(match.captured(1).toInt(), match.captured(2).toInt(), 1);
        if (!first.isValid()) return std::nullopt;
        return TimeRange{from_qt(QDateTime(first, QTime(0, 0), now.timeZone())),
                         from_qt(QDateTime(first.addMonths(1), QTime(0, 0), now.timeZone()))};
    }
    const auto day = read_moment(words, now);
    if (!day || words.contains(QLatin1Char(':'))) return std::nullopt;
    return TimeRange{from_qt(*day), from_qt(day->addDays(1))};
}

} // namespace

QDateTime to_qt(Time t, bool utc) {
    const qint64 ms = std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(ms, utc ? QTimeZone::utc() : QTimeZone::systemTimeZone());
}

Time from_qt(const QDateTime& t) {
    return Time{std::chrono::milliseconds{t.toMSecsSinceEpoch()}};
}

QString zone_words(bool utc) {
    return utc ? QStringLiteral("UTC") : to_qt(system_now(), false).timeZoneAbbreviation();
}

QString time_words(Time t, bool utc, bool with_zone) {
    const QDateTime at = to_qt(t, utc);
    const QString text = QLocale().toString(at, QStringLiteral("d MMM yyyy HH:mm"));
    if (!with_zone) return text;
    return text + QLatin1Char(' ') + (utc ? QStringLiteral("UTC") : at.timeZoneAbbreviation());
}

QString day_words(Time t, Time now, bool utc) {
    const QDateTime at = to_qt(t, utc);
    const bool same_year = at.date().year() == to_qt(now, utc).date().year();
    return QLocale().toString(at, same_year ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString clock_words(Time t, Time now, bool utc) {
    return day_words(t, now, utc) + QLocale().toString(to_qt(t, utc), QStringLiteral(" HH:mm:ss"));
}

QString age_words(Time t, Time now, bool utc) {
    using namespace std::chrono;
    const auto age = floor<minutes>(now - t);
    if (age < minutes(0) || age >= hours(24 * 7)) {
        return day_words(t, now, utc);
    }
    const auto minutes_text = [](qint64 n) { return QCoreApplication::translate("Age", "%1 min").arg(n); };
    if (age < minutes(1)) return QCoreApplication::translate("Age", "under 1 min");
    if (age < hours(1)) return minutes_text(age.count());
    if (age < hours(24)) {
        const qint64 rest = age.count() % 60;
        const QString h = QCoreApplication::translate("Age", "%1 h").arg(age.count() / 60);
        return rest == 0 ? h : h + QLatin1Char(' ') + minutes_text(rest);
    }
    return QCoreApplication::translate("Age", "%1 d").arg(age.count() / (60 * 24));
}

QString range_words(TimeRange range, bool utc) {
    const QDateTime from = to_qt(range.from, utc);
    const QDateTime to = to_qt(range.to, utc);
    const bool long_span = range.to - range.from >= std::chrono::hours(24 * 60);
    const QString with_year = QStringLiteral("d MMM yyyy");
    const QString with_clock = QStringLiteral("d MMM HH:mm");
    const QString format = long_span ? with_year : with_clock;
    return QLocale().toString(from, format) + QStringLiteral(" – ") + QLocale().toString(to, format);
}

QString full_time_words(Time t) {
    return qs(format_rfc3339(t)) + QStringLiteral("\n") + to_qt(t, false).toString(Qt::ISODate);
}

QStringList range_presets() {
    QStringList ids;
    for (const Preset& preset : k_presets) {
        ids << QString::fromLatin1(preset.id);
    }
    return ids;
}

bool is_range_preset(const QString& text) {
    return find_preset(text) != nullptr;
}

QString range_preset_label(const QString& preset) {
    const Preset* found = find_preset(preset);
    return found != nullptr ? tr_range(found->label) : QString();
}

TimeRange range_of_preset(const QString& preset, Time now) {
    const Preset* found = find_preset(preset);
    if (found == nullptr || found->length.count() == 0) return {Time{}, now};
    return {now - found->length, now};
}

Result<TimeRange> read_range(const QString& typed, Time now, bool utc) {
    const QString text = typed.simplified().toLower();
    const QDateTime here = qt_now(now, utc);
    if (is_range_preset(text)) return range_of_preset(text, now);
    if (text.contains(QStringLiteral(".."))) {
        const QString a = text.section(QStringLiteral(".."), 0, 0).trimmed();
        const QString b = text.section(QStringLiteral(".."), 1).trimmed();
        const auto from = read_moment(a, here);
        const auto to = read_moment(b, here);
        const Result<Time> from_core = from ? Result<Time>(from_qt(*from)) : parse_when(ss(a.toUpper()), now);
        Result<Time> to_core = to ? Result<Time>(from_qt(*to)) : b.isEmpty() ? now : parse_when(ss(b.toUpper()), now);
        // "..18 Nov" includes that day.
        if (to && !b.contains(QLatin1Char(':'))) to_core = from_qt(to->addDays(1));
        if (from_core && to_core && *from_core < *to_core) return TimeRange{*from_core, *to_core};
    } else if (text.startsWith(QStringLiteral("since "))) {
        const auto from = read_moment(text.mid(6), here);
        if (from && from_qt(*from) < now) return TimeRange{from_qt(*from), now};
    } else {
        const QString bare = text.startsWith(QStringLiteral("last ")) ? text.mid(5) : text;
        static const QRegularExpression words(QStringLiteral("\\s+|inutes?|ours?|ays?|eeks?|onths?|ears?"));
        QString length = bare;
        length.replace(words, {});
        if (bare.contains(QStringLiteral("month"))) length.replace(QLatin1Char('m'), QStringLiteral("mo"));
        if (const auto duration = parse_duration(ss(length)); duration && duration->count() > 0) {
            return TimeRange{now - *duration, now};
        }
        if (const auto span = read_span(text, here)) return *span;
    }
    return fail(Errc::bad_argument, "Not a time that Parapet understands", {},
                "Try 3 d, since mon 02:00, 11 nov, 2026-11 or 2026-11-01..2026-11-18");
}

} // namespace parapet::ui
