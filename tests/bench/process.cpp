#include "tests/bench/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

namespace parapet::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

Measure wait_for(pid_t child, Clock::time_point begin) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    Measure m;
    m.wall_s = std::chrono::duration<double>(Clock::now() - begin).count();
    m.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    m.rss_mb = static_cast<double>(usage.ru_maxrss) / 1024.0;
    m.written_mb = static_cast<double>(usage.ru_oublock) * 512.0 / 1e6;
    m.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return m;
}

void silence() {
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; ++fd)
        dup2(null, fd);
}

Measure middle(const std::vector<Measure>& all) {
    const auto of = [&](double Measure::*field) {
        std::vector<double> values;
        for (const Measure& m : all)
            values.push_back(m.*field);
        return median(values);
    };
    Measure m;
    m.cpu_s = of(&Measure::cpu_s);
    m.wall_s = of(&Measure::wall_s);
    m.rss_mb = of(&Measure::rss_mb);
    m.written_mb = of(&Measure::written_mb);
    m.exit_code = all.empty() ? -1 : all.back().exit_code;
    return m;
}

} // namespace

Measure run_process(const std::vector<std::string>& words) {
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const auto begin = Clock::now();
    const pid_t child = vfork();
    if (child == 0) {
        silence();
        execvp(argv[0], argv.data());
        _exit(127);
    }
    return wait_for(child, begin);
}

std::vector<double> watch_memory(const std::vector<std::string>& words, Measure& measure) {
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const auto begin = Clock::now();
    const pid_t child = fork();
    if (child == 0) {
        silence();
        execvp(argv[0], argv.data());
        _exit(127);
    }
    std::vector<double> resident_mb;
    const std::string statm = "/proc/" + std::to_string(child) + "/statm";
    const double page_mb = static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576.0;
    siginfo_t ended{};
    while (waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0) {
        std::ifstream file(statm);
        double size = 0, resident = 0;
        if (file >> size >> resident) resident_mb.push_back(resident * page_mb);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    measure = wait_for(child, begin);
    return resident_mb;
}

Measure run_in_child(const std::function<int()>& work) {
    const auto begin = Clock::now();
    const pid_t child = fork();
    if (child == 0) _exit(work());
    return wait_for(child, begin);
}

bool have(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::string all = path != nullptr ? path : "/usr/bin:/bin";
    for (std::size_t from = 0; from <= all.size();) {
        const std::size_t to = std::min(all.find(':', from), all.size());
        if (access((all.substr(from, to - from) + "/" + program).c_str(), X_OK) == 0) return true;
        from = to + 1;
    }
    return false;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Pair compare(int count, const std::function<Measure()>& ours, const std::function<Measure()>& anchor) {
    std::vector<Measure> a, b;
    std::vector<double> cpu, wall;
    for (int i = 0; i < count; ++i) {
        a.push_back(ours());
        b.push_back(anchor());
        cpu.push_back(a.back().cpu_s / std::max(1e-9, b.back().cpu_s));
        wall.push_back(a.back().wall_s / std::max(1e-9, b.back().wall_s));
    }
    return {middle(a), middle(b), median(cpu), median(wall)};
}

int pairs() {
    const char* text = std::getenv("PARAPET_BENCH_PAIRS");
    return text != nullptr ? std::max(1, std::atoi(text)) : 5;
}

std::string input(const std::string& name, const std::string& generator, const std::string& arguments) {
    const char* folder = std::getenv("PARAPET_PERF");
    const std::string dir = folder != nullptr ? folder : "/tmp/perf";
    std::filesystem::create_directories(dir);
    const std::string path = dir + "/" + name, script = std::string(PARAPET_SHARED) + "/perf/" + generator;
    if (std::filesystem::exists(path)) return path;
    if (!std::filesystem::exists(script)) return {};
    std::string argument;
    std::vector<std::string> words{"python3", script};
    for (const char c : arguments + " ") {
        if (c != ' ') {
            argument += c;
        } else if (!argument.empty()) {
            words.push_back(argument == "OUT" ? path : argument);
            argument.clear();
        }
    }
    return run_process(words).exit_code == 0 ? path : std::string();
}

std::string scratch(const std::string& name) {
    const std::string path = "/tmp/parapet-bench-" + std::to_string(getpid()) + "-" + name;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(path + suffix);
    return path;
}

Measure import(const std::string& file, const std::string& workspace) {
    return run_process({PARAPET_BINARY, "import", "--quiet", "--workspace", workspace, file});
}

std::string imported(const std::string& name, const std::string& file) {
    static std::vector<std::string> made;
    const std::string path = "/tmp/parapet-bench-" + name + ".parapet";
    if (std::getenv("PARAPET_BENCH_KEEP") != nullptr && std::filesystem::exists(path)) return path;
    if (std::find(made.begin(), made.end(), name) == made.end()) {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(path + suffix);
        if (import(file, path).exit_code != 0) return {};
        made.push_back(name);
    }
    return path;
}

double cpu_seconds_of(const std::function<void()>& work, int times) {
    const auto now = [] {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
    };
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const double begin = now();
        work();
        all.push_back(now() - begin);
    }
    return median(all);
}

double seconds_of(const std::function<void()>& work, int times) {
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const auto begin = Clock::now();
        work();
        all.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return median(all);
}

} // namespace parapet::bench
