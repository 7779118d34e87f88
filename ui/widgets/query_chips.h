#pragma once
// A query as chips, and what may be typed next. Pure; FilterBar shows it.

#include "core/query/filter.h"

#include <QList>
#include <QString>

#include <optional>

namespace parapet::ui {

struct QueryChip {
    QString field; // "severity", "not cwe"; "" = words to search
    QString value; // "critical, high"
    QString text;  // the part of the query, to edit
};

// nullopt: the query needs brackets or `or`, and is shown as text. A query that does not parse gives nullopt too.
[[nodiscard]] std::optional<QList<QueryChip>> query_chips(const QString& query, query::Domain domain);
// The query without its part number `index` of query_chips().
[[nodiscard]] QString without_chip(const QString& query, query::Domain domain, int index);
[[nodiscard]] QString joined_query(const QString& query, const QString& more);

struct Suggestion {
    QString insert;    // replaces the word that is being typed
    QString text;      // shown first, in the mono face: "30d"
    QString detail;    // "older than 30 days"
    qint64 count = -1; // findings that it would give; below 0: unknown
};
// The word at the end of `typed`: its field ("" while the field itself is typed) and what of the value is there.
struct TypedWord {
    QString field;
    QString value;  // after the last comma
    QString before; // typed text before the value, kept when a suggestion is taken
    bool negated = false;
};
[[nodiscard]] TypedWord typed_word(const QString& typed);
// Fields that begin with what is typed, or the fixed values and examples of a field. Values of the data come from the
// page's suggester.
[[nodiscard]] QList<Suggestion> fixed_suggestions(const TypedWord& word, query::Domain domain);
[[nodiscard]] bool is_complete_field(const QString& typed, query::Domain domain);

} // namespace parapet::ui
