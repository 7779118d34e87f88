#include "core/sample/sample.h"

#include "core/base/hash.h"
#include "core/ingest/session.h"
#include "core/sample/attestations.h"
#include "core/sample/company.h"
#include "core/sample/decisions.h"
#include "core/sample/telemetry.h"
#include "core/store/workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>

namespace parapet {

namespace {

using sample::Company;
using sample::Feed;
using sample::Weakness;

// Passes records on and hashes them: a made-up document has no bytes of its own.
class HashingSink final : public RecordSink {
public:
    explicit HashingSink(RecordSink& next)
        : next_(next) {}
    void scan(const ScanInfo& info) override {
        add(info.tool, info.target);
        if (info.finished) add(format_rfc3339(*info.finished), info.policy); // as every report says when it was made
        next_.scan(info);
    }
    void finding(RawFinding& f) override {
        add(f.rule, f.title);
        add(f.location.package, f.location.file);
        next_.finding(f);
    }
    void event(const EventView& e) override {
        add(e.rule, e.message);
        const std::int64_t ns = unix_nanos(e.time);
        hash_.update({reinterpret_cast<const char*>(&ns), sizeof ns});
        next_.event(e);
    }
    void name(std::string_view path) { add(path, ""); }
    [[nodiscard]] std::string hex() { return hash_.hex(); }

private:
    void add(std::string_view a, std::string_view b) {
        hash_.update(a);
        hash_.update({"\0", 1});
        hash_.update(b);
        hash_.update({"\n", 1});
    }
    RecordSink& next_;
    Sha256 hash_;
};

// A clock that stands still until the maker moves it on.
class Maker {
public:
    Maker(Workspace& workspace, std::shared_ptr<std::atomic<std::int64_t>> clock, const SampleOptions& options,
          JobContext& job, const Company& company)
        : ws_(workspace)
        , clock_(std::move(clock))
        , o_(options)
        , job_(job)
        , c_(company)
        , start_(std::chrono::floor<std::chrono::days>(options.end) - std::chrono::days(options.days - 1)) {}

    Result<void> run();

private:
    using Emit = std::function<void(RecordSink&, ParseStats&)>;
    Result<void> document(const std::string& path, const std::string& tool, FormatKind kind, const std::string& format,
                          const std::string& source, Time at, const Emit& emit);
    Result<void> scans_of(int day);
    Result<void> scan(const char* scanner, const char* tool, const char* version, const char* format,
                      const char* source, const std::string& target, const char* target_kind,
                      const std::vector<std::string>& assets, int day, Time at);
    Result<void> host_audits(int day, Time at);
    Result<void> second_opinion(int day, Time at);
    Result<void> events_of_week(int from, int to);

    Workspace& ws_;
    std::shared_ptr<std::atomic<std::int64_t>> clock_;
    const SampleOptions& o_;
    JobContext& job_;
    const Company& c_;
    Time start_;
};

Result<void> Maker::document(const std::string& path, const std::string& tool, FormatKind kind,
                             const std::string& format, const std::string& source, Time at, const Emit& emit) {
    if (at >= o_.end) return {};
    if (auto r = job_.check(); !r) return r;
    clock_->store(unix_nanos(at));
    ImportMeta meta;
    meta.path = path;
    meta.format = format;
    meta.kind = kind;
    meta.tool = tool;
    meta.source = source;
    meta.way_in = "Sample";
    meta.why = "made by the generator of the sample workspace";
    auto session = ImportSession::begin(ws_, meta, job_.token());
    if (!session) return fail(session.error());
    HashingSink sink((*session)->sink());
    sink.name(path); // the same result on another day is another report
    ParseStats stats;
    stats.tool = tool;
    emit(sink, stats);
    auto outcome = (*session)->commit(stats, {sink.hex(), stats.records * 420, 0.0});
    if (!outcome) return fail(outcome.error());
    job_.update([&](Progress& p) {
        p.label = path;
        p.records += stats.records;
    });
    return {};
}

Result<void> Maker::scan(const char* scanner, const char* tool, const char* version, const char* format,
                         const char* source, const std::string& target, const char* target_kind,
                         const std::vector<std::string>& assets, int day, Time at) {
    const std::string path = fmt::format("sample/{}/{}-day{:02}", scanner, target, day);
    return document(path, tool, FormatKind::findings, format, source, at, [&](RecordSink& out, ParseStats& stats) {
        ScanInfo info;
        info.tool = tool;
        info.tool_version = version;
        info.target = target;
        info.target_kind = target_kind;
        info.started = at - std::chrono::minutes(3);
        info.finished = at;
        stats.tool_version = version;
        out.scan(info);
        for (const Weakness& w : c_.weaknesses) {
            const bool ours = w.scanner == scanner && std::find(assets.begin(), assets.end(), w.asset) != assets.end();
            if (!ours || day < w.from || day >= w.to) continue;
            RawFinding f = w.finding;
            f.place.path = fmt::format("results[{}]", stats.records);
            out.finding(f);
            ++stats.records;
        }
    });
}

// Grype looks at two images too: what it sees joins what Trivy saw.
Result<void> Maker::second_opinion(int day, Time at) {
    for (const std::string image : {"payments-api", "web-banking"}) {
        auto r = document(fmt::format("sample/grype/{}-day{:02}", image, day), "Grype", FormatKind::findings, "grype",
                          "Grype reports", at, [&](RecordSink& out, ParseStats& stats) {
                              ScanInfo info;
                              info.tool = "Grype";
                              info.tool_version = "0.84.0";
                              info.target = image;
                              info.target_kind = "image";
                              info.finished = at;
                              out.scan(info);
                              for (const Weakness& w : c_.weaknesses) {
                                  if (w.scanner != "trivy" || w.asset != image || day < w.from || day >= w.to) continue;
                                  RawFinding f = w.finding;
                                  f.severity_raw = std::string(name_of(f.severity));
                                  f.place.path = fmt::format("matches[{}]", stats.records);
                                  out.finding(f);
                                  ++stats.records;
                              }
                          });
        if (!r) return r;
    }
    return {};
}

Result<void> Maker::host_audits(int day, Time at) {
    for (std::size_t h = 0; h < c_.hosts.size(); ++h) {
        const std::string& host = c_.hosts[h];
        auto r = document(fmt::format("sample/openscap/{}-day{:02}.xml", host, day), "OpenSCAP", FormatKind::findings,
                          "xccdf", "OpenSCAP results", at, [&](RecordSink& out, ParseStats& stats) {
                              ScanInfo info;
                              info.tool = "OpenSCAP";
                              info.tool_version = "1.3.7";
                              info.target = host;
                              info.target_kind = "host";
                              info.policy = "larkspur-linux-baseline";
                              info.finished = at;
                              out.scan(info);
                              for (std::size_t i = 0; i < c_.host_rules.size(); ++i) {
                                  const sample::HostRule& rule = c_.host_rules[i];
                                  const auto breach = sample::breach_of(h, i, o_.days);
                                  RawFinding f;
                                  f.identity = IdentityKind::config;
                                  f.cause = Cause::configuration;
                                  f.rule = rule.rule;
                                  f.title = rule.title;
                                  f.severity = rule.severity;
                                  f.severity_known = true;
                                  f.severity_raw = name_of(rule.severity);
                                  f.outcome = breach && day >= breach->from && day < breach->to ? CheckOutcome::fail
                                                                                                : CheckOutcome::pass;
                                  f.location.host = host;
                                  f.location.resource = rule.rule;
                                  f.remediation = "Set it as the baseline says.";
                                  for (std::size_t from = 0; from < rule.controls.size();) {
                                      const std::size_t to =
                                          std::min(rule.controls.find(',', from), rule.controls.size());
                                      f.controls.push_back(rule.controls.substr(from, to - from));
                                      from = to + 1;
                                  }
                                  out.finding(f);
                                  ++stats.records;
                              }
                          });
        if (!r) return r;
    }
    return {};
}

Result<void> Maker::scans_of(int day) {
    const Time at = start_ + std::chrono::days(day) + std::chrono::hours(5) + std::chrono::minutes(40);
    const bool last = day == o_.days - 1;
    const auto each = [&](int every, int shift) { return last || (day + shift) % every == 0; };
    for (std::size_t i = 0; i < c_.images.size(); ++i) {
        if (!each(3, static_cast<int>(i))) continue;
        auto r = scan("trivy", "Trivy", "0.57.1", "trivy-json", "Trivy reports", c_.images[i], "image", {c_.images[i]},
                      day, at);
        if (!r) return r;
    }
    for (std::size_t i = 0; i < c_.repositories.size(); ++i) {
        if (!each(5, static_cast<int>(i))) continue;
        const std::string& repo = c_.repositories[i];
        auto r = scan("semgrep", "Semgrep", "1.97.0", "sarif", "Semgrep", repo, "repository", {repo}, day,
                      at + std::chrono::minutes(4));
        if (!r) return r;
        r = scan("gitleaks", "Gitleaks", "8.21.2", "gitleaks", "Gitleaks", repo, "repository", {repo}, day,
                 at + std::chrono::minutes(6));
        if (!r) return r;
    }
    if (each(4, 0)) {
        auto r = scan("checkov", "Checkov", "3.2.300", "sarif", "Checkov", "infra-live", "repository", {"infra-live"},
                      day, at + std::chrono::minutes(9));
        if (!r) return r;
    }
    if (each(7, 2)) {
        for (const std::string site : {"https://bank.larkspur.example", "https://api.larkspur.example"}) {
            auto r = scan("zap", "ZAP", "2.15.0", "zap-json", "OWASP tests", site, "url", {site}, day,
                          at + std::chrono::minutes(20));
            if (!r) return r;
        }
        auto r = second_opinion(day, at + std::chrono::minutes(25));
        if (!r) return r;
    }
    return each(7, 4) ? host_audits(day, at + std::chrono::minutes(35)) : Result<void>{};
}

Result<void> Maker::events_of_week(int from, int to) {
    static constexpr const char* k_sources[] = {"Host logs", "Web access logs", "Application events"};
    static constexpr const char* k_formats[] = {"auth-log", "access-log", "journald-json"};
    for (const Feed feed : {Feed::hosts, Feed::web, Feed::applications}) {
        const auto n = static_cast<std::size_t>(feed);
        const Time at = std::min(start_ + std::chrono::days(to), o_.end - std::chrono::minutes(2));
        auto r = document(fmt::format("sample/{}/day{:02}-{:02}.log", name_of(feed), from, to - 1), k_sources[n],
                          FormatKind::events, k_formats[n], k_sources[n], at, [&](RecordSink& out, ParseStats& stats) {
                              write_events(feed, c_, o_.seed, start_, from, to, o_.end, out, stats);
                          });
        if (!r) return r;
    }
    return {};
}

Result<void> Maker::run() {
    sample::Random people(o_.seed + 1);
    for (int day = 0; day < o_.days; ++day) {
        if (auto r = scans_of(day); !r) return r;
        const bool week_ends = day % 7 == 6 || day == o_.days - 1;
        if (!week_ends) continue;
        if (auto r = events_of_week(day - day % 7, day + 1); !r) return r;
        // After the week's logs came in, so that the journal runs forward.
        const Time then = start_ + std::chrono::days(day + 1) + std::chrono::minutes(5);
        clock_->store(unix_nanos(std::min(then, o_.end - std::chrono::minutes(1))));
        if (auto r = sample::decide_week(ws_, people); !r) return r;
        if (auto r = sample::attest_days(ws_, start_, day - day % 7, day + 1, o_.days); !r) return r;
    }
    return {};
}

} // namespace

Result<void> make_sample(const std::filesystem::path& file, const SampleOptions& options, JobContext& job) {
    std::error_code ec;
    if (std::filesystem::exists(file, ec)) {
        return fail(Errc::conflict, "the file exists already", file.string(),
                    "Choose another name, or delete it first");
    }
    auto clock = std::make_shared<std::atomic<std::int64_t>>(unix_nanos(options.end));
    auto workspace = Workspace::open(file, OpenMode::read_write, [clock] { return from_unix_nanos(clock->load()); });
    if (!workspace) return fail(workspace.error());
    sample::Random random(options.seed);
    auto company = sample::make_company(random, options.days);
    if (!company) return fail(company.error());
    Workspace& ws = **workspace;
    // Marked first: an unfinished sample must not pass for the real thing.
    if (auto r = ws.set_setting("sample", "1"); !r) return r;
    if (auto r = ws.set_setting("sample.now", format_rfc3339(options.end)); !r) return r;
    if (auto r = ws.set_setting("organisation", "Larkspur Savings Bank"); !r) return r;
    if (auto r = Maker(ws, clock, options, job, *company).run(); !r) return r;
    clock->store(unix_nanos(options.end));
    return {};
}

} // namespace parapet
