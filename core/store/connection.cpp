#include "core/store/connection.h"

#include "core/store/lock_holder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <sqlite3.h>
#include <thread>
#include <utility>

namespace parapet {

namespace {

void configure_library_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Has an effect only before the first use of the library in this process; counting every allocation costs 10 %.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    });
}

std::string database_of(sqlite3* db) {
    const char* name = db != nullptr ? sqlite3_db_filename(db, "main") : nullptr;
    return name != nullptr ? name : "";
}

Error locked_error(const std::string& file, std::string what) {
    const std::string holder = lock_holder(file);
    std::string help = "wait until the other Parapet has finished and try again";
    if (!holder.empty()) help = "it is held by " + holder + "; " + help;
    return Error{Errc::workspace_locked, std::move(what), file, std::move(help)};
}

} // namespace

Error sqlite_error(sqlite3* db, int code, std::string_view doing) {
    const std::string file = database_of(db);
    const std::string message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return locked_error(file, "the workspace is being written by someone else");
    case SQLITE_CORRUPT:
        return {Errc::workspace_damaged, "the workspace is damaged (" + message + ")", file,
                "run `parapet check --repair`, or restore a copy"};
    case SQLITE_NOTADB:
        return {Errc::workspace_damaged, "the file is not a workspace", file,
                "name another file, or move this one away to start a new workspace"};
    case SQLITE_FULL:
        return {Errc::workspace_unusable, "there is no space left for the workspace", file,
                "free some space on that disk and try again; nothing was changed"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return {Errc::workspace_unusable, "the workspace cannot be written", file,
                "check who may write the file and its folder, or open it read-only"};
    case SQLITE_CANTOPEN:
        return {Errc::workspace_unusable, "the workspace cannot be opened", file,
                "check that its folder exists and who may read and write it"};
    case SQLITE_IOERR:
        return {Errc::workspace_unusable, "reading or writing the workspace failed (" + message + ")", file,
                "check the disk; nothing of this step was kept"};
    case SQLITE_INTERRUPT:
        return {Errc::cancelled, "stopped on request", {}, {}};
    case SQLITE_NOMEM:
        return {Errc::workspace_unusable, "there is not enough memory", file, "close other programs and try again"};
    default:
        return {Errc::internal, message + (doing.empty() ? "" : " while running: " + std::string(doing.substr(0, 200))),
                file, "this is a mistake in Parapet; please report it"};
    }
}

struct Connection::Busy {
    int timeout_ms = 0;
    std::function<bool()> keep_waiting;

    static int wait(void* self, int tries) {
        constexpr int k_pause_ms = 10;
        const auto* busy = static_cast<const Busy*>(self);
        if (tries * k_pause_ms >= busy->timeout_ms) return 0;
        if (busy->keep_waiting && !busy->keep_waiting()) return 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(k_pause_ms));
        return 1;
    }
};

Connection::~Connection() {
    cache_.clear();
    sqlite3_close_v2(db_);
}

namespace {

// The file is made by us first, so that it is private from its first byte on.
Result<void> create_private(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0) ::close(fd);
    return {};
}

std::string as_uri(const std::string& path, bool immutable) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?')
            uri += "%3f";
        else if (c == '#')
            uri += "%23";
        else if (c == '%')
            uri += "%25";
        else
            uri += c;
    }
    return uri + (immutable ? "?mode=ro&immutable=1" : "?mode=ro");
}

} // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
    configure_library_once();
    std::unique_ptr<Connection> made(new Connection);
    made->path_ = path;
    made->mode_ = mode;
    int rc = SQLITE_OK;
    if (mode == Mode::read_write) {
        if (auto created = create_private(path); !created) return fail(std::move(created.error()));
        rc = sqlite3_open_v2(path.c_str(), &made->db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    } else {
        const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
        rc = sqlite3_open_v2(as_uri(path, false).c_str(), &made->db_, flags, nullptr);
    }
    if (rc != SQLITE_OK) {
        Error error = sqlite_error(made->db_, rc);
        error.where = path;
        return fail(std::move(error));
    }
    if (auto ready = made->set_up(); !ready) {
        if (ready.error().where.empty()) ready.error().where = path;
        return fail(std::move(ready.error()));
    }
    return made;
}

Result<void> Connection::set_up() {
    sqlite3_extended_result_codes(db_, 1);
    set_busy(5000);
    // Views, triggers and checks of a workspace that someone sent may not reach outside of it.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    // A reader in a folder that it may not write cannot make the shared-memory file: then the file is read as it is.
    if (read_only()) {
        auto schema = integer("PRAGMA schema_version");
        if (!schema && schema.error().code == Errc::workspace_unusable) {
            sqlite3_close_v2(db_);
            db_ = nullptr;
            const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
            const int rc = sqlite3_open_v2(as_uri(path_, true).c_str(), &db_, flags, nullptr);
            if (rc != SQLITE_OK) return fail(sqlite_error(db_, rc));
            sqlite3_extended_result_codes(db_, 1);
            sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        } else if (!schema) {
            return fail(std::move(schema.error()));
        }
        return exec("PRAGMA query_only=1; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000; PRAGMA foreign_keys=1;");
    }
    // 16 KiB pages suit wide rows and blocks of events; they take effect only while the file is empty.
    if (auto sized = exec("PRAGMA page_size=16384"); !sized) return sized;
    if (auto wal = switch_to_wal(); !wal) return wal;
    return exec("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=1; PRAGMA recursive_triggers=1;"
                "PRAGMA secure_delete=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                "PRAGMA journal_size_limit=16777216;");
}

// Two processes that make the same new file both hold it shared when they ask for more; SQLite then refuses one of them
// at once, without the busy handler, because waiting would never end. Having let go, it may ask again.
Result<void> Connection::switch_to_wal() {
    constexpr auto k_patience = std::chrono::seconds(5);
    constexpr auto k_pause = std::chrono::milliseconds(5);
    const auto until = std::chrono::steady_clock::now() + k_patience;
    for (;;) {
        auto switched = exec("PRAGMA journal_mode=WAL");
        const bool again = !switched && switched.error().code == Errc::workspace_locked;
        if (!again || std::chrono::steady_clock::now() >= until) return switched;
        std::this_thread::sleep_for(k_pause);
    }
}

Result<Statement> Connection::prepare(std::string_view sql) {
    sqlite3_stmt* stmt = nullptr;
    const int rc = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), 0, &stmt, nullptr);
    if (rc != SQLITE_OK) return fail(sqlite_error(db_, rc, sql));
    return Statement(db_, stmt);
}

Result<CachedStatement> Connection::cached(std::string_view sql) {
    auto found = cache_.find(std::string(sql));
    if (found == cache_.end()) {
        auto statement = prepare(sql);
        if (!statement) return fail(std::move(statement.error()));
        auto kept = std::make_unique<Kept>();
        kept->statement = std::make_unique<Statement>(std::move(*statement));
        found = cache_.emplace(std::string(sql), std::move(kept)).first;
    }
    Kept& kept = *found->second;
    if (kept.in_use) {
        auto statement = prepare(sql);
        if (!statement) return fail(std::move(statement.error()));
        return CachedStatement(std::move(*statement));
    }
    kept.in_use = true;
    return CachedStatement(kept.statement.get(), &kept.in_use);
}

Result<void> Connection::exec(const std::string& sql) {
    const int rc = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) return fail(sqlite_error(db_, rc, sql));
    return {};
}

Result<std::int64_t> Connection::integer(std::string_view sql, std::int64_t otherwise) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement.error()));
    auto row = statement->step();
    if (!row) return fail(std::move(row.error()));
    if (!*row || statement->is_null(0)) return otherwise;
    return statement->integer(0);
}

Result<std::string> Connection::text(std::string_view sql) {
    auto statement = prepare(sql);
    if (!statement) return fail(std::move(statement.error()));
    auto row = statement->step();
    if (!row) return fail(std::move(row.error()));
    return *row ? statement->str(0) : std::string();
}

std::int64_t Connection::last_insert_id() const {
    return sqlite3_last_insert_rowid(db_);
}
std::int64_t Connection::changes() const {
    return sqlite3_changes64(db_);
}
bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}
void Connection::interrupt() {
    sqlite3_interrupt(db_);
}

std::unique_ptr<std::stop_callback<std::function<void()>>> Connection::interrupt_on(std::stop_token stop) {
    return std::make_unique<std::stop_callback<std::function<void()>>>(std::move(stop), [this] { interrupt(); });
}

void Connection::set_busy(int timeout_ms, std::function<bool()> keep_waiting) {
    busy_ = std::make_unique<Busy>();
    busy_->timeout_ms = timeout_ms;
    busy_->keep_waiting = std::move(keep_waiting);
    sqlite3_busy_handler(db_, &Busy::wait, busy_.get());
}

Error Connection::last_error(std::string_view doing) const {
    return sqlite_error(db_, sqlite3_errcode(db_), doing);
}

} // namespace parapet
