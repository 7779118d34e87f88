#include "core/base/xml_stream.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

namespace parapet::xml {

namespace {

std::string_view local_name(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What was read already, then the rest.
class Chained final : public Input {
public:
    Chained(std::string head, Input& rest)
        : head_(std::move(head))
        , rest_(rest) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        if (at_ == head_.size()) {
            std::string().swap(head_);
            at_ = 0;
            return rest_.read(buffer);
        }
        const std::size_t n = std::min(buffer.size(), head_.size() - at_);
        std::memcpy(buffer.data(), head_.data() + at_, n);
        at_ += n;
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return rest_.size(); }
    [[nodiscard]] const std::string& name() const override { return rest_.name(); }

private:
    std::string head_;
    std::size_t at_ = 0;
    Input& rest_;
};

// Builds nodes as expat tells of them.
class Builder {
public:
    Builder(StreamJob& job, XML_Parser parser)
        : job_(job)
        , parser_(parser)
        , at_(job.doc) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetEntityDeclHandler(parser, on_entity);
        XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

    Error here(Errc code, std::string what) const {
        Error e{code, std::move(what), {}, {}};
        e.line = static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser_));
        e.column = static_cast<std::int64_t>(XML_GetCurrentColumnNumber(parser_)) + 1;
        e.offset = static_cast<std::int64_t>(XML_GetCurrentByteIndex(parser_));
        return e;
    }

private:
    static Builder& self(void* user) { return *static_cast<Builder*>(user); }
    static void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }
    static void on_end(void* user, const XML_Char* /*name*/) { self(user).end(); }
    static void on_text(void* user, const XML_Char* text, int length) {
        self(user).text({text, static_cast<std::size_t>(length)});
    }
    static void on_entity(void* user, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                          const XML_Char*, const XML_Char*) {
        self(user).stop(self(user).here(Errc::malformed, std::string(k_no_dtd)));
    }

    void stop(Error error) {
        if (error_) return;
        error_ = std::move(error);
        XML_StopParser(parser_, XML_FALSE);
    }

    void start(const XML_Char* name, const XML_Char** attributes) {
        if (error_) return;
        if (++depth_ > job_.limits.max_depth)
            return stop(here(Errc::limit, fmt::format("nested deeper than {} levels", job_.limits.max_depth)));
        if (skip_from_ != 0) return;
        flush_text();
        pugi::xml_node node = at_.append_child(name);
        kept_ += std::strlen(name) + 64;
        for (; *attributes != nullptr; attributes += 2) {
            node.append_attribute(attributes[0]).set_value(attributes[1]);
            kept_ += std::strlen(attributes[0]) + std::strlen(attributes[1]) + 40;
        }
        at_ = node;
        const std::string_view local = local_name(name);
        if (std::find(job_.discard.begin(), job_.discard.end(), local) != job_.discard.end()) {
            skip_from_ = depth_;
        } else if (record_depth_ == 0) {
            begin_record(local);
        }
        check_size();
    }

    void begin_record(std::string_view local) {
        const auto found = std::find(job_.names.begin(), job_.names.end(), local);
        if (found == job_.names.end()) return;
        record_depth_ = depth_;
        pattern_ = static_cast<std::size_t>(found - job_.names.begin());
        kept_before_ = kept_;
        const Error place = here(Errc::internal, {});
        record_line_ = place.line;
        record_offset_ = place.offset;
    }

    void check_size() {
        if (record_depth_ != 0 && kept_ - kept_before_ > job_.limits.max_element_bytes)
            return stop(here(Errc::limit,
                             fmt::format("one record is larger than {}", format_bytes(job_.limits.max_element_bytes))));
        if (kept_ > job_.limits.max_document_bytes)
            stop(here(Errc::limit,
                      fmt::format("more than {} would have to be held", format_bytes(job_.limits.max_document_bytes))));
    }

    void end() {
        if (error_) return;
        if (skip_from_ != 0 && depth_ > skip_from_) {
            --depth_;
            return;
        }
        skip_from_ = 0;
        flush_text();
        const pugi::xml_node node = at_;
        at_ = at_.parent();
        if (record_depth_ == depth_) end_record(node);
        --depth_;
    }

    void end_record(pugi::xml_node node) {
        record_depth_ = 0;
        if (job_.on_record) {
            if (auto ok = job_.on_record(node, pattern_, record_line_, record_offset_); !ok) return stop(ok.error());
        }
        at_.remove_child(node);
        kept_ = kept_before_;
    }

    void text(std::string_view piece) {
        if (error_ || skip_from_ != 0) return;
        if (text_.size() + piece.size() > job_.limits.max_string_bytes)
            return stop(
                here(Errc::limit, fmt::format("a text is longer than {}", format_bytes(job_.limits.max_string_bytes))));
        text_ += piece;
    }

    void flush_text() {
        if (!trim(text_).empty()) {
            at_.append_child(pugi::node_pcdata).set_value(text_.c_str());
            kept_ += text_.size() + 40;
            check_size();
        }
        text_.clear();
    }

    StreamJob& job_;
    XML_Parser parser_;
    pugi::xml_node at_;
    std::string text_;
    std::size_t depth_ = 0, record_depth_ = 0, skip_from_ = 0, pattern_ = 0;
    std::uint64_t kept_ = 0, kept_before_ = 0;
    std::int64_t record_line_ = 0, record_offset_ = -1;
    std::optional<Error> error_;
};

// Bytes at the end that begin a character which is not whole yet.
std::size_t cut_tail(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto c = static_cast<unsigned char>(text[text.size() - back]);
        if ((c & 0xC0U) == 0x80U) continue; // a continuation byte
        const std::size_t length = c >= 0xF0U ? 4 : c >= 0xE0U ? 3 : c >= 0xC0U ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

} // namespace

Result<void> run_stream(StreamJob& job) {
    Chained whole(std::move(job.head), job.in);
    const auto utf8 = decoded_input(whole);
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"),
                                                                                          XML_ParserFree);
    if (!parser) return fail(Errc::limit, "there is not enough memory for this document");
    Builder builder(job, parser.get());
    std::string piece;
    std::string tail;
    for (bool last = false; !last;) {
        piece = tail;
        tail.clear();
        const std::size_t have = piece.size();
        piece.resize(have + (256U << 10));
        auto n = utf8->read({piece.data() + have, piece.size() - have});
        if (!n) return fail(n.error());
        last = *n == 0;
        piece.resize(have + *n);
        if (!last) {
            tail = piece.substr(piece.size() - cut_tail(piece));
            piece.resize(piece.size() - tail.size());
        }
        if (!is_valid_utf8(piece) || piece.find('\0') != std::string::npos) piece = sanitize_utf8(piece, job.replaced);
        const auto status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
        if (builder.error()) return fail(*builder.error());
        if (status == XML_STATUS_ERROR) {
            return fail(builder.here(Errc::malformed, fmt::format("the XML cannot be read: {}",
                                                                  XML_ErrorString(XML_GetErrorCode(parser.get())))));
        }
    }
    return {};
}

} // namespace parapet::xml
