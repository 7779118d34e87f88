#include "core/ingest/unpack.h"

#include <fmt/format.h>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace parapet {
namespace {

constexpr std::uint64_t k_ratio_from = 64ULL << 20;         // small files may be as repetitive as they like
constexpr std::uint64_t k_whole_packed_bytes = 16ULL << 20; // a .gz up to this is inflated in one piece ...
constexpr std::uint64_t k_whole_bytes = 64ULL << 20;        // ... if it says that it holds no more than this

// What both streams share: a buffer of packed bytes, the budget and the error that stays.
class Inflater : public Input {
public:
    Inflater(Input& below, UnpackBudget& budget, JobContext& job)
        : below_(below)
        , budget_(budget)
        , job_(job)
        , packed_(128U << 10) {}

    Result<std::size_t> read(std::span<char> buffer) final {
        if (error_) return fail(*error_);
        if (Result<void> go = job_.check(); !go) return fail(std::move(go.error()));
        if (buffer.empty()) return 0;
        Result<std::size_t> n = inflate_into(buffer);
        if (n) {
            out_total_ += *n;
            if (Result<void> fits = budget_.add_bytes(*n); !fits) n = fail(std::move(fits.error()));
        }
        if (!n) {
            error_ = n.error();
            if (error_->where.empty()) error_->where = name();
        }
        return n;
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const final { return std::nullopt; }
    [[nodiscard]] bool at_hand() const final { return below_.at_hand(); }
    [[nodiscard]] const std::string& name() const final { return below_.name(); }
    [[nodiscard]] std::optional<std::int64_t> modified_unix_seconds() const final {
        return below_.modified_unix_seconds();
    }

protected:
    virtual Result<std::size_t> inflate_into(std::span<char> buffer) = 0;

    // More packed bytes, when those at hand are used up; false at the end.
    Result<bool> refill() {
        if (at_ < filled_) return true;
        Result<std::size_t> n = below_.read(packed_);
        if (!n) return fail(std::move(n.error()));
        at_ = 0;
        filled_ = *n;
        in_total_ += *n;
        budget_.note_packed(in_total_);
        return *n != 0;
    }
    [[nodiscard]] tl::unexpected<Error> damaged(std::string_view why) const {
        const std::uint64_t read = in_total_ - (filled_ - at_);
        Error error{
            Errc::damaged_archive,
            fmt::format("compressed file is damaged: {} after {} bytes, {} bytes unpacked", why, read, out_total_),
            name(), "fetch it again"};
        error.offset = static_cast<std::int64_t>(read);
        return fail(std::move(error));
    }

    Input& below_;
    UnpackBudget& budget_;
    JobContext& job_;
    std::vector<char> packed_;
    std::size_t at_ = 0, filled_ = 0;
    std::uint64_t in_total_ = 0, out_total_ = 0;

private:
    std::optional<Error> error_;
};

class GzipInput final : public Inflater {
public:
    using Inflater::Inflater;
    ~GzipInput() override {
        if (open_) ::inflateEnd(&z_);
    }

protected:
    Result<std::size_t> inflate_into(std::span<char> buffer) override {
        if (!tried_whole_) {
            tried_whole_ = true;
            if (Result<void> tried = try_whole(); !tried) return fail(std::move(tried.error()));
        }
        if (have_whole_) return from_whole(buffer);
        return stream(buffer);
    }

private:
    // libdeflate needs everything at once and is several times as fast as zlib; the size in the trailer is only a hint.
    Result<void> try_whole() {
        const std::optional<std::uint64_t> size = below_.size();
        if (!size || *size < 18 || *size > k_whole_packed_bytes) return {};
        std::vector<char> all(*size);
        std::size_t have = 0;
        while (have < all.size()) {
            Result<std::size_t> n = below_.read({all.data() + have, all.size() - have});
            if (!n) return fail(std::move(n.error()));
            if (*n == 0) break;
            have += *n;
        }
        all.resize(have);
        packed_ = std::move(all);
        filled_ = have;
        in_total_ = have;
        budget_.note_packed(have);
        std::uint32_t says = 0;
        if (have < 18) return {};
        std::memcpy(&says, packed_.data() + have - 4, 4); // little endian, as are our machines
        if (says == 0 || says > k_whole_bytes) return {};
        inflate_whole(says);
        return {};
    }

    void inflate_whole(std::size_t says) {
        libdeflate_decompressor* d = libdeflate_alloc_decompressor();
        if (d == nullptr) return;
        whole_.resize(says);
        std::size_t used = 0, made = 0;
        const libdeflate_result r =
            libdeflate_gzip_decompress_ex(d, packed_.data(), filled_, whole_.data(), whole_.size(), &used, &made);
        libdeflate_free_decompressor(d);
        // Anything out of the ordinary (several members, damage) is the stream's business: it says where.
        have_whole_ = r == LIBDEFLATE_SUCCESS && used == filled_;
        if (have_whole_) {
            whole_.resize(made);
            at_ = filled_;
            packed_ = {};
        } else {
            whole_ = {};
        }
    }

    Result<std::size_t> from_whole(std::span<char> buffer) {
        const std::size_t n = std::min(buffer.size(), whole_.size() - whole_at_);
        std::memcpy(buffer.data(), whole_.data() + whole_at_, n);
        whole_at_ += n;
        return n;
    }

    Result<std::size_t> stream(std::span<char> buffer) {
        while (true) {
            Result<bool> more = refill();
            if (!more) return fail(std::move(more.error()));
            if (!*more && !open_) return 0;
            if (!open_) {
                Result<bool> next = next_member();
                if (!next) return fail(std::move(next.error()));
                if (!*next) continue;
            }
            z_.next_in = reinterpret_cast<Bytef*>(packed_.data() + at_);
            z_.avail_in = static_cast<uInt>(filled_ - at_);
            z_.next_out = reinterpret_cast<Bytef*>(buffer.data());
            z_.avail_out = static_cast<uInt>(std::min<std::size_t>(buffer.size(), 1U << 30));
            const uInt room = z_.avail_out;
            const int r = ::inflate(&z_, Z_NO_FLUSH);
            at_ = filled_ - z_.avail_in;
            const std::size_t made = room - z_.avail_out;
            if (r == Z_STREAM_END) {
                ::inflateEnd(&z_);
                open_ = false;
                ++members_;
            } else if (r != Z_OK && r != Z_BUF_ERROR) {
                return damaged(z_.msg ? z_.msg : "it cannot be inflated");
            }
            if (made != 0) return made;
            // zlib may still have held output when the last packed byte was used; now it has not.
            if (!*more && open_) return damaged("it ends too early");
        }
    }

    // At the beginning of a member, or at padding of zeros behind the last one (then false).
    Result<bool> next_member() {
        if (members_ > 0) {
            // some tools pad with zeros
            while (at_ < filled_ && packed_[at_] == 0)
                ++at_;
            if (at_ == filled_) return false;
        }
        z_ = {};
        if (::inflateInit2(&z_, 15 + 16) != Z_OK) return fail(Errc::internal, "zlib cannot start", name());
        open_ = true;
        return true;
    }

    z_stream z_{};
    bool open_ = false;
    std::uint64_t members_ = 0;
    bool tried_whole_ = false, have_whole_ = false;
    std::vector<char> whole_;
    std::size_t whole_at_ = 0;
};

class ZstdInput final : public Inflater {
public:
    ZstdInput(Input& below, UnpackBudget& budget, JobContext& job)
        : Inflater(below, budget, job)
        , d_(ZSTD_createDStream()) {}
    ~ZstdInput() override { ZSTD_freeDStream(d_); }

protected:
    Result<std::size_t> inflate_into(std::span<char> buffer) override {
        if (d_ == nullptr) return fail(Errc::internal, "zstd cannot start", name());
        while (true) {
            Result<bool> more = refill();
            if (!more) return fail(std::move(more.error()));
            if (!*more && !mid_frame_) return 0;
            ZSTD_inBuffer in{packed_.data(), filled_, at_};
            ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
            const std::size_t r = ZSTD_decompressStream(d_, &out, &in);
            at_ = in.pos;
            if (ZSTD_isError(r)) return damaged(ZSTD_getErrorName(r));
            mid_frame_ = r != 0;
            if (out.pos != 0) return out.pos;
            if (!*more) return damaged("it ends too early");
        }
    }

private:
    ZSTD_DStream* d_;
    bool mid_frame_ = true;
};

} // namespace

Result<void> UnpackBudget::add_bytes(std::uint64_t n) {
    inflated_ += n;
    const std::uint64_t packed = std::max<std::uint64_t>(1, outermost_.size().value_or(packed_));
    if (inflated_ > limits_.max_archive_bytes)
        exceeded_ = Error{
            Errc::limit, fmt::format("unpacking gives more than the {} bytes that are read", limits_.max_archive_bytes),
            outermost_.name(), "unpack it and import its parts"};
    else if (inflated_ > k_ratio_from && inflated_ / packed > limits_.max_archive_ratio)
        exceeded_ = Error{Errc::limit,
                          fmt::format("{} bytes unpack to more than {} bytes: over {} times as much is not read",
                                      packed, inflated_, limits_.max_archive_ratio),
                          outermost_.name(), "if it is no trap, unpack it and import its parts"};
    return check();
}

Result<void> UnpackBudget::add_member() {
    if (++members_ > limits_.max_archive_members)
        exceeded_ =
            Error{Errc::limit, fmt::format("more than the {} members that are read", limits_.max_archive_members),
                  outermost_.name(), "unpack it and import its parts"};
    return check();
}

Result<void> UnpackBudget::check() const {
    if (exceeded_) return fail(*exceeded_);
    return {};
}

Packing packing_of(std::string_view head, std::string& what) {
    using namespace std::string_view_literals;
    if (head.starts_with("\x1f\x8b")) return Packing::gzip;
    if (head.starts_with("\x28\xb5\x2f\xfd")) return Packing::zstd;
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("PK\x07\x08"))
        return Packing::zip;
    if (head.size() >= 262 && head.substr(257, 5) == "ustar") return Packing::tar;
    struct Other {
        std::string_view magic, name;
    };
    for (const Other& other :
         {Other{"\xfd\x37zXZ\0"sv, "xz"}, Other{"BZh"sv, "bzip2"}, Other{"7z\xbc\xaf\x27\x1c"sv, "7-Zip"},
          Other{"Rar!\x1a\x07"sv, "RAR"}, Other{"\x04\x22\x4d\x18"sv, "LZ4"}, Other{"\x1f\x9d"sv, "compress"}})
        if (head.starts_with(other.magic)) {
            what = other.name;
            return Packing::unreadable;
        }
    return Packing::none;
}

std::unique_ptr<Input> gzip_input(Input& below, UnpackBudget& budget, JobContext& job) {
    return std::make_unique<GzipInput>(below, budget, job);
}
std::unique_ptr<Input> zstd_input(Input& below, UnpackBudget& budget, JobContext& job) {
    return std::make_unique<ZstdInput>(below, budget, job);
}

Result<std::size_t> PrefixInput::read(std::span<char> buffer) {
    if (at_ >= head_.size()) return rest_.read(buffer);
    const std::size_t n = std::min(buffer.size(), head_.size() - at_);
    std::memcpy(buffer.data(), head_.data() + at_, n);
    at_ += n;
    if (at_ == head_.size()) {
        head_ = {};
        at_ = 0;
    }
    return n;
}

Result<std::string> read_head(Input& in, std::size_t bytes) {
    std::string head(bytes, '\0');
    std::size_t have = 0;
    while (have < bytes) {
        Result<std::size_t> n = in.read({head.data() + have, bytes - have});
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) break;
        have += *n;
    }
    head.resize(have);
    return head;
}

} // namespace parapet
