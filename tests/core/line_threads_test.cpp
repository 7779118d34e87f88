#include "core/base/line_pipe.h"
#include "core/formats/common/syslog_parse.h"
#include "core/formats/common/web_log.h"
#include "tests/support/events.h"
#include "tests/support/support.h"

#include <cstring>
#include <map>
#include <tuple>

using namespace parapet;
using namespace parapet::test;

// Ends in an error, or does not say how long it is.
class OddInput final : public Input {
public:
    OddInput(std::string bytes, bool fails, bool at_hand)
        : bytes_(std::move(bytes))
        , fails_(fails)
        , at_hand_(at_hand) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        const std::size_t n = std::min({buffer.size(), bytes_.size() - at_, std::size_t{40'000}});
        if (n == 0 && fails_) return fail(Errc::unreadable, "the disk is gone");
        std::memcpy(buffer.data(), bytes_.data() + at_, n);
        at_ += n;
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] bool at_hand() const override { return at_hand_; }
    [[nodiscard]] const std::string& name() const override { return name_; }

private:
    std::string bytes_, name_ = "odd";
    std::size_t at_ = 0;
    bool fails_, at_hand_;
};

class LineThreadsTest : public QObject {
    Q_OBJECT

    static std::string numbered_lines(std::size_t bytes) {
        std::string text;
        for (std::size_t i = 0; text.size() < bytes; ++i)
            text += std::to_string(i) + std::string(i % 97, 'x') + (i % 1000 == 999 ? "\n\n" : "\n");
        return text;
    }

    // Two requests a second; now and then an attack, a refusal, a name, odd bytes.
    static std::string access_log(std::size_t bytes, bool other_lines) {
        std::string log;
        for (int i = 0; log.size() < bytes; ++i) {
            const int s = i / 2;
            char stamp[64];
            std::snprintf(stamp, sizeof stamp, "%02d/Nov/2025:%02d:%02d:%02d +0000", 1 + s / 86400, s / 3600 % 24,
                          s / 60 % 60, s % 60);
            const std::string head = "192.0.2." + std::to_string(i % 200) + (i % 11 == 0 ? " - alice [" : " - - [");
            const char* target = i % 400 == 7    ? "/a?id=1%27%20UNION%20SELECT%20password%20FROM%20users--"
                                 : i % 400 == 99 ? "/q?x=%3Cscript%3Ealert(1)%3C/script%3E"
                                 : i % 900 == 5  ? "/caf\xe9?x=../../etc/passwd"
                                                 : "/index.html";
            const int status = i % 50 == 0 ? 401 : (i % 70 == 0 ? 503 : 200);
            log += head + stamp + "] \"GET " + target + " HTTP/1.1\" " + std::to_string(status) +
                   " 512 \"-\" \"Mozilla/5.0\"\n";
            if (other_lines && i % 30'000 == 20'000)
                log += "2025/11/03 09:23:38 [error] 7#7: *1 user \"eve\": password mismatch, client: 192.0.2.7, "
                       "server: www, request: \"GET / HTTP/1.1\"\nneither this nor that\n# a comment\n";
        }
        return log;
    }

    struct Seen {
        std::vector<SeenEvent> stored;
        std::map<std::tuple<std::int64_t, std::string, int, int>, std::uint64_t> counted; // by minute
        Time newest{};
        ParseStats stats;
    };
    static Seen parse(const std::string& log, unsigned threads, bool keep_harmless) {
        ParseOptions options = options_at(2025, 11, 29);
        options.threads = threads;
        options.keep_harmless = keep_harmless;
        options.default_host = "web.example";
        EventSink sink;
        JobContext job;
        const auto in = memory_input(log, "access.log");
        auto stats = WebLog(sink, options).parse(*in, job);
        Seen out;
        if (stats) out.stats = std::move(*stats);
        for (SeenEvent& seen : sink.events) {
            const Event& e = seen.event;
            out.newest = std::max(out.newest, e.time);
            if (seen.counted_only)
                out.counted[{unix_seconds(e.time) / 60, e.host, static_cast<int>(e.kind),
                             static_cast<int>(e.outcome)}] += e.count;
            else
                out.stored.push_back(std::move(seen));
        }
        return out;
    }
    static QString text_of(const SeenEvent& seen) {
        const Event& e = seen.event;
        return QString("%1 %2 %3 %4 %5 %6 %7 %8 %9")
                   .arg(e.line)
                   .arg(e.offset)
                   .arg(unix_nanos(e.time))
                   .arg(q(e.rule), q(e.user), q(e.source_ip), q(e.object), q(e.message), q(e.host)) +
               QString(" %1 %2 %3").arg(static_cast<int>(e.kind)).arg(static_cast<int>(e.outcome)).arg(e.count);
    }

private slots:
    void lines_read_ahead_are_the_same_data() {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("at_hand");
        QTest::newRow("nothing") << 0 << true;
        QTest::newRow("too little for a thread") << 100'000 << true;
        QTest::newRow("much") << 3'000'000 << true;
        QTest::newRow("much, of a pipe") << 3'000'000 << false;
    }
    void lines_read_ahead_are_the_same() {
        QFETCH(int, bytes);
        QFETCH(bool, at_hand);
        const std::string text = bytes == 0 ? std::string() : numbered_lines(static_cast<std::size_t>(bytes));
        OddInput in(text, false, at_hand);
        LinePipe pipe(in, 1U << 16);
        std::string all;
        std::uint64_t line = 1;
        for (;;) {
            auto chunk = pipe.next();
            QVERIFY(chunk.has_value());
            if (!*chunk) break;
            QCOMPARE((*chunk)->offset, static_cast<std::uint64_t>(all.size()));
            QCOMPARE((*chunk)->first_line, line);
            QVERIFY((*chunk)->bytes.ends_with('\n'));
            line += static_cast<std::uint64_t>(std::count((*chunk)->bytes.begin(), (*chunk)->bytes.end(), '\n'));
            all += (*chunk)->bytes;
        }
        QVERIFY(all == text);
        auto again = pipe.next();
        QVERIFY(again.has_value() && !*again);
    }
    void blocks_may_be_kept_for_a_while() {
        const std::string text = numbered_lines(2'000'000);
        OddInput in(text, false, true);
        LinePipe pipe(in, 1U << 16);
        std::vector<std::unique_ptr<LinePipe::Block>> kept;
        for (;;) {
            auto block = pipe.take();
            QVERIFY(block.has_value());
            if (!*block) break;
            kept.push_back(std::move(*block));
        }
        std::string all;
        for (const auto& block : kept)
            all += block->chunk.bytes;
        QVERIFY(all == text);
    }
    void an_error_comes_behind_what_was_read() {
        const std::string text = numbered_lines(2'000'000);
        OddInput in(text, true, true);
        LinePipe pipe(in, 1U << 16);
        std::size_t got = 0;
        for (;;) {
            auto chunk = pipe.next();
            if (!chunk) {
                QCOMPARE(chunk.error().code, Errc::unreadable);
                break;
            }
            QVERIFY(chunk->has_value());
            got += (**chunk).bytes.size();
        }
        QVERIFY(got > 1'800'000);
        QVERIFY(!pipe.next().has_value());
    }
    void a_line_without_end_is_told() {
        Limits limits = default_limits();
        limits.max_line_bytes = 1U << 17;
        OddInput in(numbered_lines(1'000'000) + std::string(1'000'000, 'y'), false, true);
        LinePipe pipe(in, 1U << 16, limits);
        for (;;) {
            auto chunk = pipe.next();
            if (!chunk) {
                QCOMPARE(chunk.error().code, Errc::limit);
                return;
            }
            QVERIFY(chunk->has_value());
        }
    }
    void who_goes_early_leaves_no_thread() {
        for (int after = 0; after < 12; ++after) {
            OddInput in(numbered_lines(2'000'000), false, true);
            LinePipe pipe(in, 1U << 16);
            for (int i = 0; i < after; ++i)
                QVERIFY(pipe.next().has_value());
        }
    }

    void helpers_change_nothing_data() {
        QTest::addColumn<bool>("other_lines");
        QTest::addColumn<bool>("keep_harmless");
        QTest::newRow("access lines") << false << false;
        QTest::newRow("other lines between") << true << false;
        QTest::newRow("everything stored") << true << true;
    }
    void helpers_change_nothing() {
        QFETCH(bool, other_lines);
        QFETCH(bool, keep_harmless);
        const std::string log = access_log(9U << 20, other_lines);
        const Seen alone = parse(log, 1, keep_harmless);
        const Seen helped = parse(log, 3, keep_harmless);
        QVERIFY(alone.stored.size() > 500);
        QCOMPARE(helped.stored.size(), alone.stored.size());
        for (std::size_t i = 0; i < alone.stored.size(); ++i)
            QCOMPARE(text_of(helped.stored[i]), text_of(alone.stored[i]));
        QVERIFY(keep_harmless || !alone.counted.empty());
        QVERIFY(helped.counted == alone.counted);
        QCOMPARE(helped.newest, alone.newest);
        QCOMPARE(helped.stats.records, alone.stats.records);
        QCOMPARE(helped.stats.skipped, alone.stats.skipped);
        QCOMPARE(helped.stats.skipped > 0, other_lines);
    }
    void a_stopped_parse_ends() {
        std::stop_source stop;
        JobContext job(stop.get_token());
        ParseOptions options = options_at(2025, 11, 29);
        options.threads = 3;
        const std::string log = access_log(8U << 20, false);
        const auto in = memory_input(log, "access.log");
        class Stopper final : public RecordSink {
        public:
            explicit Stopper(std::stop_source& s)
                : stop(s) {}
            void scan(const ScanInfo&) override {}
            void finding(RawFinding&) override {}
            void event(const EventView& e) override {
                if (e.line > 45'000) stop.request_stop();
            }
            std::stop_source& stop;
        } sink(stop);
        auto stats = WebLog(sink, options).parse(*in, job);
        QVERIFY(!stats.has_value());
        QCOMPARE(stats.error().code, Errc::cancelled);
    }
    void a_long_syslog_keeps_its_places() {
        std::string log;
        std::vector<std::size_t> offsets;
        for (int i = 0; log.size() < (7U << 20); ++i) {
            offsets.push_back(log.size());
            log += "Nov  3 09:23:38 gate sshd[" + std::to_string(1000 + i) +
                   "]: Failed password for root from 192.0.2." + std::to_string(i % 250) + " port 4711 ssh2\n";
        }
        EventSink sink;
        JobContext job;
        const ParseOptions options = options_at(2025, 11, 29);
        const auto in = memory_input(log, "auth.log");
        auto stats = SyslogParser(sink, options).parse(*in, job);
        QVERIFY(stats.has_value());
        QCOMPARE(sink.events.size(), offsets.size());
        for (std::size_t i = 0; i < offsets.size(); ++i) {
            const Event& e = sink.events[i].event;
            QVERIFY(e.line == i + 1 && e.offset == offsets[i] && e.pid == 1000 + i);
        }
    }
};

QTEST_APPLESS_MAIN(LineThreadsTest)
#include "line_threads_test.moc"
