#include "core/base/encoding.h"

#include "core/base/text.h"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <vector>

namespace parapet {

namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD"; // U+FFFD

struct Bom {
    std::string_view bytes;
    std::string_view name;
};
// UTF-32 before UTF-16: its little-endian mark begins with theirs.
constexpr std::array<Bom, 5> k_boms{{
    {{"\xFF\xFE\x00\x00", 4}, "UTF-32LE"},
    {{"\x00\x00\xFE\xFF", 4}, "UTF-32BE"},
    {{"\xEF\xBB\xBF", 3}, "UTF-8"},
    {{"\xFF\xFE", 2}, "UTF-16LE"},
    {{"\xFE\xFF", 2}, "UTF-16BE"},
}};

// What a declaration may say, with the name that iconv knows. A closed list: iconv would load modules by name.
struct Alias {
    std::string_view written;
    const char* name;
};
constexpr std::array<Alias, 34> k_aliases{{
    {"UTF-8", "UTF-8"},
    {"UTF8", "UTF-8"},
    {"US-ASCII", "UTF-8"},
    {"ASCII", "UTF-8"},
    {"ISO-8859-1", "WINDOWS-1252"}, // what writes "Latin-1" means the superset (WHATWG Encoding)
    {"ISO8859-1", "WINDOWS-1252"},
    {"LATIN1", "WINDOWS-1252"},
    {"WINDOWS-1252", "WINDOWS-1252"},
    {"CP1252", "WINDOWS-1252"},
    {"WINDOWS-1250", "WINDOWS-1250"},
    {"WINDOWS-1251", "WINDOWS-1251"},
    {"WINDOWS-1253", "WINDOWS-1253"},
    {"WINDOWS-1254", "WINDOWS-1254"},
    {"WINDOWS-1255", "WINDOWS-1255"},
    {"WINDOWS-1256", "WINDOWS-1256"},
    {"WINDOWS-1257", "WINDOWS-1257"},
    {"WINDOWS-1258", "WINDOWS-1258"},
    {"ISO-8859-2", "ISO-8859-2"},
    {"ISO-8859-5", "ISO-8859-5"},
    {"ISO-8859-7", "ISO-8859-7"},
    {"ISO-8859-9", "WINDOWS-1254"},
    {"ISO-8859-15", "ISO-8859-15"},
    {"KOI8-R", "KOI8-R"},
    {"SHIFT_JIS", "SHIFT_JIS"},
    {"EUC-JP", "EUC-JP"},
    {"EUC-KR", "EUC-KR"},
    {"GBK", "GBK"},
    {"GB2312", "GBK"},
    {"GB18030", "GB18030"},
    {"BIG5", "BIG5"},
    {"UTF-16", "UTF-16"},
    {"UTF-16LE", "UTF-16LE"},
    {"UTF-16BE", "UTF-16BE"},
    {"UTF-32", "UTF-32"},
}};

// encoding="..." of <?xml ...?>, in text that is ASCII so far; "" when there is none.
std::string_view declared_encoding(std::string_view head) {
    head = trim(head);
    if (head.substr(0, 5) != "<?xml") return {};
    const auto end = head.find("?>");
    if (end == std::string_view::npos) return {};
    head = head.substr(0, end);
    const auto at = head.find("encoding");
    if (at == std::string_view::npos) return {};
    auto rest = trim(head.substr(at + 8));
    if (rest.empty() || rest.front() != '=') return {};
    rest = trim(rest.substr(1));
    if (rest.size() < 2 || (rest.front() != '"' && rest.front() != '\'')) return {};
    const auto quote = rest.find(rest.front(), 1);
    return quote == std::string_view::npos ? std::string_view{} : rest.substr(1, quote - 1);
}

// Which of the first four bytes are NUL tells UTF-16 and UTF-32 without a mark (RFC 4627 section 3).
std::string_view by_nul_pattern(std::string_view head) {
    if (head.size() < 4) return {};
    const std::array<bool, 4> nul{head[0] == 0, head[1] == 0, head[2] == 0, head[3] == 0};
    if (nul == std::array<bool, 4>{true, true, true, false}) return "UTF-32BE";
    if (nul == std::array<bool, 4>{false, true, true, true}) return "UTF-32LE";
    if (nul == std::array<bool, 4>{true, false, true, false}) return "UTF-16BE";
    if (nul == std::array<bool, 4>{false, true, false, true}) return "UTF-16LE";
    return {};
}

class Converter {
public:
    explicit Converter(const Encoding& encoding)
        : handle_(iconv_open("UTF-8", encoding.name.c_str())) {
        unit_ = encoding.name.find("UTF-16") == 0 ? 2 : encoding.name.find("UTF-32") == 0 ? 4 : 1;
    }
    ~Converter() {
        if (good()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // iconv's answer for failure is (iconv_t)-1, an integer made a pointer.
    [[nodiscard]] bool good() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

    // Appends what `in` gives; returns how much of it was used (a cut character is not).
    std::size_t convert(std::string_view in, std::string& out, std::size_t& replaced) {
        std::size_t used = 0;
        std::array<char, 16384> buffer{};
        while (used < in.size()) {
            char* from = const_cast<char*>(in.data()) + used; // iconv does not write there
            std::size_t left = in.size() - used;
            char* to = buffer.data();
            std::size_t room = buffer.size();
            const std::size_t answer = iconv(handle_, &from, &left, &to, &room);
            const int why = errno;
            out.append(buffer.data(), buffer.size() - room);
            used = in.size() - left;
            if (answer != static_cast<std::size_t>(-1) || why == E2BIG) continue;
            if (why == EINVAL) break; // cut in a character
            out += k_replacement;
            ++replaced;
            used = std::min(in.size(), used + unit_);
            iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        }
        return used;
    }

private:
    iconv_t handle_;
    std::size_t unit_ = 1;
};

Error no_converter(const Encoding& encoding) {
    return {Errc::malformed,
            fmt::format("the encoding {} cannot be read on this system", encoding.name),
            {},
            "save the file as UTF-8 and import it again"};
}

class DecodedInput final : public Input {
public:
    explicit DecodedInput(Input& in)
        : in_(in) {}

    Result<std::size_t> read(std::span<char> buffer) override {
        if (!started_) {
            if (auto ok = start(); !ok) return fail(ok.error());
        }
        if (converter_) return read_converted(buffer);
        if (head_at_ < head_.size()) { // what was read to look at
            const std::size_t n = std::min(buffer.size(), head_.size() - head_at_);
            std::memcpy(buffer.data(), head_.data() + head_at_, n);
            head_at_ += n;
            if (head_at_ == head_.size()) std::string().swap(head_);
            return n;
        }
        return in_.read(buffer);
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return in_.size(); }
    [[nodiscard]] bool at_hand() const override { return in_.at_hand(); }
    [[nodiscard]] const std::string& name() const override { return in_.name(); }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override {
        return in_.modified_unix_seconds();
    }

private:
    Result<void> start() {
        started_ = true;
        head_.resize(4096);
        std::size_t got = 0;
        while (got < head_.size()) {
            auto n = in_.read(std::span<char>(head_.data() + got, head_.size() - got));
            if (!n) return fail(n.error());
            if (*n == 0) break;
            got += *n;
        }
        head_.resize(got);
        auto encoding = detect_encoding(head_);
        if (!encoding) return fail(encoding.error());
        head_at_ = encoding->bom_bytes;
        if (encoding->is_utf8()) return {};
        converter_ = std::make_unique<Converter>(*encoding);
        if (!converter_->good()) return fail(no_converter(*encoding));
        raw_ = head_.substr(head_at_);
        return {};
    }

    Result<std::size_t> read_converted(std::span<char> buffer) {
        while (out_at_ == out_.size() && !ended_) {
            out_.clear();
            out_at_ = 0;
            const std::size_t used = converter_->convert(raw_, out_, replaced_);
            raw_.erase(0, used);
            const std::size_t kept = raw_.size();
            raw_.resize(kept + k_piece);
            auto n = in_.read(std::span<char>(raw_.data() + kept, k_piece));
            if (!n) return fail(n.error());
            raw_.resize(kept + *n);
            if (*n > 0) continue;
            ended_ = true;
            if (kept > 0) out_ += k_replacement; // cut in its last character
        }
        const std::size_t n = std::min(buffer.size(), out_.size() - out_at_);
        std::memcpy(buffer.data(), out_.data() + out_at_, n);
        out_at_ += n;
        return n;
    }

    static constexpr std::size_t k_piece = 256U << 10;
    Input& in_;
    bool started_ = false, ended_ = false;
    std::string head_;
    std::size_t head_at_ = 0;
    std::unique_ptr<Converter> converter_;
    std::string raw_, out_;
    std::size_t out_at_ = 0, replaced_ = 0;
};

} // namespace

Result<Encoding> detect_encoding(std::string_view head) {
    for (const Bom& bom : k_boms) {
        if (head.substr(0, bom.bytes.size()) == bom.bytes) return Encoding{std::string(bom.name), bom.bytes.size()};
    }
    if (const auto name = by_nul_pattern(head); !name.empty()) return Encoding{std::string(name), 0};
    const auto written = declared_encoding(head);
    if (written.empty()) return Encoding{};
    const auto known = std::find_if(k_aliases.begin(), k_aliases.end(),
                                    [&](const Alias& alias) { return iequals(alias.written, written); });
    if (known == k_aliases.end()) {
        return fail(Errc::malformed, fmt::format("the encoding \"{}\" is not known", elide(visible(written), 60)), {},
                    "save the file as UTF-8 and import it again");
    }
    // The declaration could be read byte by byte, so it is not UTF-16 or UTF-32, whatever it says.
    const std::string name = known->name;
    if (name.find("UTF-") == 0) return Encoding{};
    return Encoding{name, 0};
}

Result<std::string> decode_text(std::string_view bytes, std::size_t* replaced) {
    auto encoding = detect_encoding(bytes.substr(0, 4096));
    if (!encoding) return fail(encoding.error());
    bytes.remove_prefix(encoding->bom_bytes);
    if (encoding->is_utf8()) return std::string(bytes);
    Converter converter(*encoding);
    if (!converter.good()) return fail(no_converter(*encoding));
    std::string out;
    out.reserve(bytes.size());
    std::size_t count = 0;
    converter.convert(bytes, out, count);
    if (replaced) *replaced += count;
    return out;
}

std::unique_ptr<Input> decoded_input(Input& in) {
    return std::make_unique<DecodedInput>(in);
}

} // namespace parapet
