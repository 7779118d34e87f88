#include "core/ingest/archive.h"

#include "core/base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_set>
#include <vector>

namespace parapet {
namespace {

constexpr std::uint64_t k_max_zip_in_memory = 256ULL << 20; // a .zip that cannot be read at random
constexpr std::size_t k_max_name_bytes = 512;

struct ArchiveDeleter {
    void operator()(archive* a) const { archive_read_free(a); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveDeleter>;

// Where libarchive gets its bytes from. The first error of our own is kept: libarchive knows only "failed".
struct Source {
    Input* stream = nullptr;
    FileInput* file = nullptr; // read at random
    std::string memory;        // or all of it
    std::uint64_t at = 0;
    std::vector<char> buffer = std::vector<char>(128U << 10);
    std::optional<Error> error;

    [[nodiscard]] std::uint64_t total() const { return file ? file->size().value_or(0) : memory.size(); }
    Result<std::size_t> next(const void** bytes) {
        if (!stream && !file) {
            *bytes = memory.data() + at;
            const std::size_t n = memory.size() - at;
            at = memory.size();
            return n;
        }
        *bytes = buffer.data();
        Result<std::size_t> n = file ? file->read_at(at, buffer) : stream->read(buffer);
        if (n) at += *n;
        return n;
    }
};

la_ssize_t read_callback(archive* a, void* data, const void** bytes) {
    auto& source = *static_cast<Source*>(data);
    Result<std::size_t> n = source.next(bytes);
    if (n) return static_cast<la_ssize_t>(*n);
    if (!source.error) source.error = n.error();
    archive_set_error(a, EIO, "reading failed");
    return -1;
}

la_int64_t seek_callback(archive* a, void* data, la_int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(data);
    const auto total = static_cast<la_int64_t>(source.total());
    const la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<la_int64_t>(source.at) : total;
    if (offset < -base || offset > total - base) {
        archive_set_error(a, EINVAL, "the archive points outside itself");
        return ARCHIVE_FATAL;
    }
    source.at = static_cast<std::uint64_t>(base + offset);
    return base + offset;
}

std::string error_text(archive* a) {
    const char* text = archive_error_string(a);
    return text ? visible(elide(sanitize_utf8(text), 200)) : "it cannot be read";
}

class MemberInput final : public Input {
public:
    MemberInput(archive* a, archive_entry* entry, Source& source, UnpackBudget& budget, JobContext& job,
                std::string name)
        : a_(a)
        , source_(source)
        , budget_(budget)
        , job_(job)
        , name_(std::move(name)) {
        if (archive_entry_mtime_is_set(entry)) modified_ = archive_entry_mtime(entry);
    }
    Result<std::size_t> read(std::span<char> buffer) override {
        if (error_) return fail(*error_);
        Result<std::size_t> n = read_some(buffer);
        if (!n) error_ = n.error();
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; } // headers may lie
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const override { return modified_; }

private:
    Result<std::size_t> read_some(std::span<char> buffer) {
        if (Result<void> go = job_.check(); !go) return fail(std::move(go.error()));
        la_ssize_t n = 0;
        do {
            n = archive_read_data(a_, buffer.data(), buffer.size());
        } while (n == ARCHIVE_RETRY);
        if (n >= 0) {
            done_ += static_cast<std::uint64_t>(n);
            if (Result<void> fits = budget_.add_bytes(static_cast<std::uint64_t>(n)); !fits)
                return fail(std::move(fits.error()));
            return static_cast<std::size_t>(n);
        }
        if (source_.error) return fail(*source_.error);
        Error error{Errc::damaged_archive,
                    fmt::format("compressed file is damaged: {}, {} bytes of it unpacked", error_text(a_), done_),
                    name_, "fetch it again"};
        return fail(std::move(error));
    }

    archive* a_;
    Source& source_;
    UnpackBudget& budget_;
    JobContext& job_;
    std::string name_;
    std::optional<std::int64_t> modified_;
    std::uint64_t done_ = 0;
    std::optional<Error> error_;
};

std::string member_name(archive_entry* entry, std::uint64_t number) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    if (name == nullptr || *name == '\0') return fmt::format("member {}", number);
    return elide(visible(sanitize_utf8(name)), k_max_name_bytes);
}

// Empty: a file to be read.
std::string why_not_read(archive_entry* entry) {
    if (archive_entry_hardlink(entry) != nullptr) return "a link in the archive is not followed";
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFLNK) return "a symbolic link in the archive is not followed";
    if (type != AE_IFREG && type != 0) return "it is no regular file";
    if (archive_entry_is_encrypted(entry) != 0) return "it is encrypted";
    return {};
}

Result<void> empty(const Input& below) {
    return fail(Errc::unknown_format, "an archive without anything in it", below.name(), "check what made it");
}

class Walk {
public:
    Walk(archive* a, Source& source, const Input& below, UnpackBudget& budget, JobContext& job,
         const MemberHandlers& handlers)
        : a_(a)
        , source_(source)
        , below_(below)
        , budget_(budget)
        , job_(job)
        , handlers_(handlers) {}

    Result<void> run() {
        while (true) {
            archive_entry* entry = nullptr;
            const int r = archive_read_next_header(a_, &entry);
            if (r == ARCHIVE_EOF) return ended();
            if (r == ARCHIVE_RETRY) continue;
            if (r < ARCHIVE_WARN) return broken();
            if (Result<void> more = member(entry); !more) return more;
        }
    }

private:
    Result<void> member(archive_entry* entry) {
        if (Result<void> go = job_.check(); !go) return go;
        if (Result<void> fits = budget_.add_member(); !fits) return fits;
        ++count_;
        if (archive_entry_filetype(entry) == AE_IFDIR) return {};
        const std::string name = member_name(entry, count_);
        if (const std::string why = why_not_read(entry); !why.empty()) {
            handlers_.skipped(name, why);
            return {};
        }
        if (!seen_.insert(name).second) {
            handlers_.skipped(name, "a second member of this name, the first one counts");
            return {};
        }
        MemberInput input(a_, entry, source_, budget_, job_, name);
        std::optional<std::uint64_t> size;
        if (archive_entry_size_is_set(entry) && archive_entry_size(entry) >= 0)
            size = static_cast<std::uint64_t>(archive_entry_size(entry));
        Member found{name, size, input.modified_unix_seconds(), input};
        if (Result<void> done = handlers_.file(found); !done) return done;
        return budget_.check(); // what came out of it was too much: leave the rest
    }

    Result<void> ended() {
        if (source_.error) return fail(*source_.error);
        if (count_ == 0)
            return fail(Errc::unknown_format, "an archive without anything in it", below_.name(), "check it");
        return {};
    }
    Result<void> broken() {
        if (source_.error) return fail(*source_.error);
        return fail(Errc::damaged_archive,
                    fmt::format("archive is damaged: {}, after {} members", error_text(a_), count_), below_.name(),
                    "fetch it again");
    }

    archive* a_;
    Source& source_;
    const Input& below_;
    UnpackBudget& budget_;
    JobContext& job_;
    const MemberHandlers& handlers_;
    std::unordered_set<std::string> seen_;
    std::uint64_t count_ = 0;
};

Result<void> walk(archive* a, Source& source, Input& below, UnpackBudget& budget, JobContext& job,
                  const MemberHandlers& handlers) {
    archive_read_set_callback_data(a, &source);
    archive_read_set_read_callback(a, read_callback);
    if (!source.stream) archive_read_set_seek_callback(a, seek_callback);
    if (archive_read_open1(a) < ARCHIVE_WARN) {
        if (source.error) return fail(*source.error);
        // An empty .zip is only its table, which libarchive does not know as one.
        if (!source.stream && source.total() <= 64) return empty(below);
        return fail(Errc::damaged_archive, "archive is damaged: " + error_text(a), below.name(), "fetch it again");
    }
    return Walk(a, source, below, budget, job, handlers).run();
}

} // namespace

// Only these two forms and no filter are switched on: libarchive would start programs for some.
Result<void> each_zip_member(Input& below, FileInput* file, UnpackBudget& budget, JobContext& job,
                             const MemberHandlers& handlers) {
    Source source;
    source.file = file;
    if (!file) {
        Result<std::string> all = below.read_all(k_max_zip_in_memory);
        if (!all) return fail(std::move(all.error()));
        source.memory = std::move(*all);
    }
    ArchivePtr a(archive_read_new());
    if (!a) return fail(Errc::internal, "libarchive cannot start", below.name());
    archive_read_support_format_zip_seekable(a.get());
    return walk(a.get(), source, below, budget, job, handlers);
}

Result<void> each_tar_member(Input& below, UnpackBudget& budget, JobContext& job, const MemberHandlers& handlers) {
    Source source;
    source.stream = &below;
    ArchivePtr a(archive_read_new());
    if (!a) return fail(Errc::internal, "libarchive cannot start", below.name());
    archive_read_support_format_tar(a.get());
    archive_read_support_format_gnutar(a.get());
    return walk(a.get(), source, below, budget, job, handlers);
}

} // namespace parapet
