#include "tests/bench/floors.h"

#include <fcntl.h>
#include <pugixml.hpp>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <sqlite3.h>
#include <vector>

namespace parapet::bench {

namespace {

namespace od = simdjson::ondemand;

struct Row {
    std::string_view id, level, message, file, fingerprint, extra;
    std::int64_t line = 0, column = 0;
    double score = 0;
};
using RowFn = std::function<void(const Row&)>;

std::string_view text(od::value v) {
    std::string_view out;
    return v.get_string().get(out) == simdjson::SUCCESS ? out : std::string_view();
}

long each_sarif(const std::string& path, const RowFn& fn) {
    simdjson::padded_string json;
    if (simdjson::padded_string::load(path).get(json) != simdjson::SUCCESS) return -1;
    od::parser parser;
    od::document doc;
    if (parser.iterate(json).get(doc) != simdjson::SUCCESS) return -1;
    long n = 0;
    for (od::object run : doc["runs"].get_array()) {
        for (od::object result : run["results"].get_array()) {
            Row row;
            for (auto field : result) {
                const std::string_view key = field.unescaped_key();
                if (key == "ruleId")
                    row.id = text(field.value());
                else if (key == "level")
                    row.level = text(field.value());
                else if (key == "message")
                    row.message = text(field.value()["text"]);
                else if (key == "guid")
                    row.extra = text(field.value());
                else if (key == "locations") {
                    for (od::object location : field.value().get_array()) {
                        od::object physical = location["physicalLocation"];
                        row.file = text(physical["artifactLocation"]["uri"]);
                        od::object region = physical["region"];
                        row.line = std::int64_t(region["startLine"]);
                        row.column = std::int64_t(region["startColumn"]);
                        break;
                    }
                } else if (key == "fingerprints")
                    row.fingerprint = text(field.value()["paraScan/v2"]);
                else if (key == "rank")
                    row.score = double(field.value());
            }
            fn(row);
            ++n;
        }
    }
    return n;
}

long each_trivy(const std::string& path, const RowFn& fn) {
    simdjson::padded_string json;
    if (simdjson::padded_string::load(path).get(json) != simdjson::SUCCESS) return -1;
    od::parser parser;
    od::document doc;
    if (parser.iterate(json).get(doc) != simdjson::SUCCESS) return -1;
    long n = 0;
    for (od::object result : doc["Results"].get_array()) {
        od::array vulnerabilities;
        if (result["Vulnerabilities"].get_array().get(vulnerabilities) != simdjson::SUCCESS) continue;
        for (od::object v : vulnerabilities) {
            Row row;
            for (auto field : v) {
                const std::string_view key = field.unescaped_key();
                if (key == "VulnerabilityID")
                    row.id = text(field.value());
                else if (key == "PkgName")
                    row.file = text(field.value());
                else if (key == "InstalledVersion")
                    row.extra = text(field.value());
                else if (key == "FixedVersion")
                    row.fingerprint = text(field.value());
                else if (key == "Severity")
                    row.level = text(field.value());
                else if (key == "Title")
                    row.message = text(field.value());
            }
            fn(row);
            ++n;
        }
    }
    return n;
}

bool exec(sqlite3* db, const char* sql) {
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

class Inserter {
public:
    explicit Inserter(const std::string& path) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
        exec(db_,
             "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN;"
             "CREATE TABLE f(id INTEGER PRIMARY KEY, rule TEXT, level TEXT, message TEXT, file TEXT, line INT, col INT,"
             " fp TEXT, extra TEXT, score REAL, seen INT, status INT)");
        std::string sql = "INSERT INTO f(rule,level,message,file,line,col,fp,extra,score,seen,status) VALUES";
        for (int i = 0; i < k_rows; ++i)
            sql += (i == 0 ? "" : ",") + std::string("(?,?,?,?,?,?,?,?,?,1,0)");
        sqlite3_prepare_v2(db_, sql.c_str(), -1, &many_, nullptr);
        sqlite3_prepare_v2(
            db_,
            "INSERT INTO f(rule,level,message,file,line,col,fp,extra,score,seen,status) VALUES(?,?,?,?,?,?,?,?,?,1,0)",
            -1, &one_, nullptr);
    }
    void add(const Row& r) {
        held_.push_back(r);
        if (held_.size() == k_rows) flush();
    }
    int finish(bool unique) {
        for (const Row& r : held_) {
            bind(one_, 0, r);
            sqlite3_step(one_);
            sqlite3_reset(one_);
        }
        sqlite3_finalize(many_);
        sqlite3_finalize(one_);
        // The generator repeats 1 % of the results: the least that joins them is to keep the first of each.
        if (unique) exec(db_, "DELETE FROM f WHERE id NOT IN (SELECT min(id) FROM f GROUP BY fp)");
        bool ok = exec(db_, unique ? "CREATE UNIQUE INDEX f_fp ON f(fp)" : "CREATE INDEX f_fp ON f(rule, file)");
        ok = ok && exec(db_, "CREATE INDEX f_level ON f(level, file);"
                             "CREATE VIRTUAL TABLE s USING fts5(rule, message, file, content='f', content_rowid='id');"
                             "INSERT INTO s(s) VALUES('rebuild'); COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        sqlite3_close(db_);
        return ok ? 0 : 1;
    }

private:
    static constexpr int k_rows = 16;
    static void bind_text(sqlite3_stmt* s, int i, std::string_view t) {
        sqlite3_bind_text(s, i, t.data(), static_cast<int>(t.size()), SQLITE_STATIC);
    }
    static void bind(sqlite3_stmt* s, int row, const Row& r) {
        const int at = row * 9;
        bind_text(s, at + 1, r.id);
        bind_text(s, at + 2, r.level);
        bind_text(s, at + 3, r.message);
        bind_text(s, at + 4, r.file);
        sqlite3_bind_int64(s, at + 5, r.line);
        sqlite3_bind_int64(s, at + 6, r.column);
        bind_text(s, at + 7, r.fingerprint);
        bind_text(s, at + 8, r.extra);
        sqlite3_bind_double(s, at + 9, r.score);
    }
    void flush() {
        for (int i = 0; i < k_rows; ++i)
            bind(many_, i, held_[static_cast<std::size_t>(i)]);
        sqlite3_step(many_);
        sqlite3_reset(many_);
        held_.clear();
    }
    sqlite3* db_ = nullptr;
    sqlite3_stmt *many_ = nullptr, *one_ = nullptr;
    std::vector<Row> held_;
};

} // namespace

long sarif_ondemand(const std::string& path) {
    std::int64_t sum = 0;
    const long n = each_sarif(path, [&](const Row& r) { sum += r.line + static_cast<std::int64_t>(r.message.size()); });
    return sum == -1 ? -1 : n;
}

int sarif_to_sqlite(const std::string& path, const std::string& database) {
    Inserter out(database);
    return each_sarif(path, [&](const Row& r) { out.add(r); }) < 0 ? 1 : out.finish(true);
}

long trivy_ondemand(const std::string& path) {
    std::int64_t sum = 0;
    const long n = each_trivy(path, [&](const Row& r) { sum += static_cast<std::int64_t>(r.message.size()); });
    return sum == -1 ? -1 : n;
}

int trivy_to_sqlite(const std::string& path, const std::string& database) {
    Inserter out(database);
    return each_trivy(path, [&](const Row& r) { out.add(r); }) < 0 ? 1 : out.finish(false);
}

long scan_lines(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    std::vector<char> buffer(1U << 20);
    long lines = 0;
    for (;;) {
        const ssize_t n = read(fd, buffer.data(), buffer.size());
        if (n <= 0) break;
        const char* at = buffer.data();
        const char* end = at + n;
        while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
            ++lines;
            ++at;
        }
    }
    close(fd);
    return lines;
}

int events_as_rows(const std::string& database, long rows) {
    sqlite3* db = nullptr;
    sqlite3_open(database.c_str(), &db);
    const std::string sql =
        "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
        "CREATE TABLE e(id INTEGER PRIMARY KEY, ts INT, kind INT, host INT, user INT, ip INT, outcome INT);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < " +
        std::to_string(rows) +
        ")"
        " INSERT INTO e SELECT i, 1760918400 + i * 2592000 / " +
        std::to_string(rows) +
        ", abs(random()) % 6, i % 8, abs(random()) % 300, abs(random()) % 30000, abs(random()) % 3 FROM n; COMMIT";
    const bool ok = exec(db, sql.c_str());
    sqlite3_close(db);
    return ok ? 0 : 1;
}

long parse_xml_files(const std::vector<std::string>& files) {
    long good = 0;
    for (const std::string& path : files) {
        std::ifstream in(path, std::ios::binary | std::ios::ate);
        std::vector<char> bytes(static_cast<std::size_t>(std::max<std::streamoff>(0, in.tellg())));
        in.seekg(0);
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        pugi::xml_document document;
        good += document.load_buffer_inplace(bytes.data(), bytes.size()) ? 1 : 0;
    }
    return good;
}

} // namespace parapet::bench
