#include "ui/widgets/query_chips.h"

#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>

namespace parapet::ui {

namespace {

using query::FieldType;
using query::Node;

constexpr qsizetype k_most_fields = 12;

QString tr_query(const char* text) {
    return QCoreApplication::translate("Query", text);
}

QString slice(const std::string& text, const Node& node) {
    if (node.to <= node.from || node.to > text.size()) return {};
    return qs(std::string_view(text).substr(node.from, node.to - node.from)).trimmed();
}

// What stands behind the colon, with a space after each comma: "critical, high".
QString values_of(const QString& part) {
    QString values = part.section(QLatin1Char(':'), 1);
    if (!values.contains(QLatin1Char('"'))) values.replace(QLatin1Char(','), QStringLiteral(", "));
    return values.replace(QLatin1Char('_'), QLatin1Char(' '));
}

std::optional<QueryChip> chip_of(const std::string& text, const Node& node) {
    QueryChip chip;
    chip.text = slice(text, node);
    const Node* inner = &node;
    QString prefix;
    if (node.kind == Node::Kind::negate && node.children.size() == 1) {
        inner = node.children.front().get();
        prefix = tr_query(QT_TRANSLATE_NOOP("Query", "not")) + QLatin1Char(' ');
    }
    switch (inner->kind) {
    case Node::Kind::field:
        chip.field = prefix + qs(inner->field->name).replace(QLatin1Char('_'), QLatin1Char(' '));
        chip.value = values_of(slice(text, *inner));
        return chip;
    case Node::Kind::text:
        chip.field = prefix.trimmed();
        chip.value = qs(inner->text);
        return chip;
    default:
        return std::nullopt;
    }
}

const query::Field* find_field(const QString& name, query::Domain domain) {
    for (const query::Field& field : query::fields(domain)) {
        if (name == qs(field.name)) return &field;
    }
    return nullptr;
}

struct Example {
    FieldType type;
    const char* value;
    const char* meaning;
};
constexpr std::array k_examples{
    Example{FieldType::duration, ">7d", QT_TRANSLATE_NOOP("Query", "older than 7 days")},
    Example{FieldType::duration, ">30d", QT_TRANSLATE_NOOP("Query", "older than 30 days")},
    Example{FieldType::duration, ">90d", QT_TRANSLATE_NOOP("Query", "older than 90 days")},
    Example{FieldType::time, ">=-7d", QT_TRANSLATE_NOOP("Query", "in the last 7 days")},
    Example{FieldType::time, "<-30d", QT_TRANSLATE_NOOP("Query", "more than 30 days ago")},
    Example{FieldType::percent, ">=0.5", QT_TRANSLATE_NOOP("Query", "50 % and more")},
    Example{FieldType::percent, ">=0.1", QT_TRANSLATE_NOOP("Query", "10 % and more")},
    Example{FieldType::number, ">=9", QT_TRANSLATE_NOOP("Query", "9 and more")},
    Example{FieldType::number, "7..9", QT_TRANSLATE_NOOP("Query", "from 7 to 9")},
    Example{FieldType::flag, "yes", ""},
    Example{FieldType::flag, "no", ""},
};

void add_examples(QList<Suggestion>& out, const query::Field& field, const TypedWord& word) {
    for (const std::string_view value : field.values) {
        const QString text = qs(value);
        if (text.startsWith(word.value, Qt::CaseInsensitive)) out.append({word.before + text, text, {}, -1});
    }
    for (const Example& example : k_examples) {
        const QString text = QString::fromLatin1(example.value);
        if (example.type != field.type || !text.startsWith(word.value)) continue;
        out.append({word.before + text, text, tr_query(example.meaning), -1});
    }
    const bool optional =
        field.type != FieldType::flag && field.type != FieldType::enumeration && field.type != FieldType::pair;
    for (const char* special : {"none", "any"}) {
        const QString text = QString::fromLatin1(special);
        if (!optional || !text.startsWith(word.value)) continue;
        const bool none = text == QLatin1String("none");
        out.append({word.before + text, text,
                    none ? tr_query(QT_TRANSLATE_NOOP("Query", "has no value"))
                         : tr_query(QT_TRANSLATE_NOOP("Query", "has a value")),
                    -1});
    }
}

} // namespace

std::optional<QList<QueryChip>> query_chips(const QString& query, query::Domain domain) {
    const std::string text = ss(query);
    const auto tree = query::parse(text, domain);
    if (!tree || (*tree)->kind != Node::Kind::all) return std::nullopt;
    QList<QueryChip> chips;
    for (const auto& child : (*tree)->children) {
        auto chip = chip_of(text, *child);
        if (!chip || chip->text.isEmpty()) return std::nullopt;
        chips << *chip;
    }
    return chips;
}

QString without_chip(const QString& query, query::Domain domain, int index) {
    const auto chips = query_chips(query, domain);
    if (!chips) return query;
    QStringList rest;
    for (int i = 0; i < chips->size(); ++i) {
        if (i != index) rest << chips->at(i).text;
    }
    return rest.join(QLatin1Char(' '));
}

QString joined_query(const QString& query, const QString& more) {
    if (query.trimmed().isEmpty()) return more.trimmed();
    return more.trimmed().isEmpty() ? query.trimmed() : query.trimmed() + QLatin1Char(' ') + more.trimmed();
}

TypedWord typed_word(const QString& typed) {
    TypedWord word;
    // The word begins after the last space outside of quotes.
    bool quoted = false;
    qsizetype start = 0;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        if (typed[i] == QLatin1Char('"')) quoted = !quoted;
        if (!quoted && (typed[i] == QLatin1Char(' ') || typed[i] == QLatin1Char('('))) start = i + 1;
    }
    QString last = typed.mid(start);
    word.before = typed.left(start);
    if (last.startsWith(QLatin1Char('-'))) {
        word.negated = true;
        word.before += QLatin1Char('-');
        last.remove(0, 1);
    }
    const qsizetype colon = last.indexOf(QLatin1Char(':'));
    if (colon < 0) {
        word.value = last;
        return word;
    }
    word.field = last.left(colon).toLower();
    const qsizetype comma = last.lastIndexOf(QLatin1Char(','));
    const qsizetype from = comma > colon ? comma + 1 : colon + 1;
    word.value = last.mid(from);
    word.before += last.left(from);
    return word;
}

QList<Suggestion> fixed_suggestions(const TypedWord& word, query::Domain domain) {
    QList<Suggestion> out;
    if (!word.field.isEmpty()) {
        if (const query::Field* field = find_field(word.field, domain)) add_examples(out, *field, word);
        return out;
    }
    for (const query::Field& field : query::fields(domain)) {
        const QString name = qs(field.name);
        if (!name.startsWith(word.value, Qt::CaseInsensitive) || out.size() == k_most_fields) continue;
        out.append({word.before + name + QLatin1Char(':'), name + QLatin1Char(':'), qs(field.help), -1});
    }
    return out;
}

bool is_complete_field(const QString& typed, query::Domain domain) {
    if (!typed.endsWith(QLatin1Char(' ')) || typed.count(QLatin1Char('"')) % 2 != 0) return false;
    const auto chips = query_chips(typed.trimmed(), domain);
    return chips && chips->size() == 1 && !chips->front().field.isEmpty() &&
           !typed.trimmed().endsWith(QLatin1Char(':'));
}

} // namespace parapet::ui
