#pragma once
// SQLite behind values: a connection, prepared statements, errors as Result. Not for use by two threads at once (the
// library is opened without its mutexes).

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace parapet {

// A prepared statement. Parameters count from 1, columns from 0. A failed bind is remembered and told by step().
class Statement {
public:
    Statement() = default;
    Statement(sqlite3* db, sqlite3_stmt* stmt)
        : db_(db)
        , stmt_(stmt) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Text and blobs are borrowed: they must live until the statement is reset, stepped to its end or bound again.
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, std::uint64_t value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, bool value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
    Statement& bind_copy(int index, std::string_view text); // the text may go away
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);
    Statement& bind_text_or_null(int index, std::string_view text) {
        return text.empty() ? bind_null(index) : bind(index, text);
    }
    // An object that lives as long as the statement is bound; for functions made with Connection::add_function.
    Statement& bind_pointer(int index, const void* object, const char* type);

    [[nodiscard]] Result<bool> step(); // true: a row is there
    [[nodiscard]] Result<void> run();  // to the end, then reset
    void reset();                      // keeps the bindings
    void clear();                      // reset and all bindings NULL

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const; // good until the next step
    [[nodiscard]] std::string str(int column) const { return std::string(text(column)); }
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
    [[nodiscard]] std::optional<double> maybe_real(int column) const;
    [[nodiscard]] int columns() const;
    explicit operator bool() const { return stmt_ != nullptr; }
    [[nodiscard]] sqlite3_stmt* raw() const { return stmt_; }

private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* stmt_ = nullptr;
    int bind_error_ = 0;
};

// A statement of the connection's cache, given back (reset, unbound) when it goes out of scope.
class CachedStatement {
public:
    CachedStatement() = default;
    CachedStatement(Statement* statement, bool* busy)
        : statement_(statement)
        , busy_(busy) {}
    explicit CachedStatement(Statement own)
        : own_(std::move(own)) {}
    ~CachedStatement() { release(); }
    CachedStatement(CachedStatement&& other) noexcept;
    CachedStatement& operator=(CachedStatement&& other) noexcept;
    CachedStatement(const CachedStatement&) = delete;
    CachedStatement& operator=(const CachedStatement&) = delete;
    Statement* operator->() { return statement_ != nullptr ? statement_ : &own_; }
    Statement& operator*() { return *operator->(); }

private:
    void release();
    Statement* statement_ = nullptr;
    bool* busy_ = nullptr;
    Statement own_;
};

class Connection {
public:
    enum class Mode : std::uint8_t { read_write, read_only };

    // Opens the file (read_write: creating it with mode 0600) and sets the pragmas of this house.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    // Prepared once and kept. For a fixed set of texts; a statement that is in use is prepared anew.
    [[nodiscard]] Result<CachedStatement> cached(std::string_view sql);
    [[nodiscard]] Result<void> exec(const std::string& sql); // one or more statements without rows
    // First column of the first row; `otherwise` when there is no row or it is NULL.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql, std::int64_t otherwise = 0);
    [[nodiscard]] Result<std::string> text(std::string_view sql);

    [[nodiscard]] std::int64_t last_insert_id() const;
    [[nodiscard]] std::int64_t changes() const; // rows of the last statement
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool read_only() const { return mode_ == Mode::read_only; }

    // Stops what runs on this connection; from any thread.
    void interrupt();
    // Interrupts whenever `stop` is requested, for as long as the returned guard lives.
    [[nodiscard]] std::unique_ptr<std::stop_callback<std::function<void()>>> interrupt_on(std::stop_token stop);

    // How long to wait for another process's write; asked again and again while waiting: false gives up at once.
    void set_busy(int timeout_ms, std::function<bool()> keep_waiting = {});

    // The error of the last failed call, mapped: busy -> workspace_locked, corrupt -> workspace_damaged, full,
    // read-only and I/O -> workspace_unusable, interrupt -> cancelled.
    [[nodiscard]] Error last_error(std::string_view doing = {}) const;
    [[nodiscard]] sqlite3* raw() const { return db_; }

private:
    Connection() = default;
    [[nodiscard]] Result<void> set_up();
    [[nodiscard]] Result<void> switch_to_wal();
    struct Busy;
    struct Kept {
        std::unique_ptr<Statement> statement;
        bool in_use = false;
    };
    sqlite3* db_ = nullptr;
    std::string path_;
    Mode mode_ = Mode::read_only;
    std::unique_ptr<Busy> busy_;
    std::unordered_map<std::string, std::unique_ptr<Kept>> cache_;
};

// The error of a result code of SQLite on `db` (core/store only).
[[nodiscard]] Error sqlite_error(sqlite3* db, int code, std::string_view doing = {});

} // namespace parapet
