#include "core/formats/common/whole_json.h"

#include "core/base/encoding.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <optional>

namespace parapet {

void warn_of_repairs(const json::Document& document, ParseStats& stats, const std::string& where, std::int64_t line) {
    if (document.duplicate_keys() > 0)
        stats.warn(where, "a name stands twice in one object; the last one counts", line);
    if (document.replaced_bytes() > 0) {
        stats.warn(where, fmt::format("{} characters that are no valid text were replaced", document.replaced_bytes()),
                   line);
    }
}

Result<std::string> whole_text(Input& in, const Limits& limits) {
    auto bytes = in.read_all(limits.max_document_bytes);
    if (!bytes) return bytes;
    auto encoding = detect_encoding(std::string_view(*bytes).substr(0, 4096));
    if (!encoding) return fail(encoding.error());
    if (encoding->is_utf8()) return bytes; // not copied
    return decode_text(*bytes);
}

Result<json::Value> WholeJson::read(Input& in, ParseStats& stats, const Limits& limits) {
    auto text = whole_text(in, limits);
    if (!text) return fail(text.error());
    text_ = std::move(*text);
    auto value = document_.parse(text_, limits);
    if (!value) return fail(value.error());
    warn_of_repairs(document_, stats);
    return *value;
}

Result<void> each_json_line(Input& in, ParseStats& stats, JobContext& job, const Limits& limits,
                            const std::function<Result<void>(const JsonLine&)>& line) {
    const auto utf8 = decoded_input(in);
    LineChunks chunks(*utf8, 1U << 20, limits);
    json::Document document;
    std::uint64_t good = 0;
    std::optional<Error> first_bad;
    const auto one = [&](std::string_view text, std::uint64_t number, std::uint64_t offset) -> Result<void> {
        if (trim(text).empty()) return {};
        auto value = document.parse(text, limits);
        if (!value) {
            Error error = value.error();
            error.line = static_cast<std::int64_t>(number);
            if (error.offset >= 0) error.offset += static_cast<std::int64_t>(offset);
            stats.skip("a line that is not JSON");
            stats.warn({}, error.what, error.line);
            if (!first_bad) first_bad = std::move(error);
            return {};
        }
        ++good;
        warn_of_repairs(document, stats, fmt::format("line {}", number), static_cast<std::int64_t>(number));
        return line(JsonLine{*value, number, offset});
    };
    for (;;) {
        if (auto ok = job.check(); !ok) return ok;
        auto chunk = chunks.next();
        if (!chunk) return fail(chunk.error());
        if (!*chunk) break;
        std::uint64_t number = (*chunk)->first_line;
        std::uint64_t offset = (*chunk)->offset;
        for (std::string_view rest = (*chunk)->bytes; !rest.empty(); ++number) {
            const auto end = rest.find('\n');
            const std::size_t length = end == std::string_view::npos ? rest.size() : end;
            if (auto ok = one(rest.substr(0, length), number, offset); !ok) return ok;
            const std::size_t step = std::min(rest.size(), length + 1);
            offset += step;
            rest.remove_prefix(step);
        }
    }
    if (good == 0 && first_bad) return fail(*first_bad);
    return {};
}

} // namespace parapet
