#include "core/formats/common/framed.h"

#include "core/base/spool.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <cstring>
#include <string>

namespace parapet {

namespace {

constexpr std::uint64_t k_small = 8ULL << 20;

// What is kept of an Element beside its bytes while it waits.
struct HeldPlace {
    std::uint64_t array = 0, index = 0, outer = 0, offset = 0;
    std::int64_t line = 0, column = 0;
    std::uint64_t path = 0; // in paths_
};

class Reader {
public:
    Reader(Input& in, const std::vector<json::ArrayPath>& arrays, FramedReport& report, ParseStats& stats,
           JobContext& job, const Limits& limits)
        : stream_(in, arrays, limits, json::Owners::hand_out)
        , report_(report)
        , stats_(stats)
        , job_(job)
        , limits_(limits) {}

    Result<void> run() {
        auto small = stream_.load_small(k_small);
        if (!small) return fail(small.error());
        small_ = *small;
        if (small_) {
            if (auto ok = tell_document(true); !ok) return ok;
        }
        json::Element element;
        for (std::uint64_t n = 0;; ++n) {
            if (n % 64 == 0) {
                if (auto ok = job_.check(); !ok) return ok;
            }
            auto more = stream_.next(element);
            if (!more) return fail(more.error());
            if (!*more) break;
            if (auto ok = element.owner ? owner_ended(element) : one(element); !ok) return ok;
        }
        return finish();
    }

private:
    // The document's skeleton, as far as it was seen.
    Result<void> tell_document(bool whole) {
        auto root = stream_.parse_skeleton(root_);
        if (!root) return fail(root.error());
        note(root_, "", -1);
        document_told_ = true;
        return report_.document(*root, whole);
    }

    Result<void> one(const json::Element& element) {
        if (ready_ || (small_ && !element.owned)) return read(element);
        if (!small_ && held_.bytes() >= ask_again_) {
            ask_again_ = held_.bytes() + k_small;
            if (auto ok = begin_early(element); !ok) return ok;
            if (ready_) return read(element);
        }
        hold(element);
        return {};
    }

    // A large report: its owner may know enough by now.
    Result<void> begin_early(const json::Element& element) {
        auto owner = element.owned ? stream_.parse_owner(owner_) : stream_.parse_skeleton(owner_);
        if (!owner) return fail(owner.error());
        if (!report_.enough(*owner, held_.bytes())) return {};
        if (!document_told_) {
            if (auto ok = tell_document(false); !ok) return ok;
        }
        ready_ = true;
        if (element.owned) {
            if (auto ok = report_.begin(*owner, element.owner_path, element.owner_index); !ok) return ok;
        }
        return replay();
    }

    Result<void> owner_ended(const json::Element& element) {
        auto owner = stream_.parse_owner(owner_);
        if (!owner) return fail(owner.error());
        note(owner_, element.pointer(), element.line);
        if (!document_told_) {
            if (auto ok = tell_document(false); !ok) return ok;
        }
        if (!ready_) {
            if (auto ok = report_.begin(*owner, element.owner_path, element.owner_index); !ok) return ok;
            if (auto ok = replay(); !ok) return ok;
        }
        ready_ = false;
        ask_again_ = 0;
        return report_.end(*owner);
    }

    Result<void> finish() {
        if (!small_) {
            if (auto ok = tell_document(true); !ok) return ok;
        }
        if (auto ok = replay(); !ok) return ok;
        if (replaced_ > 0) {
            stats_.warn("", fmt::format("{} characters that are no valid text were replaced",
                                        format_count(static_cast<std::int64_t>(replaced_))));
        }
        return {};
    }

    Result<void> read(const json::Element& element) {
        auto value = json::parse_element(value_, element, limits_);
        if (!value) return fail(value.error());
        replaced_ += value_.replaced_bytes();
        if (value_.duplicate_keys() > 0) note_duplicate(element.pointer(), element.line);
        return report_.result(*value, element);
    }

    void note(const json::Document& document, const std::string& where, std::int64_t line) {
        replaced_ += document.replaced_bytes();
        if (document.duplicate_keys() > 0) note_duplicate(where, line);
    }
    void note_duplicate(const std::string& where, std::int64_t line) {
        stats_.warn(where, "a name stands twice in one object; the last one counts", line);
    }

    void hold(const json::Element& element) {
        if (paths_.empty() || paths_.back() != element.path) paths_.emplace_back(element.path);
        const HeldPlace place{element.array, element.index,  element.outer,    element.offset,
                              element.line,  element.column, paths_.size() - 1};
        record_.assign(reinterpret_cast<const char*>(&place), sizeof place);
        record_.append(element.bytes);
        held_.append(record_);
    }

    Result<void> replay() {
        std::uint64_t n = 0;
        auto ok = held_.each([&](std::string_view record) -> Result<void> {
            if (++n % 64 == 0) {
                if (auto go = job_.check(); !go) return go;
            }
            HeldPlace place;
            std::memcpy(&place, record.data(), sizeof place);
            json::Element element;
            element.bytes = record.substr(sizeof place);
            element.array = place.array;
            element.index = place.index;
            element.outer = place.outer;
            element.offset = place.offset;
            element.line = place.line;
            element.column = place.column;
            element.path = paths_[place.path];
            return read(element);
        });
        held_.clear();
        paths_.clear();
        return ok;
    }

    json::ElementStream stream_;
    FramedReport& report_;
    ParseStats& stats_;
    JobContext& job_;
    const Limits& limits_;
    json::Document root_, owner_, value_;
    Spool held_{k_small * 2};
    std::vector<std::string> paths_;
    std::string record_;
    std::uint64_t ask_again_ = 0, replaced_ = 0;
    bool small_ = false, ready_ = false, document_told_ = false;
};

} // namespace

Result<void> read_framed(Input& in, const std::vector<json::ArrayPath>& arrays, FramedReport& report, ParseStats& stats,
                         JobContext& job, const Limits& limits) {
    return Reader(in, arrays, report, stats, job, limits).run();
}

} // namespace parapet
