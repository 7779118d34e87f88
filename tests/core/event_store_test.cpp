// The event store as a whole: what goes in through an import comes out of pages, counts and roll-ups, and agrees with
// a plain walk over the same events.

#include "core/ingest/session.h"
#include "core/store/events/event_pages.h"
#include "core/store/events/event_writer.h"
#include "core/store/events/rollup_check.h"
#include "core/store/read_pool.h"
#include "core/store/writer.h"
#include "core/views/events.h"
#include "core/views/imports.h"
#include "tests/support/support.h"

#include <functional>
#include <map>
#include <random>
#include <set>

using namespace parapet;
using parapet::test::q;

namespace {

constexpr std::int64_t k_day = 86'400;
constexpr std::int64_t k_start = 20'000 * k_day; // a midnight

Event make_event(std::int64_t second, EventKind kind, Outcome outcome, std::string user, std::string source) {
    Event e;
    e.time = from_unix_seconds(second);
    e.kind = kind;
    e.outcome = outcome;
    e.user = std::move(user);
    e.source_ip = std::move(source);
    e.host = e.asset = "web01";
    e.rule = "test.rule";
    return e;
}

EventView view_of(const Event& e) {
    EventView v;
    v.time = e.time;
    v.time_quality = e.time_quality;
    v.kind = e.kind;
    v.outcome = e.outcome;
    v.severity = e.severity;
    v.count = e.count;
    v.user = e.user;
    v.target_user = e.target_user;
    v.source_ip = e.source_ip;
    v.destination_ip = e.destination_ip;
    v.source_port = e.source_port;
    v.destination_port = e.destination_port;
    v.host = e.host;
    v.asset = e.asset;
    v.process = e.process;
    v.pid = e.pid;
    v.object = e.object;
    v.rule = e.rule;
    v.message = e.message;
    v.line = e.line;
    v.offset = e.offset;
    return v;
}

std::shared_ptr<Workspace> new_workspace() {
    static int number = 0;
    auto opened = Workspace::open(test::temp_path("events" + std::to_string(++number) + ".parapet"));
    if (!opened) qFatal("%s", opened.error().one_line().c_str());
    return *opened;
}

// One document with these events; `counted` go into the roll-ups only.
ImportOutcome import_events(Workspace& workspace, const std::vector<Event>& events,
                            const std::vector<Event>& counted = {}, const std::string& source = "log") {
    static int number = 0;
    ImportMeta meta;
    meta.path = "auth-" + std::to_string(++number) + ".log";
    meta.format = "auth-log";
    meta.kind = FormatKind::events;
    meta.source = source;
    meta.sha256 = std::string(60, 'a') + std::to_string(1000 + number);
    auto session = ImportSession::begin(workspace, meta);
    if (!session) qFatal("%s", session.error().one_line().c_str());
    for (const Event& e : events)
        (*session)->sink().event(view_of(e));
    for (const Event& e : counted) {
        EventView v = view_of(e);
        v.counted_only = true;
        (*session)->sink().event(v);
    }
    auto outcome = (*session)->commit({});
    if (!outcome) qFatal("%s", outcome.error().one_line().c_str());
    return *outcome;
}

// Events of some days in which every field takes several values.
std::vector<Event> random_events(std::size_t n, unsigned seed, bool in_order = true) {
    std::minstd_rand random(seed);
    std::vector<Event> events;
    for (std::size_t i = 0; i < n; ++i) {
        const auto step = in_order ? static_cast<std::int64_t>(i * 4 * k_day / n) : random() % (4 * k_day);
        Event e = make_event(k_start + step, static_cast<EventKind>(random() % 6), static_cast<Outcome>(random() % 3),
                             random() % 5 == 0 ? "" : "user" + std::to_string(random() % 40),
                             random() % 7 == 0
                                 ? "2001:db8::" + std::to_string(random() % 9)
                                 : "10.0." + std::to_string(random() % 8) + "." + std::to_string(random() % 30));
        e.severity = static_cast<Severity>(random() % 5);
        e.host = "host" + std::to_string(random() % 3);
        e.asset = random() % 4 == 0 ? "asset" + std::to_string(random() % 2) : e.host;
        e.process = random() % 2 == 0 ? "sshd" : "sudo";
        e.object = random() % 3 == 0 ? "/etc/file" + std::to_string(random() % 20) : "";
        e.destination_ip = random() % 6 == 0 ? "192.0.2." + std::to_string(random() % 4) : "";
        e.rule = "rule." + std::to_string(random() % 4);
        e.count = random() % 50 == 0 ? 7 : 1;
        e.message = random() % 2 == 0 ? "said something about Tomcat " + std::to_string(random() % 100) : "";
        e.line = i + 1;
        e.offset = i * 50;
        events.push_back(std::move(e));
    }
    return events;
}

const std::shared_ptr<Workspace>& shared_workspace() { // for tests that only read
    static const auto k_workspace = [] {
        auto workspace = new_workspace();
        (void)import_events(*workspace, random_events(90'000, 1));
        (void)import_events(*workspace, random_events(20'000, 2, false), {}, "late log");
        return workspace;
    }();
    return k_workspace;
}
const std::vector<Event>& shared_events() {
    static const auto k_events = [] {
        auto events = random_events(90'000, 1);
        const auto late = random_events(20'000, 2, false);
        events.insert(events.end(), late.begin(), late.end());
        return events;
    }();
    return k_events;
}

TimeRange range_of(std::int64_t from, std::int64_t to) {
    return {from_unix_seconds(from), from_unix_seconds(to)};
}

bool within(const Event& e, const TimeRange& range) {
    return range.to <= range.from || (e.time >= range.from && e.time < range.to);
}

std::vector<std::string> check(Workspace& workspace, bool repair) {
    std::vector<std::string> problems;
    auto done = workspace.writer().transact([&](Connection& db) -> Result<void> {
        auto found = check_event_rollups(db, repair);
        if (!found) return fail(std::move(found.error()));
        problems = std::move(*found);
        return {};
    });
    if (!done) problems.push_back(done.error().one_line());
    return problems;
}

Result<void> write(Workspace& workspace, const std::string& sql) {
    return workspace.writer().transact([&](Connection& db) { return db.exec(sql); });
}

using Wanted = std::function<bool(const Event&)>;
struct Filter {
    const char* name;
    const char* text;
    Wanted wanted;
};

const std::vector<Filter>& filters() {
    const auto has_prefix = [](const std::string& text, const char* prefix) { return text.starts_with(prefix); };
    static const std::vector<Filter> k_filters{
        {"everything", "", [](const Event&) { return true; }},
        {"a kind", "kind:login", [](const Event& e) { return e.kind == EventKind::login; }},
        {"two kinds", "kind:login,ssh",
         [](const Event& e) { return e.kind == EventKind::login || e.kind == EventKind::ssh; }},
        {"not a kind", "-kind:login", [](const Event& e) { return e.kind != EventKind::login; }},
        {"kind and outcome", "kind:ssh outcome:failure",
         [](const Event& e) { return e.kind == EventKind::ssh && e.outcome == Outcome::failure; }},
        {"an asset", "asset:host1", [](const Event& e) { return e.asset == "host1"; }},
        {"assets by pattern", "asset:asset*", [=](const Event& e) { return has_prefix(e.asset, "asset"); }},
        {"asset in other letters", "asset:HOST1", [](const Event& e) { return e.asset == "host1"; }},
        {"asset or kind", "asset:host1 or kind:xss",
         [](const Event& e) { return e.asset == "host1" || e.kind == EventKind::xss; }},
        {"a user", "user:user7", [](const Event& e) { return e.user == "user7"; }},
        {"no user", "user:none", [](const Event& e) { return e.user.empty(); }},
        {"any user", "user:any", [](const Event& e) { return !e.user.empty(); }},
        {"users by pattern", "user:*1*", [](const Event& e) { return e.user.find('1') != std::string::npos; }},
        {"not a user", "-user:user7,user8", [](const Event& e) { return e.user != "user7" && e.user != "user8"; }},
        {"unknown user", "user:nobody-of-that-name", [](const Event&) { return false; }},
        {"an address", "source:10.0.3.7", [](const Event& e) { return e.source_ip == "10.0.3.7"; }},
        {"a network", "source:10.0.2.0/23",
         [=](const Event& e) { return has_prefix(e.source_ip, "10.0.2.") || has_prefix(e.source_ip, "10.0.3."); }},
        {"leading parts of an address", "source:10.0.4.*",
         [=](const Event& e) { return has_prefix(e.source_ip, "10.0.4."); }},
        {"an address by pattern", "source:*.0.*.9", [](const Event& e) { return e.source_ip.ends_with(".9"); }},
        {"an IPv6 network", "source:2001:db8::/32",
         [=](const Event& e) { return has_prefix(e.source_ip, "2001:db8:"); }},
        {"an IPv6 address written at length", "source:2001:0db8:0:0::4",
         [](const Event& e) { return e.source_ip == "2001:db8::4"; }},
        {"a network at either end", "network:192.0.2.0/30",
         [=](const Event& e) { return has_prefix(e.destination_ip, "192.0.2."); }},
        {"a target by address", "target:192.0.2.1", [](const Event& e) { return e.destination_ip == "192.0.2.1"; }},
        {"a target by name", "target:asset1", [](const Event& e) { return e.asset == "asset1"; }},
        {"no country is known", "country:any", [](const Event&) { return false; }},
        {"severe", "severity:>=high", [](const Event& e) { return e.severity >= Severity::high; }},
        {"a rule", "rule:rule.2", [](const Event& e) { return e.rule == "rule.2"; }},
        {"a process", "process:sudo", [](const Event& e) { return e.process == "sudo"; }},
        {"a host", "host:host2", [](const Event& e) { return e.host == "host2"; }},
        {"an object", "object:/etc/file3", [](const Event& e) { return e.object == "/etc/file3"; }},
        {"no object", "object:none", [](const Event& e) { return e.object.empty(); }},
        {"flagged", "flagged:yes", [](const Event& e) { return is_attack(e.kind) || e.severity >= Severity::high; }},
        {"a word of the message", "tomcat", [](const Event& e) { return !e.message.empty(); }},
        {"a phrase", "\"Tomcat 42\"", [](const Event& e) { return e.message.find("Tomcat 42") != std::string::npos; }},
        {"a word of a field", "user39", [](const Event& e) { return e.user == "user39"; }},
        {"words and fields", "something kind:ssh user:user1*",
         [=](const Event& e) { return !e.message.empty() && e.kind == EventKind::ssh && has_prefix(e.user, "user1"); }},
        {"brackets", "(user:user1 or user:user2) -outcome:success",
         [](const Event& e) { return (e.user == "user1" || e.user == "user2") && e.outcome != Outcome::success; }},
    };
    return k_filters;
}

void filter_rows() {
    QTest::addColumn<int>("number");
    for (std::size_t i = 0; i < filters().size(); ++i)
        QTest::newRow(filters()[i].name) << static_cast<int>(i);
}

} // namespace

class EventStoreTest : public QObject {
    Q_OBJECT
private slots:
    void an_event_comes_back_whole();
    void an_empty_workspace_has_no_events();
    void filters_find_what_a_plain_walk_finds_data() { filter_rows(); }
    void filters_find_what_a_plain_walk_finds();
    void pages_are_in_order_and_complete_data();
    void pages_are_in_order_and_complete();
    void activity_equals_a_plain_count_data() { filter_rows(); }
    void activity_equals_a_plain_count();
    void buckets_and_ranges_data();
    void buckets_and_ranges();
    void top_values_equal_a_plain_count_data() { filter_rows(); }
    void top_values_equal_a_plain_count();
    void only_the_largest_values_have_a_series_of_their_own();
    void kinds_are_compared_with_the_time_before_data();
    void kinds_are_compared_with_the_time_before();
    void hours_of_the_week_follow_the_zone_data();
    void hours_of_the_week_follow_the_zone();
    void counted_events_are_in_roll_ups_only();
    void roll_ups_equal_a_recount();
    void roll_ups_that_are_off_are_told_and_repaired_data();
    void roll_ups_that_are_off_are_told_and_repaired();
    void the_check_of_a_workspace_looks_at_roll_ups();
    void a_block_that_does_not_read_is_told();
    void an_import_that_is_taken_back_leaves_nothing();
    void coverage_tells_who_hears_what();
    void a_wrong_filter_or_cursor_is_an_error_data();
    void a_wrong_filter_or_cursor_is_an_error();
    void a_stopped_scan_is_cancelled();
};

void EventStoreTest::an_event_comes_back_whole() {
    auto workspace = new_workspace();
    Event e = make_event(k_start + 5, EventKind::login, Outcome::failure, "alice", "203.0.113.7");
    e.time += std::chrono::nanoseconds(123);
    e.time_quality = TimeQuality::no_year;
    e.severity = Severity::critical;
    e.count = 3;
    e.target_user = "root";
    e.destination_ip = "2001:db8::1";
    e.source_port = 65535;
    e.destination_port = 22;
    e.asset = "shop";
    e.process = "sshd";
    e.pid = 4'000'000'000;
    e.object = "a, \"b\"\tc";
    e.message = "said \x1b[31m\xff";
    e.line = 12;
    e.offset = 1ULL << 40U;
    const auto outcome = import_events(*workspace, {e});
    QCOMPARE(outcome.events_stored, std::uint64_t{1});
    const auto page = views::events_page(*workspace, {});
    QVERIFY(page);
    QCOMPARE(page->rows.size(), std::size_t{1});
    const Event& read = page->rows.front();
    QVERIFY(read.time == e.time);
    QVERIFY(read.time_quality == e.time_quality && read.kind == e.kind && read.outcome == e.outcome);
    QVERIFY(read.severity == e.severity);
    QCOMPARE(read.count, e.count);
    QCOMPARE(q(read.user + "|" + read.target_user), q("alice|root"));
    QCOMPARE(q(read.source_ip + "|" + read.destination_ip), q("203.0.113.7|2001:db8::1"));
    QCOMPARE(read.source_port, e.source_port);
    QCOMPARE(read.destination_port, e.destination_port);
    QCOMPARE(q(read.host + "|" + read.asset + "|" + read.process), q("web01|shop|sshd"));
    QCOMPARE(read.pid, e.pid);
    QCOMPARE(q(read.object), q(e.object));
    QCOMPARE(q(read.rule), q("test.rule"));
    QCOMPARE(q(read.message), QStringLiteral("said \x1b[31m\uFFFD")); // valid UTF-8 whatever was logged
    QCOMPARE(q(read.source), q(outcome.path));
    QCOMPARE(read.line, e.line);
    QCOMPARE(read.offset, e.offset);
    const auto again = events::read_event(*workspace, EventId{read.id});
    QVERIFY(again);
    QCOMPARE(q(again->message), q(read.message));
    QVERIFY(!events::read_event(*workspace, EventId{read.id + 1}));
    QVERIFY(!events::read_event(*workspace, EventId{999LL << 20}));
}

void EventStoreTest::an_empty_workspace_has_no_events() {
    auto workspace = new_workspace();
    QVERIFY(views::events_page(*workspace, {})->rows.empty());
    QCOMPARE(*views::events_count(*workspace, {}), std::int64_t{0});
    QVERIFY(!views::events_span(*workspace)->has_value());
    QVERIFY(views::activity(*workspace, {})->cells.empty());
    QVERIFY(views::top_values(*workspace, {}, views::ActivityBy::user)->empty());
    const auto totals = views::kind_totals(*workspace, {});
    for (const auto& total : *totals) {
        QCOMPARE(total.count, std::int64_t{0});
        QVERIFY(!total.collected && !total.last);
    }
    QVERIFY(check(*workspace, false).empty());
}

void EventStoreTest::filters_find_what_a_plain_walk_finds() {
    QFETCH(int, number);
    const Filter& filter = filters()[static_cast<std::size_t>(number)];
    const std::array ranges{TimeRange{}, range_of(k_start + 5000, k_start + 90'000)};
    for (const TimeRange& range : ranges) {
        std::int64_t expected = 0;
        for (const Event& e : shared_events())
            expected += filter.wanted(e) && within(e, range) ? 1 : 0;
        const auto count = views::events_count(*shared_workspace(), {filter.text, "", range, {}});
        QVERIFY2(count, count ? "" : count.error().one_line().c_str());
        QCOMPARE(*count, expected);
        // The shell's filter does the same as the page's.
        QCOMPARE(*views::events_count(*shared_workspace(), {"", filter.text, range, {}}), expected);
    }
}

void EventStoreTest::pages_are_in_order_and_complete_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("newest_first");
    QTest::addColumn<int>("limit");
    QTest::addColumn<bool>("ranged");
    QTest::newRow("all, newest first") << "" << true << 5000 << false;
    QTest::newRow("all, oldest first") << "" << false << 7777 << false;
    QTest::newRow("one user, newest first") << "user:user7" << true << 256 << false;
    QTest::newRow("one user, oldest first, in a range") << "user:user7" << false << 100 << true;
    QTest::newRow("few, one a page") << "user:user7 kind:xss outcome:success object:any process:sudo" << true << 1
                                     << true;
    QTest::newRow("none") << "user:nobody" << true << 10 << false;
}

void EventStoreTest::pages_are_in_order_and_complete() {
    QFETCH(QString, filter);
    QFETCH(bool, newest_first);
    QFETCH(int, limit);
    QFETCH(bool, ranged);
    views::EventsRequest request;
    request.scope.filter = filter.toStdString();
    if (ranged) request.scope.range = range_of(k_start + 1000, k_start + 2 * k_day);
    request.newest_first = newest_first;
    request.limit = static_cast<std::size_t>(limit);
    std::set<std::int64_t> ids;
    std::optional<std::pair<std::int64_t, std::int64_t>> before;
    for (;;) {
        const auto page = views::events_page(*shared_workspace(), request);
        QVERIFY2(page, page ? "" : page.error().one_line().c_str());
        QVERIFY(page->next.empty() || page->rows.size() == request.limit);
        for (const Event& e : page->rows) {
            const std::pair key{unix_nanos(e.time), e.id};
            if (before) QVERIFY(newest_first ? key < *before : key > *before);
            before = key;
            QVERIFY(ids.insert(e.id).second);
            QVERIFY(within(e, request.scope.range));
        }
        if (page->next.empty()) break;
        request.after = page->next;
    }
    QCOMPARE(static_cast<std::int64_t>(ids.size()), *views::events_count(*shared_workspace(), request.scope));
}

namespace {

std::string value_of(const Event& e, views::ActivityBy by) {
    switch (by) {
    case views::ActivityBy::kind:
        return std::string(name_of(e.kind));
    case views::ActivityBy::outcome:
        return std::string(name_of(e.outcome));
    case views::ActivityBy::asset:
        return e.asset;
    case views::ActivityBy::user:
        return e.user;
    case views::ActivityBy::source_ip:
        return e.source_ip;
    }
    return {};
}

constexpr std::array k_all_by{views::ActivityBy::kind, views::ActivityBy::outcome, views::ActivityBy::asset,
                              views::ActivityBy::user, views::ActivityBy::source_ip};

using Counts = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;

Counts plain_activity(const std::vector<Event>& events, const Wanted& wanted, const TimeRange& range,
                      std::int64_t bucket, views::ActivityBy by) {
    Counts counts;
    const bool valued = by == views::ActivityBy::user || by == views::ActivityBy::source_ip;
    for (const Event& e : events) {
        if (!wanted(e) || !within(e, range)) continue;
        const std::string value = value_of(e, by);
        if (valued && value.empty()) continue;
        const std::int64_t second = unix_seconds(e.time);
        counts[{second - ((second % bucket) + bucket) % bucket, value}] += e.count;
    }
    return counts;
}

Counts as_counts(const views::Activity& activity) {
    Counts counts;
    for (const auto& cell : activity.cells)
        counts[{unix_seconds(cell.bucket), cell.value}] += cell.count;
    return counts;
}

std::int64_t seconds_of(views::Bucket bucket) {
    return bucket == views::Bucket::minute ? 60 : bucket == views::Bucket::hour ? 3600 : k_day;
}

} // namespace

void EventStoreTest::activity_equals_a_plain_count() {
    QFETCH(int, number);
    const Filter& filter = filters()[static_cast<std::size_t>(number)];
    for (const auto by : k_all_by) {
        views::ActivityRequest request{{filter.text, "", {}, {}}, views::Bucket::hour, by, 100'000};
        const auto activity = views::activity(*shared_workspace(), request);
        QVERIFY2(activity, activity ? "" : activity.error().one_line().c_str());
        QVERIFY(as_counts(*activity) == plain_activity(shared_events(), filter.wanted, {}, 3600, by));
        QVERIFY(std::is_sorted(activity->cells.begin(), activity->cells.end(), [](const auto& a, const auto& b) {
            return std::pair(a.bucket, a.value) < std::pair(b.bucket, b.value);
        }));
    }
}

void EventStoreTest::buckets_and_ranges_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    for (const char* filter : {"", "kind:ssh", "asset:host1", "user:user7"}) {
        const auto row = [&](const char* name, std::int64_t from, std::int64_t to) {
            QTest::addRow("%s: %s", filter, name) << QString(filter) << qint64(from) << qint64(to);
        };
        row("all there is", 0, 0);
        row("whole days", k_start + k_day, k_start + 3 * k_day);
        row("whole hours", k_start + 7200, k_start + 2 * k_day + 3600);
        row("within one hour", k_start + 7260, k_start + 7320);
        row("minutes across days", k_start + 86'340, k_start + 2 * k_day + 120);
        row("before everything", k_start - 10 * k_day, k_start - k_day);
    }
}

void EventStoreTest::buckets_and_ranges() {
    QFETCH(QString, filter);
    QFETCH(qint64, from);
    QFETCH(qint64, to);
    const auto found =
        std::find_if(filters().begin(), filters().end(), [&](const Filter& f) { return filter == QString(f.text); });
    const TimeRange range = from == to ? TimeRange{} : range_of(from, to);
    const Wanted wanted =
        found != filters().end() ? found->wanted : [](const Event& e) { return e.kind == EventKind::ssh; };
    for (const auto bucket : {views::Bucket::minute, views::Bucket::hour, views::Bucket::day})
        for (const auto by : {views::ActivityBy::kind, views::ActivityBy::asset, views::ActivityBy::source_ip}) {
            views::ActivityRequest request{{filter.toStdString(), "", range, {}}, bucket, by, 100'000};
            const auto activity = views::activity(*shared_workspace(), request);
            QVERIFY(activity);
            QVERIFY(as_counts(*activity) == plain_activity(shared_events(), wanted, range, seconds_of(bucket), by));
        }
}

void EventStoreTest::top_values_equal_a_plain_count() {
    QFETCH(int, number);
    const Filter& filter = filters()[static_cast<std::size_t>(number)];
    const std::array ranges{TimeRange{}, range_of(k_start + 60, k_start + 2 * k_day + 7200)};
    for (const auto by : k_all_by)
        for (const TimeRange& range : ranges) {
            std::map<std::string, std::map<EventKind, std::int64_t>> expected;
            for (const Event& e : shared_events())
                if (filter.wanted(e) && within(e, range)) expected[value_of(e, by)][e.kind] += e.count;
            expected.erase("");
            const auto top = views::top_values(*shared_workspace(), {filter.text, "", range, {}}, by, 7);
            QVERIFY2(top, top ? "" : top.error().one_line().c_str());
            QCOMPARE(top->size(), std::min<std::size_t>(7, expected.size()));
            std::vector<std::int64_t> sums;
            for (const auto& [value, kinds] : expected) {
                std::int64_t sum = 0;
                for (const auto& [kind, n] : kinds)
                    sum += n;
                sums.push_back(sum);
            }
            std::sort(sums.rbegin(), sums.rend());
            for (std::size_t i = 0; i < top->size(); ++i) {
                QCOMPARE((*top)[i].count, sums[i]);
                const auto& kinds = expected[(*top)[i].value];
                std::int64_t sum = 0, most = 0;
                for (const auto& [kind, n] : kinds) {
                    sum += n;
                    most = std::max(most, n);
                }
                QCOMPARE((*top)[i].count, sum);
                QCOMPARE(kinds.at((*top)[i].main_kind), most);
            }
        }
}

void EventStoreTest::only_the_largest_values_have_a_series_of_their_own() {
    for (const auto by : {views::ActivityBy::asset, views::ActivityBy::user, views::ActivityBy::source_ip}) {
        const auto top = views::top_values(*shared_workspace(), {}, by, 3);
        QVERIFY(top);
        std::set<std::string> values{""};
        for (const auto& value : *top)
            values.insert(value.value);
        views::ActivityRequest request{{}, views::Bucket::day, by, 3};
        const auto activity = views::activity(*shared_workspace(), request);
        QVERIFY(activity);
        Counts expected;
        const auto wanted = [](const Event&) { return true; };
        for (const auto& [key, n] : plain_activity(shared_events(), wanted, {}, k_day, by))
            expected[{key.first, values.contains(key.second) ? key.second : ""}] += n;
        QVERIFY(as_counts(*activity) == expected);
    }
}

void EventStoreTest::kinds_are_compared_with_the_time_before_data() {
    QTest::addColumn<int>("number");
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{9}})
        QTest::newRow(filters()[i].name) << static_cast<int>(i);
}

void EventStoreTest::kinds_are_compared_with_the_time_before() {
    QFETCH(int, number);
    const Filter& filter = filters()[static_cast<std::size_t>(number)];
    const TimeRange range = range_of(k_start + 2 * k_day, k_start + 3 * k_day);
    const TimeRange earlier = range_of(k_start + k_day, k_start + 2 * k_day);
    const auto totals = views::kind_totals(*shared_workspace(), {filter.text, "", range, {}});
    QVERIFY(totals);
    QCOMPARE(totals->size(), k_event_kind_count);
    for (const auto& total : *totals) {
        std::int64_t now = 0, before = 0;
        bool ever = false;
        for (const Event& e : shared_events()) {
            ever = ever || e.kind == total.kind;
            if (e.kind != total.kind || !filter.wanted(e)) continue;
            if (within(e, range)) now += e.count;
            if (within(e, earlier)) before += e.count;
        }
        QCOMPARE(total.count, now);
        QCOMPARE(total.previous, before);
        QCOMPARE(total.collected, ever);
        QCOMPARE(total.last.has_value(), now + before > 0 || (number == 0 && ever));
    }
}

void EventStoreTest::hours_of_the_week_follow_the_zone_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("offset_minutes");
    for (const char* filter : {"", "user:user7"})
        for (const int minutes : {0, 120, -300, 330, -210})
            QTest::addRow("'%s' at %d", filter, minutes) << QString(filter) << minutes;
}

void EventStoreTest::hours_of_the_week_follow_the_zone() {
    QFETCH(QString, filter);
    QFETCH(int, offset_minutes);
    const auto hours = views::hour_of_week(*shared_workspace(), {filter.toStdString(), "", {}, {}},
                                           std::chrono::minutes(offset_minutes));
    QVERIFY(hours);
    std::array<std::int64_t, 168> expected{};
    for (const Event& e : shared_events()) {
        if (!filter.isEmpty() && e.user != "user7") continue;
        const auto local = e.time + std::chrono::minutes(offset_minutes);
        const auto day = std::chrono::floor<std::chrono::days>(local);
        const auto hour = std::chrono::floor<std::chrono::hours>(local - day).count();
        const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
        expected[weekday * 24 + static_cast<std::size_t>(hour)] += e.count;
    }
    QVERIFY(*hours == expected);
}

void EventStoreTest::counted_events_are_in_roll_ups_only() {
    auto workspace = new_workspace();
    const Event stored = make_event(k_start + 10, EventKind::login, Outcome::success, "a", "192.0.2.1");
    std::vector<Event> harmless(5000, make_event(k_start + 3700, EventKind::other, Outcome::success, "b", "192.0.2.2"));
    harmless.push_back(make_event(k_start - 100, EventKind::other, Outcome::allowed, "b", ""));
    const auto outcome = import_events(*workspace, {stored}, harmless);
    QCOMPARE(outcome.events_stored, std::uint64_t{1});
    QCOMPARE(outcome.events_counted, std::uint64_t{5001});
    QCOMPARE(*views::events_count(*workspace, {}), std::int64_t{1});
    const auto activity = views::activity(*workspace, {{}, views::Bucket::hour, views::ActivityBy::kind, 20});
    QVERIFY(activity && activity->from_rollups);
    const Counts expected{{{k_start - 3600, "other"}, 1}, {{k_start, "login"}, 1}, {{k_start + 3600, "other"}, 5000}};
    QVERIFY(as_counts(*activity) == expected);
    QVERIFY(check(*workspace, false).empty());
    const auto span = views::events_span(*workspace);
    QVERIFY(span && *span);
    QCOMPARE(unix_seconds((*span)->from), k_start - 120); // to the minute
}

void EventStoreTest::roll_ups_equal_a_recount() {
    QVERIFY(check(*shared_workspace(), false).empty());
    // Late events of a day that is written already, counters beside them, over and over.
    auto workspace = new_workspace();
    for (unsigned round = 0; round < 12; ++round)
        (void)import_events(*workspace, random_events(3000, 10 + round, round % 2 == 0),
                            random_events(500, 100 + round, false), "source " + std::to_string(round % 3));
    const auto problems = check(*workspace, false);
    QCOMPARE(problems.empty() ? QString() : q(problems.front()), QString());
}

void EventStoreTest::roll_ups_that_are_off_are_told_and_repaired_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("table");
    QTest::newRow("an hour is lost") << "DELETE FROM event_hour WHERE hour = (SELECT min(hour) FROM event_hour)"
                                     << "event_hour";
    QTest::newRow("an hour counts too much") << "UPDATE event_hour SET count = count + 1 WHERE asset = 0"
                                             << "event_hour";
    QTest::newRow("minutes do not read") << "UPDATE event_hour SET minutes = x'07'"
                                         << "event_hour";
    QTest::newRow("a day is off") << "UPDATE event_day SET count = 0"
                                  << "event_day";
    QTest::newRow("a day too many") << "INSERT INTO event_day VALUES(0, 1, 1, 1, 5)"
                                    << "event_day";
    QTest::newRow("values are lost") << "DELETE FROM event_value WHERE dimension = 1"
                                     << "event_value";
    QTest::newRow("values do not read") << "UPDATE event_value SET cells = x'ff00'"
                                        << "event_value";
    QTest::newRow("what was seen is off") << "UPDATE event_seen SET last_ns = 0"
                                          << "event_seen";
}

void EventStoreTest::roll_ups_that_are_off_are_told_and_repaired() {
    QFETCH(QString, sql);
    QFETCH(QString, table);
    auto workspace = new_workspace();
    (void)import_events(*workspace, random_events(5000, 3), random_events(100, 4));
    QVERIFY(write(*workspace, sql.toStdString()));
    const auto told = check(*workspace, false);
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY(q(told.front()).startsWith(table + ":"));
    QCOMPARE(check(*workspace, false).size(), std::size_t{1}); // nothing was changed by looking
    QCOMPARE(check(*workspace, true).size(), std::size_t{1});
    QVERIFY(check(*workspace, false).empty());
}

void EventStoreTest::the_check_of_a_workspace_looks_at_roll_ups() {
    auto workspace = new_workspace();
    (void)import_events(*workspace, random_events(2000, 3), random_events(100, 4));
    JobContext job;
    const auto good = check_workspace(*workspace, false, job);
    QVERIFY(good && good->clean);
    QVERIFY(write(*workspace, "UPDATE event_day SET count = count + 1; DELETE FROM event_seen"));
    const auto off = check_workspace(*workspace, false, job);
    QVERIFY(off && !off->clean);
    QCOMPARE(off->problems.size(), std::size_t{2});
    const auto repaired = check_workspace(*workspace, true, job);
    QVERIFY(repaired && repaired->clean);
    QCOMPARE(repaired->problems.size(), std::size_t{2}); // told, with what was done
    const auto again = check_workspace(*workspace, false, job);
    QVERIFY(again && again->clean && again->problems.empty());
}

void EventStoreTest::a_block_that_does_not_read_is_told() {
    auto workspace = new_workspace();
    (void)import_events(*workspace, random_events(5000, 3));
    QVERIFY(write(*workspace, "UPDATE event_part SET bytes = substr(bytes, 1, length(bytes) / 2)"));
    QVERIFY(!check(*workspace, true).empty());
    const auto page = views::events_page(*workspace, {});
    QVERIFY(!page);
    QCOMPARE(page.error().code, Errc::workspace_damaged);
    QVERIFY(!page.error().help.empty());
    const auto count =
        views::activity(*workspace, {{"user:user7", "", {}, {}}, views::Bucket::hour, views::ActivityBy::kind, 1});
    QVERIFY(!count);
    QCOMPARE(count.error().code, Errc::workspace_damaged);
}

void EventStoreTest::an_import_that_is_taken_back_leaves_nothing() {
    auto workspace = new_workspace();
    ImportMeta meta;
    meta.path = "cut.log";
    meta.format = "auth-log";
    meta.kind = FormatKind::events;
    auto session = ImportSession::begin(*workspace, meta);
    QVERIFY(session);
    for (const Event& e : random_events(70'000, 5))
        (*session)->sink().event(view_of(e));
    (*session)->rollback();
    session->reset();
    auto reader = workspace->readers().reader();
    QVERIFY(reader);
    for (const char* table : {"event_block", "event_part", "event_hour", "event_day", "event_value", "event_seen",
                              "event_string", "event_counted"})
        QCOMPARE(*(*reader)->integer("SELECT count(*) FROM " + std::string(table)), std::int64_t{0});
}

void EventStoreTest::coverage_tells_who_hears_what() {
    auto workspace = new_workspace();
    (void)import_events(*workspace, {make_event(k_start, EventKind::login, Outcome::success, "a", "")}, {}, "bastion");
    Event other = make_event(k_start + 50, EventKind::login, Outcome::success, "a", "");
    other.host = other.asset = "db01";
    (void)import_events(*workspace, {other}, {make_event(k_start + 99, EventKind::xss, Outcome::blocked, "", "")},
                        "proxy");
    const auto coverage = views::telemetry_coverage(*workspace);
    QVERIFY(coverage);
    const auto of = [&](EventKind kind) { return (*coverage)[static_cast<std::size_t>(kind)]; };
    QCOMPARE(of(EventKind::login).assets, std::int64_t{2});
    QCOMPARE(of(EventKind::login).assets_all, std::int64_t{2});
    QCOMPARE(unix_seconds(*of(EventKind::login).last), k_start + 50);
    QCOMPARE(q(of(EventKind::login).sources), q("proxy, bastion"));
    QCOMPARE(of(EventKind::xss).assets, std::int64_t{1});
    QCOMPARE(q(of(EventKind::xss).sources), q("proxy"));
    QCOMPARE(of(EventKind::scan).assets, std::int64_t{0});
    QVERIFY(!of(EventKind::scan).last);
}

void EventStoreTest::a_wrong_filter_or_cursor_is_an_error_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("cursor");
    QTest::newRow("unknown field") << "colour:red"
                                   << "";
    QTest::newRow("unknown kind") << "kind:unheard-of"
                                  << "";
    QTest::newRow("cursor without an id") << ""
                                          << "123";
    QTest::newRow("cursor of words") << ""
                                     << "a:b";
    QTest::newRow("cursor with more") << ""
                                      << "1:2:3";
}

void EventStoreTest::a_wrong_filter_or_cursor_is_an_error() {
    QFETCH(QString, filter);
    QFETCH(QString, cursor);
    views::EventsRequest request;
    request.scope.filter = filter.toStdString();
    request.after = cursor.toStdString();
    const auto page = views::events_page(*shared_workspace(), request);
    QVERIFY(!page);
    QCOMPARE(page.error().code, Errc::bad_argument);
}

void EventStoreTest::a_stopped_scan_is_cancelled() {
    std::stop_source stop;
    stop.request_stop();
    const auto count = views::events_count(*shared_workspace(), {"user:user7", "", {}, {}}, stop.get_token());
    QVERIFY(!count);
    QCOMPARE(count.error().code, Errc::cancelled);
}

QTEST_APPLESS_MAIN(EventStoreTest)
#include "event_store_test.moc"
