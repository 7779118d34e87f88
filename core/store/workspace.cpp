#include "core/store/workspace.h"

#include "core/base/embedded.h"
#include "core/store/connection.h"
#include "core/store/findings/column_cache.h"
#include "core/store/findings/decide.h"
#include "core/store/findings/under_attack.h"
#include "core/store/migrate.h"
#include "core/store/read_pool.h"
#include "core/store/watcher.h"
#include "core/store/writer.h"

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

namespace parapet {

namespace fs = std::filesystem;

struct Workspace::Impl {
    fs::path path;
    OpenMode mode = OpenMode::read_only;
    Clock clock;
    std::unique_ptr<ReadPool> readers;
    FindingColumnCache columns;
    std::unique_ptr<Writer> writer;
    std::recursive_mutex mutex; // a callback may unsubscribe
    std::map<std::int64_t, std::function<void(const Changed&)>> callbacks;
    std::int64_t last_subscription = 0;
    std::atomic<std::int64_t> revision{0}; // newest that was published
    std::unique_ptr<Watcher> watcher;      // last: stops before the rest goes away

    void publish(const Changed& changed) {
        revision = changed.revision;
        columns.committed(changed.revision, changed.findings || changed.events || changed.imports ||
                                                changed.decisions || changed.compliance || changed.settings);
        const std::lock_guard lock(mutex);
        const auto copies = callbacks; // a callback may also subscribe
        for (const auto& [number, callback] : copies)
            if (callbacks.contains(number)) callback(changed);
    }
};

namespace {

Result<void> fit_for_use(const fs::path& file, OpenMode mode) {
    std::error_code problem;
    const fs::file_status status = fs::status(file, problem);
    if (fs::exists(status)) {
        if (fs::is_regular_file(status)) return {};
        return fail(Errc::workspace_unusable, "the workspace is not a regular file", file.string(), "name a file");
    }
    if (mode == OpenMode::read_only)
        return fail(Errc::workspace_unusable, "there is no workspace of this name", file.string(),
                    "check the path, or import something to start one");
    if (file == Workspace::default_path()) {
        fs::create_directories(file.parent_path(), problem);
        if (!problem) fs::permissions(file.parent_path(), fs::perms::owner_all, problem);
    }
    return {};
}

} // namespace

Workspace::Workspace()
    : impl_(std::make_unique<Impl>()) {}

Workspace::~Workspace() {
    impl_->watcher.reset();
    if (impl_->readers) impl_->readers->close_idle();
    impl_->writer.reset(); // what is queued is still written and told
}

Result<std::shared_ptr<Workspace>> Workspace::open(const fs::path& file, OpenMode mode, Clock clock) {
    if (auto fit = fit_for_use(file, mode); !fit) return fail(std::move(fit.error()));
    std::shared_ptr<Workspace> made(new Workspace);
    Impl& impl = *made->impl_;
    impl.path = file;
    impl.mode = mode;
    const auto* given = clock.target<Time (*)()>();
    const bool usual_clock = given != nullptr && *given == &system_now;
    impl.clock = std::move(clock);
    const std::string path = file.string();
    const bool writes = mode == OpenMode::read_write;
    auto db = Connection::open(path, writes ? Connection::Mode::read_write : Connection::Mode::read_only);
    if (!db) return fail(std::move(db.error()));
    auto ready = writes ? migrate(**db, embedded_migrations()) : check_schema(**db, embedded_migrations());
    if (!ready) return fail(std::move(ready.error()));
    auto revision = (*db)->integer("SELECT value FROM revision");
    if (!revision) return fail(std::move(revision.error()));
    impl.revision = *revision;
    impl.readers = std::make_unique<ReadPool>(path);
    if (writes)
        impl.writer = std::make_unique<Writer>(std::move(*db), [&impl](const Changed& c) { impl.publish(c); });
    else
        impl.writer = std::make_unique<Writer>(path);
    // A sample's time stands still at its end, so that it looks the same tomorrow.
    if (usual_clock && made->setting("sample").value_or(std::string()) == "1") {
        if (const auto end = parse_rfc3339(made->setting("sample.now").value_or(std::string())))
            impl.clock = [at = *end] { return at; };
    }
    // When another process is writing, that one has seen to it, or the next one will.
    if (writes) (void)made->expire_decisions(made->now());
    return made;
}

namespace {

// An attack is over seven days after it was last seen, whether or not anything is imported then.
Result<void> settle_attacks(const Workspace& workspace, Time now) {
    const std::int64_t seconds = unix_seconds(now);
    {
        auto reader = workspace.readers().reader();
        if (!reader) return {};
        const auto old = under_attack_is_old(**reader, seconds);
        if (!old || !*old) return {};
    }
    Changed what;
    what.findings = what.keeps_undo = true; // follows from time alone
    return workspace.writer().transact(
        [seconds](Connection& db) -> Result<void> {
            auto changed = refresh_under_attack(db, seconds);
            if (!changed) return fail(std::move(changed.error()));
            return {};
        },
        what);
}

} // namespace

bool Workspace::has_decisions_to_expire(Time now) const {
    auto reader = impl_->readers->reader();
    if (!reader) return false;
    const auto due = decisions_to_expire(**reader, unix_seconds(now));
    return due && *due;
}

Result<std::int64_t> Workspace::expire_decisions(Time now) {
    std::int64_t expired = 0;
    if (auto done = settle_attacks(*this, now); !done) return fail(std::move(done.error()));
    if (!has_decisions_to_expire(now)) return expired;
    Changed what;
    what.findings = what.decisions = what.compliance = true;
    auto done = impl_->writer->transact(
        [&](Connection& db) -> Result<void> {
            auto count = parapet::expire_decisions(db, unix_nanos(now));
            if (!count) return fail(std::move(count.error()));
            expired = *count;
            return {};
        },
        what);
    if (!done) return fail(std::move(done.error()));
    return expired;
}

fs::path Workspace::default_path() {
    const auto from_environment = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value != nullptr ? value : "";
    };
    if (const std::string file = from_environment("PARAPET_WORKSPACE"); !file.empty()) return file;
    // XDG Base Directory Specification: a relative path is to be ignored.
    fs::path data = from_environment("XDG_DATA_HOME");
    if (!data.is_absolute()) data = fs::path(from_environment("HOME")) / ".local" / "share";
    return data / "parapet" / "workspace.parapet";
}

Result<WorkspaceInfo> Workspace::info() const {
    auto reader = impl_->readers->reader();
    if (!reader) return fail(std::move(reader.error()));
    auto row = (*reader)->prepare("SELECT (SELECT max(number) FROM migration), (SELECT count(*) FROM finding),"
                                  " (SELECT coalesce(sum(events_stored), 0) FROM import),"
                                  " (SELECT count(*) FROM import), (SELECT count(*) FROM source),"
                                  " (SELECT value FROM revision),"
                                  " (SELECT value FROM setting WHERE key = 'name'),"
                                  " (SELECT value FROM setting WHERE key = 'sample')");
    if (!row) return fail(std::move(row.error()));
    if (auto there = row->step(); !there) return fail(std::move(there.error()));
    WorkspaceInfo info;
    info.path = impl_->path.string();
    info.schema = row->integer(0);
    info.findings = row->integer(1);
    info.events = row->integer(2);
    info.imports = row->integer(3);
    info.sources = row->integer(4);
    info.revision = row->integer(5);
    info.name = row->text(6).empty() ? impl_->path.stem().string() : row->str(6);
    info.sample = row->text(7) == "1";
    info.read_only = read_only();
    std::error_code ignored;
    const auto bytes = fs::file_size(impl_->path, ignored);
    info.file_bytes = ignored ? 0 : bytes;
    return info;
}

const fs::path& Workspace::path() const {
    return impl_->path;
}
bool Workspace::read_only() const {
    return impl_->mode == OpenMode::read_only;
}
Time Workspace::now() const {
    return impl_->clock();
}
Writer& Workspace::writer() const {
    return *impl_->writer;
}
ReadPool& Workspace::readers() const {
    return *impl_->readers;
}
FindingColumnCache& Workspace::finding_columns() const {
    return impl_->columns;
}

std::int64_t Workspace::on_changed(std::function<void(const Changed&)> callback) {
    const std::lock_guard lock(impl_->mutex);
    // Only who listens needs to hear of other processes.
    if (impl_->watcher == nullptr) {
        Impl* impl = impl_.get();
        impl_->watcher = std::make_unique<Watcher>(
            impl_->path.string(), [impl] { return impl->revision.load(); },
            [impl](std::int64_t revision) {
                Changed changed = Writer::everything();
                changed.revision = revision;
                impl->publish(changed);
            });
    }
    impl_->callbacks.emplace(++impl_->last_subscription, std::move(callback));
    return impl_->last_subscription;
}

void Workspace::off_changed(std::int64_t subscription) {
    const std::lock_guard lock(impl_->mutex);
    impl_->callbacks.erase(subscription);
}

Result<std::string> Workspace::setting(const std::string& key) const {
    auto reader = impl_->readers->reader();
    if (!reader) return fail(std::move(reader.error()));
    auto row = (*reader)->cached("SELECT value FROM setting WHERE key = ?1");
    if (!row) return fail(std::move(row.error()));
    auto there = (*row)->bind(1, key).step();
    if (!there) return fail(std::move(there.error()));
    return *there ? (*row)->str(0) : std::string();
}

Result<void> Workspace::set_setting(const std::string& key, const std::string& value) {
    Changed what;
    what.settings = true;
    return impl_->writer->transact(
        [&](Connection& db) -> Result<void> {
            auto put = db.prepare("INSERT INTO setting(key, value) VALUES(?1, ?2)"
                                  " ON CONFLICT(key) DO UPDATE SET value = excluded.value");
            if (!put) return fail(std::move(put.error()));
            return put->bind(1, key).bind(2, value).run();
        },
        what);
}

} // namespace parapet
