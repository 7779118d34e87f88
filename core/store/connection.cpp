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

// --- Statement ---

Statement::~Statement() {
    sqlite3_finalize(stmt_);
}

Statement::Statement(Statement&& other) noexcept
    : db_(std::exchange(other.db_, nullptr))
    , stmt_(std::exchange(other.stmt_, nullptr))
    , bind_error_(std::exchange(other.bind_error_, 0)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    if (this != &other) {
        sqlite3_finalize(stmt_);
        db_ = std::exchange(other.db_, nullptr);
        stmt_ = std::exchange(other.stmt_, nullptr);
        bind_error_ = std::exchange(other.bind_error_, 0);
    }
    return *this;
}

Statement& Statement::bind(int index, std::int64_t value) {
    if (const int rc = sqlite3_bind_int64(stmt_, index, value); rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Statement& Statement::bind(int index, double value) {
    if (const int rc = sqlite3_bind_double(stmt_, index, value); rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    // A null pointer would bind NULL; an empty view is an empty text.
    const char* data = text.data() != nullptr ? text.data() : "";
    const int rc = sqlite3_bind_text64(stmt_, index, data, text.size(), nullptr, SQLITE_UTF8); // nullptr: SQLITE_STATIC
    if (rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Statement& Statement::bind_copy(int index, std::string_view text) {
    auto* copy = static_cast<char*>(sqlite3_malloc64(text.size() + 1));
    if (copy == nullptr) {
        bind_error_ = SQLITE_NOMEM;
        return *this;
    }
    text.copy(copy, text.size());
    const int rc = sqlite3_bind_text64(stmt_, index, copy, text.size(), sqlite3_free, SQLITE_UTF8);
    if (rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const char* data = bytes.data() != nullptr ? bytes.data() : "";
    if (const int rc = sqlite3_bind_blob64(stmt_, index, data, bytes.size(), nullptr); rc != SQLITE_OK)
        bind_error_ = rc;
    return *this;
}

Statement& Statement::bind_null(int index) {
    if (const int rc = sqlite3_bind_null(stmt_, index); rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Statement& Statement::bind_pointer(int index, const void* object, const char* type) {
    const int rc = sqlite3_bind_pointer(stmt_, index, const_cast<void*>(object), type, nullptr);
    if (rc != SQLITE_OK) bind_error_ = rc;
    return *this;
}

Result<bool> Statement::step() {
    if (bind_error_ != 0) return fail(sqlite_error(db_, std::exchange(bind_error_, 0), sqlite3_sql(stmt_)));
    const int rc = sqlite3_step(stmt_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) return false;
    Error error = sqlite_error(db_, rc, sqlite3_sql(stmt_));
    sqlite3_reset(stmt_);
    return fail(std::move(error));
}

Result<void> Statement::run() {
    for (;;) {
        auto row = step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) break;
    }
    sqlite3_reset(stmt_);
    return {};
}

void Statement::reset() {
    sqlite3_reset(stmt_);
}

void Statement::clear() {
    sqlite3_reset(stmt_);
    sqlite3_clear_bindings(stmt_);
    bind_error_ = 0;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(stmt_, column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(stmt_, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
}

std::string_view Statement::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<double> Statement::maybe_real(int column) const {
    if (is_null(column)) return std::nullopt;
    return real(column);
}

int Statement::columns() const {
    return sqlite3_column_count(stmt_);
}

// --- CachedStatement ---

CachedStatement::CachedStatement(CachedStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr))
    , busy_(std::exchange(other.busy_, nullptr))
    , own_(std::move(other.own_)) {}

CachedStatement& CachedStatement::operator=(CachedStatement&& other) noexcept {
    if (this != &other) {
        release();
        statement_ = std::exchange(other.statement_, nullptr);
        busy_ = std::exchange(other.busy_, nullptr);
        own_ = std::move(other.own_);
    }
    return *this;
}

void CachedStatement::release() {
    if (statement_ != nullptr) statement_->clear();
    if (busy_ != nullptr) *busy_ = false;
    statement_ = nullptr;
    busy_ = nullptr;
}

// --- Connection ---

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
    return exec("PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=1;"
                "PRAGMA secure_delete=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                "PRAGMA journal_size_limit=16777216;");
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
