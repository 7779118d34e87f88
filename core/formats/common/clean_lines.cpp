#include "core/formats/common/clean_lines.h"

#include "core/formats/common/line_text.h"

#include <algorithm>
#include <string>

namespace parapet {

Result<void> each_clean_line(Input& in, const Limits& limits,
                             const std::function<Result<void>(std::string_view, std::int64_t)>& line) {
    std::string clean;
    LineChunks chunks(in, 1U << 20, limits);
    for (;;) {
        auto chunk = chunks.next();
        if (!chunk) return fail(chunk.error());
        if (!*chunk) return {};
        auto number = static_cast<std::int64_t>((*chunk)->first_line);
        std::string_view rest = (*chunk)->bytes;
        while (!rest.empty()) {
            const auto end = std::min(rest.find('\n'), rest.size());
            std::string_view text = rest.substr(0, end);
            if (has_odd_bytes(text)) text = clean = cleaned_line(text);
            if (auto ok = line(text, number++); !ok) return ok;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

} // namespace parapet
