#include "core/analysis/detection.h"

#include "core/analysis/detection/sql_shape.h"
#include "core/base/hash.h"

#include <algorithm>
#include <random>
#include <string>

namespace parapet {

using detect::View;

namespace {

constexpr std::size_t k_prose_words = 60;
constexpr std::size_t k_remembered_headers = 1U << 13;   // 64 KiB: stays in the cache
constexpr std::size_t k_max_inspected_bytes = 16U << 10; // of one request: what is longer is cut

// How many words follow words: SQL and code have few of those, prose has little else.
std::size_t prose_words(std::string_view text) {
    const auto letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    std::size_t words = 0;
    for (std::size_t i = 1; i + 1 < text.size(); ++i)
        if (text[i] == ' ' && letter(text[i - 1]) && letter(text[i + 1])) ++words;
    return words;
}

bool looks_like_form(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size() && i < 80 && text[i] != '=' && text[i] != '&' && text[i] != ' ' && text[i] != '\'' &&
           text[i] != '"' && text[i] != '<' && text[i] != '(')
        ++i;
    return i > 0 && i < text.size() && text[i] == '=';
}

} // namespace

RequestScanner::RequestScanner(const detect::RuleBook& book)
    : book_(book)
    , scratch_(book.gates())
    , headers_seen_(k_remembered_headers)
    , seed_(std::random_device{}()) {
    // What fails here fails again, with its message, in gate().
    for (std::size_t view = 0; view < detect::k_view_names.size(); ++view)
        (void)scratch_.fit(book.patterns(static_cast<View>(view)));
}

RequestScanner& RequestScanner::of_this_thread() {
    thread_local RequestScanner scanner;
    return scanner;
}

Result<const std::vector<std::uint32_t>*> RequestScanner::gate_targets(std::string_view lines) {
    hits_.clear();
    if (auto ok = book_.gates().scan(lines, scratch_, hits_); !ok) return fail(ok.error());
    detect::lines_of_hits(lines, hits_, lines_);
    return &lines_;
}

bool RequestScanner::remembered(std::string_view text, bool& look) const {
    const std::uint64_t hash = hash64(text, seed_) | 1U;
    const std::uint64_t slot = headers_seen_[(hash >> 8) % k_remembered_headers];
    look = (slot & 1U) != 0;
    return (slot | 1U) == hash;
}

void RequestScanner::remember(std::string_view text, bool look) {
    const std::uint64_t hash = hash64(text, seed_) | 1U;
    headers_seen_[(hash >> 8) % k_remembered_headers] = look ? hash : hash & ~std::uint64_t{1};
}

bool RequestScanner::gate_headers(std::string_view referrer, std::string_view agent) {
    if (const std::size_t scheme = referrer.find("://"); scheme < 6) referrer.remove_prefix(scheme + 3);
    if (suspicious_characters(referrer)) return true;
    hits_.clear();
    if (!book_.gates().scan(referrer, scratch_, hits_) || !hits_.empty()) return true;
    if (agent.size() < 2) return false;
    // Agents have all kinds of characters, but there are few of them: each is looked at closely once.
    bool look = false;
    if (remembered(agent, look)) return look;
    HttpRequest request;
    request.agent = agent;
    (void)inspect(request);
    look = !matched_.empty();
    remember(agent, look);
    return look;
}

void RequestScanner::clear() {
    for (std::string* s : {&text_, &sql_, &tight_, &close_, &shell_, &shape_, &path_, &agent_, &request_, &raw_})
        s->clear();
    matched_.clear();
}

void RequestScanner::add_text(std::string_view raw, bool plus_is_space) {
    const std::size_t first = text_.size();
    decoder_.decode(raw.substr(0, k_max_inspected_bytes), plus_is_space, text_);
    std::replace(text_.begin() + static_cast<std::ptrdiff_t>(first), text_.end(), '\n', ' ');
    if (text_.size() > first && text_.back() == ' ') text_.pop_back();
    text_ += '\n';
}

void RequestScanner::add_shape(std::string_view decoded) {
    detect::append_sql_shapes(decoded, shape_);
}

void RequestScanner::add_base64(std::string_view value) {
    piece_.clear();
    if (!detect::base64_text(value, piece_)) return;
    const std::string decoded = piece_;
    const std::size_t first = text_.size();
    add_text(decoded, false);
    add_shape(std::string_view(text_).substr(first, text_.size() - first - 1));
}

// name=value&name=value: each pair a line, each value and name a reading of its own.
void RequestScanner::add_form(std::string_view form, bool plus_is_space) {
    while (!form.empty()) {
        const std::size_t end = form.find('&');
        const std::string_view pair = form.substr(0, end);
        form = end == std::string_view::npos ? std::string_view() : form.substr(end + 1);
        if (pair.empty()) continue;
        const std::size_t first = text_.size();
        add_text(pair, plus_is_space);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) {
            add_shape(std::string_view(text_).substr(first, text_.size() - first - 1));
            continue;
        }
        std::string_view value = std::string_view(text_).substr(first, text_.size() - first - 1);
        value.remove_prefix(std::min(value.find('=') + 1, value.size()));
        if (pair.substr(0, equals).find_first_of("'\"`%(") != std::string_view::npos) {
            piece_.clear();
            decoder_.decode(pair.substr(0, equals), plus_is_space, piece_);
            add_shape(piece_);
        }
        add_shape(value);
        add_base64(pair.substr(equals + 1));
    }
}

// The strings of JSON or the attributes of XML, each a reading of its own.
void RequestScanner::add_quoted(std::string_view text, std::string_view quotes) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quotes.find(text[i]) == std::string_view::npos) continue;
        std::size_t end = i + 1;
        while (end < text.size() && text[end] != text[i])
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.size()) return;
        piece_.clear();
        decoder_.decode(text.substr(i + 1, end - i - 1), false, piece_);
        add_shape(piece_);
        i = end;
    }
}

void RequestScanner::add_target(std::string_view target) {
    target = target.substr(0, k_max_inspected_bytes);
    const std::size_t question = target.find('?');
    const std::string_view path = target.substr(0, question);
    decoder_.decode(path, false, path_);
    text_ += path_;
    text_ += '\n';
    if (path_.find_first_of("'\"`") != std::string::npos) {
        const std::size_t slash = path_.rfind('/', path_.find_first_of("'\"`"));
        add_shape(std::string_view(path_).substr(slash == std::string::npos ? 0 : slash + 1));
    }
    if (question != std::string_view::npos) add_form(target.substr(question + 1), true);
}

void RequestScanner::add_rest(std::string_view rest) {
    // Line ends were made spaces: two of them part the headers from the body.
    const bool no_headers = rest.starts_with("  ");
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    constexpr std::string_view k_agent = "User-Agent: ";
    if (const std::size_t at = rest.find(k_agent); at != std::string_view::npos) {
        const std::string_view agent = rest.substr(at + k_agent.size());
        agent_ = agent.substr(0, agent.find("  "));
    }
    const std::size_t gap = no_headers ? std::string_view::npos : rest.find("  ");
    if (gap != std::string_view::npos) {
        add_text(rest.substr(0, gap), false);
        rest.remove_prefix(std::min(rest.find_first_not_of(' ', gap), rest.size()));
    }
    if (rest.empty()) return;
    if (rest.front() == '{' || rest.front() == '[') {
        add_text(rest, false);
        add_quoted(rest, "\"");
    } else if (rest.front() == '<') {
        add_text(rest, false);
        add_quoted(rest, "\"'");
    } else if (looks_like_form(rest)) {
        add_form(rest, true);
    } else {
        const std::size_t first = text_.size();
        add_text(rest, true);
        add_shape(std::string_view(text_).substr(first, text_.size() - first - 1));
    }
}

void RequestScanner::add_request_line(const HttpRequest& request) {
    constexpr std::array<std::string_view, 6> k_names{"empty",       "no-version",      "unknown-method",
                                                      "method-case", "space-in-target", "binary"};
    request_ = request.line.substr(0, k_max_inspected_bytes);
    for (std::size_t i = 0; i < k_names.size(); ++i)
        if ((request.facts & (1U << i)) != 0) request_.append("\n@").append(k_names[i]);
    if (request.status >= 400) request_.append("\n@status-").append(std::to_string(request.status));
}

Verdict RequestScanner::inspect(const HttpRequest& request) {
    clear();
    std::string_view target = request.target;
    if (request.log_escaped && target.find('\\') != std::string_view::npos) {
        unescaped_.clear();
        detect::log_unescape(target, unescaped_);
        target = unescaped_;
    }
    add_request_line(request);
    raw_.append(request.line.substr(0, k_max_inspected_bytes)).append("\n").append(request.rest);
    add_target(target);
    add_rest(request.rest.substr(0, k_max_inspected_bytes));
    // A referrer's query is a query too.
    const std::size_t query = std::min(request.referrer.find('?'), request.referrer.size());
    if (query < request.referrer.size()) add_form(request.referrer.substr(query + 1, k_max_inspected_bytes), true);
    for (const std::string_view header : {request.referrer, request.agent}) {
        if (header.size() < 2) continue; // "-"
        const std::size_t first = text_.size();
        add_text(header, false);
        if (header.find_first_of("'\"`\\") != std::string_view::npos)
            add_shape(std::string_view(text_).substr(first, text_.size() - first - 1));
    }
    if (!request.agent.empty()) agent_ = request.agent.substr(0, k_max_inspected_bytes);
    return judge(request.status);
}

Verdict RequestScanner::inspect_payload(std::string_view payload) {
    clear();
    payload = payload.substr(0, k_max_inspected_bytes);
    raw_ = payload;
    const bool packed = payload.find(' ') == std::string_view::npos && payload.find('%') != std::string_view::npos;
    if (payload.starts_with('?')) {
        add_form(payload.substr(1), true);
    } else if (payload.starts_with('/') && payload.find(' ') == std::string_view::npos) {
        add_target(payload);
    } else {
        const std::size_t first = text_.size();
        add_text(payload, packed);
        const std::string whole = text_.substr(first, text_.size() - first - 1);
        add_shape(whole);
        if (whole.starts_with('{') || whole.starts_with('[')) add_quoted(whole, "\"");
        if (looks_like_form(payload)) add_form(payload, true);
        if (!looks_like_form(payload)) add_base64(payload);
    }
    return judge();
}

void RequestScanner::scan(std::string_view text, View view) {
    if (text.empty()) return;
    hits_.clear();
    if (!book_.patterns(view).scan(text, scratch_, hits_)) return;
    for (const detect::Hit& hit : hits_)
        if (std::find(matched_.begin(), matched_.end(), hit.id) == matched_.end()) matched_.push_back(hit.id);
}

Verdict RequestScanner::judge(int status) {
    detect::without_sql_comments(text_, sql_);
    detect::without_space(text_, tight_);
    detect::without_space_beside_signs(text_, close_);
    detect::as_shell_reads(text_, shell_);
    scan(text_, View::text);
    scan(sql_, View::sql);
    scan(tight_, View::tight);
    scan(close_, View::close);
    scan(shell_, View::shell);
    scan(shape_, View::shape);
    scan(path_, View::path);
    scan(agent_, View::agent);
    scan(request_, View::request);
    scan(raw_, View::raw);

    // Who asks for a page that is there is a user of it.
    if (status >= 200 && status < 400)
        matched_.erase(std::remove_if(matched_.begin(), matched_.end(),
                                      [this](std::uint32_t id) { return book_.rules()[id].absent; }),
                       matched_.end());

    // An article about SQL is not SQL: the longer the prose, the more must speak against it.
    const std::size_t words = prose_words(text_);
    const int needed = detect::k_verdict_weight * (words < k_prose_words ? 1 : 1 + static_cast<int>(words / 15));
    std::array<int, k_event_kind_count> weights{};
    Verdict best;
    for (const std::uint32_t id : matched_)
        weights[static_cast<std::size_t>(book_.rules()[id].kind)] += book_.rules()[id].weight;
    for (const std::uint32_t id : matched_) {
        const detect::Rule& rule = book_.rules()[id];
        const int weight = weights[static_cast<std::size_t>(rule.kind)];
        if (weight < needed) continue;
        const bool heavier_kind =
            !best.rule || weight > best.weight || (weight == best.weight && rule.kind < best.rule->kind);
        const bool heavier_rule = best.rule && rule.kind == best.rule->kind && rule.weight > best.rule->weight;
        if (heavier_kind || heavier_rule) best = {&rule, weight};
    }
    return best;
}

} // namespace parapet
