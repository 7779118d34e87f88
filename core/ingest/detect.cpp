#include "core/ingest/detect.h"

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/formats/common/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace parapet {
namespace {

constexpr std::size_t k_head_bytes = 64U << 10;
constexpr std::size_t k_most_chatter_bytes = 32U << 10, k_most_tries = 8;

// Not at all, or as a log with times: a tool that says what it does writes such lines.
bool hardly_known(const Recognition& seen) {
    return seen.format == nullptr || (seen.format->kind == FormatKind::events && seen.sniff.score < 50);
}

// At the beginning of a line. "[INFO] ..." and "{timestamp} ..." are what logs write.
bool begins_json(std::string_view text) {
    if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
    const std::size_t next = text.find_first_not_of(" \t\r\n", 1);
    if (next == std::string_view::npos) return false;
    const char c = text[next];
    return c == '"' || (text.front() == '[' && (c == '{' || c == '['));
}

// The value of encoding="..." in an XML declaration; {npos, 0} when there is none.
struct Declared {
    std::size_t at = std::string_view::npos, size = 0;
};
Declared declared_encoding(std::string_view head) {
    if (!head.starts_with("<?xml")) return {};
    const std::string_view declaration = head.substr(0, head.find("?>"));
    if (declaration.size() > 400) return {};
    std::size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) return {};
    at += 8;
    const auto skip_white = [&] {
        while (at < declaration.size() && std::strchr(" \t\r\n", declaration[at]))
            ++at;
    };
    skip_white();
    if (at >= declaration.size() || declaration[at] != '=') return {};
    ++at;
    skip_white();
    if (at >= declaration.size() || (declaration[at] != '"' && declaration[at] != '\'')) return {};
    const std::size_t end = declaration.find(declaration[at], at + 1);
    if (end == std::string_view::npos) return {};
    return {at + 1, end - at - 1};
}

// What is UTF-8 by now must not be decoded again by a reader that believes the declaration. Spaces behind the value
// keep every offset where it was.
void declare_utf8(std::string& head) {
    const Declared d = declared_encoding(head);
    if (d.size == 0 || iequals(std::string_view(head).substr(d.at, d.size), "UTF-8")) return;
    const char quote = head[d.at - 1];
    std::string value = std::string("UTF-8") + quote;
    if (d.size > 5) value.append(d.size - 5, ' ');
    head.replace(d.at, d.size + 1, value);
}

bool claims_to_be_packed(std::string_view name) {
    const std::string lower = to_lower(name);
    return lower.ends_with(".gz") || lower.ends_with(".zst") || lower.ends_with(".tgz") || lower.ends_with(".zip");
}

Error unknown(const Head& head, const Recognition& seen, const std::string& name) {
    Error error{Errc::unknown_format,
                "not a report I know: it is " + seen.saw,
                {},
                "see `parapet formats`, or name one with --format"};
    const bool json = head.shape == Head::Shape::json_object || head.shape == Head::Shape::json_array ||
                      head.shape == Head::Shape::json_lines;
    if (json || csv_header(head).names.size() > 2)
        error.help += "; map its columns once with --mapping or in the window (Sources, Map a report)";
    if (head.shape == Head::Shape::empty) error.help = "run the tool again, it has written nothing";
    if (iequals(head.xml_root, "html"))
        error.help = "it looks like a page of a web server, such as a login: fetch the report again";
    if (claims_to_be_packed(name)) {
        error.code = Errc::damaged_archive;
        error.what = fmt::format("compressed file is damaged: its name says that it is packed, but it is {}", seen.saw);
        error.help = "fetch it again";
    } else if (!seen.candidates.empty()) {
        const Recognition::Candidate& best = seen.candidates.front();
        error.what += fmt::format("; closest is {} ({})", best.format->slug, visible(best.sniff.why));
    }
    return error;
}

} // namespace

Result<std::unique_ptr<OpenDocument>> OpenDocument::open(Input& raw, const std::string& name) {
    std::unique_ptr<OpenDocument> doc(new OpenDocument);
    doc->name_ = name;
    doc->decoder_ = decoded_input(raw);
    Result<std::string> text = read_head(*doc->decoder_, k_head_bytes);
    if (!text) return fail(std::move(text.error()));
    doc->head_text_ = std::move(*text);
    declare_utf8(doc->head_text_);
    const bool cut = doc->head_text_.size() >= k_head_bytes;
    doc->head_ = make_head(doc->head_text_, doc->name_, cut);
    if (doc->head_.shape == Head::Shape::text && hardly_known(recognise(doc->head_))) doc->leave_chatter_out(cut);
    doc->text_ = std::make_unique<PrefixInput>(doc->head_text_, *doc->decoder_);
    return doc;
}

void OpenDocument::leave_chatter_out(bool cut) {
    std::size_t tries = 0, lines = 0;
    std::string blanked = head_text_;
    for (std::size_t begin = 0; begin < k_most_chatter_bytes && tries < k_most_tries;) {
        if (begins_json(std::string_view(head_text_).substr(begin))) {
            ++tries;
            const Head behind = make_head(blanked, name_, cut);
            const Recognition seen = recognise(behind);
            if (seen.format != nullptr && seen.format->kind == FormatKind::findings) {
                head_text_ = std::move(blanked);
                head_ = make_head(head_text_, name_, cut); // which looks at the text that is kept
                lines_left_out_ = lines;
                return;
            }
        }
        const std::size_t end = head_text_.find('\n', begin);
        if (end == std::string::npos) return;
        std::fill(blanked.begin() + static_cast<std::ptrdiff_t>(begin),
                  blanked.begin() + static_cast<std::ptrdiff_t>(end), ' ');
        begin = end + 1;
        ++lines;
    }
}

Result<Recognition> choose_format(const OpenDocument& document, const std::string& slug, const std::string& name) {
    const Head& head = document.head();
    if (!slug.empty()) {
        const FormatInfo* format = find_format(slug);
        if (!format)
            return fail(Errc::bad_argument, fmt::format("there is no format \"{}\"", visible(elide(slug, 60))),
                        "--format", "see `parapet formats`");
        Recognition named;
        named.format = format;
        named.sniff = format->sniff ? format->sniff(head) : Sniff{};
        named.sniff.why = "named with --format";
        named.saw = describe(head);
        return named;
    }
    Recognition seen = recognise(head);
    if (!seen.format) return fail(unknown(head, seen, name));
    if (const std::size_t lines = document.lines_left_out(); lines > 0)
        seen.sniff.why +=
            fmt::format("; {} of text in front of it left out", lines == 1 ? "a line" : fmt::format("{} lines", lines));
    return seen;
}

} // namespace parapet
