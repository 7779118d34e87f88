// How fast an auth.log becomes events, without a store behind it. PARAPET_BENCH_AUTH names a generated log
// (shared/perf/gen_auth.py); without one, a small log is made here.

#include "core/formats/format.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace parapet {
namespace {

class CountingSink final : public RecordSink {
public:
    void scan(const ScanInfo&) override {}
    void finding(RawFinding&) override {}
    void event(const EventView& event) override {
        ++events;
        failures += event.outcome == Outcome::failure ? 1 : 0;
        rendered += event.message.empty() ? 1 : 0;
    }
    std::uint64_t events = 0, failures = 0, rendered = 0;
};

std::string made_log(int lines) {
    std::string log;
    for (int i = 0; i < lines; ++i) {
        const std::string head = fmt::format("Nov {:2} {:02}:{:02}:{:02} web{:02} ", 1 + i * 28 / lines, i / 3600 % 24,
                                             i / 60 % 60, i % 60, i % 8);
        const std::string address = fmt::format("198.51.{}.{}", i % 250, i * 7 % 250);
        switch (i % 5) {
        case 0:
            log += fmt::format("{}sshd[{}]: Failed password for root from {} port {} ssh2\n", head, 1000 + i, address,
                               1024 + i % 60000);
            break;
        case 1:
            log += fmt::format("{}sshd[{}]: Invalid user u{} from {} port {}\n", head, 1000 + i, i % 300, address,
                               1024 + i % 60000);
            break;
        case 2:
            log +=
                fmt::format("{}sshd[{}]: pam_unix(sshd:session): session opened for user alice(uid=1001) by (uid=0)\n",
                            head, 1000 + i);
            break;
        case 3:
            log += fmt::format("{}sudo[{}]:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id\n",
                               head, 1000 + i);
            break;
        default:
            log += fmt::format("{}CRON[{}]: pam_unix(cron:session): session closed for user root\n", head, 1000 + i);
        }
    }
    return log;
}

const std::string& bench_log() {
    static const std::string k_log = [] {
        const char* path = std::getenv("PARAPET_BENCH_AUTH");
        if (path == nullptr) return made_log(200'000);
        std::ifstream file(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    return k_log;
}

void parse_auth_log(benchmark::State& state) {
    const std::string& log = bench_log();
    const FormatInfo* format = find_format("auth-log");
    ParseOptions options;
    options.reference = *from_civil(2025, 11, 29, 0, 0, 0);
    std::uint64_t lines = 0;
    for (auto _ : state) {
        const auto in = memory_input(log, "auth.log");
        CountingSink sink;
        JobContext job;
        const auto stats = format->parse(*in, sink, job, options);
        if (!stats) return state.SkipWithError(stats.error().one_line().c_str());
        lines += stats->records;
        state.counters["rendered"] =
            static_cast<double>(sink.rendered) / static_cast<double>(std::max<std::uint64_t>(sink.events, 1));
        state.counters["failures"] = static_cast<double>(sink.failures);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(log.size()) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(lines));
}
BENCHMARK(parse_auth_log)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace parapet
