#include "core/store/findings/columns.h"

#include "core/store/findings/flat_map.h"

#include <functional>
#include <sqlite3.h>
#include <string_view>

namespace parapet {

void CodeColumn::widen(std::uint32_t value) {
    if (width_ == 1 && value <= most_[2]) {
        two_.reserve(one_.capacity());
        two_.assign(one_.begin(), one_.end());
        width_ = 2;
    } else {
        four_.reserve(one_.capacity() + two_.capacity());
        if (width_ == 1)
            four_.assign(one_.begin(), one_.end());
        else
            four_.assign(two_.begin(), two_.end());
        width_ = 4;
        std::vector<std::uint16_t>().swap(two_);
    }
    std::vector<std::uint8_t>().swap(one_);
}

void CodeColumn::shrink() {
    one_.shrink_to_fit();
    two_.shrink_to_fit();
    four_.shrink_to_fit();
}

std::size_t FindingColumns::row_of(std::int64_t finding) const {
    std::size_t from = 0, to = rows;
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        if (id[middle] < finding)
            from = middle + 1;
        else
            to = middle;
    }
    return from < rows && id[from] == finding ? from : k_no_row;
}

void RowSet::keep_only(const RowSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] &= other.words_[i];
}

void RowSet::add_all(const RowSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] |= other.words_[i];
}

std::size_t RowSet::count() const {
    std::size_t n = 0;
    for (const std::uint64_t word : words_)
        n += static_cast<std::size_t>(std::popcount(word));
    return n;
}

namespace {

constexpr std::int64_t k_most_rows = 4'000'000; // 100 MB
constexpr std::int64_t k_most_number = 1 << 26; // of an asset, rule ...: tables of that length are made
constexpr std::size_t k_most_text = 64'000'000; // bytes of vulnerabilities' names
constexpr std::size_t k_value_columns = 5;      // due ... epss
constexpr std::int64_t k_free_key = FlatMap::k_free;

// The arguments of one call.
struct Values {
    sqlite3_value** all;
    [[nodiscard]] std::int64_t integer(int i) const { return sqlite3_value_int64(all[i]); } // NULL: 0
    [[nodiscard]] double real(int i) const { return sqlite3_value_double(all[i]); }
    [[nodiscard]] bool is_null(int i) const { return sqlite3_value_type(all[i]) == SQLITE_NULL; }
    [[nodiscard]] std::string_view text(int i) const {
        const auto* bytes = static_cast<const char*>(sqlite3_value_blob(all[i]));
        return bytes == nullptr ? std::string_view()
                                : std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(all[i])));
    }
};

class Loader {
public:
    Loader()
        : columns_(std::make_shared<FindingColumns>()) {}

    // False: does not fit.
    bool add(const Values& row) {
        FindingColumns& c = *columns_;
        ++c.rows;
        const std::int64_t id = row.integer(0);
        bool fits = id > last_id_ && number(c.id, id, UINT32_MAX - 1); // in order: row_of() halves
        last_id_ = id;
        fits = number(c.severity, row.integer(1), 0xff) && fits;
        fits = number(c.status, row.integer(2), 0xff) && fits;
        fits = number(c.cause, row.integer(3), 0xff) && fits;
        fits = number(c.phase, row.integer(4), 0xff) && fits;
        fits = number(c.asset, row.integer(5), k_most_number) && fits;
        fits = number(c.scope, row.integer(6), k_most_number) && fits;
        fits = number(c.rule, row.integer(7), k_most_number) && fits;
        fits = number(c.owner, row.integer(8), k_most_number) && fits;
        fits = number(c.file, row.integer(9), k_most_number) && fits;
        c.flags.push((row.integer(10) == 1 ? FindingColumns::k_kev : 0) |
                     (row.is_null(10) ? 0 : FindingColumns::k_kev_known) |
                     (row.integer(11) != 0 ? FindingColumns::k_under_attack : 0) |
                     (row.integer(12) != 0 ? FindingColumns::k_suppressed : 0));
        value(0, c.due, row.integer(13));
        value(1, c.first_seen, row.integer(14));
        value(2, c.last_seen, row.integer(15));
        value(3, c.score, std::bit_cast<std::int64_t>(row.real(16)));
        value(4, c.epss, std::bit_cast<std::int64_t>(row.real(17)));
        return (row.is_null(18) ? no_vuln() : vuln(row.text(18))) && fits;
    }

    std::shared_ptr<const FindingColumns> take() {
        FindingColumns& c = *columns_;
        for (CodeColumn* one :
             {&c.id, &c.severity, &c.status, &c.cause, &c.phase, &c.asset, &c.scope, &c.rule, &c.owner, &c.file,
              &c.vuln, &c.flags, &c.due.codes, &c.first_seen.codes, &c.last_seen.codes, &c.score.codes, &c.epss.codes})
            one->shrink();
        return std::move(columns_);
    }

private:
    static bool number(CodeColumn& column, std::int64_t n, std::int64_t most) {
        const bool fits = n >= 0 && n <= most;
        column.push(fits ? static_cast<std::uint32_t>(n) : 0);
        return fits;
    }
    void value(std::size_t which, ValueColumn& column, std::int64_t v) {
        Known& known = known_[which];
        if (v != known.last || column.values.empty()) {
            known.last = v;
            if (const auto* code = known.codes.find(static_cast<std::uint64_t>(v))) {
                known.code = static_cast<std::uint32_t>(*code);
            } else {
                known.code = static_cast<std::uint32_t>(column.values.size());
                known.codes.insert(static_cast<std::uint64_t>(v), known.code);
                column.values.push_back(v);
            }
        }
        column.codes.push(known.code);
    }
    bool no_vuln() {
        columns_->vuln.push(0);
        return true;
    }
    // Two texts of one hash do not fit; nobody's tools find any.
    bool vuln(std::string_view text) {
        const std::uint64_t hash = std::hash<std::string_view>{}(text);
        std::int64_t code = 0;
        if (const auto* known = vulns_.find(hash)) {
            code = *known;
        } else {
            columns_->vulns.emplace_back(text);
            code = static_cast<std::int64_t>(columns_->vulns.size());
            vulns_.insert(hash, code);
            text_bytes_ += text.size() + sizeof(std::string);
        }
        columns_->vuln.push(static_cast<std::uint32_t>(code));
        return columns_->vulns[static_cast<std::size_t>(code) - 1] == text && text_bytes_ <= k_most_text;
    }

    struct Known {
        FlatMap codes;
        std::int64_t last = k_free_key;
        std::uint32_t code = 0;
    };
    std::shared_ptr<FindingColumns> columns_;
    std::array<Known, k_value_columns> known_;
    FlatMap vulns_;
    std::size_t text_bytes_ = 0;
    std::int64_t last_id_ = -1;
};

// Rows are taken by a function within the statement, not step by step: that is a third of the time.
struct Taking {
    Loader loader;
    std::int64_t rows = 0;
    bool fits = true;
};

void take_row(sqlite3_context* context, int, sqlite3_value** values) {
    auto& taking = *static_cast<Taking*>(sqlite3_user_data(context));
    try {
        taking.fits = taking.fits && ++taking.rows <= k_most_rows && taking.loader.add(Values{values});
    } catch (const std::exception&) { // out of memory
        taking.fits = false;
    }
    if (!taking.fits) sqlite3_result_error_toobig(context);
}
void take_nothing(sqlite3_context*) {}

constexpr const char* k_function = "take_finding";
constexpr int k_arguments = 19;

// Known to the connection for as long as this lives.
class Function {
public:
    Function(Connection& db, Taking& taking)
        : db_(db) {
        sqlite3_create_function_v2(db.raw(), k_function, k_arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY, &taking, nullptr,
                                   &take_row, &take_nothing, nullptr);
    }
    ~Function() {
        sqlite3_create_function_v2(db_.raw(), k_function, k_arguments, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr,
                                   nullptr);
    }
    Function(const Function&) = delete;
    Function& operator=(const Function&) = delete;

private:
    Connection& db_;
};

} // namespace

Result<std::shared_ptr<const FindingColumns>> load_columns(Connection& db) {
    std::shared_ptr<const FindingColumns> none;
    auto most = db.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!most) return fail(std::move(most.error()));
    if (*most > 4 * k_most_rows) return none;
    Taking taking;
    const Function function(db, taking);
    // In the order of the table, which is that of the numbers.
    auto all = db.prepare("SELECT take_finding(id, severity, status, cause, phase, asset_id, scope_id, rule_id,"
                          " owner_id, file_id, kev, under_attack, suppressed, due, first_seen, last_seen, score, epss,"
                          " vuln) FROM finding NOT INDEXED");
    if (!all) return fail(std::move(all.error()));
    auto there = all->step();
    if (!taking.fits) return none;
    if (!there) return fail(std::move(there.error()));
    return taking.loader.take();
}

} // namespace parapet
