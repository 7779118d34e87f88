#include "core/store/id_set.h"

#include <algorithm>
#include <bit>
#include <sqlite3.h>

namespace parapet {

namespace {

constexpr const char* k_pointer_type = "parapet.IdSet";

void in_set(sqlite3_context* context, int, sqlite3_value** args) {
    const auto* set = static_cast<const IdSet*>(sqlite3_value_pointer(args[0], k_pointer_type));
    const bool there =
        set != nullptr && sqlite3_value_type(args[1]) != SQLITE_NULL && set->has(sqlite3_value_int64(args[1]));
    sqlite3_result_int(context, there ? 1 : 0);
}

} // namespace

std::vector<std::int64_t> IdSet::ids() const {
    std::vector<std::int64_t> out;
    out.reserve(size_);
    each([&](std::int64_t id) { out.push_back(id); });
    return out;
}

void IdSet::keep_only(const IdSet& other) {
    size_ = 0;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
        bits_[i] &= i < other.bits_.size() ? other.bits_[i] : 0;
        size_ += static_cast<std::size_t>(std::popcount(bits_[i]));
    }
}

void register_id_set(Connection& db) {
    sqlite3_create_function_v2(db.raw(), "in_set", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr,
                               &in_set, nullptr, nullptr, nullptr);
}

void bind_id_set(Statement& statement, int index, const IdSet& set) {
    statement.bind_pointer(index, &set, k_pointer_type);
}

} // namespace parapet
