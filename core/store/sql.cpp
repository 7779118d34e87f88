#include "core/store/sql.h"

namespace parapet {

namespace {

struct Bind {
    Statement& to;
    int at;
    void operator()(std::int64_t n) const { to.bind(at, n); }
    void operator()(double n) const { to.bind(at, n); }
    void operator()(const std::string& text) const { to.bind(at, std::string_view(text)); }
    void operator()(const std::shared_ptr<const IdSet>& set) const { bind_id_set(to, at, *set); }
};

} // namespace

Result<Statement> prepare(Connection& db, const SqlText& sql) {
    auto statement = db.prepare(sql.text());
    if (!statement) return statement;
    int at = 0;
    for (const SqlValue& value : sql.values())
        std::visit(Bind{*statement, ++at}, value);
    return statement;
}

std::string like_pattern(std::string_view text, bool wildcard) {
    std::string out;
    for (const char c : text) {
        if (c == '*' && wildcard) {
            out += '%';
            continue;
        }
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

} // namespace parapet
