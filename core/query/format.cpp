// The tree as text again, and edits of the text for chips and facets.

#include "core/base/text.h"
#include "core/query/lexer.h"
#include "core/query/values.h"

#include <algorithm>

namespace parapet::query {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool is_word_of_language(std::string_view text) {
    return iequals(text, "none") || iequals(text, "any") || iequals(text, "or") || iequals(text, "and");
}

std::string term_text(const Field& field, const Term& term) {
    if (term.none) return "none";
    if (term.any) return "any";
    if (term.wildcard) return term.text;
    switch (field.type) {
    case FieldType::enumeration:
    case FieldType::flag:
        return term.text;
    case FieldType::text:
    case FieldType::address:
        return quote(term.text);
    default:
        return is_bare_value(term.text) ? term.text : in_quotes(term.text);
    }
}

std::string field_text(const Node& node) {
    std::string out(node.field->name);
    out += ':';
    std::vector<std::string> seen;
    for (const Term& term : node.terms) {
        std::string one = term_text(*node.field, term);
        if (std::find(seen.begin(), seen.end(), one) == seen.end()) seen.push_back(std::move(one));
    }
    return out + join(seen, ",");
}

// A word that the lexer would read as one word again.
std::string word_text(const Node& node) {
    const std::string& text = node.text;
    if (node.phrase) return in_quotes(text);
    Result<std::vector<Token>> tokens = tokenize(text);
    const bool plain = tokens && tokens->size() == 2 && tokens->front().kind == Token::Kind::word &&
                       tokens->front().text == text &&
                       std::count(text.begin(), text.end(), '(') == std::count(text.begin(), text.end(), ')');
    return plain ? text : in_quotes(text);
}

enum class Inside : std::uint8_t { root, all, any, negate };

std::string node_text(const Node& node, Inside inside);

std::string list_text(const Node& node, std::string_view separator, Inside inside) {
    std::string out;
    for (const std::unique_ptr<Node>& child : node.children) {
        if (!out.empty()) out += separator;
        out += node_text(*child, inside);
    }
    return out;
}

std::string node_text(const Node& node, Inside inside) {
    switch (node.kind) {
    case Node::Kind::field:
        return field_text(node);
    case Node::Kind::text:
        return word_text(node);
    case Node::Kind::negate:
        return "-" + list_text(node, " ", Inside::negate);
    case Node::Kind::all: {
        if (node.children.size() == 1) return node_text(*node.children.front(), inside);
        std::string out = list_text(node, " ", Inside::all);
        return inside == Inside::negate || inside == Inside::all ? "(" + out + ")" : out;
    }
    case Node::Kind::any: {
        std::string out = list_text(node, " or ", Inside::any);
        return inside == Inside::root ? out : "(" + out + ")";
    }
    }
    return {};
}

std::string bracketed(std::string_view text) {
    Result<std::vector<Token>> tokens = tokenize(text);
    if (!tokens) return std::string(text);
    int depth = 0;
    bool open_or = false; // an `or` outside all brackets
    std::string_view last;
    for (const Token& token : *tokens) {
        if (token.kind == Token::Kind::open) ++depth;
        if (token.kind == Token::Kind::close) --depth;
        if (token.kind == Token::Kind::op_or && depth <= 0) open_or = true;
        if (token.kind != Token::Kind::end) last = text.substr(token.from, token.to - token.from);
    }
    if (!open_or) return std::string(text);
    // A last word with an open bracket of its own would swallow ours: "(a or f(x )".
    const bool swallows = std::count(last.begin(), last.end(), '(') > std::count(last.begin(), last.end(), ')');
    return "(" + std::string(text) + (swallows ? " )" : ")");
}

// The caller may have quoted it already, or give it as the language takes it, or raw.
std::string value_token(const Field& field, std::string_view value) {
    const std::string as_is = std::string(field.name) + ":" + std::string(value);
    Result<std::vector<Token>> tokens = tokenize(as_is);
    if (tokens && tokens->size() == 2 && tokens->front().kind == Token::Kind::field &&
        tokens->front().values.size() == 1 && tokens->front().to == as_is.size()) {
        std::vector<Term> terms;
        if (add_terms(as_is, field, tokens->front().values.front(), terms)) return std::string(value);
    }
    return in_quotes(value);
}

std::vector<std::string> term_texts(const Field& field, std::string_view token) {
    std::vector<std::string> out;
    const std::string text = std::string(field.name) + ":" + std::string(token);
    Result<std::vector<Token>> tokens = tokenize(text);
    std::vector<Term> terms;
    if (!tokens || tokens->front().values.empty() || !add_terms(text, field, tokens->front().values.front(), terms))
        return out;
    for (const Term& term : terms)
        out.push_back(term_text(field, term));
    return out;
}

std::string without_span(std::string_view text, std::size_t from, std::size_t to) {
    std::string_view before = trim(text.substr(0, from)), rest = trim(text.substr(to));
    while (before.ends_with('(') && rest.starts_with(')')) {
        before = trim(before.substr(0, before.size() - 1));
        rest = trim(rest.substr(1));
    }
    std::string out(before);
    if (!out.empty() && !rest.empty()) out += ' ';
    return out.append(rest);
}

std::string add_value(std::string_view text, const Node* node, const Field& field, const std::string& token) {
    if (node == nullptr) return both(text, std::string(field.name) + ":" + token);
    std::string out(text.substr(0, node->to));
    return out.append("," + token).append(text.substr(node->to));
}

std::string drop_value(std::string_view text, const Node& node, const std::vector<std::string>& gone) {
    Node rest;
    rest.kind = Node::Kind::field;
    rest.field = node.field;
    for (const Term& term : node.terms)
        if (std::find(gone.begin(), gone.end(), term_text(*node.field, term)) == gone.end()) rest.terms.push_back(term);
    if (rest.terms.size() == node.terms.size()) return std::string(text);
    if (rest.terms.empty()) return without_span(text, node.from, node.to);
    std::string out(text.substr(0, node.from));
    return out.append(field_text(rest)).append(text.substr(node.to));
}

} // namespace

std::string to_text(const Node& node) {
    return node_text(node, Inside::root);
}

std::string quote(std::string_view value) {
    const bool plain = is_bare_value(value) && !is_word_of_language(value) &&
                       std::string_view("-<>=(").find(value.front()) == std::string_view::npos &&
                       value.find('*') == std::string_view::npos && value.find("..") == std::string_view::npos;
    return plain ? std::string(value) : in_quotes(value);
}

std::string both(std::string_view a, std::string_view b) {
    a = trim(a);
    b = trim(b);
    if (a.empty()) return std::string(b);
    if (b.empty()) return std::string(a);
    return bracketed(a) + " " + bracketed(b);
}

std::string with_value(std::string_view text, Domain domain, std::string_view field_name, std::string_view value,
                       bool on) {
    const Field* field = find_field(domain, field_name);
    Result<std::unique_ptr<Node>> tree = parse(text, domain);
    if (field == nullptr || !tree) return std::string(text); // nothing sensible can be done to a half-typed query
    const std::string token = value_token(*field, value);
    const std::vector<std::string> wanted = term_texts(*field, token);
    const Node* first = nullptr;
    for (const std::unique_ptr<Node>& child : (*tree)->children) {
        if (child->kind != Node::Kind::field || child->field != field) continue;
        if (!first) first = child.get();
        const bool has = std::any_of(child->terms.begin(), child->terms.end(), [&](const Term& term) {
            return std::find(wanted.begin(), wanted.end(), term_text(*field, term)) != wanted.end();
        });
        if (!has) continue;
        if (on) return std::string(text);
        std::string edited = drop_value(text, *child, wanted);
        if (parse(edited, domain)) return edited;
        // What stood beside it does not read on its own (`a and severity:low`): drop it from the tree instead.
        std::erase_if(child->terms, [&](const Term& term) {
            return std::find(wanted.begin(), wanted.end(), term_text(*field, term)) != wanted.end();
        });
        std::erase_if((*tree)->children,
                      [](const auto& c) { return c->kind == Node::Kind::field && c->terms.empty(); });
        return to_text(**tree);
    }
    return on ? add_value(text, first, *field, token) : std::string(text);
}

} // namespace parapet::query
