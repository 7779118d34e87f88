#include "tests/support/archives.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

namespace parapet::test {
namespace {

la_ssize_t append(archive*, void* out, const void* bytes, size_t n) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), n);
    return static_cast<la_ssize_t>(n);
}

std::string archive_of(archive* a, const std::vector<ArchiveEntry>& entries) {
    std::string out;
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open(a, &out, nullptr, append, nullptr);
    for (const ArchiveEntry& e : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, e.name.c_str());
        archive_entry_set_mtime(entry, 1'700'000'000, 0);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, 0);
        if (e.kind == ArchiveEntry::Kind::file) archive_entry_set_size(entry, static_cast<la_int64_t>(e.bytes.size()));
        if (e.kind == ArchiveEntry::Kind::folder) archive_entry_set_filetype(entry, AE_IFDIR);
        if (e.kind == ArchiveEntry::Kind::device) archive_entry_set_filetype(entry, AE_IFCHR);
        if (e.kind == ArchiveEntry::Kind::symlink) {
            archive_entry_set_filetype(entry, AE_IFLNK);
            archive_entry_set_symlink(entry, e.bytes.c_str());
        }
        if (e.kind == ArchiveEntry::Kind::hardlink) archive_entry_set_hardlink(entry, e.bytes.c_str());
        archive_write_header(a, entry);
        if (e.kind == ArchiveEntry::Kind::file) archive_write_data(a, e.bytes.data(), e.bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(a);
    archive_write_free(a);
    return out;
}

} // namespace

std::string zip_of(const std::vector<ArchiveEntry>& entries) {
    archive* a = archive_write_new();
    archive_write_set_format_zip(a);
    return archive_of(a, entries);
}

std::string tar_of(const std::vector<ArchiveEntry>& entries) {
    archive* a = archive_write_new();
    archive_write_set_format_pax_restricted(a);
    return archive_of(a, entries);
}

std::string gzip_of(std::string_view bytes) {
    z_stream z{};
    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
    std::string copy(bytes); // zlib's pointer is not const
    z.next_in = reinterpret_cast<Bytef*>(copy.data());
    z.avail_in = static_cast<uInt>(copy.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

std::string zstd_of(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

} // namespace parapet::test
