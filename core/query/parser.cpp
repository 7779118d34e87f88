// Tokens -> tree. `or` binds weaker than a space, `-` stronger than both.

#include "core/base/text.h"
#include "core/query/lexer.h"
#include "core/query/values.h"

#include <algorithm>

namespace parapet::query {
namespace {

using NodePtr = std::unique_ptr<Node>;
using Kind = Token::Kind;

NodePtr make(Node::Kind kind, std::size_t from, std::size_t to) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->from = from;
    node->to = to;
    return node;
}

std::string accepted_fields(Domain domain) {
    std::string out = "fields are: ";
    for (const Field& field : fields(domain)) {
        if (out.back() != ' ') out += ' ';
        out += field.name;
        out += ' ';
    }
    out.pop_back();
    return replace_all(std::move(out), "  ", " ");
}

class Parser {
public:
    Parser(std::string_view text, Domain domain, const std::vector<Token>& tokens)
        : text_(text)
        , domain_(domain)
        , tokens_(tokens) {}

    Result<NodePtr> run() {
        NodePtr root = make(Node::Kind::all, 0, text_.size());
        if (peek().kind == Kind::end) return root;
        Result<NodePtr> tree = alternatives(0);
        if (!tree) return tree;
        if (peek().kind == Kind::close)
            return fail_at(text_, peek().from, "this bracket was not opened", "remove it, or put ( before");
        if ((*tree)->kind == Node::Kind::all) {
            root->children = std::move((*tree)->children);
        } else {
            root->children.push_back(std::move(*tree));
        }
        return root;
    }

private:
    [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
    [[nodiscard]] bool at_end_of_group() const { return peek().kind == Kind::end || peek().kind == Kind::close; }

    Result<NodePtr> alternatives(int depth) {
        std::vector<NodePtr> parts;
        const std::size_t from = peek().from;
        while (true) {
            Result<NodePtr> one = conjunction(depth);
            if (!one) return one;
            parts.push_back(std::move(*one));
            if (peek().kind != Kind::op_or) break;
            ++at_;
        }
        if (parts.size() == 1) return std::move(parts.front());
        NodePtr node = make(Node::Kind::any, from, parts.back()->to);
        for (NodePtr& part : parts) { // a or (b or c) is one list
            if (part->kind == Node::Kind::any) {
                std::move(part->children.begin(), part->children.end(), std::back_inserter(node->children));
            } else {
                node->children.push_back(std::move(part));
            }
        }
        return node;
    }

    Result<NodePtr> conjunction(int depth) {
        std::vector<NodePtr> parts;
        const std::size_t from = peek().from;
        bool joined = false; // an `and` waits for its right side
        while (!at_end_of_group() && peek().kind != Kind::op_or) {
            if (peek().kind == Kind::op_and) {
                if (parts.empty() || joined) break;
                joined = true;
                ++at_;
                continue;
            }
            Result<NodePtr> one = unary(depth);
            if (!one) return one;
            joined = false;
            if ((*one)->kind == Node::Kind::all) {
                std::move((*one)->children.begin(), (*one)->children.end(), std::back_inserter(parts));
            } else {
                parts.push_back(std::move(*one));
            }
        }
        if (parts.empty() || joined)
            return fail_at(text_, peek().from, "a condition is missing here",
                           "write field:value or a word; quote \"or\" and \"and\" to search for them");
        if (parts.size() == 1) return std::move(parts.front());
        NodePtr node = make(Node::Kind::all, from, parts.back()->to);
        node->children = std::move(parts);
        return node;
    }

    Result<NodePtr> unary(int depth) {
        if (depth > k_max_nesting)
            return fail_at(text_, peek().from, "brackets are nested too deeply", "at most 64 levels are read");
        const Token& token = peek();
        switch (token.kind) {
        case Kind::minus:
            return negation(depth);
        case Kind::open:
            return group(depth);
        case Kind::field:
            ++at_;
            return field(token);
        default:
            break;
        }
        ++at_;
        NodePtr node = make(Node::Kind::text, token.from, token.to);
        node->text = token.text;
        node->phrase = token.kind == Kind::phrase;
        if (trim(node->text).empty())
            return fail_at(text_, token.from, "the phrase is empty", "write words between the quotes");
        return node;
    }

    Result<NodePtr> negation(int depth) {
        const Token minus = peek();
        ++at_;
        const Kind next = peek().kind;
        const bool stands_alone = peek().from != minus.to;
        if (stands_alone || next == Kind::end || next == Kind::close || next == Kind::op_or || next == Kind::op_and)
            return fail_at(text_, minus.from, "nothing follows this minus",
                           "write what must not match right after it, or quote it to search for it");
        Result<NodePtr> inner = unary(depth + 1);
        if (!inner) return inner;
        NodePtr node = make(Node::Kind::negate, minus.from, (*inner)->to);
        node->children.push_back(std::move(*inner));
        return node;
    }

    Result<NodePtr> group(int depth) {
        const Token open = peek();
        ++at_;
        if (peek().kind == Kind::close)
            return fail_at(text_, open.from, "the brackets are empty", "write a condition between them");
        Result<NodePtr> inner = alternatives(depth + 1);
        if (!inner) return inner;
        if (peek().kind != Kind::close)
            return fail_at(text_, open.from, "this bracket is not closed", "close it with )");
        if ((*inner)->kind == Node::Kind::all || (*inner)->kind == Node::Kind::any) {
            (*inner)->from = open.from; // a single condition keeps its own place, so that chips can edit it
            (*inner)->to = peek().to;
        }
        ++at_;
        return inner;
    }

    Result<NodePtr> field(const Token& token) {
        const Field* info = find_field(domain_, token.text);
        if (info == nullptr)
            return fail_at(text_, token.from, "\"" + elide(token.text, 40) + "\" is not a field here",
                           accepted_fields(domain_) + "; quote the words to search for them");
        if (info->name == "text") return text_field(token);
        NodePtr node = make(Node::Kind::field, token.from, token.to);
        node->field = info;
        for (const Value& value : token.values) {
            Result<void> added = add_terms(text_, *info, value, node->terms);
            if (!added) return fail(std::move(added.error()));
        }
        return node;
    }

    // text:a,b is the free text a or b.
    Result<NodePtr> text_field(const Token& token) {
        std::vector<NodePtr> parts;
        for (const Value& value : token.values) {
            if (trim(value.text).empty())
                return fail_at(text_, value.from, "the value is empty", "write words between the quotes");
            NodePtr node = make(Node::Kind::text, token.from, token.to);
            node->text = value.text;
            node->phrase = value.quoted;
            parts.push_back(std::move(node));
        }
        if (parts.size() == 1) return std::move(parts.front());
        NodePtr any = make(Node::Kind::any, token.from, token.to);
        any->children = std::move(parts);
        return any;
    }

    std::string_view text_;
    Domain domain_;
    const std::vector<Token>& tokens_;
    std::size_t at_ = 0;
};

} // namespace

Result<std::unique_ptr<Node>> parse(std::string_view text, Domain domain) {
    if (!is_valid_utf8(text))
        return fail(Errc::bad_argument, "the filter is not valid UTF-8", "filter", "type it again");
    Result<std::vector<Token>> tokens = tokenize(text);
    if (!tokens) return fail(std::move(tokens.error()));
    return Parser(text, domain, *tokens).run();
}

} // namespace parapet::query
