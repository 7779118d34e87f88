// libFuzzer: the first byte selects a format that is none of findings (logs, feeds), the rest is the document, and each
// of its lines by itself. Whatever comes in: no crash, no endless loop, and what is told is within bounds.

#include "core/base/text.h"
#include "tests/fuzz/promises.h"

#include <cstdint>
#include <string_view>

namespace {

using namespace parapet;

using fuzz::broken;

class Checker final : public RecordSink {
public:
    explicit Checker(std::string_view text)
        : size_(text.size()) {}
    void scan(const ScanInfo&) override {}
    void finding(RawFinding& f) override {
        if (!is_valid_utf8(f.title)) broken("text is valid UTF-8");
    }
    void event(const EventView& e) override {
        if (e.offset > size_) broken("an event stands in the document");
        for (const std::string_view text : {e.user, e.source_ip, e.host, e.process, e.object, e.message})
            if (text.size() > 3 * size_ + 4096) // a byte that is no text becomes U+FFFD: three
                broken("texts are no longer than what they are of");
    }

private:
    std::uint64_t size_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto [chosen, text] = fuzz::choose<false>(data, size);
    if (chosen == nullptr) return 0;
    const FormatInfo& format = *chosen;
    Limits limits = fuzz::small_limits();
    Checker sink(text);
    JobContext job;
    ParseOptions options;
    options.limits = &limits;
    options.keep_harmless = true;
    const auto in = memory_input(text, "fuzz");
    const auto stats = format.parse(*in, sink, job, options);
    if (!stats && stats.error().what.empty()) broken("an error says what");
    if (format.parse_line == nullptr) return 0;
    std::uint64_t number = 0;
    for (const std::string_view line : split(text, '\n'))
        (void)format.parse_line(line, ++number, static_cast<std::uint64_t>(line.data() - text.data()), sink, options);
    return 0;
}
