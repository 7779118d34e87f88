// The first look at a document: its shape and its outermost names. Lenient by design, as the text may be cut anywhere;
// the parsers are strict.

#include "core/base/text.h"
#include "core/formats/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace parapet {

namespace {

constexpr std::size_t k_max_keys = 200;
constexpr std::size_t k_max_lines = 64;

bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Collects the keys of the object at depth 1 and of the first object that is an element of an array at depth 0.
class KeyScan {
public:
    KeyScan(std::string_view text, Head& head)
        : t_(text)
        , head_(head) {}

    void run() {
        while (at_ < t_.size() && !done_)
            step();
    }
    [[nodiscard]] std::size_t end_of_first() const { return end_of_first_; }

private:
    void step() {
        const char c = t_[at_];
        if (c == '"') return string();
        if (c == '{' || c == '[') {
            stack_ += c;
            expect_key_ = c == '{';
        } else if (c == '}' || c == ']') {
            close();
        } else if (c == ',') {
            expect_key_ = !stack_.empty() && stack_.back() == '{';
        }
        ++at_;
    }
    void close() {
        if (stack_ == "[{") first_element_done_ = true;
        if (!stack_.empty()) stack_.pop_back();
        if (stack_.empty()) {
            done_ = true;
            end_of_first_ = at_ + 1;
        }
        expect_key_ = false;
    }
    void string() {
        const std::size_t from = ++at_;
        while (at_ < t_.size() && t_[at_] != '"')
            at_ += t_[at_] == '\\' ? 2 : 1;
        const std::size_t to = std::min(at_, t_.size());
        ++at_;
        if (!expect_key_ || at_ > t_.size()) return;
        expect_key_ = false;
        if (stack_ == "{") add(head_.json_keys, t_.substr(from, to - from));
        if (stack_ == "[{" && !first_element_done_) add(head_.element_keys, t_.substr(from, to - from));
    }
    static void add(std::vector<std::string>& keys, std::string_view key) {
        if (keys.size() < k_max_keys) keys.emplace_back(key);
    }

    std::string_view t_;
    Head& head_;
    std::size_t at_ = 0, end_of_first_ = 0;
    std::string stack_;
    bool expect_key_ = false, done_ = false, first_element_done_ = false;
};

std::string_view attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        std::size_t i = at + name.size();
        while (i < tag.size() && is_white(tag[i]))
            ++i;
        if (at == 0 || !is_white(tag[at - 1]) || i >= tag.size() || tag[i] != '=') continue;
        ++i;
        while (i < tag.size() && is_white(tag[i]))
            ++i;
        if (i >= tag.size() || (tag[i] != '"' && tag[i] != '\'')) continue;
        const std::size_t end = tag.find(tag[i], i + 1);
        if (end != std::string_view::npos) return tag.substr(i + 1, end - i - 1);
    }
    return {};
}

// Behind the prolog, comments, processing instructions and a DOCTYPE: the root element.
void scan_xml(std::string_view t, Head& head) {
    std::size_t at = 0;
    for (;;) {
        at = t.find('<', at);
        if (at == std::string_view::npos || at + 1 >= t.size()) return;
        const std::string_view rest = t.substr(at);
        std::string_view end = ">";
        if (rest.starts_with("<!--"))
            end = "-->";
        else if (rest.starts_with("<?"))
            end = "?>";
        else if (rest.starts_with("<!"))
            end =
                rest.substr(0, std::min(rest.find('>'), rest.size())).find('[') != std::string_view::npos ? "]>" : ">";
        else
            break;
        at = t.find(end, at);
        if (at == std::string_view::npos) return;
        at += end.size();
    }
    const std::string_view tag =
        t.substr(at + 1, t.find('>', at) == std::string_view::npos ? t.size() : t.find('>', at) - at - 1);
    std::size_t n = 0;
    while (n < tag.size() && !is_white(tag[n]) && tag[n] != '/' && tag[n] != '>')
        ++n;
    const std::string_view name = tag.substr(0, n);
    const std::size_t colon = name.find(':');
    head.xml_root = std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
    const std::string ns = colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
    head.xml_ns = std::string(attribute(tag, ns));
}

bool looks_binary(std::string_view text) {
    const std::string_view head = text.substr(0, 4096);
    const auto strange = std::count_if(head.begin(), head.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && !is_white(c) && c != '\x1b' && c != '\f';
    });
    return !head.empty() && strange * 10 > static_cast<std::ptrdiff_t>(head.size());
}

void split_lines(std::string_view text, bool truncated, std::vector<std::string_view>& lines) {
    std::size_t from = 0;
    while (from < text.size() && lines.size() < k_max_lines) {
        std::size_t to = text.find('\n', from);
        if (to == std::string_view::npos) {
            if (truncated && !lines.empty()) return;
            to = text.size();
        }
        std::string_view line = text.substr(from, to - from);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        lines.push_back(line);
        from = to + 1;
    }
}

std::string list_keys(const std::vector<std::string>& keys) {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(keys.size(), 6); ++i) {
        out += (i == 0 ? "" : ", ") + visible(elide(keys[i], 40));
    }
    return keys.size() > 6 ? out + fmt::format(" and {} more", keys.size() - 6) : out;
}

} // namespace

bool Head::has_key(std::string_view key) const {
    return std::find(json_keys.begin(), json_keys.end(), key) != json_keys.end();
}
bool Head::has_element_key(std::string_view key) const {
    return std::find(element_keys.begin(), element_keys.end(), key) != element_keys.end();
}
bool Head::contains(std::string_view needle) const {
    return text.find(needle) != std::string_view::npos;
}

Head make_head(std::string_view text, std::string_view name, bool truncated) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Head head;
    head.text = text;
    head.name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    head.truncated = truncated;
    split_lines(text, truncated, head.lines);
    const std::string_view body = trim(text);
    if (body.empty()) {
        head.shape = Head::Shape::empty;
        return head;
    }
    if (body.front() == '<') {
        head.shape = Head::Shape::xml;
        scan_xml(body, head);
        return head;
    }
    if (body.front() != '{' && body.front() != '[') {
        head.shape = looks_binary(text) ? Head::Shape::binary : Head::Shape::text;
        return head;
    }
    KeyScan scan(body, head);
    scan.run();
    const bool object = body.front() == '{';
    // "[Thu Jul 11 ..." is a log line, "[" alone or with a value after it is JSON.
    const std::string_view inner = trim(body.substr(1, 64));
    const bool json =
        object ? inner.empty() || inner.front() == '"' || inner.front() == '}' || inner.front() == '\'' ||
                     inner.front() == '/'
               : inner.empty() || std::string_view("{[\"]-0123456789tfn").find(inner.front()) != std::string_view::npos;
    if (!json) {
        head.shape = Head::Shape::text;
        return head;
    }
    head.shape = object ? Head::Shape::json_object : Head::Shape::json_array;
    const std::string_view after =
        scan.end_of_first() == 0 ? std::string_view() : trim(body.substr(scan.end_of_first()));
    if (object && !after.empty() && (after.front() == '{' || after.front() == ',')) {
        head.shape = Head::Shape::json_lines;
        head.element_keys = head.json_keys;
    }
    return head;
}

std::string describe(const Head& head) {
    switch (head.shape) {
    case Head::Shape::empty:
        return "an empty file";
    case Head::Shape::json_object:
        return head.json_keys.empty() ? "an empty JSON object"
                                      : "a JSON object with the keys " + list_keys(head.json_keys);
    case Head::Shape::json_array:
        return head.element_keys.empty() ? "a JSON array without objects in it"
                                         : "a JSON array of objects with the keys " + list_keys(head.element_keys);
    case Head::Shape::json_lines:
        return "JSON lines with the keys " + list_keys(head.element_keys);
    case Head::Shape::xml:
        if (iequals(head.xml_root, "html") || istarts_with(trim(head.text), "<!doctype html"))
            return "a web page (HTML)";
        return head.xml_root.empty() ? "XML without a root element"
                                     : fmt::format("XML with the root <{}>", visible(head.xml_root));
    case Head::Shape::binary:
        return "binary data";
    case Head::Shape::text:
        break;
    }
    const std::string_view first = head.lines.empty() ? std::string_view() : trim(head.lines.front());
    return fmt::format("text that begins with \"{}\"", visible(elide(first, 60)));
}

} // namespace parapet
