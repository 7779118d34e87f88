// libFuzzer: the first byte selects a findings format, the rest is the report. Small limits, so that limits are met
// too. Whatever comes in: no crash, no endless loop, and what a parser hands out is within its bounds and valid UTF-8.

#include "core/base/text.h"
#include "tests/fuzz/promises.h"

#include <cstdint>
#include <string_view>

namespace {

using namespace parapet;

using fuzz::broken;

class Checker final : public RecordSink {
public:
    explicit Checker(const Limits& limits)
        : limits_(limits) {}
    void scan(const ScanInfo& info) override {
        scanned_ = true;
        if (!is_valid_utf8(info.tool) || !is_valid_utf8(info.target)) broken("scan is valid UTF-8");
    }
    void finding(RawFinding& f) override {
        if (!scanned_) broken("a scan comes before its findings");
        for (const std::string* text :
             {&f.title, &f.description, &f.remediation, &f.rule, &f.evidence, &f.location.file})
            if (!is_valid_utf8(*text)) broken("text is valid UTF-8");
        if (f.title.size() > limits_.max_title_bytes + 8) broken("titles are short");
        if (f.description.size() > limits_.max_field_bytes + 8) broken("texts are bounded");
        if (f.more_locations.size() > limits_.max_locations) broken("locations are bounded");
        if (f.score && !(*f.score >= 0 && *f.score <= 10)) broken("scores are scores");
        for (const std::string& link : f.links)
            if (link.compare(0, 4, "http") != 0 && link.compare(0, 4, "HTTP") != 0 && !istarts_with(link, "http"))
                broken("links are of the web");
    }
    void event(const EventView&) override { broken("findings formats tell no events"); }

private:
    const Limits& limits_;
    bool scanned_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto [chosen, text] = fuzz::choose<true>(data, size);
    if (chosen == nullptr) return 0;
    const FormatInfo& format = *chosen;
    Limits limits = fuzz::small_limits();
    limits.max_field_bytes = 4U << 10;
    limits.max_locations = 20;
    const auto in = memory_input(text, "fuzz");
    Checker sink(limits);
    JobContext job;
    ParseOptions options;
    options.limits = &limits;
    (void)make_head(text, "fuzz", false);
    const auto stats = format.parse(*in, sink, job, options);
    if (!stats && stats.error().what.empty()) broken("an error says what");
    return 0;
}
