// The columns from the rows of the table.
#include "core/base/hash.h"
#include "core/store/findings/columns.h"
#include "core/store/findings/flat_map.h"

#include <algorithm>
#include <sqlite3.h>

namespace parapet {

namespace {

constexpr std::size_t k_most_rows = 4'000'000; // 140 MB
constexpr std::int64_t k_most_number = FindingColumns::k_most_codes - 1;
constexpr std::size_t k_most_text = 64'000'000; // bytes of a column's different texts
constexpr std::size_t k_most_texts = 300'000;   // of those that lists can do without

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
    explicit Loader(FindingColumns base)
        : columns_(std::make_shared<FindingColumns>(std::move(base))) {
        FindingColumns& c = *columns_;
        if (c.rows == 0) return;
        last_id_ = c.id[c.rows - 1];
        for (std::size_t i = 0; i < FindingColumns::k_values; ++i)
            for (std::size_t code = 0; code < c.values()[i]->values.size(); ++code)
                known_[i].codes.insert(static_cast<std::uint64_t>(c.values()[i]->values[code]),
                                       static_cast<std::int64_t>(code));
        for (std::size_t i = 0; i < FindingColumns::k_texts; ++i)
            for (std::size_t code = 0; code < c.texts()[i]->texts.size(); ++code)
                texts_[i].insert(hash64(c.texts()[i]->texts[code]), static_cast<std::int64_t>(code) + 1);
    }

    // A new row, or one that is there already. False: does not fit.
    bool add(const Values& row) {
        FindingColumns& c = *columns_;
        const std::int64_t id = row.integer(0);
        at_ = id > last_id_ ? c.rows++ : c.row_of(id);
        if (at_ == FindingColumns::k_no_row || id < 0) return false; // between others: row_of() halves
        last_id_ = std::max(last_id_, id);
        bool fits = number(c.id, id, UINT32_MAX - 1);
        const std::array<CodeColumn*, 4> small{&c.severity, &c.status, &c.cause, &c.phase};
        const std::array<CodeColumn*, 10> numbers{&c.asset,   &c.scope, &c.rule,       &c.owner,    &c.file,
                                                  &c.package, &c.cwe,   &c.advisories, &c.controls, &c.description};
        int argument = 1;
        for (CodeColumn* one : small)
            fits = number(*one, row.integer(argument++), 0xff) && fits;
        for (CodeColumn* one : numbers)
            fits = number(*one, row.integer(argument++), k_most_number) && fits;
        put(c.flags, (row.integer(15) == 1 ? FindingColumns::k_kev : 0) |
                         (row.is_null(15) ? 0 : FindingColumns::k_kev_known) |
                         (row.integer(16) != 0 ? FindingColumns::k_under_attack : 0) |
                         (row.integer(17) != 0 ? FindingColumns::k_suppressed : 0));
        value(0, c.due, row.integer(18));
        value(1, c.first_seen, row.integer(19));
        value(2, c.last_seen, row.integer(20));
        value(3, c.score, std::bit_cast<std::int64_t>(row.real(21)));
        value(4, c.epss, std::bit_cast<std::int64_t>(row.real(22)));
        for (std::size_t i = 0; i < FindingColumns::k_texts; ++i)
            text(i, row.is_null(argument_of_text(i)), row.text(argument_of_text(i)));
        return fits && c.vuln.complete && c.rows <= k_most_rows; // groups need the vulnerabilities
    }

    std::shared_ptr<FindingColumns> take() {
        FindingColumns& c = *columns_;
        for (CodeColumn* one : c.codes())
            one->shrink();
        for (ValueColumn* one : c.values())
            one->codes.shrink();
        for (TextColumn* one : c.texts())
            one->codes.shrink();
        return std::move(columns_);
    }

private:
    static int argument_of_text(std::size_t i) { return 23 + static_cast<int>(i); }
    void put(CodeColumn& column, std::uint32_t code) const {
        if (column.size() == at_)
            column.push(code);
        else
            column.set(at_, code);
    }
    bool number(CodeColumn& column, std::int64_t n, std::int64_t most) const {
        const bool fits = n >= 0 && n <= most;
        put(column, fits ? static_cast<std::uint32_t>(n) : 0);
        return fits;
    }
    void value(std::size_t which, ValueColumn& column, std::int64_t v) {
        Known& known = known_[which];
        if (v != known.last || !known.any) {
            known.last = v;
            known.any = true;
            if (const auto* code = known.codes.find(static_cast<std::uint64_t>(v))) {
                known.code = static_cast<std::uint32_t>(*code);
            } else {
                known.code = static_cast<std::uint32_t>(column.values.size());
                known.codes.insert(static_cast<std::uint64_t>(v), known.code);
                column.values.push_back(v);
            }
        }
        put(column.codes, known.code);
    }
    // Two texts of one hash do not fit; nobody's tools find any.
    void text(std::size_t which, bool none, std::string_view text) {
        TextColumn& column = *columns_->texts()[which];
        if (none || !column.complete) return put(column.codes, 0);
        const std::uint64_t hash = hash64(text);
        std::int64_t code = 0;
        if (const auto* known = texts_[which].find(hash)) {
            code = *known;
        } else if (column.texts.all.size() + text.size() <= k_most_text &&
                   (which == 0 || column.texts.size() < k_most_texts)) {
            column.texts.add(text);
            code = static_cast<std::int64_t>(column.texts.size());
            texts_[which].insert(hash, code);
        }
        if (code == 0 || column.texts[static_cast<std::size_t>(code) - 1] != text) {
            column.complete = false;
            column.texts = {};
            column.codes = {};
            for (std::size_t row = 0; row < columns_->rows; ++row)
                column.codes.push(0);
            return;
        }
        put(column.codes, static_cast<std::uint32_t>(code));
    }

    struct Known {
        FlatMap codes;
        std::int64_t last = 0;
        bool any = false;
        std::uint32_t code = 0;
    };
    std::shared_ptr<FindingColumns> columns_;
    std::array<Known, FindingColumns::k_values> known_;
    std::array<FlatMap, FindingColumns::k_texts> texts_;
    std::size_t at_ = 0;
    std::int64_t last_id_ = -1;
};

// Rows are taken by a function within the statement, not step by step: that is a third of the time.
struct Taking {
    explicit Taking(FindingColumns base)
        : loader(std::move(base)) {}
    Loader loader;
    bool fits = true;
};

void take_row(sqlite3_context* context, int, sqlite3_value** values) {
    auto& taking = *static_cast<Taking*>(sqlite3_user_data(context));
    try {
        taking.fits = taking.fits && taking.loader.add(Values{values});
    } catch (const std::exception&) { // out of memory
        taking.fits = false;
    }
    if (!taking.fits) sqlite3_result_error_toobig(context);
}
void take_nothing(sqlite3_context*) {}

constexpr const char* k_function = "take_finding";
constexpr int k_arguments = 26;

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

Result<std::shared_ptr<const FindingColumns>> renew_columns(Connection& db, FindingColumns base,
                                                            const std::vector<std::string>& rows) {
    std::shared_ptr<const FindingColumns> none;
    Taking taking(std::move(base));
    const Function function(db, taking);
    for (const std::string& some : rows) {
        auto all = db.prepare("SELECT take_finding(id, severity, status, cause, phase, asset_id, scope_id, rule_id,"
                              " owner_id, file_id, package_id, cwe_set, advisory_set, control_set, description_id, kev,"
                              " under_attack, suppressed, due, first_seen, last_seen, score, epss, vuln, title,"
                              " fixed_version) FROM finding " +
                              some);
        if (!all) return fail(std::move(all.error()));
        auto there = all->step();
        if (!taking.fits) return none;
        if (!there) return fail(std::move(there.error()));
    }
    return taking.loader.take();
}

Result<std::shared_ptr<const FindingColumns>> read_columns(Connection& db) {
    auto most = db.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!most) return fail(std::move(most.error()));
    if (*most > std::int64_t{4 * k_most_rows}) return std::shared_ptr<const FindingColumns>();
    // In the order of the table, which is that of the numbers.
    return renew_columns(db, {}, {"NOT INDEXED"});
}

} // namespace parapet
