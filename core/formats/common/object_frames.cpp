#include "core/formats/common/object_frames.h"

#include <fmt/format.h>

#include <vector>

namespace parapet {

namespace {

constexpr std::size_t k_piece = 256U << 10;

class Framer {
public:
    Framer(Input& in, const std::function<Result<void>(const ObjectFrame&)>& take, const Limits& limits)
        : in_(in)
        , take_(take)
        , limits_(limits) {}

    Result<FramedObjects> run() {
        std::vector<char> piece(k_piece);
        for (;;) {
            auto n = in_.read(piece);
            if (!n) return fail(n.error());
            if (*n == 0) break;
            if (auto ok = piece_of({piece.data(), *n}); !ok) return fail(ok.error());
        }
        found_.cut = depth_ != 0;
        found_.cut_line = begin_line_;
        return found_;
    }

private:
    Result<void> piece_of(std::string_view bytes) {
        std::size_t from = 0; // of the open object within this piece
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const char c = bytes[i];
            if (c == '\n') ++line_;
            if (depth_ == 0) {
                if (c != '{') continue;
                depth_ = 1;
                begin_line_ = line_;
                begin_offset_ = offset_ + i;
                from = i;
                continue;
            }
            if (!step(c)) continue;
            if (depth_ > limits_.max_depth) return too_much("is nested too deeply");
            if (depth_ != 0) continue;
            if (auto ok = hand_out(bytes.substr(from, i + 1 - from)); !ok) return ok;
        }
        if (depth_ != 0) {
            kept_ += bytes.substr(from);
            if (kept_.size() > limits_.max_element_bytes) return too_much("is too large");
        }
        offset_ += bytes.size();
        return {};
    }

    // True when a bracket opened or closed outside of strings.
    bool step(char c) {
        if (escaped_) {
            escaped_ = false;
        } else if (quoted_) {
            if (c == '\\') escaped_ = true;
            if (c == '"') quoted_ = false;
        } else if (c == '"') {
            quoted_ = true;
        } else if (c == '{' || c == '[') {
            ++depth_;
            return true;
        } else if (c == '}' || c == ']') {
            --depth_;
            return true;
        }
        return false;
    }

    Result<void> hand_out(std::string_view tail) {
        ++found_.objects;
        ObjectFrame frame{tail, begin_line_, begin_offset_};
        if (!kept_.empty()) {
            kept_ += tail;
            frame.bytes = kept_;
        }
        auto ok = take_(frame);
        kept_.clear();
        return ok;
    }

    [[nodiscard]] Result<void> too_much(const char* what) const {
        Error e{Errc::limit, fmt::format("an object {}", what), in_.name(), "This is no log, or a damaged one"};
        e.line = static_cast<std::int64_t>(begin_line_);
        e.offset = static_cast<std::int64_t>(begin_offset_);
        return fail(std::move(e));
    }

    Input& in_;
    const std::function<Result<void>(const ObjectFrame&)>& take_;
    const Limits& limits_;
    FramedObjects found_;
    std::string kept_; // of an object that spans pieces
    std::size_t depth_ = 0;
    bool quoted_ = false, escaped_ = false;
    std::uint64_t line_ = 1, offset_ = 0, begin_line_ = 1, begin_offset_ = 0;
};

} // namespace

Result<FramedObjects> for_each_object(Input& in, const std::function<Result<void>(const ObjectFrame&)>& take,
                                      const Limits& limits) {
    return Framer(in, take, limits).run();
}

} // namespace parapet
