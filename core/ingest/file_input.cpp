#include "core/ingest/file_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace parapet {
namespace {

std::int64_t nanos(const timespec& t) {
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

Error open_error(const std::string& path, int code) {
    if (code == ENOENT || code == ENOTDIR) return {Errc::not_found, "no such file or folder", path, "check the path"};
    if (code == EACCES || code == EPERM)
        return {Errc::unreadable, "it may not be read", path, "give yourself read permission for it"};
    if (code == ELOOP) return {Errc::unreadable, "a loop of symbolic links", path, "name the file itself"};
    if (code == ENAMETOOLONG) return {Errc::not_found, "the path is too long", path, "check the path"};
    return {Errc::unreadable, fmt::format("it cannot be opened: {}", std::strerror(code)), path, "check the file"};
}

} // namespace

std::string_view kind_of_file(unsigned mode) {
    if (S_ISREG(mode)) return "a file";
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    if (S_ISLNK(mode)) return "a symbolic link";
    return "a device";
}

FileInput::FileInput(int fd, std::string name, const Limits& limits, JobContext& job)
    : fd_(fd)
    , name_(std::move(name))
    , limits_(limits)
    , job_(job) {}

FileInput::~FileInput() {
    if (fd_ > 0) ::close(fd_);
}

Result<std::unique_ptr<FileInput>> FileInput::open(const std::string& path, const Limits& limits, JobContext& job) {
    if (path.find('\0') != std::string::npos) return fail(Errc::not_found, "no such file", path, "check the path");
    // O_NONBLOCK: a FIFO without a writer must not hang here; it means nothing to a regular file.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return fail(open_error(path, errno));
    std::unique_ptr<FileInput> in(new FileInput(fd, path, limits, job));
    struct stat facts {};
    if (::fstat(fd, &facts) != 0) return fail(open_error(path, errno));
    if (!S_ISREG(facts.st_mode))
        return fail(Errc::unreadable, fmt::format("it is {}, only regular files are read", kind_of_file(facts.st_mode)),
                    path, "name a file or a folder");
    in->size_ = static_cast<std::uint64_t>(facts.st_size);
    in->modified_ = facts.st_mtim.tv_sec;
    in->modified_nanos_ = nanos(facts.st_mtim);
    if (*in->size_ > limits.max_file_bytes)
        return fail(
            Errc::limit,
            fmt::format("the file has {} bytes, more than the {} that are read", *in->size_, limits.max_file_bytes),
            path, "split it");
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return in;
}

std::unique_ptr<FileInput> FileInput::standard_input(const Limits& limits, JobContext& job) {
    return std::unique_ptr<FileInput>(new FileInput(0, "-", limits, job));
}

Error FileInput::io_error(int code) const {
    Error error{Errc::unreadable, fmt::format("reading failed: {}", std::strerror(code)), name_, "check the disk"};
    error.offset = static_cast<std::int64_t>(done_);
    return error;
}

Result<std::size_t> FileInput::read_some(std::span<char> buffer) {
    if (Result<void> go = job_.check(); !go) return fail(std::move(go.error()));
    if (size_) buffer = buffer.first(std::min<std::uint64_t>(buffer.size(), *size_ - done_));
    if (buffer.empty()) return 0;
    ssize_t n = 0;
    do {
        n = ::read(fd_, buffer.data(), buffer.size());
    } while (n < 0 && errno == EINTR && !job_.stop_requested());
    if (n < 0 && errno == EINTR) return fail(Errc::cancelled, "stopped on request", name_);
    if (n < 0) return fail(io_error(errno));
    if (n == 0 && size_)
        return fail(Errc::unreadable,
                    fmt::format("the file became shorter while it was read: it had {} bytes, now it ends after {}",
                                *size_, done_),
                    name_, "import it again when it is complete");
    done_ += static_cast<std::uint64_t>(n);
    if (!size_ && done_ > limits_.max_file_bytes)
        return fail(Errc::limit, fmt::format("more than the {} bytes that are read", limits_.max_file_bytes), name_,
                    "split it");
    return static_cast<std::size_t>(n);
}

Result<std::size_t> FileInput::read(std::span<char> buffer) {
    Result<std::size_t> n = read_some(buffer);
    if (!n) return n;
    if (digest_.empty()) hash_.update({buffer.data(), *n});
    job_.update([&](Progress& p) { p.bytes_done += *n; });
    return n;
}

Result<std::size_t> FileInput::read_at(std::uint64_t offset, std::span<char> buffer) {
    Result<std::size_t> n = pread_some(offset, buffer);
    if (n) job_.update([&](Progress& p) { p.bytes_done += *n; });
    return n;
}

Result<std::size_t> FileInput::pread_some(std::uint64_t offset, std::span<char> buffer) {
    if (Result<void> go = job_.check(); !go) return fail(std::move(go.error()));
    ssize_t n = 0;
    do {
        n = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    } while (n < 0 && errno == EINTR);
    if (n < 0) return fail(io_error(errno));
    return static_cast<std::size_t>(n);
}

Result<std::string> FileInput::hash_ahead() {
    Sha256 hash;
    std::string buffer(256U << 10, '\0');
    for (std::uint64_t at = 0; at < size_.value_or(0);) {
        Result<std::size_t> n = pread_some(at, {buffer.data(), std::min<std::uint64_t>(buffer.size(), *size_ - at)});
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) break;
        hash.update({buffer.data(), *n});
        at += *n;
    }
    digest_ = hash.hex();
    return digest_;
}

Result<void> FileInput::finish() {
    std::string buffer(64U << 10, '\0');
    while (true) {
        Result<std::size_t> n = read(buffer);
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) break;
    }
    if (digest_.empty()) digest_ = hash_.hex();
    if (!size_) return {};
    struct stat now {};
    if (::fstat(fd_, &now) != 0) return fail(io_error(errno));
    if (nanos(now.st_mtim) == modified_nanos_ && static_cast<std::uint64_t>(now.st_size) == *size_) return {};
    if (static_cast<std::uint64_t>(now.st_size) > *size_) {
        grew_ = true;
        return {};
    }
    return fail(Errc::unreadable, "the file changed while it was read", name_,
                "import it again when nothing writes to it");
}

std::string FileInput::sha256() {
    return digest_;
}

} // namespace parapet
