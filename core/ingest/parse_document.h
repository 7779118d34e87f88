#pragma once
// The part that import and inspect share: recognise one document and run its format over it.

#include "core/ingest/detect.h"
#include "core/ingest/import.h"
#include "core/ingest/walk.h"

namespace parapet {

// Keeps the first error of the bytes themselves: a parser may put a poorer one in its place.
class WatchedInput final : public Input {
public:
    explicit WatchedInput(Input& below)
        : below_(below) {}
    [[nodiscard]] Result<std::size_t> read(std::span<char> buffer) override {
        Result<std::size_t> n = below_.read(buffer);
        if (!n && !error_) error_ = n.error();
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return below_.size(); }
    [[nodiscard]] bool at_hand() const override { return below_.at_hand(); }
    [[nodiscard]] const std::string& name() const override { return below_.name(); }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override {
        return below_.modified_unix_seconds();
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    Input& below_;
    std::optional<Error> error_;
};

// "now" is for times without a year in documents that have no date of their own.
[[nodiscard]] ParseOptions parse_options(const ImportOptions& options, const Input& input, Time now);

// Runs the parser; exceptions of libraries end here.
[[nodiscard]] Result<ParseStats> run_parser(const FormatInfo& format, Input& text, RecordSink& sink, JobContext& job,
                                            const ParseOptions& options);

// The same by a mapping.
[[nodiscard]] Result<ParseStats> run_mapping(const ReportMapping& mapping, const Head& head, Input& text,
                                             RecordSink& sink, JobContext& job, const ParseOptions& options);

// The file first, then the place in it.
[[nodiscard]] Error at_path(Error error, const std::string& path);

// Unknown slugs and zones, before anything is opened.
[[nodiscard]] Result<void> check_options(const ImportOptions& options);

} // namespace parapet
