#pragma once
// Compressed streams as Inputs, and the bounds that hold while they are inflated.

#include "core/base/input.h"
#include "core/jobs/job.h"

#include <memory>
#include <string>

namespace parapet {

// What one path on the command line may grow to, all layers and members together. Headers are not believed.
class UnpackBudget {
public:
    UnpackBudget(const Limits& limits, const Input& outermost)
        : limits_(limits)
        , outermost_(outermost) {}
    [[nodiscard]] Result<void> add_bytes(std::uint64_t n);
    [[nodiscard]] Result<void> add_member();
    // Bytes that were read of a stream whose size is not known (standard input).
    void note_packed(std::uint64_t bytes) { packed_ = std::max(packed_, bytes); }
    // Errc::limit once a bound was passed, so that nothing more of that file is tried.
    [[nodiscard]] Result<void> check() const;

private:
    const Limits& limits_;
    const Input& outermost_;
    std::uint64_t packed_ = 0, inflated_ = 0, members_ = 0;
    std::optional<Error> exceeded_;
};

enum class Packing : std::uint8_t { none, gzip, zstd, zip, tar, unreadable };
// By the first bytes (512 are enough). `unreadable`: a packing that is not read; `what` names it.
[[nodiscard]] Packing packing_of(std::string_view head, std::string& what);

// Inflate `below`; errors are Errc::damaged_archive or Errc::limit and stay: a parser that overlooks one meets it
// again.
[[nodiscard]] std::unique_ptr<Input> gzip_input(Input& below, UnpackBudget& budget, JobContext& job);
[[nodiscard]] std::unique_ptr<Input> zstd_input(Input& below, UnpackBudget& budget, JobContext& job);

// `head`, then `rest`: for what was looked at.
class PrefixInput final : public Input {
public:
    PrefixInput(std::string head, Input& rest)
        : head_(std::move(head))
        , rest_(rest) {}
    [[nodiscard]] Result<std::size_t> read(std::span<char> buffer) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return rest_.size(); }
    [[nodiscard]] bool at_hand() const override { return rest_.at_hand(); }
    [[nodiscard]] const std::string& name() const override { return rest_.name(); }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override {
        return rest_.modified_unix_seconds();
    }

private:
    std::string head_;
    std::size_t at_ = 0;
    Input& rest_;
};

// Up to `bytes` from the front; shorter only at the end.
[[nodiscard]] Result<std::string> read_head(Input& in, std::size_t bytes);

} // namespace parapet
