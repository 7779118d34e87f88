#include "core/store/findings/columns.h"

#include "core/store/findings/flat_map.h"

#include <functional>
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

class Loader {
public:
    Loader()
        : columns_(std::make_shared<FindingColumns>()) {}

    // False: does not fit.
    bool add(const Statement& row) {
        FindingColumns& c = *columns_;
        ++c.rows;
        bool fits = number(c.id, row.integer(0), UINT32_MAX - 1);
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
};

} // namespace

Result<std::shared_ptr<const FindingColumns>> load_columns(Connection& db) {
    std::shared_ptr<const FindingColumns> none;
    auto most = db.integer("SELECT coalesce(max(id), 0) FROM finding");
    if (!most) return fail(std::move(most.error()));
    if (*most > 4 * k_most_rows) return none;
    auto rows = db.cached("SELECT id, severity, status, cause, phase, asset_id, scope_id, rule_id, owner_id,"
                          " coalesce(file_id, 0), kev, under_attack, suppressed, due, first_seen, last_seen, score,"
                          " epss, vuln FROM finding ORDER BY id");
    if (!rows) return fail(std::move(rows.error()));
    Loader loader;
    for (std::int64_t n = 0;; ++n) {
        auto there = (*rows)->step();
        if (!there) return fail(std::move(there.error()));
        if (!*there) return loader.take();
        if (n >= k_most_rows || !loader.add(**rows)) return none;
    }
}

} // namespace parapet
