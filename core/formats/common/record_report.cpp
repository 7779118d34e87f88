#include "core/formats/common/record_report.h"

#include "core/base/text.h"
#include "core/formats/common/object_frames.h"
#include "core/formats/common/whole_json.h"

#include <fmt/format.h>

namespace parapet {

namespace {

json::Value at_path(json::Value value, std::string_view path) {
    for (const std::string_view key : split(path, '/'))
        value = value[key];
    return value;
}

} // namespace

Result<void> JsonRecords::read(Input& in, const std::vector<std::string_view>& lists, ParseStats& stats,
                               const Limits& limits) {
    auto text = whole_text(in, limits);
    if (!text) return fail(text.error());
    text_ = std::move(*text);
    if (auto value = document_.parse(text_, limits); value) {
        root_ = *value;
        warn_of_repairs(document_, stats);
        find(lists);
        return {};
    } else {
        return read_several(value.error(), lists, stats, limits);
    }
}

Result<void> JsonRecords::read_several(const Error& whole, const std::vector<std::string_view>& lists,
                                       ParseStats& stats, const Limits& limits) {
    const std::string_view body = trim(text_);
    if (body.empty() || body.front() != '{') return fail(whole);
    std::vector<std::int64_t> lines;
    joined_ = "[";
    const auto in = memory_input(body, "records");
    json::Document one;
    bool bad = false;
    const auto frame = [&](const ObjectFrame& at) -> Result<void> {
        const auto line = static_cast<std::int64_t>(at.line);
        if (auto value = one.parse(at.bytes, limits); !value) {
            bad = true;
            ++stats.records;
            stats.skip("a record that is not JSON");
            stats.warn({}, value.error().what, line);
            return {};
        }
        if (!lines.empty()) joined_ += ',';
        joined_ += at.bytes;
        lines.push_back(line);
        return {};
    };
    auto framed = for_each_object(*in, frame, limits);
    if (!framed) return fail(framed.error());
    cut_ = framed->cut || bad;
    if (lines.empty() || (lines.size() == 1 && !cut_)) return fail(whole);
    joined_ += ']';
    auto value = document_.parse(joined_, limits);
    if (!value) return fail(value.error());
    root_ = *value;
    warn_of_repairs(document_, stats);
    several_ = true;
    if (framed->cut) stats.warn({}, "the text ends within a record", static_cast<std::int64_t>(framed->cut_line));
    std::size_t n = 0;
    for (const json::Value record : root_.items()) {
        const std::int64_t line = lines[n++];
        if (!take_lists(record, lists, fmt::format("line {}: ", line), line))
            records_.push_back({record, fmt::format("line {}", line), line});
    }
    return {};
}

bool JsonRecords::take_lists(json::Value document, const std::vector<std::string_view>& lists,
                             const std::string& prefix, std::int64_t line) {
    bool any = false;
    for (const std::string_view path : lists) {
        const json::Value list = at_path(document, path);
        if (!list.is_array()) continue;
        any = true;
        std::size_t n = 0;
        for (const json::Value record : list.items())
            records_.push_back({record, fmt::format("{}/{}/{}", prefix, path, n++), line});
    }
    return any;
}

void JsonRecords::find(const std::vector<std::string_view>& lists) {
    if (root_.is_array()) {
        // Of records, or of documents with their lists.
        std::size_t n = 0;
        for (const json::Value record : root_.items()) {
            const std::string path = fmt::format("/{}", n++);
            if (!take_lists(record, lists, path, 0)) records_.push_back({record, path, 0});
        }
        return;
    }
    if (take_lists(root_, lists, {}, 0) || !root_.is_object()) return;
    single_ = true;
    records_.push_back({root_, "/", 1});
}

} // namespace parapet
