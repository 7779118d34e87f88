#pragma once
// Whole processes, measured: CPU seconds (user + system), wall seconds, peak memory, bytes written.

#include <functional>
#include <string>
#include <vector>

namespace parapet::bench {

struct Measure {
    double cpu_s = 0, wall_s = 0, rss_mb = 0, written_mb = 0;
    int exit_code = -1;
};

// Runs a program to its end with its output thrown away; exit_code 127 when it cannot be started.
[[nodiscard]] Measure run_process(const std::vector<std::string>& words);
// The same, and its resident memory in MB every 20 ms, from start to end.
[[nodiscard]] std::vector<double> watch_memory(const std::vector<std::string>& words, Measure& measure);
// Runs `work` in a child process of its own, so that CPU and memory are its alone.
[[nodiscard]] Measure run_in_child(const std::function<int()>& work);

[[nodiscard]] bool have(const std::string& program);
[[nodiscard]] double median(std::vector<double> values);

// Two things alternately, `pairs` times: the median of each and of the ratio ours / anchor of CPU seconds.
struct Pair {
    Measure ours, anchor; // medians, field by field
    double cpu_ratio = 0, wall_ratio = 0;
};
[[nodiscard]] Pair compare(int pairs, const std::function<Measure()>& ours, const std::function<Measure()>& anchor);

// How often a comparison is repeated: $PARAPET_BENCH_PAIRS, else 5.
[[nodiscard]] int pairs();

// $PARAPET_PERF, else /tmp/perf: the folder of the generated inputs. Makes NAME with ../shared/perf/GENERATOR when it
// is missing; "" when the generator is absent.
[[nodiscard]] std::string input(const std::string& name, const std::string& generator, const std::string& arguments);
[[nodiscard]] std::string scratch(const std::string& name); // a fresh path; what lay there is removed

// `parapet import` of a file, and a workspace that holds it (made once a run, or kept from the last one where
// PARAPET_BENCH_KEEP is set; "" when that failed).
[[nodiscard]] Measure import(const std::string& file, const std::string& workspace);
[[nodiscard]] std::string imported(const std::string& name, const std::string& file);

// CPU seconds of `work` on this thread (other work of the machine does not count): the median of so many times.
[[nodiscard]] double cpu_seconds_of(const std::function<void()>& work, int times);
// Wall seconds of it.
[[nodiscard]] double seconds_of(const std::function<void()>& work, int times);

} // namespace parapet::bench
