#pragma once
// One regular file, read once from front to back, hashed on the way, and held to what it was when it was opened.

#include "core/base/hash.h"
#include "core/base/input.h"
#include "core/jobs/job.h"

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace parapet {

class FileInput final : public Input {
public:
    // Refuses what is not a regular file (a FIFO would block, a device never ends) and what is over
    // limits.max_file_bytes, before anything is read.
    [[nodiscard]] static Result<std::unique_ptr<FileInput>> open(const std::string& path, const Limits& limits,
                                                                 JobContext& job);
    // Descriptor 0, whatever it is; no seeking, no size.
    [[nodiscard]] static std::unique_ptr<FileInput> standard_input(const Limits& limits, JobContext& job);
    ~FileInput() override;
    FileInput(const FileInput&) = delete;
    FileInput& operator=(const FileInput&) = delete;

    [[nodiscard]] Result<std::size_t> read(std::span<char> buffer) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override { return modified_; }

    // For archives with a table at the end. Not part of the hash.
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> buffer);

    // The whole file's SHA-256, without moving where read() stands; it is not made a second time then, as finish()
    // sees whether the file is still the same. Not for standard input.
    [[nodiscard]] Result<std::string> hash_ahead();

    // Reads what the parser left over, so that the hash is whole, and looks whether the file changed meanwhile.
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] std::string sha256(); // after finish()
    [[nodiscard]] std::uint64_t bytes_read() const { return done_; }
    // finish() found more bytes at the end than there were when it was opened, and nothing else different.
    [[nodiscard]] bool grew() const { return grew_; }

private:
    FileInput(int fd, std::string name, const Limits& limits, JobContext& job);
    [[nodiscard]] Result<std::size_t> read_some(std::span<char> buffer);
    [[nodiscard]] Result<std::size_t> pread_some(std::uint64_t offset, std::span<char> buffer);
    [[nodiscard]] Error io_error(int code) const;

    int fd_;
    std::string name_;
    const Limits limits_;
    JobContext& job_;
    std::optional<std::uint64_t> size_;
    std::optional<std::int64_t> modified_;
    std::int64_t modified_nanos_ = 0;
    std::uint64_t done_ = 0;
    Sha256 hash_;
    std::string digest_;
    bool grew_ = false;
};

// "a FIFO", "a device", "a folder" ...
[[nodiscard]] std::string_view kind_of_file(unsigned mode);

} // namespace parapet
