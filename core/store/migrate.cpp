#include "core/store/migrate.h"

#include "core/store/search/reindex.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace parapet {

namespace {

struct Migration {
    std::int64_t number = 0;
    std::string name;
    std::string_view sql;
};

std::vector<Migration> sorted(std::span<const EmbeddedFile> files) {
    std::vector<Migration> out;
    for (const EmbeddedFile& file : files) {
        Migration m;
        m.name = std::string(file.name);
        m.sql = file.bytes;
        std::from_chars(file.name.data(), file.name.data() + file.name.size(), m.number);
        if (m.number > 0) out.push_back(std::move(m));
    }
    std::sort(out.begin(), out.end(), [](const Migration& a, const Migration& b) { return a.number < b.number; });
    return out;
}

struct State {
    bool empty = true; // no table at all
    std::set<std::int64_t> applied;
};

Result<State> read_state(Connection& db) {
    State state;
    auto tables = db.integer("SELECT count(*) FROM sqlite_master");
    if (!tables) return fail(std::move(tables.error()));
    state.empty = *tables == 0;
    if (state.empty) return state;
    auto application = db.integer("PRAGMA application_id");
    if (!application) return fail(std::move(application.error()));
    if (*application != k_application_id)
        return fail(Errc::workspace_unusable, "the file is a database of another program, not a workspace", db.path(),
                    "name another file");
    auto rows = db.prepare("SELECT number FROM migration");
    if (!rows) return fail(std::move(rows.error()));
    for (;;) {
        auto row = rows->step();
        if (!row) return fail(std::move(row.error()));
        if (!*row) return state;
        state.applied.insert(rows->integer(0));
    }
}

Result<void> refuse_newer(Connection& db, const State& state, const std::vector<Migration>& known) {
    for (const std::int64_t number : state.applied) {
        const bool ours =
            std::any_of(known.begin(), known.end(), [&](const Migration& m) { return m.number == number; });
        if (!ours)
            return fail(
                Errc::workspace_newer,
                fmt::format("the workspace was written by a newer Parapet (schema {})", *state.applied.rbegin()),
                db.path(), "install the newer version, or open a copy that the older one wrote");
    }
    return {};
}

std::vector<Migration> missing(const State& state, std::vector<Migration> known) {
    std::erase_if(known, [&](const Migration& m) { return state.applied.contains(m.number); });
    return known;
}

Result<void> back_up(Connection& db, std::int64_t schema) {
    const std::string file = fmt::format("{}.backup-{}", db.path(), schema);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    // Made by us and empty, so that it is private before anything is in it.
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return fail(Errc::workspace_unusable, "the copy before the upgrade cannot be written", file,
                    "check who may write that folder; the workspace is as it was");
    ::close(fd);
    auto copy = db.prepare("VACUUM INTO ?1");
    if (!copy) return fail(std::move(copy.error()));
    return copy->bind(1, file).run();
}

constexpr std::int64_t k_places_of_words = 440; // the index of words says from then on where in a text they stand

Result<void> apply_all(Connection& db, const std::vector<Migration>& todo) {
    for (const Migration& m : todo) {
        if (auto done = db.exec(std::string(m.sql)); !done) {
            done.error().what = "migration " + m.name + ": " + done.error().what;
            return done;
        }
        auto note = db.prepare("INSERT INTO migration(number, name) VALUES(?1, ?2)");
        if (!note) return fail(std::move(note.error()));
        if (auto done = note->bind(1, m.number).bind(2, m.name).run(); !done) return done;
    }
    // After all of them: what it reads has its newest form then.
    if (std::any_of(todo.begin(), todo.end(), [](const Migration& m) { return m.number == k_places_of_words; })) {
        if (auto done = rebuild_search(db); !done) return done;
    }
    auto newest = db.integer("SELECT max(number) FROM migration");
    if (!newest) return fail(std::move(newest.error()));
    return db.exec(fmt::format("PRAGMA user_version={}", *newest));
}

Result<void> apply_missing(Connection& db, const std::vector<Migration>& known) {
    // Asked again under the lock: another process may have been quicker.
    auto state = read_state(db);
    if (!state) return fail(std::move(state.error()));
    if (auto fine = refuse_newer(db, *state, known); !fine) return fine;
    if (state->empty) {
        auto made =
            db.exec(fmt::format("PRAGMA application_id={};"
                                "CREATE TABLE migration(number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;",
                                k_application_id));
        if (!made) return made;
    }
    return apply_all(db, missing(*state, known));
}

} // namespace

Result<void> migrate(Connection& db, std::span<const EmbeddedFile> files) {
    const std::vector<Migration> known = sorted(files);
    auto state = read_state(db);
    if (!state) return fail(std::move(state.error()));
    if (auto fine = refuse_newer(db, *state, known); !fine) return fine;
    if (missing(*state, known).empty()) return {};
    if (!state->empty && !state->applied.empty()) {
        if (auto saved = back_up(db, *state->applied.rbegin()); !saved) return saved;
    }
    if (auto begun = db.exec("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = apply_missing(db, known);
    if (done) done = db.exec("COMMIT");
    if (!done && db.in_transaction()) (void)db.exec("ROLLBACK");
    return done;
}

Result<void> check_schema(Connection& db, std::span<const EmbeddedFile> files) {
    const std::vector<Migration> known = sorted(files);
    auto state = read_state(db);
    if (!state) return fail(std::move(state.error()));
    if (state->empty)
        return fail(Errc::workspace_unusable, "the file is empty, not a workspace", db.path(), "name another file");
    if (auto fine = refuse_newer(db, *state, known); !fine) return fine;
    if (!missing(*state, known).empty())
        return fail(Errc::workspace_unusable, "the workspace was written by an older Parapet", db.path(),
                    "open it once for writing, so that it can be brought up to date");
    return {};
}

Result<std::int64_t> schema_number(Connection& db) {
    return db.integer("SELECT max(number) FROM migration");
}

} // namespace parapet
