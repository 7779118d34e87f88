#pragma once
// A piece of SQL with its values, in the order of its question marks. Nothing from outside is ever put into the text.

#include "core/base/result.h"
#include "core/store/connection.h"
#include "core/store/id_set.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parapet {

using SqlValue = std::variant<std::int64_t, double, std::string, std::shared_ptr<const IdSet>>;

class SqlText {
public:
    SqlText() = default;
    explicit SqlText(std::string_view text)
        : text_(text) {}
    SqlText& operator<<(std::string_view text) {
        text_ += text;
        return *this;
    }
    SqlText& operator<<(const SqlText& other) {
        text_ += other.text_;
        values_.insert(values_.end(), other.values_.begin(), other.values_.end());
        return *this;
    }
    // A question mark and its value.
    SqlText& arg(SqlValue value) {
        text_ += '?';
        values_.push_back(std::move(value));
        return *this;
    }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<SqlValue>& values() const { return values_; }

private:
    std::string text_;
    std::vector<SqlValue> values_;
};

// Prepared and bound. The values must outlive it.
[[nodiscard]] Result<Statement> prepare(Connection& db, const SqlText& sql);

// Text of a LIKE pattern (ESCAPE '\') that holds `text` literally, `*` meaning anything where `wildcard`.
[[nodiscard]] std::string like_pattern(std::string_view text, bool wildcard);

} // namespace parapet
