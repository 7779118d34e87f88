// Blocks of events: what is put in is read out again, column by column, and damaged bytes are told.

#include "core/formats/common/event_rules.h"
#include "core/store/events/block_encoder.h"
#include "core/store/events/block_reader.h"
#include "core/store/events/collector.h"
#include "core/store/events/hour_cells.h"
#include "core/store/events/value_cells.h"
#include "tests/support/support.h"

#include <functional>
#include <map>
#include <random>

using namespace parapet;
using namespace parapet::events;
using parapet::test::q;

namespace {

struct MemoryParts : PartSource {
    std::map<std::pair<std::int64_t, Part>, std::string> parts;
    Result<std::string_view> read_part(std::int64_t block, Part part) override {
        return std::string_view(parts[{block, part}]);
    }
};

// What a workspace does with texts: gives them ids.
struct Texts {
    std::map<std::string, std::int64_t, std::less<>> ids;
    std::vector<std::string> by_id{""};
    std::string text(std::uint64_t id) const { return id < by_id.size() ? by_id[id] : "?"; }
    std::vector<std::int64_t> of(const std::vector<std::string>& texts) {
        std::vector<std::int64_t> out;
        for (const std::string& text : texts) {
            const auto [entry, is_new] = ids.try_emplace(text, static_cast<std::int64_t>(by_id.size()));
            if (is_new) by_id.push_back(text);
            out.push_back(entry->second);
        }
        return out;
    }
};

struct Store {
    EventCollector collector;
    Texts texts;
    Dictionaries dictionaries;
    BlockEncoder encoder{dictionaries};
    MemoryParts parts;
    std::vector<EncodedBlock> blocks;

    void add(const EventView& event) {
        if (!collector.has_block()) collector.give(std::make_unique<RawBlock>());
        if (collector.add(event)) flush();
    }
    void flush() {
        auto raw = collector.take();
        if (!raw) return;
        const auto ids = texts.of(Dictionaries::texts_of(*raw));
        dictionaries.learn(*raw, ids);
        blocks.push_back(encoder.encode(*raw));
        for (std::size_t i = 0; i < k_parts; ++i)
            parts.parts[{static_cast<std::int64_t>(blocks.size()), static_cast<Part>(i)}] = blocks.back().parts[i];
    }
    BlockMeta meta(std::size_t block) const { return parse_block_meta(blocks[block].meta).value_or(BlockMeta{}); }
    std::string address(AddressCode code) const {
        return code >= k_ipv4_base ? ipv4_text(static_cast<std::uint32_t>(code)) : texts.text(code);
    }
};

// One event of a log whose n-th line has its own numbers.
EventView event_number(std::size_t n, std::vector<std::string>& keep) {
    std::minstd_rand random(static_cast<unsigned>(n + 1));
    keep.clear();
    keep.reserve(4);
    EventView e;
    e.time = from_unix_seconds(1'760'000'000 + static_cast<std::int64_t>(n / 7));
    e.kind = n % 3 == 0 ? EventKind::login : EventKind::ssh;
    e.outcome = n % 5 == 0 ? Outcome::success : Outcome::failure;
    e.severity = n % 5 == 0 ? Severity::info : Severity::low;
    keep.push_back("user" + std::to_string(random() % 300));
    e.user = n % 4 == 0 ? std::string_view() : keep.back();
    keep.push_back(n % 11 == 0 ? "2001:db8::" + std::to_string(random() % 50) : ipv4_text(random()));
    e.source_ip = keep.back();
    e.source_port = static_cast<std::uint16_t>(random());
    e.host = n % 2 == 0 ? "web01" : "db01";
    e.process = "sshd";
    e.pid = random();
    keep.push_back("/srv/file-" + std::to_string(random() % 1000));
    e.object = n % 9 == 0 ? keep.back() : std::string_view();
    keep.push_back("text of line " + std::to_string(n) + std::string(random() % 40, 'x'));
    e.message = n % 6 == 0 ? keep.back() : std::string_view();
    e.rule = n % 3 == 0 ? "sshd.failed_password" : "sshd.invalid_user";
    e.count = n % 100 == 0 ? 5 : 1;
    e.line = n + 1;
    e.offset = n * 97 + random() % 5;
    return e;
}

// Compares one row of a block with the event that went in; "" when they agree.
std::string difference(Store& s, BlockReader& r, std::size_t row, const EventView& e) {
    const std::size_t segment = row / k_segment_rows, i = row % k_segment_rows;
    const Shape shape = r.shapes()[r.numbers(Column::shape, segment)[i]];
    const Place place = r.places()[r.numbers(Column::place, segment)[i]];
    const auto code = [&](Column c) { return r.codes(c)[r.numbers(c, segment)[i]]; };
    if (r.times(segment)[i] != unix_nanos(e.time)) return "time";
    if (shape.kind != e.kind || shape.outcome != e.outcome || shape.severity != e.severity) return "shape";
    if (s.texts.text(shape.rule) != e.rule || s.texts.text(shape.process) != e.process) return "rule";
    if (s.texts.text(place.host) != e.host || s.texts.text(place.asset) != e.host) return "place";
    if (s.texts.text(code(Column::user)) != e.user) return "user";
    if (s.address(code(Column::source)) != e.source_ip) return "source";
    if (r.numbers(Column::source_port, segment)[i] != e.source_port) return "port";
    if (r.numbers(Column::pid, segment)[i] != e.pid) return "pid";
    if (r.numbers(Column::count, segment)[i] != e.count) return "count";
    if (r.long_numbers(Column::line, segment)[i] != e.line) return "line";
    if (r.long_numbers(Column::offset, segment)[i] != e.offset) return "offset";
    if (r.objects()[r.numbers(Column::object, segment)[i]] != e.object) return "object";
    if (r.text(segment, i) != e.message) return "message";
    const auto* rule = find_event_rule(e.rule);
    const std::string wording = e.message.empty() && rule != nullptr ? std::string(rule->wording) : "";
    if (s.texts.text(shape.wording) != wording) return "wording";
    return {};
}

} // namespace

class EventBlockTest : public QObject {
    Q_OBJECT
private slots:
    void addresses_data();
    void addresses();
    void every_event_is_read_as_it_was_written_data();
    void every_event_is_read_as_it_was_written();
    void times_keep_their_precision_data();
    void times_keep_their_precision();
    void damaged_bytes_are_told();
    void dictionaries_that_grow_too_large_begin_anew();
    void texts_close_a_block_early();
    void invalid_utf8_becomes_one_text();
    void minutes_read_back_data();
    void minutes_read_back();
    void damaged_minutes_are_refused_data();
    void damaged_minutes_are_refused();
    void hours_add_up_in_any_order();
    void values_add_up_in_any_order_data();
    void values_add_up_in_any_order();
};

void EventBlockTest::addresses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("is_ipv4");
    QTest::newRow("plain") << "203.0.113.7" << true;
    QTest::newRow("zeros") << "0.0.0.0" << true;
    QTest::newRow("largest") << "255.255.255.255" << true;
    QTest::newRow("leading zero stays text") << "192.030.0.6" << false;
    QTest::newRow("too large") << "256.1.1.1" << false;
    QTest::newRow("three parts") << "10.1.1" << false;
    QTest::newRow("five parts") << "10.1.1.1.1" << false;
    QTest::newRow("four digits") << "1000.1.1.1" << false;
    QTest::newRow("empty part") << "10..1.1" << false;
    QTest::newRow("ends with a dot") << "10.1.1.1." << false;
    QTest::newRow("one dot at the end of fifteen") << "12345678901234." << false;
    QTest::newRow("no dots") << "123456789012345" << false;
    QTest::newRow("mixed lengths") << "1.22.133.4" << true;
    QTest::newRow("shortest") << "1.2.3.4" << true;
    QTest::newRow("a letter") << "1.2.3.a" << false;
    QTest::newRow("a colon") << "10.20.30.4:" << false;
    QTest::newRow("high bytes") << QString::fromLatin1("10.20.30.´") << false;
    QTest::newRow("double zero") << "10.0.00.1" << false;
    QTest::newRow("999") << "10.0.999.1" << false;
    QTest::newRow("IPv6") << "2001:db8::1" << false;
    QTest::newRow("mapped") << "::ffff:1.2.3.4" << false;
    QTest::newRow("name") << "host.example" << false;
}

void EventBlockTest::addresses() {
    QFETCH(QString, text);
    QFETCH(bool, is_ipv4);
    const auto address = parse_ipv4(text.toStdString());
    QCOMPARE(address.has_value(), is_ipv4);
    if (address) QCOMPARE(q(ipv4_text(*address)), text);
}

void EventBlockTest::every_event_is_read_as_it_was_written_data() {
    QTest::addColumn<int>("rows");
    QTest::newRow("one event") << 1;
    QTest::newRow("two events") << 2;
    QTest::newRow("one less than a segment") << 16383;
    QTest::newRow("a segment and one") << 16385;
    QTest::newRow("a full block") << 65536;
    QTest::newRow("more than two blocks") << 140000;
}

void EventBlockTest::every_event_is_read_as_it_was_written() {
    QFETCH(int, rows);
    Store store;
    std::vector<std::string> keep;
    for (int n = 0; n < rows; ++n)
        store.add(event_number(static_cast<std::size_t>(n), keep));
    store.flush();
    QCOMPARE(store.collector.stored(), static_cast<std::uint64_t>(rows));
    std::size_t n = 0;
    BlockReader reader(store.parts);
    for (std::size_t b = 0; b < store.blocks.size(); ++b) {
        reader.open(static_cast<std::int64_t>(b + 1), store.meta(b));
        std::uint32_t kinds = 0;
        for (std::size_t row = 0; row < store.blocks[b].rows; ++row, ++n) {
            const EventView event = event_number(n, keep);
            kinds |= 1U << static_cast<unsigned>(event.kind);
            const std::string what = difference(store, reader, row, event);
            if (!what.empty()) QFAIL(qPrintable(q("row " + std::to_string(n) + ": " + what)));
        }
        QVERIFY(!reader.error());
        QCOMPARE(store.blocks[b].kinds, kinds);
    }
    QCOMPARE(n, static_cast<std::size_t>(rows));
}

void EventBlockTest::times_keep_their_precision_data() {
    QTest::addColumn<QList<qint64>>("times");
    QTest::addColumn<quint64>("unit");
    QTest::newRow("seconds") << QList<qint64>{5'000'000'000, 7'000'000'000, 6'000'000'000} << quint64(1'000'000'000);
    QTest::newRow("milliseconds") << QList<qint64>{5'001'000'000, 7'000'000'000} << quint64(1'000'000);
    QTest::newRow("microseconds") << QList<qint64>{5'000'001'000, 7'000'000'000} << quint64(1'000);
    QTest::newRow("nanoseconds") << QList<qint64>{5'000'000'001, 7'000'000'000} << quint64(1);
    QTest::newRow("before 1970") << QList<qint64>{-5'000'000'000, 7'000'000'000} << quint64(1'000'000'000);
    QTest::newRow("the ends of time") << QList<qint64>{std::numeric_limits<qint64>::min(),
                                                       std::numeric_limits<qint64>::max(), 0}
                                      << quint64(1);
}

void EventBlockTest::times_keep_their_precision() {
    QFETCH(QList<qint64>, times);
    QFETCH(quint64, unit);
    Store store;
    for (const qint64 t : times) {
        EventView e;
        e.time = from_unix_nanos(t);
        store.add(e);
    }
    store.flush();
    const BlockMeta meta = store.meta(0);
    QCOMPARE(meta.time_unit, static_cast<std::uint64_t>(unit));
    BlockReader reader(store.parts);
    reader.open(1, meta);
    for (int i = 0; i < times.size(); ++i)
        QCOMPARE(qint64(reader.times(0)[static_cast<std::size_t>(i)]), times[i]);
    QCOMPARE(qint64(store.blocks[0].first_ns), *std::min_element(times.begin(), times.end()));
    QCOMPARE(qint64(store.blocks[0].last_ns), *std::max_element(times.begin(), times.end()));
    QCOMPARE(meta.sorted, std::is_sorted(times.begin(), times.end()));
}

void EventBlockTest::damaged_bytes_are_told() {
    Store store;
    std::vector<std::string> keep;
    for (std::size_t n = 0; n < 17000; ++n)
        store.add(event_number(n, keep));
    store.flush();
    const auto original = store.parts.parts;
    const BlockMeta meta = store.meta(0);
    std::minstd_rand random(7);
    int told = 0;
    for (int round = 0; round < 400; ++round) {
        store.parts.parts = original;
        std::string& bytes = store.parts.parts[{1, static_cast<Part>(random() % k_parts)}];
        if (bytes.empty()) continue;
        if (round % 4 == 0)
            bytes.resize(random() % bytes.size());
        else
            bytes[random() % bytes.size()] = static_cast<char>(random());
        BlockReader reader(store.parts);
        reader.open(1, meta);
        for (const std::size_t row : {std::size_t{0}, std::size_t{16383}, std::size_t{16999}})
            (void)difference(store, reader, row, event_number(row, keep)); // must not read out of bounds
        if (reader.error()) {
            QCOMPARE(reader.error()->code, Errc::workspace_damaged);
            ++told;
        }
    }
    QVERIFY(told > 100); // every cut part, and many changed bytes
    for (std::size_t cut = 0; cut < store.blocks[0].meta.size(); ++cut)
        QVERIFY(!parse_block_meta(std::string_view(store.blocks[0].meta).substr(0, cut)));
}

void EventBlockTest::dictionaries_that_grow_too_large_begin_anew() {
    Store store;
    constexpr std::size_t k_rows = 300'000; // more users and addresses than are kept
    const auto fill = [](std::size_t n, std::string& user, std::string& address) {
        user = "u" + std::to_string(n);
        address = ipv4_text(static_cast<std::uint32_t>(n * 2654435761U));
        EventView e;
        e.user = user;
        e.source_ip = address;
        e.host = "h";
        return e;
    };
    std::string user, address;
    int resets = 0;
    for (std::size_t n = 0; n < k_rows; ++n) {
        const EventView e = fill(n, user, address);
        if (!store.collector.has_block()) store.collector.give(std::make_unique<RawBlock>());
        if (store.collector.add(e)) store.flush();
    }
    store.flush();
    std::size_t n = 0;
    BlockReader reader(store.parts);
    for (std::size_t b = 0; b < store.blocks.size(); ++b) {
        reader.open(static_cast<std::int64_t>(b + 1), store.meta(b));
        for (std::size_t row = 0; row < store.blocks[b].rows; ++row, ++n) {
            (void)fill(n, user, address);
            const std::size_t s = row / k_segment_rows, i = row % k_segment_rows;
            const auto code = reader.codes(Column::user)[reader.numbers(Column::user, s)[i]];
            if (store.texts.text(code) != user) QFAIL("another user");
            const auto source = reader.codes(Column::source)[reader.numbers(Column::source, s)[i]];
            if (store.address(source) != address) QFAIL("another address");
        }
    }
    QCOMPARE(n, k_rows);
    resets = store.dictionaries.strings.size() < k_rows ? 1 : 0;
    QCOMPARE(resets, 1);
}

void EventBlockTest::texts_close_a_block_early() {
    Store store;
    const std::string large(40'000, 'm');
    EventView e;
    e.message = large;
    for (int n = 0; n < 500; ++n)
        store.add(e);
    store.flush();
    QVERIFY(store.blocks.size() > 1);
    BlockReader reader(store.parts);
    reader.open(2, store.meta(1));
    QCOMPARE(q(reader.text(0, 3)), q(large));
}

void EventBlockTest::invalid_utf8_becomes_one_text() {
    Store store;
    for (const char* user : {"a\xff", "a\xfe", "b"}) {
        EventView e;
        e.user = user;
        store.add(e);
    }
    store.flush();
    BlockReader reader(store.parts);
    reader.open(1, store.meta(0));
    QCOMPARE(reader.codes(Column::user).size(), std::size_t{2});
    const auto users = reader.numbers(Column::user, 0);
    QCOMPARE(users[0], users[1]);
    QCOMPARE(q(store.texts.text(reader.codes(Column::user)[users[0]])), QStringLiteral("a\uFFFD"));
}

void EventBlockTest::minutes_read_back_data() {
    QTest::addColumn<QList<quint64>>("set"); // minute, count ...
    QTest::newRow("none") << QList<quint64>{};
    QTest::newRow("first") << QList<quint64>{0, 1};
    QTest::newRow("last") << QList<quint64>{59, 300};
    QTest::newRow("two") << QList<quint64>{3, 70000, 4, 1};
    QList<quint64> all;
    for (quint64 m = 0; m < 60; ++m)
        all << m << m * m * m + 1;
    QTest::newRow("all") << all;
    QTest::newRow("large") << QList<quint64>{30, std::numeric_limits<quint64>::max()};
}

void EventBlockTest::minutes_read_back() {
    QFETCH(QList<quint64>, set);
    Minutes minutes{};
    for (int i = 0; i + 1 < set.size(); i += 2)
        minutes[set[i]] = set[i + 1];
    Minutes read{};
    QVERIFY(add_minutes(encode_minutes(minutes), read));
    QVERIFY(read == minutes);
}

void EventBlockTest::damaged_minutes_are_refused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("unknown layout") << QByteArray("\x07\x01");
    QTest::newRow("minute 60") << QByteArray("\x02\x3c\x01");
    QTest::newRow("cut") << QByteArray("\x02\x01");
    QTest::newRow("endless number") << QByteArray("\x02\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    QTest::newRow("too few") << QByteArray("\x01\x01\x01");
}

void EventBlockTest::damaged_minutes_are_refused() {
    QFETCH(QByteArray, bytes);
    Minutes read{};
    QVERIFY(!add_minutes(std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())), read));
}

void EventBlockTest::hours_add_up_in_any_order() {
    std::minstd_rand random(3);
    std::map<std::tuple<std::int64_t, std::int64_t, EventKind, Outcome>, std::uint64_t> expected;
    HourCells cells;
    for (int n = 0; n < 50'000; ++n) {
        const auto asset = static_cast<std::int64_t>(random() % 40);
        const auto minute = static_cast<std::int64_t>(random() % 5000) - 2500;
        const auto kind = static_cast<EventKind>(random() % k_event_kind_count);
        const auto outcome = static_cast<Outcome>(random() % k_outcome_count);
        cells.add(asset, kind, outcome, minute * 60'000'000'000 + random() % 1000, 2);
        expected[{asset, minute, kind, outcome}] += 2;
    }
    std::size_t found = 0;
    for (const HourCell& cell : cells.take()) {
        std::uint64_t sum = 0;
        for (std::size_t m = 0; m < 60; ++m) {
            if (cell.minutes[m] == 0) continue;
            const auto minute = cell.key.hour * 60 + static_cast<std::int64_t>(m);
            QCOMPARE(cell.minutes[m], (expected[{cell.key.asset, minute, cell.key.kind, cell.key.outcome}]));
            sum += cell.minutes[m];
            ++found;
        }
        QCOMPARE(cell.count, sum);
    }
    QCOMPARE(found, expected.size());
    QVERIFY(cells.empty());
}

void EventBlockTest::values_add_up_in_any_order_data() {
    QTest::addColumn<int>("days");
    QTest::addColumn<bool>("sorted");
    QTest::newRow("one day") << 1 << true;
    QTest::newRow("days in order") << 5 << true;
    QTest::newRow("days mixed") << 5 << false;
}

void EventBlockTest::values_add_up_in_any_order() {
    QFETCH(int, days);
    QFETCH(bool, sorted);
    std::minstd_rand random(11);
    std::map<std::pair<ValueKey, AddressCode>, std::uint64_t> expected;
    DayValues values;
    for (int block = 0; block < 6; ++block) {
        std::vector<std::int64_t> times(4000);
        for (auto& t : times)
            t = (static_cast<std::int64_t>(random() % unsigned(days)) - 2) * 86'400'000'000'000 + 5;
        if (sorted) std::sort(times.begin(), times.end());
        std::vector<AddressCode> codes{0};
        for (AddressCode c = 1; c < 500; ++c)
            codes.push_back(c * 7 + static_cast<AddressCode>(block));
        std::vector<EventKind> kinds(times.size());
        std::vector<std::uint32_t> counts(times.size());
        std::vector<std::uint16_t> indexes(times.size());
        for (std::size_t i = 0; i < times.size(); ++i) {
            kinds[i] = static_cast<EventKind>(random() % 3);
            counts[i] = random() % 4 + 1;
            indexes[i] = static_cast<std::uint16_t>(random() % codes.size());
            if (indexes[i] == 0) continue;
            const ValueKey key{Dimension::source, floor_divide(times[i], 86'400'000'000'000), kinds[i]};
            expected[{key, codes[indexes[i]]}] += counts[i];
        }
        const auto [first, last] = std::minmax_element(times.begin(), times.end());
        values.add(Dimension::source, {times, *first, *last, kinds, counts, indexes, codes});
    }
    Compressor compressor;
    Decompressor decompressor;
    std::size_t found = 0;
    for (const auto& [key, cells] : values.take()) {
        ValueCells read;
        QVERIFY(decode_values(encode_values(cells, compressor), decompressor, read));
        QVERIFY(read == cells);
        for (const ValueCell& cell : cells) {
            QCOMPARE(cell.count, (expected[{key, cell.code}]));
            ++found;
        }
    }
    QCOMPARE(found, expected.size());
}

QTEST_APPLESS_MAIN(EventBlockTest)
#include "event_block_test.moc"
